"""What the room and single people are told of containment."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import events as happened
from bot.domain.action_log import Action
from bot.domain.actions import (
    ActionApplied,
    ActionCorrected,
    ActionEvent,
    ActionKept,
    ActionSettled,
    ActionState,
    AutomationAnswered,
    ReviewPostponed,
)
from bot.domain.approval import standing
from bot.domain.containment import MENU
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.views.action_card import APPROVERS, outcome_of, rehearsed
from bot.views.action_models import ActionKeptView, ActionReviewView, ActionToldView, ApprovalWaitsView
from bot.views.card import channel_of, room_url


def told(it: Incident, recorded: Recorded, event: ActionEvent) -> ActionToldView:
    """What the room is told of `event`, which is what was recorded."""
    action = _action(it, event.number)
    match event:
        case ActionApplied():
            base = _told(it, recorded, action, "applied", event.note)
            return replace(base, beside=event.beside or 0, override=event.override)
        case ActionSettled():
            return _told(it, recorded, action, event.now, event.words)
        case ActionKept():
            base = _told(it, recorded, action, "kept", event.reason)
            return replace(base, owner=event.owner, until=event.review_at)
        case ReviewPostponed():
            return replace(_told(it, recorded, action, "postponed", event.reason), until=event.until)
        case ActionCorrected():
            base = _told(it, recorded, action, "corrected", event.reason)
            return replace(base, was=event.was, state=event.now)
        case AutomationAnswered():
            return _told(it, recorded, action, outcome_of(it, action.runs[event.run - 1]), event.answer)
        case _:
            return _told(it, recorded, action, ActionState.APPROVED, "")


def review(it: Incident, recorded: Recorded, event: happened.Reminded, *, directly: bool) -> ActionReviewView:
    """The question whether it can be lifted; `directly`: asked of one person, who may be elsewhere."""
    action = _action(it, event.action or 1)
    return ActionReviewView(
        number=it.number,
        title=it.title if directly else "",
        channel=channel_of(it) if directly else "",
        room_url=room_url(it) if directly else "",
        action=action.number,
        label=MENU[action.containment].label,
        what=action.what,
        state=action.state,
        since=action.steps[-1].at,
        verify=action.verify,
        lift=action.lift,
        kept_by=action.kept_by,
        kept_because=action.kept_because,
        asks=action.in_place and recorded.version in action.told[-1:],
    )


def approval_waits(it: Incident, recorded: Recorded, event: happened.Reminded) -> ApprovalWaitsView:
    """Who is asked once more to say yes, or who has to be found; as it is when this is read."""
    action = _action(it, event.action or 1)
    stands = standing(it, action)
    return ApprovalWaitsView(
        number=it.number,
        action=action.number,
        label=MENU[action.containment].label,
        what=action.what,
        state=action.state,
        open=it.open,
        risky=action.risky,
        since=recorded.at - action.steps[-1].at,
        needed=stands.needed,
        approvers=stands.people[:APPROVERS],
        vacant=stands.vacant,
        short=stands.short,
    )


def kept(it: Incident, recorded: Recorded, event: ActionKept) -> ActionKeptView:
    """What its owner is told."""
    action = _action(it, event.number)
    return ActionKeptView(
        number=it.number,
        title=it.title,
        action=action.number,
        label=MENU[action.containment].label,
        what=action.what,
        by=recorded.by or "",
        reason=event.reason,
        lift=action.lift,
        review_at=event.review_at,
        channel=channel_of(it),
        room_url=room_url(it),
    )


def _told(it: Incident, recorded: Recorded, action: Action, key: str, words: str) -> ActionToldView:
    return ActionToldView(
        number=it.number,
        action=action.number,
        label=MENU[action.containment].label,
        what=action.what,
        happened=key,
        state=action.state,
        was="",
        by=recorded.by or "",
        words=words,
        beside=0,
        override="",
        owner="",
        until=None,
        verify=action.verify,
        webhook=action.webhook if it.policy.automation.webhook(action.webhook) else "",
        rehearsed=recorded.by is None and rehearsed(it, action),
        asks=(it.open or action.in_place) and recorded.version in action.told[-1:],
    )


def _action(it: Incident, number: int) -> Action:
    return it.actions[number - 1]
