"""The team's working days and hours: its week, its holidays, its own clock (domain §2).

Whatever waits for business hours asks this calendar: `policy.calendar`. Moments are aware and in UTC; days and times of
day are the team's own. A time of day that the clocks leave out in spring is as long after the gap; one that comes twice
in autumn is the first.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Self
from zoneinfo import ZoneInfo

import holidays
from pydantic import ConfigDict, Field, model_validator

from bot.domain.strict import Strict

_A_YEAR = 366
"""Days that are looked at for a business day before holidays are disregarded."""


class Hours(Strict):
    """From when to when the team works on a business day; both ends belong to it."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    begin: time = Field(default=time(9), alias="from")
    end: time = Field(default=time(17), alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.begin >= self.end:
            raise ValueError("'from' has to be earlier than 'to', on the same day")
        return self


class Holidays(Strict):
    """Days that are none of business: the public ones of a country, and the team's own.

    country: ISO 3166-1 alpha-2, such as AT; empty: no country's. subdivision: a part of it with days of its own.
    extra: the team's own days. without: public ones on which the team works all the same.
    """

    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    subdivision: Annotated[str, Field(max_length=40)] = ""
    extra: tuple[date, ...] = Field(default=(), max_length=400)
    without: tuple[date, ...] = Field(default=(), max_length=400)

    @model_validator(mode="after")
    def _known(self) -> Self:
        if not self.country:
            if self.subdivision:
                raise ValueError("a subdivision needs its country")
            return self
        known = holidays.list_supported_countries()
        if self.country not in known:
            raise ValueError(f"no holidays are known of the country {self.country!r}")
        parts = known[self.country]
        if self.subdivision and self.subdivision not in parts:
            raise ValueError(
                f"{self.subdivision!r} is no part of {self.country}: {', '.join(parts) or 'it has none'}"
            )
        return self

    def on(self, day: date) -> bool:
        """Whether that day is one."""
        if day in self.extra:
            return True
        return day not in self.without and day in _public(self.country, self.subdivision, day.year)


@lru_cache(maxsize=256)
def _public(country: str, subdivision: str, year: int) -> frozenset[date]:
    """The public holidays of that year, as far as they are known."""
    if not country:
        return frozenset()
    with warnings.catch_warnings():
        # Of a year beyond those that are known, days that move with the moon are missing; that is no news to anybody.
        warnings.simplefilter("ignore")
        return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))


class BusinessHours(Strict):
    """The team's working week; 0 is Monday."""

    days: tuple[Annotated[int, Field(ge=0, le=6)], ...] = Field(default=(0, 1, 2, 3, 4), min_length=1)
    hours: Hours = Hours()
    holidays: Holidays = Holidays()


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """The business hours of a team that lives in `timezone` (a name such as Europe/Vienna)."""

    timezone: str
    rules: BusinessHours

    def day_of(self, at: datetime) -> date:
        """Which day it is for the team at that moment."""
        return at.astimezone(self.zone).date()

    def moment(self, day: date, at: time) -> datetime:
        """That time of the team's day, in UTC."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def is_business_day(self, day: date) -> bool:
        """Whether the team works on that day."""
        return day.weekday() in self.rules.days and not self.rules.holidays.on(day)

    def next_business_day(self, after: date) -> date:
        """The first business day later than `after`; a year without any disregards holidays."""
        week = (day for day in _following(after, _A_YEAR) if day.weekday() in self.rules.days)
        return next((day for day in week if not self.rules.holidays.on(day)), self._in_week(after))

    def business_days_after(self, day: date, count: int) -> date:
        """The day that is so many business days later; `day` itself for 0."""
        for _ in range(count):
            day = self.next_business_day(day)
        return day

    def in_hours(self, at: datetime) -> bool:
        """Whether the team works at that moment."""
        day = self.day_of(at)
        return self.is_business_day(day) and self._opens(day) <= at <= self._closes(day)

    def next_business_moment(self, at: datetime) -> datetime:
        """That moment itself within business hours, else when they begin next (UTC)."""
        if self.in_hours(at):
            return at
        day = self.day_of(at)
        if not (self.is_business_day(day) and at < self._opens(day) <= self._closes(day)):
            day = self._next_open_day(day)
        return self._opens(day)

    def _in_week(self, after: date) -> date:
        return next(day for day in _following(after, 7) if day.weekday() in self.rules.days)

    def _next_open_day(self, after: date) -> date:
        """The next business day that the clocks' changes leave any hours of."""
        day = self.next_business_day(after)
        while self._opens(day) > self._closes(day):
            day = self.next_business_day(day)
        return day

    def _opens(self, day: date) -> datetime:
        return self.moment(day, self.rules.hours.begin)

    def _closes(self, day: date) -> datetime:
        return self.moment(day, self.rules.hours.end)

    @property
    def zone(self) -> ZoneInfo:
        """The team's time zone."""
        return ZoneInfo(self.timezone)


def _following(day: date, count: int) -> Iterator[date]:
    return (day + timedelta(days=nth) for nth in range(1, count + 1))
