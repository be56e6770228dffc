"""manifest.yml: it is what Slack takes, and exactly what the code asks for."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.check import check_manifest
from bot.files import shipped
from bot.settings import VARIABLES
from bot.slack_app import EVENTS, SCOPES, required_scopes

REFERENCE = Path(__file__).parents[2] / "shared" / "slack"

MANIFEST = shipped("manifest.yml")
TEXT = MANIFEST.read_text("utf-8")


@pytest.fixture
def manifest() -> dict[str, Any]:
    """The manifest as data, to be broken."""
    data: dict[str, Any] = yaml.safe_load(TEXT)
    return data


def reference(name: str) -> Any:
    """A file of Slack's reference beside the project."""
    path = REFERENCE / name
    if not path.exists():
        pytest.skip(f"no Slack reference at {path}")
    return json.loads(path.read_text("utf-8"))


def faults(manifest: Any, folder: Path) -> list[str]:
    """What the check says of this manifest."""
    path = folder / "manifest.yml"
    path.write_text(yaml.safe_dump(manifest))
    return [problem.what for problem in check_manifest(path).problems]


def test_code_and_manifest_agree() -> None:
    """Nothing is missing from the manifest, and it asks for nothing that is not used."""
    assert check_manifest(MANIFEST).problems == ()


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_slack_takes_it(manifest: dict[str, Any], version: str) -> None:
    """Slack's own schema accepts the manifest, in both of its versions."""
    schema = reference(f"manifest/manifest.schema.{version}.json")
    assert [error.message for error in Draft7Validator(schema).iter_errors(manifest)] == []


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_slack_takes_it_over_http(version: str) -> None:
    """With the three lines for HTTP in force it is still what Slack takes, and every way in has its address."""
    schema = reference(f"manifest/manifest.schema.{version}.json")
    over_http, lines = re.subn(r"# ((?:request_)?url: https://YOUR-HOST/)", r"\1", TEXT)
    manifest = yaml.safe_load(over_http.replace("socket_mode_enabled: true", "socket_mode_enabled: false"))
    assert lines == 3
    assert [error.message for error in Draft7Validator(schema).iter_errors(manifest)] == []
    address = "https://YOUR-HOST/slack/events"
    assert [command["url"] for command in manifest["features"]["slash_commands"]] == [address]
    assert manifest["settings"]["event_subscriptions"]["request_url"] == address
    assert manifest["settings"]["interactivity"]["request_url"] == address


def test_as_it_stands_nothing_has_to_reach_the_bot(manifest: dict[str, Any]) -> None:
    """Pasted unchanged it means Socket Mode, interactivity, Home and Messages tab, and a bot that is always online."""
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["interactivity"] == {"is_enabled": True}
    assert manifest["features"]["bot_user"]["always_online"] is True
    assert manifest["features"]["app_home"]["home_tab_enabled"] is True
    assert manifest["features"]["app_home"]["messages_tab_enabled"] is True


def test_each_scope_has_a_reason() -> None:
    """Each scope that the manifest asks for says why, so that whoever grants it can judge."""
    scopes = TEXT.partition("oauth_config:")[2].partition("settings:")[0].splitlines()
    asked = [line for line in scopes if line.lstrip().startswith("- ")]
    assert len(asked) == len(required_scopes())
    assert [line for line in asked if not re.search(r"# \S+", line)] == []


def test_the_variables_it_names_exist() -> None:
    """The manifest tells which variable takes which token, in the program's own names."""
    assert set(re.findall(r"SLACK_[A-Z_]+", TEXT)) <= set(VARIABLES)


def test_what_is_missing_or_too_much_is_told(manifest: dict[str, Any], tmp_path: Path) -> None:
    """Each difference between manifest and code is told by name."""
    manifest["features"]["slash_commands"][0]["command"] = "/inc"
    manifest["features"]["shortcuts"].pop()
    manifest["oauth_config"]["scopes"]["bot"].remove("pins:write")
    manifest["oauth_config"]["scopes"]["bot"].append("admin")
    manifest["settings"]["event_subscriptions"]["bot_events"].remove("reaction_added")
    manifest["settings"]["interactivity"]["is_enabled"] = False
    assert faults(manifest, tmp_path) == [
        "The slash command /incident is missing",
        "The slash command /inc is declared and never used",
        "The message shortcut add_to_timeline is missing",
        "The event reaction_added is missing",
        "The bot scope pins:write is missing",
        "The bot scope admin is declared and never used",
        "settings.interactivity.is_enabled is off",
    ]


@pytest.mark.parametrize("content", ["", "[]", "settings: 3\nfeatures: []", "a: b: c", "\x00"])
def test_anything_else_is_told_too(tmp_path: Path, content: str) -> None:
    """A file that is no manifest at all is told and crashes nothing."""
    (tmp_path / "manifest.yml").write_text(content)
    assert check_manifest(tmp_path / "manifest.yml").problems


def test_scopes_are_slacks_own() -> None:
    """Each method's scopes are among those that Slack's reference names for it, and none is forgotten."""
    # Slack's page of chat.postMessage says in prose that a channel which the app has not joined needs this one.
    in_prose = {"chat.postMessage": {"chat:write.public"}}
    for method, scopes in SCOPES.items():
        named = set(reference(f"methods_docs/{method}.json")["scope"].get("bot", ()))
        assert scopes <= named | in_prose.get(method, set()), method
        assert bool(scopes) == bool(named), method


def test_event_scopes_are_slacks_own() -> None:
    """Each event's scopes are those of Slack's reference, where it has a page for the event."""
    pages = {path.stem for path in (REFERENCE / "events_docs").glob("*.json")}
    if not pages:
        pytest.skip(f"no Slack reference at {REFERENCE}")
    for event in EVENTS.keys() & pages:
        named = set(reference(f"events_docs/{event}.json")["scopes"])
        assert EVENTS[event] <= named, event
        assert bool(EVENTS[event]) == bool(named), event


def test_no_scope_is_granted_for_nothing() -> None:
    """Each scope but that of the slash command is needed by a method or an event."""
    assert required_scopes() - {"commands"} == frozenset().union(*EVENTS.values(), *SCOPES.values())
