"""Lists of action items: an incident's own in its room, one for whoever asks, one over all incidents (domain §13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.action_items import ActionItem
from bot.domain.incident import Incident
from bot.domain.item_days import today
from bot.domain.record import ItemLine, Record
from bot.views.item_models import ItemRow, ItemsEverywhereView, ItemsView
from bot.views.text import written

ON_A_PAGE = 3
ON_THE_PANEL = 3
"""Items that the room's list shows; the others are a command away."""


def panel(it: Incident, now: datetime) -> ItemsView:
    """The room's list: what is to be done first, then what has ended last."""
    day = today(it.policy, now)
    ordered = _ordered(it)
    shown = ordered[:ON_THE_PANEL]
    return _listed(it, day, shown, more=len(ordered) - len(shown), private=False, pages=(0, 1))


def listed(it: Incident, page: int, now: datetime) -> ItemsView:
    """The page of that number of the private list, counting from 0; one beyond the end is the last."""
    day = today(it.policy, now)
    ordered = _ordered(it)
    at, pages = _page(len(ordered), page)
    shown = ordered[at * ON_A_PAGE : (at + 1) * ON_A_PAGE]
    return _listed(it, day, shown, more=0, private=True, pages=(at, pages))


def everywhere(
    records: Sequence[Record], person: str, day: date, page: int, only: str = ""
) -> ItemsEverywhereView:
    """A page, counting from 0, of what is open in these incidents: this person's own first, the most urgent first.

    only: `mine` or `overdue`, to leave out all others; drills' items are left out.
    """
    rows = [
        (line, _row_of(record.number, line, day))
        for record in records
        if not record.summary.drill
        for line in record.items
        if line.open
    ]
    rows = [each for each in rows if _wanted(each[0], person, day, only)]
    rows.sort(key=lambda each: (each[0].owner != person, each[0].due or date.max, each[1].number))
    at, pages = _page(len(rows), page)
    return ItemsEverywhereView(
        rows=tuple(row for _, row in rows[at * ON_A_PAGE : (at + 1) * ON_A_PAGE]),
        total=len(rows),
        own=sum(line.owner == person for line, _ in rows),
        overdue=sum(line.overdue(day) for line, _ in rows),
        only=only,
        page=at + 1,
        pages=pages,
        before=at - 1 if at else None,
        after=at + 1 if at + 1 < pages else None,
    )


def late_by(due: date | None, day: date) -> int:
    """By how many days it is overdue, 0 when it is not."""
    return max(0, (day - due).days) if due else 0


def _listed(
    it: Incident,
    day: date,
    shown: Sequence[ActionItem],
    *,
    more: int,
    private: bool,
    pages: tuple[int, int],
) -> ItemsView:
    at, count = pages
    return ItemsView(
        number=it.number,
        title=it.title,
        rows=tuple(_row(it.number, item, day) for item in shown),
        total=len(it.items),
        open=sum(item.open for item in it.items),
        overdue=sum(item.overdue(day) for item in it.items),
        concrete=sum(item.concrete for item in it.items),
        more=more,
        private=private,
        page=at + 1,
        pages=count,
        before=at - 1 if at else None,
        after=at + 1 if at + 1 < count else None,
    )


def _ordered(it: Incident) -> list[ActionItem]:
    """What is overdue, then what is to be done by its day, then what has ended, the last first."""
    to_do = sorted(
        (item for item in it.items if item.open), key=lambda item: (item.due or date.max, item.number)
    )
    ended = sorted((item for item in it.items if not item.open), key=lambda item: item.state_at or item.at)
    return [*to_do, *reversed(ended)]


def _page(total: int, page: int) -> tuple[int, int]:
    pages = max(1, -(-total // ON_A_PAGE))
    return min(max(page, 0), pages - 1), pages


def _row(number: int, item: ActionItem, day: date) -> ItemRow:
    return ItemRow(
        number=number,
        item=item.number,
        category=item.category,
        what=item.what,
        owner=item.owner,
        due=written(item.due),
        late=late_by(item.due, day) if item.open else 0,
        state=item.state,
        open=item.open,
        note=item.note,
        link=item.link,
        issue=item.issue,
        problem=item.problem,
        concrete=item.concrete,
    )


def _row_of(number: int, line: ItemLine, day: date) -> ItemRow:
    return ItemRow(
        number=number,
        item=line.number,
        category=line.category,
        what=line.what,
        owner=line.owner,
        due=written(line.due),
        late=late_by(line.due, day) if line.open else 0,
        state=line.state,
        open=line.open,
        note="",
        link=line.link,
        issue=line.issue,
        problem="",
        concrete=True,
    )


def _wanted(line: ItemLine, person: str, day: date, only: str) -> bool:
    match only:
        case "mine":
            return line.owner == person
        case "overdue":
            return line.overdue(day)
        case _:
            return True
