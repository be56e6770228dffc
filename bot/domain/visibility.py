"""Who may know of an incident (domain §15)."""

from __future__ import annotations

from bot.domain.incident import Incident


def may_see(it: Incident, person: str | None) -> bool:
    """Everyone sees an open book; a restricted incident exists only for those in its room and its role holders."""
    return not it.restricted or person in it.members or person in it.roles.values()


def to_be_announced(it: Incident) -> bool:
    """Whether the announcement channel may hear of it: never of restricted or drill incidents unless policy says so."""
    announce = it.policy.announce
    if announce.channel is None:
        return False
    return (announce.restricted or not it.restricted) and (announce.drills or not it.drill)
