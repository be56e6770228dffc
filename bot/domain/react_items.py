"""What must be told because of what happened to an action item."""

from __future__ import annotations

from bot.domain.action_items import ItemEvent
from bot.domain.effects import Effect
from bot.domain.events import Recorded
from bot.domain.incident import Incident


def react_to_items(it: Incident, recorded: Recorded, event: ItemEvent) -> tuple[Effect, ...]:
    """The effects of `event`, which is what was recorded, on the incident after it."""
    return ()
