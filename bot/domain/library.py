"""The library of past incidents: finding one by words, and those that are like the one at hand (domain §17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from math import log
from zoneinfo import ZoneInfo

from bot.domain.actions import ActionState
from bot.domain.containment import MENU
from bot.domain.library_query import Wanted
from bot.domain.library_words import NO_WORDS, LibraryWords
from bot.domain.record import ContainmentLine, Record
from bot.domain.severity import Surface
from bot.domain.triage_questions import QUESTIONS
from bot.domain.triage_rule import Drift, FalsePage, PlaybookKey
from bot.domain.word_index import Document, Index, Phrase, document, phrase, split
from bot.domain.word_search import Match, asked_for, match

_TITLE, _MODEL, _CAUSE, _PLAYBOOK, _KEY, _TRIED, _IMPACT, _REST = 10.0, 9.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0
_BRIDGE = 1.0
"""A playbook's signals weigh little: they are true of all that was worked by it."""
_NEAR_THE_BEST, _NEAR_THE_LIKEST = 0.3, 0.45
_FRESH = timedelta(days=180)
"""After so long a time an incident counts half as recent."""
_FRESHNESS = 0.1

ALIKE_WORDS = 24
"""Words of the incident at hand that others are compared by."""

_SAME_MODEL, _SAME_SURFACE, _SAME_TYPE, _SAME_DRIFT, _SAME_PLAYBOOK = 3.0, 2.5, 1.0, 1.0, 2.0
_OTHER_SURFACE, _OTHER_ANSWER = -2.0, -0.3
_SIGNALS_MOST, _WORDS_MOST = 3.0, 6.0
_ENOUGH = 3.0
_WORDS_ENOUGH = 0.12
"""The least share of its words that says something, and the least score that is offered."""
_SHOWN_WORDS = 4

_NO_DRIFT = (Drift.NONE, Drift.UNKNOWN)

HELPED = (ActionState.VERIFIED, ActionState.LIFTED)
IN_VAIN = (ActionState.REVERTED, ActionState.FAILED)


class By(StrEnum):
    """In what two incidents are alike."""

    MODEL = "model"
    SURFACE = "surface"
    TYPE = "type"
    DRIFT = "drift"
    PLAYBOOK = "playbook"
    SIGNALS = "signals"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Found:
    """An incident that fits what was asked, and the phrases of it in which the words were found."""

    record: Record
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is alike, and how much it counts: a key, `question:answer` pairs, or words."""

    by: By
    what: tuple[str, ...]
    counts: float


@dataclass(frozen=True, slots=True)
class Similar:
    """A past incident that is like the one at hand, and in what, the weightiest first."""

    record: Record
    score: float
    likenesses: tuple[Likeness, ...]


def search(
    records: Sequence[Record],
    wanted: Wanted,
    now: datetime,
    zone: ZoneInfo | None = None,
    field: LibraryWords = NO_WORDS,
) -> tuple[Found, ...]:
    """The incidents that fit, the best first; without words the newest first. Of two that fit alike the newer leads.

    Args:
        records: what may be found by whoever asks.
        wanted: filters and words (`library_query.read_query`).
        now: the present moment (UTC).
        zone: the team's, whose days `since:` and `until:` mean; UTC when left out.
        field: which words mean nearly the same, and what the playbooks are found by.
    """
    if wanted.unread:
        return ()
    admitted = [each for each in records if wanted.admits(each, zone or ZoneInfo("UTC"))]
    asked = () if wanted.numbers else asked_for(wanted.words)
    if not asked:
        # Words that say nothing find nothing; no words at all find what the filters leave.
        by_age = sorted(admitted, key=lambda each: -each.number)
        return tuple(Found(each, ()) for each in by_age) if wanted.numbers or not wanted.words else ()
    bridges = {key: (_bridge(signals),) for key, signals in field.signals.items()}
    documents = ((_INDEX.of(each), *bridges.get(each.playbook, ())) for each in admitted)
    matches = match(asked, documents, field.others(wanted.words, asked))
    scored = [
        (found.score * (1 + _FRESHNESS * _freshness(each, now)), each, found)
        for each, found in zip(admitted, matches, strict=True)
        if found.score
    ]
    best = max((score for score, _, _ in scored), default=0.0)
    ranked = sorted(scored, key=lambda each: (-each[0], -each[1].number))
    return tuple(Found(each, found.why) for score, each, found in ranked if score >= best * _NEAR_THE_BEST)


def similar(
    it: Record,
    records: Iterable[Record],
    now: datetime,
    limit: int,
    *,
    leave_out: frozenset[int] = frozenset(),
) -> tuple[Similar, ...]:
    """Closed incidents that are like `it`, the likest first, at most `limit`; never itself, drills among drills only.

    Args:
        it: the incident at hand.
        records: the others, as far as whoever is told may know of them.
        now: the present moment (UTC); what is long ago counts a little less.
        limit: how many at most.
        leave_out: numbers of incidents that were offered already.
    """
    past = [each for each in records if _comparable(it, each) and each.number not in leave_out]
    asked = asked_for(f"{it.summary.title}\n{it.cause}\n{it.words}", ALIKE_WORDS)
    own, *matches = match(asked, [(document(_phrases(it)),), *((_INDEX.of(each),) for each in past)])
    answered = Counter(answer for each in past for answer in each.signals)
    found = (
        _similar(each, tuple(_likenesses(it, each, _rare(it, each, answered, len(past)), words)), now)
        for each, words in zip(past, (_Words(asked, own, each) for each in matches), strict=True)
    )
    enough = [each for each in found if each.score >= _ENOUGH and _telling(each)]
    best = max((each.score for each in enough), default=0.0)
    near = (each for each in enough if each.score >= best * _NEAR_THE_LIKEST)
    return tuple(sorted(near, key=lambda each: (-each.score, -each.record.number))[:limit])


def helped(record: Record) -> tuple[ContainmentLine, ...]:
    """The changes that contained it: somebody saw what they did."""
    return tuple(line for line in record.containments if line.state in HELPED)


def in_vain(record: Record) -> tuple[ContainmentLine, ...]:
    """The changes that did not."""
    return tuple(line for line in record.containments if line.state in IN_VAIN)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of the incident at hand, what each is worth in its own record, and in the other."""

    asked: Sequence[str]
    own: Match
    other: Match

    @property
    def share(self) -> float:
        """How much of what is said of the one is said of the other, too, from 0 to 1."""
        return min(1.0, self.other.score / self.own.score) if self.own.score else 0.0

    @property
    def common(self) -> tuple[str, ...]:
        """The words that both have, the weightiest first."""
        weighed = sorted(zip(self.other.worth, self.asked, strict=True), key=lambda each: -each[0])
        return tuple(word for worth, word in weighed if worth > 0)[:_SHOWN_WORDS]


def _comparable(it: Record, other: Record) -> bool:
    return other.number != it.number and not other.summary.open and other.summary.drill == it.summary.drill


def _likenesses(
    it: Record, other: Record, rare: Sequence[tuple[str, float]], words: _Words
) -> Iterator[Likeness]:
    if it.summary.model and it.summary.model.casefold() == other.summary.model.casefold():
        yield Likeness(By.MODEL, (other.summary.model,), _SAME_MODEL)
    if Surface.UNKNOWN not in (it.surface, other.surface):
        same = it.surface is other.surface
        yield Likeness(
            By.SURFACE, (other.surface,) if same else (), _SAME_SURFACE if same else _OTHER_SURFACE
        )
    if it.type is other.type:
        yield Likeness(By.TYPE, (other.type,), _SAME_TYPE)
    if it.drift is other.drift and it.drift not in _NO_DRIFT:
        yield Likeness(By.DRIFT, (other.drift,), _SAME_DRIFT)
    if it.playbook and it.playbook == other.playbook:
        yield Likeness(By.PLAYBOOK, (other.playbook,), _SAME_PLAYBOOK)
    if rare:
        worth = min(_SIGNALS_MOST, sum(each for _, each in rare))
        yield Likeness(By.SIGNALS, tuple(answer for answer, _ in rare), worth)
    if words.share >= _WORDS_ENOUGH and words.common:
        yield Likeness(By.WORDS, words.common, _WORDS_MOST * words.share)
    if against := _against(it, other):
        yield Likeness(By.SIGNALS, (), _OTHER_ANSWER * against)


def _rare(it: Record, other: Record, answered: Counter[str], count: int) -> list[tuple[str, float]]:
    """The answers of triage that both have, those that few others have first."""
    both = sorted(set(it.signals) & set(other.signals), key=lambda answer: (answered[answer], answer))
    return [(answer, 0.3 + 0.3 * log(1 + count / answered[answer])) for answer in both]


def _against(it: Record, other: Record) -> int:
    """How many questions of triage were answered otherwise."""
    one, two = (dict(answer.split(":", 1) for answer in each.signals) for each in (it, other))
    return sum(two[question] != answer for question, answer in one.items() if question in two)


def _similar(other: Record, likenesses: tuple[Likeness, ...], now: datetime) -> Similar:
    counted = sum(each.counts for each in likenesses) * (1 + _FRESHNESS * _freshness(other, now))
    told = sorted((each for each in likenesses if each.what), key=lambda each: -each.counts)
    return Similar(other, counted, tuple(told))


def _telling(found: Similar) -> bool:
    """That a model has had incidents of that type, or that something failed there, says nothing yet about this one."""
    known = {each.by: each.what for each in found.likenesses}
    if By.WORDS in known or By.PLAYBOOK in known or {By.MODEL, By.SURFACE} <= known.keys():
        return True
    return len(known.get(By.SIGNALS, ())) > 1


def _freshness(record: Record, now: datetime) -> float:
    """1 for today, half of it after each `_FRESH`."""
    return float(0.5 ** (max(now - record.summary.declared_at, timedelta()) / _FRESH))


_LABELS = {
    f"{question.key}:{option.key}": option.label for question in QUESTIONS for option in question.options
}


def _phrases(record: Record) -> Iterator[Phrase]:
    """What an incident is found by, the weightiest first; long texts line by line."""
    named = ((_TITLE, record.summary.title), (_MODEL, record.summary.model), (_CAUSE, record.cause))
    for weight, text in named:
        if text:
            yield phrase(text, weight)
    if record.playbook != PlaybookKey.NONE and record.playbook:
        yield phrase(record.playbook, _PLAYBOOK)
    yield from (phrase(key, _KEY) for key in _keys(record))
    for line in record.containments:
        yield phrase(line.what, _TRIED)
        yield phrase(MENU[line.containment].label, _TRIED)
    rest = (
        (_TRIED, record.first_statement),
        (_IMPACT, record.impact),
        *((_REST, item.what) for item in record.items),
        *((_REST, _LABELS.get(answer, "")) for answer in record.signals),
        *((_REST, line) for line in record.words.split("\n")),
    )
    yield from (phrase(text, weight, glued=False) for weight, text in rest if text)


def _keys(record: Record) -> Iterator[str]:
    if record.surface is not Surface.UNKNOWN:
        yield record.surface
    if record.drift not in _NO_DRIFT:
        yield f"{record.drift} drift"
    if record.false_page is not FalsePage.NONE:
        yield f"false page {' '.join(split(record.false_page.replace('_', ' ')))}"
    yield from (record.type, record.summary.severity)


_INDEX = Index(_phrases)
"""What each incident is found by, as long as its record is known."""


@lru_cache(maxsize=256)
def _bridge(signals: tuple[str, ...]) -> Document:
    """What the incidents that were worked by one playbook are found by, too."""
    return document(phrase(each, _BRIDGE) for each in signals)
