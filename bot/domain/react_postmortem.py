"""What must be told because of what happened in the review."""

from __future__ import annotations

from bot.domain.effects import Effect
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.review import ReviewEvent


def react_to_postmortem(it: Incident, recorded: Recorded, event: ReviewEvent) -> tuple[Effect, ...]:
    """The effects of `event`, which is what was recorded, on the incident after it."""
    return ()
