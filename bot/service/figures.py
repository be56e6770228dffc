"""Figures as people type them."""

from __future__ import annotations

import re

_FIGURE = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?")
_AFTER = re.compile("\\s*(%|percent|x|\N{MULTIPLICATION SIGN})$", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")


def figure(text: str, least: float, most: float) -> float | None:
    """The figure that was typed, None when nothing was.

    A sign, a unit behind it (percent, or the sign of a multiple), a comma for the point and a typographic minus are
    all read; a comma that could as well group thousands is not guessed at.

    Raises:
        ValueError: it is no figure between `least` and `most`.
    """
    if not text.strip():
        return None
    bare = _AFTER.sub("", text.strip()).replace("\N{MINUS SIGN}", "-")
    if "," in bare and ("." in bare or bare.count(",") > 1 or _GROUPED.fullmatch(bare)):
        raise ValueError(f"{text!r} may mean two figures")
    bare = bare.replace(",", ".")
    if not _FIGURE.fullmatch(bare) or not least <= float(bare) <= most:
        raise ValueError(f"{text!r} is no figure from {least:g} to {most:g}")
    return float(bare)
