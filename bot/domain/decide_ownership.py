"""Whom the catalogue makes us bring in and propose as ML Owner (domain §3)."""

from __future__ import annotations

from bot.domain.incident import Incident
from bot.domain.ownership import ML_OWNER, OwnerProposed, OwnershipCommand, ProposalDeclined
from bot.domain.refusal import Verdict
from bot.domain.severity import Severity


def owner_proposed(it: Incident) -> tuple[OwnerProposed, ...]:
    """The model's owner is proposed, once, while nobody is ML Owner."""
    owner = _wanted_owner(it)
    if owner is None or it.entry is None or it.proposed_owner is not None:
        return ()
    return (OwnerProposed(person=owner, model=it.entry.name),)


def owner_brought_in(it: Incident) -> tuple[str, ...]:
    """The model's owner comes into the room to answer; of a restricted incident they have to know, too."""
    owner = _wanted_owner(it)
    return (owner,) if owner else ()


def on_call_brought_in(it: Incident) -> tuple[str, ...]:
    """The model's on-call group comes, too.

    Not for the severity that interrupts nobody (domain §2: SEV3), and not into a restricted room, to which people are
    brought by name (domain §15).
    """
    if it.restricted or it.severity is Severity.SEV3 or _wanted_owner(it) is None or it.entry is None:
        return ()
    return (it.entry.oncall_group,) if it.entry.oncall_group else ()


def decide_ownership(it: Incident, command: OwnershipCommand, by: str | None) -> Verdict:  # noqa: ARG001 - there is one
    """Only who was proposed can decline, once, and only while the role is free: held, it is given back instead."""
    asked = it.proposed_owner
    if asked is None or asked.declined or asked.person != by or ML_OWNER in it.roles:
        return ()
    return (ProposalDeclined(person=asked.person),)


def _wanted_owner(it: Incident) -> str | None:
    """Whom the catalogue names, as long as it is open and the team's role of that kind is free."""
    vacant = ML_OWNER in it.policy.roles and ML_OWNER not in it.roles
    return it.entry.owner if it.open and vacant and it.entry else None
