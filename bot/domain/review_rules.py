"""The policy of reviews: who writes the post-mortem, until when, and in which forms it is published (domain §13)."""

from __future__ import annotations

from datetime import time
from typing import Literal

from pydantic import Field

from bot.domain.strict import RoleKey, Strict

Form = Literal["markdown", "html", "pdf", "canvas"]
"""A form of the published post-mortem: a file in the room, or the room's canvas."""


class ReviewRules(Strict):
    """How a review is owed.

    owner_roles: who writes it: whoever holds the first of these roles that somebody holds.
    due_business_days: days of work from the end of the incident until it is to be published.
    remind_every_days, remind_at: every so many days of work its writer is reminded, at that hour of the team's zone.
    """

    owner_roles: tuple[RoleKey, ...] = ("ml_owner", "ic")
    due_business_days: int = Field(default=5, ge=1, le=60)
    remind_every_days: int = Field(default=2, ge=1, le=20)
    remind_at: time = time(9, 0)
    format: tuple[Form, ...] = Field(default=("markdown",), min_length=1, max_length=4)
