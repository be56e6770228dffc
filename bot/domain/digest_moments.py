"""When digests are due: days of the team's calendar, times of day of its time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.business_calendar import BusinessCalendar
from bot.domain.digest_rules import Daily, DigestKind, DigestRule, Weekly
from bot.domain.policy import Policy

LOOKED_BACK = 15
"""Days within which the latest digest is looked for: longer than holidays keep a team away."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A digest's day (in the team's time zone), and when it is due (UTC)."""

    day: date
    at: datetime


def latest_moment(policy: Policy, digest: DigestKind, now: datetime) -> Moment | None:
    """The latest moment until `now` at which this digest was due; None when there was none for weeks."""
    rule = policy.digests.rule(digest)
    if rule is None:
        return None
    calendar = policy.calendar
    today = calendar.day_of(now)
    for back in range(LOOKED_BACK):
        day = today - timedelta(days=back)
        at = calendar.moment(day, rule.at)
        if at <= now and _falls_on(calendar, rule, day):
            return Moment(day, at)
    return None


def week_before(policy: Policy, day: date) -> datetime:
    """The beginning of the day a week before, from which a weekly digest counts (UTC)."""
    return policy.calendar.moment(day - timedelta(days=7), time())


def _falls_on(calendar: BusinessCalendar, rule: DigestRule, day: date) -> bool:
    match rule:
        case Daily(days=days) if days is not None:
            return day.weekday() in days
        case Weekly(day=wanted):
            # The first business day on or after the day that was named.
            named = day - timedelta(days=(day.weekday() - wanted) % 7)
            before = (named + timedelta(days=nth) for nth in range((day - named).days))
            return calendar.is_business_day(day) and not any(map(calendar.is_business_day, before))
        case _:
            return calendar.is_business_day(day)
