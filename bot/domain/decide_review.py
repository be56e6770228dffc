"""What happens when something is asked of an incident's the review."""

from __future__ import annotations

from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.refusal import Verdict
from bot.domain.review import ReviewCommand


def decide_review(it: Incident, command: ReviewCommand, now: datetime, by: str | None) -> Verdict:
    """What the command makes happen at `now` (UTC), asked by `by`."""
    raise TypeError(f"no rule for {type(command).__name__}")
