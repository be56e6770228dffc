"""Everything that is said of action items, and of measures, for the gallery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.action_items import (
    ItemAdded,
    ItemCategory,
    ItemChanged,
    ItemDeclined,
    ItemMoved,
    ItemReminded,
    ItemSent,
    ItemState,
)
from bot.domain.events import DeliveryGivenUp, Event
from bot.domain.incident import Incident
from bot.domain.measures import measure_period
from bot.domain.periods import period
from bot.domain.record import record
from bot.views import item_lists, items, metrics
from bot.views.metrics import MetricsHelpView
from bot.views.render import Message, Words

TOLD_ROOM = (ItemAdded, ItemMoved, ItemDeclined)
TOLD_PERSON = (ItemAdded, ItemChanged, ItemMoved, ItemDeclined, ItemReminded)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
_DAY = date(2026, 11, 17)
_OWNER, _OTHER = "UBEN", "UANA"
_ISSUE = "https://dash.example/issues/1"


def nothing() -> tuple[Event, ...]:
    """Every event of these, with every word left out."""
    category = ItemCategory.OTHER
    return (
        ItemAdded(number=1, category=category, what="", owner="", due=None, link=""),
        _changed(1, "", "", None, ""),
        ItemMoved(number=1, was=ItemState.OPEN, now=ItemState.DONE, note=""),
        ItemMoved(number=1, was=ItemState.DONE, now=ItemState.OPEN, note=""),
        ItemReminded(number=1, stage="overdue", at=NOW),
        ItemDeclined(number=1, owner=_OWNER, reason=""),
        ItemSent(number=1, event=1, link="", problem=""),
    )


def happenings(text: str, amount: int) -> tuple[Event, ...]:
    """Items in every category and state, each changed, declined, reminded of, and refused by the tracker."""
    events: list[Event] = []
    categories, states = tuple(ItemCategory), tuple(ItemState)
    for number in range(1, 2 * amount + 1):
        category = categories[number % len(categories)]
        events += [
            ItemAdded(number=number, category=category, what=text, owner=_OWNER, due=_DAY, link=_ISSUE),
            _changed(number, text, _OTHER, _DAY + timedelta(days=number), text),
            ItemReminded(number=number, stage=("soon", "due", "overdue")[number % 3], at=NOW),
            ItemSent(number=number, event=1, link=_ISSUE, problem=text if number % 2 else ""),
            *(
                ItemMoved(number=number, was=ItemState.OPEN, now=now, note=text)
                for now in (*states, states[number % len(states)])
            ),
        ]
    left = DeliveryGivenUp(effect="tell_person", body=f'{{"person": "{_OTHER}"}}', reason="user_disabled")
    return (*events, ItemDeclined(number=1, owner=_OTHER, reason=text), left)


def _changed(number: int, what: str, owner: str, due: date | None, link: str) -> ItemChanged:
    return ItemChanged(
        number=number,
        category=ItemCategory.SIGNAL,
        what=what,
        owner=owner,
        due=due,
        link=link,
        was_category=ItemCategory.OTHER,
        was_what=what,
        was_owner=_OWNER,
        was_due=None,
        was_link="",
    )


def messages(words: Words, it: Incident, text: str) -> Iterator[tuple[str, Message]]:
    """What one person is shown, and the room's list."""
    yield "items panel", words.panel(it, "items", NOW)
    for page in range(2):
        yield f"items page {page}", words.items(it, page, NOW)
    known = record(it)
    bare = known.model_copy(update={"summary": known.summary.model_copy(update={"drill": False})})
    many = [
        bare.model_copy(update={"summary": bare.summary.model_copy(update={"number": n})})
        for n in range(1, 12)
    ]
    for only in ("", "mine", "overdue"):
        view = item_lists.everywhere(many, _OWNER, NOW.date(), 0, only)
        yield f"items everywhere {only}", words.items_everywhere(view)
    yield "items nowhere", words.items_everywhere(item_lists.everywhere([], _OWNER, NOW.date(), 0))
    within = period("90d", NOW + timedelta(days=1), "UTC")
    assert within is not None
    for name, records in (("many", many), ("no", [])):
        found = measure_period(records, within, zone="UTC", today=NOW.date(), model=text if records else "")
        every = measure_period(records, within, zone="UTC", today=NOW.date())
        yield f"metrics of {name} by model", words.metrics(metrics.metrics(found, "UTC"))
        yield f"metrics of {name}", words.metrics(metrics.metrics(every, "UTC"))
    yield "metrics help", words.metrics(MetricsHelpView(text, text, "7d, 30d", text))


def modals(words: Words, it: Incident) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is filled in."""
    item = it.items[0]
    yield "item", words.form(it, items.form(it, _OWNER, item.what, NOW), "{}")
    yield "item changed", words.form(it, items.change(it, item), "{}")
    yield "item dropped", words.form(it, items.drop(it, item), "{}")
    yield "item declined", words.form(it, items.decline(it, item), "{}")
