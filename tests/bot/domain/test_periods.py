"""Periods as people name them, in the team's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.periods import before, known_words, period, quarter_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
VIENNA = "Europe/Vienna"


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("7d", "2026-11-13T12:00", "2026-11-20T12:00"),
        ("7 days", "2026-11-13T12:00", "2026-11-20T12:00"),
        ("2w", "2026-11-06T12:00", "2026-11-20T12:00"),
        ("month", "2026-10-31T23:00", "2026-11-20T12:00"),
        ("Quarter", "2026-09-30T22:00", "2026-11-20T12:00"),
        ("last quarter", "2026-06-30T22:00", "2026-09-30T22:00"),
        ("last-month", "2026-09-30T22:00", "2026-10-31T23:00"),
        ("last-year", "2024-12-31T23:00", "2025-12-31T23:00"),
        ("2026-Q3", "2026-06-30T22:00", "2026-09-30T22:00"),
        ("2026q3", "2026-06-30T22:00", "2026-09-30T22:00"),
        ("2026-10", "2026-09-30T22:00", "2026-10-31T23:00"),
        ("2025", "2024-12-31T23:00", "2025-12-31T23:00"),
        ("2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("2026-10-01..2026-10-15", "2026-09-30T22:00", "2026-10-15T22:00"),
        ("2026-q1..2026-q2", "2025-12-31T23:00", "2026-06-30T22:00"),
        ("2026-11-01..", "2026-10-31T23:00", "2026-11-20T12:00"),
        ("2026-11", "2026-10-31T23:00", "2026-11-20T12:00"),
        ("2027-Q1", "2026-12-31T23:00", "2027-03-31T22:00"),
    ],
)
def test_understood(text: str, since: str, until: str) -> None:
    """Each begins and ends where the team's clock says, across the changes of it, and never later than now."""
    found = period(text, NOW, VIENNA)
    assert found is not None
    assert (f"{found.since:%Y-%m-%dT%H:%M}", f"{found.until:%Y-%m-%dT%H:%M}") == (since, until)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "0d",
            "9999d",
            "quartal",
            "2026-Q5",
            "2026-13",
            "2026-02-30",
            "1999",
            "2026-10-15..2026-10-01",
        ),
        *("..", "..2026", "a..b", "7dd", "-7d", "\u0667d", "9" * 50, "last-7d", "2026-Q3 ranker"),
    ],
)
def test_not_understood(text: str) -> None:
    """Anything else is no period."""
    assert period(text, NOW, VIENNA) is None


@given(st.text(max_size=20))
def test_any_text(text: str) -> None:
    """Whatever is typed is a period that does not end before it begins, or none."""
    found = period(text, NOW, VIENNA)
    assert found is None or found.since <= found.until


def test_examples_are_understood() -> None:
    """Every example that is shown to people is understood."""
    assert all(period(word, NOW, VIENNA) for word in known_words())


def test_the_one_before() -> None:
    """It is as long and ends where the other begins; a moment belongs to one of both."""
    found = period("30d", NOW, VIENNA)
    assert found is not None
    former = before(found)
    assert former.until == found.since and former.until - former.since == timedelta(days=30)
    assert found.holds(found.since) and not former.holds(found.since) and not found.holds(found.until)


def test_quarters() -> None:
    """The last hour of a quarter belongs to the next one where midnight has come already."""
    assert quarter_of(datetime(2026, 9, 30, 21, 59, tzinfo=UTC), VIENNA) == "2026-Q3"
    assert quarter_of(datetime(2026, 9, 30, 22, 0, tzinfo=UTC), VIENNA) == "2026-Q4"
