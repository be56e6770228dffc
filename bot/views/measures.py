"""The measures of one incident (domain §14), from its history; part of the JSON export, so keys are stable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from bot.domain import events as happened
from bot.domain.cadence_log import (
    CadenceChanged,
    LadderClimbed,
    RemindersSnoozed,
    UpdateExtended,
    UpdateMissed,
)
from bot.domain.events import Event, Recorded
from bot.domain.incident import Incident
from bot.domain.strict import Strict
from bot.domain.verification import AwaitingEnded, LabelsAwaited
from bot.views.measures_response import ResponseMeasures, measure_response


class Span(Strict):
    """A length of time in the response.

    state: `reached`; `not_reached` when its end has no moment (yet); `contradictory` when the end as known now
    lies before the beginning as known now, so that there is no length to give.
    seconds: its length, None unless reached.
    """

    since: datetime
    until: datetime | None
    state: Literal["reached", "not_reached", "contradictory"]
    seconds: float | None


EndedBy = Literal["update", "extended", "cadence", "severity", "labels", "close", "export"]
"""What set or ended the cadence; `labels`: they were awaited from then on, or not any more."""


class OwedUpdate(Strict):
    """An update that was owed, and what became of it.

    update: the number of the update that was given for it, counting from 1.
    outcome: `on_time`; `late`; `missed`, when it was overdue and then `ended_by` something else; `waiting`, when
    it is not due yet.
    late_seconds: how long after `due` it was given or ended, None when on time or waiting.
    """

    due: datetime
    given: datetime | None
    update: int | None
    outcome: Literal["on_time", "late", "missed", "waiting"]
    late_seconds: float | None
    ended_by: EndedBy


class Measures(Strict):
    """Everything that is measured of one incident.

    detect: started to detected.
    declare: detected to declared.
    acknowledge: declared to the first time somebody took command.
    contain, recover: from detected to the first time it was reached.
    verify, close: from detected to the latest time it was reached, reopenings being undone by the next closing.
    impact: started to recovered, or to closed where nobody said that it recovered.
    updates_on_time, of updates_owed: the adherence to the cadence.
    missed: updates that were not there at the end of their grace. rungs: steps of the ladder that were told.
    extensions, snoozes, cadence_changes: how often an update was given more time, its reminders silenced, and another
        rhythm agreed on.
    response: what is measured of triage, hypotheses and containment.
    """

    detect: Span
    declare: Span
    acknowledge: Span
    contain: Span
    recover: Span
    verify: Span
    close: Span
    impact: Span
    cadence: tuple[OwedUpdate, ...]
    updates_on_time: int
    updates_owed: int
    updates: int
    missed: int
    rungs: int
    extensions: int
    snoozes: int
    cadence_changes: int
    decisions: int
    decisions_corrected: int
    notes: int
    severity_changes: int
    phase_changes: int
    handovers: int
    commander_nudges: int
    update_reminders: int
    reopenings: int
    deliveries_given_up: int
    response: ResponseMeasures


def measure(it: Incident, history: Sequence[Recorded], now: datetime) -> Measures:
    """The measures as of `now` (UTC); times corrected since they were first said count as corrected."""
    cadence = owed_updates(history, now)
    reminders = [recorded.event for recorded in history if isinstance(recorded.event, happened.Reminded)]
    return Measures(
        detect=_span(it.started_at, it.detected_at),
        declare=_span(it.detected_at, it.declared_at),
        acknowledge=_span(it.declared_at, it.acknowledged_at),
        contain=_span(it.detected_at, it.contained_at),
        recover=_span(it.detected_at, it.recovered_at),
        verify=_span(it.detected_at, it.verified_at),
        close=_span(it.detected_at, it.closed_at),
        impact=_span(it.started_at, it.recovered_at or it.closed_at),
        cadence=cadence,
        updates_on_time=sum(owed.outcome == "on_time" for owed in cadence),
        updates_owed=sum(owed.outcome != "waiting" for owed in cadence),
        updates=len(it.updates),
        missed=_count(history, UpdateMissed),
        rungs=_count(history, LadderClimbed),
        extensions=_count(history, UpdateExtended),
        snoozes=_count(history, RemindersSnoozed),
        cadence_changes=_count(history, CadenceChanged),
        decisions=len(it.decisions),
        decisions_corrected=sum(decision.corrected_by is not None for decision in it.decisions),
        notes=_count(history, happened.NoteAdded),
        severity_changes=_count(history, happened.SeverityChanged),
        phase_changes=_count(history, happened.PhaseChanged),
        handovers=sum(
            isinstance(recorded.event, happened.RoleTaken) and recorded.event.before is not None
            for recorded in history
        ),
        commander_nudges=sum(event.reminder == "no_commander" for event in reminders),
        update_reminders=sum(event.reminder.startswith("update_") for event in reminders),
        reopenings=_count(history, happened.Reopened),
        deliveries_given_up=_count(history, happened.DeliveryGivenUp),
        response=measure_response(it, history, now),
    )


def owed_updates(history: Sequence[Recorded], now: datetime) -> tuple[OwedUpdate, ...]:
    """Every update that was owed until `now`, in order, with what became of it."""
    return tuple(_owed(history, now))


def _owed(history: Sequence[Recorded], now: datetime) -> Iterator[OwedUpdate]:
    due: datetime | None = None
    given = 0
    for recorded in history:
        event, at = recorded.event, recorded.at
        match event:
            case happened.Declared():
                due = event.first_due
            case happened.UpdatePosted():
                given += 1
                if due is not None:
                    yield _given(due, at, given)
                due = event.next_due
            case UpdateExtended():
                yield from _overtaken(due, at, "extended")
                due = event.until
            case CadenceChanged():
                yield from _overtaken(due, at, "cadence")
                due = event.next_due
            case happened.SeverityChanged():
                yield from _overtaken(due, at, "severity")
                due = event.next_due
            case LabelsAwaited() | AwaitingEnded():
                yield from _overtaken(due, at, "labels")
                due = event.next_due
            case happened.Closed():
                yield from _overtaken(due, at, "close")
                due = None
            case happened.Reopened():
                due = event.next_due
            case _:
                pass
    yield from _overtaken(due, now, "export")
    if due is not None and due >= now:
        yield OwedUpdate(
            due=due, given=None, update=None, outcome="waiting", late_seconds=None, ended_by="export"
        )


def _given(due: datetime, at: datetime, number: int) -> OwedUpdate:
    late = (at - due).total_seconds()
    return OwedUpdate(
        due=due,
        given=at,
        update=number,
        outcome="late" if late > 0 else "on_time",
        late_seconds=late if late > 0 else None,
        ended_by="update",
    )


def _overtaken(due: datetime | None, at: datetime, ended_by: EndedBy) -> Iterator[OwedUpdate]:
    """An update that was overdue when something else set or ended the cadence was missed."""
    if due is not None and due < at:
        late = (at - due).total_seconds()
        yield OwedUpdate(
            due=due, given=None, update=None, outcome="missed", late_seconds=late, ended_by=ended_by
        )


def _span(since: datetime, until: datetime | None) -> Span:
    if until is None:
        return Span(since=since, until=None, state="not_reached", seconds=None)
    if until < since:
        return Span(since=since, until=until, state="contradictory", seconds=None)
    return Span(since=since, until=until, state="reached", seconds=(until - since).total_seconds())


def _count(history: Sequence[Recorded], kind: type[Event]) -> int:
    return sum(isinstance(recorded.event, kind) for recorded in history)
