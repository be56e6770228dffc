"""Legal hold: that nothing of an incident may be deleted, and that it may be again."""

from __future__ import annotations

from bot.domain.retention import LiftHold, PlaceHold
from bot.service.slack_text import typed
from handlers.spoken import Spoken


async def hold(spoken: Spoken) -> None:
    """`/incident hold reason`: whatever the retention rules say."""
    it = await spoken.incident()
    if it is None:
        return
    done = await spoken.asks(it, PlaceHold(typed(spoken.words)))
    if done is not None:
        await spoken.say("held" if done.events or done.again else "held_already", number=it.number)


async def unhold(spoken: Spoken) -> None:
    """`/incident unhold reason`: the rules count again."""
    it = await spoken.incident()
    if it is None:
        return
    if await spoken.asks(it, LiftHold(typed(spoken.words))) is not None:
        await spoken.say("hold_lifted", number=it.number)
