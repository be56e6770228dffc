"""An incident in one line, for lists; written with every commit so that lists never fold histories."""

from __future__ import annotations

from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.severity import Phase, Severity
from bot.domain.strict import Strict


class Summary(Strict):
    """What lists show of an incident, and who may see it (`members` is empty unless it is restricted)."""

    number: int
    title: str
    severity: Severity
    phase: Phase
    open: bool
    restricted: bool
    drill: bool
    model: str
    commander: str | None
    declared_by: str | None
    declared_at: datetime
    closed_at: datetime | None
    update_due: datetime | None
    channel: str | None
    members: tuple[str, ...]

    def visible_to(self, person: str | None) -> bool:
        """The rule of `visibility.may_see`, on what the line holds."""
        return not self.restricted or person in self.members


def summarise(it: Incident) -> Summary:
    """The line of this incident as it is now."""
    return Summary(
        number=it.number,
        title=it.title,
        severity=it.severity,
        phase=it.phase,
        open=it.open,
        restricted=it.restricted,
        drill=it.drill,
        model=it.model,
        commander=it.commander,
        declared_by=it.declared_by,
        declared_at=it.declared_at,
        closed_at=it.closed_at,
        update_due=it.update_due,
        channel=it.room.channel if it.room else None,
        members=tuple(sorted(it.members | set(it.roles.values()))) if it.restricted else (),
    )
