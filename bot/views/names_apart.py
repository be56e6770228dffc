"""Whether a text says the same but for names: how people are called is the only thing that may differ."""

from __future__ import annotations

from collections.abc import Sequence

NAME_MOST = 80
"""Characters of what may stand for a name."""


def same_but_names(parts: Sequence[str], text: str) -> bool:
    """Whether the text is these parts in order, with 1 to `NAME_MOST` characters of anything between them.

    All places that can be reached are kept at once, each a bit of a number: one step for each character of the parts
    and a few for each name, whatever the text.
    """
    places = dict.fromkeys(set("".join(parts)), 0)
    for place, char in enumerate(text):
        if char in places:
            places[char] |= 1 << place
    reached = 1
    for number, part in enumerate(parts):
        reached = _behind_a_name(reached) if number else reached
        for char in part:
            reached = (reached & places[char]) << 1
            if not reached:
                return False
    return bool(reached >> len(text) & 1)


def _behind_a_name(reached: int) -> int:
    """Every place that is 1 to `NAME_MOST` characters behind one of these."""
    reached <<= 1
    wide = 1
    while wide < NAME_MOST:
        more = min(wide, NAME_MOST - wide)
        reached |= reached << more
        wide += more
    return reached
