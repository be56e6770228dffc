"""How an incident was detected and answered, as small records for the post-mortem (domain §13).

The words are in `templates/documents/postmortem.md.j2`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain import events as happened
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.views.labels import MILESTONES
from bot.views.measures import OwedUpdate, Span
from bot.views.moments import duration
from bot.views.people import role_title
from bot.views.timeline import Telling

NOT_RECORDED = "not recorded"
NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A moment of the arc (domain §1); `first_said` where it was corrected, `missing` where there is none."""

    name: str
    at: str
    missing: str
    first_said: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """The time between two milestones, called as `labels.MILESTONES` calls them."""

    since: str
    since_at: str
    until: str
    until_at: str
    took: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A moment that is known better now."""

    which: str
    was: str
    now: str
    when: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Owed:
    """An owed update and what became of it."""

    due: str
    given: str
    update: int
    outcome: str
    late: str
    ended_by: str


@dataclass(frozen=True, slots=True)
class RoleSpell:
    """Somebody held a role; `how` it ended: `handed_over`, `declined` or, while it is held, nothing."""

    title: str
    holder: str
    since: str
    until: str = ""
    how: str = ""


def milestones(tell: Telling, history: Sequence[Recorded]) -> tuple[Milestone, ...]:
    """The arc of the incident as it is known now."""
    it = tell.it
    missing = NOT_REACHED if it.open else NOT_RECORDED
    moments = {
        "started": it.started_at,
        "detected": it.detected_at,
        "declared": it.declared_at,
        "acknowledged": it.acknowledged_at,
        "contained": it.contained_at,
        "recovered": it.recovered_at,
        "verified": it.verified_at,
        "closed": it.closed_at,
    }
    first_said = _first_said(history)
    return tuple(
        Milestone(MILESTONES[name], tell.moment(at), missing, tell.moment(first_said.get(name)))
        for name, at in moments.items()
    )


def _first_said(history: Sequence[Recorded]) -> dict[str, datetime]:
    first: dict[str, datetime] = {}
    for recorded in history:
        if isinstance(recorded.event, happened.TimeCorrected):
            first.setdefault(recorded.event.which, recorded.event.was)
    return first


def detection(tell: Telling, detect: Span, declare: Span) -> tuple[Gap, ...]:
    """Began to detected to declared."""
    it = tell.it
    began, detected, declared = (tell.moment(at) for at in (it.started_at, it.detected_at, it.declared_at))
    return (
        Gap(MILESTONES["started"], began, MILESTONES["detected"], detected, took(it, detect)),
        Gap(MILESTONES["detected"], detected, MILESTONES["declared"], declared, took(it, declare)),
    )


def took(it: Incident, span: Span) -> str:
    """The length of the span in words, or why there is none."""
    match span.state:
        case "reached":
            return duration(span.seconds or 0)
        case "contradictory":
            return "the recorded moments contradict each other"
        case "not_reached":
            return NOT_REACHED if it.open else NOT_RECORDED


def corrections(tell: Telling, history: Sequence[Recorded]) -> tuple[Correction, ...]:
    """Every moment that was set right, with both versions."""
    return tuple(
        Correction(
            which=recorded.event.which,
            was=tell.moment(recorded.event.was),
            now=tell.moment(recorded.event.now),
            when=tell.moment(recorded.at),
            who=tell.people.label(recorded.by, recorded.version),
            reason=tell.people.spoken(recorded.event.reason, recorded.version),
        )
        for recorded in history
        if isinstance(recorded.event, happened.TimeCorrected)
    )


def cadence(tell: Telling, owed: Sequence[OwedUpdate]) -> tuple[Owed, ...]:
    """Every owed update with what became of it."""
    return tuple(
        Owed(
            due=tell.moment(one.due),
            given=tell.moment(one.given),
            update=one.update or 0,
            outcome=one.outcome,
            late=duration(one.late_seconds or 0),
            ended_by=one.ended_by,
        )
        for one in owed
    )


def role_spells(tell: Telling, history: Sequence[Recorded]) -> tuple[RoleSpell, ...]:
    """Who held which role from when until when, in the order in which they took it.

    The holder is called as before taking the role: "IC was held by IC" would tell nothing.
    """
    return tuple(_role_spells(tell, history))


def _role_spells(tell: Telling, history: Sequence[Recorded]) -> Iterator[RoleSpell]:
    for place, recorded in enumerate(history):
        event = recorded.event
        if not isinstance(event, happened.RoleTaken):
            continue
        until, how = _spell_end(tell, history[place + 1 :], event.role)
        yield RoleSpell(
            title=role_title(tell.it, event.role),
            holder=tell.people.alias(event.person),
            since=tell.moment(recorded.at),
            until=until,
            how=how,
        )


def _spell_end(tell: Telling, later: Sequence[Recorded], role: str) -> tuple[str, str]:
    for recorded in later:
        match recorded.event:
            case happened.RoleTaken(role=taken) if taken == role:
                return tell.moment(recorded.at), "handed_over"
            case happened.RoleDeclined(role=declined) if declined == role:
                return tell.moment(recorded.at), "declined"
            case _:
                pass
    return "", ""
