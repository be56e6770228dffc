"""When the next update is owed (domain §2, §8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.policy import Policy
from bot.domain.severity import Severity


def next_update_due(policy: Policy, severity: Severity, since: datetime) -> datetime:
    """When an update is owed that follows one made at `since` (UTC in, UTC out).

    A cadence in minutes counts from `since`; one per business day falls on the next business day of the team's own
    calendar, at the hour that the policy names.
    """
    cadence = policy.rule(severity).cadence
    if cadence.minutes is not None:
        return since + timedelta(minutes=cadence.minutes)
    zone = ZoneInfo(policy.timezone)
    day = since.astimezone(zone).date() + timedelta(days=1)
    while day.weekday() not in policy.business.days:
        day += timedelta(days=1)
    assert cadence.business_day_at is not None, "the policy has one or the other"
    return datetime.combine(day, cadence.business_day_at, zone).astimezone(UTC)
