"""Containment rule by rule: who approves, one change at a time, what may follow what, and who is asked about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.actions import (
    ActionState,
    ApplyAction,
    ApproveAction,
    AskAutomation,
    CorrectAction,
    KeepAction,
    PostponeReview,
    SettleAction,
)
from bot.domain.approval import approvers, standing
from bot.domain.commands import Close, Command, DeclineRole, GiveRole, LetTimePass
from bot.domain.containment import Containment
from bot.domain.effects import TellPerson
from bot.domain.react import react
from bot.domain.refusal import Reason
from bot.domain.reminders import schedule
from bot.domain.rollbacks import rollbacks
from tests.bot.domain.acting import (
    PROPOSER,
    action,
    answered,
    applied,
    approved,
    propose,
    ran,
    rules,
    settled,
    team,
)
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, Telling

S = ActionState


def refused(telling: Telling, person: str, command: Command) -> tuple[Reason, dict[str, str]]:
    """Why that is refused."""
    verdict = telling.tried(person, command)
    assert verdict is not None
    return verdict.reason, verdict.values


def test_one_yes_of_a_holder() -> None:
    """An action that is not risky needs one yes of somebody with an approving role, who may have proposed it."""
    telling = team().by(BEN, propose())
    assert refused(telling, DIMA, ApproveAction(1))[0] is Reason.NOT_APPROVER
    telling.by(BEN, ApproveAction(1))
    assert action(telling).state is S.APPROVED and action(telling).approvals[0].role == "ops"


def test_a_risky_one_needs_others() -> None:
    """A risky one needs as many different people as the policy wants, none of whom proposed it."""
    telling = team().by(BEN, propose(risky=True))
    why, values = refused(telling, BEN, ApproveAction(1))
    assert (why, values["holder"], values["count"]) == (Reason.OWN_PROPOSAL, ANA, "2")
    telling.by(ANA, ApproveAction(1)).by(ANA, ApproveAction(1))
    assert action(telling).state is S.PROPOSED
    telling.by(CLEO, ApproveAction(1))
    assert action(telling).state is S.APPROVED


def test_whom_to_ask() -> None:
    """Where the proposer is the only holder, the refusal names the roles, and the standing how many people lack."""
    telling = Telling().declare(rules=rules()).by(ANA, GiveRole("ic", ANA)).by(ANA, propose(risky=True))
    why, values = refused(telling, ANA, ApproveAction(1))
    assert (why, values["holder"]) == (Reason.OWN_PROPOSAL, "")
    assert values["known"] == "Incident Commander, ML Owner, Operations"
    assert telling.it is not None
    stands = standing(telling.it, action(telling))
    assert (stands.needed, stands.people, stands.short) == (2, (), 2)
    assert stands.vacant == ("ML Owner", "Operations")


def test_an_approval_outlives_the_role() -> None:
    """Who hands the role on after saying yes has said yes; the next holder is another person."""
    telling = team().by(DIMA, propose(risky=True)).by(BEN, ApproveAction(1)).by(DIMA, GiveRole("ops", DIMA))
    assert telling.it is not None
    assert approvers(telling.it, action(telling)) == (ANA, CLEO)
    assert refused(telling, DIMA, ApproveAction(1))[0] is Reason.OWN_PROPOSAL
    telling.by(CLEO, ApproveAction(1))
    assert [each.person for each in action(telling).approvals] == [BEN, CLEO]


def test_one_person_with_two_roles_is_one() -> None:
    """Two roles in one hand are one yes."""
    telling = team().by(ANA, GiveRole("ops", ANA)).by(DIMA, propose(risky=True))
    telling.by(ANA, ApproveAction(1)).by(ANA, ApproveAction(1))
    assert action(telling).state is S.PROPOSED


def test_a_yes_that_comes_late() -> None:
    """A yes after the last that was needed changes nothing; one for what has ended is refused."""
    telling = approved(team().by(DIMA, propose()))
    count = len(telling.events)
    telling.by(CLEO, ApproveAction(1))
    assert len(telling.events) == count
    settled(telling, S.WITHDRAWN)
    assert refused(telling, CLEO, ApproveAction(1))[0] is Reason.WRONG_STATE


def test_an_approval_that_is_taken_back() -> None:
    """Undoing the approval asks everybody anew."""
    telling = approved(team().by(DIMA, propose(risky=True))).by(ANA, CorrectAction(1, "wrong action"))
    assert action(telling).approvals == () and action(telling).state is S.PROPOSED
    telling.by(CLEO, ApproveAction(1))
    assert action(telling).state is S.PROPOSED


def test_one_at_a_time() -> None:
    """A second change waits for the first, or for a reason, which is recorded with the first's number."""
    telling = applied(team().by(DIMA, propose())).by(DIMA, propose(Containment.SHED_LOAD, what="Shed"))
    approved(telling, 2)
    assert refused(telling, BEN, ApplyAction(2))[0] is Reason.ONE_AT_A_TIME
    telling.by(BEN, ApplyAction(2, override="the queue grows"))
    event = telling.events[-1].event
    assert event.kind == "action_applied" and (event.beside, event.override) == (1, "the queue grows")


@pytest.mark.parametrize("outcome", [S.VERIFIED, S.REVERTED, S.FAILED])
def test_the_next_one_after(outcome: ActionState) -> None:
    """Once the first is verified or gone, the second needs no reason, and one that is given is not kept."""
    telling = settled(applied(team().by(DIMA, propose())), outcome)
    approved(telling.by(DIMA, propose(Containment.SHED_LOAD, what="Shed")), 2).by(
        BEN, ApplyAction(2, override="x")
    )
    event = telling.events[-1].event
    assert event.kind == "action_applied" and (event.beside, event.override) == (None, "")


def test_undoing_is_one_at_a_time_too() -> None:
    """A correction that would put something back in place unverified waits like any other change."""
    telling = settled(applied(team().by(DIMA, propose())), S.REVERTED)
    telling.by(DIMA, propose(Containment.SHED_LOAD, what="Shed"))
    applied(telling, 2)
    assert refused(telling, ANA, CorrectAction(1, "it stands"))[0] is Reason.ONE_AT_A_TIME
    settled(telling, S.VERIFIED, 2).by(ANA, CorrectAction(1, "it stands"))
    again = action(telling)
    assert again.state is S.APPLIED and again.review_at == telling.now + timedelta(minutes=30)


def test_undone_by_two_at_once() -> None:
    """Who undoes a step that somebody else has undone already is told where it stands."""
    telling = settled(applied(team().by(DIMA, propose())), S.VERIFIED)
    telling.by(ANA, CorrectAction(1, "not yet", S.VERIFIED))
    assert refused(telling, BEN, CorrectAction(1, "not yet", S.VERIFIED))[0] is Reason.WRONG_STATE
    assert action(telling).state is S.APPLIED


@pytest.mark.parametrize("minutes", [0, 4, 14 * 24 * 60 + 1, 10**9])
def test_review_times_are_sensible(minutes: int) -> None:
    """What is in place is looked at again after five minutes at the earliest, and within a fortnight."""
    telling = team()
    assert refused(telling, BEN, propose(minutes=minutes))[0] is Reason.MINUTES_RANGE
    telling = applied(telling.by(BEN, propose()))
    assert refused(telling, BEN, PostponeReview(1, minutes, "later"))[0] is Reason.MINUTES_RANGE


def test_the_webhook_is_asked_once_an_approval() -> None:
    """After a run that failed, undoing leads back to the approval, under which it is not asked again; a new one can."""
    telling = team().by(DIMA, propose(webhook="roller"))
    answered(telling)
    ran(approved(telling), "apply", ok=False)
    assert action(telling).state is S.FAILED
    telling.by(ANA, CorrectAction(1, "look again"))
    assert refused(telling, BEN, AskAutomation(1, "apply"))[0] is Reason.WRONG_STATE
    telling.by(ANA, CorrectAction(1, "approve anew"))
    approved(telling).by(BEN, AskAutomation(1, "apply"))
    assert action(telling).running is not None


def test_while_a_dry_run_is_under_way() -> None:
    """A dry run changes nothing, so nobody waits for it: approving, doing it by hand, and withdrawing go on."""
    telling = approved(team().by(DIMA, propose(webhook="roller"))).by(BEN, ApplyAction(1))
    assert action(telling).state is S.APPLIED and action(telling).running is not None
    answered(telling)
    assert action(telling).state is S.APPLIED


def test_an_automation_that_stays_silent() -> None:
    """While it changes something nobody else does; after ten minutes somebody can say that it failed."""
    telling = team().by(DIMA, propose(webhook="roller"))
    approved(answered(telling)).by(BEN, AskAutomation(1, "apply"))
    for command in (ApplyAction(1), SettleAction(1, S.FAILED, "no answer"), CorrectAction(1, "no")):
        why, values = refused(telling, BEN, command)
        assert (why, values["state"]) == (Reason.WRONG_STATE, "running")
    telling.after(minutes=10).by(BEN, SettleAction(1, S.FAILED, "no answer"))
    count = len(telling.events)
    answered(telling)
    assert action(telling).state is S.FAILED and len(telling.events) == count + 1


def test_an_answer_that_nobody_can_tell() -> None:
    """It may be in place: nothing else is changed beside it until somebody has looked."""
    telling = team().by(DIMA, propose(webhook="roller"))
    ran(approved(answered(telling)), "apply", ok=False, unknown=True)
    approved(telling.by(DIMA, propose(Containment.SHED_LOAD, what="Shed")), 2)
    assert refused(telling, BEN, ApplyAction(2))[0] is Reason.ONE_AT_A_TIME
    telling.by(BEN, ApplyAction(1, note="it is")).by(BEN, SettleAction(1, S.VERIFIED, "works"))
    telling.by(BEN, ApplyAction(2))


def test_reviews() -> None:
    """At its time the room is asked, and again after as long; what is kept, once a day."""
    telling = (
        settled(applied(team().by(DIMA, propose())), S.VERIFIED).after(minutes=31).by(None, LetTimePass())
    )
    assert action(telling).review_at == telling.now + timedelta(minutes=30)
    assert telling.it is not None
    assert react(telling.it, telling.events[-1]) == ()  # there is no room in this history
    telling.by(ANA, KeepAction(1, CLEO, "two days", telling.now + timedelta(hours=1)))
    telling.after(minutes=61).by(None, LetTimePass())
    assert action(telling).review_at == telling.now + timedelta(days=1)


def test_after_the_end() -> None:
    """What stays in place is asked about after closing, of whoever answers for it, directly; nothing new begins."""
    telling = settled(applied(team().by(DIMA, propose())), S.VERIFIED)
    telling.by(ANA, KeepAction(1, CLEO, "two days", telling.now + timedelta(days=2)))
    telling.by(ANA, Close(verified="CTR is back")).by(DIMA, SettleAction(1, S.VERIFIED, "same"))
    assert refused(telling, DIMA, propose())[0] is Reason.CLOSED
    assert telling.it is not None
    assert [each.topic for each in schedule(telling.it) if each.action == 1] == ["review_action"]
    telling.after(days=2, minutes=1).by(None, LetTimePass())
    asked = next(each for each in reversed(telling.events) if each.event.kind == "reminded")
    assert react(telling.it, asked) == (TellPerson(person=CLEO, event=asked.version),)
    telling.by(CLEO, SettleAction(1, S.LIFTED, "new version"))
    assert not [each for each in schedule(telling.it) if each.action == 1]


def test_of_a_restricted_incident_only_its_people_hear() -> None:
    """An owner who is not in the room of a restricted incident is told nothing of it; whoever commands is."""
    telling = Telling().declare(rules=rules(), restricted=True)
    telling.by(ANA, GiveRole("ic", ANA)).by(ANA, propose())
    telling.by(ANA, ApproveAction(1)).by(ANA, ApplyAction(1)).by(ANA, SettleAction(1, S.VERIFIED, "ok"))
    telling.by(ANA, KeepAction(1, DIMA, "so", telling.now + timedelta(days=1)))
    assert telling.it is not None
    assert not [each for each in react(telling.it, telling.events[-1]) if isinstance(each, TellPerson)]
    telling.by(ANA, Close(verified="ok")).after(days=2).by(None, LetTimePass())
    asked = next(each for each in reversed(telling.events) if each.event.kind == "reminded")
    assert react(telling.it, asked) == (TellPerson(person=ANA, event=asked.version),)


def test_rollbacks_are_counted() -> None:
    """Tried is what was applied or failed to be; succeeded what was verified and not taken back."""
    telling = team()
    ends = (S.LIFTED, S.VERIFIED, S.REVERTED, S.FAILED, S.WITHDRAWN)
    for number, end in enumerate(ends, 1):
        telling.by(DIMA, propose(what=f"rollback {number}"))
        if end is S.WITHDRAWN:
            settled(telling, end, number)
            continue
        applied(telling, number)
        if end is S.LIFTED:
            settled(telling, S.VERIFIED, number)
        settled(telling, end, number)
    settled(applied(telling.by(DIMA, propose(Containment.SHED_LOAD, what="no rollback")), 6), S.VERIFIED, 6)
    assert telling.it is not None
    assert rollbacks(telling.it) == (4, 2)


def test_proposing_again() -> None:
    """The same proposal, while it still waits, is no second one."""
    telling = team().by(PROPOSER, propose())
    telling.by(PROPOSER, propose())
    assert telling.it is not None and len(telling.it.actions) == 1
    settled(telling, S.WITHDRAWN).by(PROPOSER, propose())
    assert len(telling.it.actions) == 2


def test_giving_a_role_back_is_no_undoing() -> None:
    """A role that is given back afterwards leaves the approval as it was."""
    telling = (
        team().by(DIMA, propose(risky=True)).by(BEN, ApproveAction(1)).by(BEN, DeclineRole("ops", "tired"))
    )
    telling.by(CLEO, ApproveAction(1))
    assert action(telling).state is S.APPROVED
