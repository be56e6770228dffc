"""What people read of the rhythm of updates: changes to it, the ladder, and the form that asks for a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.cadence_log import (
    CadenceChanged,
    CadenceEvent,
    LadderClimbed,
    RemindersSnoozed,
    RungStaffed,
    UpdateExtended,
)
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.views.card import channel_of, room_url
from bot.views.escalations import sentence
from bot.views.models import View
from bot.views.people import role_title

RhythmChange = Literal["later", "silent", "rhythm", "usual"]
"""What can be asked: the update comes later; nothing is said about it; another rhythm; the policy's own again."""

MINUTES = (15, 30, 60, 120, 240, 480, 1440)
PROBLEMS = 5
PEOPLE = 8
"""As many are named; of more, how many there are."""


@dataclass(frozen=True, slots=True)
class RhythmForm(View):
    """How updates are to go on; `minutes` is how often they are owed now, 0 for once a business day.

    agreed: people agreed on that; `usual` is what the policy says, 0 for once a business day.
    """

    template = "form_rhythm"
    number: int
    severity: Severity
    due: datetime | None
    minutes: int
    agreed: bool
    usual: int
    changes: tuple[str, ...]
    change: str
    choices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UpdateExtendedView(View):
    """The next update comes later."""

    template = "room_update_extended"
    by: str
    until: datetime
    was_due: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class RemindersSnoozedView(View):
    """Nothing is said about the update until then; `due` is when it is owed all the same."""

    template = "room_reminders_snoozed"
    by: str
    until: datetime
    due: datetime | None


@dataclass(frozen=True, slots=True)
class CadenceChangedView(View):
    """Updates are owed at another rhythm: every `minutes`, or as the policy says (0)."""

    template = "room_cadence_changed"
    by: str
    minutes: int
    severity: Severity
    next_due: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class LadderView(View):
    """Who was told of an update that is overdue by `late`; `vacant` are titles of roles that nobody holds.

    given: it is there by now, or owed at another time. more: how many others were told.
    groups: how many user groups are told, too. path: whether an escalation is set up for it.
    """

    template = "room_ladder_climbed"
    number: int
    due: datetime
    late: timedelta
    given: bool
    people: tuple[str, ...]
    more: int
    groups: int
    vacant: tuple[str, ...]
    left_out: int
    drill: bool
    above: str
    path: bool


@dataclass(frozen=True, slots=True)
class RungStaffedView(View):
    """Who of the groups was told, and `more` others; `problems` are sentences about what could not be found."""

    template = "room_rung_staffed"
    people: tuple[str, ...]
    more: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LadderPersonView(View):
    """An update is overdue, told to one person; `roles` are the titles of those by which they are asked, if any."""

    template = "person_ladder"
    number: int
    title: str
    severity: Severity
    due: datetime
    late: timedelta
    given: bool
    roles: tuple[str, ...]
    channel: str
    room_url: str


CADENCE: tuple[type[View], ...] = (
    RhythmForm,
    UpdateExtendedView,
    RemindersSnoozedView,
    CadenceChangedView,
    LadderView,
    RungStaffedView,
    LadderPersonView,
)


def rhythm(it: Incident, change: RhythmChange) -> RhythmForm:
    """The form; the policy's own rhythm is offered while another one was agreed on."""
    usual = it.policy.rule(it.paced_by).cadence
    agreed = it.cadence_minutes is not None
    return RhythmForm(
        number=it.number,
        severity=it.paced_by,
        due=it.update_due,
        minutes=it.cadence.minutes or 0,
        agreed=agreed,
        usual=usual.minutes or 0,
        changes=("later", "silent", "rhythm", *(("usual",) if agreed else ())),
        change=change,
        choices=MINUTES,
    )


def told(it: Incident, recorded: Recorded, event: CadenceEvent) -> View | None:
    """What the room is told; None for what it is told nothing of."""
    by = recorded.by or ""
    match event:
        case UpdateExtended():
            return UpdateExtendedView(by=by, until=event.until, was_due=event.was_due, reason=event.reason)
        case RemindersSnoozed():
            return RemindersSnoozedView(by=by, until=event.until, due=it.update_due)
        case CadenceChanged():
            return CadenceChangedView(
                by=by,
                minutes=event.minutes or 0,
                severity=it.paced_by,
                next_due=event.next_due,
                reason=event.reason,
            )
        case LadderClimbed():
            return LadderView(
                number=it.number,
                due=event.due,
                late=recorded.at - event.due,
                given=it.update_due != event.due,
                people=event.people[:PEOPLE],
                more=len(event.people[PEOPLE:]),
                groups=len(event.groups),
                vacant=tuple(role_title(it, role) for role in event.vacant),
                left_out=event.left_out,
                drill=it.drill,
                above=event.above,
                path=bool(it.policy.escalation.levels("", it.severity)),
            )
        case RungStaffed():
            return RungStaffedView(
                people=event.people[:PEOPLE],
                more=len(event.people[PEOPLE:]),
                problems=tuple(map(sentence, event.problems[:PROBLEMS])),
            )
        case _:
            return None


def directly(it: Incident, recorded: Recorded, event: LadderClimbed | RungStaffed, person: str) -> View:
    """What one person is told of a rung."""
    rungs = it.cadence.rungs
    asked = rungs[event.rung].roles if event.rung < len(rungs) else ()
    return LadderPersonView(
        number=it.number,
        title=it.title,
        severity=it.severity,
        due=event.due,
        late=recorded.at - event.due,
        given=it.update_due != event.due,
        roles=tuple(role_title(it, role) for role in asked if it.roles.get(role) == person),
        channel=channel_of(it),
        room_url=room_url(it),
    )
