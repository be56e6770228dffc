"""Finding a playbook by what people type in a crisis: a few words, misspelt, in any order (domain §10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.domain.playbook import Playbook
from bot.domain.severity import IncidentType
from bot.domain.word_index import Index, Phrase, phrase
from bot.domain.word_search import asked_for, match

_TITLE, _SIGNAL, _CAUSE, _CHECK, _REST = 10.0, 9.0, 4.0, 3.0, 1.0
_NEAR_THE_BEST = 0.3
_OF_ITS_TYPE = 1.1


@dataclass(frozen=True, slots=True)
class Hit:
    """A playbook that fits, and the phrases of it in which the words were found; no phrases when nothing was asked."""

    playbook: Playbook
    why: tuple[str, ...]


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
    matches = match(asked_for(words), ((_INDEX.of(each),) for each in playbooks))
    scored = [
        (found.score * (_OF_ITS_TYPE if kind in playbook.types else 1.0), playbook, found)
        for playbook, found in zip(playbooks, matches, strict=True)
    ]
    best = max((score for score, _, _ in scored), default=0.0)
    ranked = sorted(scored, key=lambda each: (-each[0], each[1].key))
    near = [each for each in ranked if each[0] > 0 and each[0] >= best * _NEAR_THE_BEST]
    return tuple(Hit(playbook, found.why) for _, playbook, found in near[:limit])


def _by_type(playbooks: Sequence[Playbook], kind: IncidentType | None) -> list[Playbook]:
    def place(playbook: Playbook) -> tuple[int, str]:
        types = playbook.types
        return (types.index(kind) if kind in types else len(IncidentType), playbook.title)

    return sorted(playbooks, key=place)


def _phrases(playbook: Playbook) -> Iterator[Phrase]:
    weighed: tuple[tuple[float, Iterable[str]], ...] = (
        (_TITLE, (playbook.title, playbook.key)),
        (_SIGNAL, playbook.signals),
        (_CAUSE, playbook.causes),
        (_CHECK, chain.from_iterable((check.look, check.tell) for check in playbook.checks)),
        (_REST, _rest(playbook)),
    )
    for weight, texts in weighed:
        for text in texts:
            yield phrase(text, weight)


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


_INDEX = Index(_phrases)
"""What each playbook is found by."""
