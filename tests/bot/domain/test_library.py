"""The library: what people look for is found first, what is like the incident at hand comes with why."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.configuration import read_configuration
from bot.domain.library import By, helped, in_vain, search, similar
from bot.domain.library_query import Filter, Wanted, read_query
from bot.domain.record import Record
from bot.domain.word_index import Index, Phrase, phrase
from tests.bot.domain.past_incidents import NOW, held_out, past, queries, record

TODAY = NOW.date()
FIRST = 3
"""As many as people look at."""


FIELD = read_configuration(Path(__file__).parents[3] / "playbooks").library_words


def numbers(text: str, records: Sequence[Record] = ()) -> list[int]:
    """The incidents that a search finds, in their order."""
    known = records or past()
    return [each.record.number for each in search(known, read_query(text, known, TODAY), NOW, field=FIELD)]


def like(told: dict[str, Any], records: Sequence[Record] = (), limit: int = FIRST) -> list[int]:
    """The incidents that are like the one told."""
    found = similar(record(told, is_open=True), records or past(), NOW, limit)
    return [each.record.number for each in found]


def judged(asked: list[Any], answers: Callable[[Any], list[int]]) -> tuple[float, float]:
    """Mean reciprocal rank of the first right answer, and the mean share of right ones among the first three."""
    ranks, shares = [], []
    for question, right in asked:
        found = answers(question)
        ranks.append(next((1 / place for place, number in enumerate(found, 1) if number in right), 0.0))
        shares.append(len(set(found[:FIRST]) & set(right)) / min(FIRST, len(right)))
    return sum(ranks) / len(ranks), sum(shares) / len(shares)


def test_what_people_look_for(capsys: pytest.CaptureFixture[str]) -> None:
    """Of what people type, misspelt or not, the answer stands first nearly always, and among three still more often."""
    asked = queries()["search"]
    rank, recall = judged(asked, lambda text: numbers(str(text)))
    with capsys.disabled():
        print(
            f"\nsearch: {len(past())} incidents, {len(asked)} queries, MRR {rank:.3f}, recall@3 {recall:.3f}"
        )
    assert len(past()) >= 40 and len(asked) >= 25
    assert rank >= 0.97 and recall >= 0.97


def test_other_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Asked in words that the incident does not use, the words of the field find most."""
    asked = queries()["other_words"]
    rank, recall = judged(asked, lambda text: numbers(str(text)))
    with capsys.disabled():
        print(f"\nother words: {len(asked)} queries, MRR {rank:.3f}, recall@3 {recall:.3f}")
    assert rank >= 0.85 and recall >= 0.9


@pytest.mark.parametrize(("name", "rank", "recall"), [("search", 0.93, 0.9), ("second", 0.77, 0.77)])
def test_held_out(name: str, rank: float, recall: float, capsys: pytest.CaptureFixture[str]) -> None:
    """Queries by other voices: the first were written before the words of the field, the second after."""
    asked = held_out()[name]
    found = judged(asked, lambda text: numbers(str(text)))
    with capsys.disabled():
        print(f"\nheld out, {name}: {len(asked)} queries, MRR {found[0]:.3f}, recall@3 {found[1]:.3f}")
    assert found[0] >= rank and found[1] >= recall


def test_what_is_alike(capsys: pytest.CaptureFixture[str]) -> None:
    """What a person would name who knew all the past incidents is offered first nearly always."""
    asked = [(told, told["like"]) for told in queries()["similar"]]
    rank, recall = judged(asked, like)
    with capsys.disabled():
        print(f"\nsimilar: {len(asked)} incidents at hand, MRR {rank:.3f}, recall@3 {recall:.3f}")
    assert rank >= 0.95 and recall >= 0.95


@pytest.mark.parametrize(
    ("text", "filters", "words"),
    [
        ("model:ranker nulls", {Filter.MODEL: ("ranker",)}, "nulls"),
        ("nulls MODEL:Ranker", {Filter.MODEL: ("ranker",)}, "nulls"),
        ("modle:rankr nulls", {Filter.MODEL: ("ranker",)}, "nulls"),
        ("surface:data surface:model", {Filter.SURFACE: ("data", "model")}, ""),
        ("severity:sev1 type:safty", {Filter.SEVERITY: ("SEV1",), Filter.TYPE: ("safety",)}, ""),
        ("since:90d", {Filter.SINCE: ("2026-08-22",)}, ""),
        (
            "since:2026-10 until:2026-10-31",
            {Filter.SINCE: ("2026-10-01",), Filter.UNTIL: ("2026-10-31",)},
            "",
        ),
        ("since:2025", {Filter.SINCE: ("2025-01-01",)}, ""),
        ('model:"fraud-scorer" slow', {Filter.MODEL: ("fraud-scorer",)}, "slow"),
        ("https://grafana.example/x:1 slow", {}, "https://grafana.example/x:1 slow"),
        ("error: timeout", {}, "error: timeout"),
    ],
)
def test_filters(text: str, filters: dict[Filter, tuple[str, ...]], words: str) -> None:
    """Filters are read wherever they stand, misspelt names and values for the nearest; other colons are words."""
    wanted = read_query(text, past(), TODAY)
    assert (wanted.filters, wanted.words, wanted.unread) == (filters, words, ())


@pytest.mark.parametrize("text", ["since:yesterday", "severity:purple", "is:zzz", "model:qqqqqqqq"])
def test_not_understood(text: str) -> None:
    """A filter that means nothing finds nothing, and what could stand there is told."""
    wanted = read_query(f"{text} nulls", past(), TODAY)
    assert [each.typed for each in wanted.unread] == [text] and wanted.unread[0].known
    assert search(past(), wanted, NOW) == ()


def test_misspelt_is_said() -> None:
    """What a misspelt filter was taken for is told; what was typed rightly is not."""
    assert read_query("modle:rankr surface:data", past(), TODAY).read_as == (("modle:rankr", "model:ranker"),)


def test_filters_hold() -> None:
    """Everything found passes all filters, and without words the newest comes first."""
    found = numbers("model:ranker surface:data since:2025")
    assert found == sorted(found, reverse=True) and 42 in found and 1 not in found
    assert numbers("is:false") == [21, 18, 15, 12]
    assert numbers("inc-42 whatever") == [42]


def test_drills_apart() -> None:
    """Drills are found when they are asked for, and are like drills only."""
    assert 43 not in numbers("drill prices drift mobile") and numbers("is:drill prices drift")[0] == 43
    at_hand = {
        "title": "Prices drift on mobile",
        "model": "ranker",
        "type": "data",
        "signals": ["signal:drift"],
    }
    assert 43 not in like(at_hand, limit=44)
    assert like({**at_hand, "drill": True}, limit=44) == [43]


def test_days_of_the_team() -> None:
    """A day begins where the team is."""
    late = record({"n": 1, "title": "Late", "type": "data", "age": 0})
    evening = late.model_copy(
        update={"summary": late.summary.model_copy(update={"declared_at": NOW.replace(hour=23, minute=30)})}
    )
    wanted = Wanted(filters={Filter.SINCE: ((date(2026, 11, 21)).isoformat(),)})
    assert search([evening], wanted, NOW, ZoneInfo("UTC")) == ()
    assert len(search([evening], wanted, NOW, ZoneInfo("Europe/Vienna"))) == 1


def test_why() -> None:
    """A hit says in which phrase the words were found; a likeness says in what, the weightiest first."""
    hit = search(past(), read_query("supplier nulls", past(), TODAY), NOW)[0]
    assert hit.record.number == 42 and "The supplier feed sends empty prices" in hit.why
    told = queries()["similar"][0]
    best = similar(record(told, is_open=True), past(), NOW, 1)[0]
    counts = [each.counts for each in best.likenesses]
    assert counts == sorted(counts, reverse=True)
    assert {each.by for each in best.likenesses} >= {By.MODEL, By.WORDS, By.SURFACE, By.SIGNALS}
    assert [each.what for each in best.likenesses if each.by is By.MODEL] == [("ranker",)]


def test_what_helped() -> None:
    """What contained an incident is what somebody saw to work; what was reverted or failed was in vain."""
    first = past()[0]
    assert [each.what for each in helped(first)] == ["Serve yesterday's features"]
    assert [each.what for each in in_vain(first)] == ["Roll the ranker back to v41"]


def test_never_itself() -> None:
    """An incident is not like itself, nor like one that is still open, nor is one offered twice."""
    told = {"n": 42, "title": "Nulls in price features of the ranker", "model": "ranker", "type": "data"}
    assert 42 not in like(told, limit=44)
    still_open = record({**told, "n": 7}, is_open=True)
    assert similar(record({**told, "n": 8}, is_open=True), [still_open], NOW, 3) == ()
    again = similar(record({**told, "n": 8}, is_open=True), past(), NOW, 3, leave_out=frozenset({42, 1}))
    assert not {42, 1} & {each.record.number for each in again}


def test_nothing_alike() -> None:
    """The same model, or the same type alone, is no likeness; neither is an incident of which nothing is known."""
    assert like({"title": "Something else entirely", "model": "ranker", "type": "safety"}) == []
    assert like({"title": "?", "type": "data"}) == []


@given(st.text(max_size=300))
def test_anything_typed(text: str) -> None:
    """Whatever is typed, there is an answer, and it is the same every time."""
    some = past()[:8]
    wanted = read_query(text, some, TODAY)
    assert search(some, wanted, NOW) == search(some, wanted, NOW)
    assert similar(record({"title": text or "?", "type": "data", "n": 99}), some, NOW, 3) is not None


def test_taken_apart_once() -> None:
    """A record is taken apart once, not for each query; a changed one anew; and nothing of it is kept longer."""
    made: list[str] = []

    def phrases(each: Record) -> Iterator[Phrase]:
        made.append(each.summary.title)
        yield phrase(each.summary.title, 1.0)

    index = Index(phrases)
    first = record({"n": 1, "type": "data", "title": "Stale features"})
    assert index.of(first) is index.of(first) and made == ["Stale features"]
    renamed = first.model_copy(update={"summary": first.summary.model_copy(update={"title": "Late labels"})})
    assert set(index.of(renamed).words) == {"late", "labels", "latelabels"}
    assert len(index) == 2
    del first, renamed
    gc.collect()
    assert len(index) == 0
