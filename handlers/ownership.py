"""The answer of whoever owns the model, or of anybody else: take the role that is free, or not."""

from __future__ import annotations

from bot.domain.commands import GiveRole
from bot.domain.ownership import ML_OWNER, DeclineProposal
from handlers.pressed import Pressed


async def take(pressed: Pressed) -> None:
    """*Take it*: whoever presses is ML Owner, unless somebody is by now."""
    it = await pressed.incident()
    if it is not None:
        await pressed.asks(it, GiveRole(ML_OWNER, pressed.person, if_vacant=True))


async def decline(pressed: Pressed) -> None:
    """*Not me*: whoever was proposed will not be it, and the room is told."""
    it = await pressed.incident()
    if it is None:
        return
    done = await pressed.asks(it, DeclineProposal())
    if done is not None:
        await pressed.say("proposal_declined" if done.events or done.again else "nothing_changed")
