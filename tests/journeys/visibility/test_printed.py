"""What the command line prints, which answers to nobody in particular: all of it, and it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot.adapters.configuration import read_configuration
from bot.export import FORMS, export
from bot.reports import actions, measures
from bot.settings import StoreSettings
from tests.journeys.visibility.stage import Stage, told, words_of
from tests.journeys.visibility.test_counted import MODEL, with_item

ALL_OF_IT = "restricted incidents are part of this"


def store(there: Stage) -> StoreSettings:
    """The store of the workspace."""
    return StoreSettings(redis_url=there.redis_url, data=Path("unused"))


async def test_export(there: Stage) -> None:
    """Whoever may read the store exports a confidential incident in every form, and each says that it is."""
    await with_item(there, ("restricted",))
    for ending, form in FORMS.items():
        words = words_of(f"x.{ending}", await export(store(there), 1, form, there.clock), "")
        assert told(words) and "restricted" in words.casefold(), ending


async def test_reports(there: Stage) -> None:
    """So it is with action items and measures, which count confidential incidents."""
    await with_item(there, ("restricted",))
    policy = read_configuration(there.policy.parent).policy
    for form in ("csv", "json", "table"):
        items = await actions(store(there), policy, form, clock=there.clock)
        assert told(items), form
        figures = await measures(store(there), policy, form, "90d", "", there.clock)
        assert MODEL in figures, form


@pytest.mark.parametrize("command", ["export", "actions", "metrics", "retention"])
def test_what_is_said_of_it(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each of these commands says in its help that it is not for everybody's eyes."""
    with pytest.raises(SystemExit):
        command_line.main([command, "--help"])
    assert ALL_OF_IT in " ".join(capsys.readouterr().out.split())
