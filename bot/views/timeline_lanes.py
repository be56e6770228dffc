"""The rows of a timeline that are made of marks: updates, containment, hypotheses, decisions, alarms and notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.domain import events as happened
from bot.domain.action_log import Action
from bot.domain.actions import ActionState
from bot.domain.cadence_log import LadderClimbed
from bot.domain.escalation import EscalationAcknowledged, LevelReached, Paged
from bot.domain.events import Recorded
from bot.domain.hypotheses import HypothesisJudged, HypothesisRaised, HypothesisState
from bot.views import labels
from bot.views.charts import Lane, Mark, Spell, SpellKind
from bot.views.measures import OwedUpdate, owed_updates
from bot.views.moments import duration
from bot.views.text import one_line
from bot.views.timeline import Telling

WORDS_MOST = 160
"""Characters of typed text in a line of the alternative; the document has it in full."""

NAME_MOST = 30

_IN_STATE: dict[ActionState, SpellKind] = {
    ActionState.PROPOSED: "proposed",
    ActionState.APPROVED: "approved",
    ActionState.APPLIED: "applied",
    ActionState.VERIFIED: "verified",
}


def updates(history: Sequence[Recorded], end: datetime, closed_at: datetime | None) -> Lane:
    """When updates were due, when they were given, and the time in between that was too long.

    One that would have been due only after the close was never owed, so that moment is no mark.
    """
    owed = owed_updates(history, end)
    late = (
        Spell(
            since=each.due,
            until=each.given or _ended(each),
            kind="overdue",
            label="",
            words=f"an update was owed for {duration(each.late_seconds)}",
        )
        for each in owed
        if each.late_seconds
    )
    marks = (
        mark
        for each in owed
        for mark in _update(each)
        if mark.kind != "due" or closed_at is None or mark.at <= closed_at
    )
    return Lane(name="Updates", marks=tuple(marks), spells=tuple(late))


def _ended(owed: OwedUpdate) -> datetime:
    """When something else set or ended the rhythm by which it was owed."""
    return datetime.fromtimestamp(owed.due.timestamp() + (owed.late_seconds or 0), owed.due.tzinfo)


def _update(owed: OwedUpdate) -> Iterator[Mark]:
    """When it was due, and what became of it."""
    number = owed.update
    match owed.outcome:
        case "on_time" | "late":
            assert owed.given is not None, "what is in time or late was given"
            how = "in time" if owed.outcome == "on_time" else f"{duration(owed.late_seconds or 0)} late"
            yield Mark(at=owed.due, kind="due", label="", words=f"update {number} was due")
            yield Mark(at=owed.given, kind=owed.outcome, label=f"U{number}", words=f"update {number}, {how}")
        case "missed":
            yield Mark(at=owed.due, kind="missed", label="missed", words="an update was due and not given")
        case "waiting":
            yield Mark(at=owed.due, kind="due", label="due", words="the next update is due")


def action(tell: Telling, action: Action, end: datetime) -> Lane:
    """Its states over time; what it came to in the end is a mark."""
    what = one_line(tell.people.spoken(action.what, tell.it.version), WORDS_MOST)
    named = f"containment {action.number}"
    spells, marks = [], []
    ends = [*(step.at for step in action.steps[1:]), end]
    for step, until in zip(action.steps, ends, strict=True):
        state = _IN_STATE.get(step.state)
        words = f"{named} {step.state.value}{f': {what}' if step.state is ActionState.PROPOSED else ''}"
        if state is None:
            marks.append(Mark(at=step.at, kind="moment", label=step.state.value, words=words))
        elif until > step.at:
            ended = until is not end or not tell.it.open
            spells.append(
                Spell(
                    since=step.at, until=until, kind=state, label=step.state.value, words=words, ended=ended
                )
            )
        else:
            marks.append(Mark(at=step.at, kind="moment", label=step.state.value, words=words))
    short = one_line(labels.contained_by(action.containment), NAME_MOST)
    return Lane(name=f"Action {action.number}: {short}", marks=tuple(marks), spells=tuple(spells))


def hypotheses(tell: Telling, history: Sequence[Recorded]) -> Lane:
    """When causes were named and settled."""
    marks = []
    for recorded in history:
        match recorded.event:
            case HypothesisRaised() as raised:
                statement = one_line(tell.people.spoken(raised.statement, recorded.version), WORDS_MOST)
                words = f"hypothesis {raised.number} raised: {statement}"
                marks.append(Mark(at=recorded.at, kind="note", label=f"H{raised.number}", words=words))
            case HypothesisJudged() as judged if judged.now is not HypothesisState.OPEN:
                words = f"hypothesis {judged.number} {judged.now.value}"
                label = f"H{judged.number} {judged.now.value}"
                marks.append(Mark(at=recorded.at, kind="message", label=label, words=words))
            case _:
                pass
    return Lane(name="Hypotheses", marks=tuple(marks))


def decisions(tell: Telling) -> Lane:
    """When what was decided."""
    marks = tuple(
        Mark(
            at=each.at,
            kind="decision",
            label=f"D{each.recorded.number}",
            words=f"decision {each.recorded.number}: "
            f"{one_line(tell.people.spoken(each.recorded.what, tell.it.version), WORDS_MOST)}",
        )
        for each in tell.it.decisions
    )
    return Lane(name="Decisions", marks=marks)


def alarms(history: Sequence[Recorded]) -> Lane:
    """Reminders and escalations."""
    alarms = ((recorded.at, said) for recorded in history if (said := _alarm(recorded.event)))
    marks = tuple(Mark(at=at, kind="alarm", label=label, words=words) for at, (label, words) in alarms)
    return Lane(name="Escalation", marks=marks)


def _alarm(event: happened.Event) -> tuple[str, str] | None:
    match event:
        case happened.Reminded(reminder="no_commander"):
            return "no IC", "nobody commanded it"
        case happened.Reminded(reminder="update_overdue"):
            return "", "reminder: an update is overdue"
        case LadderClimbed():
            return f"rung {event.rung + 1}", f"rung {event.rung + 1} was told of an overdue update"
        case LevelReached():
            return f"level {event.level + 1}", f"escalation {event.number} reached level {event.level + 1}"
        case Paged():
            return "page", f"a pager was asked to alarm level {event.level + 1}"
        case EscalationAcknowledged():
            return "answered", f"escalation {event.number} was acknowledged"
        case _:
            return None


def notes(tell: Telling, history: Sequence[Recorded]) -> Lane:
    """Notes as they read now; those that were taken back are left out."""
    marks = []
    for recorded in history:
        story = tell.stories.get(recorded.version)
        if story is None or story.withdrawn:
            continue
        words = one_line(tell.people.spoken(story.words[-1], recorded.version), WORDS_MOST)
        marks.append(Mark(at=story.at, kind="note", label="", words=f"note: {words}"))
    return Lane(name="Notes", marks=tuple(sorted(marks, key=lambda mark: mark.at)))
