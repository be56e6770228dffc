"""Bars of counts, drawn: for digests, to be read on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from bot.adapters.drawing_sheet import SMALL, TEXT, TITLE, Sheet, ink_on, shortened, text_width
from bot.views.charts import BarChart, Series

WIDTH = 720.0
TOP, BOTTOM, LEFT, RIGHT = 64.0, 44.0, 58.0, 20.0
PLOT = 240.0
KEY_LINE = 20.0
WIDEST = 120.0
"""Pixels of a bar."""

ROOM = 15.0
"""Pixels of a part of a bar that can bear its figure."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Where values stand: `top` is the value at the upper edge, 0 stands at the lower."""

    top: int
    step: int
    places: int

    def y(self, value: float) -> float:
        """The height of a value in pixels."""
        return TOP + PLOT * (self.top - value) / self.top

    def x(self, place: float) -> float:
        """The middle of a category in pixels."""
        return LEFT + self.width * (place + 0.5)

    @property
    def width(self) -> float:
        """The width of a category."""
        return (WIDTH - LEFT - RIGHT) / max(self.places, 1)


def draw_figures(chart: BarChart) -> Figure:
    """The figure of this chart."""
    highest = max((sum(column) for column in _columns(chart)), default=0)
    step = _step(highest)
    plot = Plot(max(step, step * -(-highest // step)), step, len(chart.categories))
    below = TOP + PLOT + BOTTOM
    sheet = Sheet(WIDTH, below + KEY_LINE + KEY_LINE * bool(chart.note))
    sheet.write(14, 20, shortened(chart.title, WIDTH - 28, TITLE), size=TITLE, bold=True)
    for value in range(0, plot.top + 1, plot.step):
        sheet.line((LEFT, WIDTH - RIGHT), (plot.y(value), plot.y(value)), "line" if value else "muted")
        sheet.write(LEFT - 8, plot.y(value), f"{value:,}", size=SMALL, ink="muted", align="right")
    for place, category in enumerate(chart.categories):
        words = shortened(category, plot.width - 4, SMALL)
        sheet.write(plot.x(place), TOP + PLOT + 14, words, size=SMALL, align="center")
    if highest:
        _bars(sheet, chart, plot)
    else:
        sheet.write(WIDTH / 2, TOP + PLOT / 2, "Nothing to show yet", ink="muted", align="center")
    _keys(sheet, chart.series, below - 4)
    if chart.note:
        words = shortened(chart.note, WIDTH - 28, SMALL)
        sheet.write(14, below - 4 + KEY_LINE, words, size=SMALL, ink="muted")
    return sheet.figure


def _columns(chart: BarChart) -> list[list[int]]:
    return [[series.values[place] for series in chart.series] for place in range(len(chart.categories))]


def _step(highest: int) -> int:
    """Round steps, at most five of them."""
    step, leading = 1, 1
    while step * 5 < highest:
        # 1, 2, 5, 10, 20, 50: each is read at a glance.
        leading = {1: 2, 2: 5, 5: 1}[leading]
        step = step * 5 // 2 if leading == 5 else step * 2
    return step


def _bars(sheet: Sheet, chart: BarChart, plot: Plot) -> None:
    half = min(plot.width * 0.8, WIDEST) / 2 - 1
    for place, column in enumerate(_columns(chart)):
        middle, reached = plot.x(place), 0
        for nth, value in enumerate(column):
            # The edge of a part without height would wipe out the line that it stands on.
            if value:
                top, bottom = plot.y(reached + value), plot.y(reached)
                sheet.box(middle - half, middle + half, top, bottom, _colour(nth), "paper")
                if bottom - top >= ROOM:
                    ink = ink_on(_colour(nth))
                    sheet.write(middle, (top + bottom) / 2, f"{value:,}", size=SMALL, ink=ink, align="center")
                reached += value
        if reached:
            sheet.write(middle, plot.y(reached) - 9, f"{reached:,}", size=SMALL, align="center")


def _keys(sheet: Sheet, them: Sequence[Series], y: float) -> None:
    x = 14.0
    for nth, series in enumerate(them):
        sheet.box(x, x + 16, y - 6, y + 6, _colour(nth))
        sheet.write(x + 22, y, series.name)
        x += 22 + text_width(series.name, TEXT) + 18


def _colour(nth: int) -> str:
    return f"series_{nth % 6 + 1}"
