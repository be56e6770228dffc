"""The decision log: record, correct, list."""

from __future__ import annotations

from bot.domain.commands import RecordDecision
from bot.service.slack_text import typed
from handlers.pressed import Pressed
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about


async def decide(spoken: Spoken) -> None:
    """`/incident decide [what]`: with words they are recorded as they stand; without, the modal."""
    it = await spoken.incident()
    if it is None:
        return
    if not spoken.words:
        await spoken.opens(spoken.services.words.decide(it, about(incident=it.number)))
        return
    done = await spoken.asks(it, RecordDecision(typed(spoken.words)))
    if done is not None:
        key = "decision_recorded" if done.events or done.again else "decision_known"
        await spoken.say(key, number=len(done.incident.decisions))


async def decisions(spoken: Spoken) -> None:
    """`/incident decisions`: all of them, in private."""
    it = await spoken.incident()
    if it is not None:
        await spoken.answer(spoken.services.words.decisions(it))


async def open_decide(pressed: Pressed) -> None:
    """The button that opens the modal."""
    it = await pressed.incident()
    if it is not None:
        await pressed.opens(pressed.services.words.decide(it, about(incident=it.number)))


async def decided(submitted: Submitted) -> None:
    """The filled decision."""
    corrects = submitted.text("corrects")
    await submitted.asks(
        RecordDecision(
            what=submitted.text("what"),
            options=submitted.text("options"),
            rationale=submitted.text("rationale"),
            evidence=submitted.text("evidence"),
            revisit_at=submitted.moment("revisit_at"),
            corrects=int(corrects) if corrects.isdecimal() else None,
        )
    )
