"""Everything that is said of triage, for the gallery."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.domain import events as happened
from bot.domain.events import Event, Recorded
from bot.domain.incident import Incident
from bot.domain.severity import Phase, Severity, Surface
from bot.domain.signals import Signals, UsersHit
from bot.domain.triage import Confidence
from bot.domain.triage_log import (
    GivenAnswer,
    SignalsReported,
    TriageAnswered,
    TriageBegun,
    TriageConcluded,
    TriageLog,
)
from bot.domain.triage_questions import QUESTIONS
from bot.domain.triage_rule import Drift, FalsePage
from bot.views import triage_card as views
from bot.views.render import Message, Words

TOLD_ROOM = (TriageConcluded,)
_WORST = Signals(UsersHit.EVERYONE, 99.999999, -99.999999, 999999.9, 999.999, True, True)
_LINK = "https://acme.slack.com/archives/CROOM/p11"

STAGES: dict[str, str] = {
    "nothing": "",
    "few answers": "signal=drift",
    "menu": "signal=drift detector_changed=no cold_start=no seasonality=no errors=normal latency=normal",
    "serving": (
        "signal=requests detector_changed=no cold_start=no errors=normal latency=normal time_spent=queue "
        "saturation=yes dependency=vendor change=infrastructure impact=everyone harm=unfair quality_slo=breached"
    ),
    "contradictions": (
        "detector_changed=no old_detector=no signal=drift errors=down latency=normal time_spent=queue onset=gradual "
        "change=pipeline features=one feature_fault=broken artefact=broken impact=nobody quality_slo=breached"
    ),
    "false page": "signal=drift detector_changed=yes old_detector=no errors=normal latency=normal impact=nobody",
    "done": " ".join(f"{question.key}=dont_know" for question in QUESTIONS),
    "data": (
        "signal=quality detector_changed=no labels=complete cold_start=no seasonality=no errors=normal "
        "latency=normal onset=sudden change=world predictions=moved features=one feature_fault=shifted "
        "measurement=no impact=slice harm=none workaround=no quality_slo=breached label_mix=no"
    ),
}
"""Triages, each answer written as `question=answer`."""


def nothing() -> tuple[Event, ...]:
    """Every event of these, with every word left out."""
    return (
        TriageBegun(),
        TriageAnswered(question="errors", answer="", evidence="", was=""),
        SignalsReported(signals=Signals()),
        _concluded(()),
    )


def happenings(text: str) -> tuple[Event, ...]:
    """A triage with this text as the evidence of every answer, one of which was changed."""
    return (
        TriageBegun(),
        *(_answered(pair, text) for pair in STAGES["contradictions"].split()),
        TriageAnswered(question="impact", answer="everyone", evidence=text, was="nobody"),
        SignalsReported(signals=_WORST),
        _concluded((text,) * 9),
    )


def staged(it: Incident, stage: str, evidence: str) -> Incident:
    """The incident with that triage, by the same people at the same moments."""
    pairs = [pair.partition("=") for pair in STAGES[stage].split()]
    answers = {
        question: GivenAnswer(answer, evidence, it.declared_at, it.declared_by)
        for question, _, answer in pairs
    }
    signals = _WORST if stage == "contradictions" else Signals(kpi_change_percent=-3, psi=0.32)
    return replace(it, triage=TriageLog(it.declared_at, answers, signals if answers else Signals()))


def messages(words: Words, it: Incident) -> Iterator[tuple[str, Message]]:
    """The card at every stage, and as one person is shown it."""
    for stage in STAGES:
        at = staged(it, stage, it.seen)
        yield f"triage {stage}", words.panel(at, "triage", at.declared_at)
        yield f"private triage {stage}", words.triage(at, _LINK)
    yield "triage as it is", words.panel(it, "triage", it.declared_at)
    for kind in FalsePage:
        for was in FalsePage:
            for surface in Surface:
                found = _concluded((it.seen,)).model_copy(
                    update={"false_page": kind, "was_false_page": was, "surface": surface}
                )
                told = words.room_message(it, _now(it, found))
                yield f"room concluded {kind} {was} {surface}", told
        closed = happened.Closed(verified=it.seen, phase=Phase.LEARN, false_page=kind)
        yield f"room closed as {kind}", words.room_message(it, _now(it, closed))
    changed = happened.SeverityChanged(
        was=Severity.SEV2, now=Severity.SEV3, reason=it.seen, next_due=None, suggested=Severity.SEV1
    )
    yield "room severity against signals", words.room_message(it, _now(it, changed))


def modals(words: Words, it: Incident) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every modal of triage, about every question."""
    for stage in ("nothing", "contradictions", "false page"):
        at = staged(it, stage, it.seen)
        yield f"signals {stage}", words.form(at, views.signals_form(at), "{}")
        yield f"false page {stage}", words.form(at, views.false_page_form(at), "{}")
        yield f"severity {stage}", words.severity(at, "{}", Severity.SEV1)
        for question in QUESTIONS:
            form = views.answer_form(at, question.key)
            yield f"answer {stage} {question.key}", words.form(at, form, "{}")


def _now(it: Incident, event: Event) -> Recorded:
    return Recorded(version=it.version, at=it.declared_at, by=it.declared_by, event=event)


def _answered(pair: str, evidence: str) -> TriageAnswered:
    question, _, answer = pair.partition("=")
    return TriageAnswered(question=question, answer=answer, evidence=evidence, was="")


def _concluded(reasons: tuple[str, ...]) -> TriageConcluded:
    return TriageConcluded(
        surface=Surface.DATA,
        drift=Drift.REAL,
        false_page=FalsePage.NONE,
        confidence=Confidence.LOW,
        playbook="drift-alert",
        severity=Severity.SEV1 if reasons else None,
        chosen=Severity.SEV2,
        reasons=reasons,
    )
