"""Wording in a review that blames and that nobody has changed or kept yet (domain §13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.blameless import Finding, findings
from bot.domain.blameless_lexicon import Lexicon
from bot.domain.review import Review, Section


@dataclass(frozen=True, slots=True)
class Pointed:
    """Words of a section that are pointed out."""

    section: Section
    found: Finding


def pointed_out(
    review: Review, lexicon: Lexicon, sections: Iterable[Section] = tuple(Section)
) -> tuple[Pointed, ...]:
    """What in these sections blames and is not kept on purpose, section by section, in the text's order."""
    read_by = _ReadBy(lexicon)
    return tuple(
        Pointed(section, found)
        for section in sections
        if review.text(section) and lexicon.rules
        for found in _found(review.text(section), read_by)
        if (section, found.words.casefold()) not in review.accepted
    )


class _ReadBy:
    """A lexicon as a key: the same one, not one that says the same."""

    __slots__ = ("lexicon",)

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __hash__(self) -> int:
        return id(self.lexicon)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ReadBy) and other.lexicon is self.lexicon


def forget() -> None:
    """Remember no text that was looked at."""
    _found.cache_clear()


@lru_cache(maxsize=256)
def _found(text: str, read_by: _ReadBy) -> tuple[Finding, ...]:
    """Reading a long text takes a tenth of a second, and the same sections are looked at again and again."""
    return findings(text, read_by.lexicon)
