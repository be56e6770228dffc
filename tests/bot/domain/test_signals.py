"""The severity that signals suggest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.policy import Thresholds
from bot.domain.severity import Severity
from bot.domain.signals import DEFAULTS, Signals, UsersHit, from_answers, page_burn, suggest, ticket_burn

often = settings(max_examples=300, deadline=None)

NOBODY, SLICE, EVERYONE = UsersHit

CASES = (
    (Signals(), "SEV3", "Nothing known"),
    # SEV1: wrong at scale, unsafe or legally risky, serving out.
    (Signals(safety_or_legal=True), "SEV1", "unsafe or legally risky"),
    (Signals(safety_or_legal=True, users_hit=NOBODY), "SEV1", "unsafe"),
    (Signals(safety_or_legal=True, workaround_exists=True), "SEV1", "unsafe"),
    (Signals(serving_down=True), "SEV1", "Serving is down"),
    (Signals(serving_down=True, workaround_exists=True), "SEV1", "Serving is down"),
    (Signals(quality_slo_breached=True, users_hit=EVERYONE), "SEV1", "everyone hit"),
    (Signals(quality_slo_breached=True, slice_share_percent=50), "SEV1", "50 % of users"),
    (Signals(quality_slo_breached=True, users_hit=SLICE, slice_share_percent=80), "SEV1", "80 % of users"),
    (Signals(quality_slo_breached=True, users_hit=NOBODY, slice_share_percent=60), "SEV1", "60 % of users"),
    (Signals(users_hit=EVERYONE, kpi_change_percent=-10), "SEV1", "fell by 10 %"),
    (Signals(users_hit=EVERYONE, kpi_change_percent=-40), "SEV1", "fell by 40 %"),
    (Signals(slice_share_percent=70, kpi_change_percent=-12), "SEV1", "70 % of users"),
    # SEV2: a slice, a visible KPI, a fast burn.
    (Signals(quality_slo_breached=True), "SEV2", "quality SLO is breached"),
    (Signals(quality_slo_breached=True, users_hit=NOBODY), "SEV2", "quality SLO is breached"),
    (Signals(quality_slo_breached=True, users_hit=SLICE), "SEV2", "quality SLO is breached"),
    (Signals(quality_slo_breached=True, users_hit=SLICE, workaround_exists=True), "SEV2", "quality SLO"),
    (Signals(quality_slo_breached=True, slice_share_percent=49.9), "SEV2", "quality SLO"),
    (Signals(kpi_change_percent=-1), "SEV2", "fell by 1 %"),
    (Signals(kpi_change_percent=-3, users_hit=SLICE), "SEV2", "fell by 3 %"),
    (Signals(kpi_change_percent=-40), "SEV2", "fell by 40 %"),
    (Signals(kpi_change_percent=-9.9, users_hit=EVERYONE), "SEV2", "fell by 9.9 %"),
    (Signals(kpi_change_percent=-20, users_hit=SLICE), "SEV2", "fell by 20 %"),
    (Signals(slo_burn=6), "SEV2", "burn rate 6,"),
    (Signals(slo_burn=14.4), "SEV2", "burn rate 14.4"),
    (Signals(slo_burn=100, workaround_exists=True), "SEV2", "burns fast"),
    (Signals(users_hit=EVERYONE), "SEV2", "It hits everyone"),
    (Signals(users_hit=EVERYONE, workaround_exists=True), "SEV2", "It hits everyone"),
    (Signals(slice_share_percent=50), "SEV2", "50 % of users"),
    (Signals(users_hit=SLICE), "SEV2", "no workaround is known"),
    (Signals(users_hit=SLICE, workaround_exists=False), "SEV2", "no workaround is known"),
    (Signals(slice_share_percent=4), "SEV2", "4 % of users"),
    (Signals(users_hit=SLICE, psi=0.4), "SEV2", "a slice of users"),
    # SEV3: drift or an early signal, nobody hit, a workaround.
    (Signals(users_hit=NOBODY), "SEV3", "No user is hit"),
    (Signals(users_hit=SLICE, workaround_exists=True), "SEV3", "a workaround exists"),
    (Signals(slice_share_percent=10, workaround_exists=True), "SEV3", "a workaround exists"),
    (Signals(psi=0.35), "SEV3", "PSI is 0.35, over 0.2"),
    (Signals(psi=0.21, quality_slo_breached=False), "SEV3", "PSI is 0.21"),
    (Signals(psi=0.2), "SEV3", "Nothing known"),
    (Signals(psi=9), "SEV3", "PSI is 9"),
    (Signals(slo_burn=1), "SEV3", "burns slowly"),
    (Signals(slo_burn=5.9), "SEV3", "burn rate 5.9"),
    (Signals(slo_burn=0.9), "SEV3", "Nothing known"),
    (Signals(kpi_change_percent=-0.9), "SEV3", "Nothing known"),
    (Signals(kpi_change_percent=12), "SEV3", "Nothing known"),
    (Signals(slice_share_percent=0), "SEV3", "Nothing known"),
    (Signals(workaround_exists=False), "SEV3", "Nothing known"),
    (Signals(safety_or_legal=False, serving_down=False, quality_slo_breached=False), "SEV3", "Nothing known"),
    (
        Signals(psi=float("nan"), slo_burn=float("nan"), kpi_change_percent=float("nan")),
        "SEV3",
        "Nothing known",
    ),
)

ANSWERED = (
    ("impact=everyone quality_slo=breached", "SEV1"),
    ("impact=slice quality_slo=breached", "SEV2"),
    ("impact=slice workaround=yes", "SEV3"),
    ("impact=slice workaround=no", "SEV2"),
    ("impact=nobody", "SEV3"),
    ("impact=everyone labels=incomplete quality_slo=breached", "SEV2"),
    ("errors=down", "SEV1"),
    ("errors=some", "SEV3"),
    ("harm=personal_data", "SEV1"),
    ("harm=injected", "SEV1"),
    ("harm=unfair", "SEV1"),
    ("harm=unsafe", "SEV1"),
    ("signal=personal_data harm=none", "SEV1"),
    ("harm=none impact=dont_know weather=fine", "SEV3"),
    ("", "SEV3"),
)


@pytest.mark.parametrize(("signals", "severity", "because"), CASES)
def test_signals_suggest(signals: Signals, severity: str, because: str) -> None:
    """These signals suggest this severity, and the first reason says why."""
    found = suggest(signals)
    assert found.severity == severity
    assert because in found.reasons[0].says


@pytest.mark.parametrize(("answers", "severity"), ANSWERED)
def test_answers_feed_it(answers: str, severity: str) -> None:
    """Triage answers are signals."""
    assert suggest(from_answers(dict(part.split("=") for part in answers.split()))).severity == severity


def test_answers_win_over_what_was_measured() -> None:
    """An answer replaces the same signal measured before, and leaves the others as they are."""
    measured = Signals(users_hit=EVERYONE, psi=0.3, serving_down=True)
    found = from_answers({"impact": "nobody", "errors": "dont_know"}, measured)
    assert found == replace(measured, users_hit=NOBODY)


def test_burn_is_derived() -> None:
    """Pages begin at six times the budget and tickets at once, from the windows of domain §6."""
    assert (page_burn(DEFAULTS), ticket_burn(DEFAULTS)) == (6.0, 1.0)


def test_a_team_has_thresholds_of_its_own() -> None:
    """Where figures begin to count is handed in."""
    team = Thresholds(page_burn=10.0, ticket_burn=2.0)
    assert [suggest(Signals(slo_burn=burn), team).reasons[0].says[:18] for burn in (1.5, 2, 9, 10)] == [
        "Nothing known says",
        *["The SLO burns slow"] * 2,
        "The SLO burns fast",
    ]
    assert suggest(Signals(psi=0.15), Thresholds(psi=0.1)).reasons[0].says == "Drift: PSI is 0.15, over 0.1."


numbers = st.none() | st.floats(0, 200, allow_nan=False)
flags = st.none() | st.booleans()
all_signals = st.builds(
    Signals,
    users_hit=st.none() | st.sampled_from(UsersHit),
    slice_share_percent=numbers,
    kpi_change_percent=st.none() | st.floats(-100, 100),
    slo_burn=numbers,
    psi=numbers,
    safety_or_legal=flags,
    serving_down=flags,
    quality_slo_breached=flags,
    workaround_exists=flags,
)

BADNESS: dict[str, tuple[object, ...]] = {
    "users_hit": (None, *UsersHit),
    "safety_or_legal": (None, False, True),
    "serving_down": (None, False, True),
    "quality_slo_breached": (None, False, True),
    "workaround_exists": (True, None, False),
}
"""The values of each signal that is no figure, from the best to the worst."""


def as_bad(first: Signals, second: Signals) -> Signals:
    """Of each signal the worse of the two."""
    worst = {
        name: max(getattr(first, name), getattr(second, name), key=order.index)
        for name, order in BADNESS.items()
    }
    for name, bad in (
        ("slice_share_percent", max),
        ("slo_burn", max),
        ("psi", max),
        ("kpi_change_percent", min),
    ):
        worst[name] = bad(getattr(first, name) or 0.0, getattr(second, name) or 0.0)
    return Signals(**worst)


@often
@given(all_signals, all_signals)
def test_a_worse_signal_never_lowers_it(first: Signals, second: Signals) -> None:
    """Whatever gets worse, in one signal or in several, the severity stays or rises."""
    assert suggest(as_bad(first, second)).severity.rank <= suggest(first).severity.rank


@often
@given(all_signals)
def test_there_is_always_a_reason(signals: Signals) -> None:
    """The suggestion has a reason of its own severity, and the worst reasons stand first."""
    found = suggest(signals)
    ranks = [reason.severity.rank for reason in found.reasons]
    assert ranks == sorted(ranks)
    assert found.reasons[0].severity is found.severity
    assert found.severity in set(Severity)
