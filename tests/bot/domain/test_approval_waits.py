"""What time has to say about containment: a proposal that waits for approval, an automation that stays silent."""

from __future__ import annotations

from bot.domain import commands as ask
from bot.domain.actions import ActionState, ApproveAction, AskAutomation, CorrectAction, SettleAction
from bot.domain.commands import GiveRole, LetTimePass
from bot.domain.effects import RefreshPanel, TellRoom
from bot.domain.events import Reminded
from bot.domain.policy import Nudges
from bot.domain.react import react
from bot.views.action_card import action_card
from tests.bot.domain.acting import action, answered, approved, propose, ran, rules, team
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, Telling


def reminded(telling: Telling, topic: str) -> list[int]:
    """At which minutes after the proposal that was said."""
    proposed = action(telling).steps[0].at
    return [
        int((each.at - proposed).total_seconds() / 60)
        for each in telling.events
        if isinstance(each.event, Reminded) and each.event.reminder == topic
    ]


def passing(telling: Telling, minutes: int) -> Telling:
    """So many minutes pass, each with a beat."""
    for _ in range(minutes):
        telling.after(minutes=1).by(None, LetTimePass())
    return telling


def test_asked_after_five_minutes_and_again() -> None:
    """A proposal that nobody approved is brought up in the room, and every quarter of an hour until it is settled."""
    telling = team().by(None, ask.ReportRoomOpened("C0ROOM", "inc-7")).by(DIMA, propose())
    passing(telling, 5)
    assert telling.it is not None
    assert TellRoom(event=telling.events[-1].version) in react(telling.it, telling.events[-1])
    assert reminded(passing(telling, 34), "approval_waits") == [5, 20, 35]
    telling.by(DIMA, SettleAction(1, ActionState.WITHDRAWN, "Not needed"))
    assert reminded(passing(telling, 30), "approval_waits") == [5, 20, 35]


def test_as_the_policy_says() -> None:
    """After as many minutes, and every so many, as the policy wants."""
    slower = rules().model_copy(update={"nudges": Nudges(approval_after_minutes=9, approval_every_minutes=4)})
    assert reminded(passing(team(slower).by(DIMA, propose()), 20), "approval_waits") == [9, 13, 17]


def test_not_when_it_is_settled() -> None:
    """Nobody is asked about what was approved, withdrawn, or closed with the incident."""
    for by, command in (
        (ANA, ApproveAction(1)),
        (DIMA, SettleAction(1, ActionState.WITHDRAWN, "Not needed")),
        (ANA, ask.Close("Well again")),
    ):
        telling = team().by(DIMA, propose()).by(by, command)
        assert reminded(passing(telling, 20), "approval_waits") == []


def test_half_approved_still_waits() -> None:
    """One yes of two leaves it waiting."""
    telling = team().by(DIMA, propose(risky=True)).by(BEN, ApproveAction(1))
    assert reminded(passing(telling, 6), "approval_waits") == [5]


def test_a_correction_does_not_begin_it_anew() -> None:
    """Once an approval is taken back, it goes on as if it had not been given."""
    telling = passing(team().by(DIMA, propose()), 6).by(CLEO, ApproveAction(1))
    telling.by(CLEO, CorrectAction(1, "A slip")).by(DIMA, GiveRole("ops", DIMA))
    assert reminded(passing(telling, 20), "approval_waits") == [5, 20]


def test_a_silent_automation_can_be_called_failed() -> None:
    """Ten minutes without an answer: the action's message is shown anew, once, and offers to say that it failed."""
    telling = team(rules(people=1)).by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))
    ran(telling.by(DIMA, propose(webhook="roller")), "dry_run")
    approved(telling).by(BEN, AskAutomation(1, "apply"))
    assert telling.it is not None and not action_card(telling.it, action(telling)).can_fail
    passing(telling, 10)
    assert react(telling.it, telling.events[-1]) == (RefreshPanel(panel="action:1"),)
    assert action_card(telling.it, action(telling)).can_fail
    assert len(reminded(passing(telling, 20), "run_silent")) == 1
    answered(telling)
    assert action(telling).state is ActionState.APPLIED
