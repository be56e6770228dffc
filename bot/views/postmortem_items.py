"""Action items as small records for the post-mortem (domain §13)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.action_items import ActionItem
from bot.views.labels import ITEM_CATEGORIES, ITEM_STATES
from bot.views.timeline import Telling


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An action item as it stands; empty text stands for what is not known.

    why: the reason that was given when it ended; issue: where the tracker keeps it, else the link that people gave.
    """

    number: int
    category: str
    what: str
    owner: str
    due: str
    state: str
    why: str
    issue: str


def item_records(tell: Telling) -> tuple[ItemRecord, ...]:
    """All of them in the order in which they were written down; nobody is mentioned by id."""
    return tuple(_record(tell, item) for item in tell.it.items)


def _record(tell: Telling, item: ActionItem) -> ItemRecord:
    now = tell.it.version
    return ItemRecord(
        number=item.number,
        category=ITEM_CATEGORIES[item.category],
        what=tell.people.spoken(item.what, now),
        owner=tell.people.label(item.owner, now) if item.owner else "",
        due=item.due.isoformat() if item.due else "",
        state=ITEM_STATES[item.state],
        why="" if item.open else tell.people.spoken(item.note, now),
        issue=item.issue or item.link,
    )
