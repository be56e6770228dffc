"""How the response stands on the card: what is in place, what proves it, what is late, and what is likely next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain import commands as ask
from bot.domain.actions import (
    ActionState,
    ApplyAction,
    ApproveAction,
    KeepAction,
    ProposeAction,
    SettleAction,
)
from bot.domain.checklists import AttachPlaybook, TickItem
from bot.domain.containment import Containment
from bot.domain.hypotheses import HypothesisState, JudgeHypothesis, RaiseHypothesis
from bot.domain.policy import FIRST_STEPS
from bot.domain.severity import Phase, Surface
from bot.domain.triage_rule import FalsePage
from bot.domain.verification import AwaitLabels, NameMetric, RecordVerification
from tests.bot.views.responses import PLAYBOOKS
from tests.bot.views.slack_limits import texts_of
from tests.bot.views.telling import ANA, BEN, CLEO, Telling, policy
from tests.bot.views.wording import WORDS


def led() -> Telling:
    """Ana commands."""
    told = Telling().declare(rules=policy(first_steps=FIRST_STEPS))
    return told.after(minutes=1).by(ANA, ask.GiveRole("ic", ANA))


def proposed() -> Telling:
    """Ben proposes to go back to the last good version."""
    propose = ProposeAction(
        Containment.ROLL_BACK_MODEL, "Back to 25-3", "deploy", "AUC back", "AUC", "Fixed", 30, risky=False
    )
    return led().by(BEN, propose)


def applied() -> Telling:
    """It is in place."""
    return proposed().by(ANA, ApproveAction(1)).by(BEN, ApplyAction(1))


def kept() -> Telling:
    """It works, and stays on purpose."""
    told = applied().by(ANA, SettleAction(1, ActionState.VERIFIED, "AUC is back"))
    return told.by(ANA, KeepAction(1, CLEO, "Until the fix", told.now + timedelta(days=2)))


def thought() -> Telling:
    """There is a hypothesis."""
    return led().by(BEN, RaiseHypothesis(Surface.DATA, "The feed is late"))


def confirmed() -> Telling:
    """It is the cause."""
    return thought().by(ANA, JudgeHypothesis(1, HypothesisState.CONFIRMED, "Nulls since noon"))


def awaiting() -> Telling:
    """Labels come in three days."""
    told = (
        kept()
        .by(ANA, ask.ChangePhase(Phase.RECOVER, "It holds", "In a test"))
        .by(ANA, NameMetric("AUC", "0.9"))
    )
    return told.by(ANA, AwaitLabels(told.now + timedelta(days=3), "Labels take three days"))


def attached() -> Telling:
    """A playbook is worked by."""
    return led().by(ANA, AttachPlaybook(PLAYBOOKS["drift-alert"])).by(BEN, TickItem("check:1", "It moved"))


def named() -> Telling:
    """What will prove it has a name."""
    return led().by(ANA, NameMetric("AUC", "> 0.9"))


def proven() -> Telling:
    """And was seen."""
    return named().by(BEN, RecordVerification("0.93", holds=True))


def false_page() -> Telling:
    """It was none."""
    return led().by(ANA, ask.Close("The threshold moved", false_page=FalsePage.DETECTOR_MOVED))


def card(telling: Telling) -> str:
    """All that the card shows."""
    told = telling.done()
    return "\n".join(texts_of(WORDS.card(told.it, told.now).blocks))


@pytest.mark.parametrize(
    ("tells", "shown"),
    [
        (proposed, "*Not in place yet:* 1. Back to 25-3"),
        (applied, "*In place, not verified yet:* 1. Back to 25-3 · since <!date^"),
        (applied, ", review <!date^"),
        (kept, "*In place, kept on purpose:* 1. Back to 25-3 · by <@U0CLEO>, review <!date^"),
        (thought, "*Hypotheses:* 1 open"),
        (confirmed, "*Cause:* The feed is late"),
        (confirmed, "*Surface:* data"),
        (awaiting, "*Mitigated, awaiting labels* until <!date^"),
        (attached, "*Playbook:* Drift alert, 1 of 12 done"),
        (named, "*Proof:* AUC &gt; 0.9: nobody looked yet"),
        (proven, "*Proof:* AUC &gt; 0.9: holds (0.93)"),
        (false_page, "It was a false page: the detector moved."),
        (led, "*First 90 minutes:* 0 of 10. Next: Assign roles by <!date^"),
        (lambda: led().after(minutes=9), "*First 90 minutes:* 0 of 10. *Late:* Assign roles"),
        (lambda: led().after(hours=1), "*Late:* Assign roles, Confirm the severity, Communicate and 5 more"),
    ],
)
def test_card_shows(tells: Callable[[], Telling], shown: str) -> None:
    """The card has a line for what is known, done and late, and a person's status shows the same."""
    telling = tells()
    assert shown in card(telling)
    told = telling.done()
    assert shown in "\n".join(texts_of(WORDS.status(told.it, told.now).blocks))


@pytest.mark.parametrize("shown", ["In place", "Playbook:", "Proof:", "Cause:", "Hypotheses:", "Surface:"])
def test_nothing_known(shown: str) -> None:
    """What is not known takes no line."""
    assert shown not in card(led())


def test_all_settled() -> None:
    """The first 90 minutes leave the card when all is settled, and after closing."""
    assert "First 90 minutes:*" not in card(led().by(ANA, ask.Close("Well")))


@pytest.mark.parametrize(
    ("tells", "likely"),
    [
        (lambda: Telling().declare(), "take_command"),
        (led, "open_triage"),
        (confirmed, "propose_containment"),
        (lambda: led().after(hours=3), "post_update"),
        (lambda: proven().by(ANA, ask.ChangePhase(Phase.VERIFY, "Well", "In a test")), "close_incident"),
        (lambda: led().by(ANA, ask.ChangePhase(Phase.CONTAIN, "Go", "In a test")), "propose_containment"),
        (lambda: applied().by(ANA, ask.ChangePhase(Phase.CONTAIN, "Go", "In a test")), "post_update"),
    ],
)
def test_likely_next(tells: Callable[[], Telling], likely: str) -> None:
    """One button stands out: the one that is probably next."""
    told = tells().done()
    blocks = WORDS.card(told.it, told.now).blocks
    buttons = [element for block in blocks for element in block.get("elements", [])]
    assert [each["action_id"] for each in buttons if each.get("style") == "primary"] == [likely]
