"""The timeline overlay, drawn: rows of marks and stretches over one axis of time with its cuts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from matplotlib.figure import Figure

from bot.adapters.drawing_sheet import (
    HATCHES,
    MARKERS,
    SMALL,
    TITLE,
    Sheet,
    ink_on,
    shortened,
    text_width,
)
from bot.views.charts import Key, Lane, Mark, Spell, TimelineChart
from bot.views.moments import duration
from bot.views.time_scale import TimeScale

WIDTH = 760.0
LEFT, RIGHT = 150.0, 16.0
TOP = 74.0
BAR = 17.0
LINE = 14.0
"""Pixels between two rows of labels."""

PAD = 7.0
BESIDE = 6.0
"""Pixels between words and a cut of the axis."""

LABEL_ROWS_MOST = 8
"""As many as an incident has milestones, so that each of them is named."""

LANES_MOST = 30
KEY_LINE = 18.0
TICKS_APART = 0.08
"""Of the axis: as wide as a time of day with some air."""

THIN = {"impact", "overdue"}
"""Stretches drawn as a thin bar, as marks stand in the same row."""


@dataclass(frozen=True, slots=True)
class Label:
    """A mark and where a line of its words stands: the row below the marks counting from 0, None for none."""

    mark: Mark
    x: float
    row: int | None
    left: float = LEFT
    words: str = ""


def draw_timeline(chart: TimelineChart) -> Figure:
    """The figure of this chart; rows that do not fit are counted below it."""
    scale = TimeScale(chart.moments)
    lanes = chart.lanes[:LANES_MOST]
    placed = [_labels(lane.marks, scale) for lane in lanes]
    heights = list(map(_height, placed))
    keys = _key_rows(chart.keys)
    more = len(chart.lanes) - len(lanes)
    bottom = TOP + sum(heights)
    sheet = Sheet(WIDTH, bottom + 12 + KEY_LINE * (len(keys) + bool(more)) + 6)
    sheet.write(10, 18, chart.title, size=TITLE, bold=True)
    sheet.write(WIDTH - RIGHT, 18, f"times in {chart.zone}", size=SMALL, ink="muted", align="right")
    _bands(sheet, heights)
    _axis(sheet, chart, scale, bottom)
    top = TOP
    for nth, (lane, labels) in enumerate(zip(lanes, placed, strict=True)):
        _lane(sheet, lane, labels, scale, top, _ground(nth))
        top += heights[nth]
    for nth, row in enumerate(keys):
        _key_row(sheet, row, bottom + 20 + KEY_LINE * nth)
    if more:
        words = f"{more} more rows stand in the text."
        sheet.write(10, bottom + 20 + KEY_LINE * len(keys), words, size=SMALL, ink="muted")
    return sheet.figure


def _x(share: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * share


def _labels(marks: Sequence[Mark], scale: TimeScale) -> list[Label]:
    """Each label below its mark, in the first rows that are still free there; none where no row is."""
    ends: list[float] = []
    found = []
    cuts = [_x(share) for share, _ in scale.cuts()]
    for mark in sorted(marks, key=lambda each: each.at):
        x = _x(scale.place(mark.at))
        first, last = _piece(x, cuts)
        above = -1
        for words in _lines(mark.label, last - first) or ("",):
            width = text_width(words, SMALL)
            left = min(max(x - width / 2, first), last - width)
            free = (nth for nth, end in enumerate(ends) if nth > above and left > end + 5)
            row = next(free, max(len(ends), above + 1))
            if not words or row >= LABEL_ROWS_MOST:
                found.append(Label(mark, x, None))
                break
            ends[row:] = [left + width, *ends[row + 1 :]]
            found.append(Label(mark, x, row, left, words))
            above = row
    return found


def _piece(x: float, cuts: Sequence[float]) -> tuple[float, float]:
    """From where to where words below a mark may stand: they run over no cut of the axis."""
    first = max((cut + BESIDE for cut in cuts if cut < x), default=LEFT - BESIDE)
    return first, min((cut - BESIDE for cut in cuts if cut > x), default=WIDTH - 4)


def _lines(label: str, room: float) -> list[str]:
    """The words of a label in lines that fit; a single word that does not is shortened."""
    lines: list[str] = []
    for word in label.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, SMALL) <= room:
            lines[-1] = longer
        else:
            lines.append(word if text_width(word, SMALL) <= room else shortened(word, room, SMALL))
    return lines


def _height(labels: Sequence[Label]) -> float:
    rows = 1 + max((label.row for label in labels if label.row is not None), default=-1)
    return 2 * PAD + BAR + LINE * rows


def _bands(sheet: Sheet, heights: Sequence[float]) -> None:
    """Every other row is shaded, so that the eye finds its name."""
    top = TOP
    for nth, height in enumerate(heights):
        sheet.box(0, WIDTH, top, top + height, _ground(nth))
        top += height


def _ground(nth: int) -> str:
    return "paper" if nth % 2 else "band"


def _axis(sheet: Sheet, chart: TimelineChart, scale: TimeScale, bottom: float) -> None:
    for stretch in scale.stretches:
        sheet.line((_x(stretch.left), _x(stretch.right)), (TOP - 4, TOP - 4), "muted")
    for tick in scale.ticks(chart.zone, TICKS_APART):
        x = _x(tick.place)
        sheet.line((x, x), (TOP - 8, bottom), "line")
        sheet.write(x, TOP - 15, tick.time, size=SMALL, ink="muted", align="center")
        if tick.date:
            sheet.write(x, TOP - 28, tick.date, size=SMALL, ink="ink", align="center", bold=True)
    for share, gap in scale.cuts():
        x = _x(share)
        for shift in (-2.5, 2.5):
            sheet.line((x + shift - 3, x + shift + 3), (TOP + 1, TOP - 9), "muted")
        sheet.line((x, x), (TOP, bottom), "muted", dashed=True)
        sheet.write(x, TOP - 42, _missing(gap), size=SMALL - 1, ink="muted", align="center")


def _missing(gap: timedelta) -> str:
    """How long a cut is, in its largest unit."""
    return " ".join(duration(gap).split(" ")[:2])


def _lane(
    sheet: Sheet, lane: Lane, labels: Sequence[Label], scale: TimeScale, top: float, ground: str
) -> None:
    middle = top + PAD + BAR / 2
    name, _, more = lane.name.partition(": ")
    sheet.write(10, middle - (6 if more else 0), shortened(name, LEFT - 24), bold=True)
    sheet.write(10, middle + 8, shortened(more, LEFT - 24, SMALL - 1), size=SMALL - 1, ink="muted")
    for spell in lane.spells:
        _spell(sheet, spell, scale, middle, [_x(share) for share, _ in scale.cuts()])
    for label in labels:
        if label.row:
            sheet.line((label.x, label.x), (middle + 5, _below(middle, label.row) - 6), "line")
    for label in labels:
        if label.row is not None:
            y = _below(middle, label.row)
            # Lines end where there is something to read.
            right = label.left + text_width(label.words, SMALL)
            sheet.box(label.left - 2, right + 2, y - 6.5, y + 6.5, ground)
            sheet.write(label.left, y, label.words, size=SMALL)
    # When something was due lies below what became of it.
    for label in sorted(labels, key=lambda each: each.mark.kind != "due"):
        sheet.mark(label.x, middle, label.mark.kind)


def _below(middle: float, row: int) -> float:
    """The middle of a row of words below the marks."""
    return middle + BAR / 2 + LINE * (row + 0.5)


def _spell(sheet: Sheet, spell: Spell, scale: TimeScale, middle: float, cuts: Sequence[float]) -> None:
    left, right = _x(scale.place(spell.since)), _x(scale.place(spell.until))
    half = BAR / 4 if spell.kind in THIN else BAR / 2
    edge = "muted" if spell.kind in ("proposed", "overdue", "approved") else "paper"
    sheet.box(left, right, middle - half, middle + half, spell.kind, edge)
    # The words stand in the widest piece that no cut of the axis runs through.
    ends = [left, *(cut for cut in cuts if left < cut < right), right]
    begin, end = max(pairwise(ends), key=lambda piece: piece[1] - piece[0])
    if spell.kind not in THIN and (words := shortened(spell.label, end - begin - 6, SMALL)):
        centre, width = (begin + end) / 2, text_width(words, SMALL)
        if spell.kind in HATCHES:
            sheet.box(centre - width / 2 - 3, centre + width / 2 + 3, middle - 7, middle + 7, "proposed")
        sheet.write(centre, middle, words, size=SMALL, ink=ink_on(spell.kind), align="center")


def _key_rows(keys: Sequence[Key]) -> list[list[Key]]:
    rows: list[list[Key]] = []
    used = WIDTH
    for key in keys:
        width = 26 + text_width(key.meaning, SMALL) + 14
        if used + width > WIDTH - 10:
            rows.append([])
            used = 10
        rows[-1].append(key)
        used += width
    return rows


def _key_row(sheet: Sheet, row: Sequence[Key], y: float) -> None:
    x = 10.0
    for key in row:
        if key.kind in MARKERS:
            sheet.mark(x + 10, y, key.kind)
        else:
            sheet.box(x, x + 20, y - 6, y + 6, key.kind, "muted")
        sheet.write(x + 26, y, key.meaning, size=SMALL)
        x += 26 + text_width(key.meaning, SMALL) + 14
