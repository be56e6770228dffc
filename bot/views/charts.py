"""What a chart shows, before anybody draws it: figures and moments with their words, and the same in a text.

A model here is complete: whoever draws it needs nothing else, and whoever cannot see it reads `alternative`. Times are
UTC; `zone` says by which clock they are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from bot.domain.strict import Strict, Zone
from bot.views.moments import Calendar

MarkKind = Literal[
    "moment", "change", "due", "on_time", "late", "missed", "decision", "note", "alarm", "message"
]
"""How a moment is drawn: each kind has a shape of its own, so that no meaning hangs on a colour."""

SpellKind = Literal[
    "impact",
    "detect",
    "triage",
    "contain",
    "recover",
    "verify",
    "learn",
    "severity_1",
    "severity_2",
    "severity_3",
    "surface",
    "proposed",
    "approved",
    "applied",
    "verified",
    "overdue",
]
"""How a stretch of time is drawn: each kind has a shade and a pattern, and its name stands in it or beside it."""


class Mark(Strict):
    """A moment: `label` is drawn beside it, `words` say it in full."""

    at: datetime
    kind: MarkKind
    label: str
    words: str


class Spell(Strict):
    """A stretch of time; `label` is drawn in it, `words` say it in full. `ended`: its end is known, not just now."""

    since: datetime
    until: datetime
    kind: SpellKind
    label: str
    words: str
    ended: bool = True


class Lane(Strict):
    """One row of a timeline."""

    name: str
    marks: tuple[Mark, ...] = ()
    spells: tuple[Spell, ...] = ()


class Key(Strict):
    """An entry of the legend: how it is drawn and what it means."""

    kind: MarkKind | SpellKind
    meaning: str


class TimelineChart(Strict):
    """Everything that happened on one time axis (domain §5: the timeline overlay)."""

    kind: Literal["timeline"] = "timeline"
    title: str
    zone: Zone
    lanes: tuple[Lane, ...]
    keys: tuple[Key, ...] = ()

    @property
    def moments(self) -> tuple[datetime, ...]:
        """Every moment that has to be on the axis, in order, each once."""
        marks = {mark.at for lane in self.lanes for mark in lane.marks}
        ends = {end for lane in self.lanes for spell in lane.spells for end in (spell.since, spell.until)}
        return tuple(sorted(marks | ends))

    @property
    def alternative(self) -> str:
        """The same in words, one line a row of the picture."""
        calendar = Calendar(self.zone)
        lines = [f"{lane.name}: {'; '.join(_told(lane, calendar))}." for lane in self.lanes]
        return "\n".join([f"{self.title}. Times in {self.zone}.", *lines])


class Series(Strict):
    """Figures of one kind, one a category; None where there is none. `counts`: how many cases stand behind each."""

    name: str
    values: tuple[float | None, ...]
    counts: tuple[int, ...] = ()


class BarChart(Strict):
    """Figures side by side: a group of bars a category, one bar a series; `stacked` puts them on each other."""

    kind: Literal["bars"] = "bars"
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    note: str = ""
    stacked: bool = False

    @property
    def alternative(self) -> str:
        """The same in words, one line a category."""
        return _figures(self.title, self.categories, self.series, self.unit, self.note)


class TrendChart(Strict):
    """Figures over time: a line a series, through the categories in their order, broken where there is no figure."""

    kind: Literal["trend"] = "trend"
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    note: str = ""

    @property
    def alternative(self) -> str:
        """The same in words, one line a category."""
        return _figures(self.title, self.categories, self.series, self.unit, self.note)


Chart = TimelineChart | BarChart | TrendChart
Form = Literal["svg", "png"]


def figure(value: float) -> str:
    """A figure as people write it: no more digits than it has, thousands apart."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _told(lane: Lane, calendar: Calendar) -> list[str]:
    spells = [(each.since, f"{_from_to(each, calendar)} {each.words}") for each in lane.spells]
    marks = [(each.at, f"{calendar.moment(each.at)} {each.words}") for each in lane.marks]
    return [words for _, words in sorted([*spells, *marks], key=lambda told: told[0])]


def _from_to(spell: Spell, calendar: Calendar) -> str:
    until = calendar.moment(spell.until) if spell.ended else "now"
    return f"{calendar.moment(spell.since)} to {until}"


def _figures(title: str, categories: Sequence[str], series: Sequence[Series], unit: str, note: str) -> str:
    lines = [f"{title}{f' ({unit})' if unit else ''}."]
    for place, category in enumerate(categories):
        told = (f"{each.name} {_value(each, place)}" for each in series)
        lines.append(f"{category}: {', '.join(told)}.")
    return "\n".join([*lines, *([note] if note else [])])


def _value(series: Series, place: int) -> str:
    value = series.values[place]
    if value is None:
        return "none"
    return figure(value) + (f" (n = {series.counts[place]})" if series.counts else "")
