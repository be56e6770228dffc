"""Containment told step by step: a team with roles, and an automation that rolls the model back."""

from __future__ import annotations

from bot.domain.action_log import Action
from bot.domain.actions import (
    ActionState,
    ApplyAction,
    ApproveAction,
    AskAutomation,
    ProposeAction,
    Purpose,
    ReportAutomation,
    SettleAction,
)
from bot.domain.commands import GiveRole
from bot.domain.containment import Containment
from bot.domain.policy import Approvals, Automation, Policy, Webhook
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, Telling, policy

ROLLER = Webhook(
    name="roller", containment=Containment.ROLL_BACK_MODEL, url="https://auto.example/roll", reverts=True
)


def rules(*, automation: bool = True, people: int = 2) -> Policy:
    """The policy with the automation, and so many people for a risky action."""
    return policy().model_copy(
        update={
            "automation": Automation(enabled=automation, webhooks=(ROLLER,)),
            "approvals": Approvals(risky_people=people),
        }
    )


def team(told: Policy | None = None, *, drill: bool = False) -> Telling:
    """Ana commands, Ben has Operations, Cleo owns the model; Dima has no role."""
    telling = Telling().declare(rules=told or rules(), drill=drill)
    for person, role in ((ANA, "ic"), (BEN, "ops"), (CLEO, "ml_owner")):
        telling.by(person, GiveRole(role, person))
    return telling


def propose(
    containment: Containment = Containment.ROLL_BACK_MODEL,
    *,
    what: str = "Go back to 2025.02.25-3",
    risky: bool = False,
    webhook: str = "",
    minutes: int = 30,
) -> ProposeAction:
    """A proposal."""
    return ProposeAction(
        containment=containment,
        what=what,
        command="kubectl rollout undo deployment/ranker",
        effect="CTR recovers",
        verify="CTR on the last 30 minutes",
        lift="A fixed version passed a shadow run",
        review_after_minutes=minutes,
        risky=risky,
        webhook=webhook,
    )


def action(telling: Telling, number: int = 1) -> Action:
    """The action as it stands."""
    assert telling.it is not None
    found = telling.it.action(number)
    assert found is not None
    return found


def approved(telling: Telling, number: int = 1) -> Telling:
    """Ana says yes, and Ben where a second is needed."""
    telling.by(ANA, ApproveAction(number))
    if action(telling, number).state is ActionState.PROPOSED:
        telling.by(BEN, ApproveAction(number))
    return telling


def applied(telling: Telling, number: int = 1) -> Telling:
    """It is approved and in place."""
    return approved(telling, number).by(BEN, ApplyAction(number))


def settled(telling: Telling, outcome: ActionState, number: int = 1) -> Telling:
    """Ben says what came of it."""
    return telling.by(BEN, SettleAction(number, outcome, f"{outcome} it is"))


def ran(telling: Telling, purpose: Purpose, *, ok: bool = True, unknown: bool = False) -> Telling:
    """The automation of the first action was asked, and answered."""
    telling.by(BEN, AskAutomation(1, purpose))
    return answered(telling, ok=ok, unknown=unknown)


def answered(telling: Telling, *, ok: bool = True, unknown: bool = False) -> Telling:
    """The latest run of the first action was answered."""
    status = 0 if unknown else 200 if ok else 500
    report = ReportAutomation(1, len(action(telling).runs), ok, status, "as asked", unknown)
    return telling.by(None, report)


PROPOSER = DIMA
"""Who proposes in most tests: somebody who approves nothing."""
