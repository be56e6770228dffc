"""How the response stands, in a few lines of the card: found, contained, worked by, proven, and in time or late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.action_log import Action
from bot.domain.actions import ActionState
from bot.domain.first_steps import first_steps, next_step
from bot.domain.hypotheses import HypothesisState, confirmed
from bot.domain.incident import Incident
from bot.domain.severity import Phase, Surface
from bot.domain.triage_rule import Drift, FalsePage
from bot.views.alerted import Alerted, alerted

IN_PLACE = 2
LATE = 3
WAITING = 1


@dataclass(frozen=True, slots=True)
class InPlace:
    """A change that is in place; `kept_by` is who answers for its staying, or empty."""

    number: int
    what: str
    state: ActionState
    since: datetime
    review_at: datetime | None
    kept_by: str


@dataclass(frozen=True, slots=True)
class Pace:
    """The first 90 minutes: how many of how many, what is next by when, and the titles of what is late."""

    done: int
    total: int
    next_title: str
    next_due: datetime
    late: tuple[str, ...]
    more_late: int


@dataclass(frozen=True, slots=True)
class Worked:
    """The playbook that is worked by."""

    title: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known and done.

    surface, drift: unknown until found; confidence: of triage, empty without one. cause: the confirmed hypothesis.
    waiting: proposals that wait for approval, or are approved and not in place. likely: the key of the button that is
    probably next.
    """

    surface: Surface
    drift: Drift
    confidence: str
    false_page: FalsePage
    cause: str
    hypotheses: int
    pace: Pace | None
    playbook: Worked | None
    in_place: tuple[InPlace, ...]
    more_in_place: int
    waiting: tuple[str, ...]
    more_waiting: int
    metric: str
    target: str
    observed: str
    holds: bool
    awaiting_until: datetime | None
    likely: str
    alerted: Alerted | None
    hold: str = ""


def standing(it: Incident, now: datetime) -> Standing:
    """How it stands at that moment."""
    found, proof, cause = it.triage.concluded, it.verification, confirmed(it.hypotheses)
    waiting, in_place = _waiting(it), it.actions_in_place
    # One change at a time is the rule; where there are many, the list of actions has them.
    shown = IN_PLACE if len(in_place) <= IN_PLACE else 1
    return Standing(
        surface=it.surface,
        drift=found.drift if found else Drift.UNKNOWN,
        confidence=found.confidence if found else "",
        false_page=it.false_page,
        cause=cause.statement if cause else "",
        hypotheses=sum(
            each.state in (HypothesisState.OPEN, HypothesisState.SUPPORTED) for each in it.hypotheses
        ),
        pace=_pace(it, now),
        playbook=_worked(it),
        in_place=tuple(_in_place(action) for action in in_place[-shown:]),
        more_in_place=len(in_place) - min(shown, len(in_place)),
        waiting=waiting[:WAITING],
        more_waiting=max(0, len(waiting) - WAITING),
        metric=proof.metric,
        target=proof.target,
        observed=proof.observed,
        holds=proof.holds,
        awaiting_until=proof.awaiting_until,
        likely=_likely(it, now),
        alerted=alerted(it),
        hold=it.kept.hold,
    )


def _waiting(it: Incident) -> tuple[str, ...]:
    states = (ActionState.PROPOSED, ActionState.APPROVED)
    return tuple(f"{action.number}. {action.what}" for action in it.actions if action.state in states)


def _in_place(action: Action) -> InPlace:
    applied = next(step.at for step in action.steps if step.state is ActionState.APPLIED)
    return InPlace(action.number, action.what, action.state, applied, action.review_at, action.kept_by)


def _worked(it: Incident) -> Worked | None:
    if it.playbook is None:
        return None
    return Worked(it.playbook.playbook.title, len(it.playbook.ticks), len(it.playbook.items))


def _pace(it: Incident, now: datetime) -> Pace | None:
    """None where there are no such steps, and when all of them are done: then there is nothing to pace."""
    steps = first_steps(it)
    after = next_step(steps)
    if after is None or not it.open:
        return None
    late = tuple(step.title for step in steps if step.late(now))
    return Pace(
        done=sum(step.state != "open" for step in steps),
        total=len(steps),
        next_title=after.title,
        next_due=after.due,
        late=late[:LATE],
        more_late=max(0, len(late) - LATE),
    )


def _likely(it: Incident, now: datetime) -> str:
    """The button that is probably next: lead, tell, then the response's own order (domain §1, §4)."""
    if it.commander is None:
        return "take_command"
    if it.update_due is not None and it.update_due < now:
        return "post_update"
    match it.phase:
        case Phase.DETECT | Phase.TRIAGE:
            if it.surface is Surface.UNKNOWN:
                return "open_triage"
            return "post_update" if it.actions else "propose_containment"
        case Phase.CONTAIN:
            return "post_update" if it.actions_in_place else "propose_containment"
        case Phase.VERIFY | Phase.LEARN:
            return "close_incident"
        case _:
            return "post_update"
