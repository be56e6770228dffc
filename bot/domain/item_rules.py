"""The policy of action items: when they are due, who is reminded when, and where they go as issues (domain §13)."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import Field

from bot.domain.strict import Strict


class Tracker(Strict):
    """The team's issue tracker, behind a signed webhook.

    url: where it is told; it may hold a secret, so an incident's copy of the policy lacks it (`Policy.recorded`).
    timeout_seconds: how long an answer is waited for.
    restricted: whether it is told of restricted incidents' items, too (domain §15).
    """

    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=1000)] = Field(
        default="", exclude=True, repr=False
    )
    timeout_seconds: float = Field(default=10.0, ge=1, le=60)
    restricted: bool = False


class ItemRules(Strict):
    """How action items are followed up.

    due_business_days: days of work from today that a new one is offered to be due in.
    remind_before_days: its owner is reminded so many days before it is due; 0: only when it is due.
    overdue_every_days: once it is overdue, its owner is reminded every so many days.
    remind_at: the hour of a business day at which that is, in the team's time zone.
    tracker: where items go as issues; nowhere, unless the team names it.
    """

    due_business_days: int = Field(default=10, ge=1, le=250)
    remind_before_days: int = Field(default=2, ge=0, le=30)
    overdue_every_days: int = Field(default=7, ge=1, le=90)
    remind_at: time = time(9, 0)
    tracker: Tracker | None = None

    def bare(self) -> ItemRules:
        """The same without the tracker's address."""
        if self.tracker is None:
            return self
        return self.model_copy(update={"tracker": self.tracker.model_copy(update={"url": ""})})
