"""Words of the field: what means nearly the same is found, at less than what was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.adapters.configuration import read_configuration
from bot.domain.library import search
from bot.domain.library_query import read_query
from bot.domain.library_words import NO_WORDS, LibraryWords
from bot.domain.word_index import document, phrase
from bot.domain.word_search import asked_for, match, stem
from tests.bot.domain.past_incidents import NOW, past

SHIPPED = read_configuration(Path(__file__).parents[3] / "playbooks").library_words
SOME = LibraryWords(alike=(("slow", "latency", "time out"), ("stale", "old", "not updated")))


@pytest.mark.parametrize(
    ("words", "asked", "others"),
    [
        ("slow", ["slow"], [{stem("latency"), "timeout"}]),
        ("it is SLOW", ["slow"], [{stem("latency"), "timeout"}]),
        ("time out today", ["time", "out", "today"], [{"slow", stem("latency")}] * 2 + [set()]),
        ("prices not updated", ["prices", "updated"], [set(), {stem("stale"), "old"}]),
        ("out of time", ["time"], [set()]),
        ("", [], []),
    ],
)
def test_others(words: str, asked: list[str], others: list[set[str]]) -> None:
    """A term of one word or several stands for the others of its line, in whatever form they are written."""
    assert [set(each) for each in SOME.others(words, asked)] == others


@pytest.mark.parametrize(
    "words", [("delay", "delays", "delayed"), ("scale", "scaling", "scales"), ("timeout", "timeouts")]
)
def test_stems(words: tuple[str, ...]) -> None:
    """Forms of a word have one stem, as far as endings go."""
    assert len({stem(each) for each in words}) == 1


def test_less_than_the_word_itself() -> None:
    """Of two documents the one that has the word as it was asked for comes first."""
    asked = asked_for("slow")
    documents = [(document([phrase(text, 1.0)]),) for text in ("slow", "latency", "toxic")]
    exact, alike, neither = match(asked, documents, SOME.others("slow", asked))
    assert exact.score > alike.score > neither.score == 0


def test_signals_of_the_playbook() -> None:
    """What a playbook is found by finds the incidents that were worked by it, which do not say so themselves."""
    wanted = read_query("unreachable", past(), NOW.date())
    bridged = LibraryWords(signals={"feature-store-outage": ("online store unreachable",)})
    found = {each.record.playbook for each in search(past(), wanted, NOW, field=bridged)}
    assert found == {"feature-store-outage"}
    assert not search(past(), read_query("unreachable", past(), NOW.date()), NOW, field=NO_WORDS)


def test_a_term_is_short() -> None:
    """A sentence is no term, and neither is a mark."""
    for term in ("one two three four", "?!"):
        with pytest.raises(ValidationError, match="a term has one to 3 words"):
            LibraryWords(alike=(("slow", term),))


def test_the_shipped_words() -> None:
    """Every shipped playbook is a bridge, and no line of words is there for nothing."""
    assert len(SHIPPED.signals) >= 10
    assert all(len(group) >= 2 for group in SHIPPED.alike)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    """Whatever is typed, there is a set for each word that is asked for."""
    asked = asked_for(text)
    assert len(SHIPPED.others(text, asked)) == len(asked)
