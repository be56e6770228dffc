"""Triage as small records for the post-mortem: answers, measurements, conclusions, severities (domain §2, §5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.events import Recorded
from bot.domain.triage_log import SignalsReported, TriageAnswered, TriageConcluded
from bot.domain.triage_questions import BY_KEY, QUESTIONS
from bot.domain.triage_rule import FalsePage, PlaybookKey
from bot.views import labels
from bot.views.course import judgements
from bot.views.timeline import Telling

_NUMBERS = {question.key: number for number, question in enumerate(QUESTIONS, 1)}


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered once; `answer` is empty where the answer was taken back."""

    when: str
    who: str
    answer: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question (0: no longer asked) with its answer as it stands and every one that it had before."""

    number: int
    asks: str
    now: Said
    before: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured, empty where it was taken back."""

    when: str
    who: str
    signals: str


@dataclass(frozen=True, slots=True)
class Because:
    """A reason, and the numbers of the questions that it rests on."""

    says: str
    questions: str


@dataclass(frozen=True, slots=True)
class Concluded:
    """What the answers meant from then on; `reasons` are those that the conclusion before did not have."""

    when: str
    surface: str
    drift: str
    false_page: str
    confidence: str
    playbook: str
    suggested: str
    chosen: str
    reasons: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The severity that was chosen and the one that was suggested (empty: nothing known), from then on."""

    when: str
    who: str
    chosen: str
    suggested: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Triage:
    """The triage of an incident, everything in order."""

    answers: tuple[Answered, ...]
    measured: tuple[Measured, ...]
    conclusions: tuple[Concluded, ...]
    judged: tuple[Judged, ...]


def triage(tell: Telling, history: Sequence[Recorded]) -> Triage:
    """Everything that triage recorded."""
    return Triage(
        answers=tuple(_answers(tell, history)),
        measured=tuple(
            Measured(
                when=tell.moment(recorded.at),
                who=tell.people.label(recorded.by, recorded.version),
                signals="; ".join(labels.measured(recorded.event.signals)),
            )
            for recorded in history
            if isinstance(recorded.event, SignalsReported)
        ),
        conclusions=tuple(_conclusions(tell, history)),
        judged=tuple(
            Judged(
                when=tell.moment(one.recorded.at),
                who=tell.people.label(one.recorded.by, one.recorded.version),
                chosen=one.chosen.value,
                suggested=one.suggested.value if one.suggested else "",
                differs=one.differs,
            )
            for one in judgements(tell.it.number, history)
        ),
    )


def _answers(tell: Telling, history: Sequence[Recorded]) -> Iterator[Answered]:
    """Every question that was ever answered, in the order of triage."""
    said: dict[str, list[Said]] = {}
    for recorded in history:
        if isinstance(recorded.event, TriageAnswered):
            said.setdefault(recorded.event.question, []).append(_said(tell, recorded, recorded.event))
    known = [key for key in BY_KEY if key in said]
    for key in (*known, *(key for key in said if key not in BY_KEY)):
        *before, now = said[key]
        yield Answered(_NUMBERS.get(key, 0), labels.asked(key), now, tuple(before))


def _said(tell: Telling, recorded: Recorded, event: TriageAnswered) -> Said:
    return Said(
        when=tell.moment(recorded.at),
        who=tell.people.label(recorded.by, recorded.version),
        answer=labels.answered(event.question, event.answer),
        evidence=tell.people.spoken(event.evidence, recorded.version),
    )


def _conclusions(tell: Telling, history: Sequence[Recorded]) -> Iterator[Concluded]:
    """Every conclusion, each with its new reasons only: most of them stay from one to the next."""
    told: set[str] = set()
    for recorded in history:
        if isinstance(recorded.event, TriageConcluded):
            because = {one.says: one for one in map(_because, recorded.event.reasons)}
            fresh = tuple(one for says, one in because.items() if says not in told)
            yield _concluded(recorded.event, tell.moment(recorded.at), fresh)
            told = set(because)


def _because(reason: str) -> Because:
    numbers = (_NUMBERS[key] for key in labels.rests_on(reason) if key in _NUMBERS)
    return Because(labels.without_keys(reason), ", ".join(map(str, numbers)))


def _concluded(event: TriageConcluded, when: str, reasons: tuple[Because, ...]) -> Concluded:
    none = event.false_page is FalsePage.NONE
    return Concluded(
        when=when,
        surface=event.surface.value,
        drift=labels.DRIFTS[event.drift],
        false_page="" if none else labels.FALSE_PAGES[event.false_page],
        confidence=event.confidence.value,
        playbook=event.playbook.replace("-", " ") if event.playbook != PlaybookKey.NONE else "",
        suggested=event.severity.value if event.severity else "",
        chosen=event.chosen.value,
        reasons=reasons,
    )
