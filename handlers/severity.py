"""Severity, phase, and the times that are known better later."""

from __future__ import annotations

from typing import Literal

from bot.domain.commands import ChangePhase, ChangeSeverity, CorrectTime
from bot.domain.severity import Phase, Severity
from bot.service.slack_text import typed
from handlers.pressed import Pressed
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about


async def severity(spoken: Spoken) -> None:
    """`/incident severity [SEV2 reason]`; what is missing is asked for in the modal."""
    it = await spoken.open_incident()
    if it is None:
        return
    first, _, reason = spoken.words.partition(" ")
    chosen = Severity(first.upper()) if first.upper() in tuple(Severity) else None
    if chosen is None or not reason.strip():
        await spoken.opens(spoken.services.words.severity(it, about(incident=it.number), chosen))
        return
    done = await spoken.asks(it, ChangeSeverity(chosen, typed(reason)))
    if done is not None:
        key = "severity_changed" if done.events or done.again else "nothing_changed"
        await spoken.say(key, severity=chosen)


async def open_severity(pressed: Pressed) -> None:
    """The button that opens the severity modal."""
    it = await pressed.open_incident()
    if it is not None:
        await pressed.opens(pressed.services.words.severity(it, about(incident=it.number)))


async def severity_chosen(submitted: Submitted) -> None:
    """The filled severity modal."""
    await submitted.asks(ChangeSeverity(Severity(submitted.text("severity")), submitted.text("reason")))


async def phase(spoken: Spoken) -> None:
    """`/incident phase [contain reason]`; what is missing is asked for in the modal."""
    it = await spoken.open_incident()
    if it is None:
        return
    first, _, reason = spoken.words.partition(" ")
    chosen = Phase(first.lower()) if first.lower() in tuple(Phase) else None
    if chosen is None or not reason.strip():
        await spoken.opens(spoken.services.words.phase(it, about(incident=it.number), chosen))
        return
    done = await spoken.asks(it, ChangePhase(chosen, typed(reason)))
    if done is not None:
        await spoken.say("phase_changed" if done.events or done.again else "nothing_changed", phase=chosen)


async def open_phase(pressed: Pressed) -> None:
    """The control that opens the phase modal."""
    it = await pressed.open_incident()
    if it is not None:
        await pressed.opens(pressed.services.words.phase(it, about(incident=it.number)))


async def phase_chosen(submitted: Submitted) -> None:
    """The filled phase modal."""
    await submitted.asks(ChangePhase(Phase(submitted.text("phase")), submitted.text("reason")))


async def times(spoken: Spoken) -> None:
    """`/incident times` opens the modal."""
    it = await spoken.incident()
    if it is not None:
        await spoken.opens(spoken.services.words.times(it, about(incident=it.number)))


async def open_times(pressed: Pressed) -> None:
    """The control that opens the times modal."""
    it = await pressed.incident()
    if it is not None:
        await pressed.opens(pressed.services.words.times(it, about(incident=it.number)))


async def time_corrected(submitted: Submitted) -> None:
    """The filled times modal."""
    at = submitted.moment("at")
    if at is None:
        await submitted.wrong("at", submitted.services.words.answer("wrong_time"))
        return
    which: Literal["started", "detected"] = "detected" if submitted.text("which") == "detected" else "started"
    await submitted.asks(CorrectTime(which, at, submitted.text("reason")))
