"""The facts of a post-mortem as small records (domain §13); the words are in `templates/documents/postmortem.md.j2`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain import events as happened
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.views.measures import OwedUpdate, Span
from bot.views.moments import duration
from bot.views.people import role_title
from bot.views.timeline import Telling

NOT_RECORDED = "not recorded"
NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A moment of the arc (domain §1); `first_said` only where it was corrected, `missing` where there is none."""

    name: str
    at: str
    missing: str
    first_said: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """The time between two milestones."""

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
class Update:
    """An update in full."""

    number: int
    when: str
    who: str
    status: str
    impact: str
    actions: str
    eta: str
    was_due: str
    next_due: str


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


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision in full, linked to the one it corrects and the one that corrects it (0: none)."""

    number: int
    when: str
    who: str
    role: str
    what: str
    options: str
    rationale: str
    evidence: str
    revisit_at: str
    corrects: int
    corrected_by: int


@dataclass(frozen=True, slots=True)
class Message:
    """A Slack message that stands on the timeline, or that the incident was declared from."""

    when: str
    who: str
    permalink: str
    text: str
    edited: bool = False
    withdrawn: bool = False


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
        Milestone(name, _moment(tell, at), missing, _moment(tell, first_said.get(name)))
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
    began, detected, declared = (_moment(tell, at) for at in (it.started_at, it.detected_at, it.declared_at))
    return (
        Gap("started", began, "detected", detected, took(it, detect)),
        Gap("detected", detected, "declared", declared, took(it, declare)),
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
            was=_moment(tell, recorded.event.was),
            now=_moment(tell, recorded.event.now),
            when=_moment(tell, recorded.at),
            who=tell.people.label(recorded.by, recorded.version),
            reason=tell.people.spoken(recorded.event.reason, recorded.version),
        )
        for recorded in history
        if isinstance(recorded.event, happened.TimeCorrected)
    )


def updates(tell: Telling, history: Sequence[Recorded]) -> tuple[Update, ...]:
    """Every update in full, in order."""
    return tuple(
        Update(
            number=tell.updates[recorded.version],
            when=_moment(tell, recorded.at),
            who=tell.people.label(recorded.by, recorded.version),
            status=recorded.event.status.value,
            impact=tell.people.spoken(recorded.event.impact, recorded.version),
            actions=tell.people.spoken(recorded.event.actions, recorded.version),
            eta=tell.people.spoken(recorded.event.eta, recorded.version),
            was_due=_moment(tell, recorded.event.was_due),
            next_due=_moment(tell, recorded.event.next_due),
        )
        for recorded in history
        if isinstance(recorded.event, happened.UpdatePosted)
    )


def cadence(tell: Telling, owed: Sequence[OwedUpdate]) -> tuple[Owed, ...]:
    """Every owed update with what became of it."""
    return tuple(
        Owed(
            due=_moment(tell, one.due),
            given=_moment(tell, one.given),
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
            since=_moment(tell, recorded.at),
            until=until,
            how=how,
        )


def _spell_end(tell: Telling, later: Sequence[Recorded], role: str) -> tuple[str, str]:
    for recorded in later:
        match recorded.event:
            case happened.RoleTaken(role=taken) if taken == role:
                return _moment(tell, recorded.at), "handed_over"
            case happened.RoleDeclined(role=declined) if declined == role:
                return _moment(tell, recorded.at), "declined"
            case _:
                pass
    return "", ""


def decisions(tell: Telling, history: Sequence[Recorded]) -> tuple[Decision, ...]:
    """Every decision in full, in order."""
    corrected_by = {one.recorded.number: one.corrected_by or 0 for one in tell.it.decisions}
    return tuple(
        Decision(
            number=event.number,
            when=_moment(tell, recorded.at),
            who=tell.people.label(recorded.by, recorded.version),
            role=role_title(tell.it, event.role) if event.role else "",
            what=tell.people.spoken(event.what, recorded.version),
            options=tell.people.spoken(event.options, recorded.version),
            rationale=tell.people.spoken(event.rationale, recorded.version),
            evidence=tell.people.spoken(event.evidence, recorded.version),
            revisit_at=_moment(tell, event.revisit_at),
            corrects=event.corrects or 0,
            corrected_by=corrected_by.get(event.number, 0),
        )
        for recorded in history
        if isinstance(event := recorded.event, happened.DecisionRecorded)
    )


def messages(tell: Telling) -> tuple[Message, ...]:
    """Every message that was put on the timeline."""
    return tuple(
        Message(
            when=_moment(tell, story.at),
            who=tell.people.label_at(story.source.author, story.at),
            permalink=story.source.permalink,
            text=tell.people.spoken(story.words[0], version),
            edited=len(story.words) > 1,
            withdrawn=bool(story.withdrawn),
        )
        for version, story in tell.stories.items()
        if story.source
    )


def first_message(tell: Telling) -> Message | None:
    """The message that the incident was declared from."""
    source = tell.it.source
    if source is None:
        return None
    return Message(
        when=_moment(tell, source.written_at),
        who=tell.people.label(source.author, 1),
        permalink=source.permalink,
        text=tell.people.spoken(source.text, 1),
    )


def links(it: Incident, history: Sequence[Recorded]) -> tuple[tuple[str, str], ...]:
    """Dashboards and runbooks of the model, and the files that were shared."""
    known = it.entry
    dashboards = [("Dashboard", url) for url in (known.dashboards if known else ())]
    runbooks = [("Runbook", url) for url in (known.runbooks if known else ())]
    files = [
        (f"Post-mortem, number {recorded.event.number}", recorded.event.permalink)
        for recorded in history
        if isinstance(recorded.event, happened.PostmortemShared)
    ]
    return (*dashboards, *runbooks, *files)


def _moment(tell: Telling, at: datetime | None) -> str:
    return tell.calendar.moment(at) if at else ""
