"""What a chart shows, before anybody draws it: figures and moments with their words, and the same in a text.

A model here is complete: whoever draws it needs nothing else, and whoever cannot see it reads `alternative`. Times are
UTC; `zone` says by which clock they are written.
"""

from __future__ import annotations

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
    """Counts of one kind, one a category."""

    name: str
    values: tuple[int, ...]


class BarChart(Strict):
    """Counts on each other: a bar a category, in it a part a series, and the whole above it."""

    kind: Literal["bars"] = "bars"
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    note: str = ""

    @property
    def alternative(self) -> str:
        """The same in words, one line a category."""
        lines = [f"{self.title}."]
        for place, category in enumerate(self.categories):
            told = (f"{each.name} {each.values[place]:,}" for each in self.series)
            lines.append(f"{category}: {', '.join(told)}.")
        return "\n".join([*lines, *([self.note] if self.note else [])])


Chart = TimelineChart | BarChart
Form = Literal["svg", "png"]


def _told(lane: Lane, calendar: Calendar) -> list[str]:
    spells = [(each.since, f"{_from_to(each, calendar)} {each.words}") for each in lane.spells]
    marks = [(each.at, f"{calendar.moment(each.at)} {each.words}") for each in lane.marks]
    return [words for _, words in sorted([*spells, *marks], key=lambda told: told[0])]


def _from_to(spell: Spell, calendar: Calendar) -> str:
    until = calendar.moment(spell.until) if spell.ended else "now"
    return f"{calendar.moment(spell.since)} to {until}"
