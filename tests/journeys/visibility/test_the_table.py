"""The table of surfaces knows everything that there is, and every test that it names is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from bot import __main__ as command_line
from bot.domain.effects import DocumentForm, Effect
from bot.domain.workspace import WorkspaceEffect
from handlers import listeners
from tests.journeys.visibility import surfaces

HERE = Path(__file__).parent


def kinds(union: object) -> set[str]:
    """The kinds of a union of effects."""
    return {each.model_fields["kind"].default for each in get_args(union)}


def test_every_surface_has_a_row() -> None:
    """Every verb, control, option, modal, shortcut, event, effect, form and command, and none that is gone."""
    assert set(surfaces.VERBS) == set(listeners.VERBS)
    of_many, of_nothing, of_one = (
        surfaces.CONTROLS_OF_MANY,
        surfaces.CONTROLS_OF_NOTHING,
        surfaces.CONTROLS_OF_ONE,
    )
    assert set(listeners.BUTTONS) == of_many | of_nothing | of_one
    assert set(listeners.MENU_OPTIONS) == surfaces.OPTIONS_OF_ONE
    assert set(listeners.VIEWS) == surfaces.MODALS_OF_ONE | surfaces.MODALS_OF_NOTHING
    assert set(listeners.SHORTCUTS) == set(surfaces.SHORTCUTS)
    assert set(listeners.EVENTS) == set(surfaces.EVENTS)
    assert set(listeners.MESSAGES) == set(surfaces.MESSAGES)
    assert kinds(Effect) | kinds(WorkspaceEffect) == set(surfaces.EFFECTS)
    assert set(get_args(DocumentForm)) == set(surfaces.FORMS)


def test_every_command_has_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    """So does every command of the command line."""
    with pytest.raises(SystemExit):
        command_line.main(["--help"])
    listed = re.findall(r"^    (\w+)(?= {2,}|$)", capsys.readouterr().out, re.MULTILINE)
    assert set(listed) == set(surfaces.COMMANDS)


def test_every_test_that_is_named_is_there() -> None:
    """What the table says holds a row is a test of this folder."""
    rows = (surfaces.EVENTS, surfaces.EFFECTS, surfaces.FORMS, surfaces.COMMANDS)
    named = {test for row in rows for test in row.values() if test.startswith("test_")}
    written = {
        f"{file.stem}.{name}"
        for file in HERE.glob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
    }
    assert named <= written
