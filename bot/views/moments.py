"""Moments and durations in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


class Calendar:
    """Shows moments in one time zone, always with its abbreviation, and in UTC where that is wanted."""

    def __init__(self, timezone: str) -> None:
        """Show moments in the zone of this IANA name."""
        self._zone = ZoneInfo(timezone)

    def moment(self, at: datetime) -> str:
        """Date, time and zone, such as `2025-03-04 14:05:10 CET`."""
        local = at.astimezone(self._zone)
        zone = local.strftime("%Z")
        return f"{local:%Y-%m-%d %H:%M:%S} {zone if zone[:1].isalpha() else f'UTC{zone}'}"

    def utc(self, at: datetime) -> str:
        """The moment by UTC, with its date where that is another; empty where the zone is UTC itself."""
        local, utc = at.astimezone(self._zone), at.astimezone(UTC)
        if local.strftime("%Z") == "UTC":
            return ""
        return f"{utc:%H:%M:%S} UTC" if utc.date() == local.date() else f"{utc:%Y-%m-%d %H:%M:%S} UTC"


def duration(length: timedelta | float) -> str:
    """The length (seconds when it is a number) in its two largest units, such as `1 h 5 min`."""
    left = int(length.total_seconds() if isinstance(length, timedelta) else length)
    if left < 0:
        return f"minus {duration(-left)}"
    parts = []
    for unit, seconds in _UNITS:
        amount, left = divmod(left, seconds)
        parts.append((amount, unit))
    first = next((place for place, (amount, _) in enumerate(parts) if amount), len(parts) - 1)
    return " ".join(f"{amount} {unit}" for amount, unit in parts[first : first + 2] if amount) or "0 s"
