"""What must be told because of what happened: pure, one rule an event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from bot.domain import effects as do
from bot.domain import events as happened
from bot.domain.action_items import ItemEvent
from bot.domain.actions import ActionEvent
from bot.domain.audiences import AudienceEvent
from bot.domain.cadence_log import CadenceEvent
from bot.domain.checklists import PlaybookEvent, StepEvent
from bot.domain.decide_ownership import on_call_brought_in, owner_brought_in
from bot.domain.effects import ITEMS, PLAYBOOK, REVIEW, TRIAGE, Effect, action_panel
from bot.domain.escalation import EscalationEvent
from bot.domain.events import Recorded
from bot.domain.hypotheses import HypothesisEvent
from bot.domain.incident import Incident
from bot.domain.offers import SimilarOffered
from bot.domain.ownership import OwnershipEvent
from bot.domain.policy import COMMANDER
from bot.domain.react_actions import left_behind, react_to_review, settled, waiting_panels
from bot.domain.react_audiences import react_to_audiences, send
from bot.domain.react_cadence import react_to_cadence
from bot.domain.react_escalation import answered, catch_up, react_to_escalation, silenced
from bot.domain.react_items import owner_unreached, react_to_items
from bot.domain.react_postmortem import react_to_overdue, react_to_postmortem, shared_files
from bot.domain.react_retention import react_to_retention
from bot.domain.react_subjects import proposal_settled, react_to_subject
from bot.domain.retention import RetentionEvent
from bot.domain.review import ReviewEvent
from bot.domain.severity import Severity
from bot.domain.triage_log import TriageEvent
from bot.domain.verification import VerificationEvent
from bot.domain.visibility import announced_in, may_see, told_now


def react(it: Incident, recorded: Recorded) -> tuple[Effect, ...]:
    """The effects of one event on the incident as it is after that event, in the order they were thought of."""
    wanted = (*_effects(it, recorded), *_late(it, recorded))
    return tuple(effect for effect in wanted if _possible(it, effect))


def _late(it: Incident, recorded: Recorded) -> Iterator[Effect]:
    """Whoever has come in hears what they are asked for; an alert that somebody has answered is over."""
    for each in told_now(it, recorded):
        if not answered(it, each.event):
            yield do.TellPerson(person=each.person, event=each.event)


def _possible(it: Incident, effect: Effect) -> bool:
    """Nothing is said in a room that is not open (its card will show it) or that is archived."""
    match effect:
        case do.OpenRoom() | do.UnarchiveRoom() | do.RunAutomation():
            return True
        case do.TellPerson() | do.RefreshToldPerson():
            # Whoever is asked for something before they are inside is told once they are (`told_now`).
            return may_see(it, effect.person)
        case do.SendBriefing() | do.AddressGroup():
            return not it.drill
        case do.StaffLevel() | do.Page() | do.SendItem() | do.StaffRung():
            return True
        case do.Announce():
            return announced_in(it) is not None
        case do.RefreshAnnouncement():
            return announced_in(it) is not None and it.room is not None
        case _:
            return it.room is not None and not it.room.archived


def _effects(it: Incident, recorded: Recorded) -> tuple[Effect, ...]:  # noqa: PLR0911, PLR0912 - one rule an event
    event = recorded.event
    tell = do.TellRoom(event=recorded.version)
    show = (do.RefreshCard(),)
    show_everywhere = (do.RefreshCard(), do.SetTopic(), do.RefreshAnnouncement())
    match event:
        case happened.Declared():
            return (do.OpenRoom(),)
        case happened.RoomOpened():
            return _room_opened(it)
        case happened.PeopleInvited():
            return (tell,) if event.refused else ()
        case happened.CardPosted():
            return (do.PinCard(),)
        case happened.RoleTaken():
            return (
                tell,
                do.TellPerson(person=event.person, event=recorded.version),
                do.Invite(people=(event.person,)),
                *_shown(event.role),
                *waiting_panels(it),
                *proposal_settled(it, event.role),
            )
        case happened.RoleDeclined():
            return (tell, *_shown(event.role), *waiting_panels(it), *proposal_settled(it, event.role))
        case happened.UpdatePosted():
            sent = send(it, recorded.version, event.briefings)
            return (tell, do.RefreshCard(), do.RefreshAnnouncement(), *sent)
        case happened.TimeCorrected() | happened.DecisionRecorded():
            return (tell, *show)
        case happened.Reminded():
            if event.reminder == "step_late":
                return show
            if event.reminder == "review_action":
                return react_to_review(it, recorded, event)
            if event.reminder == "review_due":
                return react_to_overdue(it, recorded)
            if event.reminder == "approval_waits":
                return (tell, *settled(it, recorded, event.action or 0))
            if event.reminder == "run_silent":
                return (do.RefreshPanel(panel=action_panel(event.action or 0)),)
            return (
                (tell, *show) if event.reminder in ("update_due", "update_overdue", "labels_due") else (tell,)
            )
        case happened.SeverityChanged():
            return (tell, *show_everywhere, *_responders(it, event), *_living(it, TRIAGE))
        case happened.PhaseChanged():
            return (tell, *show_everywhere)
        case happened.Closed():
            return (tell, *show_everywhere, *_living(it), *silenced(it), *left_behind(it))
        case happened.NoteRequested():
            asked_by = recorded.by or ""
            return (do.ReadMessage(channel=event.channel, ts=event.ts, asked_by=asked_by),)
        case happened.NoteAdded():
            return (tell,) if event.source is None else _mark(event.source, noted=True)
        case happened.NoteWithdrawn():
            note = it.note_of(event.source)
            return _mark(note.source, noted=False) if event.why == "unpinned" and note and note.source else ()
        case happened.Reopened():
            return (
                (do.UnarchiveRoom(),)
                if it.room and it.room.archived
                else (tell, *show_everywhere, *_living(it))
            )
        case happened.RoomUnarchived():
            return (tell, *show_everywhere, *_living(it))
        case happened.PostmortemRequested():
            return shared_files(it, event.number)
        case happened.PostmortemShared():
            return show
        case happened.RoomArchived():
            return _told(it, recorded) if it.open else ()
        case happened.ArchiveRequested():
            return (do.ArchiveRoom(),)
        case happened.DeliveryGivenUp():
            return _given_up(it, recorded, event)
        case happened.DeliveryRetried():
            return (*(do.from_json(body) for body in event.effects), *show)
        case happened.Announced() | happened.PersonJoined() | happened.PersonLeft() | happened.NoteEdited():
            return ()
        case happened.PanelPosted():
            return ()
        case (
            TriageEvent()
            | PlaybookEvent()
            | StepEvent()
            | HypothesisEvent()
            | OwnershipEvent()
            | ActionEvent()
            | VerificationEvent()
        ):
            return react_to_subject(it, recorded, event)
        case CadenceEvent():
            return react_to_cadence(it, recorded, event)
        case EscalationEvent():
            return react_to_escalation(it, recorded, event)
        case ItemEvent():
            return (*react_to_items(it, recorded, event), *_living(it, REVIEW))
        case ReviewEvent():
            return react_to_postmortem(it, recorded, event)
        case SimilarOffered():
            return ()
        case AudienceEvent():
            return react_to_audiences(it, recorded, event)
        case RetentionEvent():
            return react_to_retention(recorded, event)
        case _:
            assert_never(event)


def _room_opened(it: Incident) -> tuple[Effect, ...]:
    rule = it.policy.rule(it.severity)
    first = filter(None, (it.declared_by,))
    people = dict.fromkeys((*first, *it.roles.values(), *rule.responders, *owner_brought_in(it)))
    groups = dict.fromkeys((*rule.responder_groups, *on_call_brought_in(it)))
    return (
        do.PostCard(),
        do.OfferSimilar(occasion="declared"),
        do.Invite(people=tuple(people), groups=tuple(groups)),
        do.SetTopic(),
        do.Announce(),
        *(do.PostPanel(panel=panel) for panel in _panels(it)),
        *((do.ShowReceipt(),) if it.receipt else ()),
        *catch_up(it),
    )


def _panels(it: Incident) -> Iterator[str]:
    """The living messages that somebody asked for while there was no room yet."""
    if it.triage.begun_at:
        yield TRIAGE
    if it.playbook:
        yield PLAYBOOK
    for action in it.actions:
        yield action_panel(action.number)
    if it.review.begun_at:
        yield REVIEW
    if it.items:
        yield ITEMS


def _living(it: Incident, *only: str) -> tuple[Effect, ...]:
    """Living messages shown anew, or those of these names: what they say or offer depends on more than their own."""
    return tuple(do.RefreshPanel(panel=panel) for panel in _panels(it) if panel in (only or (panel,)))


def _shown(role: str) -> tuple[Effect, ...]:
    """The commander is named in the topic and the announcement, the others on the card."""
    return (
        (do.RefreshCard(), do.SetTopic(), do.RefreshAnnouncement())
        if role == COMMANDER
        else (do.RefreshCard(),)
    )


def _responders(it: Incident, event: happened.SeverityChanged) -> tuple[Effect, ...]:
    """A worse severity brings its own responders in; nobody is sent away."""
    if event.now.rank >= event.was.rank:
        return ()
    rule = it.policy.rule(event.now)
    people = tuple(person for person in rule.responders if person not in it.members)
    on_call = on_call_brought_in(it) if event.was is Severity.SEV3 else ()
    groups = tuple(dict.fromkeys((*rule.responder_groups, *on_call)))
    return (do.Invite(people=people, groups=groups),) if people or groups else ()


def _mark(source: happened.MessageSource, *, noted: bool) -> tuple[Effect, ...]:
    return (do.MarkNoted(channel=source.channel, ts=source.ts, noted=noted),)


def _given_up(it: Incident, recorded: Recorded, event: happened.DeliveryGivenUp) -> tuple[Effect, ...]:
    """Shown on the card; when it is the card or the room that failed, told to whoever leads or declared."""
    if event.effect not in ("open_room", "post_card", "refresh_card", "unarchive_room"):
        return (do.RefreshCard(), *owner_unreached(it, recorded, event))
    return _told(it, recorded)


def _told(it: Incident, recorded: Recorded) -> tuple[Effect, ...]:
    """Told directly to whoever leads, or else declared."""
    person = it.commander or it.declared_by
    return (do.TellPerson(person=person, event=recorded.version),) if person else ()
