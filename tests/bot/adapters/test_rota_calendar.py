"""Who is on call by feeds as tools export them: series, overrides, daylight saving, whole days, layers, names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.rota_calendar import shifts_of
from bot.adapters.rota_shifts import NotACalendar, Shifts
from bot.adapters.rota_staffing import Found
from bot.adapters.rota_staffing import on_call as looked_up
from tests.bot.adapters.rota_texts import GOALERT, GRAFANA, OPSGENIE, PAGERDUTY, VIENNA, WEEKLY, feed

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


def told_by(text: str, moment: datetime, people: dict[str, str], rota: str, zone: str = "UTC") -> Found:
    """Who is on call by that feed at that moment, as the bot learns it from the process that read it."""
    read = Shifts.from_json(shifts_of(feed(text), zone, moment).to_json())
    return looked_up(read, moment, people, rota)


def calendar(*events: str, head: str = "") -> str:
    """A feed of those events."""
    parts = (f"BEGIN:VEVENT\nUID:{n}\n{event}\nEND:VEVENT\n" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{head}{''.join(parts)}END:VCALENDAR\n"


def on_call(text: str, at: str, zone: str = "Europe/Vienna") -> tuple[str, ...]:
    """Who is on call by that feed at that moment (UTC)."""
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    staffing = told_by(text, moment, PEOPLE, "primary", zone)
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
    told = told_by(stranger, moment, PEOPLE, "primary")
    assert told.people == ()
    assert told.problems == (
        "zoe@acme.example is on call by the rota primary, and the policy does not say who that is in Slack.",
    )
    empty = told_by(PAGERDUTY, datetime(2027, 5, 1, tzinfo=UTC), PEOPLE, "primary")
    assert empty.problems == ("Nobody is on call now by the rota primary.",)


def test_a_name_within_a_name_is_not_another_person() -> None:
    """Of names within names the longest is meant, and none within a word."""
    people = {"Ann": "UANN", "Ann Lee": "ULEE", "Al": "UAL"}
    text = GOALERT.replace("Ana Gruber", "Ann Lee")
    told = told_by(text, datetime(2026, 11, 21, 7, tzinfo=UTC), people, "p")
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
        shifts_of(content, "UTC", datetime(2026, 11, 21, tzinfo=UTC))


NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
GOOD = "SUMMARY:Ana Gruber\nDTSTART:20261125T090000Z\nDTEND:20261125T120000Z"
SERIES = "SUMMARY:Ben Okafor\nDTSTART:20200101T000000Z\nDURATION:PT1H\nRRULE:"
ALL = ",".join(map(str, range(60)))


@pytest.mark.parametrize(
    "odd",
    [
        "DTSTART:junk\nDTEND:junk",
        "DTEND:20261125T120000Z",
        "DTSTART:20261125T090000Z\nDTEND:junk",
        "DTSTART:20261125T090000Z\nDURATION:junk",
        f"{SERIES}FREQ=NEVER",
        f"{SERIES}FREQ=DAILY;INTERVAL=0",
        f"{SERIES}FREQ=DAILY;BYMINUTE={ALL};BYSECOND={ALL}",
        f"{SERIES}FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        f"{SERIES}FREQ=SECONDLY",
    ],
)
def test_one_odd_shift_leaves_the_others(odd: str) -> None:
    """A shift that cannot be read, or a series that never ends, is left out and counted; the others are read."""
    read = shifts_of(feed(calendar(GOOD, odd)), "UTC", NOW, seconds=0.2)
    told = looked_up(read, NOW, PEOPLE, "p")
    assert told.people == ("UANA",)
    assert told.problems == ("1 shift of the rota p cannot be understood and is left out.",)
    with pytest.raises(NotACalendar, match="none of its shifts can be understood"):
        shifts_of(feed(calendar(odd)), "UTC", NOW, seconds=0.2)


@pytest.mark.parametrize(
    ("event", "head"),
    [
        ("DTSTART:20261101T000000Z\nDTEND:99991231T000000Z", ""),
        ("DTSTART:00010101T000000Z\nDTEND:99991231T235959Z", ""),
        ("DTSTART:20261124\nDTEND:99991231", ""),
        ("DTSTART:20261101T090000Z\nDURATION:PT3H\nRRULE:FREQ=DAILY;UNTIL=99991231T000000Z", ""),
        ("DTSTART:20261125T090000Z\nDTEND:20261125T120000Z", "X-WR-TIMEZONE:W. Europe Standard Time\n"),
        ("DTSTART:20261125T090000Z\nDTEND:20261125T120000Z", "X-WR-TIMEZONE:Nowhere/Zone\n"),
        ("DTSTART:20261125T090000\nDTEND:20261125T103000", "X-WR-TIMEZONE:../../etc/passwd\n"),
        ("DTSTART:20261125T103000\nDTEND:20261125T113000", "X-WR-TIMEZONE:W. Europe Standard Time\n"),
        ("DTSTART:20261120T103000\nDURATION:PT1H\nRRULE:FREQ=DAILY", "X-WR-TIMEZONE:/Europe/Vienna\n"),
    ],
)
def test_far_ends_and_strange_zones_are_understood(event: str, head: str) -> None:
    """A shift without an end in sight counts; a zone as Windows calls it is that zone, an unknown one the team's."""
    told = told_by(calendar(f"SUMMARY:Ana Gruber\n{event}", head=head), NOW, PEOPLE, "p")
    assert (told.people, told.problems) == (("UANA",), ())


def test_more_shifts_than_a_rota_has() -> None:
    """A feed of more shifts than are kept is refused with a reason."""
    with pytest.raises(NotACalendar, match="more than 40 shifts in two months"):
        shifts_of(feed(calendar(f"{SERIES}FREQ=DAILY")), "UTC", NOW, most=40)


BACK, FORTH = "20261024T220000", "20270327T220000"


@pytest.mark.parametrize("rule", ["", "\nRRULE:FREQ=WEEKLY", "\nRRULE:FREQ=DAILY;COUNT=1"])
@pytest.mark.parametrize(
    ("begins", "lasting", "ends"),
    [
        # Twelve hours are twelve hours, from 20:00 and from 21:00 UTC; a day is one on the wall.
        (BACK, "DURATION:PT12H", "2026-10-25T08:00"),
        (FORTH, "DURATION:PT12H", "2027-03-28T09:00"),
        (BACK, "DURATION:P1D", "2026-10-25T21:00"),
        (FORTH, "DURATION:P1D", "2027-03-28T20:00"),
        (BACK, "DURATION:P1DT1H", "2026-10-25T22:00"),
        (FORTH, "DURATION:P1DT1H", "2027-03-28T21:00"),
        (BACK, "DTEND;TZID=Europe/Vienna:20261025T100000", "2026-10-25T09:00"),
        (FORTH, "DTEND;TZID=Europe/Vienna:20270328T100000", "2027-03-28T08:00"),
    ],
)
def test_how_long_a_shift_lasts_while_the_clocks_change(
    begins: str, lasting: str, ends: str, rule: str
) -> None:
    """Hours of a DURATION are exact and its days are on the wall; DTEND is on the wall (RFC 5545, 3.3.6)."""
    event = f"SUMMARY:Ana Gruber\nDTSTART;TZID=Europe/Vienna:{begins}\n{lasting}{rule}"
    text = calendar(event, head=VIENNA)
    end = datetime.fromisoformat(ends).replace(tzinfo=UTC)
    assert on_call(text, (end - timedelta(seconds=1)).isoformat()[:19]) == ("UANA",)
    assert on_call(text, end.isoformat()[:19]) == ()


def test_a_period_has_an_end_of_its_own() -> None:
    """An extra shift with its own length lasts as long, whatever the series says."""
    extra = "DTSTART:20200101T090000Z\nDURATION:PT1H\nRDATE;VALUE=PERIOD:20261125T090000Z/PT5H"
    text = calendar(f"SUMMARY:Ana Gruber\n{extra}")
    assert on_call(text, "2026-11-25T13:59") == ("UANA",)
    assert on_call(text, "2026-11-25T14:00") == ()
