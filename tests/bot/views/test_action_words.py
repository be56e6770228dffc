"""What an action's message and the room say of automations."""

from __future__ import annotations

import pytest

from bot.domain import commands as ask
from bot.domain.actions import ActionState, ApplyAction, AskAutomation, SettleAction
from bot.domain.effects import RefreshTold, action_panel
from bot.domain.events import Recorded
from bot.domain.react import react
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


def buttons(telling: Telling, version: int) -> list[str]:
    """What can be pressed on the message that told the room of this event, as it is shown by now."""
    assert telling.it is not None
    recorded = next(each for each in telling.events if each.version == version)
    blocks = WORDS.room_message(telling.it, recorded).blocks
    return [one["action_id"] for block in blocks for one in block.get("elements", ()) if "action_id" in one]


def settles(telling: Telling, *versions: int) -> bool:
    """Whether the last event has exactly these messages shown anew."""
    assert telling.it is not None
    effects = react(telling.it, telling.events[-1])
    return [each.event for each in effects if isinstance(each, RefreshTold)] == list(versions)


def test_what_is_settled_asks_for_nothing() -> None:
    """Each message about an action keeps its buttons until the next step, and is shown without them then."""
    telling = team(rules(people=1)).by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))
    approval = approved(telling.by(DIMA, propose())).events[-1].version
    assert buttons(telling, approval) == ["apply_action"] and settles(telling)
    applied = telling.by(DIMA, ApplyAction(1)).events[-1].version
    assert buttons(telling, approval) == [] and settles(telling, approval)
    assert buttons(telling, applied) == ["verify_action", "revert_action"]
    telling.after(days=1).by(None, ask.LetTimePass())
    asked = next(
        each for each in telling.events if getattr(each.event, "reminder", "") == "review_action"
    ).version
    assert buttons(telling, applied) == []
    assert buttons(telling, asked) == ["verify_action", "revert_action", "postpone_action"]
    verified = telling.by(BEN, SettleAction(1, ActionState.VERIFIED, "p99 fell")).events[-1].version
    assert buttons(telling, asked) == [] and settles(telling, asked)
    assert buttons(telling, verified) == []


def test_what_was_approved_is_not_asked_for_after_the_end() -> None:
    """Closed with an action that nobody put in place, its message loses the button."""
    telling = team(rules(people=1)).by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))
    approval = approved(telling.by(DIMA, propose())).events[-1].version
    telling.by(BEN, ask.Close("Well again", "Seen"))
    assert buttons(telling, approval) == []
    closed = next(each for each in telling.events if each.event.kind == "closed")
    assert telling.it is not None
    assert RefreshTold(event=approval) in react(telling.it, closed)
