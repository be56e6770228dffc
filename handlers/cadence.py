"""The rhythm of updates: silence their reminders, give one more time, owe them more or less often."""

from __future__ import annotations

from bot.domain.cadence_log import CadenceCommand, ChangeCadence, ExtendUpdate, SnoozeReminders
from bot.domain.incident import Incident
from bot.service.slack_text import typed
from bot.views.cadence import RhythmChange
from handlers.heard import first_word
from handlers.pressed import Pressed
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about

USUAL = "usual"
"""The word for the policy's own rhythm."""


async def snooze(spoken: Spoken) -> None:
    """`/incident snooze [minutes]`; without them, the modal."""
    minutes, _ = _minutes(spoken)
    await _spoken(spoken, None if minutes is None else SnoozeReminders(minutes), "silent", "reminders_silent")


async def extend(spoken: Spoken) -> None:
    """`/incident extend [minutes reason]`; without words, the modal."""
    minutes, reason = _minutes(spoken)
    await _spoken(
        spoken, None if minutes is None else ExtendUpdate(minutes, reason), "later", "update_extended"
    )


async def cadence(spoken: Spoken) -> None:
    """`/incident cadence [minutes|usual reason]`; without words, the modal."""
    minutes, reason = _minutes(spoken)
    known = minutes is not None or first_word(spoken.words)[0].casefold() == USUAL
    await _spoken(spoken, ChangeCadence(minutes, reason) if known else None, "rhythm", "cadence_changed")


async def open_rhythm(pressed: Pressed) -> None:
    """The control that opens the modal, to give the update more time."""
    await _opened(pressed, "later")


async def open_silence(pressed: Pressed) -> None:
    """The control that opens the modal, to silence the reminders."""
    await _opened(pressed, "silent")


async def changed(submitted: Submitted) -> None:
    """The filled modal."""
    await submitted.asks(_chosen(submitted))


def _minutes(spoken: Spoken) -> tuple[int | None, str]:
    """The number that the words begin with, None when they begin otherwise; and what follows the first word."""
    minutes, reason = first_word(spoken.words)
    return (int(minutes[:6]) if minutes.isdecimal() else None), typed(reason)


async def _spoken(spoken: Spoken, command: CadenceCommand | None, change: RhythmChange, answer: str) -> None:
    it = await spoken.open_incident()
    if it is None:
        return
    if command is None:
        await spoken.opens(spoken.services.words.rhythm(it, change, about(incident=it.number)))
        return
    done = await spoken.asks(it, command)
    if done is None:
        return
    if not done.events and not done.again:
        await spoken.say("nothing_changed")
        return
    await spoken.say(answer, **_next_due(done.incident))


async def _opened(pressed: Pressed, change: RhythmChange) -> None:
    it = await pressed.open_incident()
    if it is not None:
        await pressed.opens(pressed.services.words.rhythm(it, change, about(incident=it.number)))


def _chosen(submitted: Submitted) -> CadenceCommand:
    minutes, reason = int(submitted.text("minutes")), submitted.text("reason")
    match submitted.text("change"):
        case "silent":
            return SnoozeReminders(minutes)
        case "rhythm":
            return ChangeCadence(minutes, reason)
        case "usual":
            return ChangeCadence(None, reason)
        case _:
            return ExtendUpdate(minutes, reason)


def _next_due(it: Incident) -> dict[str, int]:
    return {"at": int(it.update_due.timestamp())} if it.update_due else {}
