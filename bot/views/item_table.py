"""Action items of many incidents as a table: CSV that a spreadsheet reads as text, JSON, or lines to read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from bot.domain.action_items import ItemCategory, ItemState
from bot.domain.record import ItemLine, Record
from bot.domain.severity import Severity
from bot.domain.strict import Strict
from bot.views.text import clean, one_line

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the beginning of a formula, in its wide forms, too (OWASP: CSV injection)."""


class ItemEntry(Strict):
    """A line of the table; people are Slack user ids, moments are in UTC, `due` is a day in the team's time zone."""

    incident: int
    title: str
    severity: Severity
    model: str
    restricted: bool
    drill: bool
    item: int
    category: ItemCategory
    what: str
    owner: str
    due: date | None
    overdue: bool
    state: ItemState
    state_since: datetime
    added: datetime
    link: str
    issue: str


class ItemTable(Strict):
    """All of them; the keys are stable."""

    format: str = "tocsin.action_items"
    format_version: int = 1
    items: tuple[ItemEntry, ...]


def entries(
    records: Iterable[Record], today: date, *, only_open: bool = False, only_overdue: bool = False
) -> tuple[ItemEntry, ...]:
    """The action items of these incidents in the order of their numbers; `today` is the day it is for the team."""
    lines = ((record, item) for record in records for item in record.items)
    wanted = (
        (record, item)
        for record, item in lines
        if (item.open or not only_open) and (item.overdue(today) or not only_overdue)
    )
    return tuple(_entry(record, item, today) for record, item in wanted)


def as_csv(items: Sequence[ItemEntry]) -> str:
    """Comma-separated values with a header (RFC 4180); no cell begins as a formula does."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(ItemEntry.model_fields)
    for item in items:
        table.writerow(safe(value) for value in item.model_dump(mode="json").values())
    return written.getvalue()


def as_json(items: Sequence[ItemEntry]) -> str:
    """The same as JSON, texts as they were typed."""
    return ItemTable(items=tuple(items)).model_dump_json(indent=2) + "\n"


def as_lines(items: Sequence[ItemEntry]) -> str:
    """The same to be read in a terminal."""
    return "".join(map(_line, items)) or "There are no such action items.\n"


def safe(value: object) -> str:
    """The cell on one line, as text whatever a spreadsheet would make of it: an apostrophe before what begins so."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case _:
            text = " ".join(clean(str(value)).split())
            return f"'{text}" if text.startswith(_FORMULA) else text


def _entry(record: Record, item: ItemLine, today: date) -> ItemEntry:
    summary = record.summary
    return ItemEntry(
        incident=record.number,
        title=summary.title,
        severity=summary.severity,
        model=summary.model,
        restricted=summary.restricted,
        drill=summary.drill,
        item=item.number,
        category=item.category,
        what=item.what,
        owner=item.owner,
        due=item.due,
        overdue=item.overdue(today),
        state=item.state,
        state_since=item.state_at or item.at,
        added=item.at,
        link=item.link,
        issue=item.issue,
    )


def _line(item: ItemEntry) -> str:
    due = f"due {item.due}" if item.due else "no day"
    late = ", OVERDUE" if item.overdue else ""
    state = item.state.value.replace("_", " ")
    how = f"{state}, {item.owner or 'nobody'}, {due}{late}"
    return f"INC-{item.incident} {item.item}. {one_line(item.what, 100)}\n    {how}\n"
