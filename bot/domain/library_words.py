"""Words of the field that mean nearly the same, as data: what somebody asks for in words an incident does not use.

The data is `playbooks/library_words.yml`; the shipped one knows English. A playbook's signals are words for the
incidents that were worked by it, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.domain.playbook import Playbook
from bot.domain.strict import Strict
from bot.domain.word_index import split
from bot.domain.word_search import stem

Term = Annotated[str, Field(min_length=1, max_length=60)]

LONGEST_TERM = 3
"""Words of a term."""


class LibraryWords(Strict):
    """Groups of terms that mean nearly the same, and the signals of each playbook by its key."""

    alike: tuple[tuple[Term, ...], ...] = ()
    signals: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _short(self) -> Self:
        for term in (term for group in self.alike for term in group):
            if not 1 <= len(split(term)) <= LONGEST_TERM:
                raise ValueError(f"alike, {term!r}: a term has one to {LONGEST_TERM} words")
        return self

    @cached_property
    def _groups(self) -> Mapping[tuple[str, ...], frozenset[str]]:
        """For the stems of each term those of the others in its groups; of several words, written as one."""
        others: dict[tuple[str, ...], set[str]] = {}
        for group in self.alike:
            terms = [split(term) for term in group]
            together = {stem("".join(term)) for term in terms}
            for term in terms:
                written = stem("".join(term))
                others.setdefault(tuple(map(stem, term)), set()).update(together - {written})
        return {term: frozenset(words) for term, words in others.items()}

    def others(self, words: str, asked: Sequence[str]) -> tuple[frozenset[str], ...]:
        """For each word that is asked for (as of `asked_for(words)`) the stems of words that mean nearly the same.

        Those of a term of several words belong to each of its words that is asked for.
        """
        typed = split(words)
        found: dict[str, set[str]] = {}
        for length in range(1, LONGEST_TERM + 1):
            for start in range(len(typed) - length + 1):
                term = typed[start : start + length]
                for word in term:
                    found.setdefault(word, set()).update(self._groups.get(tuple(map(stem, term)), ()))
        return tuple(frozenset(found.get(word, ())) for word in asked)


NO_WORDS = LibraryWords()
"""No word means what another does."""


def with_signals(words: LibraryWords, playbooks: Iterable[Playbook]) -> LibraryWords:
    """The words with what each playbook is found by."""
    signals = {each.key: (each.title, *each.signals) for each in playbooks}
    return words.model_copy(update={"signals": {**signals, **words.signals}})
