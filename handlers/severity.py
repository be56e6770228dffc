"""Severity, phase, and the times that are known better later."""

from __future__ import annotations

from typing import Literal

from bot.domain.commands import ChangePhase, ChangeSeverity, CorrectTime, GiveRole
from bot.domain.gates import by_a_gate
from bot.domain.policy import COMMANDER
from bot.domain.refusal import Refused
from bot.domain.severity import Phase, Severity
from bot.service.slack_text import typed
from handlers.heard import first_word
from handlers.pressed import Pressed
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about


async def severity(spoken: Spoken) -> None:
    """`/incident severity [SEV2 reason]`; what is missing is asked for in the modal."""
    it = await spoken.open_incident()
    if it is None:
        return
    first, reason = first_word(spoken.words)
    chosen = Severity(first.upper()) if first.upper() in tuple(Severity) else None
    if chosen is None or not reason.strip():
        await spoken.opens(spoken.services.words.severity(it, about(incident=it.number), chosen))
        return
    done = await spoken.asks(it, ChangeSeverity(chosen, typed(reason)))
    if done is not None:
        key = "severity_changed" if done.events or done.again else "nothing_changed"
        await spoken.say(key, severity=chosen)


async def open_severity(pressed: Pressed) -> None:
    """The button that opens the severity modal, perhaps with one that was suggested behind the incident's number."""
    it = await pressed.open_incident()
    if it is not None:
        named = pressed.value.partition(":")[2]
        chosen = Severity(named) if named in tuple(Severity) else None
        await pressed.opens(pressed.services.words.severity(it, about(incident=it.number), chosen))


async def severity_chosen(submitted: Submitted) -> None:
    """The filled severity modal."""
    await submitted.asks(ChangeSeverity(Severity(submitted.text("severity")), submitted.text("reason")))


async def phase(spoken: Spoken) -> None:
    """`/incident phase [contain reason]`; what is missing is asked for in the modal."""
    it = await spoken.open_incident()
    if it is None:
        return
    words, (first, reason) = spoken.services.words, first_word(spoken.words)
    chosen = Phase(first.lower()) if first.lower() in tuple(Phase) else None
    asked = ChangePhase(chosen, typed(reason)) if chosen else None
    if asked is None or not reason.strip():
        await spoken.opens(words.phase(it, about(incident=it.number), asked))
        return
    answer = await spoken.ask(it, asked)
    if isinstance(answer, Refused) and by_a_gate(answer):
        await spoken.opens(words.phase(it, about(incident=it.number), asked))
        return
    done = await spoken.answered(answer)
    if done is not None:
        key = "phase_changed" if done.events or done.again else "nothing_changed"
        await spoken.say(key, phase=asked.phase)


async def open_phase(pressed: Pressed) -> None:
    """The control that opens the phase modal."""
    it = await pressed.open_incident()
    if it is not None:
        await pressed.opens(pressed.services.words.phase(it, about(incident=it.number)))


async def phase_chosen(submitted: Submitted) -> None:
    """The filled phase modal; where a gate stands open it stays, and shows what is missing."""
    if "lead" in submitted.chosen("lead"):
        await submitted.ask(GiveRole(COMMANDER, submitted.person, if_vacant=True), "lead")
    asked = ChangePhase(
        phase=Phase(submitted.text("phase")),
        reason=submitted.text("reason"),
        override=submitted.text("override"),
        metric=submitted.text("metric"),
        target=submitted.text("target"),
    )
    answer = await submitted.ask(asked)
    it = await submitted.at_gate(answer)
    if it is not None:
        await submitted.shows(submitted.services.words.phase(it, about(incident=it.number), asked))
    else:
        await submitted.closes(answer)


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
