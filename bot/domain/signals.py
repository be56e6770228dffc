"""The severity that signals suggest; a person decides (domain §2, §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

from bot.domain.policy import Thresholds
from bot.domain.severity import Severity
from bot.domain.slo import TIERS
from bot.domain.triage_questions import Answers, given


class UsersHit(StrEnum):
    """Who feels it."""

    NOBODY = "nobody"
    SLICE = "slice"
    EVERYONE = "everyone"


_SLO_WINDOW = timedelta(days=30)


def _slowest_burn(severity: str) -> float:
    """The smallest multiple of the error budget's even use that still pages, or makes a ticket (domain §6)."""
    tiers = (tier for tier in TIERS if tier.severity == severity)
    return float(min(tier.share * Fraction(_SLO_WINDOW / tier.long) for tier in tiers))


DEFAULTS = Thresholds()

RANGES: Mapping[str, tuple[float, float]] = {
    "slice_share_percent": (0, 100),
    "kpi_change_percent": (-100, 1_000_000),
    "slo_burn": (0, 1_000_000),
    "psi": (0, 1_000),
}
"""The least and the most that a figure of `Signals` can be."""


def page_burn(limits: Thresholds) -> float:
    """From which multiple of the error budget on a burn pages; without one of the team's, as domain §6 has it."""
    return limits.page_burn or _slowest_burn("page")


def ticket_burn(limits: Thresholds) -> float:
    """From which multiple of the error budget on a burn is worth a ticket."""
    return limits.ticket_burn or _slowest_burn("ticket")


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known; None where nothing is.

    slice_share_percent: the share of users in the slice that is hit, 0 to 100.
    kpi_change_percent: against the same period before; below zero is worse.
    slo_burn: the multiple of the error budget that is being spent.
    psi: the largest population stability index seen.
    safety_or_legal: output is unsafe or legally risky.
    """

    users_hit: UsersHit | None = None
    slice_share_percent: float | None = None
    kpi_change_percent: float | None = None
    slo_burn: float | None = None
    psi: float | None = None
    safety_or_legal: bool | None = None
    serving_down: bool | None = None
    quality_slo_breached: bool | None = None
    workaround_exists: bool | None = None


@dataclass(frozen=True, slots=True)
class SeverityReason:
    """What speaks for that severity, in words."""

    severity: Severity
    says: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A severity, and all that speaks for it or for a milder one, the worst first; never without a reason."""

    severity: Severity
    reasons: tuple[SeverityReason, ...]


def suggest(signals: Signals, thresholds: Thresholds = DEFAULTS) -> Suggestion:
    """The severity that the signals suggest: the worst that any of them speaks for, SEV3 when none does.

    A worse signal never lowers it. A workaround makes a slice that is hit SEV3, where nothing else speaks for more.
    """
    found = sorted(_reasons(signals, thresholds), key=lambda reason: reason.severity.rank)
    if not found:
        found = [SeverityReason(Severity.SEV3, "Nothing known says that users are hit.")]
    return Suggestion(found[0].severity, tuple(found))


def from_answers(answers: Answers, measured: Signals | None = None) -> Signals:
    """What triage says of severity, added to what was measured; answers win where both speak.

    A breach of the quality SLO that was seen on incomplete labels is not counted.
    """
    said = given(answers)
    known = measured or Signals()
    if said.get("impact") in set(UsersHit):
        known = replace(known, users_hit=UsersHit(said["impact"]))
    harm = _yes(said.get("harm"), ("personal_data", "injected", "unfair", "unsafe"), ("none",))
    down = _yes(said.get("errors"), ("down",), ("some", "normal"))
    breached = _yes(said.get("quality_slo"), ("breached",), ("intact",))
    workaround = _yes(said.get("workaround"), ("yes",), ("no",))
    if said.get("signal") == "personal_data":
        harm = True
    if said.get("labels") == "incomplete":
        breached = None
    return replace(
        known,
        safety_or_legal=known.safety_or_legal if harm is None else harm,
        serving_down=known.serving_down if down is None else down,
        quality_slo_breached=known.quality_slo_breached if breached is None else breached,
        workaround_exists=known.workaround_exists if workaround is None else workaround,
    )


def _yes(answer: str | None, yes: tuple[str, ...], no: tuple[str, ...]) -> bool | None:
    return True if answer in yes else False if answer in no else None


def _reasons(signals: Signals, limits: Thresholds) -> list[SeverityReason]:
    share = signals.slice_share_percent or 0.0
    fall = -(signals.kpi_change_percent or 0.0)
    burn, psi = signals.slo_burn or 0.0, signals.psi or 0.0
    paging, ticket = page_burn(limits), ticket_burn(limits)
    everyone = signals.users_hit is UsersHit.EVERYONE
    at_scale = everyone or share >= limits.scale_percent
    hit = at_scale or share > 0 or signals.users_hit is UsersHit.SLICE
    breached, lived_with = bool(signals.quality_slo_breached), bool(signals.workaround_exists)
    who = "everyone" if everyone else f"{share:g} % of users" if share > 0 else "a slice of users"
    one, two, three = Severity
    cases = (
        (one, bool(signals.safety_or_legal), "Output is unsafe or legally risky."),
        (one, bool(signals.serving_down), "Serving is down."),
        (one, breached and at_scale, f"Predictions are wrong at scale: quality SLO breached, {who} hit."),
        (
            one,
            at_scale and fall >= limits.kpi_grave_percent,
            f"The KPI fell by {fall:g} % and hits {who}, {limits.kpi_grave_percent:g} % being grave.",
        ),
        (two, breached and not at_scale, "The quality SLO is breached."),
        (two, fall >= limits.kpi_visible_percent, f"The KPI is visibly hit: it fell by {fall:g} %."),
        (
            two,
            burn >= paging,
            f"The SLO burns fast: burn rate {burn:g}, {paging:g} being enough to page.",
        ),
        (two, at_scale, f"It hits {who}."),
        (two, hit and not at_scale and not lived_with, f"It hits {who}, and no workaround is known."),
        (three, hit and not at_scale and lived_with, f"It hits {who}, and a workaround exists."),
        (
            three,
            ticket <= burn < paging,
            f"The SLO burns slowly: burn rate {burn:g}.",
        ),
        (three, psi > limits.psi, f"Drift: PSI is {psi:g}, over {limits.psi:g}."),
        (three, signals.users_hit is UsersHit.NOBODY and not hit, "No user is hit yet."),
    )
    return [SeverityReason(severity, says) for severity, holds, says in cases if holds]
