"""What can be asked of an incident's containment, and what can happen to it (domain §9, §15).

How the actions stand after that is in `action_log.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.domain.containment import Containment
from bot.domain.strict import Strict


class ActionState(StrEnum):
    """Where an action stands (domain §9); `withdrawn`: it was proposed and never applied."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    APPLIED = "applied"
    VERIFIED = "verified"
    LIFTED = "lifted"
    REVERTED = "reverted"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


IN_PLACE = frozenset({ActionState.APPLIED, ActionState.VERIFIED})
"""States in which it changes what the system does."""

NEXT: dict[ActionState, frozenset[ActionState]] = {
    ActionState.PROPOSED: frozenset({ActionState.APPROVED, ActionState.WITHDRAWN}),
    ActionState.APPROVED: frozenset({ActionState.APPLIED, ActionState.WITHDRAWN, ActionState.FAILED}),
    ActionState.APPLIED: frozenset({ActionState.VERIFIED, ActionState.REVERTED, ActionState.FAILED}),
    ActionState.VERIFIED: frozenset({ActionState.LIFTED, ActionState.REVERTED}),
    ActionState.LIFTED: frozenset(),
    ActionState.REVERTED: frozenset(),
    ActionState.FAILED: frozenset(),
    ActionState.WITHDRAWN: frozenset(),
}
"""What may follow; a correction goes back by one step instead."""

Purpose = Literal["dry_run", "apply", "revert"]


@dataclass(frozen=True, slots=True)
class ActionCommand:
    """Something asked of an incident's containment."""


@dataclass(frozen=True, slots=True)
class ProposeAction(ActionCommand):
    """Change this to stop the harm; `webhook` names an automation of the policy, or nothing."""

    containment: Containment
    what: str
    command: str
    effect: str
    verify: str
    lift: str
    review_after_minutes: int
    risky: bool
    webhook: str = ""


@dataclass(frozen=True, slots=True)
class ApproveAction(ActionCommand):
    """Yes, do it."""

    number: int


@dataclass(frozen=True, slots=True)
class ApplyAction(ActionCommand):
    """It is in place. `override`: why it may be although another one is not verified yet."""

    number: int
    note: str = ""
    override: str = ""


@dataclass(frozen=True, slots=True)
class SettleAction(ActionCommand):
    """It was withdrawn, verified, lifted or reverted, or it failed; `words` say what was seen."""

    number: int
    outcome: ActionState
    words: str


@dataclass(frozen=True, slots=True)
class KeepAction(ActionCommand):
    """It stays on purpose: who answers for it, why, and when it is looked at again (UTC)."""

    number: int
    owner: str
    reason: str
    review_at: datetime


@dataclass(frozen=True, slots=True)
class PostponeReview(ActionCommand):
    """Ask again in so many minutes whether it can be lifted, and why not now."""

    number: int
    minutes: int
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectAction(ActionCommand):
    """Its last step was a mistake: it is where it was before. `was`: where it stood for whoever says so."""

    number: int
    reason: str
    was: ActionState | None = None


@dataclass(frozen=True, slots=True)
class AskAutomation(ActionCommand):
    """Let the webhook of the action try it, do it, or take it back. `override` as in `ApplyAction`."""

    number: int
    purpose: Purpose
    override: str = ""


@dataclass(frozen=True, slots=True)
class ReportAutomation(ActionCommand):
    """What the webhook answered. `ok`: it did what it was asked; `status` is HTTP's, 0 when there was no final answer.

    `unknown`: nobody can tell whether it did.
    """

    number: int
    run: int
    ok: bool
    status: int
    answer: str
    unknown: bool = False


class ActionEvent(Strict):
    """Something that happened to the action of that number, which counts from 1."""

    number: int


class ActionProposed(ActionEvent):
    """Somebody proposes a change."""

    kind: Literal["action_proposed"] = "action_proposed"
    containment: Containment
    what: str
    command: str
    effect: str
    verify: str
    lift: str
    review_after_minutes: int
    risky: bool
    webhook: str


class ActionApproved(ActionEvent):
    """Somebody said yes in that role; `complete`: no other yes is needed."""

    kind: Literal["action_approved"] = "action_approved"
    what: str
    role: str
    complete: bool


class ActionApplied(ActionEvent):
    """It is in place; `beside` is the action that was not verified yet, and `override` says why that may be."""

    kind: Literal["action_applied"] = "action_applied"
    what: str
    note: str
    review_at: datetime
    beside: int | None
    override: str


class ActionSettled(ActionEvent):
    """It was withdrawn, verified, lifted, reverted, or it failed."""

    kind: Literal["action_settled"] = "action_settled"
    what: str
    was: ActionState
    now: ActionState
    words: str


class ActionKept(ActionEvent):
    """It stays on purpose, and somebody answers for it."""

    kind: Literal["action_kept"] = "action_kept"
    what: str
    owner: str
    reason: str
    review_at: datetime


class ReviewPostponed(ActionEvent):
    """It is looked at again later than it was to be."""

    kind: Literal["review_postponed"] = "review_postponed"
    what: str
    until: datetime
    reason: str


class ActionCorrected(ActionEvent):
    """The last step was a mistake."""

    kind: Literal["action_corrected"] = "action_corrected"
    what: str
    was: ActionState
    now: ActionState
    reason: str


class AutomationAsked(ActionEvent):
    """The webhook is to try, do or take back; `run` counts the action's runs from 1."""

    kind: Literal["automation_asked"] = "automation_asked"
    what: str
    run: int
    purpose: Purpose
    webhook: str
    override: str = ""


class AutomationAnswered(ActionEvent):
    """What the webhook answered; `unknown`: nobody can tell whether it did what it was asked."""

    kind: Literal["automation_answered"] = "automation_answered"
    what: str
    run: int
    purpose: Purpose
    ok: bool
    status: int
    answer: str
    unknown: bool = False
