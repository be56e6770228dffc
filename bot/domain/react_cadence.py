"""What must be told because of what happened to the rhythm of updates."""

from __future__ import annotations

from bot.domain.cadence_log import CadenceEvent
from bot.domain.effects import Effect
from bot.domain.events import Recorded
from bot.domain.incident import Incident


def react_to_cadence(it: Incident, recorded: Recorded, event: CadenceEvent) -> tuple[Effect, ...]:
    """The effects of `event`, which is what was recorded, on the incident after it."""
    return ()
