"""Text that people typed, made fit to be shown: pure functions on strings.

Lengths are counted in UTF-16 units, the stricter of the two ways in which Slack's limits can be read.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]"
)
_GAPS = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_HALF_ENTITY = re.compile(r"&[a-z]{0,3}$")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
ELLIPSIS = "…"
UNITS_A_LINE = 80


def clean(text: str) -> str:
    """The text without control characters, lone surrogates and direction overrides, in NFC.

    Line breaks of every kind become newlines; newlines and tabs stay.
    """
    return unicodedata.normalize("NFC", _DROPPED.sub("", _BREAKS.sub("\n", text)))


def tidy(text: str) -> str:
    """The text without blanks around it and with at most one empty line in a row."""
    return _GAPS.sub("\n\n", text).strip()


def blank(text: str) -> bool:
    """Whether nothing of the text can be seen."""
    return all(unicodedata.category(char) in _UNSEEN for char in text)


_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"})


def length(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """The text if it has at most `limit` units, else its beginning, ending in an ellipsis."""
    if length(text) <= limit:
        return text
    room = max(0, limit - len(ELLIPSIS))
    kept = text[:room]
    while (over := length(kept) - room) > 0:
        # A character has two units at most.
        kept = kept[: len(kept) - (over + 1) // 2]
    return kept.rstrip() + ELLIPSIS


def clip_markup(text: str, limit: int) -> str:
    """Like `clip` for mrkdwn: never cuts through a `<…>` sequence or an `&…;` entity."""
    if length(text) <= limit:
        return text
    kept = clip(text, limit).removesuffix(ELLIPSIS)
    opened = kept.rfind("<")
    if opened > kept.rfind(">"):
        kept = kept[:opened]
    return _HALF_ENTITY.sub("", kept).rstrip() + ELLIPSIS


def passage(text: str, limit: int) -> str:
    """Cleaned words of several lines, of at most `limit` units and no more lines than those are worth on a phone."""
    lines = tidy(clean(text)).split("\n")
    most = max(2, limit // UNITS_A_LINE)
    return clip("\n".join([*lines[: most - 1], " ".join(lines[most - 1 :])]).rstrip(), limit)


def escape(text: str) -> str:
    """The text as mrkdwn shows it literally (Slack: escape &, < and >)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one_line(text: str, limit: int) -> str:
    """The cleaned text on one line of at most `limit` units."""
    return clip(" ".join(clean(text).split()), limit)


def goes_on(text: str) -> str:
    """The text without a full stop at its end, where a sentence of ours goes on; an ellipsis stays."""
    words = text.rstrip()
    return words[:-1] if words.endswith(".") and not words.endswith("..") else words


def slug(title: str, limit: int) -> str:
    """The title as a part of a channel name: `[a-z0-9-]`, at most `limit` long, cut between words where possible.

    Empty when nothing of the title can be written so.
    """
    folded = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = _NOT_IN_NAMES.sub("-", folded).strip("-")
    if len(name) <= limit:
        return name
    cut = name[: max(limit, 0)]
    between_words = cut.rfind("-") if name[len(cut)] != "-" else len(cut)
    return (cut[:between_words] if between_words > limit // 2 else cut).strip("-")


def written(day: date | None) -> str:
    """The day as people write it, such as `Fri 4 Dec 2026`; empty for none."""
    return f"{day:%a} {day.day} {day:%b %Y}" if day else ""


def span(duration: timedelta) -> str:
    """A length of time in words: minutes below two hours, hours and minutes below two days, then days."""
    minutes = max(1, round(duration.total_seconds() / 60))
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{round(minutes / (24 * 60))} days"


def lasting(seconds: float) -> str:
    """What was measured, in words: `span`, and what took less than a minute is called that."""
    return span(timedelta(seconds=seconds)) if seconds >= 60 else "under 1 min"
