"""The worked case, played again."""

from __future__ import annotations

import io
import json
import re
from typing import Any

from jsonschema import Draft202012Validator
from pypdf import PdfReader

from bot.views.export_schema import export_schema
from tests.journeys.holiday_drift import EXAMPLES, NAME, write

_BY_CHANCE = re.compile(r"event \d+|[A-Z]0SBX\d+|\d{10}\.\d{6}|\bp\d{16}\b")
"""What happens side by side may be recorded in either order."""


async def test_examples_are_what_the_case_gives() -> None:
    """The kept post-mortem is, in every format, what playing the case makes today (`make example` renews it)."""
    made = await write()
    kept = {ending: (EXAMPLES / f"{NAME}.{ending}").read_bytes() for ending in made}
    assert set(made) == {"md", "html", "pdf", "json", "svg"}
    for ending in ("md", "html", "svg"):
        assert _lines(made[ending].decode()) == _lines(kept[ending].decode()), ending
    assert _record(made["json"]) == _record(kept["json"])
    assert _words(made["pdf"]) == _words(kept["pdf"])


def test_the_example_is_whole() -> None:
    """Five people took part; its review is completed with action items, and its record fits the published schema."""
    record = json.loads((EXAMPLES / f"{NAME}.json").read_bytes())
    assert list(Draft202012Validator(json.loads(export_schema())).iter_errors(record)) == []
    assert len({event["by"] for event in record["events"]} - {None}) == 5
    kinds = [event["event"]["kind"] for event in record["events"]]
    assert {"declared", "closed", "sections_written", "item_added"} <= set(kinds)
    moved = [event["event"]["now"] for event in record["events"] if event["event"]["kind"] == "review_moved"]
    assert moved == ["in_review", "published", "completed"]


def _lines(text: str) -> list[str]:
    """Its lines without event numbers and file ids, in any order."""
    return sorted(_BY_CHANCE.sub("…", line) for line in re.split(r"\n|(?=<li>)", text))


def _record(content: bytes) -> dict[str, Any]:
    """The record without the order of what happened side by side."""
    record: dict[str, Any] = json.loads(_BY_CHANCE.sub("…", content.decode()))
    events = [json.dumps({**event, "version": 0}, sort_keys=True) for event in record["events"]]
    return {**record, "events": sorted(events)}


def _words(content: bytes) -> list[str]:
    """The words of the PDF without event numbers and file ids, in any order."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return sorted(_BY_CHANCE.sub("…", text.replace("\u200b", "")).split())
