"""The triage of one incident: what was answered and measured, and what it means (domain §2, §5)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.domain.severity import Severity, Surface
from bot.domain.signals import Signals
from bot.domain.strict import Strict
from bot.domain.triage import Confidence
from bot.domain.triage_rule import Drift, FalsePage

News = Literal["", "surface", "false_page", "no_false_page"]


@dataclass(frozen=True, slots=True)
class TriageCommand:
    """Something asked of an incident's triage."""


@dataclass(frozen=True, slots=True)
class BeginTriage(TriageCommand):
    """Put the living card of triage into the room."""


@dataclass(frozen=True, slots=True)
class AnswerTriage(TriageCommand):
    """Answer a question, or change its answer; an empty answer takes it back.

    instead_of: the answer that whoever answers has seen (empty: none); somebody else's other answer is then not
    overwritten unseen. None: whatever stands.
    """

    question: str
    answer: str
    evidence: str = ""
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class ReportSignals(TriageCommand):
    """What was measured; it takes the place of what was reported before."""

    signals: Signals


class TriageEvent(Strict):
    """Something that happened to an incident's triage."""


class TriageBegun(TriageEvent):
    """Somebody began it; its card belongs into the room."""

    kind: Literal["triage_begun"] = "triage_begun"


class TriageAnswered(TriageEvent):
    """A question has this answer now (empty: none any more); `was` is the one before it."""

    kind: Literal["triage_answered"] = "triage_answered"
    question: str
    answer: str
    evidence: str
    was: str


class SignalsReported(TriageEvent):
    """What was measured; figures in percent, multiples of the error budget, PSI."""

    kind: Literal["signals_reported"] = "signals_reported"
    signals: Signals


class TriageConcluded(TriageEvent):
    """What the answers mean by now; recorded when it changed. Each reason names the questions that it rests on.

    severity: what everything known suggests, None while nothing known speaks for any; chosen: what it was then.
    was_surface: the surface that was told before; was_false_page: what was concluded of that before.
    """

    kind: Literal["triage_concluded"] = "triage_concluded"
    surface: Surface
    drift: Drift
    false_page: FalsePage
    confidence: Confidence
    playbook: str
    severity: Severity | None
    chosen: Severity
    reasons: tuple[str, ...]
    was_surface: Surface = Surface.UNKNOWN
    was_false_page: FalsePage = FalsePage.NONE

    @property
    def news(self) -> News:
        """What of it is told, for edits notify nobody: another surface, a false page, or none after all."""
        if self.false_page is not FalsePage.NONE:
            return "false_page" if self.was_false_page is FalsePage.NONE else ""
        if self.surface not in (Surface.UNKNOWN, self.was_surface):
            return "surface"
        return "" if self.was_false_page is FalsePage.NONE else "no_false_page"


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as it stands."""

    answer: str
    evidence: str
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class TriageLog:
    """The triage as it stands; `told` is the surface that was told last."""

    begun_at: datetime | None = None
    answers: dict[str, GivenAnswer] = field(default_factory=dict)
    signals: Signals = field(default_factory=Signals)
    concluded: TriageConcluded | None = None
    told: Surface = Surface.UNKNOWN

    @property
    def said(self) -> dict[str, str]:
        """The key of the answer by the key of its question."""
        return {question: given.answer for question, given in self.answers.items()}

    def after(self, event: TriageEvent, at: datetime, by: str | None) -> TriageLog:
        """The triage after one more event."""
        match event:
            case TriageBegun():
                return replace(self, begun_at=self.begun_at or at)
            case TriageAnswered():
                kept = {key: given for key, given in self.answers.items() if key != event.question}
                if event.answer:
                    kept[event.question] = GivenAnswer(event.answer, event.evidence, at, by)
                return replace(self, answers=kept)
            case SignalsReported():
                return replace(self, signals=event.signals)
            case TriageConcluded():
                told = event.surface if event.news == "surface" else self.told
                return replace(self, concluded=event, told=told)
            case _:
                raise TypeError(f"triage knows no {type(event).__name__}")
