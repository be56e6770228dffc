"""What a post-mortem may show: one record with everything, made from the history (domain §13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.events import Closed, Declared, PhaseChanged, Recorded, Reminded, SeverityChanged
from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.domain.triage_rule import FalsePage
from bot.views import evidence, labels, review
from bot.views import postmortem_response as response
from bot.views.edited_document import made_mark
from bot.views.markdown import Markdown
from bot.views.measures import Measures, Span, measure
from bot.views.moments import duration
from bot.views.postmortem_cause import Cause, Learning, cause, learning
from bot.views.postmortem_items import ItemRecord, item_records
from bot.views.postmortem_review import ReviewRecord, breach, review_record
from bot.views.postmortem_triage import Triage, triage
from bot.views.timeline import Telling

_ESCALATIONS = frozenset(
    {
        "reminded",
        "update_missed",
        "ladder_climbed",
        "escalation_started",
        "level_reached",
        "level_staffed",
        "paged",
        "escalation_acknowledged",
        "escalation_exhausted",
        "update_extended",
        "reminders_snoozed",
        "cadence_changed",
        "review_postponed",
        "delivery_given_up",
    }
)
_CHANGES = frozenset({"severity_changed", "phase_changed", "closed", "reopened"})
_VERIFICATION = frozenset({"metric_named", "verification_recorded", "labels_awaited", "awaiting_ended"})


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the timeline with its words; `number` is its place in the record, 0 if it has none."""

    when: str
    utc: str
    who: str
    kind: str
    number: int
    words: Markdown


@dataclass(frozen=True, slots=True)
class Postmortem:
    """Everything that the document may show; empty text and 0 stand for what is not there."""

    reference: str
    title: str
    restricted: bool
    drill: bool
    complete: bool
    owed: bool
    named: bool
    as_of: str
    version: int
    timezone: str
    severity: str
    worst: str
    declared_as: str
    false_page: str
    model: str
    phase: str
    declared: str
    seen: str
    verified: str
    unknown: str
    impact_length: str
    impact_end: str
    impact_so_far: str
    milestones: tuple[review.Milestone, ...]
    updates: tuple[evidence.Update, ...]
    entries: tuple[Line, ...]
    escalations: tuple[Line, ...]
    changes: tuple[Line, ...]
    source: evidence.Message | None
    detection: tuple[review.Gap, ...]
    corrections: tuple[review.Correction, ...]
    cadence: tuple[review.Owed, ...]
    updates_on_time: int
    updates_owed: int
    roles: tuple[review.RoleSpell, ...]
    decisions: tuple[evidence.Decision, ...]
    triage: Triage
    playbooks: tuple[response.PlaybookSpell, ...]
    steps: tuple[response.StepRow, ...]
    actions: tuple[response.ActionRecord, ...]
    gates: tuple[Line, ...]
    verification: tuple[Line, ...]
    proof: response.Proof
    cause: Cause
    learning: Learning
    messages: tuple[evidence.Message, ...]
    links: tuple[tuple[str, str], ...]
    in_catalogue: bool
    entry_version: str
    entry_last_good_version: str
    entry_last_deploy: str
    entry_pipeline: str
    entry_last_good_run: str
    entry_training_cutoff: str
    entry_label_lag: str
    spans: dict[str, str]
    counts: Measures
    made: Markdown
    written: ReviewRecord
    items: tuple[ItemRecord, ...]
    breach: str


def view(tell: Telling, history: Sequence[Recorded], now: datetime, lines: Sequence[Line]) -> Postmortem:
    """Everything that the document of this history may show as of `now`; `lines` are the timeline in words."""
    it, people, moment = tell.it, tell.people, tell.moment
    known = it.entry
    counts = measure(it, history, now)
    recovered = f"it was recovered ({moment(it.recovered_at)})" if it.recovered_at else ""
    passed, late = _passed(history), _late_steps(history)
    closed = f"the incident was closed ({moment(it.closed_at)})" if it.closed_at else ""
    return Postmortem(
        reference=f"INC-{it.number}",
        title=people.spoken(it.title, 1),
        restricted=it.restricted,
        drill=it.drill,
        complete=not it.open,
        owed=it.postmortem_owed,
        named=people.named,
        as_of=moment(now),
        version=it.version,
        timezone=it.policy.timezone,
        severity=it.severity.value,
        worst=_worst(history).value,
        declared_as=labels.TYPES[it.type],
        false_page="" if it.false_page is FalsePage.NONE else labels.FALSE_PAGES[it.false_page],
        model=people.spoken(it.model, 1),
        phase=it.phase.value,
        declared=moment(it.declared_at),
        seen=people.spoken(it.seen, 1),
        verified=people.spoken(it.verified, it.version),
        unknown=review.NOT_RECORDED,
        impact_length=review.took(it, counts.impact) if counts.impact.state == "reached" else "",
        impact_end=recovered or closed,
        impact_so_far=duration(now - it.started_at),
        milestones=review.milestones(tell, history),
        updates=evidence.updates(tell, history),
        entries=tuple(lines),
        escalations=tuple(line for line in lines if line.kind in _ESCALATIONS and line.number not in late),
        changes=tuple(line for line in lines if line.kind in _CHANGES),
        source=evidence.first_message(tell),
        detection=review.detection(tell, counts.detect, counts.declare),
        corrections=review.corrections(tell, history),
        cadence=review.cadence(tell, counts.cadence),
        updates_on_time=counts.updates_on_time,
        updates_owed=counts.updates_owed,
        roles=review.role_spells(tell, history),
        decisions=evidence.decisions(tell, history),
        triage=triage(tell, history),
        playbooks=response.playbook_spells(tell, history),
        steps=response.step_rows(tell, history, now),
        actions=response.action_records(tell, history, _happenings(lines)),
        gates=tuple(line for line in lines if line.number in passed),
        verification=tuple(line for line in lines if line.kind in _VERIFICATION),
        proof=response.proof(tell),
        cause=cause(tell, history),
        learning=learning(tell),
        messages=evidence.messages(tell),
        links=evidence.links(it, history),
        in_catalogue=known is not None,
        entry_version=known.current_version if known else "",
        entry_last_good_version=known.last_known_good_version if known else "",
        entry_last_deploy=moment(known.last_deploy) if known else "",
        entry_pipeline=known.feature_pipeline if known else "",
        entry_last_good_run=moment(known.feature_pipeline_last_good_run) if known else "",
        entry_training_cutoff=moment(known.training_cutoff) if known else "",
        entry_label_lag=known.label_lag if known else "",
        spans=_spans(it, counts),
        counts=counts,
        made=made_mark(it.number, it.version, now),
        written=review_record(tell),
        items=item_records(tell),
        breach=breach(tell),
    )


def _worst(history: Sequence[Recorded]) -> Severity:
    said = (
        recorded.event.severity if isinstance(recorded.event, Declared) else recorded.event.now
        for recorded in history
        if isinstance(recorded.event, Declared | SeverityChanged)
    )
    return min(said, key=lambda severity: severity.rank)


def _passed(history: Sequence[Recorded]) -> frozenset[int]:
    """The versions of the events by which gates were passed that stood open."""
    return frozenset(
        recorded.version
        for recorded in history
        if isinstance(recorded.event, PhaseChanged | Closed) and recorded.event.gates
    )


def _late_steps(history: Sequence[Recorded]) -> frozenset[int]:
    """The versions of the reminders of late steps, which the table of the first 90 minutes tells better."""
    return frozenset(
        recorded.version
        for recorded in history
        if isinstance(recorded.event, Reminded) and recorded.event.reminder == "step_late"
    )


def _happenings(lines: Sequence[Line]) -> dict[int, response.Happening]:
    return {line.number: response.Happening(line.when, line.who, line.words) for line in lines}


def _spans(it: Incident, measures: Measures) -> dict[str, str]:
    named = {name: getattr(measures, name) for name in type(measures).model_fields}
    return {name: review.took(it, span) for name, span in named.items() if isinstance(span, Span)}
