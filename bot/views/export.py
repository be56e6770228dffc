"""The complete record of an incident as JSON, for whoever wants to compute with it or keep it elsewhere.

The keys are those of the models below and of `bot.domain.events`; a change that is more than an addition raises
`format_version`. All times are ISO 8601 in UTC, lengths are seconds, people are Slack user ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from bot.domain.catalogue import RecordedEntry
from bot.domain.events import DecisionRecorded, MessageSource, PostmortemShared, Recorded, UpdatePosted
from bot.domain.incident import Incident
from bot.domain.severity import IncidentType, Phase, Severity, Surface
from bot.domain.strict import Strict
from bot.domain.triage_rule import FalsePage
from bot.views import export_response as response
from bot.views.export_escalations import EscalationCopy
from bot.views.export_items import ItemCopy
from bot.views.export_retention import RetentionCopy, retention_copy
from bot.views.export_review import ReviewCopy, review_copy
from bot.views.measures import Measures, measure


class UpdateState(Strict):
    """An update: when, by whom, and what it said."""

    at: datetime
    by: str | None
    posted: UpdatePosted


class DecisionState(Strict):
    """A decision: when, by whom, what; `corrected_by` is the number of the decision that sets it right."""

    at: datetime
    by: str | None
    recorded: DecisionRecorded
    corrected_by: int | None


class NoteState(Strict):
    """A note with its present words; the first ones are in the events."""

    at: datetime
    by: str | None
    text: str
    source: MessageSource | None
    edited: bool
    withdrawn: bool


class IncidentState(Strict):
    """The incident as it is after its last event; moments that were not reached are null."""

    number: int
    version: int
    title: str
    seen: str
    severity: Severity
    type: IncidentType
    model: str
    entry: RecordedEntry
    restricted: bool
    drill: bool
    open: bool
    phase: Phase
    declared_by: str | None
    started_at: datetime
    detected_at: datetime
    declared_at: datetime
    acknowledged_at: datetime | None
    contained_at: datetime | None
    recovered_at: datetime | None
    verified_at: datetime | None
    closed_at: datetime | None
    verified: str
    channel: str | None
    channel_name: str | None
    members: tuple[str, ...]
    roles: dict[str, str]
    update_due: datetime | None
    cadence_minutes: int | None
    updates: tuple[UpdateState, ...]
    decisions: tuple[DecisionState, ...]
    notes: tuple[NoteState, ...]
    surface: Surface
    false_page: FalsePage
    triage: response.TriageCopy
    playbook: response.PlaybookCopy | None
    first_steps: tuple[response.StepCopy, ...]
    hypotheses: tuple[response.HypothesisCopy, ...]
    actions: tuple[response.ActionCopy, ...]
    verification: response.VerificationCopy
    escalations: tuple[EscalationCopy, ...]
    items: tuple[ItemCopy, ...]
    retention: RetentionCopy
    review: ReviewCopy
    postmortem_owed: bool
    postmortem: PostmortemShared | None


class Export(Strict):
    """All that is known of one incident: its present state, its measures, every event with all fields."""

    format: Literal["tocsin.incident"] = "tocsin.incident"
    format_version: Literal[1] = 1
    exported_at: datetime
    incident: IncidentState
    measures: Measures
    events: tuple[Recorded, ...]


def export_json(it: Incident, history: Sequence[Recorded], now: datetime) -> str:
    """The incident as of `now` (UTC) as JSON; `Export.model_validate_json` reads it back without loss."""
    export = Export(
        exported_at=now,
        incident=_state(it, history, now),
        measures=measure(it, history, now),
        events=tuple(history),
    )
    return export.model_dump_json(indent=2)


def _state(it: Incident, history: Sequence[Recorded], now: datetime) -> IncidentState:
    return IncidentState(
        number=it.number,
        version=it.version,
        title=it.title,
        seen=it.seen,
        severity=it.severity,
        type=it.type,
        model=it.model,
        entry=it.entry,
        restricted=it.restricted,
        drill=it.drill,
        open=it.open,
        phase=it.phase,
        declared_by=it.declared_by,
        started_at=it.started_at,
        detected_at=it.detected_at,
        declared_at=it.declared_at,
        acknowledged_at=it.acknowledged_at,
        contained_at=it.contained_at,
        recovered_at=it.recovered_at,
        verified_at=it.verified_at,
        closed_at=it.closed_at,
        verified=it.verified,
        channel=it.room.channel if it.room else None,
        channel_name=it.room.name if it.room else None,
        members=tuple(sorted(it.members)),
        roles=dict(sorted(it.roles.items())),
        update_due=it.update_due,
        cadence_minutes=it.cadence_minutes,
        updates=tuple(UpdateState(at=one.at, by=one.by, posted=one.posted) for one in it.updates),
        decisions=tuple(
            DecisionState(at=one.at, by=one.by, recorded=one.recorded, corrected_by=one.corrected_by)
            for one in it.decisions
        ),
        notes=tuple(
            NoteState(
                at=one.at,
                by=one.by,
                text=one.text,
                source=one.source,
                edited=one.edited,
                withdrawn=one.withdrawn,
            )
            for one in it.notes
        ),
        surface=it.surface,
        false_page=it.false_page,
        triage=response.triage_copy(it),
        playbook=response.playbook_copy(it),
        first_steps=response.step_copies(it, history, now),
        hypotheses=tuple(map(response.HypothesisCopy.of, it.hypotheses)),
        actions=tuple(map(response.ActionCopy.of, it.actions)),
        verification=response.VerificationCopy.of(it.verification),
        escalations=tuple(map(EscalationCopy.of, it.escalations)),
        items=tuple(map(ItemCopy.of, it.items)),
        retention=retention_copy(it),
        review=review_copy(it),
        postmortem_owed=it.postmortem_owed,
        postmortem=it.postmortem,
    )
