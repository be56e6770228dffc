"""Wording that blames: found where it stands, with why and with what says more (domain §13: systems, not people).

Only words are looked at, never meaning: what is pointed out is changed or kept by a person. Quotations and code are
left alone, and so is what is denied ("this was not human error") or said of a system ("the request failed to …").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from bot.domain.blameless_lexicon import Lexicon, WordingRule, alternatives, pattern

MOST = 200
"""Findings in one text."""

_HIDDEN = re.compile(
    r"```.*?(?:```|\Z)"
    r"|`[^`\n]*`"
    r"|^[ \t]*>.*$"
    r"|https?://\S+"
    r'|"[^"\n]{1,400}"'
    r"|“[^”\n]{1,400}”"
    r"|„[^“”\n]{1,400}[“”]"
    r"|«[^»\n]{1,400}»"
    r"|‘[^’\n]{1,400}’(?!\w)"
    r"|(?<![\w’])'[^'\n]{1,400}'(?!\w)",
    re.MULTILINE | re.DOTALL,
)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n\s*\n|\n\s*[-*•]\s")
_CLAUSE_MARKS = r"[,;:()–—\n]"
_MENTION = r"<@[A-Z0-9]+(?:\|[^>]*)?>|@[\w.-]+"
_TECHNICAL = r"[A-Za-z]\w*(?:[._-]\w+)*[._]\w+|[A-Za-z]+\w*-\w*\d\w*|[A-Za-z]+\d\w*"
"""A host, a version, a column: what is written with dots, digits or underscores is no person."""

_REACH = 6
"""Words before a finding among which one denies it."""

Kind = Literal["person", "we", "system"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`text[start:end]` is `words`, which blames; `rule` is its key, `why` and `better` are for people to read."""

    start: int
    end: int
    words: str
    rule: str
    why: str
    better: str


@dataclass(frozen=True, slots=True)
class _Noun:
    """Somebody or something that is named; `refers`: a word such as `they`, which may mean either."""

    start: int
    end: int
    kind: Kind
    refers: bool


def findings(text: str, lexicon: Lexicon, people: Sequence[str] = ()) -> tuple[Finding, ...]:
    """What in the text blames, in its order and without overlaps, at most `MOST`; `people` are names that are known."""
    found = sorted(_Reading(text, lexicon, people).found(), key=lambda each: (each.start, -each.end))
    kept: list[Finding] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return tuple(kept[:MOST])


class _Reading:
    """One text read by one lexicon. `seen` is the text without what is quoted; every character keeps its place."""

    def __init__(self, text: str, lexicon: Lexicon, people: Sequence[str]) -> None:
        groups = lexicon.groups
        self._text = text
        self._lexicon = lexicon
        self._names = "|".join((_MENTION, *_longest_first(people)))
        self._negations = _any(groups["negations"])
        self._denials = re.compile(
            rf"[^\w.!?]*(?:\w+[^\w.!?]+){{0,2}}?(?:{_any(groups['denials']).pattern})", re.IGNORECASE
        )
        self._clause_ends = re.compile(
            rf"{_CLAUSE_MARKS}|{_any(groups['conjunctions']).pattern}", re.IGNORECASE
        )
        self._pronouns = frozenset(groups["pronouns"])
        self._known = re.compile(
            rf"(?<![\w-])(?:(?P<we>{alternatives(groups['we'])})"
            rf"|(?P<person>{self._names}|{alternatives(groups['people'], plural=True)})"
            rf"|(?P<system>{_TECHNICAL}|{alternatives(groups['systems'], plural=True)}))(?![\w-])",
            re.IGNORECASE,
        )
        hidden = _HIDDEN.sub(_blank, text)
        self._seen = _any(lexicon.harmless).sub(_blank, hidden) if lexicon.harmless else hidden

    def found(self) -> Iterator[Finding]:
        """Everything that any rule points out."""
        for rule in self._lexicon.rules:
            phrases = (pattern(phrase, self._lexicon.groups, self._names) for phrase in rule.find)
            for match in re.compile("|".join(phrases), re.IGNORECASE).finditer(self._seen):
                start, end = match.span()
                sentence = max((cut.end() for cut in _SENTENCE_END.finditer(self._seen, 0, start)), default=0)
                if (rule.negated or not self._denied(sentence, start, end)) and self._about(
                    rule, sentence, start
                ):
                    yield Finding(start, end, self._text[start:end], rule.key, rule.why, rule.better)

    def _denied(self, sentence: int, start: int, end: int) -> bool:
        since, until = self._clauses(sentence, start)[-1]
        before = self._seen[since:until].split()[-_REACH:]
        return bool(self._negations.search(" ".join(before)) or self._denials.match(self._seen, end))

    def _about(self, rule: WordingRule, sentence: int, start: int) -> bool:
        """Whether the rule speaks of whom or what the sentence does."""
        if rule.subject == "any":
            return True
        subject = self._subject(sentence, start)
        match rule.subject:
            case "not_system":
                return subject != "system"
            case "person":
                return subject in ("person", "we")
            case _:
                return subject == "person"

    def _subject(self, sentence: int, end: int) -> Kind | None:
        """Whom or what is spoken of: the first known noun of this clause, or of the one before that has any."""
        nouns = self._nouns(sentence, end)
        for since, until in reversed(self._clauses(sentence, end)):
            first = next((noun for noun in nouns if since <= noun.start < until), None)
            if first is not None:
                return first.kind
        return None

    def _clauses(self, start: int, end: int) -> list[tuple[int, int]]:
        cuts = [cut.span() for cut in self._clause_ends.finditer(self._seen, start, end)]
        begins = [start, *(after for _, after in cuts)]
        return list(zip(begins, [*(before for before, _ in cuts), end], strict=True))

    def _nouns(self, start: int, end: int) -> list[_Noun]:
        """The known nouns; of several in a row the last one counts, and whoever only owns something does not."""
        found = [
            _Noun(match.start(), match.end(), _kind(match), refers=match[0].casefold() in self._pronouns)
            for match in self._known.finditer(self._seen, start, end)
        ]
        kept: list[_Noun] = []
        for noun, following in zip_longest(found, found[1:]):
            row = following is not None and not self._seen[noun.end : following.start].strip(" ")
            owns = self._seen[noun.end : noun.end + 1] in ("'", "’")
            if owns or (row and not noun.refers):
                continue
            # `They` is whoever or whatever was named last before.
            kept.append(replace(noun, kind=kept[-1].kind) if noun.refers and kept else noun)
        return kept


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", "\x00", match[0])


def _kind(match: re.Match[str]) -> Kind:
    if match["we"]:
        return "we"
    return "person" if match["person"] else "system"


def _longest_first(names: Sequence[str]) -> list[str]:
    return [re.escape(name.strip()) for name in sorted(names, key=len, reverse=True) if name.strip()]


def _any(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(pattern(phrase, {}) for phrase in phrases), re.IGNORECASE)
