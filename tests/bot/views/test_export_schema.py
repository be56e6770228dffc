"""The published JSON Schema of the export."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from bot.views.export import export_json
from bot.views.export_schema import export_schema
from tests.bot.views.responses import false_page, long_words, responded
from tests.bot.views.stories import drift, empty, hostile, whole_life
from tests.bot.views.telling import History

PUBLISHED = Path(__file__).parents[3] / "docs" / "schema" / "incident.schema.json"
LIVES: dict[str, Callable[[], History]] = {
    "plain": drift,
    "empty": empty,
    "hostile": hostile,
    "whole": whole_life,
    "response": responded,
    "long": lambda: responded(long_words),
    "false page": false_page,
}


def test_what_is_published_is_current() -> None:
    """The published schema is the one that the program prints today (`make schema` renews it)."""
    assert PUBLISHED.read_text("utf-8") == export_schema()


@pytest.mark.parametrize("life", LIVES)
def test_exports_fit_the_schema(life: str) -> None:
    """Every export is valid by it, and the schema is a schema."""
    schema = json.loads(export_schema())
    Draft202012Validator.check_schema(schema)
    history = LIVES[life]()
    export = json.loads(export_json(history.it, history.events, history.now))
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(export)] == []


def test_it_forbids_what_is_not_there() -> None:
    """A key that the export does not have, or one that is missing, is an error."""
    history = drift()
    export = json.loads(export_json(history.it, history.events, history.now))
    validator = Draft202012Validator(json.loads(export_schema()))
    assert list(validator.iter_errors({**export, "more": 1}))
    assert list(validator.iter_errors({key: value for key, value in export.items() if key != "events"}))
