"""What must be told because of what happened in an escalation."""

from __future__ import annotations

from bot.domain.effects import Effect
from bot.domain.escalation import EscalationEvent
from bot.domain.events import Recorded
from bot.domain.incident import Incident


def react_to_escalation(it: Incident, recorded: Recorded, event: EscalationEvent) -> tuple[Effect, ...]:
    """The effects of `event`, which is what was recorded, on the incident after it."""
    return ()
