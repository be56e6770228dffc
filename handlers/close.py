"""The end of an incident: close it, take it up again, have its post-mortem written, try refused deliveries again."""

from __future__ import annotations

from bot.domain.commands import Close, Reopen, RequestPostmortem, RetryDeliveries
from bot.domain.gates import by_a_gate
from bot.domain.refusal import Refused
from bot.service.slack_text import typed
from handlers.pressed import Pressed
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about


async def close(spoken: Spoken) -> None:
    """`/incident close [what was verified]`; without words, or where a gate stands open, the modal."""
    it = await spoken.incident()
    if it is None:
        return
    if not spoken.words:
        await spoken.opens(spoken.services.words.close(it, about(incident=it.number)))
        return
    asked = Close(typed(spoken.words))
    answer = await spoken.ask(it, asked)
    if isinstance(answer, Refused) and by_a_gate(answer):
        await spoken.opens(spoken.services.words.close(it, about(incident=it.number), asked))
        return
    done = await spoken.answered(answer)
    if done is not None:
        await spoken.say("closed" if done.events or done.again else "nothing_changed", number=it.number)


async def open_close(pressed: Pressed) -> None:
    """The button that opens the modal."""
    it = await pressed.incident()
    if it is not None:
        await pressed.opens(pressed.services.words.close(it, about(incident=it.number)))


async def closed(submitted: Submitted) -> None:
    """The filled closing modal; where a gate stands open it stays, and shows what is missing."""
    said = submitted.text("holds")
    asked = Close(
        verified=submitted.text("verified"),
        override=submitted.text("override"),
        holds=said == "well" if said else None,
    )
    answer = await submitted.ask(asked)
    it = await submitted.at_gate(answer)
    if it is not None:
        await submitted.shows(submitted.services.words.close(it, about(incident=it.number), asked))
    else:
        await submitted.closes(answer)


async def reopen(spoken: Spoken) -> None:
    """`/incident reopen [reason]`; without words, the modal."""
    it = await spoken.incident()
    if it is None:
        return
    if not spoken.words:
        await spoken.opens(spoken.services.words.reopen(it, about(incident=it.number)))
        return
    done = await spoken.asks(it, Reopen(typed(spoken.words)))
    if done is not None:
        await spoken.say("reopened", number=it.number)


async def open_reopen(pressed: Pressed) -> None:
    """The button that opens the modal."""
    it = await pressed.incident()
    if it is not None:
        await pressed.opens(pressed.services.words.reopen(it, about(incident=it.number)))


async def reopened(submitted: Submitted) -> None:
    """The filled reopening modal."""
    await submitted.asks(Reopen(submitted.text("reason")))


async def postmortem(spoken: Spoken) -> None:
    """`/incident postmortem`: the document follows in the room."""
    it = await spoken.incident()
    if it is not None and await spoken.asks(it, RequestPostmortem()) is not None:
        await spoken.say("postmortem_coming")


async def write_postmortem(pressed: Pressed) -> None:
    """The button that has it written."""
    it = await pressed.incident()
    if it is not None and await pressed.asks(it, RequestPostmortem()) is not None:
        await pressed.say("postmortem_coming")


async def retry(spoken: Spoken) -> None:
    """`/incident retry`: what Slack refused is tried again."""
    it = await spoken.incident()
    if it is None:
        return
    done = await spoken.asks(it, RetryDeliveries())
    if done is not None:
        await spoken.say("retrying" if done.events or done.again else "nothing_to_retry")


async def retry_deliveries(pressed: Pressed) -> None:
    """The button that tries again."""
    it = await pressed.incident()
    if it is not None:
        await pressed.asks(it, RetryDeliveries())
