"""The team's policy as strict data; copied into an incident when it is declared (domain §2, §3, §8).

Durations are minutes or days as their names say; times of day are local to `timezone`.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.domain import cadence_rules
from bot.domain.announcement_rules import Announcements
from bot.domain.audiences import AudienceRules
from bot.domain.business_calendar import BusinessCalendar, BusinessHours
from bot.domain.cadence_rules import Cadence
from bot.domain.containment import Containment
from bot.domain.digest_rules import Digests
from bot.domain.escalation_rules import EscalationRules
from bot.domain.item_rules import ItemRules
from bot.domain.retention_rules import RetentionRules
from bot.domain.review_rules import ReviewRules
from bot.domain.severity import Severity
from bot.domain.strict import RoleKey, SlackGroup, SlackPerson, Strict, Zone

COMMANDER = cadence_rules.COMMANDER
"""The key of the one role that every policy has: the incident commander."""


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


class Thresholds(Strict):
    """Where measured signals begin to count for the severity (domain §2, §6).

    scale_percent: a slice of so many percent of users counts as everyone.
    kpi_visible_percent, kpi_grave_percent: a fall by so many percent is visible, or grave.
    page_burn, ticket_burn: multiples of the error budget; left out, they follow from the burn-rate windows.
    psi: beyond it is drift.
    """

    scale_percent: float = Field(default=50.0, gt=0, le=100)
    kpi_visible_percent: float = Field(default=1.0, gt=0, le=100)
    kpi_grave_percent: float = Field(default=10.0, gt=0, le=100)
    page_burn: float | None = Field(default=None, gt=0)
    ticket_burn: float | None = Field(default=None, gt=0)
    psi: float = Field(default=0.2, gt=0)


class Approvals(Strict):
    """Who approves a containment action: a holder of any of these roles (domain §15).

    risky_people: how many different people a risky one needs; whoever proposed it is never one of them.
    """

    roles: tuple[RoleKey, ...] = Field(default=(COMMANDER, "ml_owner", "ops"), min_length=1)
    risky_roles: tuple[RoleKey, ...] = Field(default=(COMMANDER, "ml_owner", "ops", "liaison"), min_length=1)
    risky_people: int = Field(default=2, ge=1, le=4)


class FirstStep(Strict):
    """A step of the first 90 minutes, due so many minutes after the declaration (domain §4)."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,30}$")]
    title: str = Field(min_length=1, max_length=60)
    hint: str = Field(default="", max_length=150)
    minutes: int = Field(ge=1, le=24 * 60)


FIRST_STEPS = (
    FirstStep(
        key="roles",
        title="Assign roles",
        hint="Incident Commander, Operations and ML Owner; page whoever is missing.",
        minutes=5,
    ),
    FirstStep(
        key="severity",
        title="Confirm the severity",
        hint="Against its meaning and the signals, not the mood.",
        minutes=10,
    ),
    FirstStep(
        key="stabilise",
        title="Stabilise first",
        hint="Rollback or fallback: a safe default beats a perfect prediction.",
        minutes=20,
    ),
    FirstStep(
        key="scope",
        title="Narrow the scope",
        hint="Segments, features, endpoints; try the containment on a share of traffic.",
        minutes=30,
    ),
    FirstStep(
        key="hypothesis",
        title="Name a hypothesis",
        hint="Data drift, an upstream change, a new model, or infrastructure?",
        minutes=35,
    ),
    FirstStep(
        key="evidence",
        title="Collect evidence",
        hint="Latency, errors, drift, KPIs, logs and recent deploys.",
        minutes=45,
    ),
    FirstStep(
        key="recover",
        title="Recover",
        hint="Safe, predictable behaviour inside 60 minutes.",
        minutes=60,
    ),
    FirstStep(
        key="verify",
        title="Verify",
        hint="SLOs, a shadow test, A/B or backtest; lift temporary throttles.",
        minutes=75,
    ),
    FirstStep(
        key="communicate",
        title="Communicate",
        hint="Impact, actions, ETA, next check-in.",
        minutes=15,
    ),
    FirstStep(
        key="record",
        title="Record",
        hint="Timeline, decisions and metrics.",
        minutes=90,
    ),
)


class Webhook(Strict):
    """An automation that carries out one containment action (domain §15).

    url: where it is asked; it may hold a secret, so an incident's copy of the policy lacks it (`Policy.recorded`).
    reverts: it can take the change back, too.
    """

    name: Annotated[str, Field(pattern=r"^[0-9a-z]+(-[0-9a-z]+)*$", max_length=40)]
    containment: Containment
    models: tuple[str, ...] = ()
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=1000)] = Field(
        default="", exclude=True, repr=False
    )
    timeout_seconds: float = Field(default=10.0, ge=1, le=60)
    reverts: bool = True

    def serves(self, containment: Containment, model: str) -> bool:
        """Whether it carries out this change for this model; one that names no models does for every one."""
        names = {name.casefold() for name in self.models}
        return self.containment is containment and (not names or model.strip().casefold() in names)


class Automation(Strict):
    """What may be carried out by a webhook after approval; nothing, unless the team turns it on."""

    enabled: bool = False
    webhooks: tuple[Webhook, ...] = Field(default=(), max_length=50)

    def webhook(self, name: str) -> Webhook | None:
        """The webhook of that name, None unless automation is turned on."""
        return next((each for each in self.webhooks if each.name == name and self.enabled), None)


class Nudges(Strict):
    """When an incident that nobody commands is nudged (domain §3), and when a proposal that waits for approval is."""

    commander_after_minutes: int = Field(default=5, ge=1, le=120)
    commander_every_minutes: int = Field(default=5, ge=1, le=120)
    approval_after_minutes: int = Field(default=5, ge=1, le=120)
    approval_every_minutes: int = Field(default=15, ge=1, le=24 * 60)


class Policy(Strict):
    """One page, in the words of the people who run incidents."""

    timezone: Zone = "UTC"
    business: BusinessHours = BusinessHours()
    severities: dict[Severity, SeverityRule]
    roles: dict[RoleKey, RoleRule]
    announce: Announcements = Announcements()
    audiences: AudienceRules = AudienceRules()
    nudges: Nudges = Nudges()
    thresholds: Thresholds = Thresholds()
    approvals: Approvals = Approvals()
    automation: Automation = Automation()
    escalation: EscalationRules = EscalationRules()
    digests: Digests = Digests()
    review: ReviewRules = ReviewRules()
    retention: RetentionRules = RetentionRules()
    items: ItemRules = ItemRules()
    first_steps: tuple[FirstStep, ...] = Field(default=FIRST_STEPS, max_length=20)
    first_steps_for: tuple[Severity, ...] = (Severity.SEV1, Severity.SEV2)
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

    @model_validator(mode="after")
    def _cadences(self) -> Self:
        """An update is due when somebody may be reminded of it, and is missed by roles that there are."""
        hours = self.business.hours
        for severity, rule in self.severities.items():
            at, ladder = rule.cadence.business_day_at, rule.cadence.ladder or ()
            where = f"severities: {severity}: cadence"
            if at is not None and rule.cadence.quiet and not hours.begin <= at <= hours.end:
                raise ValueError(
                    f"{where}: business_day_at: {at:%H:%M} is outside business hours, in quiet hours"
                )
            unknown = sorted({role for rung in ladder for role in rung.roles} - self.roles.keys())
            if unknown:
                raise ValueError(f"{where}: ladder: no role is called {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """What is told apart by name has a name of its own."""
        for name, items in (
            ("first_steps", [step.key for step in self.first_steps]),
            ("automation: webhooks", [webhook.name for webhook in self.automation.webhooks]),
        ):
            twice = next((item for item in items if items.count(item) > 1), None)
            if twice is not None:
                raise ValueError(f"{name}: {twice!r} stands there twice")
        return self

    def recorded(self) -> Policy:
        """What an incident keeps of it: everything but addresses and keys of what stands outside."""
        bare = tuple(webhook.model_copy(update={"url": ""}) for webhook in self.automation.webhooks)
        automation = self.automation.model_copy(update={"webhooks": bare})
        return self.model_copy(
            update={
                "automation": automation,
                "escalation": self.escalation.bare(),
                "items": self.items.bare(),
            }
        )

    def approver_roles(self, *, risky: bool) -> tuple[str, ...]:
        """The keys of the roles whose holders approve; the commander's where the team has no other of them."""
        named = self.approvals.risky_roles if risky else self.approvals.roles
        return tuple(role for role in named if role in self.roles) or (COMMANDER,)

    def people_needed(self, *, risky: bool) -> int:
        """How many different people have to approve."""
        return self.approvals.risky_people if risky else 1

    @property
    def calendar(self) -> BusinessCalendar:
        """The team's business days and hours."""
        return BusinessCalendar(self.timezone, self.business)

    def rule(self, severity: Severity) -> SeverityRule:
        """What this severity means here."""
        return self.severities[severity]
