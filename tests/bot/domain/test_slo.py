"""Burn rates and error budgets against domain §6, and what holds for every objective and window."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.catalogue import SliFamily, Slo
from bot.domain.slo import TIERS, Fitness, alerts, budget_minutes, error_budget, hours, rate_expression

OBJECTIVES = st.decimals(Decimal("50.000001"), Decimal("99.999999"), places=6)
SLOS = st.builds(
    Slo,
    name=st.just("answers"),
    family=st.sampled_from(SliFamily),
    objective=OBJECTIVES,
    window_days=st.integers(1, 90),
)


def slo(objective: str, window_days: int = 30) -> Slo:
    """A promise of that many percent."""
    return Slo(
        name="answers", family=SliFamily.AVAILABILITY, objective=Decimal(objective), window_days=window_days
    )


@pytest.mark.parametrize(
    ("tier", "severity", "long", "short", "burn", "spent", "threshold", "gone_in"),
    [
        ("page-fast", "page", 1, "1/12", "14.4", "0.02", "0.0144", 50),
        ("page-medium", "page", 6, "1/2", "6", "0.05", "0.006", 120),
        ("ticket-slow", "ticket", 72, "6", "1", "0.10", "0.001", 720),
    ],
)
def test_the_table_of_the_domain(
    tier: str, severity: str, long: int, short: str, burn: str, spent: str, threshold: str, gone_in: int
) -> None:
    """For 99.9 % over 30 days the tiers are those of domain §6, to the last digit."""
    (alert,) = [each for each in alerts(slo("99.9")) if each.tier.name == tier]
    assert alert.tier.severity == severity
    assert hours(alert.tier.long) == long
    assert hours(alert.tier.short) == Fraction(short)
    assert alert.burn == Fraction(burn)
    assert alert.tier.share == Fraction(spent)
    assert alert.threshold == Fraction(threshold)
    assert alert.exhausted_in_hours == gone_in
    assert alert.fitness is Fitness.FIT


@pytest.mark.parametrize(
    ("objective", "days", "minutes"),
    [
        ("99.9", 30, "43.2"),
        ("99.95", 30, "21.6"),
        ("99.99", 30, "4.32"),
        ("99", 7, "100.8"),
        ("99.9", 1, "1.44"),
    ],
)
def test_error_budget_in_minutes(objective: str, days: int, minutes: str) -> None:
    """The budget of an availability SLO is exact in minutes."""
    assert budget_minutes(slo(objective, days)) == Fraction(minutes)


@pytest.mark.parametrize(
    ("objective", "days", "fitness"),
    [
        ("99.9", 30, ["fit", "fit", "fit"]),
        ("93.1", 30, ["fit", "fit", "fit"]),
        ("93", 30, ["never_fires", "fit", "fit"]),
        ("75", 30, ["never_fires", "never_fires", "fit"]),
        ("90", 90, ["never_fires", "never_fires", "fit"]),
        ("99.9", 28, ["fit", "fit", "early"]),
        ("99.9", 7, ["fit", "fit", "early"]),
        ("99.9", 3, ["fit", "early", "early"]),
        ("99.9", 2, ["early", "early", "outlasts"]),
    ],
)
def test_tiers_that_are_of_no_use(objective: str, days: int, fitness: list[str]) -> None:
    """A tier that can never fire, looks further back than the SLO or fires too early is told from the others."""
    assert [alert.fitness for alert in alerts(slo(objective, days))] == fitness


def test_a_whole_is_never_exceeded() -> None:
    """A threshold of exactly 100 % can never fire, one just below can."""
    exactly, below = slo("80", 25), slo("80.000001", 25)
    assert alerts(exactly)[1].threshold == 1
    assert alerts(exactly)[1].fitness is Fitness.NEVER_FIRES
    assert alerts(below)[1].fitness is Fitness.FIT


@given(SLOS)
def test_spent_in_the_long_window(given_slo: Slo) -> None:
    """At its burn rate a tier's share of the budget is spent in exactly its long window, whatever was promised."""
    for alert in alerts(given_slo):
        assert alert.threshold == alert.burn * error_budget(given_slo)
        assert alert.exhausted_in_hours * alert.burn == given_slo.window_days * 24
        assert alert.exhausted_in_hours * alert.tier.share == hours(alert.tier.long)
        assert (alert.fitness is Fitness.NEVER_FIRES) == (alert.threshold >= 1)


@given(SLOS, SLOS)
def test_a_stricter_promise_alerts_sooner(one: Slo, other: Slo) -> None:
    """Over the same window a higher objective has lower thresholds, and the same burn rates."""
    low, high = sorted((one.objective, other.objective))
    lax, strict = (one.model_copy(update={"objective": objective}) for objective in (low, high))
    for before, after in zip(alerts(lax), alerts(strict), strict=True):
        assert after.burn == before.burn
        assert (after.threshold < before.threshold) == (high > low)


def test_tiers_go_from_urgent_to_slow() -> None:
    """Every tier looks further back than the one before it, and its short window is within its long one."""
    assert sorted(TIERS, key=lambda tier: tier.long) == list(TIERS)
    assert all(tier.short < tier.long for tier in TIERS)


def test_the_expression_over_a_window() -> None:
    """Every {window} of a bad_ratio is replaced and nothing else; without one there is no expression."""
    ratio = 'a{code=~"5.."}[{window}] / b[{window}]'
    assert (
        rate_expression(slo("99").model_copy(update={"bad_ratio": ratio}), "5m")
        == 'a{code=~"5.."}[5m] / b[5m]'
    )
    assert rate_expression(slo("99"), "5m") == ""
