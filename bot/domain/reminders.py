"""What time will have to say about an incident: derived from its state, never stored as a job.

A reminder that was said is an event, so the state after it no longer asks for it. Whatever came due while nobody was
there to say it is said once, in its latest form.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.action_log import RUN_MAY_TAKE
from bot.domain.actions import ActionState
from bot.domain.first_steps import first_steps
from bot.domain.incident import Incident
from bot.domain.item_days import item_reminders
from bot.domain.ladder import next_rung_at
from bot.domain.review_days import next_reminder

LABELS_EVERY = timedelta(days=1)
"""How often it is asked whether labels that are due are there."""

STILL_IN_TIME = timedelta(minutes=15)
"""How late something is still said that was to be said in business hours, though they are over."""

Topic = Literal[
    "no_commander",
    "update_soon",
    "update_due",
    "update_overdue",
    "missed",
    "ladder",
    "revisit",
    "review_action",
    "approval_waits",
    "run_silent",
    "labels_due",
    "step_late",
    "review_due",
    "level_unanswered",
    "item",
    "archive",
]


@dataclass(frozen=True, slots=True)
class Reminder:
    """Say `topic` at `at` (UTC); the other fields name what it is about, where it is about one."""

    topic: Topic
    at: datetime
    decision: int | None = None
    action: int | None = None
    step: str = ""
    escalation: int | None = None
    item: int | None = None


SILENT: frozenset[Topic] = frozenset({"missed", "run_silent", "step_late", "level_unanswered", "archive"})
"""What is recorded or shown at its time and disturbs nobody, and what the path of an escalation asks for."""


def schedule(it: Incident) -> tuple[Reminder, ...]:
    """Everything that is to be said if nothing else happens; in an archived room, nothing until it is back.

    After the end, whoever answers for what stays in place is asked about it directly, whatever became of the room.
    In quiet hours nothing is said; it is when business hours begin (domain §2).
    """
    if not it.cadence.quiet:
        return _schedule(it)
    calendar = it.policy.calendar
    return tuple(
        each if each.topic in SILENT else replace(each, at=calendar.next_business_moment(each.at))
        for each in _schedule(it)
    )


def _schedule(it: Incident) -> tuple[Reminder, ...]:
    if not it.open:
        return (*_archive(it), *_reviews(it), *_silent_runs(it), *_postmortem(it), *_items(it))
    if it.room is not None and it.room.archived:
        return _items(it)
    actions = (*_approvals(it), *_reviews(it), *_silent_runs(it), *_items(it))
    return (*_commander(it), *_update(it), *_revisits(it), *actions, *_labels(it), *_steps(it), *_levels(it))


def next_due(it: Incident, now: datetime) -> datetime | None:
    """When something is to be said next (UTC): later than `now`, unless it is to be said now; None for never.

    What is held back until business hours is due when they begin.
    """
    morning = it.policy.calendar.next_business_moment
    moments = (morning(now) if _held_back(it, each, now) else each.at for each in schedule(it))
    return min(moments, default=None)


def due_by(it: Incident, now: datetime) -> tuple[Reminder, ...]:
    """What is to be said now: of the update's stages only the latest that has come, and none beside the ladder's."""
    come = [reminder for reminder in schedule(it) if reminder.at <= now and not _held_back(it, reminder, now)]
    stages = [reminder for reminder in come if reminder.topic.startswith("update_")]
    climbs = any(reminder.topic == "ladder" for reminder in come)
    left_out = stages if climbs else stages[:-1]
    return tuple(reminder for reminder in come if reminder not in left_out)


def _held_back(it: Incident, reminder: Reminder, now: datetime) -> bool:
    """Whether it was to be said in business hours, nobody was there to say it, and by now they are over."""
    if reminder.topic in SILENT or not it.cadence.quiet or now - reminder.at <= STILL_IN_TIME:
        return False
    return not it.policy.calendar.in_hours(now)


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
    """Its stages in the room and the rungs of the ladder, when they are not to be silent; that it is missed, anyhow."""
    if it.update_due is None:
        return ()
    rung = next_rung_at(it)
    missed = it.update_due + timedelta(minutes=it.cadence.grace_minutes)
    said = (*_stages(it, it.update_due), *((Reminder("ladder", rung),) if rung else ()))
    if it.snoozed_until is not None:
        said = tuple(replace(each, at=max(each.at, it.snoozed_until)) for each in said)
    return (*(() if it.missed_due == it.update_due else (Reminder("missed", missed),)), *said)


def _stages(it: Incident, due: datetime) -> tuple[Reminder, ...]:
    every = timedelta(minutes=it.cadence.overdue_every_minutes)
    if it.update_stage in ("due", "overdue"):
        return (Reminder("update_overdue", (it.overdue_reminded_at or due) + every),)
    later = (Reminder("update_due", due), Reminder("update_overdue", due + every))
    soon = due - timedelta(minutes=it.cadence.remind_before_minutes)
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
    """Whoever may approve is asked again and again for what still waits (domain §15)."""
    nudges = it.policy.nudges
    after = timedelta(minutes=nudges.approval_after_minutes)
    every = timedelta(minutes=nudges.approval_every_minutes)
    return tuple(
        Reminder(
            "approval_waits",
            action.approval_nudged_at + every if action.approval_nudged_at else action.steps[-1].at + after,
            action=action.number,
        )
        for action in it.actions
        if action.state is ActionState.PROPOSED
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


def _levels(it: Incident) -> tuple[Reminder, ...]:
    """The time in which somebody at the level that was reached has to acknowledge (domain §7)."""
    return tuple(
        Reminder("level_unanswered", each.now.answer_by, escalation=each.number)
        for each in it.escalations
        if each.waiting and each.now is not None
    )


def _postmortem(it: Incident) -> tuple[Reminder, ...]:
    """Whoever writes the post-mortem is reminded on mornings of work until it is completed (domain §13)."""
    at = next_reminder(it)
    return () if at is None else (Reminder("review_due", at),)


def _items(it: Incident) -> tuple[Reminder, ...]:
    """Whoever owns an action item is reminded directly, whatever became of the incident and its room (domain §13)."""
    coming = ((item.number, item_reminders(it.policy, item)) for item in it.items)
    return tuple(Reminder("item", stages[0][1], item=number) for number, stages in coming if stages)


def _archive(it: Incident) -> tuple[Reminder, ...]:
    """Never before the post-mortem is out, where one is owed."""
    days = it.policy.archive_after_days
    if days is None or it.closed_at is None or it.room is None or it.room.archived or it.archive_requested:
        return ()
    if it.postmortem_missing:
        return ()
    return (Reminder("archive", it.closed_at + timedelta(days=days)),)
