"""The shifts of an iCalendar feed (RFC 5545), as on-call tools export it: the one home of the libraries for it.

Only the process that reads feeds (`bot.adapters.rota_work`) uses it: what strangers wrote may be followed for ever. A
series that takes long is left out after a while, so that one odd line does not make the others unreadable.
"""

from __future__ import annotations

import re
import signal
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from bot.adapters.rota_shifts import NotACalendar, Shift, Shifts

BEFORE = timedelta(days=2)
AHEAD = timedelta(days=62)
"""How far shifts are followed: for so long a copy can count when its feed is away."""

SHIFTS_MOST = 5000
"""In that time; a rota of several layers that change every hour has as many."""

SERIES_SECONDS = 1.0
"""Of the processor, for one series; a daily one that began in 1900 takes a third of it."""

SUMMARY_MOST = 500
ATTENDEES_MOST = 20
ATTENDEE_MOST = 200

EARLIEST, LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""What lies beyond is as good as for ever, and cannot be reckoned with in every zone."""

TELLING = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
"""Without one of these, when it is there and cannot be read, a shift would be another."""

SERIAL = {"RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}

LASTING = "X-TOCSIN-LASTING"
"""Where the DURATION of an event is kept: the library gives every occurrence a DTEND by the clock on the wall."""

_MAILTO = re.compile(r"^mailto:", re.IGNORECASE)


class TooLong(Exception):
    """A series takes too long to be followed."""


def shifts_of(
    content: bytes, zone: str, now: datetime, *, seconds: float = SERIES_SECONDS, most: int = SHIFTS_MOST
) -> Shifts:
    """All shifts from two days before `now` until two months after it.

    zone: where times are that name none, unless the feed itself says. seconds: of the processor, for one series.
    most: shifts that are taken. To be called in a process's main thread.

    Raises:
        NotACalendar: it is none, none of its shifts can be understood, or there are too many.
    """
    since, until = now - BEFORE, now + AHEAD
    found: list[Shift] = []
    understood = left_out = 0
    for calendar in _calendars(content):
        said = _zone(str(calendar.get("X-WR-TIMEZONE", "")))
        calendar.pop("X-WR-TIMEZONE", None)
        if said:
            calendar["X-WR-TIMEZONE"] = said.key
        for events in _series(calendar):
            try:
                with _limited(seconds):
                    made = list(_shifts(calendar, events, said or ZoneInfo(zone), since, until))
            except Exception:  # noqa: BLE001 - the library raises whatever its parts do on what strangers wrote
                left_out += 1
                continue
            understood += 1
            found += made
            if len(found) > most:
                raise NotACalendar(f"it has more than {most:,} shifts in two months")
    if left_out and not understood:
        raise NotACalendar("none of its shifts can be understood")
    return Shifts(until.astimezone(UTC), tuple(found), left_out)


def _calendars(content: bytes) -> list[Component]:
    if b"BEGIN:VCALENDAR" not in content:
        raise NotACalendar("what is there is no calendar")
    if b"END:VCALENDAR" not in content:
        raise NotACalendar("its calendar breaks off")
    try:
        parts = Calendar.from_ical(content, multiple=True)
    except Exception as error:
        # As above.
        raise NotACalendar("its calendar cannot be understood") from error
    return [part for part in parts if part.name == "VCALENDAR"]


def _zone(said: str) -> ZoneInfo | None:
    """The zone that a feed says, also as Windows calls it; none when nobody knows it."""
    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(said, said).strip("/")) if said else None
    except (KeyError, ValueError, OSError):
        return None


def _series(calendar: Component) -> Iterable[list[Component]]:
    """The events, those of one series together: it, and what was changed of it."""
    series: defaultdict[str | int, list[Component]] = defaultdict(list)
    for number, event in enumerate(calendar.walk("VEVENT")):
        series[str(event.get("UID", "")) or number].append(event)
    return series.values()


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """What takes more seconds of the processor is interrupted with `TooLong`."""

    def over(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _shifts(
    calendar: Component, events: list[Component], zone: ZoneInfo, since: datetime, until: datetime
) -> Iterator[Shift]:
    for event in events:
        if faults := TELLING & {name for name, _ in event.errors}:
            raise ValueError(f"cannot be read: {', '.join(faults)}")
    for event in _occurrences(calendar, events, since, until):
        begins, ends = _begins(event, zone), _ends(event, zone)
        cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
        if not cancelled and begins < until and since < ends and begins < ends:
            words, who = str(event.get("SUMMARY", "")), tuple(_attendees(event))
            yield Shift(
                max(begins, since).astimezone(UTC),
                min(ends, until).astimezone(UTC),
                words[:SUMMARY_MOST],
                who[:ATTENDEES_MOST],
            )


def _occurrences(
    calendar: Component, events: list[Component], since: datetime, until: datetime
) -> Iterable[Component]:
    """The events of that time; one that is no series is itself, however long it lasts."""
    if len(events) == 1 and not SERIAL & set(events[0]):
        return events
    alone = calendar.copy()
    for event in events:
        event.pop(LASTING, None)
        if "DTEND" not in event and "DURATION" in event:
            event[LASTING] = event["DURATION"]
        alone.subcomponents.append(event)
    found: Iterable[Component] = recurring_ical_events.of(alone).between(since, until)
    return found


def _begins(event: Component, zone: ZoneInfo) -> datetime:
    return _moment(_value(event, "DTSTART"), zone)


def _ends(event: Component, zone: ZoneInfo) -> datetime:
    """When it ends: by the clock on the wall when it says so, after exactly so long when it says how long.

    A whole day lasts until the next; a moment without an end is over at once (RFC 5545, 3.6.1). The days of a duration
    are days on the wall, its hours are exact (3.3.6).
    """
    start = _value(event, "DTSTART")
    if "DTEND" in event:
        end = _value(event, "DTEND")
        lasting = _value(event, LASTING) if LASTING in event else None
        # A period of its own (RDATE) counts instead.
        if lasting is None or end - start != lasting:
            return _moment(end, zone)
    elif "DURATION" in event:
        lasting = _value(event, "DURATION")
    else:
        return _moment(start if isinstance(start, datetime) else start + timedelta(days=1), zone)
    days = timedelta(days=lasting.days)
    exact = lasting - days
    end = _moment(start, zone) + days
    return (end.astimezone(UTC) + exact) if exact else end


def _value(event: Component, name: str) -> Any:
    """The property as a date, a time or a length of time."""
    read: Any = event[name]
    return read.dt


def _moment(value: date, zone: ZoneInfo) -> datetime:
    """A day begins at its midnight, and a time without a zone is one of the feed's zone."""
    if not EARLIEST.year < value.year < LATEST.year:
        return LATEST if value.year >= LATEST.year else EARLIEST
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), zone)
    return value if value.tzinfo else value.replace(tzinfo=zone)


def _attendees(event: Component) -> Iterator[str]:
    """Addresses and names; PagerDuty writes the address without `mailto:`."""
    given: Any = event.get("ATTENDEE", ())
    for attendee in given if isinstance(given, list) else [given] if given else []:
        yield _MAILTO.sub("", str(attendee)).strip()[:ATTENDEE_MOST]
        if name := str(getattr(attendee, "params", {}).get("CN", "")):
            yield name[:ATTENDEE_MOST]
