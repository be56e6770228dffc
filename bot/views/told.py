"""What the room and single people are told: small frozen view models, one a template.

`by` and other people are empty where there is nobody; times are aware and in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.severity import Phase, Severity, Status
from bot.views.audience_models import ToldLine
from bot.views.models import Problem, View


@dataclass(frozen=True, slots=True)
class InviteesView(View):
    """Who could not be brought into the room; `groups` are user group ids."""

    template = "room_people_invited"
    number: int
    people: tuple[Problem, ...]
    groups: tuple[Problem, ...]
    more: int


@dataclass(frozen=True, slots=True)
class RoleTakenView(View):
    """Someone has a role now; `by` is empty when they took it themselves."""

    template = "room_role_taken"
    title: str
    person: str
    by: str
    before: str
    handover: str


@dataclass(frozen=True, slots=True)
class RoleDeclinedView(View):
    """Someone gave a role back; `commands`: it was the commander's."""

    template = "room_role_declined"
    number: int
    title: str
    person: str
    reason: str
    commands: bool


@dataclass(frozen=True, slots=True)
class UpdatePostedView(View):
    """An update to everyone; `told`: who else, and where."""

    template = "room_update_posted"
    by: str
    status: Status
    impact: str
    actions: str
    eta: str
    next_due: datetime | None
    told: tuple[ToldLine, ...] = ()


@dataclass(frozen=True, slots=True)
class NoCommanderView(View):
    """Nobody commands it; `since` how long."""

    template = "room_no_commander"
    number: int
    since: timedelta


@dataclass(frozen=True, slots=True)
class UpdateReminderView(View):
    """An update is owed: `stage` is soon, due or overdue; `left` or `late` is how long until or since then."""

    template = "room_update_reminder"
    number: int
    stage: str
    due: datetime
    distance: timedelta
    owed_by: str


@dataclass(frozen=True, slots=True)
class RevisitView(View):
    """A decision is to be looked at again."""

    template = "room_revisit"
    number: int
    decision: int
    what: str
    by: str


@dataclass(frozen=True, slots=True)
class SeverityChangedView(View):
    """The severity is another one; `suggested` is what signals suggested then, empty when that is the same or none."""

    template = "room_severity_changed"
    by: str
    was: Severity
    now: Severity
    worse: bool
    meaning: str
    reason: str
    suggested: str
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class PhaseChangedView(View):
    """The phase is another one; `gates` stood open, and `override` says why it went on all the same."""

    template = "room_phase_changed"
    by: str
    was: Phase
    now: Phase
    reason: str
    gates: tuple[str, ...]
    override: str


@dataclass(frozen=True, slots=True)
class TimeCorrectedView(View):
    """A time is known better."""

    template = "room_time_corrected"
    by: str
    which: str
    was: datetime
    now: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionView(View):
    """A decision was recorded; `role` is the title of the role of who recorded it; `corrects` is 0 for none."""

    template = "room_decision_recorded"
    by: str
    role: str
    decision: int
    what: str
    options: str
    rationale: str
    evidence: str
    revisit_at: datetime | None
    corrects: int


@dataclass(frozen=True, slots=True)
class NoteView(View):
    """Something was put on the timeline."""

    template = "room_note_added"
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class ClosedView(View):
    """It is over; `false_page` is of which kind it was one, empty when it was none.

    last_word: there are those who were told that it began.
    """

    template = "room_closed"
    number: int
    by: str
    verified: str
    false_page: str
    postmortem_owed: bool
    gates: tuple[str, ...]
    override: str
    last_word: bool = False


@dataclass(frozen=True, slots=True)
class ReopenedView(View):
    """It is not over."""

    template = "room_reopened"
    by: str
    reason: str
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class UnarchivedView(View):
    """The room is back."""

    template = "room_unarchived"
    number: int
    open: bool
    reason: str
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class ArchivedView(View):
    """The room was archived while the incident was open, told to one person; `by` is empty for themselves."""

    template = "person_archived"
    number: int
    title: str
    by: str
    open: bool


@dataclass(frozen=True, slots=True)
class DutyView(View):
    """The duty card of somebody who has a role now; `by` is empty when they took it themselves."""

    template = "person_duty"
    number: int
    title: str
    severity: Severity
    role: str
    role_key: str
    duties: tuple[str, ...]
    by: str
    before: str
    handover: str
    channel: str
    room_url: str


@dataclass(frozen=True, slots=True)
class GivenUpView(View):
    """Something was not delivered, told to one person."""

    template = "person_given_up"
    number: int
    title: str
    effect: str
    reason: str
    channel: str


TOLD: tuple[type[View], ...] = (
    InviteesView,
    RoleTakenView,
    RoleDeclinedView,
    UpdatePostedView,
    NoCommanderView,
    UpdateReminderView,
    RevisitView,
    SeverityChangedView,
    PhaseChangedView,
    TimeCorrectedView,
    DecisionView,
    NoteView,
    ClosedView,
    ReopenedView,
    UnarchivedView,
    ArchivedView,
    DutyView,
    GivenUpView,
)
