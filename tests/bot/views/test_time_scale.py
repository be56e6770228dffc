"""The axis that leaves out long times in which nothing happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.time_scale import CUTS_MOST, TimeScale

NOON = datetime(2026, 12, 28, 12, 0, tzinfo=UTC)
RESPONSE = (0, 2, 5, 20, 38, 60, 75, 100, 120)


def at(*minutes: float) -> list[datetime]:
    """These moments after noon."""
    return [NOON + timedelta(minutes=each) for each in minutes]


@pytest.mark.parametrize(
    ("minutes", "missing"),
    [
        pytest.param(RESPONSE, [], id="a response is one stretch"),
        pytest.param((-3 * 1440, *RESPONSE), [3 * 1440], id="a silent drift before it is cut"),
        pytest.param(
            (-40 * 1440, -3 * 1440, *RESPONSE), [37 * 1440, 3 * 1440], id="a deploy long before, too"
        ),
        pytest.param((*RESPONSE, 6 * 1440), [6 * 1440 - 120], id="a note long after is cut off"),
        pytest.param((0, 600), [], id="two moments squeeze nothing"),
        pytest.param((0, 50, 51, 52, 53), [], id="less than an hour is never cut"),
        pytest.param((0,), [], id="a single moment"),
    ],
)
def test_cuts(minutes: tuple[float, ...], missing: list[float]) -> None:
    """What takes most of the axis and is empty is cut out, and the cut knows how long it is."""
    cuts = [gap.total_seconds() / 60 for _, gap in TimeScale(at(*minutes)).cuts()]
    assert cuts == missing


def test_the_response_keeps_most_of_the_axis() -> None:
    """A deploy and a symptom of long ago leave three quarters of the width to the two hours that were worked."""
    scale = TimeScale(at(-40 * 1440, -3 * 1440, *RESPONSE))
    assert scale.place(at(120)[0]) - scale.place(at(0)[0]) > 0.75


def test_what_is_cut_out_or_outside_has_a_place() -> None:
    """A moment in a cut stands in its middle; before and after everything it stands at the ends."""
    scale = TimeScale(at(-3 * 1440, *RESPONSE))
    (middle, _), *_ = scale.cuts()
    assert scale.place(at(-1440)[0]) == pytest.approx(middle)
    assert scale.place(at(-9 * 1440)[0]) == 0
    assert scale.place(at(9 * 1440)[0]) == pytest.approx(1)


def test_ticks_are_round_and_say_their_day_once() -> None:
    """Ticks are round times by the team's clocks; the date stands at the first of each stretch and each day."""
    ticks = TimeScale(at(*range(0, 241, 10))).ticks("Europe/Vienna", 0.08)
    assert [tick.time for tick in ticks] == [
        f"{hour}:{half}" for hour in range(13, 17) for half in ("00", "30")
    ] + ["17:00"]
    assert [tick.date for tick in ticks][:2] == ["28 Dec", ""]
    overnight = TimeScale(at(*range(600, 961, 60))).ticks("UTC", 0.08)
    assert [tick.date for tick in overnight if tick.date] == ["28 Dec", "29 Dec"]


_MOMENTS = st.lists(st.integers(0, 60 * 24 * 400), min_size=1, max_size=60, unique=True).map(sorted)


@given(_MOMENTS)
def test_order_is_kept(minutes: list[int]) -> None:
    """Whatever the moments are, later ones stand further right, all within the axis, and ticks keep their distance."""
    moments = at(*minutes)
    scale = TimeScale(moments)
    places = [scale.place(moment) for moment in moments]
    assert all(before < after + 1e-9 for before, after in pairwise(places))
    assert places[0] >= -1e-9 and places[-1] <= 1 + 1e-9
    assert len(scale.cuts()) <= CUTS_MOST
    ticks = [tick.place for tick in scale.ticks("Europe/Vienna", 0.08)]
    assert ticks and all(after - before >= 0.08 - 1e-9 for before, after in pairwise(ticks))
