"""Playbooks as data: what is one, what is none, and commands that are filled in and never grow teeth."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.catalogue import ModelEntry
from bot.domain.containment import MENU, Containment
from bot.domain.playbook import PLACEHOLDERS, Filled, Playbook, fill

RANKER = ModelEntry(
    name="ranker",
    current_version="2026.11.2",
    last_known_good_version="2026.10.4",
    serving_endpoint="https://ranker.example.com/v2",
    feature_pipeline="price-city-features, hourly",
)


def made(**changes: Any) -> dict[str, Any]:
    """A small playbook, with changes."""
    check = {"look": "Where?", "tell": "How?"}
    option = {
        "what": "Do",
        "effect": "It works",
        "verify": "See",
        "lift": "Later",
        "review_after_minutes": 30,
    }
    return {
        "key": "slow-disk",
        "version": "1",
        "title": "Slow disk",
        "surface": "serving",
        "types": ["serving"],
        "signals": ["disk"],
        "causes": ["Age"],
        "owner": "ops",
        "checks": [check, check, check],
        "decisions": [{"when": "Slow", "then": "Shed", "containment": "shed_load"}],
        "containment": [{"key": "shed_load", **option}],
        "rollback": "Never",
        "verification": ["Fast"],
        "success": ["Fast"],
        "comms": {"internal": "In", "customers": "Out"},
        "duration_minutes": 5,
        "compliance": "None",
        "steps": ["Buy a disk"],
        **changes,
    }


def wrong(**changes: Any) -> list[tuple[tuple[int | str, ...], str]]:
    """Where and why such a playbook is none."""
    with pytest.raises(ValidationError) as raised:
        Playbook.model_validate(made(**changes))
    return [(error["loc"], error["msg"]) for error in raised.value.errors()]


def test_the_menu_is_whole() -> None:
    """Every containment key says what it is called and how it is taken back."""
    assert MENU.keys() == set(Containment)
    assert all(change.label and change.undone for change in MENU.values())


def test_exactly_three_checks() -> None:
    """Two checks are too few and four too many."""
    check = made()["checks"][0]
    Playbook.model_validate(made())
    assert [place for place, _ in wrong(checks=[check] * 2)] == [("checks",)]
    assert [place for place, _ in wrong(checks=[check] * 4)] == [("checks",)]


def test_decisions_name_options() -> None:
    """A row's containment is one of the playbook's own options, of which each is there once."""
    ((place, why),) = wrong(decisions=[{"when": "a", "then": "b", "containment": "fail_open"}])
    assert (place, "row 1 names 'fail_open'" in why) == (("decisions",), True)
    option = made()["containment"][0]
    assert [place for place, _ in wrong(containment=[option, option])] == [("containment",)]


@pytest.mark.parametrize("command", ["run {modle}", "run {Model}", "awk '{print}'"])
def test_unknown_placeholders(command: str) -> None:
    """A placeholder that nobody fills is a mistake, and the known ones are named."""
    check = {**made()["checks"][0], "command": command}
    plain = made()["checks"][0]
    why = dict(wrong(checks=[plain, check, plain]))["checks", 1, "command"]
    assert all(f"{{{name}}}" in why for name in PLACEHOLDERS)


@pytest.mark.parametrize("command", ["a\n" * 6, "echo ```", "x" * 401])
def test_commands_fit_their_place(command: str) -> None:
    """A command is no script, and does not end the place that it is shown in."""
    check = {**made()["checks"][0], "command": command}
    assert ("checks", 0, "command") in [place for place, _ in wrong(checks=[check] * 3)]


def test_what_is_no_placeholder() -> None:
    """Braces of shells, curl, JSON and PromQL stay as they are."""
    command = 'echo ${HOME} %{http_code} {"a": 1} {.items} up{job="{model}"}'
    check = {**made()["checks"][0], "command": command}
    Playbook.model_validate(made(checks=[check] * 3))
    assert fill(command, RANKER) == Filled(command.replace("{model}", "ranker"), ())


@pytest.mark.parametrize(
    ("command", "entry", "text", "missing"),
    [
        ("undo {model} {last_known_good_version}", RANKER, "undo ranker 2026.10.4", ()),
        ("get {endpoint}", RANKER, "get https://ranker.example.com/v2", ()),
        ("stop {feature_pipeline}", RANKER, "stop price-city-features", ()),
        ("a {model} {endpoint} {model}", ModelEntry(name="x"), "a x {endpoint} x", ("endpoint",)),
        ("a {model} {current_version}", None, "a {model} {current_version}", ("model", "current_version")),
        ("rm {model}", ModelEntry(name="x; rm -rf /"), "rm {model}", ("model",)),
        ("rm {model}", ModelEntry(name="--all"), "rm {model}", ("model",)),
        ("rm {model}", ModelEntry(name="$(id)"), "rm {model}", ("model",)),
        ("rm {model}", ModelEntry(name="{endpoint}"), "rm {model}", ("model",)),
        ("  ls\n", None, "ls", ()),
    ],
)
def test_commands_are_filled(
    command: str, entry: ModelEntry | None, text: str, missing: tuple[str, ...]
) -> None:
    """What is known is filled in, what is not is named, and what is no plain word is not filled in at all."""
    assert fill(command, entry) == Filled(text, missing)


@given(st.text(min_size=1, max_size=75))
def test_no_name_becomes_a_command(name: str) -> None:
    """Whatever a model is called, the command has no character from it that a shell reads."""
    filled = fill("go {model}", ModelEntry(name=name)).text
    assert filled == "go {model}" or not set(filled[3:]) & set(" \t\n;&|<>$`\\\"'(){}[]*?!#~,")
