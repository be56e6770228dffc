"""Where a moment stands on an axis that leaves out long times in which nothing happened.

A symptom may begin days before anybody sees it, while the response takes two hours. Drawn to one scale the response
would be a stroke. So the longest empty gaps are cut out, each cut says how much is missing, and what lies between two
cuts is drawn to one scale.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

CUTS_MOST = 6
CUT_FROM = timedelta(hours=1)
"""A shorter gap is never cut."""

CUT_SHARE = 0.3
"""A gap is cut that takes more than this share of what is left of the axis."""

FEW = 3
"""So many moments need no cut: there is nothing that they would squeeze."""

CUT_WIDTH = 0.045
POINT_WIDTH = 0.15
POINTS_MOST = 0.15
"""Shares of the axis: of a cut, of a stretch that is one moment only (it has room for the words below its mark), and
of all such stretches together.
"""

_STEPS = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7 * 1440, 14 * 1440, 28 * 1440)
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the axis that is to scale: its times (UTC), and its ends as shares of the axis from 0 to 1."""

    since: datetime
    until: datetime
    left: float
    right: float

    def place(self, at: datetime) -> float:
        """Where a moment of this stretch stands."""
        length = self.until - self.since
        share = (at - self.since) / length if length else 0.5
        return self.left + (self.right - self.left) * share


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment that the axis names: the time of day, and the date where it is the first of its stretch or day."""

    at: datetime
    place: float
    time: str
    date: str


class TimeScale:
    """The axis of these moments."""

    def __init__(self, moments: Sequence[datetime]) -> None:
        """Lay the axis out for moments (UTC, in order, each once, at least one)."""
        cut = _cuts(moments)
        groups: list[list[datetime]] = [[moments[0]]]
        for before, after in pairwise(moments):
            if before in cut:
                groups.append([])
            groups[-1].append(after)
        self.stretches = _laid_out([(group[0], group[-1]) for group in groups])

    def place(self, at: datetime) -> float:
        """Where the moment stands, from 0 to 1; one in a cut stands in its middle, one outside at the end."""
        begins = [stretch.since for stretch in self.stretches]
        nth = bisect_right(begins, at) - 1
        if nth < 0:
            return self.stretches[0].left
        stretch = self.stretches[nth]
        if at <= stretch.until:
            return stretch.place(at)
        if nth + 1 == len(self.stretches):
            return stretch.right
        return (stretch.right + self.stretches[nth + 1].left) / 2

    def cuts(self) -> tuple[tuple[float, timedelta], ...]:
        """The middle of each cut, and how much time it leaves out."""
        return tuple(
            ((before.right + after.left) / 2, after.since - before.until)
            for before, after in pairwise(self.stretches)
        )

    def ticks(self, zone: str, apart: float) -> tuple[Tick, ...]:
        """The moments that the axis names, by the clocks of the zone, at least a share `apart` from each other."""
        local = ZoneInfo(zone)
        found: list[Tick] = []
        for stretch in self.stretches:
            day = ""
            for at in _round_moments(stretch, local, apart):
                place = stretch.place(at)
                if found and place - found[-1].place < apart:
                    continue
                here = at.astimezone(local)
                date = f"{here.day} {here:%b}"
                found.append(Tick(at, place, f"{here:%H:%M}", "" if date == day else date))
                day = date
        return tuple(found)


def _cuts(moments: Sequence[datetime]) -> frozenset[datetime]:
    """The moments after which the axis is cut."""
    gaps = sorted(((after - before, before) for before, after in pairwise(moments)), reverse=True)
    left = moments[-1] - moments[0]
    cut = set()
    for gap, before in gaps[:CUTS_MOST]:
        if len(moments) <= FEW or gap < CUT_FROM or gap <= left * CUT_SHARE:
            break
        cut.add(before)
        left -= gap
    return frozenset(cut)


def _laid_out(groups: Sequence[tuple[datetime, datetime]]) -> tuple[Stretch, ...]:
    lengths = [until - since for since, until in groups]
    points = sum(not length for length in lengths)
    if points == len(groups):
        widths = [(1 - CUT_WIDTH * (len(groups) - 1)) / len(groups)] * len(groups)
    else:
        point = min(POINT_WIDTH, POINTS_MOST / max(points, 1))
        free = 1 - CUT_WIDTH * (len(groups) - 1) - point * points
        total = sum(lengths, timedelta())
        widths = [free * (length / total) if length else point for length in lengths]
    stretches = []
    left = 0.0
    for (since, until), width in zip(groups, widths, strict=True):
        stretches.append(Stretch(since, until, left, left + width))
        left += width + CUT_WIDTH
    return tuple(stretches)


def _round_moments(stretch: Stretch, zone: ZoneInfo, apart: float) -> list[datetime]:
    """Round times of day within the stretch; its beginning where there is none."""
    length, width = stretch.until - stretch.since, stretch.right - stretch.left
    fits = (step for step in _STEPS if length and width * (step / length) >= apart)
    step = next(fits, None)
    if step is None:
        return [stretch.since]
    midnight = stretch.since.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    first = -(-(stretch.since - midnight) // step)
    last = (stretch.until - midnight) // step
    return [midnight + step * nth for nth in range(first, last + 1)] or [stretch.since]
