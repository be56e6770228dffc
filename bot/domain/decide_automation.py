"""What happens when a webhook is asked to carry out containment, and what follows from its answer (domain §15).

It is asked once per approval, after a dry run that went well, and never beside another run of the same action; no
answer of a webhook asks another one.
"""

from __future__ import annotations

from datetime import datetime

from bot.domain.action_log import Action
from bot.domain.actions import (
    IN_PLACE,
    ActionSettled,
    ActionState,
    AskAutomation,
    AutomationAnswered,
    AutomationAsked,
    Purpose,
    ReportAutomation,
)
from bot.domain.incident import Incident
from bot.domain.one_at_a_time import applied, one_at_a_time, others_unverified, wrong_state
from bot.domain.refusal import Reason, Refused, Verdict

_ASKED_IN: dict[Purpose, frozenset[ActionState]] = {
    "dry_run": frozenset({ActionState.PROPOSED, ActionState.APPROVED}),
    "apply": frozenset({ActionState.APPROVED}),
    "revert": IN_PLACE,
}


def ask_automation(it: Incident, action: Action, command: AskAutomation) -> Verdict:
    """Let the webhook do it: after a dry run that went well, once per approval, never beside another run."""
    if action.running is not None:
        return () if action.running.purpose == command.purpose else wrong_state(action)
    webhook = it.policy.automation.webhook(action.webhook) if action.webhook else None
    if webhook is None:
        return Refused(Reason.AUTOMATION_OFF, "number")
    if action.state not in _ASKED_IN[command.purpose]:
        return wrong_state(action)
    if not it.open and command.purpose != "revert":
        return Refused(Reason.CLOSED)
    if command.purpose == "revert" and not webhook.reverts:
        return Refused(Reason.NO_WEBHOOK, "number", {"known": webhook.name})
    if command.purpose == "apply":
        if action.asked_to_apply:
            return wrong_state(action)
        if not action.tried:
            return Refused(Reason.DRY_RUN_FIRST, "number")
        refused = one_at_a_time(it, action, command.override)
        if refused is not None:
            return refused
    asked = AutomationAsked(
        number=action.number,
        what=action.what,
        run=len(action.runs) + 1,
        purpose=command.purpose,
        webhook=action.webhook,
        override=command.override.strip() if others_unverified(it, action) else "",
    )
    return (asked,)


def automation_answered(it: Incident, action: Action, command: ReportAutomation, now: datetime) -> Verdict:
    """What follows from the answer: done is applied (or taken back), a no to an application is its failure.

    Where nobody can tell, nothing follows: people look, and say whether it is in place; nor of an
    answer that comes after somebody has settled the action by hand. No answer asks anything of a
    webhook again (domain §15).
    """
    run = next((each for each in action.runs if each.number == command.run), None)
    if run is None or run.ok is not None:
        return ()
    told = AutomationAnswered(
        number=action.number,
        what=action.what,
        run=run.number,
        purpose=run.purpose,
        ok=command.ok,
        status=command.status,
        answer=command.answer,
        unknown=command.unknown,
    )
    if command.unknown:
        return (told,)
    if run.purpose == "apply" and action.state is ActionState.APPROVED:
        if command.ok:
            return (told, applied(it, action, now, command.answer, run.override))
        return (told, _ended(action, ActionState.FAILED, command.answer))
    if run.purpose == "revert" and command.ok and action.in_place:
        lifted = action.state is ActionState.VERIFIED
        return (told, _ended(action, ActionState.LIFTED if lifted else ActionState.REVERTED, command.answer))
    return (told,)


def _ended(action: Action, now: ActionState, words: str) -> ActionSettled:
    return ActionSettled(number=action.number, what=action.what, was=action.state, now=now, words=words)
