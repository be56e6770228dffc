"""Typed text in Markdown shows exactly itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.markdown import WORD_JOINER, code, inline, link, quote, said
from bot.views.text import clean
from tests.bot.views.documents import foreign, headings, links, shown
from tests.bot.views.histories import TEXT
from tests.bot.views.telling import HOSTILE

MARKED = st.text(st.sampled_from(list("#>*_-+=`~|[]()!<>&;:/@.\\ \n\tab1x$^")), max_size=60)


def _seen(markdown: str) -> list[str]:
    """The words that are seen, without blanks, which Markdown is free to fold."""
    return shown(markdown).replace(WORD_JOINER, "").split()


def _words(text: str) -> list[str]:
    return clean(text).replace(WORD_JOINER, "").split()


@given(TEXT | MARKED)
def test_a_quote_shows_what_was_typed(text: str) -> None:
    """Whatever is typed is seen word for word in a block quote, and nothing of it is more than text."""
    markdown = quote(text)
    assert _seen(markdown) == _words(text)
    assert not foreign(markdown)
    assert not links(markdown)
    assert not headings(markdown)


@given(TEXT | MARKED)
def test_a_line_shows_what_was_typed(text: str) -> None:
    """Whatever is typed is seen on one line of a list, heading or cell, with slashes for its line breaks."""
    words = _words(" / ".join(line.strip() for line in clean(text).splitlines() if line.strip()))
    for markdown in (f"- Word: {inline(text)}", f"Word:\n\n{inline(text)}", f"# Word: {inline(text)}"):
        assert _seen(markdown) == ["Word:", *words]
        assert not foreign(markdown)
    cell = f"| Word: | {inline(text)} |\n|---|---|\n| a | b |"
    assert _seen(cell) == ["Word:", *words, "a", "b"]


def test_hostile_text_has_no_raw_marks() -> None:
    """No angle bracket, live address or mention is left for a less strict reader to find."""
    markdown = quote(HOSTILE)
    assert "<" not in markdown
    assert "://" not in markdown.replace(r"\://", "")
    assert "www." not in markdown
    assert "@here" not in markdown
    assert all(char not in markdown for char in "\u202e\u202c\x07\x00")


def test_short_words_are_said_in_the_sentence() -> None:
    """One short line stands in quotation marks, several lines in a block quote, nothing for nothing."""
    assert said("It fell.") == " “It fell.”"
    assert said("It fell.\nIt rose.") == "\n\n  > It fell.  \n  > It rose."
    assert said(" \n") == ""


@pytest.mark.parametrize(
    ("command", "markdown"),
    [
        ("curl -X PUT https://gw.example/m?v=1", " `curl -X PUT https://gw.example/m?v=1`"),
        ("echo `date`", " `` echo `date` ``"),
        ("a `` b", " ```a `` b```"),
        ("a \\\n  b", "\n\n  ```\n  a \\\n    b\n  ```"),
        ("a\n```\nb", "\n\n  ````\n  a\n  ```\n  b\n  ````"),
        (" \n", ""),
    ],
)
def test_commands_can_be_copied(command: str, markdown: str) -> None:
    """A command stands as code exactly as it was typed, and no backtick of its own ends it."""
    assert code(command) == markdown


@given(TEXT | MARKED)
def test_nothing_leaves_the_code(text: str) -> None:
    """Whatever is typed as a command is code, and seen word for word."""
    markdown = f"- Command:{code(text)}"
    assert not foreign(markdown, [text])
    assert _seen(markdown) == ["Command:", *_words(text)]


@pytest.mark.parametrize(
    ("url", "markdown"),
    [
        ("https://a.example/x?y=1&z=2#top", "<https://a.example/x?y=1&z=2#top>"),
        ("https://a.example/<b> c|d", "<https://a.example/%3Cb%3E%20c%7Cd>"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("", ""),
    ],
)
def test_only_web_addresses_are_links(url: str, markdown: str) -> None:
    """An http(s) address is a link to itself that cannot be left early; anything else stays text."""
    assert link(url) == markdown


def test_plain_words_stay_readable() -> None:
    """What needs no escaping is not escaped, so that the file reads well as it is."""
    plain = "price_normalised: PSI 0.32 > 0.2 (threshold), R&D's -3 % on mobile; see #rollback"
    assert inline(plain) == plain
