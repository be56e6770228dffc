"""When the next update is owed: minutes, and business days on the team's own calendar."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.business_calendar import BusinessHours
from bot.domain.cadence import next_update_due
from bot.domain.cadence_rules import Cadence
from bot.domain.policy import Policy
from bot.domain.severity import Severity
from tests.bot.views.telling import policy

ZONES = [
    *("UTC", "Europe/Vienna", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu"),
    *("Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Kiritimati", "Pacific/Niue", "Africa/Casablanca"),
]


def rules(zone: str, at: time = time(10, 0), days: tuple[int, ...] = (0, 1, 2, 3, 4)) -> Policy:
    """A policy whose mildest severity owes an update per business day."""
    plain = policy(timezone=zone)
    daily = plain.rule(Severity.SEV3).model_copy(update={"cadence": Cadence(business_day_at=at)})
    return plain.model_copy(
        update={
            "business": BusinessHours(days=days),
            "severities": plain.severities | {Severity.SEV3: daily},
        }
    )


def utc(text: str) -> datetime:
    """A moment in UTC, as it is written."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("severity", "minutes"), [(Severity.SEV1, 30), (Severity.SEV2, 60)])
@pytest.mark.parametrize(
    "since", ["2025-03-04 13:05", "2025-03-30 00:45", "2025-10-26 00:45", "2024-12-31 23:59"]
)
def test_minutes(zone: str, severity: Severity, minutes: int, since: str) -> None:
    """A cadence in minutes is that many minutes wherever the team sits, also while its clocks are changed."""
    due = next_update_due(rules(zone), severity, utc(since))
    assert due == utc(since) + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("zone", "since", "due"),
    [
        pytest.param("Europe/Vienna", "2025-03-04 13:05", "2025-03-05 09:00", id="tuesday"),
        pytest.param("Europe/Vienna", "2025-03-04 05:00", "2025-03-05 09:00", id="before the hour: tomorrow"),
        pytest.param("Europe/Vienna", "2025-03-07 13:05", "2025-03-10 09:00", id="friday"),
        pytest.param("Europe/Vienna", "2025-03-08 13:05", "2025-03-10 09:00", id="saturday"),
        pytest.param("Europe/Vienna", "2025-03-09 13:05", "2025-03-10 09:00", id="sunday"),
        pytest.param("Europe/Vienna", "2025-03-09 23:30", "2025-03-11 09:00", id="monday there already"),
        pytest.param("Europe/Vienna", "2025-03-28 13:00", "2025-03-31 08:00", id="over the clocks' spring"),
        pytest.param("Europe/Vienna", "2025-10-24 13:00", "2025-10-27 09:00", id="over the clocks' autumn"),
        pytest.param("Europe/Vienna", "2024-12-31 13:00", "2025-01-01 09:00", id="no holidays are known"),
        pytest.param("America/New_York", "2025-03-07 20:00", "2025-03-10 14:00", id="new york, spring"),
        pytest.param("America/New_York", "2025-10-31 20:00", "2025-11-03 15:00", id="new york, autumn"),
        pytest.param("America/New_York", "2025-03-08 03:00", "2025-03-10 14:00", id="friday evening there"),
        pytest.param("Asia/Kolkata", "2025-03-04 13:05", "2025-03-05 04:30", id="half an hour off"),
        pytest.param("Asia/Kathmandu", "2025-03-06 18:30", "2025-03-10 04:15", id="a quarter, friday there"),
        pytest.param("Pacific/Kiritimati", "2025-03-06 09:59", "2025-03-06 20:00", id="a day ahead"),
        pytest.param("Pacific/Kiritimati", "2025-03-06 10:00", "2025-03-09 20:00", id="friday far ahead"),
        pytest.param("Pacific/Niue", "2025-03-10 10:59", "2025-03-10 21:00", id="sunday far behind"),
        pytest.param("Pacific/Auckland", "2025-04-04 00:00", "2025-04-06 22:00", id="southern autumn"),
        pytest.param("Pacific/Auckland", "2025-09-26 00:00", "2025-09-28 21:00", id="southern spring"),
    ],
)
def test_business_days(zone: str, since: str, due: str) -> None:
    """Per business day: the team's next one, at the team's own hour, whatever its clocks do in between."""
    assert next_update_due(rules(zone), Severity.SEV3, utc(since)) == utc(due)


@pytest.mark.parametrize(
    ("days", "since", "due"),
    [
        pytest.param((6, 0, 1, 2, 3), "2025-03-06 12:00", "2025-03-09 09:00", id="sunday to thursday"),
        pytest.param((0,), "2025-03-10 07:30", "2025-03-17 09:00", id="mondays only, said on monday"),
        pytest.param((2,), "2025-03-10 07:30", "2025-03-12 09:00", id="wednesdays only"),
        pytest.param(tuple(range(7)), "2025-03-07 12:00", "2025-03-08 09:00", id="every day"),
    ],
)
def test_other_weeks(days: tuple[int, ...], since: str, due: str) -> None:
    """A team's week is what its policy says."""
    assert next_update_due(rules("Europe/Vienna", days=days), Severity.SEV3, utc(since)) == utc(due)


@pytest.mark.parametrize(
    ("zone", "at", "since", "due"),
    [
        pytest.param("Europe/Vienna", time(2, 30), "2025-03-29 12:00", "2025-03-30 01:30", id="left out"),
        pytest.param(
            "Europe/Vienna", time(2, 30), "2025-10-25 12:00", "2025-10-26 00:30", id="twice: the first"
        ),
        pytest.param(
            "America/New_York", time(2, 30), "2025-03-08 12:00", "2025-03-09 07:30", id="ny, left out"
        ),
        pytest.param("America/New_York", time(1, 30), "2025-11-01 12:00", "2025-11-02 05:30", id="ny, twice"),
        pytest.param(
            "America/Sao_Paulo", time(0, 0), "2018-11-03 12:00", "2018-11-04 03:00", id="no midnight"
        ),
        pytest.param("Europe/Vienna", time(0, 0), "2025-03-04 23:30", "2025-03-05 23:00", id="midnight"),
        pytest.param("Europe/Vienna", time(23, 59), "2025-03-04 22:58", "2025-03-05 22:59", id="late"),
    ],
)
def test_hours_that_are_not_or_are_twice(zone: str, at: time, since: str, due: str) -> None:
    """A time that the clocks leave out is as long after the gap; one that comes twice is the first."""
    every_day = rules(zone, at, tuple(range(7)))
    assert next_update_due(every_day, Severity.SEV3, utc(since)) == utc(due)


@given(
    st.sampled_from(ZONES),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sets(st.integers(0, 6), min_size=1).map(tuple),
    st.integers(1_420_070_400, 2_114_380_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)
def test_the_next_business_day(zone: str, at: time, days: tuple[int, ...], since: datetime) -> None:
    """Always later, in UTC, on a business day there, at most a week and a day off, with none of them passed over."""
    due = next_update_due(rules(zone, at, days), Severity.SEV3, since)
    there, was = due.astimezone(ZoneInfo(zone)), since.astimezone(ZoneInfo(zone))
    assert due.tzinfo is UTC
    assert due > since
    assert there.weekday() in days
    passed = (there.date() - was.date()).days
    assert 1 <= passed <= 7
    assert all((was.date() + timedelta(days=day)).weekday() not in days for day in range(1, passed))
