"""Hypotheses of one incident: what is thought to be the cause, and what speaks for and against it (domain §11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.domain.severity import Surface
from bot.domain.strict import Strict


class HypothesisState(StrEnum):
    """How a hypothesis stands (domain §11)."""

    OPEN = "open"
    SUPPORTED = "supported"
    REFUTED = "refuted"
    CONFIRMED = "confirmed"


Side = Literal["for", "against"]


@dataclass(frozen=True, slots=True)
class HypothesisCommand:
    """Something asked of an incident's hypotheses."""


@dataclass(frozen=True, slots=True)
class RaiseHypothesis(HypothesisCommand):
    """This might be the cause; `owner` (a Slack user id, or empty) looks into it."""

    surface: Surface
    statement: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class AddEvidence(HypothesisCommand):
    """Something speaks for or against it."""

    number: int
    side: Side
    words: str


@dataclass(frozen=True, slots=True)
class JudgeHypothesis(HypothesisCommand):
    """It stands otherwise now, and why."""

    number: int
    state: HypothesisState
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectHypothesis(HypothesisCommand):
    """It was put badly, on the wrong surface, or is somebody else's."""

    number: int
    surface: Surface
    statement: str
    owner: str


class HypothesisEvent(Strict):
    """Something that happened to the hypothesis of that number, which counts from 1."""

    number: int


class HypothesisRaised(HypothesisEvent):
    """Somebody thinks that this is the cause."""

    kind: Literal["hypothesis_raised"] = "hypothesis_raised"
    surface: Surface
    statement: str
    owner: str


class EvidenceAdded(HypothesisEvent):
    """Something speaks for or against it."""

    kind: Literal["evidence_added"] = "evidence_added"
    side: Side
    words: str


class HypothesisJudged(HypothesisEvent):
    """How it stands now."""

    kind: Literal["hypothesis_judged"] = "hypothesis_judged"
    was: HypothesisState
    now: HypothesisState
    reason: str


class HypothesisCorrected(HypothesisEvent):
    """What it says now and whose it is, and what was said before."""

    kind: Literal["hypothesis_corrected"] = "hypothesis_corrected"
    surface: Surface
    statement: str
    owner: str
    was_surface: Surface
    was_statement: str
    was_owner: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """What speaks for or against, who said so and when."""

    side: Side
    words: str
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A hypothesis as it stands.

    first_surface, first_statement: as it was raised, whatever was corrected since (domain §11: early attribution).
    owner: who looks into it, a Slack user id, or empty.
    judged: the place of its last judgement among all of the incident's, counting from 1; 0 when nobody judged it yet.
    """

    number: int
    surface: Surface
    first_surface: Surface
    statement: str
    first_statement: str
    owner: str
    at: datetime
    by: str | None
    state: HypothesisState = HypothesisState.OPEN
    reason: str = ""
    judged: int = 0
    evidence: tuple[EvidenceItem, ...] = ()

    def on(self, side: Side) -> tuple[EvidenceItem, ...]:
        """The evidence on that side, the oldest first."""
        return tuple(item for item in self.evidence if item.side == side)


Hypotheses = tuple[Hypothesis, ...]


def hypotheses_after(them: Hypotheses, event: HypothesisEvent, at: datetime, by: str | None) -> Hypotheses:
    """All of them after one more event.

    Raises:
        TypeError: the event is of no kind that hypotheses know.
    """
    if isinstance(event, HypothesisRaised):
        return (*them, _raised(event, at, by))
    judgements = max((each.judged for each in them), default=0)
    return tuple(
        _changed(each, event, at, by, judgements) if each.number == event.number else each for each in them
    )


def _raised(event: HypothesisRaised, at: datetime, by: str | None) -> Hypothesis:
    return Hypothesis(
        number=event.number,
        surface=event.surface,
        first_surface=event.surface,
        statement=event.statement,
        first_statement=event.statement,
        owner=event.owner,
        at=at,
        by=by,
    )


def _changed(
    it: Hypothesis, event: HypothesisEvent, at: datetime, by: str | None, judgements: int
) -> Hypothesis:
    match event:
        case EvidenceAdded():
            return replace(it, evidence=(*it.evidence, EvidenceItem(event.side, event.words, at, by)))
        case HypothesisJudged():
            return replace(it, state=event.now, reason=event.reason, judged=judgements + 1)
        case HypothesisCorrected():
            return replace(it, surface=event.surface, statement=event.statement, owner=event.owner)
        case _:
            raise TypeError(f"a hypothesis knows no {type(event).__name__}")


def hypothesis_of(them: Hypotheses, number: int) -> Hypothesis | None:
    """The one of that number, which counts from 1."""
    return next((each for each in them if each.number == number), None)


def first_right(them: Hypotheses) -> bool | None:
    """Whether the first one named the surface of the confirmed one when it was raised (domain §11).

    None while nothing is confirmed, or where either names no surface.
    """
    cause = confirmed(them)
    if cause is None or Surface.UNKNOWN in (cause.surface, them[0].first_surface):
        return None
    return them[0].first_surface is cause.surface


def confirmed(them: Hypotheses) -> Hypothesis | None:
    """The root cause as known: of those that are confirmed, the one that was confirmed last."""
    causes = (each for each in them if each.state is HypothesisState.CONFIRMED)
    return max(causes, key=lambda each: each.judged, default=None)
