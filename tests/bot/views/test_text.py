"""Text that people typed: cleaned, clipped, escaped, folded."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.text import blank, clean, clip, clip_markup, escape, length, one_line, slug, span

ANY = st.text(alphabet=st.characters(), max_size=200)


@given(ANY)
def test_clean_leaves_nothing_that_hides(text: str) -> None:
    """No control character but newline and tab, no surrogate and no direction override is left; cleaning is final."""
    cleaned = clean(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("tab\tstays", "tab\tstays"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("e\u0301", "é"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_clean(typed: str, shown: str) -> None:
    """Line breaks become newlines, tricks go, letters and emoji stay."""
    assert clean(typed) == shown


@given(ANY, st.integers(1, 100))
def test_clip_fits(text: str, limit: int) -> None:
    """A clipped text fits in UTF-16 units, and says that it was clipped."""
    clipped = clip(text, limit)
    assert length(clipped) <= limit
    assert clipped == text if length(text) <= limit else clipped.endswith("…")


@given(
    st.lists(st.sampled_from(["<@UANA>", "&amp;", "&lt;", "word ", "<https://a.example|b c>"])),
    st.integers(1, 60),
)
def test_clip_markup_cuts_between(parts: list[str], limit: int) -> None:
    """A clipped mrkdwn has no half sequence and no half entity."""
    clipped = clip_markup("".join(parts), limit)
    assert length(clipped) <= limit
    rest = re.sub(r"<[^<>]*>|&(amp|lt);", "", clipped)
    assert "<" not in rest
    assert "&" not in rest


@given(ANY)
def test_escape_is_reversible(text: str) -> None:
    """Escaped text has no sign that Slack reads, and Slack shows the same text."""
    escaped = escape(text)
    assert not set("<>") & set(escaped)
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@given(ANY, st.integers(1, 50))
def test_one_line_is_one(text: str, limit: int) -> None:
    """One line is one line, of that length."""
    line = one_line(text, limit)
    assert "\n" not in line
    assert length(line) <= limit


@given(ANY, st.integers(0, 40))
def test_slug_is_a_name(text: str, limit: int) -> None:
    """A slug has only small letters, digits and single dashes inside."""
    assert re.fullmatch(r"|[a-z0-9]+(-[a-z0-9]+)*", slug(text, limit))
    assert len(slug(text, limit)) <= limit


def test_slug_cuts_between_words() -> None:
    """A long title is cut between words where that does not cost half of it."""
    assert slug("feature store is stale", 16) == "feature-store-is"
    assert slug("feature store is stale", 15) == "feature-store"
    assert slug("a " + "b" * 50, 20) == "a-" + "b" * 18


@pytest.mark.parametrize(("text", "unseen"), [("", True), (" \u200b\n", True), ("a", False), ("🔥", False)])
def test_blank(text: str, unseen: bool) -> None:
    """Blank is what cannot be seen."""
    assert blank(text) is unseen


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "1 min"), (12, "12 min"), (119, "119 min"), (120, "2 h"), (125, "2 h 5 min"), (72 * 60, "3 days")],
)
def test_span(minutes: int, words: str) -> None:
    """Lengths of time read as people say them."""
    assert span(timedelta(minutes=minutes)) == words
