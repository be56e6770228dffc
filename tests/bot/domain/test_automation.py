"""The automation boundary in the domain: off unless turned on, once per approval, no cascade, no address on record."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain import commands as ask
from bot.domain.actions import (
    ActionApplied,
    ActionApproved,
    ActionSettled,
    ActionState,
    ApplyAction,
    ApproveAction,
    AskAutomation,
    AutomationAnswered,
    AutomationAsked,
    CorrectAction,
    ProposeAction,
    Purpose,
    ReportAutomation,
    SettleAction,
)
from bot.domain.commands import Command
from bot.domain.containment import Containment
from bot.domain.effects import RunAutomation
from bot.domain.events import to_json
from bot.domain.policy import Automation, Policy, Webhook
from bot.domain.react import react
from bot.domain.refusal import Reason
from tests.bot.views.telling import ANA, BEN, CLEO, HOSTILE, Telling, policy

TOKEN = "t0ken"
HOOK = Webhook(
    name="roll-back", containment=Containment.ROLL_BACK_MODEL, url=f"https://ml.example.com/{TOKEN}"
)


def rules(hook: Webhook = HOOK, *, enabled: bool = True) -> Policy:
    """The policy with that webhook."""
    return policy().model_copy(update={"automation": Automation(enabled=enabled, webhooks=(hook,))})


def proposal(
    containment: Containment = Containment.ROLL_BACK_MODEL, webhook: str = "roll-back"
) -> ProposeAction:
    """A proposal to be carried out by the webhook."""
    return ProposeAction(
        containment=containment,
        what="Back to 411",
        command="",
        effect="The old scores",
        verify="AUC",
        lift="413",
        review_after_minutes=60,
        risky=False,
        webhook=webhook,
    )


def answer(*, ok: bool = True, run: int = 1, unknown: bool = False, action: int = 1) -> ReportAutomation:
    """The answer to a run."""
    return ReportAutomation(action, run, ok, 200 if ok else 0, "words", unknown)


def led(policy: Policy | None = None, *, drill: bool = False) -> Telling:
    """An incident that Ana commands."""
    telling = Telling().declare(rules=policy or rules(), drill=drill)
    return telling.by(ANA, ask.GiveRole("ic", ANA)).after(minutes=1)


def approved(telling: Telling | None = None) -> Telling:
    """Proposed, tried, and approved."""
    telling = (telling or led()).by(BEN, proposal()).by(None, answer())
    return telling.after(seconds=5).by(ANA, ApproveAction(1)).after(seconds=5)


def running() -> Telling:
    """The webhook was asked to apply it."""
    return approved().by(ANA, AskAutomation(1, "apply"))


def asked(telling: Telling) -> list[AutomationAsked]:
    """Every run so far."""
    return [each.event for each in telling.events if isinstance(each.event, AutomationAsked)]


def state(telling: Telling) -> ActionState:
    """How the action stands."""
    action = telling.done().it.action(1)
    assert action is not None
    return action.state


def test_off_unless_turned_on() -> None:
    """A policy that says nothing, or names webhooks without turning automation on, has none."""
    assert policy().automation.webhook("roll-back") is None
    refusal = led(rules(enabled=False)).tried(BEN, proposal())
    assert refusal is not None and refusal.reason is Reason.NO_WEBHOOK


@pytest.mark.parametrize(
    ("hook", "proposed"),
    [
        (HOOK, proposal(webhook="another")),
        (HOOK, proposal(Containment.SHED_LOAD)),
        (HOOK.model_copy(update={"models": ("fraud",)}), proposal()),
        (HOOK, proposal(webhook="https://evil.example/hook")),
        (HOOK, proposal(webhook=HOSTILE)),
    ],
    ids=["unknown", "another change", "another model", "an address", "hostile"],
)
def test_only_what_the_policy_names(hook: Webhook, proposed: ProposeAction) -> None:
    """A webhook is asked for its change and its models only, and what people say is never an address."""
    refusal = led(rules(hook)).tried(BEN, proposed)
    assert refusal is not None and refusal.reason is Reason.NO_WEBHOOK


def test_models_are_told_apart_by_name() -> None:
    """The model's name counts, letter case apart."""
    hook = HOOK.model_copy(update={"models": (" Ranker",)})
    assert not hook.serves(Containment.ROLL_BACK_MODEL, "ranker")
    assert HOOK.model_copy(update={"models": ("RANKER",)}).serves(Containment.ROLL_BACK_MODEL, " ranker ")


def test_no_address_on_record() -> None:
    """The incident's copy of the policy has the webhook and not its address; reading it back changes nothing."""
    told = approved().done()
    [declared, *_] = told.events
    assert TOKEN not in "".join(map(to_json, told.events))
    assert TOKEN not in repr(told.it) + repr(rules())
    kept = told.it.policy.automation.webhook("roll-back")
    assert kept is not None
    assert (kept.url, kept.containment) == ("", HOOK.containment)
    assert Policy.model_validate_json(told.it.policy.model_dump_json()) == told.it.policy
    assert declared.event.kind == "declared"


def test_a_policy_without_webhooks_is_kept_as_it_is() -> None:
    """Nothing is left out of a policy that has no address."""
    assert policy().recorded() == policy()


def test_the_dry_run_comes_first() -> None:
    """It is asked for with the proposal, and nothing is applied before it has gone well."""
    telling = led().by(BEN, proposal())
    assert [run.purpose for run in asked(telling)] == ["dry_run"]
    telling.by(None, answer(ok=False)).by(ANA, ApproveAction(1))
    refusal = telling.tried(ANA, AskAutomation(1, "apply"))
    assert refusal is not None and refusal.reason is Reason.DRY_RUN_FIRST
    telling.by(ANA, AskAutomation(1, "dry_run")).by(None, answer(run=2)).by(ANA, AskAutomation(1, "apply"))
    assert [run.purpose for run in asked(telling)] == ["dry_run", "dry_run", "apply"]


def test_nothing_without_approval() -> None:
    """What is proposed and tried is not carried out."""
    refusal = led().by(BEN, proposal()).by(None, answer()).tried(BEN, AskAutomation(1, "apply"))
    assert refusal is not None and refusal.reason is Reason.WRONG_STATE


def test_once_per_approval() -> None:
    """However often it is asked for, before the answer and after any, there is one run for one approval."""
    telling = running()
    for person in (ANA, BEN, CLEO):
        telling.by(person, AskAutomation(1, "apply"))
    telling.by(None, answer(ok=False, run=2))
    for person in (ANA, BEN):
        assert telling.tried(person, AskAutomation(1, "apply")) is not None
    assert [run.purpose for run in asked(telling)] == ["dry_run", "apply"]


def test_another_approval_is_another_run() -> None:
    """After a failure the step can be corrected and approved anew, and the run then has another number."""
    telling = running().by(None, answer(ok=False, run=2)).after(minutes=1)
    telling.by(ANA, CorrectAction(1, "try again")).by(ANA, CorrectAction(1, "approve anew"))
    assert state(telling) is ActionState.PROPOSED
    telling.after(minutes=1).by(ANA, ApproveAction(1)).by(ANA, AskAutomation(1, "apply"))
    assert [run.run for run in asked(telling)] == [1, 2, 3]


@pytest.mark.parametrize("ok", [True, False])
@pytest.mark.parametrize("unknown", [True, False])
@pytest.mark.parametrize("purpose", ["dry_run", "apply", "revert"])
def test_no_answer_asks_again(purpose: str, ok: bool, unknown: bool) -> None:
    """Whatever a webhook answers, nothing of it asks a webhook for anything."""
    telling = led().by(BEN, proposal()) if purpose == "dry_run" else running()
    if purpose == "revert":
        telling.by(None, answer(run=2)).by(ANA, AskAutomation(1, "revert"))
    before = len(telling.events)
    run = asked(telling)[-1].run
    telling.by(None, answer(ok=ok and not unknown, run=run, unknown=unknown))
    assert telling.it is not None
    assert len(telling.events) > before
    for recorded in telling.events[before:]:
        assert not isinstance(recorded.event, AutomationAsked)
        assert not [each for each in react(telling.it, recorded) if isinstance(each, RunAutomation)]


def test_what_follows_from_the_answer() -> None:
    """Done is applied with the answer as its note, a no has failed, a revert that is done takes it back."""
    done = running().by(None, answer(run=2))
    assert isinstance(done.events[-1].event, ActionApplied)
    no = running().by(None, answer(ok=False, run=2))
    assert isinstance(no.events[-1].event, ActionSettled) and state(no) is ActionState.FAILED
    back = done.by(ANA, AskAutomation(1, "revert")).by(None, answer(run=3))
    assert state(back) is ActionState.REVERTED


def test_a_revert_that_fails_leaves_it_in_place() -> None:
    """It can be asked for again, or done by hand."""
    telling = running().by(None, answer(run=2)).by(ANA, AskAutomation(1, "revert"))
    telling.by(None, answer(ok=False, run=3))
    assert state(telling) is ActionState.APPLIED
    assert telling.tried(ANA, AskAutomation(1, "revert")) is None


def test_answered_twice() -> None:
    """The first answer counts."""
    telling = running().by(None, answer(run=2))
    before = len(telling.events)
    telling.by(None, answer(ok=False, run=2)).by(None, answer(run=9))
    assert len(telling.events) == before


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (ApplyAction(1, "It is 411 everywhere."), ActionState.APPLIED),
        (SettleAction(1, ActionState.FAILED, "Still 412."), ActionState.FAILED),
    ],
    ids=["it is in place", "it is not"],
)
def test_nobody_knows(then: ApplyAction | SettleAction, now: ActionState) -> None:
    """Doubt is neither: it may be in place, so it counts as unverified until a person says what it is."""
    telling = running().by(None, answer(ok=False, run=2, unknown=True))
    action = telling.done().it.action(1)
    assert action is not None
    assert (action.state, action.running, action.unverified) == (ActionState.APPROVED, None, True)
    assert isinstance(telling.events[-1].event, AutomationAnswered)
    telling.by(BEN, proposal(webhook="")).by(ANA, ApproveAction(2))
    beside = telling.tried(ANA, ApplyAction(2))
    assert beside is not None and beside.reason is Reason.ONE_AT_A_TIME
    assert state(telling.by(ANA, then)) is now


def test_nothing_beside_a_run() -> None:
    """While it runs it is not changed by hand, and no other change is made."""
    telling = running()
    for command in (ApplyAction(1), SettleAction(1, ActionState.FAILED, "x"), AskAutomation(1, "dry_run")):
        refusal = telling.tried(ANA, command)
        assert refusal is not None and refusal.values["state"] == "running"


@pytest.mark.parametrize("seconds", [0, 61])
def test_nobody_waits_for_ever(seconds: float) -> None:
    """An answer is waited for between a second and a minute."""
    with pytest.raises(ValidationError):
        Webhook(name="x", containment=Containment.SHED_LOAD, url="https://a.example", timeout_seconds=seconds)


ANYTHING = st.sampled_from(
    [
        ApproveAction(1),
        ApplyAction(1),
        CorrectAction(1, "a mistake"),
        *(AskAutomation(1, purpose) for purpose in get_args(Purpose)),
        *(SettleAction(1, outcome, "seen") for outcome in (ActionState.FAILED, ActionState.REVERTED)),
    ]
)
ANSWERS = st.fixed_dictionaries({"ok": st.booleans(), "unknown": st.booleans()})


@settings(max_examples=300, deadline=None)
@given(st.lists(ANYTHING | ANSWERS, max_size=20))
def test_whatever_is_asked(story: list[Command | dict[str, bool]]) -> None:
    """In any order of any requests: one run at a time, no more applications than approvals, a dry run before each."""
    telling = approved()
    for each in story:
        telling.after(seconds=1)
        if isinstance(each, dict):
            telling.by(None, answer(run=asked(telling)[-1].run, **each))
        else:
            telling.tried(ANA, each)
    events = [recorded.event for recorded in telling.events]
    approvals, applied, under_way, tried = 0, 0, 0, False
    for event in events:
        match event:
            case ActionApproved(number=1, complete=True):
                approvals += 1
            case AutomationAsked(number=1):
                assert under_way == 0
                assert event.purpose != "apply" or tried
                applied += event.purpose == "apply"
                under_way += 1
            case AutomationAnswered(number=1):
                under_way -= 1
                tried = event.ok if event.purpose == "dry_run" else tried
            case _:
                pass
        assert applied <= approvals
