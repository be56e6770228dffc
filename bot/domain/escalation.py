"""Escalations of one incident: who was alerted at which level, and who answered (domain §7)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.domain.escalation_rules import EscalationRules, LevelRule
from bot.domain.severity import Severity
from bot.domain.strict import Strict

Because = Literal["started", "unanswered", "nobody", "by_hand"]
"""Why a level was reached: it is the first; the one before did not answer in time, or had nobody; somebody asked."""

Purpose = Literal["alarm", "acknowledge", "resolve"]
"""What a pager is asked: to alarm, to be quiet because somebody has it, to put its alarm away."""


@dataclass(frozen=True, slots=True)
class EscalationCommand:
    """Something asked of an incident's escalations."""


@dataclass(frozen=True, slots=True)
class Escalate(EscalationCommand):
    """Alert the next level now.

    concern: the key of a special path of the policy, such as `data_governance`; empty for the severity's own.
    seen: the version of the incident that was looked at when this was begun, so that two who press in the same moment
    climb one level; None for whoever says it in words.
    """

    concern: str
    reason: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class AcknowledgeEscalation(EscalationCommand):
    """I have it: whoever asks answers for that escalation."""

    number: int


@dataclass(frozen=True, slots=True)
class ReportStaffed(EscalationCommand):
    """Who answers at that level now; `problems` are sentences about what could not be found.

    In them people are mentioned as `<@U…>`.
    """

    number: int
    level: int
    people: tuple[str, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportPaged(EscalationCommand):
    """The pager of that name did what it was asked, or `problem` says why it did not."""

    number: int
    level: int
    pager: str
    purpose: Purpose
    problem: str = ""


class EscalationEvent(Strict):
    """Something that happened to the escalation of that number, which counts from 1."""

    number: int


class EscalationStarted(EscalationEvent):
    """Somebody has to answer; `concern` is empty for the path of `severity`.

    replaces: the number of the one whose place it takes, if any.
    """

    kind: Literal["escalation_started"] = "escalation_started"
    concern: str
    severity: Severity
    reason: str
    replaces: int | None = None


class LevelReached(EscalationEvent):
    """That level, counting from 0, is to be alerted, and has until `answer_by` to acknowledge."""

    kind: Literal["level_reached"] = "level_reached"
    level: int
    because: Because
    answer_by: datetime
    reason: str = ""


class LevelStaffed(EscalationEvent):
    """These people answer at that level; they are told directly. Nobody, when `people` is empty.

    left_out: how many more are not told because it is a drill (domain §16).
    """

    kind: Literal["level_staffed"] = "level_staffed"
    level: int
    people: tuple[str, ...]
    problems: tuple[str, ...] = ()
    left_out: int = 0


class Paged(EscalationEvent):
    """A pager of that level was asked something; `problem` is empty when it did it."""

    kind: Literal["paged"] = "paged"
    level: int
    pager: str
    purpose: Purpose
    problem: str = ""


class EscalationAcknowledged(EscalationEvent):
    """A person has it; `level` is the one that had been reached."""

    kind: Literal["escalation_acknowledged"] = "escalation_acknowledged"
    level: int


class EscalationExhausted(EscalationEvent):
    """The last level did not answer either."""

    kind: Literal["escalation_exhausted"] = "escalation_exhausted"


Step = EscalationStarted | LevelReached | LevelStaffed | Paged | EscalationAcknowledged | EscalationExhausted


@dataclass(frozen=True, slots=True)
class Level:
    """A level that was reached: since when, until when it is to answer, who was told, what became of its pagers.

    reached: the version of the event that reached it. version: that of the event that said who answers there; 0 until
    it is known. alarmed: pagers that were asked to alarm, to what kept them from it, empty for nothing.
    by, reason: who made it be reached, None for time, and why.
    """

    level: int
    at: datetime
    because: Because
    answer_by: datetime
    people: tuple[str, ...] = ()
    version: int = 0
    problems: tuple[str, ...] = ()
    left_out: int = 0
    alarmed: dict[str, str] = field(default_factory=dict)
    asked: frozenset[tuple[str, Purpose]] = frozenset()
    by: str | None = None
    reason: str = ""
    reached: int = 0

    @property
    def staffed(self) -> bool:
        """Whether it is known who answers there."""
        return self.version > 0


@dataclass(frozen=True, slots=True)
class Escalation:
    """An escalation as it stands; `levels` are those that were reached, in order.

    ended_at: when it stopped because the incident was closed, or because another took its place.
    """

    number: int
    concern: str
    severity: Severity
    reason: str
    at: datetime
    by: str | None
    levels: tuple[Level, ...] = ()
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    exhausted_at: datetime | None = None
    ended_at: datetime | None = None
    replaced_by: int | None = None

    @property
    def waiting(self) -> bool:
        """Whether somebody is still to answer in time."""
        return self.acknowledged_at is None and self.exhausted_at is None and self.ended_at is None

    @property
    def now(self) -> Level | None:
        """The level that was reached last."""
        return self.levels[-1] if self.levels else None

    @property
    def alerted(self) -> tuple[str, ...]:
        """Everybody who was told, each once."""
        return tuple(dict.fromkeys(person for level in self.levels for person in level.people))

    def at_level(self, level: int) -> Level | None:
        """That level, if it was reached."""
        return next((each for each in self.levels if each.level == level), None)

    def path(self, rules: EscalationRules) -> tuple[LevelRule, ...]:
        """Its levels by the policy."""
        return rules.levels(self.concern, self.severity)


Escalations = tuple[Escalation, ...]


def escalation_of(them: Escalations, number: int) -> Escalation | None:
    """The escalation of that number, which counts from 1."""
    return next((each for each in them if each.number == number), None)


def latest(them: Escalations, concern: str) -> Escalation | None:
    """The last one about that concern; empty: of the severity's own."""
    return next((each for each in reversed(them) if each.concern == concern), None)


def reached_since(them: Escalations, concern: str, seen: int) -> Level | None:
    """The level about that concern that was reached after version `seen` of the incident; None where none was."""
    known = latest(them, concern)
    return known.now if known and known.now and known.now.reached > seen else None


def ended(them: Escalations, at: datetime) -> Escalations:
    """All of them once the incident is closed: nobody is waited for any more."""
    return tuple(replace(each, ended_at=at) if each.waiting else each for each in them)


def escalations_after(
    them: Escalations, event: EscalationEvent, at: datetime, by: str | None, version: int
) -> Escalations:
    """All of them after one more event, which has that version.

    Raises:
        TypeError: the event is of no kind that escalations know.
    """
    if isinstance(event, EscalationStarted):
        new = Escalation(event.number, event.concern, event.severity, event.reason, at, by)
        return (*(_replaced(each, event, at) for each in them), new)
    return tuple(
        _changed(each, event, at, by, version) if each.number == event.number else each for each in them
    )


def _replaced(it: Escalation, event: EscalationStarted, at: datetime) -> Escalation:
    if it.number != event.replaces:
        return it
    return replace(it, ended_at=it.ended_at or at, replaced_by=event.number)


def _changed(
    it: Escalation, event: EscalationEvent, at: datetime, by: str | None, version: int
) -> Escalation:
    match event:
        case LevelReached() if it.at_level(event.level):
            # Two things made it climb in the same moment.
            return it
        case LevelReached():
            why = event.reason or it.reason
            level = Level(event.level, at, event.because, event.answer_by, by=by, reason=why, reached=version)
            return replace(it, levels=(*it.levels, level))
        case LevelStaffed() | Paged():
            levels = (
                _level_after(each, event, version) if each.level == event.level else each
                for each in it.levels
            )
            return replace(it, levels=tuple(levels))
        case EscalationAcknowledged():
            return replace(it, acknowledged_by=by, acknowledged_at=at)
        case EscalationExhausted():
            return replace(it, exhausted_at=at)
        case _:
            raise TypeError(f"an escalation knows no {type(event).__name__}")


def _level_after(level: Level, event: LevelStaffed | Paged, version: int) -> Level:
    if isinstance(event, LevelStaffed):
        return replace(
            level, people=event.people, version=version, problems=event.problems, left_out=event.left_out
        )
    asked = level.asked | {(event.pager, event.purpose)}
    if event.purpose != "alarm":
        return replace(level, asked=asked)
    return replace(level, asked=asked, alarmed={**level.alarmed, event.pager: event.problem})
