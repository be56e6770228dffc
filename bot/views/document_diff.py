"""How words of a review differ, line by line, with a sign before each line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import takewhile

from bot.domain.review import DocumentRead, Review
from bot.views.review_models import SectionDifference
from bot.views.text import one_line

LINES = 6
LINE = 90
GONE, NEW = "- ", "+ "


def differences(review: Review, read: DocumentRead) -> tuple[SectionDifference, ...]:
    """How the document that was read changes each section that it changes."""
    return tuple(
        SectionDifference(
            section=section,
            conflict=section in read.conflicts,
            by=(review.sections[section].by or "") if section in review.sections else "",
            diff=joined(changed_lines(read.before.get(section, ""), text)),
        )
        for section, text in read.sections.items()
    )


def joined(lines: Iterable[str]) -> str:
    """As many of the lines as a message shows, each cut to a readable length."""
    every = list(lines)
    more = [f"… and {len(every) - LINES} more lines"] if len(every) > LINES else []
    return "\n".join([*(one_line(line, LINE) for line in every[:LINES]), *more])


def changed_lines(before: str, after: str) -> tuple[str, ...]:
    """Lines that are gone and lines that are new, in order; empty lines count for nothing."""
    old, new = _lines(before), _lines(after)
    begin = _alike(old, new)
    old, new = old[begin:], new[begin:]
    end = _alike(reversed(old), reversed(new))
    return tuple(_changed(old[: len(old) - end], new[: len(new) - end]))


def _alike(old: Iterable[str], new: Iterable[str]) -> int:
    """With how many equal lines both begin; comparing what is the same takes long where lines repeat."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _changed(old: list[str], new: list[str]) -> Iterator[str]:
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            yield from (GONE + line for line in old[i1:i2])
            yield from (NEW + line for line in new[j1:j2])


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]
