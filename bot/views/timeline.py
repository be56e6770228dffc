"""The history of an incident as a timeline: every event with when, who, and fields ready for words.

The words themselves are macros in `templates/documents/events.md.j2`, one an event.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import get_args

from bot.domain import events as happened
from bot.domain.audiences import BriefingAddressed, LastWordSent
from bot.domain.cadence_log import LadderClimbed, RungStaffed
from bot.domain.escalation import EscalationEvent
from bot.domain.events import Event, MessageSource, Recorded
from bot.domain.incident import Incident
from bot.domain.strict import Strict
from bot.views import audience_words
from bot.views.moments import Calendar, duration
from bot.views.people import People, is_person, role_title
from bot.views.timeline_escalations import escalation_fields
from bot.views.timeline_fields import Fields, subject_fields


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline.

    number: the event's version, None for a moment that no event of its own tells (it began, the last deploy).
    kind: the macro that has the words; fields: what the macro may show, typed text still unescaped.
    """

    at: datetime
    when: str
    utc: str
    who: str
    number: int | None
    kind: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class NoteStory:
    """A note with all its words, the first ones first, and how its author took it back."""

    added: Recorded
    source: MessageSource | None
    words: tuple[str, ...]
    withdrawn: str = ""

    @property
    def at(self) -> datetime:
        """When it was written, which for a message is before it was noted."""
        return self.source.written_at if self.source else self.added.at


@dataclass(frozen=True, slots=True)
class Telling:
    """What the telling of one event needs: the incident as it is now and the threads through its history.

    updates: the number of each update, counting from 1, by the version of its event.
    """

    it: Incident
    people: People
    calendar: Calendar
    stories: dict[int, NoteStory]
    updates: dict[int, int]

    def moment(self, at: datetime | None) -> str:
        """The moment in the team's zone, empty when there is none."""
        return self.calendar.moment(at) if at else ""


def telling(it: Incident, history: Sequence[Recorded], people: People) -> Telling:
    """Everything that is needed to tell this history to a reader."""
    posted = [recorded.version for recorded in history if isinstance(recorded.event, happened.UpdatePosted)]
    return Telling(
        it=it,
        people=people,
        calendar=Calendar(it.policy.timezone),
        stories=note_stories(history),
        updates={version: number for number, version in enumerate(posted, 1)},
    )


def timeline(tell: Telling, history: Sequence[Recorded]) -> tuple[Entry, ...]:
    """Every event, and the moments known of beside them, in the order in which things happened."""
    entries = [_entry(tell, recorded) for recorded in history]
    entries += _moments(tell.it, tell.calendar)
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.number or 0)))


def note_stories(history: Sequence[Recorded]) -> dict[int, NoteStory]:
    """Every note by the version of the event that added it."""
    stories: dict[int, NoteStory] = {}
    latest: dict[str, int] = {}
    for recorded in history:
        match recorded.event:
            case happened.NoteAdded(text=text, source=source):
                stories[recorded.version] = NoteStory(recorded, source, (text,))
                if source:
                    latest[source.key] = recorded.version
            case happened.NoteEdited(source=key, text=text) if key in latest:
                old = stories[latest[key]]
                stories[latest[key]] = NoteStory(old.added, old.source, (*old.words, text), old.withdrawn)
            case happened.NoteWithdrawn(source=key, why=why) if key in latest:
                old = stories[latest[key]]
                stories[latest[key]] = NoteStory(old.added, old.source, old.words, why)
            case _:
                pass
    return stories


def spoken(record: Strict, tell: Telling, version: int) -> Fields:
    """The record's fields for a reader: people by what they are called, moments in the team's zone."""
    return {name: _shown(record, name, tell, version) for name in type(record).model_fields}


_PEOPLE = frozenset({"person", "before", "author", "owner", "was_owner"})


def _shown(record: Strict, name: str, tell: Telling, version: int) -> object:
    value: object = getattr(record, name)
    if name in _PEOPLE and isinstance(value, str):
        return tell.people.label(value, version) if value else ""
    match value:
        case Enum():
            return value.value
        case str():
            return tell.people.spoken(value, version)
        case datetime():
            return tell.calendar.moment(value)
        case date():
            return value.isoformat()
        case MessageSource():
            return spoken(value, tell, version)
        case _:
            return value


def _entry(tell: Telling, recorded: Recorded) -> Entry:
    story = tell.stories.get(recorded.version)
    at = story.at if story else recorded.at
    return Entry(
        at=at,
        when=tell.calendar.moment(at),
        utc=tell.calendar.utc(at),
        who=_teller(recorded, tell.people),
        number=recorded.version,
        kind=recorded.event.kind,
        fields={**spoken(recorded.event, tell, recorded.version), **_more(tell, recorded)},
    )


def _teller(recorded: Recorded, people: People) -> str:
    """The author of a noted message, otherwise who did it."""
    if isinstance(recorded.event, happened.NoteAdded) and recorded.event.source:
        return people.label_at(recorded.event.source.author, recorded.event.source.written_at)
    return people.label(recorded.by, recorded.version)


def _more(tell: Telling, recorded: Recorded) -> Fields:  # noqa: PLR0911 - one rule an event
    """What the words need beyond the event's own fields."""
    event, version = recorded.event, recorded.version
    match event:
        case happened.RoleTaken():
            return {"role": role_title(tell.it, event.role), "own": event.person == recorded.by}
        case happened.RoleDeclined():
            return {"role": role_title(tell.it, event.role)}
        case happened.UpdatePosted():
            told = audience_words.told(event.briefings, tell.people, version)
            return {"number": tell.updates[version], "late": _late(event, recorded.at), "told": told}
        case LastWordSent():
            return {"told": audience_words.told(event.briefings, tell.people, version)}
        case BriefingAddressed():
            return audience_words.addressed(event, tell.people, version)
        case happened.SeverityChanged():
            return {"worse": event.now.rank < event.was.rank}
        case happened.PeopleInvited():
            return _invited(event, version, tell.people)
        case EscalationEvent():
            return escalation_fields(tell.it, event, tell.people, version)
        case LadderClimbed() | RungStaffed():
            return _laddered(tell, event, version)
        case happened.NoteAdded():
            return _note_added(tell, recorded, event)
        case happened.NoteEdited() | happened.NoteWithdrawn():
            return _note_changed(tell, event, version)
        case _:
            return subject_fields(tell.it, recorded)


def _late(event: happened.UpdatePosted, at: datetime) -> str:
    return duration(at - event.was_due) if event.was_due and at > event.was_due else ""


def _laddered(tell: Telling, event: LadderClimbed | RungStaffed, version: int) -> Fields:
    people = ", ".join(tell.people.label(person, version) for person in event.people)
    if isinstance(event, RungStaffed):
        return {"people": people, "problems": [tell.people.spoken(each, version) for each in event.problems]}
    return {"people": people, "vacant": ", ".join(role_title(tell.it, role) for role in event.vacant)}


def _invited(event: happened.PeopleInvited, version: int, people: People) -> Fields:
    refused = (
        f"{people.label(who, version) if is_person(who) else 'a group'}: {why}"
        for who, why in event.refused.items()
    )
    called = (people.label(person, version) for person in event.people)
    return {"people": ", ".join(called), "refused": ", ".join(refused)}


def _note_added(tell: Telling, recorded: Recorded, event: happened.NoteAdded) -> Fields:
    story = tell.stories[recorded.version]
    return {
        "text": tell.people.spoken(event.text, recorded.version),
        "noted_by": tell.people.label(recorded.by, recorded.version),
        "noted_at": tell.calendar.moment(recorded.at),
        "edited": len(story.words) > 1,
        "withdrawn": story.withdrawn,
    }


def _note_changed(tell: Telling, event: happened.NoteEdited | happened.NoteWithdrawn, version: int) -> Fields:
    """An edited or withdrawn note keeps its first words; there are none when they were not read in time."""
    said = (
        story.words[0]
        for added, story in reversed(tell.stories.items())
        if added < version and story.source and story.source.key == event.source
    )
    first = next(said, "")
    words = {"first": tell.people.spoken(first, version)}
    if isinstance(event, happened.NoteEdited):
        words["text"] = tell.people.spoken(event.text, version)
    return {**words}


def _moments(it: Incident, calendar: Calendar) -> Iterator[Entry]:
    """The overlay: what is known to have happened without an event of its own."""

    def moment(kind: str, at: datetime, **fields: object) -> Entry:
        return Entry(at, calendar.moment(at), calendar.utc(at), "", None, kind, fields)

    yield moment("it_started", it.started_at)
    yield moment("it_was_detected", it.detected_at)
    if it.entry and it.entry.last_deploy:
        yield moment("last_deploy", it.entry.last_deploy, version=it.entry.current_version)
    if it.entry and it.entry.feature_pipeline_last_good_run:
        pipeline = it.entry.feature_pipeline
        yield moment("last_good_run", it.entry.feature_pipeline_last_good_run, pipeline=pipeline)


def kinds() -> frozenset[str]:
    """Every kind of entry, each of which needs its words."""
    recorded = {member.model_fields["kind"].default for member in get_args(Event)}
    return frozenset(recorded | {"it_started", "it_was_detected", "last_deploy", "last_good_run"})
