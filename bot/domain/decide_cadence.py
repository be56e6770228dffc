"""What happens when something is asked of an incident's the rhythm of updates."""

from __future__ import annotations

from datetime import datetime

from bot.domain.cadence_log import CadenceCommand
from bot.domain.incident import Incident
from bot.domain.refusal import Verdict


def decide_cadence(it: Incident, command: CadenceCommand, now: datetime, by: str | None) -> Verdict:
    """What the command makes happen at `now` (UTC), asked by `by`."""
    raise TypeError(f"no rule for {type(command).__name__}")
