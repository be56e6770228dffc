"""What audiences outside the room are told and what the preview shows: small frozen view models, one a template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.audiences import Audience
from bot.domain.severity import IncidentType, Phase, Severity, Surface
from bot.domain.triage_rule import Drift
from bot.views.leaves import Markup
from bot.views.models import View


@dataclass(frozen=True, slots=True)
class Facts(View):
    """What is known of an incident; empty text stands for what is not. Moments are in words, in the team's zone.

    status: of the last update, empty without one. product: what customers call what the model does. next_update: when
    it comes, empty when none is owed any more. in_place: changes that are in place, with how they stand. sentence: what
    the writer wrote for customers.
    """

    number: int
    title: str
    severity: Severity
    phase: Phase
    type: IncidentType
    open: bool
    closed: str
    verified: str
    false_page: bool
    status: str
    impact: str
    actions: str
    eta: str
    next_update: str
    model: str
    version: str
    last_good: str
    last_deploy: str
    sensitive: str
    surface: Surface
    drift: Drift
    confidence: str
    cause: str
    hypotheses: int
    in_place: tuple[str, ...]
    waiting: int
    metric: str
    target: str
    observed: str
    holds: bool
    awaiting: str
    product: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ForEngineers(Facts):
    """Technical indicators, versions, what was changed."""

    template = "briefing_engineers"


@dataclass(frozen=True, slots=True)
class ForExecutives(Facts):
    """Impact, risk, outlook."""

    template = "briefing_executives"


@dataclass(frozen=True, slots=True)
class ForCustomers(Facts):
    """Plain words, nothing internal, no promise."""

    template = "briefing_customers"


@dataclass(frozen=True, slots=True)
class AsNote(Facts):
    """One paragraph."""

    template = "briefing_note"


@dataclass(frozen=True, slots=True)
class Link:
    """A page about the model; `nth` counts those of its kind."""

    url: str
    kind: str
    nth: int


@dataclass(frozen=True, slots=True)
class BriefingView(View):
    """What one audience is told, as it was seen in the preview; `by`, `channel` and links are empty for customers."""

    template = "briefing"
    audience: Audience
    number: int
    text: str
    by: str
    channel: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where an audience is told: Slack ids."""

    channels: tuple[str, ...]
    people: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Words that do not belong there, with some of what stands before and after them, why, and what says more."""

    before: str
    words: str
    after: str
    why: str
    better: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What one audience would be told, where."""

    audience: Audience
    text: str
    places: Places


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """An update that somebody posted while another was written."""

    by: str
    at: datetime
    impact: str


@dataclass(frozen=True, slots=True)
class PreviewForm(View):
    """What each audience would be told, before anything is sent.

    callback: what its submission does. sends: whether anything goes to anybody but the room. passed: the next update
    that the texts name should have come by now. meanwhile: what the writer had not read, None when there is nothing.
    """

    template = "form_preview"
    callback: str
    number: int
    sends: bool
    drill: bool
    restricted: bool
    status: str
    impact: str
    actions: str
    eta: str
    next_update: datetime | None
    passed: bool
    meanwhile: Meanwhile | None
    engineers: Piece | None
    executives: Piece | None
    note: Piece | None
    customers: Piece | None
    found: tuple[Found, ...]
    more: int
    override: str


@dataclass(frozen=True, slots=True)
class LastWordView(View):
    """The room hears that those who were told know of the end."""

    template = "room_last_word"
    by: str
    told: tuple[ToldLine, ...]


@dataclass(frozen=True, slots=True)
class ToldLine:
    """An audience that was told: in which channels, and how many people and groups directly; nobody is called here."""

    audience: Audience
    channels_shown: Markup
    directly: str
    override: str


@dataclass(frozen=True, slots=True)
class AddressedView(View):
    """Somebody in a group could not be told; `problems` are sentences, mrkdwn of ours."""

    template = "room_briefing_addressed"
    audience: Audience
    people: int
    problems: tuple[Markup, ...]


AUDIENCES: tuple[type[View], ...] = (
    ForEngineers,
    ForExecutives,
    ForCustomers,
    AsNote,
    BriefingView,
    PreviewForm,
    LastWordView,
    AddressedView,
)
