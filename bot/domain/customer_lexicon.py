"""The words that customers are not told, as data; and what their small pattern language means.

The data is `playbooks/customer_words.yml`, which says how it is read. Nothing here knows English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.domain.strict import Strict

Kind = Literal[
    "model",
    "version",
    "person",
    "team",
    "role",
    "place",
    "identifier",
    "source",
    "incident",
    "promise",
    "jargon",
]
"""What an offence is."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_APOSTROPHE = "['\u2019]"
_SPACE = r"\s+"
_NEXT_WORD = r"(?:\s+[\w'\u2019-]*\w)?"

TIME = (
    r"(?:\d{1,2}[:.]\d{2}(?:\s?(?:[ap]m\b|[ap]\.m\.))?|\d{1,2}\s?(?:[ap]m\b|[ap]\.m\.|o['\u2019]clock\b|h\b))"
    r"(?:\s(?:UTC|GMT|[A-Z]{2,3}S?T)\b)?"
)
LENGTH = (
    r"(?:half\s(?:an?\s)?|an?|one|two|three|four|five|six|ten|twelve|few|a\sfew|a\scouple\sof|several|"
    r"the(?:\snext)?|\d++)\s?(?:more\s)?"
    r"(?:\w+\s)?(?:seconds?|minutes?|mins?|hours?|hrs?|h|business\sdays?|working\sdays?|days?|weeks?)\b"
)
NAME = r"(?-i:[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶŁĻŃŅŇŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽ][\w-]*[^\W_])"
_BUILT_IN: Mapping[str, str] = {
    "time": TIME,
    "length": LENGTH,
    "name": NAME,
    "number": r"\d{1,4}(?:st|nd|rd|th)?\b",
    "version": r"v?\d+(?:\.\d+){0,3}\b",
    "code": r"#?(?-i:[A-Z0-9][A-Z0-9-]{2,})\b",
}

Phrase = Annotated[str, Field(min_length=1, max_length=200)]
Sentence = Annotated[str, Field(min_length=1, max_length=200)]


class Advice(Strict):
    """Why words do not belong there, and what to write instead."""

    why: Sentence
    better: Sentence


class WordRule(Advice):
    """Phrases that do not belong there.

    spared: groups of words of which one before it makes it harmless. unless: groups of words with one of which it
    does not begin. behind: groups of words of which one stands right before it, which is not pointed out itself.
    unless_then: groups of words of which none follows it; the next word is pointed out with it then.
    """

    kind: Kind
    find: tuple[Phrase, ...] = Field(min_length=1)
    spared: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    unless_then: tuple[str, ...] = ()
    exact: bool = False


class CustomerWords(Strict):
    """What is pointed out in words for customers, with advice for what is found by the incident's own names.

    harmless: phrases in which nothing is ever found. ordinary: words that are names of people, too.
    beside: words that tell that a plain word before or after them is a team's name. internal: names of our own, such as
    those of the catalogue's other models, which no file of words lists.
    """

    groups: dict[str, tuple[Phrase, ...]] = Field(default_factory=dict)
    harmless: tuple[Phrase, ...] = ()
    ordinary: tuple[Phrase, ...] = ()
    beside: tuple[Phrase, ...] = ()
    internal: tuple[str, ...] = ()
    names: dict[Kind, Advice] = Field(default_factory=dict)
    rules: tuple[WordRule, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Every group that is named is there."""
        for rule in self.rules:
            groups = (*rule.spared, *rule.unless, *rule.behind, *rule.unless_then)
            self._known(f"rules, {rule.find[0]!r}", groups, rule.find)
        self._known("harmless", (), self.harmless)
        return self

    def _known(self, where: str, groups: tuple[str, ...], phrases: tuple[str, ...]) -> None:
        named = [*groups, *(name for phrase in phrases for name in _PLACEHOLDER.findall(phrase))]
        unknown = [name for name in named if name not in self.groups and name not in _BUILT_IN]
        if unknown:
            raise ValueError(f"{where}: there is no group {unknown[0]!r}")

    @cached_property
    def compiled(self) -> tuple[tuple[WordRule, re.Pattern[str]], ...]:
        """Every rule with the expression that finds it."""
        return tuple(
            (
                rule,
                re.compile(
                    _not_these(rule.unless, self.groups)
                    + "(?:"
                    + "|".join(_phrase(phrase, self.groups) for phrase in rule.find)
                    + ")"
                    + (_not_these(rule.unless_then, self.groups, space=_SPACE) + _NEXT_WORD)
                    * bool(rule.unless_then),
                    0 if rule.exact else re.IGNORECASE,
                ),
            )
            for rule in self.rules
        )

    @cached_property
    def sparing_phrases(self) -> re.Pattern[str] | None:
        """What is harmless, as an expression."""
        phrases = "|".join(_phrase(phrase, self.groups) for phrase in self.harmless)
        return re.compile(phrases, re.IGNORECASE) if phrases else None

    @cached_property
    def sparing(self) -> Mapping[str, re.Pattern[str]]:
        """Each group as an expression."""
        return {
            name: re.compile(rf"(?<![\w-])(?:{any_of(words)})(?![\w-])", re.IGNORECASE)
            for name, words in self.groups.items()
        }

    @cached_property
    def right_before(self) -> Mapping[str, re.Pattern[str]]:
        """Each group as an expression for what ends with one of it."""
        return {
            name: re.compile(rf"(?<![\w-])(?:{any_of(words)})\s+\Z", re.IGNORECASE)
            for name, words in self.groups.items()
        }

    def advice(self, kind: Kind) -> Advice:
        """Why a name of that kind does not belong there, and what to write instead."""
        return self.names.get(kind, _PLAIN)


_PLAIN = Advice(why="an internal name", better="Say what people notice.")


def any_of(words: tuple[str, ...]) -> str:
    """Any of these phrases, the longest first."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(_SPACE.join(map(_literal, each.split())) for each in ordered)


def _phrase(phrase: str, groups: Mapping[str, tuple[str, ...]]) -> str:
    """The phrase as an expression, in which every repetition is bounded."""
    whole, begun = "", False
    for token in phrase.split():
        optional = token.endswith("?")
        bare = token.removesuffix("?")
        words = rf"[\w'\u2019%-]+(?:{_SPACE}[\w'\u2019%-]+){{0,3}}" if bare == "*" else _either(bare, groups)
        spaced = f"{_SPACE}(?:{words})" if begun else f"(?:{words}){_SPACE if optional else ''}"
        whole += f"(?:{spaced})?" if optional else spaced
        begun = begun or not optional
    return rf"(?<![\w-]){whole}(?![\w-])"


def _not_these(names: tuple[str, ...], groups: Mapping[str, tuple[str, ...]], *, space: str = "") -> str:
    words = "|".join(any_of(groups[name]) for name in names)
    return rf"(?!{space}(?i:{words})(?![\w-]))" if words else ""


def _either(token: str, groups: Mapping[str, tuple[str, ...]]) -> str:
    return "|".join(_one(each, groups) for each in token.split("|"))


def _one(word: str, groups: Mapping[str, tuple[str, ...]]) -> str:
    group = _PLACEHOLDER.fullmatch(word)
    if group is None:
        return _literal(word)
    return _BUILT_IN.get(group[1]) or any_of(groups[group[1]])


def _literal(word: str) -> str:
    escaped = re.escape(word.removesuffix("~")).replace("'", _APOSTROPHE)
    return escaped + r"[\w-]*" if word.endswith("~") else escaped


NO_WORDS = CustomerWords()
"""A lexicon without a word in it: names and shapes are found all the same."""
