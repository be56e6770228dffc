"""What happens when something is asked of an incident's containment (domain §9, §15).

Three promises are kept here: a risky action is approved by as many different people as the policy wants, never by
whoever proposed it; one change at a time, unless somebody says why not; and a webhook is asked once per approval.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.action_log import RUN_MAY_TAKE, Action, actions_after
from bot.domain.actions import (
    IN_PLACE,
    NEXT,
    ActionCommand,
    ActionCorrected,
    ActionKept,
    ActionProposed,
    ActionSettled,
    ActionState,
    ApplyAction,
    ApproveAction,
    AskAutomation,
    AutomationAsked,
    CorrectAction,
    KeepAction,
    PostponeReview,
    ProposeAction,
    ReportAutomation,
    ReviewPostponed,
    SettleAction,
)
from bot.domain.approval import approve
from bot.domain.decide_automation import ask_automation, automation_answered
from bot.domain.events import Event
from bot.domain.incident import Incident
from bot.domain.one_at_a_time import applied, one_at_a_time, wrong_state
from bot.domain.refusal import Reason, Refused, Verdict, blank

LONGEST_KEPT = timedelta(days=180)
REVIEW_MINUTES = (5, 14 * 24 * 60)
"""The least and the most minutes after which something that is in place is looked at again."""

_BY_A_PERSON = frozenset(
    {
        ActionState.WITHDRAWN,
        ActionState.VERIFIED,
        ActionState.LIFTED,
        ActionState.REVERTED,
        ActionState.FAILED,
    }
)


def decide_action(it: Incident, command: ActionCommand, now: datetime, by: str | None) -> Verdict:  # noqa: PLR0911 - a rule each
    """What the command makes happen. What is in place can be settled after closing, too; nothing new begins then."""
    if isinstance(command, ProposeAction):
        return _propose(it, command)
    number = getattr(command, "number", 0)
    action = it.action(number)
    if action is None:
        values = {"number": str(number), "count": str(len(it.actions))}
        return Refused(Reason.UNKNOWN_ACTION, "number", values)
    if not it.open and isinstance(command, ApproveAction | ApplyAction):
        return Refused(Reason.CLOSED)
    match command:
        case ApproveAction():
            return approve(it, action, by)
        case ApplyAction():
            return _apply(it, action, command, now)
        case SettleAction():
            return _settle(action, command, now)
        case KeepAction():
            return _keep(action, command, now)
        case PostponeReview():
            return _postpone(action, command, now)
        case CorrectAction():
            return _correct(it, action, command, now)
        case AskAutomation():
            return ask_automation(it, action, command)
        case ReportAutomation():
            return automation_answered(it, action, command, now)
        case _:
            raise TypeError(f"no rule for {type(command).__name__}")


def _propose(it: Incident, command: ProposeAction) -> Verdict:
    """With a webhook, its dry run comes first, so that whoever approves has seen what it would do (domain §15)."""
    if not it.open:
        return Refused(Reason.CLOSED)
    for field in ("what", "effect", "verify", "lift"):
        if blank(getattr(command, field)):
            return Refused(Reason.BLANK, field)
    least, most = REVIEW_MINUTES
    if not least <= command.review_after_minutes <= most:
        values = {"least": str(least), "most": str(most)}
        return Refused(Reason.MINUTES_RANGE, "review_after", values)
    webhook = it.policy.automation.webhook(command.webhook) if command.webhook else None
    if command.webhook and (webhook is None or not webhook.serves(command.containment, it.model)):
        return Refused(Reason.NO_WEBHOOK, "webhook", {"known": command.webhook})
    proposed = ActionProposed(
        number=len(it.actions) + 1,
        containment=command.containment,
        what=command.what.strip(),
        command=command.command.strip(),
        effect=command.effect.strip(),
        verify=command.verify.strip(),
        lift=command.lift.strip(),
        review_after_minutes=command.review_after_minutes,
        risky=command.risky,
        webhook=command.webhook,
    )
    if _proposed_already(it, proposed):
        return ()
    return (proposed, *_dry_run(proposed))


def _proposed_already(it: Incident, proposed: ActionProposed) -> bool:
    """Whether the last proposal says the same and still waits: the button was pressed again."""
    last = it.actions[-1] if it.actions else None
    return (
        last is not None
        and last.state is ActionState.PROPOSED
        and (last.containment, last.what, last.command, last.webhook)
        == (proposed.containment, proposed.what, proposed.command, proposed.webhook)
    )


def _dry_run(proposed: ActionProposed) -> tuple[Event, ...]:
    if not proposed.webhook:
        return ()
    asked = AutomationAsked(
        number=proposed.number, what=proposed.what, run=1, purpose="dry_run", webhook=proposed.webhook
    )
    return (asked,)


def _apply(it: Incident, action: Action, command: ApplyAction, now: datetime) -> Verdict:
    if action.in_place:
        return ()
    if action.state is not ActionState.APPROVED or action.changing is not None:
        return wrong_state(action)
    refused = one_at_a_time(it, action, command.override)
    if refused is not None:
        return refused
    return (applied(it, action, now, command.note.strip(), command.override.strip()),)


def _settle(action: Action, command: SettleAction, now: datetime) -> Verdict:
    if action.state is command.outcome:
        return ()
    allowed = NEXT[action.state] & _BY_A_PERSON
    if command.outcome not in allowed or not _may_settle(action, command.outcome, now):
        return wrong_state(action)
    if blank(command.words):
        return Refused(Reason.BLANK, "words")
    return (
        ActionSettled(
            number=action.number,
            what=action.what,
            was=action.state,
            now=command.outcome,
            words=command.words.strip(),
        ),
    )


def _may_settle(action: Action, outcome: ActionState, now: datetime) -> bool:
    """Not while its automation changes something, unless that has been silent for long and somebody says it failed."""
    run = action.changing
    silent = run is not None and now - run.asked_at >= RUN_MAY_TAKE
    return run is None or (silent and outcome is ActionState.FAILED)


def _postpone(action: Action, command: PostponeReview, now: datetime) -> Verdict:
    if action.state not in IN_PLACE:
        return wrong_state(action)
    least, most = REVIEW_MINUTES
    if not least <= command.minutes <= most:
        return Refused(Reason.MINUTES_RANGE, "minutes", {"least": str(least), "most": str(most)})
    if blank(command.reason):
        return Refused(Reason.BLANK, "reason")
    until = now + timedelta(minutes=command.minutes)
    reason = command.reason.strip()
    return (ReviewPostponed(number=action.number, what=action.what, until=until, reason=reason),)


def _keep(action: Action, command: KeepAction, now: datetime) -> Verdict:
    if action.state not in IN_PLACE:
        return wrong_state(action)
    for field in ("owner", "reason"):
        if blank(getattr(command, field)):
            return Refused(Reason.BLANK, field)
    if command.review_at <= now:
        return Refused(Reason.IN_PAST, "review_at")
    if command.review_at > now + LONGEST_KEPT:
        return Refused(Reason.TOO_FAR, "review_at", {"days": str(LONGEST_KEPT.days)})
    kept = ActionKept(
        number=action.number,
        what=action.what,
        owner=command.owner,
        reason=command.reason.strip(),
        review_at=command.review_at,
    )
    same = (action.kept_by, action.kept_because, action.review_at)
    return () if same == (kept.owner, kept.reason, kept.review_at) else (kept,)


def _correct(it: Incident, action: Action, command: CorrectAction, now: datetime) -> Verdict:
    """One step back; a change that thereby is, or may be, in place without being verified is one at a time, too."""
    if command.was not in (None, action.state):
        return wrong_state(action)
    if len(action.steps) < 2:
        return Refused(Reason.NOTHING_BEFORE, "number")
    if action.changing is not None:
        return wrong_state(action)
    if blank(command.reason):
        return Refused(Reason.BLANK, "reason")
    corrected = ActionCorrected(
        number=action.number,
        what=action.what,
        was=action.state,
        now=action.steps[-2].state,
        reason=command.reason.strip(),
    )
    (after,) = actions_after((action,), corrected, now, None)
    if after.unverified and not action.unverified:
        refused = one_at_a_time(it, action, "")
        if refused is not None:
            return refused
    return (corrected,)
