"""What is looked for among past incidents: filters such as `model:ranker since:90d`, and free words (domain §17)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.record import Record
from bot.domain.severity import IncidentType, Severity, Surface
from bot.domain.triage_rule import Drift, FalsePage
from bot.domain.word_search import nearest


class Filter(StrEnum):
    """What can be asked for before a colon."""

    MODEL = "model"
    SURFACE = "surface"
    TYPE = "type"
    SEVERITY = "severity"
    DRIFT = "drift"
    PLAYBOOK = "playbook"
    SINCE = "since"
    UNTIL = "until"
    IS = "is"


class Mark(StrEnum):
    """What can be asked for after `is:`; drills are left out unless they are asked for."""

    OPEN = "open"
    CLOSED = "closed"
    DRILL = "drill"
    FALSE = "false"


@dataclass(frozen=True, slots=True)
class Unread:
    """A filter that means nothing: what was typed, and what could stand there."""

    typed: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; a filter's values are alternatives, the filters hold together.

    numbers: incidents named by their number. read_as: what was misspelt, and what it was taken for.
    unread: filters that could not be understood; then nothing is looked for.
    """

    words: str = ""
    filters: Mapping[Filter, tuple[str, ...]] = field(default_factory=dict)
    numbers: tuple[int, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    unread: tuple[Unread, ...] = ()

    def admits(self, record: Record, zone: ZoneInfo) -> bool:
        """Whether the filters let this incident pass; days are those of the team's zone."""
        if self.numbers:
            return record.number in self.numbers
        marks = self.filters.get(Filter.IS, ())
        if record.summary.drill and Mark.DRILL not in marks:
            return False
        day = record.summary.declared_at.astimezone(zone).date().isoformat()
        return all(
            any(_holds(which, value, record, day) for value in values)
            for which, values in self.filters.items()
        )


_TYPED = re.compile(r'(?<![A-Za-z])([A-Za-z]+):(?:"([^"]*)"|“([^”]*)”|(\S+))')
_NUMBER = re.compile(r"(?:inc-|#)(\d{1,9})", re.IGNORECASE)
_AGO = re.compile(r"(\d{1,4})([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_SINCE = ("90d", "12w", "6m", "2026", "2026-10", "2026-10-31")
_CHOICES: Mapping[Filter, tuple[str, ...]] = {
    Filter.SURFACE: tuple(Surface),
    Filter.TYPE: tuple(IncidentType),
    Filter.SEVERITY: tuple(Severity),
    Filter.DRIFT: tuple(Drift),
    Filter.IS: tuple(Mark),
}


def read_query(text: str, records: Iterable[Record], today: date) -> Wanted:
    """What somebody typed, as filters and words.

    Misspelt filters and values are taken for the nearest; a word with a colon that is like no filter stays a word.

    Args:
        text: as it was typed.
        records: what there is to be found, whose models and playbooks can be asked for.
        today: the day in the team's zone, from which `90d` counts back.
    """
    known = tuple(records)
    names = {
        **_CHOICES,
        Filter.MODEL: _names(each.summary.model for each in known),
        Filter.PLAYBOOK: _names(each.playbook for each in known),
    }
    filters: dict[Filter, tuple[str, ...]] = {}
    read_as: list[tuple[str, str]] = []
    unread: list[Unread] = []
    words = text
    for typed in _TYPED.finditer(text):
        which = _filter(typed[1])
        if which is None:
            continue
        words = words.replace(typed[0], " ", 1)
        value = next(filter(None, typed.groups()[1:]), "")
        meant = _day(value, today) if which in (Filter.SINCE, Filter.UNTIL) else _value(value, names[which])
        if meant is None:
            unread.append(Unread(typed[0], names.get(which, _SINCE)))
            continue
        filters[which] = (*filters.get(which, ()), meant)
        if which not in (Filter.SINCE, Filter.UNTIL) and (typed[1], value) != (which, meant):
            taken = f"{which}:{meant}"
            read_as += [(typed[0], taken)] if typed[0].casefold() != taken.casefold() else []
    numbers = tuple(int(found[1]) for found in map(_NUMBER.fullmatch, words.split()) if found)
    return Wanted(" ".join(words.split()), filters, numbers, tuple(read_as), tuple(unread))


def _names(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(filter(None, set(values))))


def _filter(typed: str) -> Filter | None:
    """Only what is nearly right, or a web address would be a filter."""
    name = nearest(typed, tuple(Filter)) if len(typed) > 2 else typed.lower()
    return Filter(name) if name in tuple(Filter) else None


def _value(typed: str, names: Collection[str]) -> str | None:
    exactly = {name.casefold(): name for name in names}
    return exactly.get(typed.casefold()) or nearest(typed, names)


def _day(typed: str, today: date) -> str | None:
    """The first day that is meant, as text that sorts: so long ago, or a year, a month, a day."""
    if ago := _AGO.fullmatch(typed.lower()):
        days = int(ago[1]) * _DAYS[ago[2]]
        return (today - timedelta(days=min(days, today.toordinal() - 1))).isoformat()
    for rest in ("", "-01", "-01-01"):
        try:
            return date.fromisoformat(typed + rest).isoformat()
        except ValueError:
            continue
    return None


def _holds(which: Filter, value: str, record: Record, day: str) -> bool:
    match which:
        case Filter.MODEL:
            return record.summary.model.casefold() == value.casefold()
        case Filter.SURFACE:
            return record.surface == value
        case Filter.TYPE:
            return record.type == value
        case Filter.SEVERITY:
            return record.summary.severity == value
        case Filter.DRIFT:
            return record.drift == value
        case Filter.PLAYBOOK:
            return record.playbook == value
        case Filter.SINCE:
            return day >= value
        case Filter.UNTIL:
            return day <= value
        case Filter.IS:
            return _is(Mark(value), record)


def _is(mark: Mark, record: Record) -> bool:
    match mark:
        case Mark.OPEN:
            return record.summary.open
        case Mark.CLOSED:
            return not record.summary.open
        case Mark.DRILL:
            return record.summary.drill
        case Mark.FALSE:
            return record.false_page is not FalsePage.NONE
