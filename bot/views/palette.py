"""The colours of charts and documents: by day and by night, and never the only carrier of a meaning.

Neighbours differ in lightness as well as in hue, so that they stay apart in grey and for the colour-blind; by night ink
and ground change places. No two are alike, so that a drawing's colours can be exchanged by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour by day and by night, as `#rrggbb`."""

    day: str
    night: str


PALETTE: dict[str, Colour] = {
    "paper": Colour("#ffffff", "#17181c"),
    "ink": Colour("#1b1b1f", "#ececf0"),
    "muted": Colour("#565a63", "#a9adb8"),
    "line": Colour("#d5d8de", "#3a3d45"),
    "band": Colour("#f5f6f8", "#1e2025"),
    "reverse": Colour("#fefefe", "#ffffff"),
    "impact": Colour("#777c87", "#8d93a0"),
    "detect": Colour("#e3e4e8", "#3c3f47"),
    "triage": Colour("#f6dfae", "#5e4a17"),
    "contain": Colour("#f0bd94", "#6b3a14"),
    "recover": Colour("#b5dcef", "#134a63"),
    "verify": Colour("#a5d8c1", "#10523b"),
    "learn": Colour("#dcd3ec", "#463a63"),
    "severity_1": Colour("#7d1d10", "#8f2415"),
    "severity_2": Colour("#e0976b", "#7a4218"),
    "severity_3": Colour("#f6e3d3", "#4a3b2e"),
    "surface": Colour("#d0daf0", "#2c3c63"),
    "proposed": Colour("#fcfcfd", "#191a1f"),
    "approved": Colour("#dbe6f4", "#26364b"),
    "applied": Colour("#8db5de", "#2f5884"),
    "verified": Colour("#265b92", "#3a76b8"),
    "overdue": Colour("#fbd9c4", "#54280f"),
    "moment": Colour("#2b2d33", "#dddfe6"),
    "change": Colour("#0b69a3", "#6cb8ee"),
    "due": Colour("#3a3d45", "#c6c9d2"),
    "on_time": Colour("#0a6b50", "#55c9a3"),
    "late": Colour("#a04a00", "#f0a35c"),
    "missed": Colour("#a51d14", "#ff8a7d"),
    "decision": Colour("#55397f", "#bda4ea"),
    "note": Colour("#4a4e57", "#b6bac5"),
    "alarm": Colour("#8a3b00", "#f2b27a"),
    "message": Colour("#3f4f73", "#a9bbe6"),
    "series_1": Colour("#1f5f99", "#6fb1ea"),
    "series_2": Colour("#e39f3c", "#d98f22"),
    "series_3": Colour("#bfe4d9", "#2a6a5a"),
    "series_4": Colour("#5b3f8c", "#b79cf0"),
    "series_5": Colour("#c96a52", "#e77f6b"),
    "series_6": Colour("#d9dbe2", "#4b4f59"),
}
"""By the names of what is drawn in them (`bot.views.charts`)."""

REVERSED = frozenset({"severity_1", "verified", "impact", "series_1", "series_4"})
"""Grounds that are too dark for ink: what is written on them is `reverse`."""

_BY_DAY = {colour.day: name for name, colour in PALETTE.items()}


def exchangeable(drawing: str) -> str:
    """The SVG with every colour of the palette as a CSS variable, which falls back on the colour by day."""
    return re.sub(r"#[0-9a-f]{6}\b", _variable, drawing)


def variables(night: bool = False) -> str:  # noqa: FBT001, FBT002 - by day or by night
    """The palette as CSS declarations."""
    return "".join(
        f"--{name.replace('_', '-')}:{colour.night if night else colour.day};"
        for name, colour in PALETTE.items()
    )


def _variable(found: re.Match[str]) -> str:
    name = _BY_DAY.get(found[0])
    return found[0] if name is None else f"var(--{name.replace('_', '-')},{found[0]})"
