"""The incident as it was after each of its events: what was known, owed and done then (domain §2, §4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.domain import events as happened
from bot.domain.cadence_log import CadenceEvent
from bot.domain.checklists import StepEvent
from bot.domain.decide_triage import suggested
from bot.domain.events import Recorded
from bot.domain.first_steps import PacedStep, first_steps
from bot.domain.fold import apply
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.severity import Severity
from bot.domain.triage_log import TriageEvent

_BESIDE_THE_POINT = (
    happened.PersonJoined,
    happened.PersonLeft,
    happened.NoteRequested,
    happened.NoteAdded,
    happened.NoteEdited,
    happened.NoteWithdrawn,
    happened.Reminded,
    CadenceEvent,
)
"""Events that neither finish a step nor undo one."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """From this event on, so severe it was called, and so severe the signals suggested (None: nothing known)."""

    recorded: Recorded
    chosen: Severity
    suggested: Severity | None

    @property
    def differs(self) -> bool:
        """Whether the people and the signals disagreed."""
        return self.suggested is not None and self.suggested is not self.chosen


StepOutcome = Literal["on_time", "late", "skipped", "missed", "left_open", "waiting"]


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A step of the first 90 minutes at the end of the record.

    done_at: since when it is finished or left out, None while it is open.
    outcome: `waiting` is open and not due yet; `missed` was open past its time when the record ended; `left_open` was
    not due yet when the incident was closed.
    """

    step: PacedStep
    done_at: datetime | None
    outcome: StepOutcome


def judgements(number: int, history: Sequence[Recorded]) -> tuple[Judgement, ...]:
    """The severity chosen and suggested, each time that one of them changed."""
    found: list[Judgement] = []
    for recorded, it in _states(number, history):
        if not isinstance(recorded.event, happened.Declared | happened.SeverityChanged | TriageEvent):
            continue
        now = Judgement(recorded, it.severity, suggested(it))
        if not found or (found[-1].chosen, found[-1].suggested) != (now.chosen, now.suggested):
            found.append(now)
    return tuple(found)


def step_records(number: int, history: Sequence[Recorded], now: datetime) -> tuple[StepRecord, ...]:
    """The steps of the first 90 minutes with what became of them, in the order in which they were due.

    Where the severity came to be one that has no such steps, they are those of the last one that had them.
    """
    steps: tuple[PacedStep, ...] = ()
    since: dict[str, datetime] = {}
    closed_at: datetime | None = None
    for recorded, it in _states(number, history):
        if isinstance(recorded.event, _BESIDE_THE_POINT):
            continue
        closed_at = it.closed_at
        found = first_steps(replace(it, policy=_with_steps(it.policy)))
        steps = found if it.severity in it.policy.first_steps_for else steps
        marked = recorded.event.step if isinstance(recorded.event, StepEvent) else ""
        for step in found:
            if step.state == "open":
                since.pop(step.key, None)
            elif step.key == marked:
                since[step.key] = recorded.at
            else:
                since.setdefault(step.key, recorded.at)
    return tuple(_step_record(step, since.get(step.key), closed_at, now) for step in steps)


def _with_steps(policy: Policy) -> Policy:
    """The policy with the first 90 minutes for every severity: a step that was done before they began was done then."""
    return policy.model_copy(update={"first_steps_for": tuple(Severity)})


def late_steps(records: Sequence[StepRecord]) -> int:
    """How many of them were done late, or not at all in their time."""
    return sum(record.outcome in ("late", "missed") for record in records)


def _step_record(
    step: PacedStep, done_at: datetime | None, closed_at: datetime | None, now: datetime
) -> StepRecord:
    if done_at is None:
        if (closed_at or now) > step.due:
            return StepRecord(step, None, "missed")
        return StepRecord(step, None, "left_open" if closed_at else "waiting")
    if step.state == "skipped":
        return StepRecord(step, done_at, "skipped")
    return StepRecord(step, done_at, "late" if done_at > step.due else "on_time")


def _states(number: int, history: Sequence[Recorded]) -> Iterator[tuple[Recorded, Incident]]:
    it: Incident | None = None
    for recorded in history:
        it = apply(number, it, recorded)
        yield recorded, it
