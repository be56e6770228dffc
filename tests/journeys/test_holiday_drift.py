"""The worked case, played again."""

from __future__ import annotations

import re

from tests.journeys.holiday_drift import EXAMPLE, write


async def test_example_is_what_the_case_gives() -> None:
    """The kept post-mortem is the one that playing the holiday-drift case writes today (`make example` renews it)."""
    assert _lines(await write()) == _lines(EXAMPLE.read_text("utf-8"))


def _lines(text: str) -> list[str]:
    """Its lines without event numbers and file ids: what happens side by side may be recorded in either order."""
    return sorted(re.sub(r"event \d+|F0SBX\d+|C0SBX\d+", "…", line) for line in text.splitlines())
