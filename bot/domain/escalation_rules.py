"""Who is alerted, in which order, and how: the policy's paths, special concerns, rotas and pagers (domain §7).

Where a feed or a pager is, and its key, are secrets: an incident's copy of the policy lacks them (`bare`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.domain.severity import Severity
from bot.domain.strict import RoleKey, SlackGroup, SlackPerson, Strict

PAGERDUTY = "https://events.pagerduty.com/v2/enqueue"
"""Where PagerDuty takes events (Events API v2), unless the account is in another region."""

Name = Annotated[str, Field(pattern=r"^[0-9a-z]+(-[0-9a-z]+)*$", max_length=40)]
"""What a rota or a pager is called in the policy and in messages."""

ConcernKey = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,30}$")]


class LevelRule(Strict):
    """Whom a level alerts, and within how many minutes somebody has to acknowledge before the next one is."""

    title: str = Field(min_length=1, max_length=60)
    people: tuple[SlackPerson, ...] = Field(default=(), max_length=50)
    groups: tuple[SlackGroup, ...] = Field(default=(), max_length=20)
    rotas: tuple[Name, ...] = Field(default=(), max_length=10)
    roles: tuple[RoleKey, ...] = Field(default=(), max_length=10)
    pagers: tuple[Name, ...] = Field(default=(), max_length=10)
    within_minutes: int = Field(ge=1, le=24 * 60)

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.people or self.groups or self.rotas or self.roles or self.pagers):
            raise ValueError("name somebody: people, groups, rotas, roles or pagers")
        return self


Levels = Annotated[tuple[LevelRule, ...], Field(min_length=1, max_length=10)]


class Concern(Strict):
    """A path of its own, for what the severity's does not cover: data governance, safety, a vendor."""

    title: str = Field(min_length=1, max_length=60)
    levels: Levels


class Rota(Strict):
    """An iCalendar feed that says who is on call; `people` leads from names and addresses in it to Slack ids."""

    url: Annotated[str, Field(pattern=r"^(https?|webcals?)://\S+$", max_length=2000)] = Field(
        default="", exclude=True, repr=False
    )
    people: dict[Annotated[str, Field(min_length=1, max_length=200)], SlackPerson] = Field(
        default_factory=dict, max_length=500
    )
    refresh_minutes: int = Field(default=10, ge=1, le=24 * 60)


class Pager(Strict):
    """Something that alarms people outside Slack: PagerDuty, or a webhook that is asked, signed."""

    kind: Literal["pagerduty", "webhook"]
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=1000)] = Field(
        default="", exclude=True, repr=False
    )
    routing_key: Annotated[str, Field(pattern=r"^[!-~]{1,100}$")] = Field(
        default="", exclude=True, repr=False
    )

    @property
    def address(self) -> str:
        """Where it is asked; empty where the policy does not say."""
        return self.url or (PAGERDUTY if self.kind == "pagerduty" else "")


class EscalationRules(Strict):
    """Paths by severity and by concern; without any, nobody is alerted but whom the severity brings in."""

    paths: dict[Severity, Levels] = Field(default_factory=dict)
    concerns: dict[ConcernKey, Concern] = Field(default_factory=dict, max_length=20)
    rotas: dict[Name, Rota] = Field(default_factory=dict, max_length=50)
    pagers: dict[Name, Pager] = Field(default_factory=dict, max_length=20)

    def levels(self, concern: str, severity: Severity) -> tuple[LevelRule, ...]:
        """The path of that concern, or of that severity when the concern is empty; none where there is no path."""
        if not concern:
            return self.paths.get(severity, ())
        known = self.concerns.get(concern)
        return known.levels if known else ()

    @property
    def all_levels(self) -> Iterable[LevelRule]:
        """Every level of every path."""
        for path in self.paths.values():
            yield from path
        for concern in self.concerns.values():
            yield from concern.levels

    def bare(self) -> EscalationRules:
        """All of it without addresses and keys."""
        rotas = {name: rota.model_copy(update={"url": ""}) for name, rota in self.rotas.items()}
        nowhere = {"url": "", "routing_key": ""}
        pagers = {name: pager.model_copy(update=nowhere) for name, pager in self.pagers.items()}
        return self.model_copy(update={"rotas": rotas, "pagers": pagers})
