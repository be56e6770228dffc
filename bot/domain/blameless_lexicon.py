"""The words that a blameless review looks for, as data; and what their small pattern language means.

The data is `playbooks/blameless.yml`, which says how it is read. Nothing here knows English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.domain.strict import Strict

Subject = Literal["any", "person", "other", "not_system"]

NEEDED = ("we", "people", "systems", "pronouns", "conjunctions", "negations", "denials")
"""Groups that every lexicon has: rules ask who or what a clause speaks of, and whether it denies."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}('s)?")
_APOSTROPHE = "['’]"
_ARTICLES = "the|a|an|our|your|their|his|her|my|this|that|some|any|another|one of the"
_SPACE = r"\s+"

Phrase = Annotated[str, Field(min_length=1, max_length=200)]


class WordingRule(Strict):
    """One kind of wording: how it is found, why it is pointed out, and what says more."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,40}$")]
    find: tuple[Phrase, ...] = Field(min_length=1)
    subject: Subject = "any"
    negated: bool = False
    why: str = Field(min_length=1, max_length=200)
    better: str = Field(min_length=1, max_length=300)


class Lexicon(Strict):
    """Groups of words, phrases in which nothing is ever found, and the rules."""

    groups: dict[str, tuple[Phrase, ...]]
    harmless: tuple[Phrase, ...] = ()
    rules: tuple[WordingRule, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Every group that is named is there, and every phrase can be read."""
        missing = [name for name in NEEDED if name not in self.groups]
        if missing:
            raise ValueError(f"groups: {', '.join(missing)} missing")
        for rule in self.rules:
            for phrase in rule.find:
                unknown = [name for name, _ in _PLACEHOLDER.findall(phrase) if name not in self.groups]
                if unknown:
                    raise ValueError(f"rules, {rule.key}: there is no group {unknown[0]!r} for {phrase!r}")
        return self


def pattern(phrase: str, groups: Mapping[str, tuple[str, ...]], names: str = "") -> str:
    """The phrase as a regular expression; `names` is one for people who are known, or empty.

    Every repetition is bounded, so that no text takes long.
    """
    parts = [*_parts(phrase, groups, names)]
    whole = ""
    for n, (words, optional) in enumerate(parts):
        gap = _SPACE if n and not parts[n - 1][1] else ""
        after = _SPACE if n + 1 < len(parts) else ""
        # A part that may be missing takes the space behind it along.
        whole += f"{gap}(?:(?:{words}){after})?" if optional else f"{gap}(?:{words})"
    return rf"(?<![\w-]){whole}(?![\w-])"


def _parts(phrase: str, groups: Mapping[str, tuple[str, ...]], names: str) -> Iterator[tuple[str, bool]]:
    """Each word of the phrase as an expression, and whether it may be missing."""
    for token in phrase.split():
        optional = token.endswith("?")
        bare = token.removesuffix("?")
        if bare == "*":
            yield rf"[\w'’-]+(?:{_SPACE}[\w'’-]+){{0,2}}", optional
            continue
        yield "|".join(_word(word, groups, names) for word in bare.split("|")), optional


def _word(word: str, groups: Mapping[str, tuple[str, ...]], names: str) -> str:
    group = _PLACEHOLDER.fullmatch(word)
    if group is None:
        return _literal(word)
    name, possessive = group.groups()
    entries = alternatives(groups[name], plural=name in ("people", "systems"))
    if name in ("people", "systems"):
        known = f"|{names}" if names and name == "people" else ""
        entries = rf"(?:(?:{_ARTICLES}){_SPACE}(?:[\w-]+{_SPACE}){{0,2}}?)?(?:{entries}{known})"
    return f"(?:{entries}){_APOSTROPHE}s?" if possessive else f"(?:{entries})(?!{_APOSTROPHE})"


def alternatives(entries: tuple[str, ...], *, plural: bool = False) -> str:
    """Any of these words, the longest first; nouns in the plural, too."""
    ordered = sorted(entries, key=len, reverse=True)
    return "|".join(
        _SPACE.join(map(_literal, entry.split())) + ("(?:s|es)?" if plural else "") for entry in ordered
    )


def _literal(word: str) -> str:
    escaped = re.escape(word.removesuffix("~")).replace("'", _APOSTROPHE)
    return escaped + r"[\w-]*" if word.endswith("~") else escaped
