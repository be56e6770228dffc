"""What happens when something is asked of an incident's retention."""

from __future__ import annotations

from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.refusal import Verdict
from bot.domain.retention import RetentionCommand


def decide_retention(it: Incident, command: RetentionCommand, now: datetime, by: str | None) -> Verdict:
    """What the command makes happen at `now` (UTC), asked by `by`."""
    raise TypeError(f"no rule for {type(command).__name__}")
