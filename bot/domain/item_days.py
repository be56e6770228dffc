"""The days of an action item: when a new one is due, and on which mornings its owner is reminded (domain §13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.domain.action_items import ActionItem, ItemStage
from bot.domain.policy import Policy

LOOKED_BACK = 31
"""Days that are looked at for the last business day before one."""


def today(policy: Policy, now: datetime) -> date:
    """The day that it is for the team at `now` (UTC)."""
    return policy.calendar.day_of(now)


def usual_due(policy: Policy, now: datetime) -> date:
    """The day that a new item is offered to be due on."""
    return policy.calendar.business_days_after(today(policy, now), policy.items.due_business_days)


def item_reminders(policy: Policy, item: ActionItem) -> tuple[tuple[ItemStage, datetime], ...]:
    """What its owner is still to be reminded of and when (UTC), if nothing else happens; the earliest first.

    Reminders fall on the mornings of business days: the one so many days before it is due and the one on which it is
    due both move back to the last business day, so that there is still time; overdue, they move on to the next one.
    Whatever lay before the item was owed as it is now is not said any more.
    """
    return tuple(_stages(policy, item))


def _stages(policy: Policy, item: ActionItem) -> Iterator[tuple[ItemStage, datetime]]:
    if not item.open or item.due is None:
        return
    before = policy.items.remind_before_days
    soon, due = (
        _morning(policy, _back(policy, day)) for day in (item.due - timedelta(days=before), item.due)
    )
    if before and item.stage is None and item.timed_at < soon < due:
        yield "soon", soon
    if item.stage in (None, "soon") and item.timed_at < due:
        yield "due", due
    yield "overdue", _overdue(policy, item, item.due)


def _overdue(policy: Policy, item: ActionItem, due: date) -> datetime:
    """The first time on the first business day after it was due, and then every so many days."""
    if item.stage == "overdue" and item.reminded_at is not None:
        last = today(policy, item.reminded_at)
        return _morning(policy, _on(policy, last + timedelta(days=policy.items.overdue_every_days)))
    day = max(due, today(policy, item.timed_at)) + timedelta(days=1)
    return _morning(policy, _on(policy, day))


def _back(policy: Policy, day: date) -> date:
    """That day, or the last business day before it."""
    days = (day - timedelta(days=back) for back in range(LOOKED_BACK))
    return next((each for each in days if policy.calendar.is_business_day(each)), day)


def _on(policy: Policy, day: date) -> date:
    """That day, or the first business day after it."""
    return policy.calendar.next_business_day(day - timedelta(days=1))


def _morning(policy: Policy, day: date) -> datetime:
    return policy.calendar.moment(day, policy.items.remind_at)
