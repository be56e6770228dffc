"""Periods as people name them: `30d`, `quarter`, `2026-Q3`, `2026-10`, `2026-10-01..2026-10-15`.

A period is from a moment (included) to another (not included), in UTC; its days begin at midnight in the team's zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

USUAL = "90d"
"""The period when nobody named one."""

WORDS: Mapping[str, int] = {"month": 1, "quarter": 3, "year": 12}
"""The present one of these, which are so many months long."""

LAST = "last-"
"""Before one of these words: the one before the present one."""

_BACK = re.compile(r"(\d{1,4})\s?(d|days?|w|weeks?)", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-?q([1-4])", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_YEAR = re.compile(r"(\d{4})", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_YEARS = range(2000, 2101)
_MOST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` until `until` (UTC), called `name`."""

    since: datetime
    until: datetime
    name: str

    def holds(self, at: datetime) -> bool:
        """Whether that moment lies in it."""
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both included."""

    first: date
    last: date


def period(text: str, now: datetime, zone: str) -> Period | None:
    """The period of that name at `now` (UTC) in the zone of that IANA name; None when it is none.

    So many days or weeks back end now, and so does what is not over yet; everything else is made of whole days.
    """
    word = text.strip().casefold()
    back = _BACK.fullmatch(word)
    if back:
        days = int(back[1]) * (7 if back[2].startswith("w") else 1)
        return Period(now - timedelta(days=days), now, word) if 1 <= days <= _MOST_DAYS else None
    found = _days(word, now.astimezone(ZoneInfo(zone)).date())
    if found is None or found.first > found.last:
        return None
    since, until = _midnight(found.first, zone), _midnight(found.last + timedelta(days=1), zone)
    return Period(since, max(since, min(until, now)) if since <= now else until, word)


def before(it: Period) -> Period:
    """The period of the same length right before it, to compare with."""
    return Period(it.since - (it.until - it.since), it.since, f"before {it.name}")


def quarter_of(at: datetime, zone: str) -> str:
    """The quarter in which that moment lies, such as `2026-Q3`."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return f"{day.year}-Q{(day.month + 2) // 3}"


def known_words() -> Iterable[str]:
    """Examples of everything that is understood, to show to whoever typed something else."""
    return ("7d", "30d", "12w", *WORDS, *(f"{LAST}{word}" for word in WORDS), "2026-Q3", "2026-10", "2026")


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _days(word: str, today: date) -> Days | None:
    begun, dots, ended = word.partition("..")
    if dots:
        return _from_to(begun, ended, today)
    bare = word.removeprefix(LAST).removeprefix("last ")
    if bare in WORDS:
        months = WORDS[bare]
        first = date(today.year, (today.month - 1) // months * months + 1, 1)
        return _months(_later(first, -months) if bare != word else first, months)
    return _named(word)


def _from_to(begun: str, ended: str, today: date) -> Days | None:
    """From the first day of the one to the last day of the other, or to today."""
    first = _named(begun.strip())
    last = _named(ended.strip()) if ended.strip() else Days(today, today)
    return Days(first.first, last.last) if first and last else None


def _named(word: str) -> Days | None:
    """A quarter, a month, a day or a year by its number."""
    if found := _QUARTER.fullmatch(word):
        return _months(_first(int(found[1]), int(found[2]) * 3 - 2), 3)
    if found := _MONTH.fullmatch(word):
        return _months(_first(int(found[1]), int(found[2])), 1)
    if found := _YEAR.fullmatch(word):
        return _months(_first(int(found[1]), 1), 12)
    if found := _DAY.fullmatch(word):
        day = _first(int(found[1]), int(found[2]), int(found[3]))
        return Days(day, day) if day else None
    return None


def _first(year: int, month: int, day: int = 1) -> date | None:
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _months(first: date | None, count: int) -> Days | None:
    return Days(first, _later(first, count) - timedelta(days=1)) if first else None


def _later(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)
