"""What must be told because of what happened to what is kept."""

from __future__ import annotations

from bot.domain.effects import Effect
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.retention import RetentionEvent


def react_to_retention(it: Incident, recorded: Recorded, event: RetentionEvent) -> tuple[Effect, ...]:
    """The effects of `event`, which is what was recorded, on the incident after it."""
    return ()
