"""The days of a review: when it is due, and on which mornings its writer is reminded (domain §13)."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.incident import Incident


def due_day(it: Incident, now: datetime) -> date:
    """Until when a review that begins now is to be published."""
    calendar = it.policy.calendar
    return calendar.business_days_after(calendar.day_of(now), it.policy.review.due_business_days)


def next_reminder(it: Incident) -> datetime | None:
    """When its writer is reminded next (UTC), None once it is done.

    That is every few days of work, and on the day it is due or the next day of work after it; never in quiet hours.
    """
    review, rules, calendar = it.review, it.policy.review, it.policy.calendar
    since = review.reminded_at or review.moved_at
    if it.open or not review.pending or since is None:
        return None
    last = calendar.day_of(since)
    day = calendar.business_days_after(last, rules.remind_every_days)
    if review.due is not None and review.due > last and not review.state.out:
        due = calendar.is_business_day(review.due)
        day = min(day, review.due if due else calendar.next_business_day(review.due))
    return calendar.next_business_moment(calendar.moment(day, rules.remind_at))
