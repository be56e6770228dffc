"""Action items of one incident: the concrete changes that close the loop (domain §13)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from bot.domain.strict import Strict


class ItemCategory(StrEnum):
    """What kind of change it is; a review is completed with at least one of them (domain §13)."""

    SIGNAL = "signal"
    RUNBOOK = "runbook"
    BLAST_RADIUS = "blast_radius"
    PROMOTION_GATE = "promotion_gate"
    SEVERITY_RUBRIC = "severity_rubric"
    OTHER = "other"


LOOP_CLOSING = frozenset(ItemCategory) - {ItemCategory.OTHER}
"""The categories of domain §13: only these close the loop."""


class ItemState(StrEnum):
    """How an action item stands."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class ItemCommand:
    """Something asked of an incident's action items."""


@dataclass(frozen=True, slots=True)
class AddItem(ItemCommand):
    """This is to be changed: by whom (a Slack user id, or empty) and until when, if known."""

    category: ItemCategory
    what: str
    owner: str = ""
    due: date | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class ChangeItem(ItemCommand):
    """It says something else now, or is somebody else's, or due another day."""

    number: int
    category: ItemCategory
    what: str
    owner: str
    due: date | None
    link: str


@dataclass(frozen=True, slots=True)
class MoveItem(ItemCommand):
    """It stands otherwise now; dropping one needs a reason."""

    number: int
    state: ItemState
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportItemSent(ItemCommand):
    """The tracker's webhook took it (`link` is what it answered with, if anything), or `problem` says why not."""

    number: int
    link: str = ""
    problem: str = ""


class ItemEvent(Strict):
    """Something that happened to the action item of that number, which counts from 1."""

    number: int


class ItemAdded(ItemEvent):
    """A concrete change was asked for."""

    kind: Literal["item_added"] = "item_added"
    category: ItemCategory
    what: str
    owner: str
    due: date | None
    link: str


class ItemChanged(ItemEvent):
    """What it says now; the history has what it said before."""

    kind: Literal["item_changed"] = "item_changed"
    category: ItemCategory
    what: str
    owner: str
    due: date | None
    link: str


class ItemMoved(ItemEvent):
    """How it stands now."""

    kind: Literal["item_moved"] = "item_moved"
    was: ItemState
    now: ItemState
    note: str


class ItemSent(ItemEvent):
    """It was handed to the tracker, or could not be."""

    kind: Literal["item_sent"] = "item_sent"
    link: str
    problem: str


@dataclass(frozen=True, slots=True)
class ActionItem:
    """An action item as it stands; `owner` is a Slack user id or empty, `due` a day in the team's time zone."""

    number: int
    category: ItemCategory
    what: str
    owner: str
    due: date | None
    link: str
    at: datetime
    by: str | None
    state: ItemState = ItemState.OPEN
    state_at: datetime | None = None
    note: str = ""
    reminded_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in (ItemState.OPEN, ItemState.IN_PROGRESS)

    @property
    def concrete(self) -> bool:
        """Whether it closes the loop: a category of domain §13, an owner and a day, and not dropped."""
        known = bool(self.owner) and self.due is not None
        return known and self.category in LOOP_CLOSING and self.state is not ItemState.DROPPED

    def overdue(self, today: date) -> bool:
        """Whether it should have been done before `today`, a day in the team's time zone."""
        return self.open and self.due is not None and self.due < today


ActionItems = tuple[ActionItem, ...]


def items_after(them: ActionItems, event: ItemEvent, at: datetime, by: str | None) -> ActionItems:
    """All of them after one more event.

    Raises:
        TypeError: the event is of no kind that action items know.
    """
    if isinstance(event, ItemAdded):
        said = (event.category, event.what, event.owner, event.due, event.link)
        return (*them, ActionItem(event.number, *said, at, by))
    return tuple(_changed(each, event, at) if each.number == event.number else each for each in them)


def _changed(it: ActionItem, event: ItemEvent, at: datetime) -> ActionItem:
    match event:
        case ItemChanged():
            return replace(
                it,
                category=event.category,
                what=event.what,
                owner=event.owner,
                due=event.due,
                link=event.link,
            )
        case ItemMoved():
            return replace(it, state=event.now, state_at=at, note=event.note)
        case ItemSent():
            return replace(it, link=event.link or it.link)
        case _:
            raise TypeError(f"an action item knows no {type(event).__name__}")
