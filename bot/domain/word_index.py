"""What texts are found by: phrases that weigh differently, taken apart into words once and kept small.

Asking again, or asking for something else, then costs no more than looking the words up.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar
from weakref import ref

_WORD = re.compile(r"[^\W_]+")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of a document: its text, what a word found in it weighs, its words and neighbours written as one."""

    text: str
    weight: float
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Document:
    """Phrases by the words that stand in them.

    words: each once. The phrases of the word at place n are `phrases[starts[n] : starts[n + 1]]`, as places in `texts`
    and `weights`, the first one first.
    """

    texts: tuple[str, ...]
    weights: array[float]
    words: tuple[str, ...]
    starts: array[int]
    phrases: array[int]

    def holding(self, wanted: Collection[str]) -> Iterator[tuple[str, array[int]]]:
        """Those of the words that stand in it, and in which of its phrases."""
        for place in [place for place, word in enumerate(self.words) if word in wanted]:
            yield self.words[place], self.phrases[self.starts[place] : self.starts[place + 1]]


class Index(Generic[T]):
    """The document of each thing that is searched: made when it is first asked for, gone with the thing itself.

    Things are told apart by identity, so that one that says something else by now has a document of its own.
    """

    def __init__(self, phrases: Callable[[T], Iterable[Phrase]]) -> None:
        """`phrases`: what a thing is found by."""
        self._phrases = phrases
        self._known: dict[int, tuple[ref[T], Document]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def of(self, thing: T) -> Document:
        """What it is found by. Threads may ask at once."""
        key = id(thing)
        known = self._known.get(key)
        if known is not None and known[0]() is thing:
            return known[1]
        made = document(self._phrases(thing))
        self._known[key] = (ref(thing, lambda _: self._known.pop(key, None)), made)
        return made


def split(text: str) -> list[str]:
    """The words of a text, letter case and ways of writing the same letter apart."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def phrase(text: str, weight: float, *, glued: bool = True) -> Phrase:
    """A phrase of a document; `glued`: people also write "featurestore"."""
    words = split(text)
    pairs = ("".join(pair) for pair in pairwise(words)) if glued else ()
    # A word that is the whole phrase was meant rather than one of many.
    return Phrase(text, weight * (0.9 + 0.1 / max(1, len(words))), frozenset((*words, *pairs)))


def document(phrases: Iterable[Phrase]) -> Document:
    """The document that these phrases make."""
    texts, weights = [], array("d")
    places: dict[str, list[int]] = {}
    for place, each in enumerate(phrases):
        texts.append(each.text)
        weights.append(each.weight)
        for word in each.words:
            # Documents share most of their words, which are kept once for all of them.
            places.setdefault(sys.intern(word), []).append(place)
    starts, of_words = array("I", (0,)), array("I")
    for found in places.values():
        of_words.extend(found)
        starts.append(len(of_words))
    return Document(tuple(texts), weights, tuple(places), starts, of_words)
