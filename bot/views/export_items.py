"""The action items of an incident as they stand, for the JSON export; the keys are stable."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.action_items import ActionItem, ItemCategory, ItemState
from bot.domain.strict import Strict


class ItemCopy(Strict):
    """An action item; `due` is a day in the team's time zone, `concrete` says whether it closes the loop.

    issue: where the tracker keeps it; problem: why it last did not take it, empty when it did or there is none.
    """

    number: int
    category: ItemCategory
    what: str
    owner: str
    due: date | None
    link: str
    at: datetime
    by: str | None
    state: ItemState
    state_at: datetime | None
    note: str
    concrete: bool
    issue: str
    problem: str

    @classmethod
    def of(cls, item: ActionItem) -> ItemCopy:
        """The same as a record of its own."""
        return cls(
            number=item.number,
            category=item.category,
            what=item.what,
            owner=item.owner,
            due=item.due,
            link=item.link,
            at=item.at,
            by=item.by,
            state=item.state,
            state_at=item.state_at,
            note=item.note,
            concrete=item.concrete,
            issue=item.issue,
            problem=item.problem,
        )
