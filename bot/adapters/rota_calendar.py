"""Who is on call by an iCalendar feed (RFC 5545), as on-call tools export it: the one home of the libraries for it.

PagerDuty names people by ATTENDEE (a bare address) and in SUMMARY ("On Call - Name - Team"), Opsgenie and GoAlert in
SUMMARY beside other words, Grafana in SUMMARY, perhaps behind a level such as "[L2]". So somebody is looked for by
address first, then by name anywhere in the summary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component

from bot.service.ports import Staffing
from bot.views.text import one_line

NEARBY = timedelta(days=2)
"""Around the moment asked about: whole days and times without a zone are placed by us and not by the library."""

TOO_OFTEN = {"SECONDLY", "MINUTELY"}
"""Rules that no shift has, and that would take for ever to follow."""

NAME_MOST = 80
_LEVEL = re.compile(r"^\s*\[L(\d)\]")
_MAILTO = re.compile(r"^mailto:", re.IGNORECASE)

_PLAIN = str.maketrans("<>", "()")
"""A name by a stranger mentions nobody, also in a sentence in which people are mentioned."""


class NotACalendar(Exception):
    """The feed cannot be read; the text says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody is on call: by which words, under which addresses and names."""

    summary: str
    attendees: tuple[str, ...]

    @property
    def level(self) -> int:
        """Of several shifts at once the one of the highest level counts (Grafana OnCall: `[L2]`)."""
        found = _LEVEL.match(self.summary)
        return int(found[1]) if found else 0


class RotaCalendar:
    """A feed as it was read."""

    def __init__(self, content: bytes, zone: str) -> None:
        """Read it; `zone` is where its times are that name none, unless the feed itself says.

        Raises:
            NotACalendar: it is none, or not one that can be understood.
        """
        if b"BEGIN:VCALENDAR" not in content:
            raise NotACalendar("what is there is no calendar")
        if b"END:VCALENDAR" not in content:
            raise NotACalendar("its calendar breaks off")
        try:
            parts = Calendar.from_ical(content, multiple=True)
        except Exception as error:
            # The library raises whatever its parts do on what strangers wrote.
            raise NotACalendar("its calendar cannot be understood") from error
        self._calendars = [part for part in parts if part.name == "VCALENDAR"]
        self._zones = [_zone(str(part.get("X-WR-TIMEZONE", "")), zone) for part in self._calendars]
        self._faults = sum(_without_wild_rules(part) for part in self._calendars)

    def on_call(self, now: datetime, people: Mapping[str, str], rota: str) -> Staffing:
        """Who is on call at that moment; `people` leads from names and addresses to Slack ids.

        Raises:
            NotACalendar: it does not say, in a way that can be understood.
        """
        try:
            shifts = tuple(self._shifts(now))
        except Exception as error:
            # As above: series are only followed when somebody asks.
            raise NotACalendar("one of its shifts cannot be understood") from error
        top = max((shift.level for shift in shifts), default=0)
        found: dict[str, None] = {}
        problems: list[str] = []
        known = {_folded(name): person for name, person in people.items()}
        for shift in shifts:
            if shift.level == top:
                meant, stranger = _who(shift, known)
                found.update(dict.fromkeys(meant))
                problems += filter(None, (stranger,))
        told = [
            f"{name.translate(_PLAIN)} is on call by the rota {rota}, and the policy does not say who that is in Slack."
            for name in dict.fromkeys(problems)
        ]
        if self._faults:
            told.append(f"The rota {rota} has shifts that recur every minute or second; they are left out.")
        if not shifts:
            told.append(f"Nobody is on call now by the rota {rota}.")
        return Staffing(tuple(found), tuple(told))

    def _shifts(self, now: datetime) -> Iterator[Shift]:
        for calendar, zone in zip(self._calendars, self._zones, strict=True):
            query = recurring_ical_events.of(calendar)
            for event in query.between(now - NEARBY, now + NEARBY):
                cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
                if not cancelled and _begins(event, zone) <= now < _ends(event, zone):
                    yield Shift(str(event.get("SUMMARY", "")), tuple(_attendees(event)))


def _zone(said: str, default: str) -> ZoneInfo:
    try:
        return ZoneInfo(said or default)
    except (KeyError, ValueError, OSError):
        return ZoneInfo(default)


def _without_wild_rules(calendar: Component) -> int:
    """Take out what recurs too often to be a shift; how many there were."""
    wild = [event for event in calendar.walk("VEVENT") if _frequencies(event) & TOO_OFTEN]
    for event in wild:
        if event in calendar.subcomponents:
            calendar.subcomponents.remove(event)
    return len(wild)


def _frequencies(event: Component) -> set[str]:
    rules = event.get("RRULE", ())
    each = rules if isinstance(rules, list) else [rules] if rules else []
    return {str(frequency).upper() for rule in each for frequency in rule.get("FREQ", ())}


def _begins(event: Component, zone: ZoneInfo) -> datetime:
    return _moment(event.decoded("DTSTART"), zone)


def _ends(event: Component, zone: ZoneInfo) -> datetime:
    """A whole day lasts until the next; a moment without an end is over at once (RFC 5545, 3.6.1)."""
    if "DTEND" in event:
        return _moment(event.decoded("DTEND"), zone)
    start = event.decoded("DTSTART")
    if "DURATION" in event:
        return _moment(start, zone) + timedelta(seconds=event.decoded("DURATION").total_seconds())
    return _moment(start if isinstance(start, datetime) else start + timedelta(days=1), zone)


def _moment(value: date, zone: ZoneInfo) -> datetime:
    """A day begins at its midnight, and a time without a zone is one of the feed's zone."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), zone)
    return value if value.tzinfo else value.replace(tzinfo=zone)


def _attendees(event: Component) -> Iterator[str]:
    """Addresses and names; PagerDuty writes the address without `mailto:`."""
    given: Any = event.get("ATTENDEE", ())
    for attendee in given if isinstance(given, list) else [given] if given else []:
        yield _MAILTO.sub("", str(attendee)).strip()
        if name := str(getattr(attendee, "params", {}).get("CN", "")):
            yield name


def _who(shift: Shift, known: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    """Whom the shift means, and what it calls somebody whom nobody knows."""
    named = tuple(known[name] for name in map(_folded, shift.attendees) if name in known)
    named = named or tuple(_named_in(_folded(shift.summary), known))
    if named:
        return named, ""
    called = next(iter(shift.attendees), "") or _LEVEL.sub("", shift.summary).strip() or "Somebody"
    return (), one_line(called, NAME_MOST)


def _named_in(summary: str, known: Mapping[str, str]) -> Iterable[str]:
    """Everybody whose name or address stands in the summary as whole words; of names within names the longest."""
    for name in sorted(known, key=len, reverse=True):
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", summary)
        if found:
            summary = f"{summary[: found.start()]}\n{summary[found.end() :]}"
            yield known[name]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
