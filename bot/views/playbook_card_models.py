"""What is shown of the playbook that an incident is worked by: small frozen view models, one a template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.views.forms import Choice
from bot.views.models import View


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item; `by`, `at` and `result` of who ticked it. `value` is what its controls carry.

    nth: its number within its kind. more: it has a command that is too long to stand here.
    """

    nth: int
    words: str
    tell: str
    command: str
    more: bool
    done: bool
    by: str
    at: datetime | None
    result: str
    value: str


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """A row of the decision table: what is seen, what follows, the label of its containment or nothing.

    room: how many characters of each there is room for.
    """

    when: str
    then: str
    change: str
    room: int
    value: str


@dataclass(frozen=True, slots=True)
class PlaybookCardView(View):
    """The living checklist. `title` is empty when no playbook is attached any more.

    summed: some checks are done. rows: the decision table, once the checks are done and until the first step is;
    more_rows: there is more of it than is shown. steps: what is next after it. page, stamp: what its buttons carry.
    """

    template = "playbook_card"
    number: int
    open: bool
    title: str
    version: str
    owner: str
    by: str
    at: datetime | None
    done: int
    total: int
    checked: bool
    summed: bool
    checks: tuple[ItemLine, ...]
    rows: tuple[ChoiceLine, ...]
    more_rows: bool
    steps: tuple[ItemLine, ...]
    missing: tuple[str, ...]
    model: str
    page: str
    stamp: str


@dataclass(frozen=True, slots=True)
class PlaybookItemsView(View):
    """Every item with its state; the buttons are there while the incident is open."""

    template = "playbook_items"
    number: int
    open: bool
    title: str
    version: str
    done: int
    total: int
    checks: tuple[ItemLine, ...]
    steps: tuple[ItemLine, ...]
    verification: tuple[ItemLine, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaybookRowsView(View):
    """The whole decision table."""

    template = "playbook_rows"
    number: int
    open: bool
    title: str
    rows: tuple[ChoiceLine, ...]


@dataclass(frozen=True, slots=True)
class PlaybookItemForm(View):
    """One item: done or open, and its result."""

    template = "form_playbook_item"
    item: ItemLine
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaybookChangeForm(View):
    """Another playbook, or none, and why; `chosen` is the key of the one to begin with, or empty."""

    template = "form_playbook_change"
    number: int
    title: str
    done: int
    options: tuple[Choice, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class PlaybookChangedView(View):
    """Told in the room: another playbook is worked by, or none (`title` is empty); `before` is empty for none."""

    template = "room_playbook_changed"
    by: str
    title: str
    before: str
    reason: str


CHECKLISTS: tuple[type[View], ...] = (
    PlaybookCardView,
    PlaybookItemsView,
    PlaybookRowsView,
    PlaybookItemForm,
    PlaybookChangeForm,
    PlaybookChangedView,
)
