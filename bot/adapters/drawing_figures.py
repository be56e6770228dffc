"""Bars and trends, drawn: for digests, to be read on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from bot.adapters.drawing_sheet import SMALL, TEXT, TITLE, Sheet, ink_on, shortened, text_width
from bot.views.charts import BarChart, Series, TrendChart, figure

WIDTH = 720.0
TOP, BOTTOM, LEFT, RIGHT = 64.0, 44.0, 58.0, 20.0
PLOT = 240.0
KEY_LINE = 20.0
ROOM = 15.0
"""Pixels of a bar that can bear its figure."""

SHAPES = ("o", "s", "^", "D", "v", "P")
"""A trend's series differ in shape as well as in colour; bars bear their figures, and stand in the key's order."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Where values stand: `top` is the value at the upper edge, `bottom` that at the lower."""

    top: float
    bottom: float
    step: float
    places: int

    def y(self, value: float) -> float:
        """The height of a value in pixels."""
        return TOP + PLOT * (self.top - value) / (self.top - self.bottom)

    def x(self, place: float) -> float:
        """The middle of a category in pixels."""
        return LEFT + (WIDTH - LEFT - RIGHT) * (place + 0.5) / max(self.places, 1)

    @property
    def width(self) -> float:
        """The width of a category."""
        return (WIDTH - LEFT - RIGHT) / max(self.places, 1)


def draw_figures(chart: BarChart | TrendChart) -> Figure:
    """The figure of this chart."""
    stacked = isinstance(chart, BarChart) and chart.stacked
    plot = _plot(chart, stacked=stacked)
    keyed = len(chart.series) > 1
    below = TOP + PLOT + BOTTOM
    sheet = Sheet(WIDTH, below + KEY_LINE * keyed + KEY_LINE * bool(chart.note))
    sheet.write(14, 20, shortened(chart.title, WIDTH - 28, TITLE), size=TITLE, bold=True)
    if chart.unit:
        sheet.write(14, 42, chart.unit, size=SMALL, ink="muted")
    _grid(sheet, plot)
    for place, category in enumerate(chart.categories):
        words = shortened(category, plot.width - 4, SMALL)
        sheet.write(plot.x(place), TOP + PLOT + 14, words, size=SMALL, align="center")
    if not any(value is not None for series in chart.series for value in series.values):
        sheet.write(WIDTH / 2, TOP + PLOT / 2, "Nothing to show yet", ink="muted", align="center")
    elif isinstance(chart, TrendChart):
        _trends(sheet, chart, plot)
    else:
        _bars(sheet, chart, plot)
    if keyed:
        _keys(sheet, chart.series, below - 4, lines=isinstance(chart, TrendChart))
    if chart.note:
        words = shortened(chart.note, WIDTH - 28, SMALL)
        sheet.write(14, below - 4 + KEY_LINE * keyed, words, size=SMALL, ink="muted")
    return sheet.figure


def _plot(chart: BarChart | TrendChart, *, stacked: bool) -> Plot:
    columns = [
        [value for series in chart.series if (value := series.values[place]) is not None]
        for place in range(len(chart.categories))
    ]
    if stacked:
        columns = [[sum(column)] for column in columns]
    values = [0.0, *(value for column in columns for value in column)]
    step = _step(max(values) - min(values))
    top = max(step, step * -(-max(values) // step))
    return Plot(top * 1.0, step * (min(values) // step), step, len(chart.categories))


def _step(span: float) -> float:
    """Round steps, at most five of them, and whole ones where the figures are small counts."""
    step = 1.0
    while step * 5 < span:
        step *= 2 if str(step)[0] in "15" else 2.5
    return step


def _grid(sheet: Sheet, plot: Plot) -> None:
    for nth in range(round((plot.top - plot.bottom) / plot.step) + 1):
        value = plot.bottom + nth * plot.step
        sheet.line((LEFT, WIDTH - RIGHT), (plot.y(value), plot.y(value)), "line" if value else "muted")
        sheet.write(LEFT - 8, plot.y(value), figure(value), size=SMALL, ink="muted", align="right")


def _bars(sheet: Sheet, chart: BarChart, plot: Plot) -> None:
    group = min(plot.width * 0.8, 120.0)
    bar = group if chart.stacked else group / max(len(chart.series), 1)
    for place in range(len(chart.categories)):
        reached = 0.0
        for nth, series in enumerate(chart.series):
            value = series.values[place]
            if value is None:
                continue
            left = plot.x(place) - group / 2 + (0 if chart.stacked else bar * nth)
            base = reached if chart.stacked else 0.0
            top, bottom = sorted((plot.y(base), plot.y(base + value)))
            sheet.box(left + 1, left + bar - 1, top, bottom, _colour(nth), "paper")
            if chart.stacked and bottom - top >= ROOM:
                middle, ink = (top + bottom) / 2, ink_on(_colour(nth))
                sheet.write(left + bar / 2, middle, figure(value), size=SMALL, ink=ink, align="center")
            reached = base + value
            if not chart.stacked:
                _above(sheet, left + bar / 2, top, series, place)
        if chart.stacked and reached:
            sheet.write(plot.x(place), plot.y(reached) - 9, figure(reached), size=SMALL, align="center")


def _above(sheet: Sheet, x: float, y: float, series: Series, place: int) -> None:
    value = series.values[place]
    assert value is not None, "there is a bar"
    said = f"{figure(value)}{f' n={series.counts[place]}' if series.counts else ''}"
    half = text_width(said, SMALL) / 2 + 2
    sheet.box(x - half, x + half, y - 16, y - 3, "paper")
    sheet.write(x, y - 9, said, size=SMALL, align="center")


def _trends(sheet: Sheet, chart: TrendChart, plot: Plot) -> None:
    for nth, series in enumerate(chart.series):
        for run in _unbroken(series):
            xs, ys = [plot.x(place) for place, _ in run], [plot.y(value) for _, value in run]
            sheet.path(xs, ys, _colour(nth), SHAPES[nth % len(SHAPES)])
        if len(chart.series) == 1:
            for place, value in enumerate(series.values):
                if value is not None:
                    _above(sheet, plot.x(place), plot.y(value) - 4, series, place)


def _unbroken(series: Series) -> Iterator[list[tuple[int, float]]]:
    run: list[tuple[int, float]] = []
    for place, value in enumerate((*series.values, None)):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []


def _keys(sheet: Sheet, them: Sequence[Series], y: float, *, lines: bool) -> None:
    x = 14.0
    for nth, series in enumerate(them):
        if lines:
            sheet.path([x + 8], [y], _colour(nth), SHAPES[nth % len(SHAPES)])
        else:
            sheet.box(x, x + 16, y - 6, y + 6, _colour(nth))
        sheet.write(x + 22, y, series.name)
        x += 22 + text_width(series.name, TEXT) + 18


def _colour(nth: int) -> str:
    return f"series_{nth % 6 + 1}"
