"""Escalations of one incident: who was alerted at which level, and who answered (domain §7)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.domain.strict import Strict

Because = Literal["started", "unanswered", "nobody", "by_hand"]
"""Why a level was reached: it is the first; the one before did not answer in time, or had nobody; somebody asked."""


@dataclass(frozen=True, slots=True)
class EscalationCommand:
    """Something asked of an incident's escalations."""


@dataclass(frozen=True, slots=True)
class Escalate(EscalationCommand):
    """Alert the next level now.

    concern: the key of a special path of the policy, such as `data_governance`; empty for the severity's own.
    """

    concern: str
    reason: str


@dataclass(frozen=True, slots=True)
class AcknowledgeEscalation(EscalationCommand):
    """I have it: whoever asks answers for that escalation."""

    number: int


@dataclass(frozen=True, slots=True)
class ReportStaffed(EscalationCommand):
    """Who answers at that level now; `problems` are sentences about what could not be found."""

    number: int
    level: int
    people: tuple[str, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportPaged(EscalationCommand):
    """The pager of that name took the alarm, or `problem` says why it did not."""

    number: int
    level: int
    pager: str
    problem: str = ""


class EscalationEvent(Strict):
    """Something that happened to the escalation of that number, which counts from 1."""

    number: int


class EscalationStarted(EscalationEvent):
    """Somebody has to answer; `concern` is empty for the severity's own path."""

    kind: Literal["escalation_started"] = "escalation_started"
    concern: str
    reason: str


class LevelReached(EscalationEvent):
    """That level, counting from 0, is to be alerted, and has until `answer_by` to acknowledge."""

    kind: Literal["level_reached"] = "level_reached"
    level: int
    because: Because
    answer_by: datetime


class LevelStaffed(EscalationEvent):
    """These people answer at that level; they are told directly. Nobody, when `people` is empty."""

    kind: Literal["level_staffed"] = "level_staffed"
    level: int
    people: tuple[str, ...]
    problems: tuple[str, ...] = ()


class Paged(EscalationEvent):
    """A pager was asked to alarm that level; `problem` is empty when it took the alarm."""

    kind: Literal["paged"] = "paged"
    level: int
    pager: str
    problem: str = ""


class EscalationAcknowledged(EscalationEvent):
    """A person has it; `level` is the one that had been reached."""

    kind: Literal["escalation_acknowledged"] = "escalation_acknowledged"
    level: int


class EscalationExhausted(EscalationEvent):
    """The last level did not answer either."""

    kind: Literal["escalation_exhausted"] = "escalation_exhausted"


@dataclass(frozen=True, slots=True)
class Level:
    """A level that was reached: since when, until when it is to answer, who was told, which pagers took it."""

    level: int
    at: datetime
    because: Because
    answer_by: datetime
    people: tuple[str, ...] = ()
    staffed: bool = False
    problems: tuple[str, ...] = ()
    pagers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Escalation:
    """An escalation as it stands; `levels` are those that were reached, in order."""

    number: int
    concern: str
    reason: str
    at: datetime
    by: str | None
    levels: tuple[Level, ...] = ()
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    exhausted_at: datetime | None = None

    @property
    def waiting(self) -> bool:
        """Whether somebody is still to answer."""
        return self.acknowledged_at is None and self.exhausted_at is None


Escalations = tuple[Escalation, ...]


def escalations_after(them: Escalations, event: EscalationEvent, at: datetime, by: str | None) -> Escalations:
    """All of them after one more event.

    Raises:
        TypeError: the event is of no kind that escalations know.
    """
    if isinstance(event, EscalationStarted):
        return (*them, Escalation(event.number, event.concern, event.reason, at, by))
    return tuple(_changed(each, event, at, by) if each.number == event.number else each for each in them)


def _changed(it: Escalation, event: EscalationEvent, at: datetime, by: str | None) -> Escalation:
    match event:
        case LevelReached():
            return replace(it, levels=(*it.levels, Level(event.level, at, event.because, event.answer_by)))
        case LevelStaffed():
            levels = tuple(
                replace(each, people=event.people, staffed=True, problems=event.problems)
                if each.level == event.level
                else each
                for each in it.levels
            )
            return replace(it, levels=levels)
        case Paged():
            levels = tuple(
                replace(each, pagers={**each.pagers, event.pager: event.problem})
                if each.level == event.level
                else each
                for each in it.levels
            )
            return replace(it, levels=levels)
        case EscalationAcknowledged():
            return replace(it, acknowledged_by=by, acknowledged_at=at)
        case EscalationExhausted():
            return replace(it, exhausted_at=at)
        case _:
            raise TypeError(f"an escalation knows no {type(event).__name__}")
