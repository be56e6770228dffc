"""What travels with the declare modal."""

from __future__ import annotations

import json

import pytest

from bot.views.text import length
from handlers.declare import METADATA_MOST, SOURCE_KEPT, travelling

PLACE = {"channel": "C1", "ts": "1.000001", "author": "U1", "permalink": "https://x.slack.com/archives/C1/p1"}


@pytest.mark.parametrize(
    "text", ["", "short", "word " * 2000, '"\\' * 5000, "\x00" * 5000, "🔥" * 5000, "\n" * 10_000]
)
def test_what_travels_fits(text: str) -> None:
    """However a message's words are written as JSON, they fit into a modal's metadata, and the place is whole."""
    metadata = travelling(text, **PLACE)
    assert length(metadata) <= METADATA_MOST
    told = json.loads(metadata)
    assert {name: told[name] for name in PLACE} == PLACE
    assert text.startswith(told["text"].removesuffix("…"))
    assert told["text"] == text or len(told["text"]) <= SOURCE_KEPT + 1
