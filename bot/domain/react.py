"""What must be told because of what happened: pure, one rule an event."""

from __future__ import annotations

from typing import assert_never

from bot.domain import effects as do
from bot.domain import events as happened
from bot.domain.effects import Effect
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.policy import COMMANDER
from bot.domain.visibility import to_be_announced


def react(it: Incident, recorded: Recorded) -> tuple[Effect, ...]:
    """The effects of one event on the incident as it is after that event, in the order they were thought of."""
    return tuple(effect for effect in _effects(it, recorded) if _possible(it, effect))


def _possible(it: Incident, effect: Effect) -> bool:
    """Nothing is said in a room that is not open (its card will show it) or that is archived."""
    match effect:
        case do.OpenRoom() | do.TellPerson() | do.UnarchiveRoom():
            return True
        case do.Announce():
            return to_be_announced(it)
        case do.RefreshAnnouncement():
            return to_be_announced(it) and it.room is not None
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
            )
        case happened.RoleDeclined():
            return (tell, *_shown(event.role))
        case happened.UpdatePosted():
            return (tell, do.RefreshCard(), do.RefreshAnnouncement())
        case happened.UpdateSnoozed() | happened.TimeCorrected() | happened.DecisionRecorded():
            return (tell, *show)
        case happened.Reminded():
            return (tell, *show) if event.reminder in ("update_due", "update_overdue") else (tell,)
        case happened.SeverityChanged():
            return (tell, *show_everywhere, *_responders(it, event))
        case happened.PhaseChanged() | happened.Closed():
            return (tell, *show_everywhere)
        case happened.NoteRequested():
            asked_by = recorded.by or ""
            return (do.ReadMessage(channel=event.channel, ts=event.ts, asked_by=asked_by),)
        case happened.NoteAdded():
            return (tell,) if event.source is None else _mark(event.source, noted=True)
        case happened.NoteWithdrawn():
            note = it.note_of(event.source)
            return _mark(note.source, noted=False) if event.why == "unpinned" and note and note.source else ()
        case happened.Reopened():
            return (do.UnarchiveRoom(),) if it.room and it.room.archived else (tell, *show_everywhere)
        case happened.RoomUnarchived():
            return (tell, *show_everywhere)
        case happened.PostmortemRequested():
            return (do.SharePostmortem(number=event.number),)
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
        case _:
            assert_never(event)


def _room_opened(it: Incident) -> tuple[Effect, ...]:
    rule = it.policy.rule(it.severity)
    people = dict.fromkeys((*filter(None, (it.declared_by,)), *it.roles.values(), *rule.responders))
    return (
        do.PostCard(),
        do.Invite(people=tuple(people), groups=rule.responder_groups),
        do.SetTopic(),
        do.Announce(),
        *((do.ShowReceipt(),) if it.receipt else ()),
    )


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
    return (
        (do.Invite(people=people, groups=rule.responder_groups),) if people or rule.responder_groups else ()
    )


def _mark(source: happened.MessageSource, *, noted: bool) -> tuple[Effect, ...]:
    return (do.MarkNoted(channel=source.channel, ts=source.ts, noted=noted),)


def _given_up(it: Incident, recorded: Recorded, event: happened.DeliveryGivenUp) -> tuple[Effect, ...]:
    """Shown on the card; when it is the card or the room that failed, told to whoever leads or declared."""
    if event.effect not in ("open_room", "post_card", "refresh_card", "unarchive_room"):
        return (do.RefreshCard(),)
    return _told(it, recorded)


def _told(it: Incident, recorded: Recorded) -> tuple[Effect, ...]:
    """Told directly to whoever leads, or else declared."""
    person = it.commander or it.declared_by
    return (do.TellPerson(person=person, event=recorded.version),) if person else ()
