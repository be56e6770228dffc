"""Who may know of an incident (domain §15), and where it is announced (domain §16)."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.escalation import LevelStaffed
from bot.domain.events import Recorded
from bot.domain.hypotheses import HypothesisCorrected, HypothesisRaised
from bot.domain.incident import Incident, Untold
from bot.domain.ownership import OwnerProposed
from bot.domain.review import ReviewAssigned, ReviewBegun


def may_see(it: Incident, person: str | None) -> bool:
    """Everyone sees an open book; a restricted incident exists only for those in its room and its role holders."""
    return not it.restricted or person in it.members or person in it.roles.values()


def announced_in(it: Incident) -> str | None:
    """The channel that may hear of it; None for none.

    Of a restricted incident none hears unless the policy says so. A drill is announced nowhere but in the channel that
    the policy has for drills: a real one hears of nothing that is not real.
    """
    announce = it.policy.announce
    if it.restricted and not announce.restricted:
        return None
    return announce.drill_channel if it.drill else announce.channel


def kept_back(it: Incident, recorded: Recorded) -> Incident:
    """The incident after that event, with whoever cannot be told of it yet: Slack did not let them in so far."""
    if not it.restricted:
        return it
    before = (
        each if each.told_with or not may_see(it, each.person) else replace(each, told_with=recorded.version)
        for each in it.untold
    )
    fresh = (
        Untold(person, recorded.version)
        for person in _meant_for(recorded)
        if person != recorded.by and not may_see(it, person)
    )
    return replace(it, untold=(*before, *fresh))


def told_now(it: Incident, recorded: Recorded) -> tuple[Untold, ...]:
    """What was kept back from people who are inside since this event."""
    return tuple(each for each in it.untold if each.told_with == recorded.version)


def _meant_for(recorded: Recorded) -> tuple[str, ...]:
    """Whom an event asks for something who may be outside the room, and are brought in for it."""
    match recorded.event:
        case LevelStaffed(people=people):
            return people
        case OwnerProposed(person=owner):
            before = ""
        case HypothesisRaised(owner=owner) | ReviewBegun(owner=owner):
            before = ""
        case (
            HypothesisCorrected(owner=owner, was_owner=before) | ReviewAssigned(owner=owner, was_owner=before)
        ):
            pass
        case _:
            return ()
    return (owner,) if owner and owner != before else ()
