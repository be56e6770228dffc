"""Which lines of a document are gone and which are new, in few steps."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.document_diff import GONE, NEW, changed_lines
from tests.bot.steps import steps

LINES = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("a\nb\nc", "a\nx\nc", ("- b", "+ x")),
        ("x\nx\nx", "x\nx", ("- x",)),
        ("a\nb\nc\nd", "b\nc\nd\na", ("- a", "+ a")),
        ("a\nb\nc\nd\ne", "A\nb\nc\nd\nE", ("- a", "+ A", "- e", "+ E")),
        ("a\n\n\nb", "a\nb", ()),
    ],
)
def test_lines(before: str, after: str, changed: tuple[str, ...]) -> None:
    """Lines that stay are not told, the others are in their order; empty lines count for nothing."""
    assert changed_lines(before, after) == changed


@given(LINES, LINES)
def test_one_becomes_the_other(before: list[str], after: list[str]) -> None:
    """Without what is gone and with what is new, the old lines are the new ones; the same lines are no change."""
    changed = changed_lines("\n".join(before), "\n".join(after))
    gone = Counter(line.removeprefix(GONE) for line in changed if line.startswith(GONE))
    new = Counter(line.removeprefix(NEW) for line in changed if line.startswith(NEW))
    assert Counter(before) - gone + new == Counter(after) and gone <= Counter(before)
    assert bool(changed) is (before != after)


@pytest.mark.parametrize("unit", ["x\n", "x\ny\n", "".join(f"{n}\n" for n in range(500))])
def test_steps(unit: str) -> None:
    """Documents of 20,000 characters take a few steps for each character, however often their lines repeat."""
    text = (unit * 20_000)[:20_000]
    every_other = "".join(
        line if n % 2 else f"{n}?\n" for n, line in enumerate(text.splitlines(keepends=True))
    )
    assert steps(".py", lambda: changed_lines(text, f"q\n{every_other[::-1]}\nz")) < 20 * len(text)
    assert steps(".py", lambda: changed_lines(text, every_other)) < 20 * len(text)
