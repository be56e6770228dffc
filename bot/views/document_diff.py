"""How words of a review differ, line by line, with a sign before each line."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
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
    """With how many equal lines both begin; so that of repeated lines the changed one is told."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _changed(old: list[str], new: list[str]) -> Iterator[str]:
    """What lies between the lines that stay, which are as many as possible once repeated ones are told apart."""
    i = j = 0
    for stays, there in (*_staying(old, new), (len(old), len(new))):
        yield from (GONE + line for line in old[i:stays])
        yield from (NEW + line for line in new[j:there])
        i, j = stays + 1, there + 1


def _staying(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Places of the lines that stay, old and new, in order: the longest increasing run, in n log n steps."""
    there = {line: place for place, line in enumerate(_numbered(new))}
    pairs = [(place, there[line]) for place, line in enumerate(_numbered(old)) if line in there]
    ends: list[int] = []
    chosen: list[int] = []
    behind: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        behind.append(chosen[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        chosen[length : length + 1] = [number]
    run: list[tuple[int, int]] = []
    last = chosen[-1] if chosen else -1
    while last >= 0:
        run.append(pairs[last])
        last = behind[last]
    return run[::-1]


def _numbered(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Each line with how often it was there before."""
    seen: Counter[str] = Counter()
    for line in lines:
        yield line, seen[line]
        seen[line] += 1


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]
