"""Finding texts by a few words, misspelt and in any order: what the searches for playbooks and incidents share.

A document is a handful of phrases that weigh differently. Typing errors are tolerated, and a word that few documents
have says more than one that most of them have.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, takewhile
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.domain.word_index import Document, split

ASKED = 12
"""Words that are looked for; whatever is typed after them is not."""

LONGEST = 40
REASONS = 2
"""Phrases that say why a document fits; long ones are no reason that is read at night."""

LONGEST_REASON = 80

_ALIKE = 0.66
"""Least similarity of two words: one slip in three letters, two in six."""
_BEGINNING, _BEGINS_FROM = 0.93, 4
_TOGETHER = 0.5
_MEANT_ALIKE = 0.75
"""How much a word counts that means nearly the same as the one that was asked for."""
_SLIPPED = 0.8
"""Least similarity to other words of one that is written as documents write it: another spelling, and no slip."""
_ENDINGS = (
    "ations",
    "ation",
    "ings",
    "ing",
    "ions",
    "ion",
    "ies",
    "ied",
    "ers",
    "er",
    "ed",
    "es",
    "ly",
    "s",
)
_STEM = 3
"""Letters that a stem has at least."""
_EMPTY = frozenset(
    split(
        "a about all an and any are as at be but by can do does for from get gets got has have help how i in is it its "
        "me my of on or our out please so some that the their them there these they this those to too us very was we "
        "what when where which who why with you your since suddenly again now problem issue urgent not no nothing but "
        "could would should did had been because than"
    )
)


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase, and how much each word that was asked for weighs in it; 0 where it is not there."""

    text: str
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """How well a document fits, 0 when it has none of the words, and the phrases that have any.

    worth: what each of the words adds, rare ones more.
    """

    score: float
    phrases: tuple[Found, ...]
    worth: tuple[float, ...]

    @property
    def why(self) -> tuple[str, ...]:
        """For every word the phrase in which it weighs most; of equals the shorter, as more of it was asked for."""
        short = [phrase for phrase in self.phrases if len(phrase.text) <= LONGEST_REASON]
        asked = len(short[0].weights) if short else 0
        told = [
            max(short, key=lambda phrase: (phrase.weights[place], sum(phrase.weights), -len(phrase.text)))
            for place in range(asked)
            if _best(short, place)
        ]
        told.sort(key=lambda phrase: -sum(phrase.weights))
        return tuple(dict.fromkeys(phrase.text for phrase in told))[:REASONS]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word without its ending, roughly: what "delays", "delayed" and "delay" have in common."""
    cut = next((each for each in _ENDINGS if word.endswith(each) and len(word) - len(each) >= _STEM), "")
    bare = word.removesuffix(cut)
    return bare[:-1] if bare[-1:] in ("e", "y") and len(bare) > _STEM else bare


def asked_for(words: str, most: int = ASKED) -> list[str]:
    """The words that are looked for: each once, at most `most`, those that say nothing left out."""
    meant = (word[:LONGEST] for word in split(words[: most * LONGEST]) if word not in _EMPTY)
    return list(dict.fromkeys(meant))[:most]


def forget() -> None:
    """Remember no word of a document."""
    stem.cache_clear()


def match(
    asked: Sequence[str],
    documents: Iterable[Sequence[Document]],
    others: Sequence[Collection[str]] = (),
) -> tuple[Match, ...]:
    """How well each document fits the words (as of `asked_for`), in the order in which they are given.

    documents: each in one or more parts (`word_index.document`).
    others: for each word the stems of those that mean nearly the same; they count a little less.
    """
    known = list(documents)
    written = frozenset().union(*(each.words for each in chain.from_iterable(known)))
    vocabulary = sorted(written)
    places: dict[str, list[tuple[int, float]]] = {}
    for place, word in enumerate(asked):
        known_word = word in written
        for other, alike in _likeness(word, vocabulary).items():
            if not known_word or alike >= _SLIPPED:
                places.setdefault(other, []).append((place, alike))
    if any(others):
        for other in vocabulary:
            same = stem(other)
            for place, stems in enumerate(others):
                if same in stems:
                    places.setdefault(other, []).append((place, _MEANT_ALIKE))
    found = [_found(places, len(asked), document) for document in known]
    rarity = [_rarity([_best(phrases, place) for phrases in found]) for place in range(len(asked))]
    return tuple(_match(phrases, rarity) for phrases in found)


def nearest(word: str, names: Collection[str]) -> str | None:
    """The name that was probably meant, letter case apart; None when none is alike."""
    by_fold = {name.casefold(): name for name in names}
    likeness = _likeness(word.casefold(), sorted(by_fold))
    best = max(likeness, key=lambda name: likeness[name], default=None)
    return by_fold[best] if best is not None else None


def _likeness(word: str, vocabulary: Sequence[str]) -> dict[str, float]:
    """How much the word is like each of these (sorted), from 0 to 1; a beginning counts nearly as the whole."""
    near = process.extract(
        word, vocabulary, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE, limit=None
    )
    alike = {other: float(score) for other, score, _ in near}
    for other in _begun(word, vocabulary):
        alike[other] = max(alike.get(other, 0.0), _BEGINNING)
    return alike


def _begun(word: str, vocabulary: Sequence[str]) -> Iterator[str]:
    """What begins with the word, and what the word begins with, from four letters on."""
    if len(word) >= _BEGINS_FROM:
        after = bisect_left(vocabulary, word)
        yield from takewhile(lambda other: other.startswith(word), islice(vocabulary, after, None))
    for length in range(_BEGINS_FROM, len(word)):
        place = bisect_left(vocabulary, word[:length])
        if place < len(vocabulary) and vocabulary[place] == word[:length]:
            yield vocabulary[place]


def _found(
    places: Mapping[str, Sequence[tuple[int, float]]], asked: int, parts: Sequence[Document]
) -> tuple[Found, ...]:
    """The phrases that have any of the words, and what each weighs: most where it is written as it was asked for."""
    return tuple(chain.from_iterable(_found_in(places, asked, part) for part in parts))


def _found_in(
    places: Mapping[str, Sequence[tuple[int, float]]], asked: int, part: Document
) -> Iterator[Found]:
    """Of phrases in which the same is found only the shortest: long texts repeat themselves."""
    words: dict[int, list[str]] = {}
    for word, phrases in part.holding(places):
        for phrase in phrases:
            words.setdefault(phrase, []).append(word)
    shortest: dict[tuple[float, tuple[str, ...]], int] = {}
    for phrase in sorted(words):
        same = (part.weights[phrase], tuple(words[phrase]))
        known = shortest.setdefault(same, phrase)
        if len(part.texts[phrase]) < len(part.texts[known]):
            shortest[same] = phrase
    for (weight, found), phrase in sorted(shortest.items(), key=lambda each: each[1]):
        weights = [0.0] * asked
        for place, alike in chain.from_iterable(places[word] for word in found):
            weights[place] = max(weights[place], weight * alike**2)
        yield Found(part.texts[phrase], tuple(weights))


def _best(phrases: Sequence[Found], place: int) -> float:
    """What the word at that place weighs where it weighs most."""
    return max((phrase.weights[place] for phrase in phrases), default=0.0)


def _rarity(weights: Sequence[float]) -> float:
    """A word that one document has says more than a word that most of them have."""
    total = sum(weights)
    return log(1 + len(weights) * max(weights) / total) if total else 0.0


def _match(phrases: tuple[Found, ...], rarity: Sequence[float]) -> Match:
    """Every word where it weighs most; and once more, in part, those that were found side by side."""
    worth = tuple(_best(phrases, place) * rare for place, rare in enumerate(rarity))
    together = (
        sum(weight * rare for weight, rare in zip(phrase.weights, rarity, strict=True))
        for phrase in phrases
        if sum(weight > 0 for weight in phrase.weights) > 1
    )
    return Match(sum(worth) + _TOGETHER * max(together, default=0.0), phrases, worth)
