"""What is told of one incident to one person: a summary for an audience, and what whoever joins late has to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.actions import ActionState
from bot.domain.audiences import Audience
from bot.domain.events import Recorded
from bot.domain.first_steps import first_steps, next_step
from bot.domain.hypotheses import HypothesisState, confirmed
from bot.domain.incident import Incident
from bot.domain.policy import COMMANDER
from bot.domain.review import ReviewState
from bot.domain.severity import Surface
from bot.domain.triage_rule import FalsePage
from bot.views.brief_models import Part
from bot.views.facts import Entries, Fact
from bot.views.people import role_title
from bot.views.text import written

BRIEF_WORDS = (
    *(
        "summary",
        "catchup",
        "what",
        "stands",
        "contained",
        "tried",
        "open",
        "who",
        "next",
        "after",
        "decided",
        "rests",
    ),
)
"""What briefs and their parts are called (table `brief`)."""

TRIED = 2
THOUGHT = 2
ROLES = 4
DECISIONS = 2

_LIVE = (HypothesisState.OPEN, HypothesisState.SUPPORTED)
_OVER = (ActionState.LIFTED, ActionState.REVERTED, ActionState.FAILED)
_WAITING = (ActionState.PROPOSED, ActionState.APPROVED)


@dataclass(frozen=True, slots=True)
class Brief:
    """What one person is told: what it is, for which audience, the text that this one would be told, and the facts."""

    name: Literal["summary", "catchup"]
    parts: tuple[Part, ...]
    audience: Audience | Literal[""] = ""
    words: str = ""


def summary(it: Incident, history: Sequence[Recorded], audience: Audience, now: datetime) -> tuple[Part, ...]:
    """The facts for this audience; each rests on an entry, or is called unknown.

    For customers, and for a plain note, they are those that the text rests on.
    """
    rests = Entries(history)
    match audience:
        case Audience.NOTE | Audience.CUSTOMERS:
            parts: tuple[Part, ...] = (
                Part("rests", (*_status(it, rests), *_impact(it, rests), *_due(it, rests, now))),
            )
        case Audience.EXECUTIVES:
            parts = (
                Part("what", (*_identity(it, rests), *_impact(it, rests))),
                Part("stands", (*_status(it, rests), Fact("risk", rests.severity(), _severity(it)))),
                Part(
                    _ahead(it),
                    (*_outlook(it, rests), *_due(it, rests, now), *_lead(it, rests), *_after(it, rests)),
                ),
            )
        case _:
            parts = (
                Part("what", (*_identity(it, rests), *_model(it, rests), *_impact(it, rests))),
                Part("stands", (*_status(it, rests), *_cause(it, rests), *_proof(it, rests))),
                Part("contained", (*_in_place(it, rests), *_tried(it, rests), *_waiting(it, rests))),
                Part("decided", _decisions(it, rests)),
                Part(
                    _ahead(it),
                    (*_outlook(it, rests), *_due(it, rests, now), *_lead(it, rests), *_after(it, rests)),
                ),
            )
    return _full(it, parts)


def catch_up(it: Incident, history: Sequence[Recorded], now: datetime) -> tuple[Part, ...]:
    """What it is, where it stands, what was tried, what is open, who does what, what is next, and what was decided."""
    rests = Entries(history)
    return _full(
        it,
        (
            Part("what", (*_identity(it, rests), Fact("seen", rests.declared(), {"words": it.seen}))),
            Part("stands", (*_status(it, rests), *_impact(it, rests))),
            Part("tried", (*_in_place(it, rests), *_tried(it, rests))),
            Part("open", (*_cause(it, rests), *_waiting(it, rests))),
            Part("who", tuple(_roles(it, rests))),
            Part(
                _ahead(it),
                (*_steps(it, rests, now), *_outlook(it, rests), *_due(it, rests, now), *_after(it, rests)),
            ),
            Part("decided", _decisions(it, rests)),
        ),
    )


def _full(it: Incident, parts: Sequence[Part]) -> tuple[Part, ...]:
    """Without sentences that would say nothing and headings over none; where it is over, the end comes first."""
    first = sorted(parts, key=lambda part: not it.open and part.heading != "stands")
    kept = (Part(each.heading, [f for f in each.facts if f.values.get("words") != ""]) for each in first)
    return tuple(each for each in kept if each.facts)


def _ahead(it: Incident) -> Literal["next", "after"]:
    """What the part is called that tells of what is to come."""
    return "next" if it.open else "after"


def _severity(it: Incident) -> dict[str, object]:
    rule = it.policy.rule(it.severity)
    return {"severity": it.severity, "meaning": rule.meaning, "words": rule.response}


def _identity(it: Incident, rests: Entries) -> Iterator[Fact]:
    if it.drill:
        yield Fact("drill", rests.declared())
    if it.restricted:
        yield Fact("restricted", rests.declared())
    yield Fact("declared", rests.declared(), {"at": it.declared_at, "person": it.declared_by or ""})
    yield Fact("times", rests.declared(), {"at": it.started_at, "until": it.detected_at})


def _model(it: Incident, rests: Entries) -> Iterator[Fact]:
    if not it.model:
        yield Fact("unknown_model")
        return
    version = it.entry.current_version if it.entry else ""
    yield Fact("model", rests.declared(), {"model": it.model, "version": version})


def _impact(it: Incident, rests: Entries) -> Iterator[Fact]:
    if not it.updates:
        yield Fact("unknown_impact")
        return
    last = it.updates[-1]
    entry = rests.update()
    if not it.open:
        yield Fact("past_impact", entry, {"at": last.at, "words": last.posted.impact})
        return
    said: dict[str, object] = {"at": last.at, "status": last.posted.status, "words": last.posted.impact}
    yield Fact("impact", entry, said)
    yield Fact("doing", entry, {"words": last.posted.actions})


def _status(it: Incident, rests: Entries) -> Iterator[Fact]:
    if it.open:
        yield Fact("phase", rests.phase(), {**_severity(it), "phase": it.phase})
    elif it.false_page is not FalsePage.NONE:
        yield Fact("false_page", rests.phase(), {"at": it.closed_at, "state": it.false_page})
    else:
        yield Fact("closed", rests.phase(), {"at": it.closed_at, "words": it.verified or "—"})
    until = it.verification.awaiting_until
    if until is not None:
        yield Fact("awaiting", rests.awaiting(), {"until": until})


def _cause(it: Incident, rests: Entries) -> Iterator[Fact]:
    found, cause = it.triage.concluded, confirmed(it.hypotheses)
    if it.surface is Surface.UNKNOWN:
        yield Fact("unknown_surface")
    elif cause is None and found is not None:
        said: dict[str, object] = {"surface": found.surface, "drift": found.drift}
        yield Fact("surface", rests.triage(), {**said, "confidence": found.confidence})
    if cause is not None:
        entry = rests.judged(cause.number)
        yield Fact("cause", entry, {"surface": cause.surface, "words": cause.statement or "—"})
        return
    live = [each for each in it.hypotheses if each.state in _LIVE]
    yield Fact("unknown_cause", 0, {"count": len(live)})
    for each in live[:THOUGHT]:
        said = {"number": each.number, "state": each.state, "words": each.statement}
        yield Fact("hypothesis", rests.judged(each.number), said)


def _proof(it: Incident, rests: Entries) -> Iterator[Fact]:
    proof = it.verification
    said: dict[str, object] = {"metric": proof.metric, "target": proof.target}
    if not proof.metric:
        yield Fact("unknown_proof")
    elif not proof.observed:
        yield Fact("unseen_proof", rests.proof(), said)
    else:
        state = "holds" if proof.holds else "fails"
        yield Fact("proof", rests.proof(), {**said, "words": proof.observed, "state": state})


def _in_place(it: Incident, rests: Entries) -> Iterator[Fact]:
    placed = it.actions_in_place
    if not it.actions:
        yield Fact("nothing_tried")
    elif not placed and it.open:
        yield Fact("nothing_in_place")
    for each in placed[-TRIED:]:
        said = {"number": each.number, "words": each.what or "—", "state": each.state}
        yield Fact("in_place", rests.action(each.number, each.state), said)


def _tried(it: Incident, rests: Entries) -> Iterator[Fact]:
    over = [each for each in it.actions if each.state in _OVER]
    if len(over) > TRIED:
        yield Fact("more", 0, {"count": len(over) - TRIED})
    for each in over[-TRIED:]:
        said = {"number": each.number, "words": each.what or "—", "state": each.state}
        yield Fact("tried", rests.action(each.number, each.state), said)


def _waiting(it: Incident, rests: Entries) -> Iterator[Fact]:
    waits = [each for each in it.actions if each.state in _WAITING]
    for each in waits[:1]:
        said = {"number": each.number, "words": each.what or "—", "state": each.state}
        yield Fact("waiting", rests.action(each.number, each.state), said)


def _decisions(it: Incident, rests: Entries) -> tuple[Fact, ...]:
    valid = [each for each in it.decisions if each.corrected_by is None]
    if not valid:
        return (Fact("no_decision"),)
    return tuple(
        Fact(
            "decision",
            rests.decision(each.recorded.number),
            {"number": each.recorded.number, "at": each.at, "words": each.recorded.what or "—"},
        )
        for each in reversed(valid[-DECISIONS:])
    )


def _outlook(it: Incident, rests: Entries) -> Iterator[Fact]:
    if not it.open:
        return
    eta = it.updates[-1].posted.eta if it.updates else ""
    yield Fact("eta", rests.update(), {"words": eta}) if eta.strip() else Fact("unknown_eta", rests.update())


def _due(it: Incident, rests: Entries, now: datetime) -> Iterator[Fact]:
    if it.update_due is None:
        yield Fact("no_next_update", rests.due(it))
    else:
        late = "late_update" if it.update_due < now else "next_update"
        yield Fact(late, rests.due(it), {"at": it.update_due})


def _lead(it: Incident, rests: Entries) -> Iterator[Fact]:
    if not it.open:
        return
    if it.commander:
        yield Fact("commander", rests.role(COMMANDER), {"person": it.commander})
    else:
        yield Fact("unknown_commander", rests.role(COMMANDER))


def _roles(it: Incident, rests: Entries) -> Iterator[Fact]:
    if not it.commander:
        yield Fact("unknown_commander", rests.role(COMMANDER))
    held = [(key, person) for key, person in it.roles.items() if key in it.policy.roles]
    for key, person in held[:ROLES]:
        yield Fact("role", rests.role(key), {"role": role_title(it, key), "person": person})


def _steps(it: Incident, rests: Entries, now: datetime) -> Iterator[Fact]:
    steps = first_steps(it) if it.open else ()
    late = [step.title for step in steps if step.late(now)]
    after = next_step(steps)
    if late:
        yield Fact("late_steps", rests.severity(), {"words": ", ".join(late)})
    elif after is not None:
        yield Fact("next_step", rests.severity(), {"words": after.title, "at": after.due})


def _after(it: Incident, rests: Entries) -> Iterator[Fact]:
    """What is still to come once it is over."""
    if it.review.state is not ReviewState.NONE:
        due = "" if it.review.state is ReviewState.COMPLETED else written(it.review.due)
        said: dict[str, object] = {"state": it.review.state, "person": it.review.owner, "until": due}
        yield Fact("review", rests.review(), said)
    elif it.postmortem_missing:
        yield Fact("postmortem_owed", rests.severity())
    if it.items:
        left = sum(item.open for item in it.items)
        yield Fact("items", rests.items(), {"count": len(it.items), "more": left})
