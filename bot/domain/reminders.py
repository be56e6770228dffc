"""What time will have to say about an incident: derived from its state, never stored as a job.

A reminder that was said is an event, so the state after it no longer asks for it. Whatever came due while nobody was
there to say it is said once, in its latest form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.action_log import RUN_MAY_TAKE
from bot.domain.actions import ActionState
from bot.domain.first_steps import first_steps
from bot.domain.incident import Incident

LABELS_EVERY = timedelta(days=1)
"""How often it is asked whether labels that are due are there."""

Topic = Literal[
    "no_commander",
    "update_soon",
    "update_due",
    "update_overdue",
    "revisit",
    "review_action",
    "approval_waits",
    "run_silent",
    "labels_due",
    "step_late",
    "archive",
]


@dataclass(frozen=True, slots=True)
class Reminder:
    """Say `topic` at `at` (UTC); `decision`, `action` and `step` name what it is about, where it is about one."""

    topic: Topic
    at: datetime
    decision: int | None = None
    action: int | None = None
    step: str = ""


def schedule(it: Incident) -> tuple[Reminder, ...]:
    """Everything that is to be said if nothing else happens; in an archived room, nothing until it is back.

    After the end, whoever answers for what stays in place is asked about it directly, whatever became of the room.
    """
    if not it.open:
        return (*_archive(it), *_reviews(it), *_silent_runs(it))
    if it.room is not None and it.room.archived:
        return ()
    actions = (*_approvals(it), *_reviews(it), *_silent_runs(it))
    return (*_commander(it), *_update(it), *_revisits(it), *actions, *_labels(it), *_steps(it))


def next_due(it: Incident) -> datetime | None:
    """When the earliest reminder is, None when there is nothing to wait for."""
    return min((reminder.at for reminder in schedule(it)), default=None)


def due_by(it: Incident, now: datetime) -> tuple[Reminder, ...]:
    """What is to be said now: of the update's stages only the latest that has come."""
    come = [reminder for reminder in schedule(it) if reminder.at <= now]
    stages = [reminder for reminder in come if reminder.topic.startswith("update_")]
    return tuple(reminder for reminder in come if reminder not in stages[:-1])


def _commander(it: Incident) -> tuple[Reminder, ...]:
    if it.commander is not None or it.no_commander_since is None:
        return ()
    nudges = it.policy.nudges
    if it.commander_nudged_at is not None:
        at = it.commander_nudged_at + timedelta(minutes=nudges.commander_every_minutes)
    else:
        at = it.no_commander_since + timedelta(minutes=nudges.commander_after_minutes)
    return (Reminder("no_commander", at),)


def _update(it: Incident) -> tuple[Reminder, ...]:
    if it.update_due is None:
        return ()
    every = timedelta(minutes=it.cadence.overdue_every_minutes)
    if it.update_stage in ("due", "overdue"):
        return (Reminder("update_overdue", (it.overdue_reminded_at or it.update_due) + every),)
    later = (Reminder("update_due", it.update_due), Reminder("update_overdue", it.update_due + every))
    soon = it.update_due - timedelta(minutes=it.cadence.remind_before_minutes)
    if it.update_stage == "soon" or (it.update_due_set_at is not None and soon <= it.update_due_set_at):
        return later
    return (Reminder("update_soon", soon), *later)


def _revisits(it: Incident) -> tuple[Reminder, ...]:
    return tuple(
        Reminder("revisit", decision.recorded.revisit_at, decision.recorded.number)
        for decision in it.decisions
        if decision.recorded.revisit_at and not decision.revisit_reminded and decision.corrected_by is None
    )


def _reviews(it: Incident) -> tuple[Reminder, ...]:
    """Whether to lift what is in place is asked at its review time, and again until somebody settles it (domain §9)."""
    return tuple(
        Reminder("review_action", action.review_at, action=action.number)
        for action in it.actions
        if action.in_place and action.review_at is not None
    )


def _approvals(it: Incident) -> tuple[Reminder, ...]:
    """Whoever may approve is asked once more for what still waits (domain §15)."""
    after = timedelta(minutes=it.policy.nudges.approval_after_minutes)
    return tuple(
        Reminder("approval_waits", action.steps[-1].at + after, action=action.number)
        for action in it.actions
        if action.state is ActionState.PROPOSED and not action.approval_nudged
    )


def _silent_runs(it: Incident) -> tuple[Reminder, ...]:
    """An automation that has been silent for long: from then on somebody may say that it failed."""
    return tuple(
        Reminder("run_silent", action.changing.asked_at + RUN_MAY_TAKE, action=action.number)
        for action in it.actions
        if action.changing is not None and not action.changing.silent
    )


def _labels(it: Incident) -> tuple[Reminder, ...]:
    """Whether the labels are there is asked when they are due, and every day from then on until somebody settles it."""
    until, asked = it.verification.awaiting_until, it.verification.labels_asked_at
    if until is None:
        return ()
    return (Reminder("labels_due", asked + LABELS_EVERY if asked else until),)


def _steps(it: Incident) -> tuple[Reminder, ...]:
    """A step that becomes late is shown on the card; of those that are late already only the card tells."""
    return tuple(
        Reminder("step_late", step.due, step=step.key)
        for step in first_steps(it)
        if step.state == "open" and step.key not in it.steps_told
    )


def _archive(it: Incident) -> tuple[Reminder, ...]:
    """Never before the post-mortem is out, where one is owed."""
    days = it.policy.archive_after_days
    if days is None or it.closed_at is None or it.room is None or it.room.archived or it.archive_requested:
        return ()
    if it.postmortem_missing:
        return ()
    return (Reminder("archive", it.closed_at + timedelta(days=days)),)
