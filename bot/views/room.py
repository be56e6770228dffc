"""What the room and single people are told of one event; rendered from present state."""

from __future__ import annotations

from bot.domain import events as happened
from bot.domain.action_items import ItemAdded, ItemDeclined, ItemEvent, ItemMoved
from bot.domain.actions import ActionEvent, ActionKept
from bot.domain.audiences import BriefingAddressed, LastWordSent
from bot.domain.cadence_log import CadenceEvent, LadderClimbed, RungStaffed
from bot.domain.checklists import PlaybookAttached, PlaybookDetached, StepSkipped
from bot.domain.escalation import EscalationAcknowledged, EscalationExhausted, LevelStaffed, Paged
from bot.domain.events import Recorded
from bot.domain.hypotheses import HypothesisCorrected, HypothesisEvent, HypothesisRaised
from bot.domain.incident import Incident
from bot.domain.ownership import OwnerProposed, OwnershipEvent
from bot.domain.policy import COMMANDER
from bot.domain.retention import RetentionEvent
from bot.domain.review import ReviewAssigned, ReviewBegun, ReviewEvent
from bot.domain.triage_log import TriageConcluded
from bot.domain.triage_rule import FalsePage
from bot.domain.verification import VerificationEvent
from bot.views import (
    actions_told,
    audiences,
    cadence,
    escalations,
    given_up,
    hypotheses,
    items,
    ownership,
    playbook_card,
    retention,
    review_card,
    steps,
    triage_card,
    verification,
)
from bot.views import told as show
from bot.views.card import channel_of, owed_by, room_url
from bot.views.models import Problem, View
from bot.views.triage_card import NO_LIBRARY, Library

REFUSED_SHOWN = 10


class NothingToSay(ValueError):
    """No words belong to this event in this place."""


def room_message(it: Incident, recorded: Recorded, library: Library = NO_LIBRARY) -> View:  # noqa: PLR0911, PLR0912 - one rule an event
    """What the room is told; `library` has the titles of the team's playbooks by their keys.

    Raises:
        NothingToSay: the room is told nothing of such an event.
    """
    event, by = recorded.event, recorded.by or ""
    match event:
        case happened.PeopleInvited():
            return _invitees(it, event)
        case happened.RoleTaken():
            return show.RoleTakenView(
                title=role_title(it, event.role),
                person=event.person,
                by=_other(by, event.person),
                before=event.before or "",
                handover=event.handover,
            )
        case happened.RoleDeclined():
            return show.RoleDeclinedView(
                number=it.number,
                title=role_title(it, event.role),
                person=event.person,
                reason=event.reason,
                commands=event.role == COMMANDER,
            )
        case happened.UpdatePosted():
            return show.UpdatePostedView(
                by=by,
                status=event.status,
                impact=event.impact,
                actions=event.actions,
                eta=event.eta,
                next_due=event.next_due,
                told=audiences.told_lines(event.briefings),
            )
        case happened.Reminded():
            return _reminder(it, recorded, event)
        case happened.NoteAdded():
            return show.NoteView(by=by, text=event.text)
        case PlaybookAttached() | PlaybookDetached():
            return playbook_card.told(event, by)
        case TriageConcluded():
            return triage_card.told(it, event, library)
        case StepSkipped():
            return steps.told(event, by)
        case VerificationEvent():
            return verification.told(it, recorded, event)
        case CadenceEvent() if (view := cadence.told(it, recorded, event)) is not None:
            return view
        case ActionEvent():
            return actions_told.told(it, recorded, event)
        case RetentionEvent():
            return retention.told(it.number, event, by)
        case HypothesisEvent():
            return hypotheses.told(it, recorded, event)
        case ItemAdded() | ItemMoved() | ItemDeclined():
            return items.told(it, recorded, event)
        case OwnershipEvent():
            return ownership.told(it, event)
        case LevelStaffed() | Paged() | EscalationAcknowledged() | EscalationExhausted():
            return escalations.told(it, recorded, event)
        case LastWordSent() | BriefingAddressed():
            return audiences.told(event, by)
        case ReviewEvent():
            return review_card.told(it, recorded, event)
        case _:
            return _change(it, recorded)


def _change(it: Incident, recorded: Recorded) -> View:
    """What is told of a change to the incident itself."""
    event, by = recorded.event, recorded.by or ""
    match event:
        case happened.SeverityChanged():
            return show.SeverityChangedView(
                by=by,
                was=event.was,
                now=event.now,
                worse=event.now.rank < event.was.rank,
                meaning=it.policy.rule(event.now).meaning,
                reason=event.reason,
                suggested=event.suggested if event.suggested and event.suggested is not event.now else "",
                next_due=event.next_due,
            )
        case happened.PhaseChanged():
            return show.PhaseChangedView(
                by=by,
                was=event.was,
                now=event.now,
                reason=event.reason,
                gates=event.gates,
                override=event.override,
            )
        case happened.TimeCorrected():
            return show.TimeCorrectedView(
                by=by, which=event.which, was=event.was, now=event.now, reason=event.reason
            )
        case happened.DecisionRecorded():
            return _decision(it, event, by)
        case happened.Closed():
            return show.ClosedView(
                number=it.number,
                by=by,
                verified=event.verified,
                false_page="" if event.false_page is FalsePage.NONE else event.false_page,
                postmortem_owed=it.postmortem_owed,
                gates=event.gates,
                override=event.override,
                last_word=audiences.last_word_owed(it),
            )
        case happened.Reopened():
            return show.ReopenedView(by=by, reason=event.reason, next_due=event.next_due)
        case happened.RoomUnarchived():
            return show.UnarchivedView(
                number=it.number,
                open=it.open,
                reason=it.reopened_because if it.open else "",
                next_due=it.update_due,
            )
        case _:
            raise NothingToSay(f"the room is told nothing of {event.kind}")


def person_message(it: Incident, recorded: Recorded, person: str) -> View:  # noqa: PLR0911 - one rule an event
    """What one person is told.

    Raises:
        NothingToSay: nobody is told of such an event.
    """
    match recorded.event:
        case happened.RoleTaken() as event:
            return show.DutyView(
                number=it.number,
                title=it.title,
                severity=it.severity,
                role=role_title(it, event.role),
                role_key=event.role,
                duties=it.policy.roles[event.role].duties,
                by=_other(recorded.by or "", person),
                before=event.before or "",
                handover=event.handover,
                channel=channel_of(it),
                room_url=room_url(it),
            )
        case happened.DeliveryGivenUp() as event:
            return given_up.told(it, event)
        case happened.RoomArchived():
            return show.ArchivedView(
                number=it.number, title=it.title, by=_other(recorded.by or "", person), open=it.open
            )
        case ActionKept() as event:
            return actions_told.kept(it, recorded, event)
        case happened.Reminded(reminder="review_action") as event:
            return actions_told.review(it, recorded, event, directly=True)
        case HypothesisRaised() | HypothesisCorrected() as event:
            return hypotheses.yours(it, recorded, event)
        case OwnerProposed() as event:
            return ownership.asked(it, event)
        case ItemEvent() as event:
            return items.yours(it, recorded, event, person)
        case LadderClimbed() | RungStaffed() as event:
            return cadence.directly(it, recorded, event, person)
        case LevelStaffed() | EscalationAcknowledged() | EscalationExhausted() as event:
            return escalations.directly(it, recorded, event)
        case ReviewBegun() | ReviewAssigned() | happened.Reminded(reminder="review_due"):
            return review_card.yours(it, recorded)
        case event:
            raise NothingToSay(f"nobody is told of {event.kind}")


def role_title(it: Incident, role: str) -> str:
    """The role's title in the incident's policy; empty for no role."""
    rule = it.policy.roles.get(role)
    return rule.title if rule else role


def _other(by: str, person: str) -> str:
    return "" if by == person else by


def _invitees(it: Incident, event: happened.PeopleInvited) -> View:
    refused = [Problem(who, why) for who, why in event.refused.items()]
    shown = refused[:REFUSED_SHOWN]
    return show.InviteesView(
        number=it.number,
        people=tuple(each for each in shown if not each.effect.startswith("S")),
        groups=tuple(each for each in shown if each.effect.startswith("S")),
        more=len(refused) - len(shown),
    )


def _reminder(it: Incident, recorded: Recorded, event: happened.Reminded) -> View:
    match event.reminder:
        case "no_commander":
            since = it.no_commander_since or it.declared_at
            return show.NoCommanderView(number=it.number, since=recorded.at - since)
        case "review_action":
            return actions_told.review(it, recorded, event, directly=False)
        case "approval_waits":
            return actions_told.approval_waits(it, recorded, event)
        case "review_due":
            return review_card.due(it, recorded)
        case "labels_due":
            return verification.labels_due(it, recorded, event)
        case "revisit":
            decision = it.decisions[(event.decision or 1) - 1]
            return show.RevisitView(
                number=it.number,
                decision=decision.recorded.number,
                what=decision.recorded.what,
                by=decision.by or "",
            )
        case "update_soon" | "update_due" | "update_overdue":
            return _update_reminder(it, recorded, event)
        case _:
            raise NothingToSay(f"the room is told nothing of {event.reminder}")


def _update_reminder(it: Incident, recorded: Recorded, event: happened.Reminded) -> View:
    """An overdue one was for a later moment than the update was due, unless another has been posted meanwhile."""
    due = it.update_due if it.update_due and it.update_due <= event.at else event.at
    if event.reminder == "update_soon":
        due = it.update_due or event.at
    return show.UpdateReminderView(
        number=it.number,
        stage=event.reminder.removeprefix("update_"),
        due=due,
        distance=abs(due - recorded.at),
        owed_by=owed_by(it),
    )


def _decision(it: Incident, event: happened.DecisionRecorded, by: str) -> View:
    return show.DecisionView(
        by=by,
        role=role_title(it, event.role),
        decision=event.number,
        what=event.what,
        options=event.options,
        rationale=event.rationale,
        evidence=event.evidence,
        revisit_at=event.revisit_at,
        corrects=event.corrects or 0,
    )
