"""docs/measures.md and the code say the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from bot.domain.events import Event
from bot.domain.measures import IN_A_ROW, RECURS_WITHIN, PeriodMeasures, Times
from bot.domain.periods import USUAL, known_words
from bot.domain.triage_rule import FalsePage

PAGE = (Path(__file__).parents[3] / "docs" / "measures.md").read_text("utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
ABOUT = {"since", "until", "period", "model"}
"""What says which incidents are measured, and is no measure."""


def test_every_measure_is_defined() -> None:
    """The table defines every measure that there is, in their order, and no other."""
    assert [name for name, _, _ in ROWS] == [
        name for name in PeriodMeasures.model_fields if name not in ABOUT
    ]


def test_every_source_is_an_event() -> None:
    """Every measure names the events that it is made of, and there are such events."""
    kinds = {member.model_fields["kind"].default for member in get_args(Event)}
    named = {event for _, _, source in ROWS for event in re.findall(r"`(\w+)`", source)}
    assert named <= kinds
    assert all(source for _, _, source in ROWS)


def test_every_figure_in_words() -> None:
    """The lengths, numbers and names that the page gives are those of the code."""
    assert f"at most {RECURS_WITHIN.days} days" in PAGE
    assert {3: "three or more"}[IN_A_ROW] in PAGE
    assert f"Without a period it is `{USUAL}`" in PAGE
    assert all(f"`{name}`" in PAGE for name in Times.model_fields if name in ("missing", "contradictory"))
    kinds = [each.value.replace("_", " ") for each in FalsePage if each is not FalsePage.NONE]
    assert all(kind in PAGE for kind in kinds)
    assert all(word in PAGE for word in ("7d", "12w", "month", "quarter", "year", "2026-Q3", "2026-10"))
    assert "last-month" in PAGE and "last-month" in known_words()
