"""What the record says for each section of a review: beside the field, and as its first words where it is empty."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.actions import ActionState
from bot.domain.hypotheses import HypothesisState, confirmed
from bot.domain.incident import Incident
from bot.domain.review import Section
from bot.domain.severity import Surface
from bot.domain.triage_rule import Drift
from bot.views import labels
from bot.views.moments import duration

MOST = 6


def first_words(it: Incident, section: Section) -> str:
    """What a section that nobody wrote yet may begin with: words that people recorded, to be put into a whole."""
    match section:
        case Section.IMPACT:
            return it.updates[-1].posted.impact if it.updates else ""
        case Section.CAUSE:
            cause = confirmed(it.hypotheses)
            return cause.statement if cause else ""
        case Section.FACTORS:
            cause = confirmed(it.hypotheses)
            kept = (HypothesisState.SUPPORTED, HypothesisState.CONFIRMED)
            likely = [each for each in it.hypotheses if each.state in kept and each is not cause]
            return "\n".join(f"- {each.statement}" for each in likely)
        case Section.RESPONSE:
            done = [
                each for each in it.actions if any(step.state is ActionState.APPLIED for step in each.steps)
            ]
            return "\n".join(f"- {each.what} ({labels.contained_by(each.containment)})" for each in done)
        case _:
            return ""


def facts_for(it: Incident, section: Section) -> tuple[str, ...]:
    """What the record says of it, a few short lines."""
    return tuple(_facts(it, section))[:MOST]


def _facts(it: Incident, section: Section) -> Iterator[str]:
    match section:
        case Section.SUMMARY:
            yield f"{it.severity}, {labels.TYPES[it.type]}"
            yield from _length(it)
        case Section.IMPACT:
            yield from _length(it)
            yield from labels.measured(it.triage.signals)
        case Section.DETECTION:
            gap = (it.detected_at - it.started_at).total_seconds()
            yield f"From its beginning to its detection: {duration(max(0, gap))}"
        case Section.RESPONSE:
            yield f"Updates on time: {it.updates_on_time} of {it.updates_owed}"
            failed = sum(each.state in (ActionState.FAILED, ActionState.REVERTED) for each in it.actions)
            yield f"Containment: {len(it.actions)} proposed, {failed} taken back or failed"
        case Section.CAUSE:
            yield from _cause(it)
        case _:
            return


def _length(it: Incident) -> Iterator[str]:
    until = it.recovered_at or it.closed_at
    if until is not None and until >= it.started_at:
        yield f"From its beginning to recovery: {duration((until - it.started_at).total_seconds())}"


def _cause(it: Incident) -> Iterator[str]:
    if it.surface is not Surface.UNKNOWN:
        yield f"Surface: {it.surface}"
    concluded = it.triage.concluded
    if concluded is not None and concluded.drift not in (Drift.NONE, Drift.UNKNOWN):
        yield f"Drift: {labels.DRIFTS[concluded.drift]}"
    if it.entry and it.entry.current_version:
        yield f"Version at the start: {it.entry.current_version}"
