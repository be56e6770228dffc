"""Two texts that differ in nothing but names are told from all others, in few steps."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.views.names_apart import NAME_MOST, same_but_names
from tests.bot.steps import steps

PIECES = st.sampled_from(["", "a", "b", "ab", "a b", "é\n", "."])
RUN = "a" * (NAME_MOST - 1)


@given(
    st.lists(PIECES, min_size=1, max_size=4),
    st.lists(st.sampled_from(["", "a", "b", "ab", RUN, "é\n", "."]), max_size=6).map("".join),
)
def test_as_a_naive_reading(parts: list[str], text: str) -> None:
    """On short texts the answer is the one of a regular expression that tries everything."""
    naive = f".{{1,{NAME_MOST}}}".join(map(re.escape, parts))
    assert same_but_names(parts, text) is bool(re.fullmatch(naive, text, re.DOTALL))


@given(st.lists(PIECES, min_size=2, max_size=5), st.integers(1, NAME_MOST))
def test_names_of_any_length(parts: list[str], length: int) -> None:
    """Whatever stands for the names, the parts with it between them are the same."""
    assert same_but_names(parts, ("n" * length).join(parts))


def test_steps() -> None:
    """200 names in 20,000 characters that nearly fit take no more than a few steps for each character."""
    text = "a" * 20_000
    parts = ["a" * 50] * 200 + ["b"]
    assert steps("names_apart.py", lambda: same_but_names(parts, text)) < 10 * len(text)
    assert steps("names_apart.py", lambda: same_but_names([" "] * 200, " " * 20_000)) < 10 * len(text)
