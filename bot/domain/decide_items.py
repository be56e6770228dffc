"""What happens when something is asked of an incident's action items."""

from __future__ import annotations

from datetime import datetime

from bot.domain.action_items import ItemCommand
from bot.domain.incident import Incident
from bot.domain.refusal import Verdict


def decide_items(it: Incident, command: ItemCommand, now: datetime, by: str | None) -> Verdict:
    """What the command makes happen at `now` (UTC), asked by `by`."""
    raise TypeError(f"no rule for {type(command).__name__}")
