"""What happens when something is asked of an incident's escalations."""

from __future__ import annotations

from datetime import datetime

from bot.domain.escalation import EscalationCommand
from bot.domain.incident import Incident
from bot.domain.refusal import Verdict


def decide_escalation(it: Incident, command: EscalationCommand, now: datetime, by: str | None) -> Verdict:
    """What the command makes happen at `now` (UTC), asked by `by`."""
    raise TypeError(f"no rule for {type(command).__name__}")
