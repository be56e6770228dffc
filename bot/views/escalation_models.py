"""What is said of escalations: small frozen view models, one a template.

`escalation` is the number within the incident, `level` counts from 1, `title` is the level's; `concern` is the title
of what it is about, empty for the severity's own path. People are Slack ids, empty where there is nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.severity import Severity
from bot.views.models import View


@dataclass(frozen=True, slots=True)
class LevelView(View):
    """The room is told who is alerted and until when they have.

    because: of `Because`. after: for how long the level before was waited for. people: the first ones; more: how many
    there are beside them. left_out: how many a drill does not tell. pagers: names of those that are asked, drill: or
    would be. problems: sentences. next_title: of the level after it, empty for none. outcome: as `outcome_of` has it;
    holder has it since held_at.
    """

    template = "room_level_staffed"
    number: int
    escalation: int
    concern: str
    level: int
    levels: int
    title: str
    because: str
    by: str
    reason: str
    people: tuple[str, ...]
    more: int
    left_out: int
    pagers: tuple[str, ...]
    drill: bool
    problems: tuple[str, ...]
    more_problems: int
    answer_by: datetime
    next_title: str
    outcome: str
    holder: str
    held_at: datetime | None


@dataclass(frozen=True, slots=True)
class PagedView(View):
    """The room is told that a pager did not do what it was asked; `purpose` is of `Purpose`."""

    template = "room_paged"
    pager: str
    purpose: str
    title: str
    problem: str


@dataclass(frozen=True, slots=True)
class AcknowledgedView(View):
    """The room is told who has it, after how long."""

    template = "room_escalation_acknowledged"
    by: str
    concern: str
    level: int
    title: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class ExhaustedView(View):
    """The room is told that nobody answered; `alerted` counts who was told; `last` is the last level."""

    template = "room_escalation_exhausted"
    number: int
    escalation: int
    last: int
    concern: str
    levels: int
    alerted: int
    commander: str


@dataclass(frozen=True, slots=True)
class AlertView(View):
    """Somebody is alerted directly; `outcome`, `next_title`, `holder` and `held_at` as for the room.

    waiting: whether it can still be acknowledged, be it late.
    """

    template = "person_alerted"
    number: int
    escalation: int
    incident: str
    severity: Severity
    concern: str
    title: str
    reason: str
    by: str
    answer_by: datetime
    next_title: str
    outcome: str
    holder: str
    held_at: datetime | None
    waiting: bool
    channel: str
    room_url: str


@dataclass(frozen=True, slots=True)
class TakenView(View):
    """Somebody who was alerted is told who has it."""

    template = "person_escalation_taken"
    number: int
    incident: str
    concern: str
    holder: str
    channel: str
    room_url: str


@dataclass(frozen=True, slots=True)
class NobodyView(View):
    """Whoever leads or declared is told that nobody answered; `last` as for the room."""

    template = "person_escalation_exhausted"
    number: int
    escalation: int
    last: int
    incident: str
    severity: Severity
    concern: str
    channel: str
    room_url: str


@dataclass(frozen=True, slots=True)
class PathChoice:
    """A path that can be gone: its key, empty for the severity's own written as `-`, and what it is called."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class EscalateForm(View):
    """Who has to know? `meanwhile` is the title of a level that was alerted since somebody looked, empty for none."""

    template = "form_escalate"
    number: int
    paths: tuple[PathChoice, ...]
    chosen: str
    reason: str
    meanwhile: str
    answer_by: datetime | None


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A level and who answers there now; `roles` are titles, `pagers` names, `problems` sentences."""

    level: int
    title: str
    within: timedelta
    people: tuple[str, ...]
    more: int
    roles: tuple[str, ...]
    pagers: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathLines:
    """A path: a severity's, or a concern's."""

    title: str
    levels: tuple[LevelLine, ...]


@dataclass(frozen=True, slots=True)
class OnCallView(View):
    """Who is on call now; `more` are titles of paths that are not shown."""

    template = "on_call"
    paths: tuple[PathLines, ...]
    more: tuple[str, ...]


ESCALATIONS: tuple[type[View], ...] = (
    LevelView,
    PagedView,
    AcknowledgedView,
    ExhaustedView,
    AlertView,
    TakenView,
    NobodyView,
    EscalateForm,
    OnCallView,
)
