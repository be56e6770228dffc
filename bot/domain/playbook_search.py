"""Finding a playbook by what people type in a crisis: a few words, misspelt, in any order (domain §10)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.domain.playbook import Playbook
from bot.domain.severity import IncidentType

ASKED = 12
"""Words that are looked for; whatever is typed after them is not."""

LONGEST = 40
REASONS = 2
"""Phrases that say why a playbook fits; long ones are no reason that is read at night."""

LONGEST_REASON = 80

_TITLE, _SIGNAL, _CAUSE, _CHECK, _REST = 10.0, 9.0, 4.0, 3.0, 1.0
_ALIKE = 0.66
"""Least similarity of two words: one slip in three letters, two in six."""
_BEGINNING = 0.93
_NEAR_THE_BEST = 0.3
_OF_ITS_TYPE = 1.1
_TOGETHER = 0.5
_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset(
    _WORD.findall(
        "a about all an and any are as at be but by can do does for from get gets got has have help how i in is it its "
        "me my of on or our out please so some that the their them there these they this those to too us very was we "
        "what when where which who why with you your since suddenly again now problem issue urgent"
    )
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A playbook that fits, and the phrases of it in which the words were found; no phrases when nothing was asked."""

    playbook: Playbook
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A phrase, and how much each word that was asked for weighs in it; 0 where it is not there."""

    text: str
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    weight: float
    words: tuple[str, ...]


def search(
    playbooks: Sequence[Playbook], words: str, limit: int, kind: IncidentType | None = None
) -> tuple[Hit, ...]:
    """The playbooks that fit the words, the best first, at most `limit`.

    Typing errors are tolerated; title and signals weigh most, then causes, checks and the rest, and rare words more
    than common ones. Without words: all, those for this type of incident first. Words of which none is found give
    nothing.

    kind: the type of the incident at hand; its playbooks win when others fit about as well.
    """
    if not words.strip():
        return tuple(Hit(playbook, ()) for playbook in _by_type(playbooks, kind)[:limit])
    asked = _asked(words)
    found = [[_found(asked, phrase) for phrase in _phrases(playbook)] for playbook in playbooks]
    rarity = [_rarity([_best(phrases, place) for phrases in found]) for place in range(len(asked))]
    scored = [
        (_score(phrases, rarity) * (_OF_ITS_TYPE if kind in playbook.types else 1.0), playbook, phrases)
        for playbook, phrases in zip(playbooks, found, strict=True)
    ]
    best = max((score for score, _, _ in scored), default=0.0)
    ranked = sorted(scored, key=lambda each: (-each[0], each[1].key))
    near = [each for each in ranked if each[0] > 0 and each[0] >= best * _NEAR_THE_BEST]
    return tuple(Hit(playbook, _why(phrases, len(asked))) for _, playbook, phrases in near[:limit])


def _by_type(playbooks: Sequence[Playbook], kind: IncidentType | None) -> list[Playbook]:
    def place(playbook: Playbook) -> tuple[int, str]:
        types = playbook.types
        return (types.index(kind) if kind in types else len(IncidentType), playbook.title)

    return sorted(playbooks, key=place)


def _split(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _asked(words: str) -> list[str]:
    meant = (word[:LONGEST] for word in _split(words[: ASKED * LONGEST]) if word not in _EMPTY)
    return list(dict.fromkeys(meant))[:ASKED]


def _phrases(playbook: Playbook) -> Iterator[_Phrase]:
    weighed: tuple[tuple[float, Iterable[str]], ...] = (
        (_TITLE, (playbook.title, playbook.key)),
        (_SIGNAL, playbook.signals),
        (_CAUSE, playbook.causes),
        (_CHECK, chain.from_iterable((check.look, check.tell) for check in playbook.checks)),
        (_REST, _rest(playbook)),
    )
    for weight, texts in weighed:
        for text in texts:
            words = _split(text)
            # People also write "featurestore".
            glued = ("".join(pair) for pair in pairwise(words))
            # A word that is the whole phrase was meant rather than one of many.
            yield _Phrase(text, weight * (0.9 + 0.1 / max(1, len(words))), (*words, *glued))


def _rest(playbook: Playbook) -> Iterator[str]:
    for row in playbook.decisions:
        yield from (row.when, row.then)
    for option in playbook.containment:
        yield from (option.what, option.effect)
    yield from (
        *playbook.steps,
        *playbook.verification,
        *playbook.success,
        playbook.rollback,
        playbook.compliance,
    )


def _found(asked: Sequence[str], phrase: _Phrase) -> _Found:
    return _Found(phrase.text, tuple(phrase.weight * _alike(word, phrase.words) ** 2 for word in asked))


def _best(phrases: Sequence[_Found], place: int) -> float:
    """What the word at that place weighs where it weighs most."""
    return max((phrase.weights[place] for phrase in phrases), default=0.0)


def _alike(word: str, words: Sequence[str]) -> float:
    """How much the word is like the likest of these, from 0 to 1; a beginning counts nearly as the whole."""
    nearest = process.extractOne(word, words, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE)
    alike = float(nearest[1]) if nearest else 0.0
    if alike < _BEGINNING and any(_begins(word, other) for other in words):
        return _BEGINNING
    return alike


def _begins(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and long.startswith(short)


def _rarity(weights: Sequence[float]) -> float:
    """A word that one playbook has says more than a word that most of them have."""
    total = sum(weights)
    return log(1 + len(weights) * max(weights) / total) if total else 0.0


def _score(phrases: Sequence[_Found], rarity: Sequence[float]) -> float:
    """Every word where it weighs most; and once more, in part, those that were found side by side."""
    apart = sum(_best(phrases, place) * rare for place, rare in enumerate(rarity))
    together = (
        sum(weight * rare for weight, rare in zip(phrase.weights, rarity, strict=True))
        for phrase in phrases
        if sum(weight > 0 for weight in phrase.weights) > 1
    )
    return apart + _TOGETHER * max(together, default=0.0)


def _why(phrases: Sequence[_Found], asked: int) -> tuple[str, ...]:
    """For every word the phrase in which it weighs most; of equals the shorter, as more of it was asked for."""
    short = [phrase for phrase in phrases if len(phrase.text) <= LONGEST_REASON]
    told = [
        max(short, key=lambda phrase: (phrase.weights[place], sum(phrase.weights), -len(phrase.text)))
        for place in range(asked)
        if _best(short, place)
    ]
    told.sort(key=lambda phrase: -sum(phrase.weights))
    return tuple(dict.fromkeys(phrase.text for phrase in told))[:REASONS]
