"""What the timeline says of escalations beyond their events' own fields (domain §7)."""

from __future__ import annotations

from bot.domain.escalation import (
    EscalationEvent,
    EscalationStarted,
    LevelReached,
    LevelStaffed,
    escalation_of,
)
from bot.domain.incident import Incident
from bot.views.alerted import concern_title, level_title
from bot.views.people import People

Fields = dict[str, object]


def escalation_fields(it: Incident, event: EscalationEvent, people: People, version: int) -> Fields:
    """Titles for keys, and people by what they are called; empty where the policy has no such path."""
    known = escalation_of(it.escalations, event.number)
    level = getattr(event, "level", None)
    fields: Fields = {
        "concern": concern_title(it, known) if known else "",
        "title": level_title(it, known, level) if known and level is not None else "",
    }
    match event:
        case EscalationStarted(replaces=before):
            return {**fields, "replaces": before or 0}
        case LevelStaffed():
            return {
                **fields,
                "people": ", ".join(people.label(person, version) for person in event.people),
                "problems": " ".join(people.spoken(problem, version) for problem in event.problems),
            }
        case LevelReached():
            same = known is not None and event.reason == known.reason
            return {**fields, "reason": "" if same else people.spoken(event.reason, version)}
        case _:
            return fields
