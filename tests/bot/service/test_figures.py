"""Figures as people type them: read where there is no doubt, refused where there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service.figures import figure


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", None),
        (" \t", None),
        ("3", 3.0),
        (" -3.5 % ", -3.5),
        ("+0.32", 0.32),
        ("0,32", 0.32),
        ("-12,5 percent", -12.5),
        ("\N{MINUS SIGN}3", -3.0),
        ("14.4x", 14.4),
        ("14.4 \N{MULTIPLICATION SIGN}", 14.4),
    ],
)
def test_it_is_read(typed: str, read: float | None) -> None:
    """A figure is read with its sign, with either point, and with a unit behind it; nothing is none."""
    assert figure(typed, -100, 100) == read


@pytest.mark.parametrize(
    "typed",
    [
        "a lot",
        "1,250",
        "1,250.5",
        "1.2.3",
        "1e2",
        "nan",
        "inf",
        "101",
        "-101",
        "1 2",
        "%",
        "0x1",
        "<!channel>",
        "٣",
    ],
)
def test_it_is_refused(typed: str) -> None:
    """What is no figure, may be two, or is out of its range is refused, never guessed at."""
    with pytest.raises(ValueError, match="figure"):
        figure(typed, -100, 100)


@given(st.text(max_size=30))
def test_anything_may_be_typed(typed: str) -> None:
    """Whatever is typed is a figure in the range, nothing, or refused."""
    try:
        read = figure(typed, 0, 1)
    except ValueError:
        return
    assert read is None or 0 <= read <= 1
