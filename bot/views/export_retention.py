"""What is kept of an incident and what was deleted, for the JSON export (domain §15)."""

from __future__ import annotations

from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.retention import Artefact
from bot.domain.strict import Strict


class ErasureCopy(Strict):
    """What was deleted when, by the rule of so many days after closing."""

    at: datetime
    artefacts: tuple[Artefact, ...]
    days: int


class RetentionCopy(Strict):
    """Why it is held (empty: it is not), by whom and since when, and what was deleted."""

    hold: str
    held_by: str | None
    held_at: datetime | None
    erased: tuple[ErasureCopy, ...]


def retention_copy(it: Incident) -> RetentionCopy:
    """The retention as it stands."""
    kept = it.kept
    return RetentionCopy(
        hold=kept.hold,
        held_by=kept.held_by,
        held_at=kept.held_at,
        erased=tuple(
            ErasureCopy(at=at, artefacts=event.artefacts, days=event.days) for at, event in kept.erased
        ),
    )
