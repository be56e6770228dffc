"""Wording that blames: found where it stands, with why and with what says more (domain §13: systems, not people).

Only words are looked at, never meaning: what is pointed out is changed or kept by a person. Quotations and code are
left alone, and so is what is denied ("this was not human error") or said of a system ("the request failed to …").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import merge
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
_MENTION = r"<@[A-Z0-9]+(?:\|[^<>]*)?>|@[\w.-]+"
_TECHNICAL = (
    r"[A-Za-z]\w*+(?:[.-]\w++){0,12}(?:\.\w++|-(?=\w+?_\w)\w++)"
    r"|[A-Za-z](?=\w*?_\w)\w*+"
    r"|[A-Za-z]\w*+-(?=\w*?\d)\w++"
    r"|[A-Za-z]++\d\w*+"
)
"""A host, a version, a column: what is written with dots, digits or underscores is no person.

Each word is taken whole and no text can be read in two ways, so that a long one takes no longer than its length.
"""

_WORD = re.compile(r"\S+")
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
    """Somebody or something that is named; `refers`: a word such as `they`, which may mean either.

    `owns`: whoever only owns something; `counts`: whether a clause is about it when more nouns follow.
    """

    start: int
    end: int
    kind: Kind
    refers: bool
    owns: bool
    counts: bool = True


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Where each clause begins, the known nouns, those that count, and what was spoken of before each clause."""

    clauses: list[int]
    nouns: list[_Noun]
    counting: list[_Noun]
    before: list[Kind | None]

    def clause(self, place: int) -> int:
        """Which clause that place is in."""
        return bisect_right(self.clauses, place) - 1

    def subject(self, end: int) -> Kind | None:
        """Whom or what is spoken of: the first noun of this clause, or of the last one before that has any."""
        clause = self.clause(end)
        since = self.clauses[clause]
        first = bisect_left(self.counting, since, key=_start)
        last = bisect_left(self.nouns, end, key=_start) - 1
        if first < len(self.counting) and self.counting[first].end <= end:
            return self.counting[first].kind
        if last >= 0 and since <= self.nouns[last].start and self.nouns[last].end <= end:
            noun = self.nouns[last]
            return self.before[clause] if noun.owns else noun.kind
        return self.before[clause]


def findings(text: str, lexicon: Lexicon, people: Sequence[str] = ()) -> tuple[Finding, ...]:
    """What in the text blames, in its order and without overlaps, at most `MOST`; `people` are names that are known.

    The text is read to where that many are found, and takes no longer than its length.
    """
    kept: list[Finding] = []
    for each in _Reading(text, lexicon, people).found():
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
        if len(kept) == MOST:
            break
    return tuple(kept)


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
        self._read: dict[int, _Sentence] = {}
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
        """Everything that any rule points out, in the text's order, the longer first."""
        return merge(*map(self._found, self._lexicon.rules), key=lambda each: (each.start, -each.end))

    def _found(self, rule: WordingRule) -> Iterator[Finding]:
        phrases = (pattern(phrase, self._lexicon.groups, self._names) for phrase in rule.find)
        for match in re.compile("|".join(phrases), re.IGNORECASE).finditer(self._seen):
            start, end = match.span()
            if (rule.negated or not self._denied(start, end)) and self._about(rule, start):
                yield Finding(start, end, self._text[start:end], rule.key, rule.why, rule.better)

    def _denied(self, start: int, end: int) -> bool:
        """Whether a word shortly before in the same clause denies it, or words right after it."""
        words = bisect_left(self._words, start)
        sentence = self._sentence(start)
        begins = sentence.clauses[sentence.clause(start)]
        since = max(begins, self._words[max(0, words - _REACH)] if words else 0)
        first = bisect_left(self._denying, (since, 0))
        within = first < len(self._denying) and self._denying[first][1] <= start
        return within or bool(self._denials.match(self._seen, end))

    def _about(self, rule: WordingRule, start: int) -> bool:
        """Whether the rule speaks of whom or what the sentence does."""
        if rule.subject == "any":
            return True
        subject = self._sentence(start).subject(start)
        match rule.subject:
            case "not_system":
                return subject != "system"
            case "person":
                return subject in ("person", "we")
            case _:
                return subject == "person"

    def _sentence(self, place: int) -> _Sentence:
        """The sentence that place is in, read once."""
        number = bisect_right(self._sentences, place) - 1
        if number not in self._read:
            start, end = [*self._sentences[number : number + 2], len(self._seen)][:2]
            clauses = [start, *(cut.end() for cut in self._clause_ends.finditer(self._seen, start, end))]
            nouns = self._nouns(start, end)
            counting = [noun for noun in nouns if noun.counts]
            self._read[number] = _Sentence(clauses, nouns, counting, _spoken_of(clauses, counting))
        return self._read[number]

    def _nouns(self, start: int, end: int) -> list[_Noun]:
        """The known nouns; of several in a row the last one counts, and whoever only owns something does not."""
        found = [
            _Noun(
                *match.span(),
                _kind(match),
                refers=match[0].casefold() in self._pronouns,
                owns=self._seen[match.end() : match.end() + 1] in ("'", "’"),
            )
            for match in self._known.finditer(self._seen, start, end)
        ]
        nouns: list[_Noun] = []
        named: Kind | None = None
        for noun, following in zip_longest(found, found[1:]):
            row = following is not None and not self._seen[noun.end : following.start].strip(" ")
            # `They` is whoever or whatever was named last before.
            kind = named if noun.refers and named else noun.kind
            nouns.append(replace(noun, kind=kind, counts=not noun.owns and not (row and not noun.refers)))
            named = kind if nouns[-1].counts else named
        return nouns

    @cached_property
    def _sentences(self) -> list[int]:
        """Where each sentence begins."""
        return [0, *(cut.end() for cut in _SENTENCE_END.finditer(self._seen))]

    @cached_property
    def _words(self) -> list[int]:
        """Where each word begins."""
        return [word.start() for word in _WORD.finditer(self._seen)]

    @cached_property
    def _denying(self) -> list[tuple[int, int]]:
        """Each word that denies."""
        return [found.span() for found in self._negations.finditer(self._seen)]


def _start(noun: _Noun) -> int:
    return noun.start


def _spoken_of(clauses: Sequence[int], nouns: Sequence[_Noun]) -> list[Kind | None]:
    """For each clause, the first noun of the last clause before it that has any."""
    firsts: dict[int, Kind] = {}
    for noun in nouns:
        firsts.setdefault(bisect_right(clauses, noun.start) - 1, noun.kind)
    spoken: list[Kind | None] = [None]
    for clause in range(len(clauses) - 1):
        spoken.append(firsts.get(clause, spoken[-1]))
    return spoken


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
