"""Who is on call by feeds as tools export them: series, overrides, daylight saving, whole days, layers, names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.adapters.rota_calendar import NotACalendar, RotaCalendar
from tests.bot.adapters.rota_texts import GOALERT, GRAFANA, OPSGENIE, PAGERDUTY, WEEKLY, feed

PEOPLE = {
    "ana@acme.example": "UANA",
    "Ana Gruber": "UANA",
    "ana": "UANA",
    "ben@acme.example": "UBEN",
    "Ben Okafor": "UBEN",
    "ben": "UBEN",
    "chi@acme.example": "UCHI",
    "Chi Tanaka": "UCHI",
    "Dee  Novak": "UDEE",
    "Eli Roth": "UELI",
}


def on_call(text: str, at: str, zone: str = "Europe/Vienna") -> tuple[str, ...]:
    """Who is on call by that feed at that moment (UTC)."""
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    staffing = RotaCalendar(feed(text), zone).on_call(moment, PEOPLE, "primary")
    assert not staffing.problems or not staffing.people, staffing
    return staffing.people


@pytest.mark.parametrize(
    ("text", "at", "people"),
    [
        (PAGERDUTY, "2026-11-21T07:00", ("UANA",)),
        (PAGERDUTY, "2026-11-23T07:59:59", ("UANA",)),
        (PAGERDUTY, "2026-11-23T08:00", ("UBEN",)),
        (PAGERDUTY, "2026-11-30T08:00", ()),
        (OPSGENIE, "2026-11-20T18:00", ("UBEN", "UANA")),
        (OPSGENIE, "2026-11-20T23:30", ("UBEN", "UANA", "UCHI")),
        (OPSGENIE, "2026-11-22T22:59", ("UCHI",)),
        (OPSGENIE, "2026-11-22T23:00", ()),
        (GOALERT, "2026-11-21T07:00", ("UANA",)),
        (GOALERT, "2026-11-21T08:00", ("UBEN",)),
        (GRAFANA, "2026-11-21T08:59", ("UANA",)),
        (GRAFANA, "2026-11-21T10:00", ("UBEN",)),
        (GRAFANA, "2026-11-21T12:00", ("UANA",)),
    ],
)
def test_exporters(text: str, at: str, people: tuple[str, ...]) -> None:
    """Each tool's own way to name people is read, at the second at which a shift ends, over whole days and layers."""
    assert set(on_call(text, at)) == set(people)


@pytest.mark.parametrize(
    ("at", "people"),
    [
        # Vienna's clocks go back at 01:00 UTC on 25 October 2026, and forward at 01:00 UTC on 28 March 2027.
        ("2026-10-24T06:59", ("UBEN",)),
        ("2026-10-24T07:00", ("UANA",)),
        ("2026-10-25T07:30", ("UBEN",)),
        ("2026-10-25T08:00", ("UANA",)),
        ("2027-03-27T08:00", ("UANA",)),
        ("2027-03-28T06:59", ("UBEN",)),
        ("2027-03-28T07:00", ("UANA",)),
    ],
)
def test_daylight_saving(at: str, people: tuple[str, ...]) -> None:
    """Shifts change at nine by the clock on the wall, whatever the clock does in the night before."""
    assert on_call(WEEKLY, at) == people


@pytest.mark.parametrize(
    ("at", "people"),
    [
        ("2026-10-30T08:30", ()),
        ("2026-10-30T09:30", ("UCHI",)),
        ("2026-12-25T12:00", ("UDEE",)),
        ("2026-12-25T22:30", ("UBEN", "UDEE")),
        ("2026-12-25T23:30", ("UBEN",)),
    ],
)
def test_overrides(at: str, people: tuple[str, ...]) -> None:
    """A day that is left out, one that is moved to somebody else, a whole day without an end, and one called off."""
    assert set(on_call(WEEKLY, at)) == set(people)


def test_times_without_a_zone_are_the_teams() -> None:
    """A time that names no zone, and a whole day, are read in the team's zone unless the feed has one."""
    event = "UID:1\nDTSTART:20260701T090000\nDTEND:20260701T170000\nSUMMARY:Ana Gruber"
    head = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x"
    text = f"{head}\nBEGIN:VEVENT\n{event}\nEND:VEVENT\nEND:VCALENDAR\n"
    assert on_call(text, "2026-07-01T07:00") == ("UANA",)
    assert on_call(text, "2026-07-01T07:00", "America/New_York") == ()
    assert on_call(text, "2026-07-01T13:00", "America/New_York") == ("UANA",)


def test_strangers_and_empty_rotas_are_told() -> None:
    """Somebody whom the policy does not know is named, on one line, and a rota without anybody says so."""
    moment = datetime(2026, 11, 21, 7, tzinfo=UTC)
    stranger = PAGERDUTY.replace("ana@acme.example", "zoe@acme.example").replace(
        "Ana Gruber", "Zoe <!channel>"
    )
    told = RotaCalendar(feed(stranger), "UTC").on_call(moment, PEOPLE, "primary")
    assert told.people == ()
    assert told.problems == (
        "zoe@acme.example is on call by the rota primary, and the policy does not say who that is in Slack.",
    )
    empty = RotaCalendar(feed(PAGERDUTY), "UTC").on_call(datetime(2027, 5, 1, tzinfo=UTC), PEOPLE, "primary")
    assert empty.problems == ("Nobody is on call now by the rota primary.",)


def test_a_name_within_a_name_is_not_another_person() -> None:
    """Of names within names the longest is meant, and none within a word."""
    people = {"Ann": "UANN", "Ann Lee": "ULEE", "Al": "UAL"}
    text = GOALERT.replace("Ana Gruber", "Ann Lee")
    told = RotaCalendar(feed(text), "UTC").on_call(datetime(2026, 11, 21, 7, tzinfo=UTC), people, "p")
    assert told.people == ("ULEE",)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<html><body>Please log in</body></html>", "no calendar"),
        (b"", "no calendar"),
        (b"\xff\xfe\x00BEGIN:VCALENDAR \x00 END:VCALENDAR", "cannot be understood"),
        (feed(PAGERDUTY)[:-40], "breaks off"),
    ],
)
def test_what_is_no_calendar(content: bytes, why: str) -> None:
    """A login page, nothing, bytes and halves of calendars are refused with a reason."""
    with pytest.raises(NotACalendar, match=why):
        RotaCalendar(content, "UTC")


def test_a_rule_for_every_second_is_left_out() -> None:
    """What recurs every second since 2010 is no shift: it is not followed for ever, and that is said."""
    wild = WEEKLY.replace("RRULE:FREQ=DAILY", "RRULE:FREQ=SECONDLY").replace("20260105T21", "20100105T21")
    told = RotaCalendar(feed(wild), "UTC").on_call(datetime(2026, 11, 20, 23, tzinfo=UTC), PEOPLE, "p")
    assert any("every minute or second" in problem for problem in told.problems)
