"""What is measured of triage, hypotheses and containment (domain §14); the keys are those of the JSON export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.action_log import Action
from bot.domain.actions import ActionApplied, ActionState
from bot.domain.decide_triage import suggested
from bot.domain.events import Closed, PhaseChanged, Recorded
from bot.domain.hypotheses import first_right
from bot.domain.incident import Incident
from bot.domain.rollbacks import rollbacks
from bot.domain.severity import Severity, Surface
from bot.domain.strict import Strict
from bot.domain.triage_rule import FalsePage
from bot.views.course import judgements, late_steps, step_records


class ResponseMeasures(Strict):
    """What is measured of how an incident was understood and contained.

    surface: where it failed, as far as is known; false_page: why it was none, or `none`.
    first_hypothesis_right: whether the first hypothesis named the surface of the confirmed one; None while nothing is
        confirmed, or where either names no surface.
    severity_suggested: by the signals known at the end, None when none were; severity_differs: whether another was
        chosen then; severity_differences: how often over time a difference began, or became another one.
    actions_applied, actions_verified: that were ever put in place, and seen to work, set right what was a mistake.
    roll_backs_tried: roll-backs that were applied, or failed when they were; roll_backs_succeeded: those of them that
        were verified and were not reverted.
    changes_beside: actions that were applied while another one was not verified yet.
    gates_overridden: gates that were passed although they stood open.
    steps, steps_late: of the first 90 minutes, and those done late or not in their time.
    """

    surface: Surface
    false_page: FalsePage
    triage_answers: int
    severity_suggested: Severity | None
    severity_differs: bool | None
    severity_differences: int
    hypotheses: int
    first_hypothesis_right: bool | None
    actions: int
    actions_applied: int
    actions_verified: int
    actions_reverted: int
    actions_failed: int
    roll_backs_tried: int
    roll_backs_succeeded: int
    changes_beside: int
    automation_runs: int
    gates_overridden: int
    steps: int
    steps_late: int


def measure_response(it: Incident, history: Sequence[Recorded], now: datetime) -> ResponseMeasures:
    """The measures as of `now` (UTC)."""
    tried, succeeded = rollbacks(it)
    steps = step_records(it.number, history, now)
    hinted = suggested(it)
    return ResponseMeasures(
        surface=it.surface,
        false_page=it.false_page,
        triage_answers=len(it.triage.answers),
        severity_suggested=hinted,
        severity_differs=None if hinted is None else hinted is not it.severity,
        severity_differences=sum(one.differs for one in judgements(it.number, history)),
        hypotheses=len(it.hypotheses),
        first_hypothesis_right=first_right(it.hypotheses),
        actions=len(it.actions),
        actions_applied=sum(_reached(action, ActionState.APPLIED) for action in it.actions),
        actions_verified=sum(_reached(action, ActionState.VERIFIED) for action in it.actions),
        actions_reverted=sum(_reached(action, ActionState.REVERTED) for action in it.actions),
        actions_failed=sum(_reached(action, ActionState.FAILED) for action in it.actions),
        roll_backs_tried=tried,
        roll_backs_succeeded=succeeded,
        changes_beside=sum(
            isinstance(recorded.event, ActionApplied) and recorded.event.beside is not None
            for recorded in history
        ),
        automation_runs=sum(len(action.runs) for action in it.actions),
        gates_overridden=sum(
            len(recorded.event.gates)
            for recorded in history
            if isinstance(recorded.event, PhaseChanged | Closed)
        ),
        steps=len(steps),
        steps_late=late_steps(steps),
    )


def _reached(action: Action, state: ActionState) -> bool:
    return any(step.state is state for step in action.steps)
