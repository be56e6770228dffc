"""The policy's rules of cadence: how often updates are owed, who hears of a missing one (domain §2, §8)."""

from __future__ import annotations

from datetime import time
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from bot.domain.strict import RoleKey, SlackGroup, SlackPerson, Strict

COMMANDER = "ic"
"""The key of the one role that every policy has: the incident commander."""

COMMUNICATIONS = "comms"
"""The key of the role that owes the updates while somebody holds it (domain §8)."""


class Rung(Strict):
    """A step of the ladder: who is told directly when an update is so many minutes overdue.

    next_level: the next level of the severity's escalation path is alerted, too (domain §7).
    """

    after_minutes: int = Field(ge=1, le=7 * 24 * 60)
    roles: tuple[RoleKey, ...] = Field(default=(), max_length=10)
    people: tuple[SlackPerson, ...] = Field(default=(), max_length=50)
    groups: tuple[SlackGroup, ...] = Field(default=(), max_length=20)
    next_level: bool = False

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.roles or self.people or self.groups or self.next_level):
            raise ValueError("name roles, people or groups, or say next_level: true")
        return self


LADDER = (
    Rung(after_minutes=5, roles=(COMMANDER,)),
    Rung(after_minutes=15, roles=(COMMUNICATIONS,)),
    Rung(after_minutes=30, next_level=True),
)
"""The commander, then Communications, then the level above (domain §8), unless the policy says otherwise."""

SLOW_LADDER = (
    Rung(after_minutes=60, roles=(COMMANDER,)),
    Rung(after_minutes=240, roles=(COMMUNICATIONS,)),
)
"""The same where updates are owed once a business day: a softer path (domain §2)."""


class Cadence(Strict):
    """How often an update is owed: every `minutes`, or once per business day by `business_day_at`.

    grace_minutes: an update that is so late counts as missed.
    ladder: who is told directly, and when; left out, the commander, Communications and the level above.
    quiet_hours: nothing is said outside business hours, but at the next business moment; left out, it is so where
        updates are owed once per business day.
    """

    minutes: int | None = Field(default=None, ge=5, le=7 * 24 * 60)
    business_day_at: time | None = None
    remind_before_minutes: int = Field(default=5, ge=1, le=240)
    overdue_every_minutes: int = Field(default=15, ge=5, le=24 * 60)
    grace_minutes: int = Field(default=5, ge=0, le=24 * 60)
    ladder: tuple[Rung, ...] | None = Field(default=None, max_length=10)
    quiet_hours: bool | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.minutes is None) == (self.business_day_at is None):
            raise ValueError("give either minutes or business_day_at")
        return self

    @model_validator(mode="after")
    def _upwards(self) -> Self:
        steps = [rung.after_minutes for rung in self.ladder or ()]
        if any(later <= earlier for earlier, later in pairwise(steps)):
            raise ValueError("ladder: each step comes later than the one before")
        return self

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The ladder's steps, the first one first."""
        if self.ladder is not None:
            return self.ladder
        return SLOW_LADDER if self.minutes is None else LADDER

    @property
    def quiet(self) -> bool:
        """Whether nothing is said outside business hours."""
        return self.minutes is None if self.quiet_hours is None else self.quiet_hours

    def every(self, minutes: int) -> Cadence:
        """The same at another rhythm: ladder and quiet hours stay as they are."""
        kept = {"ladder": self.rungs, "quiet_hours": self.quiet}
        return self.model_copy(update={"minutes": minutes, "business_day_at": None} | kept)
