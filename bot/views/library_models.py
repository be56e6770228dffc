"""What is shown of past incidents: small frozen view models, one a template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.offers import Occasion
from bot.domain.severity import IncidentType, Severity, Surface
from bot.domain.triage_rule import Drift, FalsePage
from bot.views.models import View


@dataclass(frozen=True, slots=True)
class PastLine:
    """A past incident in a few lines; what is not known is empty.

    nth: its place in the message, from 1. why: phrases in which the words were found, or in what it is alike.
    contained: what contained it. first: what was thought at first and was wrong; in_vain: what was tried in vain.
    """

    nth: int
    number: int
    title: str
    marks: tuple[str, ...]
    severity: Severity
    surface: Surface
    false_page: FalsePage
    open: bool
    at: datetime
    why: tuple[str, ...]
    cause: str
    contained: tuple[str, ...]
    first: str
    first_surface: Surface
    in_vain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadAsLine:
    """What was misspelt, and what it was taken for."""

    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A filter that means nothing, and what could stand there."""

    typed: str
    known: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class FoundView(View):
    """A page of what a search found; `before` and `after` are what the buttons to other pages carry, or empty."""

    template = "found"
    asked: str
    lines: tuple[PastLine, ...]
    total: int
    page: int
    pages: int
    before: str
    after: str
    read_as: tuple[ReadAsLine, ...]
    unread: tuple[UnreadLine, ...]


@dataclass(frozen=True, slots=True)
class SimilarView(View):
    """Past incidents like the one at hand, for one person."""

    template = "similar"
    number: int
    title: str
    lines: tuple[PastLine, ...]


@dataclass(frozen=True, slots=True)
class SimilarOfferedView(View):
    """The same for the room."""

    template = "room_similar"
    number: int
    occasion: Occasion
    surface: Surface
    lines: tuple[PastLine, ...]


@dataclass(frozen=True, slots=True)
class TriedLine:
    """A change that was tried: what it is, in whose words, and how it ended (table `action_state`)."""

    label: str
    what: str
    state: str


@dataclass(frozen=True, slots=True)
class PastView(View):
    """What the library knows of one incident, in a modal; `tried` and `items` are the first of more."""

    template = "past"
    number: int
    title: str
    marks: tuple[str, ...]
    severity: Severity
    type: IncidentType
    surface: Surface
    drift: Drift
    false_page: FalsePage
    open: bool
    model: str
    declared_at: datetime
    closed_at: datetime | None
    impact: str
    cause: str
    first: str
    first_surface: Surface
    first_right: bool
    tried: tuple[TriedLine, ...]
    more_tried: int
    items: tuple[str, ...]
    more_items: int
    playbook: str
    channel: str


LIBRARY: tuple[type[View], ...] = (FoundView, SimilarView, SimilarOfferedView, PastView)
"""Every view of this file."""
