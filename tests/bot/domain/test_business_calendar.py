"""The team's business days and hours, across weekends, holidays, year ends and changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.business_calendar import BusinessCalendar, BusinessHours, Holidays, Hours

VIENNA = "Europe/Vienna"
ZONES = [VIENNA, "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Kiritimati"]


def calendar(
    zone: str = VIENNA,
    hours: tuple[str, str] = ("09:00", "17:00"),
    days: tuple[int, ...] = (0, 1, 2, 3, 4),
    **holidays: object,
) -> BusinessCalendar:
    """A team's calendar."""
    begin, end = map(time.fromisoformat, hours)
    closed = Holidays.model_validate(holidays)
    return BusinessCalendar(
        zone, BusinessHours(days=days, hours=Hours(begin=begin, end=end), holidays=closed)
    )


def utc(text: str) -> datetime:
    """A moment in UTC, as it is written."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        pytest.param("2026-11-20 08:00", "2026-11-20 08:00", id="the first moment of a friday"),
        pytest.param("2026-11-20 12:34", "2026-11-20 12:34", id="within hours"),
        pytest.param("2026-11-20 16:00", "2026-11-20 16:00", id="the last moment"),
        pytest.param("2026-11-20 07:59", "2026-11-20 08:00", id="before hours"),
        pytest.param("2026-11-20 16:01", "2026-11-23 08:00", id="after hours on friday"),
        pytest.param("2026-11-21 10:00", "2026-11-23 08:00", id="saturday"),
        pytest.param("2026-11-22 23:30", "2026-11-23 08:00", id="monday there already"),
        pytest.param("2026-03-27 18:00", "2026-03-30 07:00", id="over the spring change"),
        pytest.param("2026-10-23 18:00", "2026-10-26 08:00", id="over the autumn change"),
        pytest.param("2027-03-26 18:00", "2027-03-29 07:00", id="over the spring change of 2027"),
        pytest.param("2027-10-29 18:00", "2027-11-01 08:00", id="over the autumn change of 2027"),
        pytest.param("2026-12-31 17:00", "2027-01-01 08:00", id="new year, where no holidays are known"),
    ],
)
def test_the_next_business_moment(at: str, then: str) -> None:
    """A moment within hours is itself; any other waits for the next opening, whatever the clocks do."""
    assert calendar().next_business_moment(utc(at)) == utc(then)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        pytest.param("2026-04-03 18:00", "2026-04-07 07:00", id="easter monday"),
        pytest.param("2026-10-23 18:00", "2026-10-27 08:00", id="the national day after the clocks' change"),
        pytest.param(
            "2026-12-23 18:00", "2026-12-28 08:00", id="the team's own christmas eve, then christmas"
        ),
        pytest.param("2026-12-30 18:00", "2027-01-04 08:00", id="new year's eve of their own, then new year"),
        pytest.param("2027-01-05 18:00", "2027-01-07 08:00", id="epiphany"),
        pytest.param("2026-12-07 18:00", "2026-12-08 08:00", id="a holiday on which they work"),
        pytest.param("2029-05-30 18:00", "2029-06-01 07:00", id="corpus christi, years ahead"),
    ],
)
def test_holidays(at: str, then: str) -> None:
    """The country's holidays are none of business, nor the team's own; some of the country's may be."""
    austrian = calendar(
        country="AT",
        extra=[date(2026, 12, 24), date(2026, 12, 31)],
        without=[date(2026, 12, 8)],
    )
    assert austrian.next_business_moment(utc(at)) == utc(then)


@pytest.mark.parametrize(
    ("subdivision", "closed"),
    [pytest.param("BY", True, id="bavaria"), pytest.param("BE", False, id="berlin")],
)
def test_parts_of_a_country(subdivision: str, *, closed: bool) -> None:
    """Epiphany is a holiday in Bavaria and none in Berlin."""
    german = calendar("Europe/Berlin", country="DE", subdivision=subdivision)
    assert german.is_business_day(date(2027, 1, 6)) is not closed


@pytest.mark.parametrize(
    ("hours", "at", "then"),
    [
        pytest.param(("02:30", "06:00"), "2026-03-29 00:00", "2026-03-29 01:30", id="opens in the gap"),
        pytest.param(("01:30", "02:30"), "2026-03-29 01:00", "2026-03-29 01:00", id="closes in the gap"),
        pytest.param(("02:30", "03:15"), "2026-03-28 12:00", "2026-03-30 00:30", id="no hours are left"),
        pytest.param(("02:30", "06:00"), "2026-10-25 00:00", "2026-10-25 00:30", id="opens at the first"),
        pytest.param(("01:00", "02:30"), "2026-10-25 00:31", "2026-10-26 00:00", id="closes at the first"),
    ],
)
def test_hours_that_are_not_or_are_twice(hours: tuple[str, str], at: str, then: str) -> None:
    """An hour that is left out comes as long after the gap, one that comes twice is the first."""
    assert calendar(hours=hours, days=tuple(range(7))).next_business_moment(utc(at)) == utc(then)


def test_days_of_business() -> None:
    """The third business day after Maundy Thursday is the Wednesday after Easter, where Monday is a holiday."""
    austrian = calendar(country="AT")
    assert austrian.business_days_after(date(2026, 4, 2), 3) == date(2026, 4, 8)
    assert austrian.business_days_after(date(2026, 4, 2), 0) == date(2026, 4, 2)


def test_a_week_without_business() -> None:
    """A team whose only day is a holiday for a year works on it all the same."""
    mondays = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(60)]
    assert calendar(days=(0,), extra=mondays).next_business_day(date(2026, 1, 7)) == date(2026, 1, 12)


def test_years_of_which_nothing_is_known() -> None:
    """Beyond the years of which all is known the fixed holidays still are, and nobody is warned (a warning fails)."""
    indian = calendar("Asia/Kolkata", country="IN")
    assert (indian.is_business_day(date(2095, 1, 26)), indian.is_business_day(date(2095, 1, 25))) == (
        False,
        True,
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"holidays": {"country": "XX"}}, "no holidays are known", id="an unknown country"),
        pytest.param(
            {"holidays": {"country": "AT", "subdivision": "BY"}}, "no part of AT", id="another's part"
        ),
        pytest.param({"holidays": {"subdivision": "BY"}}, "needs its country", id="a part of nothing"),
        pytest.param({"hours": {"from": "17:00", "to": "09:00"}}, "earlier than", id="a night"),
        pytest.param({"hours": {"from": "09:00", "until": "17:00"}}, "until", id="another key"),
        pytest.param({"days": []}, "at least 1", id="no day"),
    ],
)
def test_what_is_refused(given: dict[str, object], said: str) -> None:
    """What cannot be meant is refused when the policy is read."""
    with pytest.raises(ValidationError, match=said):
        BusinessHours.model_validate(given)


def test_as_it_is_written_and_read_again() -> None:
    """The copy of the policy that an incident keeps reads back as it was written, under the words of the policy."""
    hours = BusinessHours.model_validate(
        {"hours": {"from": "08:30", "to": "16:00"}, "holidays": {"country": "AT", "extra": ["2026-12-24"]}}
    )
    assert BusinessHours.model_validate_json(hours.model_dump_json()) == hours
    assert hours.model_dump(mode="json")["hours"] == {"from": "08:30:00", "to": "16:00:00"}


@given(
    st.sampled_from(ZONES),
    st.sampled_from([("09:00", "17:00"), ("00:00", "23:59"), ("01:45", "02:15"), ("02:30", "03:15")]),
    st.sets(st.integers(0, 6), min_size=1).map(tuple),
    st.sampled_from(["", "AT", "US", "NZ"]),
    st.integers(1_735_689_600, 1_924_992_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)
def test_a_business_moment_is_one(
    zone: str, hours: tuple[str, str], days: tuple[int, ...], country: str, at: datetime
) -> None:
    """Never earlier, within hours, in UTC, the same when asked again, and nothing within hours is passed over."""
    team = calendar(zone, hours, days, country=country)
    then = team.next_business_moment(at)
    assert then >= at
    assert then.tzinfo is UTC
    assert team.in_hours(then)
    assert team.next_business_moment(then) == then
    steps = min(int((then - at) / timedelta(minutes=15)), 300)
    assert not any(team.in_hours(at + nth * timedelta(minutes=15)) for nth in range(steps))
