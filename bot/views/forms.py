"""What modals show: small frozen view models, one a template. Times are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.severity import IncidentType, Severity
from bot.views.leaves import Markup
from bot.views.models import View


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen: the value that comes back, the words that are shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Rubric:
    """A severity and what it means here."""

    severity: Severity
    meaning: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What the declare modal begins with; empty is nothing yet. `started_at` is in POSIX seconds (UTC)."""

    started_at: int
    title: str = ""
    seen: str = ""
    severity: str = ""
    type: str = IncidentType.MODEL
    model: str = ""
    model_other: str = ""
    restricted: bool = False
    drill: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """What the same person declared minutes ago; `room` (its name) and `room_url` are empty while it has none."""

    number: int
    title: str
    declared_at: datetime
    open: bool
    room: str
    room_url: str


@dataclass(frozen=True, slots=True)
class DeclareForm(View):
    """There is an incident, or another one although there was one minutes ago."""

    template = "form_declare"
    before: Before | None
    draft: Draft
    rubric: tuple[Rubric, ...]
    models: tuple[Choice, ...]
    types: tuple[IncidentType, ...]


@dataclass(frozen=True, slots=True)
class UpdateForm(View):
    """How it stands; `status` is the last update's, or empty; `minutes` is the cadence, 0 where it is told as a moment.

    agreed: people agreed on that cadence.
    offers: the audiences that can be told besides the room; chosen: those that are unless the writer says otherwise.
    """

    template = "form_update"
    number: int
    severity: Severity
    status: str
    statuses: tuple[str, ...]
    minutes: int
    agreed: bool
    next_due: datetime
    offers: tuple[str, ...]
    chosen: tuple[str, ...]
    ask_customers: bool
    restricted: bool


@dataclass(frozen=True, slots=True)
class SeverityForm(View):
    """Another severity; `suggested` is what the signals known suggest, empty while none are, and `because` why."""

    template = "form_severity"
    number: int
    severity: Severity
    rubric: tuple[Rubric, ...]
    suggested: str
    because: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class TimesForm(View):
    """A time that is known better."""

    template = "form_times"
    number: int
    started_at: datetime
    detected_at: datetime
    at: int


@dataclass(frozen=True, slots=True)
class DecideForm(View):
    """A decision; `corrects` is the number to begin with, or empty."""

    template = "form_decide"
    number: int
    what: str
    rationale: str
    decisions: tuple[Choice, ...]
    corrects: str


@dataclass(frozen=True, slots=True)
class NoteForm(View):
    """Words for the timeline."""

    template = "form_note"
    number: int


@dataclass(frozen=True, slots=True)
class RoleForm(View):
    """Who is to hold which role."""

    template = "form_role"
    number: int
    roles: tuple[Choice, ...]
    role: str
    person: str


@dataclass(frozen=True, slots=True)
class DeclineForm(View):
    """Give a role back."""

    template = "form_decline"
    number: int


@dataclass(frozen=True, slots=True)
class ReopenForm(View):
    """It is not over."""

    template = "form_reopen"
    number: int


@dataclass(frozen=True, slots=True)
class ReceiptView(View):
    """The room is open; `secret`: why it is restricted (table), empty when it is not."""

    template = "receipt"
    number: int
    title: str
    secret: str
    channel: str
    room_url: str


@dataclass(frozen=True, slots=True)
class ReceiptPendingView(View):
    """The incident is recorded; its room is being opened. `secret` as in `ReceiptView`."""

    template = "receipt_pending"
    number: int
    title: str
    secret: str


@dataclass(frozen=True, slots=True)
class NoticeView(View):
    """A private answer where there is no channel to give it in: on top of a modal, or on App Home; mrkdwn of ours."""

    template = "notice"
    text: Markup


FORMS: tuple[type[View], ...] = (
    NoticeView,
    DeclareForm,
    UpdateForm,
    SeverityForm,
    TimesForm,
    DecideForm,
    NoteForm,
    RoleForm,
    DeclineForm,
    ReopenForm,
    ReceiptView,
    ReceiptPendingView,
)
