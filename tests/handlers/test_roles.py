"""Roles as people type them."""

from __future__ import annotations

import pytest

from handlers.roles import role_in
from tests.bot.views.telling import Telling


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ic", ("ic", "")),
        ("IC", ("ic", "")),
        ("incident commander", ("ic", "")),
        ("Incident Commander too tired", ("ic", "too tired")),
        ("ops  the pager is loud", ("ops", "the pager is loud")),
        ("opsy", ("opsy", "")),
        ("nobody knows", ("nobody", "knows")),
        ("", ("", "")),
    ],
)
def test_role_in(typed: str, found: tuple[str, str]) -> None:
    """A role is found by key, short name or title, the longest name first; the rest are the words after it."""
    it = Telling().declare().done().it
    assert role_in(it, typed) == found
