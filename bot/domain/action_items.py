"""Action items of one incident: the concrete changes that close the loop (domain §13).

Not to be mixed up with containment actions (`actions.py`), which are changes made while the response goes on.
"""

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


ENDED = frozenset({ItemState.DONE, ItemState.DROPPED})

ItemStage = Literal["soon", "due", "overdue"]
"""What its owner is reminded of."""


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
    """It says something else now, or is somebody else's, or due another day.

    edition: the one that the writer had before their eyes (`ActionItem.edition`), None for whichever there is.
    """

    number: int
    category: ItemCategory
    what: str
    owner: str
    due: date | None
    link: str
    edition: int | None = None


@dataclass(frozen=True, slots=True)
class MoveItem(ItemCommand):
    """It stands otherwise now; dropping one needs a reason."""

    number: int
    state: ItemState
    note: str = ""


@dataclass(frozen=True, slots=True)
class DeclineItem(ItemCommand):
    """Its owner gives it back: nobody is assigned against their will (domain §3)."""

    number: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReportItemSent(ItemCommand):
    """The tracker took what event `event` says, and answered with `link` if anything; or `problem` says why not."""

    number: int
    event: int
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
    """What it says now, and what it said before."""

    kind: Literal["item_changed"] = "item_changed"
    category: ItemCategory
    what: str
    owner: str
    due: date | None
    link: str
    was_category: ItemCategory
    was_what: str
    was_owner: str
    was_due: date | None
    was_link: str


class ItemMoved(ItemEvent):
    """How it stands now."""

    kind: Literal["item_moved"] = "item_moved"
    was: ItemState
    now: ItemState
    note: str


class ItemDeclined(ItemEvent):
    """Its owner gave it back; nobody owns it now."""

    kind: Literal["item_declined"] = "item_declined"
    owner: str
    reason: str


class ItemReminded(ItemEvent):
    """Its owner (whoever answers for it, when it has none) was reminded, for the moment `at`."""

    kind: Literal["item_reminded"] = "item_reminded"
    stage: ItemStage
    at: datetime


class ItemSent(ItemEvent):
    """What event `event` says was handed to the tracker, or could not be."""

    kind: Literal["item_sent"] = "item_sent"
    event: int
    link: str
    problem: str


@dataclass(frozen=True, slots=True)
class ActionItem:
    """An action item as it stands; `owner` is a Slack user id or empty, `due` a day in the team's time zone.

    link: what people gave; issue: where the tracker keeps it, by its own answer; problem: why it last did not take it.
    edition: how often its words, owner or day were changed.
    timed_at: since when it is owed as it is; stage, reminded_at: the reminder that was last given since then.
    sent: the number of the event that the tracker was last told of, 0 for none.
    """

    number: int
    category: ItemCategory
    what: str
    owner: str
    due: date | None
    link: str
    at: datetime
    by: str | None
    timed_at: datetime
    state: ItemState = ItemState.OPEN
    state_at: datetime | None = None
    note: str = ""
    issue: str = ""
    problem: str = ""
    sent: int = 0
    edition: int = 0
    stage: ItemStage | None = None
    reminded_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.state not in ENDED

    @property
    def concrete(self) -> bool:
        """Whether it closes the loop: a category of domain §13, an owner and a day, and not dropped."""
        known = bool(self.owner) and self.due is not None
        return known and self.category in LOOP_CLOSING and self.state is not ItemState.DROPPED

    def overdue(self, today: date) -> bool:
        """Whether it should have been done before `today`, a day in the team's time zone."""
        return self.open and self.due is not None and self.due < today


ActionItems = tuple[ActionItem, ...]


def item_of(them: ActionItems, number: int) -> ActionItem | None:
    """The one of that number, which counts from 1."""
    return next((each for each in them if each.number == number), None)


def items_after(them: ActionItems, event: ItemEvent, at: datetime, by: str | None) -> ActionItems:
    """All of them after one more event.

    Raises:
        TypeError: the event is of no kind that action items know.
    """
    if isinstance(event, ItemAdded):
        said = (event.category, event.what, event.owner, event.due, event.link)
        return (*them, ActionItem(event.number, *said, at, by, at))
    return tuple(_changed(each, event, at) if each.number == event.number else each for each in them)


def _changed(it: ActionItem, event: ItemEvent, at: datetime) -> ActionItem:
    match event:
        case ItemChanged():
            anew = (event.owner, event.due) != (it.owner, it.due)
            said = replace(
                it,
                category=event.category,
                what=event.what,
                owner=event.owner,
                due=event.due,
                link=event.link,
                edition=it.edition + 1,
            )
            return _owed_anew(said, at) if anew else said
        case ItemMoved():
            moved = replace(it, state=event.now, state_at=at, note=event.note)
            return _owed_anew(moved, at) if event.was in ENDED else moved
        case ItemDeclined():
            return _owed_anew(replace(it, owner="", edition=it.edition + 1), at)
        case ItemReminded():
            return replace(it, stage=event.stage, reminded_at=at)
        case ItemSent():
            problem = event.problem if event.event >= it.sent else it.problem
            return replace(it, issue=event.link or it.issue, problem=problem, sent=max(it.sent, event.event))
        case _:
            raise TypeError(f"an action item knows no {type(event).__name__}")


def _owed_anew(it: ActionItem, at: datetime) -> ActionItem:
    """Reminders begin again: for somebody else, for another day, or after it was thought to be over."""
    return replace(it, timed_at=at, stage=None, reminded_at=None)
