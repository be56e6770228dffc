"""The JSON export."""

from __future__ import annotations

import json

from bot.domain.incident import fold
from bot.views.export import Export, export_json
from tests.bot.views.stories import drift, hostile, whole_life
from tests.bot.views.telling import BEN


def test_nothing_is_lost() -> None:
    """Every event comes back with all its fields, and folds to the same incident."""
    for history in (drift(), hostile(), whole_life()):
        export = Export.model_validate_json(export_json(history.it, history.events, history.now))
        assert export.events == history.events
        assert fold(history.number, export.events) == history.it


def test_keys_are_stable() -> None:
    """The keys that readers compute with are these."""
    history = drift()
    export = json.loads(export_json(history.it, history.events, history.now))
    assert list(export) == ["format", "format_version", "exported_at", "incident", "measures", "events"]
    assert list(export["events"][0]) == ["version", "at", "by", "event"]
    assert export["incident"]["started_at"] == "2025-03-04T12:07:10Z"
    assert export["incident"]["roles"]["ml_owner"] == "U0DIMA"
    assert export["measures"]["detect"] == {
        "since": "2025-03-04T12:07:10Z",
        "until": "2025-03-04T12:56:10Z",
        "state": "reached",
        "seconds": 2940.0,
    }
    assert export["measures"]["updates_on_time"] == 2


def test_the_same_twice() -> None:
    """The same record at the same moment makes the same text, so that exports can be compared."""
    history = drift()
    texts = {export_json(drift().it, history.events, history.now) for _ in range(3)}
    assert len(texts) == 1
    assert BEN in texts.pop()
