"""What must be told because of what happened to what is kept."""

from __future__ import annotations

from bot.domain import effects as do
from bot.domain.effects import Effect
from bot.domain.events import Recorded
from bot.domain.retention import HoldLifted, HoldPlaced, RetentionEvent


def react_to_retention(recorded: Recorded, event: RetentionEvent) -> tuple[Effect, ...]:
    """A hold is told and stands on the card; what was deleted after a long time is told to nobody."""
    if isinstance(event, HoldPlaced | HoldLifted):
        return (do.TellRoom(event=recorded.version), do.RefreshCard())
    return ()
