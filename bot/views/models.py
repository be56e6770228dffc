"""What messages show: small frozen view models, one a template. Words are in the templates, people are Slack ids.

`by` and other people are empty where there is nobody; times are aware and in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from bot.domain.review import ReviewState
from bot.domain.severity import Phase, Severity, Status
from bot.domain.summary import Summary
from bot.views.standing import Standing


@dataclass(frozen=True, slots=True)
class View:
    """A view model; `template` is the name of the file that shows it."""

    template: ClassVar[str]


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list of incidents: `page` counts from 0, `total` is the number on all pages.

    `everything`: closed ones, too, the newest first; otherwise the open ones, the worst first.
    """

    items: tuple[Summary, ...]
    page: int
    pages: int
    total: int
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """When the next update is owed, how late it is if it is late, and who owes it (empty: whoever is here).

    every: the rhythm in minutes that people agreed on, 0 for the policy's. silent_until: there are no reminders before.
    """

    at: datetime
    late: timedelta | None
    owed_by: str
    every: int = 0
    silent_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role that somebody holds, or the commander's even if nobody does."""

    title: str
    person: str


@dataclass(frozen=True, slots=True)
class LastUpdate:
    """The update that stands."""

    status: Status
    at: datetime
    by: str
    impact: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address and what it leads to (table `link`); `nth` counts from 1 within its kind."""

    kind: str
    url: str
    nth: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What Slack refused (table `effect`) and its word for why (table `why`)."""

    effect: str
    reason: str


@dataclass(frozen=True, slots=True)
class CardView(View):
    """The pinned card; `vacant` are titles of roles that nobody holds; `secret`: why it is restricted (table)."""

    template = "card"
    number: int
    title: str
    marks: tuple[str, ...]
    severity: Severity
    meaning: str
    secret: str
    phase: Phase
    open: bool
    commander: str
    due: Due | None
    held: tuple[RoleLine, ...]
    vacant: tuple[str, ...]
    seen: str
    update: LastUpdate | None
    started_at: datetime
    declared_at: datetime
    declared_by: str
    closed_at: datetime | None
    verified: str
    postmortem_owed: bool
    model: str
    version: str
    links: tuple[Link, ...]
    problems: tuple[Problem, ...]
    more_problems: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class StatusView(CardView):
    """The same for one person, without buttons."""

    template = "status"
    channel: str


@dataclass(frozen=True, slots=True)
class AnnouncementView(View):
    """The message outside the room."""

    template = "announcement"
    number: int
    title: str
    marks: tuple[str, ...]
    severity: Severity
    meaning: str
    phase: Phase
    open: bool
    commander: str
    status: Status | None
    declared_at: datetime
    closed_at: datetime | None
    channel: str
    room_url: str


@dataclass(frozen=True, slots=True)
class RestrictedAnnouncementView(View):
    """That there is an incident, and nothing else of it."""

    template = "announcement_restricted"
    number: int
    marks: tuple[str, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class TopicView(View):
    """The room's topic."""

    template = "topic"
    title: str
    marks: tuple[str, ...]
    severity: Severity
    phase: Phase
    open: bool
    commander: str


@dataclass(frozen=True, slots=True)
class DrillView(View):
    """The mark above every message of a drill."""

    template = "drill"


@dataclass(frozen=True, slots=True)
class PostmortemCommentView(View):
    """The words beside the post-mortem's file; `state` is the review's, `none` where there is no review."""

    template = "postmortem_comment"
    number: int
    title: str
    copy: int
    open: bool
    state: ReviewState


@dataclass(frozen=True, slots=True)
class HelpView(View):
    """What can be asked."""

    template = "help"


@dataclass(frozen=True, slots=True)
class UnknownVerbView(View):
    """A verb that there is not; `nearest` is empty when none resembles it."""

    template = "unknown_verb"
    verb: str
    nearest: str


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An incident in a list."""

    number: int
    title: str
    marks: tuple[str, ...]
    severity: Severity
    phase: Phase
    open: bool
    commander: str
    channel: str
    due: datetime | None
    late: timedelta | None


@dataclass(frozen=True, slots=True)
class IncidentsView(View):
    """A page of incidents; `page` counts from 1; `before` and `after` are the neighbours' numbers from 0, if any."""

    template = "incidents"
    lines: tuple[IncidentLine, ...]
    total: int
    page: int
    pages: int
    before: int | None
    after: int | None
    everything: bool


@dataclass(frozen=True, slots=True)
class HomeView(IncidentsView):
    """The same on the App Home; `closed` are the latest that are over, on the first page only."""

    template = "home"
    closed: tuple[IncidentLine, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision in a list; the numbers of decisions are 0 for none."""

    number: int
    what: str
    by: str
    role: str
    at: datetime
    corrects: int
    corrected_by: int


@dataclass(frozen=True, slots=True)
class DecisionsView(View):
    """The latest decisions, the newest first; `earlier` is how many more there are."""

    template = "decisions"
    number: int
    title: str
    lines: tuple[DecisionLine, ...]
    earlier: int


MESSAGES: tuple[type[View], ...] = (
    CardView,
    StatusView,
    AnnouncementView,
    RestrictedAnnouncementView,
    TopicView,
    DrillView,
    PostmortemCommentView,
    HelpView,
    UnknownVerbView,
    IncidentsView,
    HomeView,
    DecisionsView,
)
