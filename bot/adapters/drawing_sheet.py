"""A sheet to draw on with matplotlib, laid out in pixels from its top left corner."""

from __future__ import annotations

import itertools
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextToPath

from bot.views.palette import PALETTE, REVERSED

FAMILY = "DejaVu Sans"
"""Comes with matplotlib, so that a drawing is the same on every machine."""

DPI = 100
"""Pixels of the layout to an inch."""

TEXT, SMALL, TITLE = 11.0, 10.0, 13.0
"""Sizes of letters in pixels of the layout."""

MARKERS: dict[str, tuple[str, float, bool]] = {
    "moment": ("D", 6.5, True),
    "change": ("s", 7.5, True),
    "due": ("|", 12.0, False),
    "on_time": ("o", 8.0, True),
    "late": ("^", 9.0, True),
    "missed": ("X", 9.5, True),
    "decision": ("p", 10.0, True),
    "note": ("o", 5.5, False),
    "alarm": ("v", 9.0, True),
    "message": ("s", 6.5, False),
}
"""Shape, size in pixels, and whether it is filled, by the kind of mark."""

HATCHES = {"approved": "////", "overdue": "xxxx"}

_MEASURE = TextToPath()
_POINTS = 72 / DPI

Align = Literal["left", "center", "right"]


class Sheet:
    """A white sheet of that many pixels; what is drawn later lies above what was drawn before."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=colour("paper"))
        self._axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._layers = itertools.count(1)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = TEXT,
        ink: str = "ink",
        align: Align = "left",
        bold: bool = False,
    ) -> None:
        """Text whose middle is at the height `y`."""
        self._axes.text(
            x,
            y,
            text,
            fontsize=size * _POINTS,
            fontweight="bold" if bold else "normal",
            color=colour(ink),
            ha=align,
            va="center_baseline",
            zorder=next(self._layers),
        )

    def box(self, left: float, right: float, top: float, bottom: float, fill: str, edge: str = "") -> None:
        """A filled box; `edge` draws its outline, and the kinds that have one get their pattern."""
        pattern = HATCHES.get(fill)
        outline = edge or ("muted" if pattern else "")
        self._axes.add_patch(
            Rectangle(
                (left, top),
                max(right - left, 1.0),
                bottom - top,
                facecolor=colour(fill),
                edgecolor=colour(outline) if outline else "none",
                linewidth=0.6 if outline else 0.0,
                hatch=pattern,
                zorder=next(self._layers),
            )
        )

    def line(
        self, xs: tuple[float, float], ys: tuple[float, float], ink: str, *, dashed: bool = False
    ) -> None:
        """A thin straight line."""
        self._axes.add_line(
            Line2D(
                xs,
                ys,
                color=colour(ink),
                linewidth=0.7,
                linestyle="dashed" if dashed else "solid",
                zorder=next(self._layers),
            )
        )

    def mark(self, x: float, y: float, kind: str) -> None:
        """A mark of that kind."""
        shape, size, filled = MARKERS[kind]
        ink = colour(kind)
        self._axes.add_line(
            Line2D(
                [x],
                [y],
                linestyle="none",
                marker=shape,
                markersize=size * _POINTS,
                markerfacecolor=ink if filled else colour("paper"),
                markeredgecolor=colour("paper") if filled else ink,
                markeredgewidth=0.6 if filled else 1.4,
                zorder=next(self._layers),
            )
        )


def colour(name: str) -> str:
    """The palette's colour by day."""
    return PALETTE[name].day


def ink_on(ground: str) -> str:
    """What to write with on that ground."""
    return "reverse" if ground in REVERSED else "ink"


def text_width(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """How many pixels wide it is."""
    font = FontProperties(family=FAMILY, size=size, weight="bold" if bold else "normal")
    width, _, _ = _MEASURE.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def shortened(text: str, room: float, size: float = TEXT) -> str:
    """As much of the text as fits, ending in an ellipsis where something is missing; nothing when too little does."""
    if text_width(text, size) <= room:
        return text
    for end in range(len(text) - 1, 2, -1):
        cut = f"{text[:end].rstrip()}…"
        if text_width(cut, size) <= room:
            return cut
    return ""
