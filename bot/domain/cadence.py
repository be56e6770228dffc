"""When the next update is owed (domain §2, §8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.policy import Policy
from bot.domain.severity import Severity


def next_update_due(
    policy: Policy, severity: Severity, since: datetime, minutes: int | None = None
) -> datetime:
    """When an update is owed that follows one made at `since` (UTC in, UTC out).

    A cadence in minutes counts from `since`; one per business day falls on the next business day of the team's own
    calendar, at the hour that the policy names. Where nothing is said outside business hours, a cadence in minutes that
    ends outside of them waits until they begin.

    minutes: the cadence that people agreed on instead of the policy's.
    """
    cadence = policy.rule(severity).cadence
    if minutes is not None:
        cadence = cadence.every(minutes)
    if cadence.minutes is not None:
        return in_time(policy, severity, since + timedelta(minutes=cadence.minutes))
    assert cadence.business_day_at is not None, "the policy has one or the other"
    calendar = policy.calendar
    return calendar.moment(calendar.next_business_day(calendar.day_of(since)), cadence.business_day_at)


def in_time(policy: Policy, severity: Severity, at: datetime) -> datetime:
    """That moment, or when business hours begin next, where nothing is said outside of them (UTC)."""
    quiet = policy.rule(severity).cadence.quiet
    return policy.calendar.next_business_moment(at) if quiet else at
