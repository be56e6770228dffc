"""What is said of action items, made from state; the view models are in `item_models` (domain §13)."""

from __future__ import annotations

from datetime import datetime

from bot.domain.action_items import (
    ENDED,
    ActionItem,
    ItemAdded,
    ItemCategory,
    ItemChanged,
    ItemDeclined,
    ItemEvent,
    ItemMoved,
    ItemReminded,
    ItemState,
    item_of,
)
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.item_days import today, usual_due
from bot.views.card import channel_of, room_url
from bot.views.item_lists import late_by
from bot.views.item_models import (
    DeclineItemForm,
    DropItemForm,
    ItemForm,
    ItemToldView,
    YourItemView,
)
from bot.views.text import written

_MOVED = {
    ItemState.OPEN: "reopened",
    ItemState.IN_PROGRESS: "started",
    ItemState.DONE: "done",
    ItemState.DROPPED: "dropped",
}

_GUESSES = (
    (ItemCategory.RUNBOOK, ("runbook", "playbook", "document", "docs", "guide")),
    (ItemCategory.SEVERITY_RUBRIC, ("severity", "rubric", "sev1", "sev2", "sev3")),
    (ItemCategory.PROMOTION_GATE, ("promot", "gate", "deploy", "release", "canary", "shadow", "validat")),
    (
        ItemCategory.SIGNAL,
        ("alert", "signal", "monitor", "metric", "detect", "dashboard", "threshold", "slo"),
    ),
    (
        ItemCategory.BLAST_RADIUS,
        ("blast", "fallback", "limit", "isolat", "flag", "circuit", "quota", "rollback"),
    ),
)
"""What people say when they mean a category; the first that is said counts."""


def told(it: Incident, recorded: Recorded, event: ItemEvent) -> ItemToldView:
    """What the room is told of it.

    Raises:
        TypeError: the room is told nothing of such an event.
    """
    item = _known(it, event.number)
    match event:
        case ItemAdded():
            happened, words = "added", ""
        case ItemMoved():
            happened, words = _MOVED[event.now], event.note
        case ItemDeclined():
            happened, words = "declined", event.reason
        case _:
            raise TypeError(f"no words for {type(event).__name__}")
    return ItemToldView(
        number=it.number,
        item=item.number,
        happened=happened,
        by=recorded.by or "",
        category=item.category,
        what=item.what,
        owner=item.owner,
        due=written(item.due),
        words=words,
    )


def yours(it: Incident, recorded: Recorded, event: ItemEvent, person: str) -> YourItemView:
    """What one person is told of it."""
    item = _known(it, event.number)
    changed = isinstance(event, ItemChanged) and event.was_due != event.due and event.owner == event.was_owner
    return YourItemView(
        number=it.number,
        title=it.title,
        severity=it.severity,
        item=item.number,
        why=_why(event, person),
        by=recorded.by or "",
        own=item.owner == person,
        owner=item.owner,
        category=item.category,
        what=item.what,
        due=written(item.due),
        was_due=(written(event.was_due) or "-") if isinstance(event, ItemChanged) and changed else "",
        late=late_by(item.due, today(it.policy, recorded.at)) if item.open else 0,
        state=item.state,
        open=item.open,
        link=item.link,
        issue=item.issue,
        words=_words(event),
        channel=channel_of(it),
        room_url=room_url(it),
    )


def form(it: Incident, person: str, words: str, now: datetime) -> ItemForm:
    """A new one: what the words suggest, of whoever asks, due when the policy has it."""
    due = usual_due(it.policy, now).isoformat()
    return ItemForm(it.number, 0, tuple(ItemCategory), guessed(words), words, person, due, "")


def change(it: Incident, item: ActionItem) -> ItemForm:
    """All that can be said differently, as it stands."""
    due = item.due.isoformat() if item.due else ""
    said = (item.category, item.what, item.owner, due, item.link)
    return ItemForm(it.number, item.number, tuple(ItemCategory), *said)


def drop(it: Incident, item: ActionItem) -> DropItemForm:
    """Why it is not going to be done."""
    return DropItemForm(it.number, item.number, item.what)


def decline(it: Incident, item: ActionItem) -> DeclineItemForm:
    """Why somebody cannot take it."""
    return DeclineItemForm(it.number, item.number, item.what)


def guessed(words: str) -> str:
    """The category that these words are about, empty when they do not say."""
    said = words.casefold()
    return next((kind.value for kind, stems in _GUESSES if any(stem in said for stem in stems)), "")


def _why(event: ItemEvent, person: str) -> str:
    match event:
        case ItemReminded():
            return event.stage
        case ItemAdded():
            return "given"
        case ItemChanged() if event.owner != event.was_owner:
            return "given" if event.owner == person else "taken"
        case ItemChanged():
            return "changed"
        case ItemDeclined():
            return "nobodys"
        case _:
            return "moved"


def _words(event: ItemEvent) -> str:
    match event:
        case ItemMoved() if ENDED & {event.was, event.now}:
            return event.note
        case ItemDeclined():
            return event.reason
        case _:
            return ""


def _known(it: Incident, number: int) -> ActionItem:
    item = item_of(it.items, number)
    if item is None:
        raise ValueError(f"incident {it.number} has no action item {number}")
    return item
