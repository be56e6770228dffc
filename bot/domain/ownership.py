"""The ML Owner is proposed: whoever owns the model by the catalogue is asked, and assigned nothing (domain §3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.domain.strict import Strict

ML_OWNER = "ml_owner"
"""The key of the role that is proposed; a policy without it has nobody proposed."""


@dataclass(frozen=True, slots=True)
class OwnershipCommand:
    """Something asked of the proposal."""


@dataclass(frozen=True, slots=True)
class DeclineProposal(OwnershipCommand):
    """Whoever was proposed is not going to be it."""


class OwnershipEvent(Strict):
    """Something that happened to the proposal; `person` is who was proposed."""

    person: str


class OwnerProposed(OwnershipEvent):
    """Nobody is ML Owner; the catalogue says that this person owns `model`."""

    kind: Literal["owner_proposed"] = "owner_proposed"
    model: str


class ProposalDeclined(OwnershipEvent):
    """Whoever was proposed will not be it."""

    kind: Literal["proposal_declined"] = "proposal_declined"


@dataclass(frozen=True, slots=True)
class ProposedOwner:
    """Who was proposed, for which model, when, and whether they declined; `offers`: the events that offer the role."""

    person: str
    model: str
    at: datetime
    offers: tuple[int, ...]
    declined: bool = False


def proposed_after(
    before: ProposedOwner | None, event: OwnershipEvent, at: datetime, version: int
) -> ProposedOwner | None:
    """The proposal after one more event, which is number `version`."""
    if isinstance(event, OwnerProposed):
        return ProposedOwner(event.person, event.model, at, (version,))
    return replace(before, declined=True, offers=(*before.offers, version)) if before else None
