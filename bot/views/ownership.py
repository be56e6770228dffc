"""What is said of the ML Owner who is proposed: whoever owns the model is asked, and assigned nothing.

`holder` is whoever is ML Owner by now; people are Slack ids, empty where there is nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.incident import Incident
from bot.domain.ownership import ML_OWNER, OwnerProposed, OwnershipEvent
from bot.domain.severity import Severity
from bot.views.card import channel_of, room_url
from bot.views.models import View


@dataclass(frozen=True, slots=True)
class OwnerProposedView(View):
    """The room is told whom the catalogue names; `role` is the role's title."""

    template = "room_owner_proposed"
    number: int
    role: str
    owner: str
    model: str
    holder: str


@dataclass(frozen=True, slots=True)
class ProposalDeclinedView(View):
    """The room is told that the one who was proposed will not be it."""

    template = "room_proposal_declined"
    number: int
    role: str
    owner: str
    holder: str


@dataclass(frozen=True, slots=True)
class OwnerAskedView(View):
    """Whoever owns the model is asked directly."""

    template = "person_owner_proposed"
    number: int
    title: str
    severity: Severity
    role: str
    model: str
    holder: str
    channel: str
    room_url: str


OWNERSHIP: tuple[type[View], ...] = (OwnerProposedView, ProposalDeclinedView, OwnerAskedView)


def told(it: Incident, event: OwnershipEvent) -> View:
    """What the room is told of it."""
    holder = it.roles.get(ML_OWNER, "")
    if isinstance(event, OwnerProposed):
        return OwnerProposedView(it.number, _title(it), event.person, event.model, holder)
    return ProposalDeclinedView(it.number, _title(it), event.person, holder)


def asked(it: Incident, event: OwnerProposed) -> OwnerAskedView:
    """What whoever was proposed is told."""
    return OwnerAskedView(
        number=it.number,
        title=it.title,
        severity=it.severity,
        role=_title(it),
        model=event.model,
        holder=it.roles.get(ML_OWNER, ""),
        channel=channel_of(it),
        room_url=room_url(it),
    )


def _title(it: Incident) -> str:
    rule = it.policy.roles.get(ML_OWNER)
    return rule.title if rule else ML_OWNER
