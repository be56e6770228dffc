"""What an action's message and the room say of automations."""

from __future__ import annotations

import pytest

from bot.domain import commands as ask
from bot.domain.actions import AskAutomation
from bot.domain.effects import action_panel
from bot.domain.events import Recorded
from tests.bot.domain.acting import approved, propose, ran, rules, team
from tests.bot.views.slack_limits import texts_of
from tests.bot.views.telling import BEN, DIMA, Telling
from tests.bot.views.wording import WORDS


def rolled(*, drill: bool) -> Telling:
    """The automation has done what was approved."""
    telling = team(rules(people=1), drill=drill).by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))
    ran(telling.by(DIMA, propose(webhook="roller")), "dry_run")
    return ran(approved(telling), "apply")


def panel(telling: Telling) -> str:
    """The action's message."""
    assert telling.it is not None
    return "\n".join(texts_of(WORDS.panel(telling.it, action_panel(1), telling.now).blocks))


def told(telling: Telling, kind: str) -> str:
    """What the room was told of the last event of that kind."""
    assert telling.it is not None
    recorded: Recorded = next(each for each in reversed(telling.events) if each.event.kind == kind)
    return "\n".join(texts_of(WORDS.room_message(telling.it, recorded).blocks))


@pytest.mark.parametrize("drill", [True, False])
def test_a_drill_says_that_it_was_a_dry_run(drill: bool) -> None:
    """In a drill nobody reads that the automation did it; otherwise nobody reads of a dry run."""
    telling = rolled(drill=drill)
    assert ("Dry run only, as always in a drill; nothing was changed" in panel(telling)) == drill
    assert ("The automation did it" in panel(telling)) != drill
    assert ("By a dry run only" in told(telling, "action_applied")) == drill


def test_it_failed_is_no_button_while_it_runs() -> None:
    """A button that would be refused is not there."""
    telling = team(rules(people=1)).by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))
    ran(telling.by(DIMA, propose(webhook="roller")), "dry_run")
    assert "It failed" in panel(approved(telling))
    assert "It failed" not in panel(telling.by(BEN, AskAutomation(1, "apply")))
