"""The incident as a fold of its events, one rule an event. `fold(number, events)` is the only way to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.domain import events as happened
from bot.domain.action_items import ItemEvent, items_after
from bot.domain.action_log import Action, actions_after, moves, review_asked, run_silent, told_of
from bot.domain.actions import ActionEvent, ActionSettled, ActionState
from bot.domain.audiences import Briefing, BriefingAddressed, LastWordSent
from bot.domain.cadence_log import (
    CadenceChanged,
    CadenceEvent,
    LadderClimbed,
    RemindersSnoozed,
    RungStaffed,
    UpdateExtended,
    UpdateMissed,
)
from bot.domain.checklists import PlaybookEvent, StepEvent, attached_after, marks_after
from bot.domain.escalation import (
    EscalationAcknowledged,
    EscalationEvent,
    ended,
    escalation_of,
    escalations_after,
)
from bot.domain.events import Recorded
from bot.domain.hypotheses import HypothesisEvent, hypotheses_after
from bot.domain.incident import Decision, GivenUp, Incident, Note, Place, Room, Update
from bot.domain.offers import SimilarOffered
from bot.domain.ownership import OwnershipEvent, proposed_after
from bot.domain.policy import COMMANDER
from bot.domain.retention import RetentionEvent
from bot.domain.review import ReviewEvent
from bot.domain.severity import Gate, Phase, Severity
from bot.domain.triage_log import TriageEvent
from bot.domain.triage_rule import FalsePage
from bot.domain.unreached import unreached_after
from bot.domain.verification import AwaitingEnded, LabelsAwaited, VerificationEvent, VerificationRecorded
from bot.domain.visibility import kept_back

_UNPROVEN = frozenset({Gate.METRIC, Gate.VERIFICATION})
"""Gates that, passed open, leave the recovery unproven."""


def fold(number: int, history: Iterable[Recorded], start: Incident | None = None) -> Incident | None:
    """The incident after these events; None when there are none. `start` is the state before the first of them."""
    incident = start
    for recorded in history:
        incident = apply(number, incident, recorded)
    return incident


def apply(number: int, incident: Incident | None, recorded: Recorded) -> Incident:
    """The incident after one more event.

    Raises:
        ValueError: the history does not begin with a declaration, has another one later, or skips a version.
    """
    before = incident.version if incident else 0
    if recorded.version != before + 1:
        raise ValueError(f"incident {number}: version {recorded.version} follows {before}")
    if incident is not None:
        after = kept_back(_after(incident, recorded), recorded)
        unreached = unreached_after(incident.unreached, recorded)
        return replace(after, version=recorded.version, unreached=unreached)
    if isinstance(recorded.event, happened.Declared):
        return _declared(number, recorded, recorded.event)
    raise ValueError(f"incident {number}: its history begins with {recorded.event.kind}, not with declared")


def _declared(number: int, recorded: Recorded, event: happened.Declared) -> Incident:
    return Incident(
        number=number,
        version=recorded.version,
        title=event.title,
        seen=event.seen,
        severity=event.severity,
        type=event.type,
        model=event.model,
        entry=event.entry,
        restricted=event.restricted,
        drill=event.drill,
        source=event.source,
        receipt=event.receipt,
        policy=event.policy,
        declared_by=recorded.by,
        declared_at=recorded.at,
        started_at=event.started_at,
        detected_at=min(event.source.written_at, recorded.at) if event.source else recorded.at,
        members=frozenset({recorded.by} if recorded.by else ()),
        no_commander_since=recorded.at,
        update_due=event.first_due,
        update_due_set_at=recorded.at,
    )


def _after(it: Incident, recorded: Recorded) -> Incident:  # noqa: PLR0911, PLR0912, PLR0915 - one rule an event
    event, at = recorded.event, recorded.at
    match event:
        case happened.Declared():
            raise ValueError(f"incident {it.number} is declared twice")
        case happened.RoomOpened():
            return replace(it, room=Room(event.channel, event.name))
        case happened.PeopleInvited():
            # The report of an invitation may come after its guest has left again.
            return replace(it, members=it.members | (set(event.people) - it.left))
        case happened.CardPosted():
            return replace(it, card=Place(it.room.channel if it.room else "", event.ts))
        case happened.PanelPosted():
            place = Place(it.room.channel if it.room else "", event.ts)
            return replace(it, panels={**it.panels, event.panel: place})
        case happened.Announced():
            return replace(it, announcement=Place(event.channel, event.ts))
        case happened.PersonJoined():
            return _present(it, event)
        case happened.PersonLeft():
            return _present(it, event)
        case happened.RoleTaken():
            return _role_taken(it, event, at)
        case happened.RoleDeclined():
            return _role_declined(it, event, at)
        case happened.UpdatePosted():
            update = Update(at, recorded.by, event)
            told = _briefed(it, recorded.version, event.briefings)
            return _with_due(replace(told, updates=(*it.updates, update)), event.next_due, at, given=True)
        case happened.Reminded():
            return _reminded(_asked(it, event, recorded.version), event, at)
        case happened.SeverityChanged():
            return _with_due(_severity(_as_usual(it), event.now, at), event.next_due, at)
        case happened.PhaseChanged():
            return _in_phase(it, event, at)
        case happened.TimeCorrected():
            return (
                replace(it, started_at=event.now)
                if event.which == "started"
                else replace(it, detected_at=event.now)
            )
        case happened.DecisionRecorded():
            return _decided(it, recorded, event)
        case happened.NoteRequested():
            return _note_asked(it, f"{event.channel}:{event.ts}", recorded.by)
        case happened.NoteAdded():
            note = Note(at, recorded.by, event.text, event.source, event.via)
            known = it.note_of(event.source.key) if event.source else None
            kept = tuple(old for old in it.notes if old is not known) if known else it.notes
            read = event.source.key if event.source else ""
            waiting = {key: by for key, by in it.notes_asked.items() if key != read}
            return replace(it, notes=(*kept, note), notes_asked=waiting)
        case happened.NoteEdited():
            return _notes(it, event.source, text=event.text)
        case happened.NoteWithdrawn():
            return _note_withdrawn(it, event.source)
        case happened.Closed():
            return _closed(it, event, at)
        case happened.Reopened():
            again = replace(
                _as_usual(it),
                closed_at=None,
                verified="",
                verified_at=None,
                verification=it.verification.unseen(),
                false_page=FalsePage.NONE,
                phase=Phase.TRIAGE,
                archive_requested=False,
                reopened_because=event.reason,
                last_word=False,
                steps_from=at,
                steps_told=frozenset(),
            )
            return _with_due(
                replace(again, no_commander_since=None if it.commander else at, commander_nudged_at=None),
                event.next_due,
                at,
            )
        case happened.PostmortemRequested():
            return replace(it, postmortems_requested=event.number)
        case happened.PostmortemShared():
            newer = it.postmortem is None or it.postmortem.number < event.number
            shared = it.shared | {(event.number, event.format)}
            latest = (event, at) if newer else (it.postmortem, it.postmortem_at)
            return replace(it, postmortem=latest[0], postmortem_at=latest[1], shared=shared)
        case happened.ArchiveRequested():
            return replace(it, archive_requested=True)
        case happened.RoomArchived():
            return _archived(it, archived=True)
        case happened.RoomUnarchived():
            return _archived(it, archived=False)
        case happened.DeliveryGivenUp():
            problem = GivenUp(at, event.effect, event.body, event.reason)
            return replace(it, given_up=(*(old for old in it.given_up if old.body != event.body), problem))
        case happened.DeliveryRetried():
            return replace(it, given_up=tuple(old for old in it.given_up if old.body not in event.effects))
        case TriageEvent():
            return replace(it, triage=it.triage.after(event, at, recorded.by))
        case PlaybookEvent():
            return replace(it, playbook=attached_after(it.playbook, event, at, recorded.by))
        case StepEvent():
            return replace(it, steps=marks_after(it.steps, event, at, recorded.by))
        case HypothesisEvent():
            return replace(it, hypotheses=hypotheses_after(it.hypotheses, event, at, recorded.by))
        case OwnershipEvent():
            return replace(it, proposed_owner=proposed_after(it.proposed_owner, event, at, recorded.version))
        case ActionEvent():
            return _acted(it, event, recorded)
        case VerificationEvent():
            return _verification(it, event, recorded)
        case CadenceEvent():
            return _rhythm(it, event, at)
        case EscalationEvent():
            return _escalated(it, event, recorded)
        case ItemEvent():
            return replace(it, items=items_after(it.items, event, at, recorded.by))
        case ReviewEvent():
            return replace(it, review=it.review.after(event, at, recorded.by))
        case SimilarOffered():
            return replace(it, offered=it.offered.union(event.numbers))
        case LastWordSent():
            return replace(_briefed(it, recorded.version, event.briefings), last_word=True)
        case BriefingAddressed():
            return replace(it, addressed=(*it.addressed, event))
        case RetentionEvent():
            return replace(it, kept=it.kept.after(event, at, recorded.by))
        case _:
            assert_never(event)


def _rhythm(it: Incident, event: CadenceEvent, at: datetime) -> Incident:
    """Whatever sets a new due time begins a new climb of the ladder (`_with_due`)."""
    match event:
        case UpdateExtended():
            return _with_due(it, event.until, at)
        case CadenceChanged():
            return _with_due(replace(it, cadence_minutes=event.minutes), event.next_due, at)
        case RemindersSnoozed():
            return replace(it, snoozed_until=event.until)
        case UpdateMissed():
            return replace(it, missed_due=event.due, updates_owed=it.updates_owed + 1)
        case LadderClimbed():
            told = replace(it, rungs_told=event.rung + 1, climbed_at=at)
            return replace(told, update_stage="overdue", overdue_reminded_at=at)
        case RungStaffed():
            return it
        case _:
            raise TypeError(f"the rhythm of updates knows no {type(event).__name__}")


def _escalated(it: Incident, event: EscalationEvent, recorded: Recorded) -> Incident:
    """Whoever acknowledges the severity's own escalation has acknowledged the incident (domain §7)."""
    at, version = recorded.at, recorded.version
    after = escalations_after(it.escalations, event, at, recorded.by, version)
    known = escalation_of(after, event.number)
    if isinstance(event, EscalationAcknowledged) and known and not known.concern:
        return replace(it, escalations=after, acknowledged_at=it.acknowledged_at or at)
    return replace(it, escalations=after)


def _acted(it: Incident, event: ActionEvent, recorded: Recorded) -> Incident:
    """The first action that is seen to work contains the incident; one that fails later leaves that moment."""
    actions = actions_after(it.actions, event, recorded.at, recorded.by)
    told = told_of(actions, event.number, recorded.version) if moves(event) else actions
    after = replace(it, actions=told)
    works = isinstance(event, ActionSettled) and event.now is ActionState.VERIFIED
    return replace(after, contained_at=it.contained_at or recorded.at) if works and it.open else after


def _verification(it: Incident, event: VerificationEvent, recorded: Recorded) -> Incident:
    """A metric that is well proves containment and recovery, too; seen not to be, it was not verified after all."""
    at = recorded.at
    after = replace(it, verification=it.verification.after(event, at, recorded.by))
    match event:
        case LabelsAwaited() | AwaitingEnded():
            return _with_due(_as_usual(after), event.next_due, at)
        case VerificationRecorded(holds=True):
            return replace(
                after,
                contained_at=it.contained_at or at,
                recovered_at=it.recovered_at or at,
                verified_at=it.verified_at or at,
            )
        case _:
            return replace(after, verified_at=None)


def _closed(it: Incident, event: happened.Closed, at: datetime) -> Incident:
    """Closed although the named metric was not seen to be well, it is over and not verified."""
    proven = bool(event.verified) and not _UNPROVEN.intersection(event.gates)
    over = replace(
        it,
        closed_at=at,
        verified=event.verified,
        false_page=event.false_page,
        phase=event.phase,
        verified_at=it.verified_at or (at if proven else None),
        verification=it.verification.not_awaiting(),
        escalations=ended(it.escalations, at),
    )
    return _with_due(over, None, at)


def _archived(it: Incident, *, archived: bool) -> Incident:
    """The room is gone or back, by whoever's hand: what Slack had refused of that is settled."""
    room = replace(it.room, archived=archived) if it.room else None
    settled = "archive_room" if archived else "unarchive_room"
    return replace(it, room=room, given_up=tuple(old for old in it.given_up if old.effect != settled))


def _present(it: Incident, event: happened.PersonJoined | happened.PersonLeft) -> Incident:
    who = {event.person}
    since = {**it.presence_since, event.person: event.since} if event.since else it.presence_since
    if isinstance(event, happened.PersonJoined):
        return replace(it, members=it.members | who, left=it.left - who, presence_since=since)
    return replace(it, members=it.members - who, left=it.left | who, presence_since=since)


def _as_usual(it: Incident) -> Incident:
    """What people agreed on was for another pace."""
    return replace(it, cadence_minutes=None)


def _with_due(it: Incident, due: datetime | None, at: datetime, *, given: bool = False) -> Incident:
    """The next update is due then; the one before it was `given`, or counts as owed if it was overdue (domain §14)."""
    was = it.update_due
    owed = was is not None and it.missed_due != was and (given or was < at)
    on_time = given and was is not None and at <= was
    return replace(
        it,
        updates_owed=it.updates_owed + owed,
        updates_on_time=it.updates_on_time + on_time,
        missed_due=None,
        climbed_at=None,
        update_due=due,
        update_due_set_at=at,
        update_stage="none",
        overdue_reminded_at=None,
        snoozed_until=None,
        rungs_told=0,
    )


def _severity(it: Incident, now: Severity, at: datetime) -> Incident:
    """The first steps begin when it becomes bad enough for them."""
    begins = now in it.policy.first_steps_for and it.severity not in it.policy.first_steps_for
    changed = replace(it, severity=now, severity_changed=True)
    return replace(changed, steps_from=at, steps_told=frozenset()) if begins else changed


def _role_taken(it: Incident, event: happened.RoleTaken, at: datetime) -> Incident:
    """Whoever commands has acknowledged it, and the response has begun (domain §1: Detect, then Triage)."""
    taken = replace(it, roles={**it.roles, event.role: event.person})
    if event.role != COMMANDER:
        return taken
    return replace(
        taken,
        acknowledged_at=it.acknowledged_at or at,
        phase=Phase.TRIAGE if it.phase is Phase.DETECT else it.phase,
        no_commander_since=None,
        commander_nudged_at=None,
    )


def _role_declined(it: Incident, event: happened.RoleDeclined, at: datetime) -> Incident:
    left = replace(it, roles={role: person for role, person in it.roles.items() if role != event.role})
    return replace(left, no_commander_since=at) if event.role == COMMANDER else left


def _reminded(it: Incident, event: happened.Reminded, at: datetime) -> Incident:  # noqa: PLR0911 - one rule a reminder
    match event.reminder:
        case "no_commander":
            return replace(it, commander_nudged_at=at)
        case "update_soon":
            return replace(it, update_stage="soon")
        case "update_due":
            return replace(it, update_stage="due", overdue_reminded_at=at)
        case "update_overdue":
            return replace(it, update_stage="overdue", overdue_reminded_at=at)
        case "revisit":
            return replace(
                it,
                decisions=tuple(
                    replace(decision, revisit_reminded=True)
                    if decision.recorded.number == event.decision
                    else decision
                    for decision in it.decisions
                ),
            )
        case "review_action":
            return _of_action(it, event, lambda each: review_asked(each, at, closed=not it.open))
        case "approval_waits":
            return _of_action(it, event, lambda each: replace(each, approval_nudged_at=at))
        case "run_silent":
            return _of_action(it, event, run_silent)
        case "labels_due":
            return replace(it, verification=replace(it.verification, labels_asked_at=at))
        case "step_late":
            return replace(it, steps_told=it.steps_told | {event.step})
        case "review_due":
            return replace(it, review=replace(it.review, reminded_at=at))
        case _:
            assert_never(event.reminder)


def _asked(it: Incident, event: happened.Reminded, version: int) -> Incident:
    """The room is asked about an action; what it was told before asks for nothing any more."""
    if event.reminder not in ("review_action", "approval_waits"):
        return it
    return replace(it, actions=told_of(it.actions, event.action or 0, version))


def _of_action(it: Incident, event: happened.Reminded, after: Callable[[Action], Action]) -> Incident:
    """The action that the reminder is about has changed."""
    actions = tuple(after(each) if each.number == event.action else each for each in it.actions)
    return replace(it, actions=actions)


def _in_phase(it: Incident, event: happened.PhaseChanged, at: datetime) -> Incident:
    """Reaching a phase sets the moment that the one before it was done; going back leaves the first moment."""
    moved = replace(it, phase=event.now)
    match event.now:
        case Phase.RECOVER:
            return replace(moved, contained_at=it.contained_at or at)
        case Phase.VERIFY:
            return replace(moved, contained_at=it.contained_at or at, recovered_at=it.recovered_at or at)
        case Phase.LEARN:
            return replace(
                moved,
                contained_at=it.contained_at or at,
                recovered_at=it.recovered_at or at,
                verified_at=it.verified_at or (None if _UNPROVEN.intersection(event.gates) else at),
            )
        case Phase.DETECT | Phase.TRIAGE | Phase.CONTAIN:
            return moved
        case _:
            assert_never(event.now)


def _briefed(it: Incident, version: int, told: tuple[Briefing, ...]) -> Incident:
    return replace(it, briefings={**it.briefings, version: told}) if told else it


def _decided(it: Incident, recorded: Recorded, event: happened.DecisionRecorded) -> Incident:
    former = tuple(
        replace(old, corrected_by=event.number) if old.recorded.number == event.corrects else old
        for old in it.decisions
    )
    return replace(it, decisions=(*former, Decision(recorded.at, recorded.by, event)))


def _note_asked(it: Incident, source: str, by: str | None) -> Incident:
    return replace(
        it,
        notes_asked={**it.notes_asked, source: by},
        notes_taken_back=it.notes_taken_back - {source},
    )


def _note_withdrawn(it: Incident, source: str) -> Incident:
    """A note that is there is marked; one whose words are still being read is not wanted any more."""
    if source not in it.notes_asked:
        return _notes(it, source, withdrawn=True)
    return replace(
        it,
        notes_asked={key: by for key, by in it.notes_asked.items() if key != source},
        notes_taken_back=it.notes_taken_back | {source},
    )


def _notes(it: Incident, source: str, *, text: str | None = None, withdrawn: bool = False) -> Incident:
    def changed(note: Note) -> Note:
        if note.source is None or note.source.key != source:
            return note
        return replace(
            note,
            text=note.text if text is None else text,
            edited=note.edited or text is not None,
            withdrawn=withdrawn or note.withdrawn,
        )

    return replace(it, notes=tuple(changed(note) for note in it.notes))
