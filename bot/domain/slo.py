"""Error budgets and multi-window, multi-burn-rate alerts, derived from objective and window alone (domain §6).

Burn = budget share * SLO window / long window: how many times faster than sustainable the budget is spent when that
share of it is gone within the long window. Everything is exact; whoever prints a figure rounds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from bot.domain.catalogue import WINDOW, ModelEntry, Slo

_HOUR = timedelta(hours=1)
_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Tier:
    """A way to be told: when `share` of the budget is spent within `long` and `short` says that it still goes on."""

    name: str
    severity: Literal["page", "ticket"]
    share: Fraction
    long: timedelta
    short: timedelta


TIERS = (
    Tier("page-fast", "page", Fraction(2, 100), timedelta(hours=1), timedelta(minutes=5)),
    Tier("page-medium", "page", Fraction(5, 100), timedelta(hours=6), timedelta(minutes=30)),
    Tier("ticket-slow", "ticket", Fraction(10, 100), timedelta(days=3), timedelta(hours=6)),
)


class Fitness(StrEnum):
    """Whether an alert means something for its SLO.

    never_fires: the bad share would have to reach 100 % or more.
    outlasts: the long window is longer than the SLO's own.
    early: it fires although the budget would last longer than the SLO's window at that burn.
    """

    FIT = "fit"
    NEVER_FIRES = "never_fires"
    OUTLASTS = "outlasts"
    EARLY = "early"

    @property
    def useful(self) -> bool:
        """Whether it is worth a rule."""
        return self in (Fitness.FIT, Fitness.EARLY)


@dataclass(frozen=True, slots=True)
class Alert:
    """A tier for one SLO.

    burn: times the sustainable rate.
    threshold: the share of bad events (0 to 1) above which both windows have to be.
    exhausted_in_hours: how long a whole budget lasts at that burn.
    """

    tier: Tier
    burn: Fraction
    threshold: Fraction
    exhausted_in_hours: Fraction
    fitness: Fitness


def error_budget(slo: Slo) -> Fraction:
    """The share of events (0 to 1) that may be bad."""
    return 1 - Fraction(slo.objective) / 100


def budget_minutes(slo: Slo) -> Fraction:
    """The minutes of the SLO's window that may be lost entirely; meant for availability."""
    return error_budget(slo) * slo.window_days * _MINUTES_A_DAY


def alerts(slo: Slo) -> tuple[Alert, ...]:
    """Every tier of `TIERS` for this SLO, also those that are of no use to it."""
    return tuple(_alert(slo, tier) for tier in TIERS)


def rate_expression(slo: Slo, window: str) -> str:
    """The SLO's own expression for the share of bad events, over that window (`5m`, `3d`); empty if it has none."""
    return slo.bad_ratio.replace(WINDOW, window) if slo.bad_ratio else ""


def slo_count(models: tuple[ModelEntry, ...]) -> int:
    """How many promises are made about these models."""
    return sum(len(entry.slos) for entry in models)


def _alert(slo: Slo, tier: Tier) -> Alert:
    window, long = Fraction(slo.window_days * 24), hours(tier.long)
    burn = tier.share * window / long
    threshold = burn * error_budget(slo)
    return Alert(tier, burn, threshold, window / burn, _fitness(burn, threshold, window, long))


def _fitness(burn: Fraction, threshold: Fraction, window: Fraction, long: Fraction) -> Fitness:
    if threshold >= 1:
        return Fitness.NEVER_FIRES
    if long > window:
        return Fitness.OUTLASTS
    return Fitness.EARLY if burn < 1 else Fitness.FIT


def hours(length: timedelta) -> Fraction:
    """The length in hours, exactly."""
    return Fraction(length // timedelta.resolution, _HOUR // timedelta.resolution)
