"""What happens when something is asked of an incident's action items (domain §13)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from bot.domain.action_items import (
    ActionItem,
    AddItem,
    ChangeItem,
    DeclineItem,
    ItemAdded,
    ItemChanged,
    ItemCommand,
    ItemDeclined,
    ItemMoved,
    ItemReminded,
    ItemSent,
    ItemState,
    MoveItem,
    ReportItemSent,
    item_of,
)
from bot.domain.effects import SendItem, to_json
from bot.domain.incident import Incident
from bot.domain.item_days import item_reminders, today
from bot.domain.refusal import Reason, Refused, Verdict, blank
from bot.domain.visibility import may_see

LONGEST_DAYS = 730
"""Nothing that is due later than in so many days is a plan."""

_WEB = re.compile(r"https?://[^\s<>|]{3,1000}")


def decide_items(it: Incident, command: ItemCommand, now: datetime, by: str | None) -> Verdict:
    """What the command makes happen at `now` (UTC), asked by `by`; after closing and with the room archived, too."""
    if isinstance(command, AddItem):
        return _add(it, command, now)
    if not isinstance(command, ChangeItem | MoveItem | DeclineItem | ReportItemSent):
        raise TypeError(f"no rule for {type(command).__name__}")
    item = item_of(it.items, command.number)
    if item is None:
        values = {"number": str(command.number), "count": str(len(it.items))}
        return Refused(Reason.UNKNOWN_ACTION_ITEM, "number", values)
    match command:
        case ChangeItem():
            return _change(it, item, command, now)
        case MoveItem():
            return _move(item, command)
        case DeclineItem():
            return _decline(item, command, by)
        case ReportItemSent():
            return _sent(item, command)


def remind_item(it: Incident, number: int, now: datetime) -> tuple[ItemReminded, ...]:
    """That the reminder of that item which has come is given; the latest of them, when several have."""
    item = item_of(it.items, number)
    come = [each for each in item_reminders(it.policy, item) if each[1] <= now] if item else []
    return tuple(ItemReminded(number=number, stage=stage, at=at) for stage, at in come[-1:])


def _add(it: Incident, command: AddItem, now: datetime) -> Verdict:
    """The same words again, while they are to be done, are the same item: the button was pressed twice."""
    what, link = command.what.strip(), command.link.strip()
    wrong = _wrong(it, (what, command.owner, command.due, link), now, None)
    if wrong is not None:
        return wrong
    if any(each.open and each.what == what and each.category is command.category for each in it.items):
        return ()
    added = ItemAdded(
        number=len(it.items) + 1,
        category=command.category,
        what=what,
        owner=command.owner,
        due=command.due,
        link=link,
    )
    return (added,)


def _change(it: Incident, item: ActionItem, command: ChangeItem, now: datetime) -> Verdict:
    """What somebody else wrote meanwhile is never overwritten unseen."""
    what, link = command.what.strip(), command.link.strip()
    said = (command.category, what, command.owner, command.due, link)
    if said == (item.category, item.what, item.owner, item.due, item.link):
        return ()
    if command.edition is not None and command.edition != item.edition:
        return Refused(Reason.ITEM_CHANGED, "change", {"number": str(item.number), "known": item.what})
    wrong = _wrong(it, (what, command.owner, command.due, link), now, item)
    if wrong is not None:
        return wrong
    changed = ItemChanged(
        number=item.number,
        category=command.category,
        what=what,
        owner=command.owner,
        due=command.due,
        link=link,
        was_category=item.category,
        was_what=item.what,
        was_owner=item.owner,
        was_due=item.due,
        was_link=item.link,
    )
    return (changed,)


def _wrong(
    it: Incident, said: tuple[str, str, date | None, str], now: datetime, before: ActionItem | None
) -> Refused | None:
    """What has to be put differently; a day and an owner that stood there before may stay."""
    what, owner, due, link = said
    day = today(it.policy, now)
    if blank(what):
        return Refused(Reason.BLANK, "change")
    if due is not None and due < day and (before is None or due != before.due):
        return Refused(Reason.IN_PAST, "due")
    if due is not None and due > day + timedelta(days=LONGEST_DAYS):
        return Refused(Reason.TOO_FAR, "due", {"days": str(LONGEST_DAYS)})
    if owner and (before is None or owner != before.owner) and not may_see(it, owner):
        return Refused(Reason.OWNER_OUTSIDE, "owner", {"holder": owner})
    if link and not _WEB.fullmatch(link):
        return Refused(Reason.NO_LINK, "link")
    return None


def _move(item: ActionItem, command: MoveItem) -> Verdict:
    note = command.note.strip()
    if command.state is item.state:
        return ()
    if command.state is ItemState.DROPPED and blank(note):
        return Refused(Reason.BLANK, "note")
    return (ItemMoved(number=item.number, was=item.state, now=command.state, note=note),)


def _decline(item: ActionItem, command: DeclineItem, by: str | None) -> Verdict:
    if not item.owner:
        return ()
    if item.owner != by:
        return Refused(Reason.NOT_ITEM_OWNER, "", {"holder": item.owner, "number": str(item.number)})
    return (ItemDeclined(number=item.number, owner=item.owner, reason=command.reason.strip()),)


def _sent(item: ActionItem, command: ReportItemSent) -> Verdict:
    told = (command.event, command.problem, command.link or item.issue)
    if told == (item.sent, item.problem, item.issue):
        return ()
    return (ItemSent(number=item.number, event=command.event, link=command.link, problem=command.problem),)


def unsent(it: Incident) -> tuple[str, ...]:
    """The effects (JSON) to try again for what the tracker did not take."""
    return tuple(
        to_json(SendItem(number=item.number, event=item.sent))
        for item in it.items
        if item.problem and item.sent
    )
