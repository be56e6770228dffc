"""The JSON export."""

from __future__ import annotations

import json

from bot.domain.fold import fold
from bot.views.export import Export, export_json
from tests.bot.views.responses import ADDRESS, WEBHOOK, false_page, long_words, responded
from tests.bot.views.stories import drift, empty, hostile, whole_life
from tests.bot.views.telling import BEN, DIMA


def test_nothing_is_lost() -> None:
    """Every event comes back with all its fields, and folds to the same incident."""
    for history in (drift(), hostile(), whole_life(), responded(long_words)):
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


def test_the_response_as_it_stands() -> None:
    """Triage, checklists, hypotheses, actions and verification are there as they stand, each with keys of its own."""
    history = responded()
    it = json.loads(export_json(history.it, history.events, history.now))["incident"]
    assert it["surface"] == "data"
    assert it["triage"]["answers"]["detector_changed"] == {
        "answer": "no",
        "evidence": "That was last week.",
        "at": "2025-03-04T13:11:50Z",
        "by": BEN,
    }
    assert "onset" not in it["triage"]["answers"]
    assert it["triage"]["signals"]["kpi_change_percent"] == -12.5
    assert it["triage"]["suggested"] == "SEV2"
    assert it["playbook"]["key"] == "drift-alert"
    done = {item["key"]: item["result"] for item in it["playbook"]["items"] if item["done_at"]}
    assert done == {"step:1": "Done."}
    assert {step["key"]: step["outcome"] for step in it["first_steps"]}["communicate"] == "missed"
    first, second = it["hypotheses"][:2]
    assert (first["state"], second["state"], second["first_surface"]) == ("refuted", "confirmed", "serving")
    assert [each["side"] for each in second["evidence"]] == ["for", "against"]
    action = it["actions"][0]
    assert [step["state"] for step in action["steps"]] == ["proposed", "approved", "applied", "verified"]
    assert [approval["role"] for approval in action["approvals"]] == ["ic", "ml_owner"]
    assert [(run["purpose"], run["ok"]) for run in action["runs"]] == [("dry_run", True), ("apply", True)]
    assert action["kept_by"] == DIMA
    assert (it["verification"]["observed"], it["verification"]["holds"]) == ("0.04 for one hour", True)


def test_what_is_not_there_is_empty() -> None:
    """Where nothing was triaged, contained or proven, the keys are there and hold nothing."""
    history = empty()
    it = json.loads(export_json(history.it, history.events, history.now))["incident"]
    assert it["triage"]["concluded"] is it["triage"]["suggested"] is it["playbook"] is None
    assert it["triage"]["answers"] == {}
    assert it["hypotheses"] == it["actions"] == it["first_steps"] == []
    assert it["verification"]["metric"] == ""
    assert it["surface"] == "unknown"


def test_a_false_page_says_so() -> None:
    """The state and the measures name its kind."""
    history = false_page()
    export = json.loads(export_json(history.it, history.events, history.now))
    assert export["incident"]["false_page"] == "detector_moved"
    assert export["measures"]["response"]["false_page"] == "detector_moved"
    assert not export["incident"]["postmortem_owed"]


def test_no_address_of_an_automation() -> None:
    """Automations are named; where they are is not in the export."""
    history = responded()
    text = export_json(history.it, history.events, history.now)
    assert WEBHOOK in text
    assert ADDRESS not in text
    assert "T0P-SECRET" not in text
