"""What is said of action items: small frozen view models, one a template.

`item` is the number within the incident, counting from 1; people are Slack ids, empty where there is nobody; days are
written out, empty where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.action_items import ItemCategory, ItemState
from bot.domain.severity import Severity
from bot.views.models import View

TOLD_OF_ITEMS = ("added", "started", "done", "dropped", "reopened", "declined")
"""What the room and the owner are told has happened (table `item_told`)."""

YOURS = ("given", "taken", "changed", "moved", "nobodys", "soon", "due", "overdue")
"""Why somebody is told of an item directly (table `item_yours`)."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One in a list; `late` is by how many days it is overdue, 0 when it is not; `concrete`: it closes the loop."""

    number: int
    item: int
    category: ItemCategory
    what: str
    owner: str
    due: str
    late: int
    state: ItemState
    open: bool
    note: str
    link: str
    issue: str
    problem: str
    concrete: bool


@dataclass(frozen=True, slots=True)
class ItemsView(View):
    """The action items of one incident; `page` counts from 1, `before` and `after` are its neighbours from 0.

    total, open, overdue: of all of them; more: how many others the private list shows; private: it is that list.
    """

    template = "items"
    number: int
    title: str
    rows: tuple[ItemRow, ...]
    total: int
    open: int
    overdue: int
    concrete: int
    more: int
    private: bool
    page: int
    pages: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class ItemsEverywhereView(View):
    """Open action items of all incidents that one person may see, their own first; `own` are theirs."""

    template = "items_everywhere"
    rows: tuple[ItemRow, ...]
    total: int
    own: int
    overdue: int
    only: str
    page: int
    pages: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class ItemToldView(View):
    """The room is told what has become of one (table `item_told`); `words` is the reason that was given, or empty."""

    template = "room_item"
    number: int
    item: int
    happened: str
    by: str
    category: ItemCategory
    what: str
    owner: str
    due: str
    words: str


@dataclass(frozen=True, slots=True)
class YourItemView(View):
    """Somebody is told of an item directly, and why (table `item_yours`); `own`: it is theirs.

    words: the reason that was given, or empty; was: what it said or when it was due before, where that changed.
    """

    template = "person_item"
    number: int
    title: str
    severity: Severity
    item: int
    why: str
    by: str
    own: bool
    owner: str
    category: ItemCategory
    what: str
    due: str
    was_due: str
    late: int
    state: ItemState
    open: bool
    link: str
    issue: str
    words: str
    channel: str
    room_url: str


@dataclass(frozen=True, slots=True)
class UnreachedRow:
    """An action item whose owner cannot be reached; `due` as it is written, empty when it has no day."""

    item: int
    what: str
    due: str


@dataclass(frozen=True, slots=True)
class UnreachedView(View):
    """Somebody is told that `person` cannot be reached, why (Slack's word), and which items need an owner."""

    template = "person_unreached"
    number: int
    title: str
    person: str
    reason: str
    count: int
    rows: tuple[UnreachedRow, ...]
    more: int
    channel: str


@dataclass(frozen=True, slots=True)
class ItemForm(View):
    """What is to be changed, by whom, until when; `item` is 0 for a new one; `due` is an ISO day."""

    template = "form_item"
    number: int
    item: int
    categories: tuple[ItemCategory, ...]
    category: str
    what: str
    owner: str
    due: str
    link: str


@dataclass(frozen=True, slots=True)
class DropItemForm(View):
    """It is not going to be done: why?"""

    template = "form_item_drop"
    number: int
    item: int
    what: str


@dataclass(frozen=True, slots=True)
class DeclineItemForm(View):
    """Somebody cannot take it: why?"""

    template = "form_item_decline"
    number: int
    item: int
    what: str


ITEM_VIEWS: tuple[type[View], ...] = (
    ItemsView,
    ItemsEverywhereView,
    ItemToldView,
    YourItemView,
    UnreachedView,
    ItemForm,
    DropItemForm,
    DeclineItemForm,
)
