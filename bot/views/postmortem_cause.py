"""The cause as far as it was found, and the machine-learning side of it, for the post-mortem (domain §1, §11, §13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.events import Recorded
from bot.domain.hypotheses import (
    Hypothesis,
    HypothesisEvent,
    HypothesisState,
    confirmed,
    first_right,
)
from bot.domain.incident import Incident
from bot.domain.severity import Surface
from bot.domain.triage_log import GivenAnswer
from bot.domain.triage_questions import DONT_KNOW
from bot.domain.triage_rule import Drift, FalsePage
from bot.views import labels
from bot.views.evidence import Argument, arguments
from bot.views.timeline import Telling


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A hypothesis in full, as it stands; `owner` and `reason` may be empty, `first_said` where it was put right."""

    number: int
    surface: str
    statement: str
    first_said: str
    owner: str
    when: str
    who: str
    reason: str
    evidence: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """All hypotheses by how they stand.

    first_right: whether the first one named the right surface: yes, no, or empty while nobody can tell.
    """

    root: Suspicion | None
    contributing: tuple[Suspicion, ...]
    refuted: tuple[Suspicion, ...]
    open: tuple[Suspicion, ...]
    first: Suspicion | None
    first_surface: str
    first_right: str


@dataclass(frozen=True, slots=True)
class Learning:
    """What the record says of surface, drift, quality and labels; empty where it says nothing.

    surface_by: what the surface rests on; quality_doubt: labels were incomplete; impact: who was hit; measured: last.
    """

    surface: str
    surface_by: str
    quality: str
    quality_intact: bool
    quality_evidence: str
    quality_doubt: bool
    drift: str
    drift_confidence: str
    label_lag: str
    impact: str
    impact_evidence: str
    measured: str


def cause(tell: Telling, history: Sequence[Recorded]) -> Cause:
    """What was thought to be the cause, and what became of it; the latest confirmed hypothesis is the root cause."""
    it = tell.it
    told = {each.number: _suspicion(tell, each, history) for each in it.hypotheses}

    def of(*states: HypothesisState) -> tuple[Suspicion, ...]:
        return tuple(told[each.number] for each in it.hypotheses if each.state in states and each is not root)

    root = confirmed(it.hypotheses)
    right = first_right(it.hypotheses)
    return Cause(
        root=told[root.number] if root else None,
        contributing=of(HypothesisState.SUPPORTED, HypothesisState.CONFIRMED),
        refuted=of(HypothesisState.REFUTED),
        open=of(HypothesisState.OPEN),
        first=told[it.hypotheses[0].number] if it.hypotheses else None,
        first_surface=it.hypotheses[0].first_surface.value if it.hypotheses else "",
        first_right="" if right is None else "yes" if right else "no",
    )


def _suspicion(tell: Telling, it: Hypothesis, history: Sequence[Recorded]) -> Suspicion:
    mine = [
        recorded
        for recorded in history
        if isinstance(recorded.event, HypothesisEvent) and recorded.event.number == it.number
    ]
    version = mine[-1].version

    def typed(words: str) -> str:
        return tell.people.spoken(words, version)

    return Suspicion(
        number=it.number,
        surface=it.surface.value,
        statement=typed(it.statement),
        first_said=typed(it.first_statement) if it.first_statement != it.statement else "",
        owner=tell.people.label(it.owner, version) if it.owner else "",
        when=tell.moment(mine[0].at),
        who=tell.people.label(mine[0].by, mine[0].version),
        reason=typed(it.reason),
        evidence=arguments(tell, mine),
    )


def learning(tell: Telling) -> Learning:
    """Surface, drift, quality SLO and labels, as far as triage and hypotheses recorded them."""
    it, concluded = tell.it, tell.it.triage.concluded
    quality, impact = _known(it, "quality_slo"), _known(it, "impact")
    drift = concluded.drift if concluded else Drift.UNKNOWN
    return Learning(
        surface="" if it.surface is Surface.UNKNOWN else it.surface.value,
        surface_by=_surface_by(it),
        quality=labels.answered("quality_slo", quality.answer) if quality else "",
        quality_intact=it.triage.said.get("quality_slo") == "intact",
        quality_evidence=tell.people.spoken(quality.evidence, it.version) if quality else "",
        quality_doubt=it.triage.said.get("labels") == "incomplete",
        drift="" if drift is Drift.UNKNOWN else labels.DRIFTS[drift],
        drift_confidence=concluded.confidence.value if concluded else "",
        label_lag=_label_lag(it),
        impact=labels.answered("impact", impact.answer) if impact else "",
        impact_evidence=tell.people.spoken(impact.evidence, it.version) if impact else "",
        measured="; ".join(labels.measured(it.triage.signals)),
    )


def _known(it: Incident, question: str) -> GivenAnswer | None:
    """The answer to that question, None where nobody knew."""
    given = it.triage.answers.get(question)
    return given if given is not None and given.answer != DONT_KNOW else None


def _surface_by(it: Incident) -> str:
    root = confirmed(it.hypotheses)
    if root is not None:
        return f"by hypothesis {root.number}, which is confirmed"
    return f"by triage, confidence {it.triage.concluded.confidence.value}" if it.triage.concluded else ""


def _label_lag(it: Incident) -> str:
    """Whether labels that were late played a part; empty where the record does not tell."""
    if it.false_page is FalsePage.LABEL_LAG:
        return "yes, it was the false page"
    match it.triage.said.get("labels"):
        case "incomplete":
            return "yes, fewer labels had arrived than usual"
        case "complete":
            return "no, labels were as complete as usual"
        case "not_needed":
            return "no, the figure needs no labels"
        case _:
            return ""
