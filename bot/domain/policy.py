"""The team's policy as strict data; copied into an incident when it is declared (domain §2, §3, §8).

Durations are minutes or days as their names say; times of day are local to `timezone`.
"""

from __future__ import annotations

from datetime import time
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.domain.severity import Severity


class Strict(BaseModel):
    """A frozen record in which an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is not a time zone name such as Europe/Vienna") from error
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
SlackPerson = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{2,}$")]
SlackGroup = Annotated[str, Field(pattern=r"^S[A-Z0-9]{2,}$")]
RoleKey = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,30}$")]

COMMANDER = "ic"
"""The key of the one role that every policy has: the incident commander."""


class Cadence(Strict):
    """How often an update is owed: every `minutes`, or once per business day by `business_day_at`."""

    minutes: int | None = Field(default=None, ge=5, le=7 * 24 * 60)
    business_day_at: time | None = None
    remind_before_minutes: int = Field(default=5, ge=1, le=240)
    overdue_every_minutes: int = Field(default=15, ge=5, le=24 * 60)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.minutes is None) == (self.business_day_at is None):
            raise ValueError("give either minutes or business_day_at")
        return self


class SeverityRule(Strict):
    """What a severity means and what follows from it (domain §2)."""

    meaning: str = Field(min_length=1, max_length=300)
    response: str = Field(min_length=1, max_length=300)
    cadence: Cadence
    responders: tuple[SlackPerson, ...] = ()
    responder_groups: tuple[SlackGroup, ...] = ()
    postmortem_owed: bool


class RoleRule(Strict):
    """A role and the duties on its card (domain §3)."""

    title: str = Field(min_length=1, max_length=40)
    short: str = Field(min_length=1, max_length=16)
    duties: tuple[Annotated[str, Field(min_length=1, max_length=120)], ...] = Field(
        min_length=1, max_length=9
    )


class Announcements(Strict):
    """Where an incident is announced, and whether confidential and practice ones are, too."""

    channel: Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,}$")] | None = None
    restricted: bool = False
    drills: bool = False


class Nudges(Strict):
    """When an incident that nobody commands is nudged (domain §3)."""

    commander_after_minutes: int = Field(default=5, ge=1, le=120)
    commander_every_minutes: int = Field(default=5, ge=1, le=120)


class BusinessHours(Strict):
    """The team's working week; 0 is Monday."""

    days: tuple[Annotated[int, Field(ge=0, le=6)], ...] = Field(default=(0, 1, 2, 3, 4), min_length=1)


class Policy(Strict):
    """One page, in the words of the people who run incidents."""

    timezone: Zone = "UTC"
    business: BusinessHours = BusinessHours()
    severities: dict[Severity, SeverityRule]
    roles: dict[RoleKey, RoleRule]
    announce: Announcements = Announcements()
    nudges: Nudges = Nudges()
    same_declare_minutes: int = Field(default=10, ge=1, le=60)
    archive_after_days: int | None = Field(default=14, ge=1, le=365)
    names_in_exports: bool = False

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [severity for severity in Severity if severity not in self.severities]
        if missing:
            raise ValueError(f"severities: {', '.join(missing)} missing")
        if COMMANDER not in self.roles:
            raise ValueError(f"roles: {COMMANDER!r}, the incident commander, is missing")
        return self

    def rule(self, severity: Severity) -> SeverityRule:
        """What this severity means here."""
        return self.severities[severity]
