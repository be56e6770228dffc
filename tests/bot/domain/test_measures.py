"""Measures over many incidents: exactly what docs/measures.md says, whatever is missing or contradicts itself."""

from __future__ import annotations

import statistics
from datetime import date, timedelta
from math import ceil
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import commands as ask
from bot.domain.action_items import ItemState
from bot.domain.hypotheses import CorrectHypothesis, HypothesisState, JudgeHypothesis, RaiseHypothesis
from bot.domain.measures import PeriodMeasures, Share, measure_period, percent, times
from bot.domain.periods import Period, period
from bot.domain.record import Record, record
from bot.domain.severity import Severity, Surface
from bot.domain.triage_rule import FalsePage
from tests.bot.domain.measuring import HOUR, NOW, SEVERITIES, SURFACES, incident, item
from tests.bot.views.telling import BEN, Telling

DATA, MODEL, SERVING, UNKNOWN = Surface.DATA, Surface.MODEL, Surface.SERVING, Surface.UNKNOWN
ZONE = "Europe/Vienna"
TODAY = date(2026, 11, 20)


def within(text: str = "90d") -> Period:
    """That period, as of now."""
    found = period(text, NOW, ZONE)
    assert found is not None
    return found


def measured(*records: Record, text: str = "90d", model: str = "") -> PeriodMeasures:
    """The measures of these incidents."""
    return measure_period(records, within(text), zone=ZONE, today=TODAY, model=model)


def test_nothing() -> None:
    """Of no incident there are no medians, no shares, and no case behind anything."""
    found = measured()
    assert (found.incidents, found.detect.median, found.detect.p90, found.detect.n) == (0, None, None, 0)
    assert percent(found.cadence) is None and found.surfaces == () and found.runs == ()


@pytest.mark.parametrize(
    ("lengths", "median", "p90"),
    [
        ([5.0], 5.0, 5.0),
        ([1.0, 3.0], 2.0, 3.0),
        ([9.0, 1.0, 5.0], 5.0, 9.0),
        ([float(n) for n in range(1, 11)], 5.5, 9.0),
        ([float(n) for n in range(1, 12)], 6.0, 10.0),
        ([float(n) for n in range(1, 101)], 50.5, 90.0),
    ],
)
def test_median_and_90th_percentile(lengths: list[float], median: float, p90: float) -> None:
    """The middle one, or the mean of both in the middle; and the smallest that nine in ten do not exceed."""
    found = times(lengths)
    assert (found.median, found.p90, found.n) == (median, p90, len(lengths))


@given(st.lists(st.floats(0, 1e7, allow_nan=False), min_size=1, max_size=60))
def test_against_brute_force(lengths: list[float]) -> None:
    """Median and percentile are those that counting by hand gives, in whatever order they come."""
    found = times(lengths)
    assert found.median == statistics.median(lengths)
    enough = [
        each for each in lengths if sum(other <= each for other in lengths) >= ceil(len(lengths) * 9 / 10)
    ]
    assert found.p90 == min(enough) and found.n == len(lengths)


def test_every_length_of_time() -> None:
    """Detection counts from the start, acknowledgement from the declaration, everything else from the detection."""
    one = incident(1, detect=600, acknowledge=120, contain=HOUR, recover=2 * HOUR, verify=3 * HOUR)
    found = measured(one)
    lengths = (found.detect, found.acknowledge, found.contain, found.recover, found.verify)
    assert [each.median for each in lengths] == [600, 120, HOUR, 2 * HOUR, 3 * HOUR]
    assert [each.n for each in lengths] == [1] * 5


def test_missing_and_contradictory() -> None:
    """What was not reached, and what as known now ended before it began, are counted and are part of no length."""
    backwards = incident(2, contain=-60)
    found = measured(incident(1, contain=HOUR), backwards, incident(3))
    assert (found.contain.median, found.contain.n) == (HOUR, 1)
    assert (found.contain.missing, found.contain.contradictory) == (1, 1)


def test_false_pages() -> None:
    """They are counted by cause, of the closed ones, and are part of no time, no surface and no recurrence."""
    false: dict[str, Any] = {"false_page": FalsePage.SEASONALITY, "surface": DATA, "detect": 60}
    found = measured(incident(1, **false), incident(2, detect=120), incident(3, open=True))
    assert found.false_pages == Share(part=1, n=2)
    assert [(each.of, each.n) for each in found.false_pages_by_cause] == [("seasonality", 1)]
    assert (found.incidents, found.open, found.detect.n) == (3, 1, 2)
    assert sum(each.data for each in found.surfaces) == 0


def test_sums() -> None:
    """Updates, rollbacks, escalations and first hypotheses are added up over the incidents, each with its number."""
    found = measured(
        incident(
            1, updates_owed=4, updates_on_time=3, rollbacks_tried=2, rollbacks_succeeded=1, first_right=True
        ),
        incident(2, updates_owed=1, updates_on_time=1, escalations=2, first_right=False),
        incident(3),
    )
    assert (found.cadence, found.rollbacks) == (Share(part=4, n=5), Share(part=1, n=2))
    assert (found.first_hypothesis, found.escalations) == (Share(part=1, n=2), 2)
    assert percent(found.cadence) == 80.0


def test_by_severity_type_and_model() -> None:
    """Severities in their order, models by how often; what does not come is left out."""
    found = measured(
        incident(1, severity=Severity.SEV3, model="ranker"),
        incident(2, severity=Severity.SEV1, model="fraud"),
        incident(3, severity=Severity.SEV3, model="fraud"),
    )
    assert [(each.of, each.n) for each in found.by_severity] == [("SEV1", 1), ("SEV3", 2)]
    assert [(each.of, each.n) for each in found.by_model] == [("fraud", 2), ("ranker", 1)]
    assert [(each.of, each.n) for each in found.by_type] == [("data", 3)]


def test_of_one_model() -> None:
    """Named in any letter case, only the incidents of that model count, and their action items."""
    theirs = incident(1, model="Ranker", items=(item(1),))
    found = measured(theirs, incident(2, model="fraud", items=(item(1),)), model="ranker")
    assert (found.incidents, found.items.open, found.model) == (1, 1, "ranker")


@pytest.mark.parametrize(
    ("surfaces", "expected"),
    [
        ([SERVING, SERVING], []),
        ([SERVING, SERVING, SERVING], [(SERVING, (1, 2, 3))]),
        ([SERVING, UNKNOWN, SERVING, SERVING], [(SERVING, (1, 3, 4))]),
        ([SERVING, SERVING, DATA, SERVING], []),
        ([DATA, DATA, DATA, DATA, MODEL, MODEL, MODEL], [(DATA, (1, 2, 3, 4)), (MODEL, (5, 6, 7))]),
    ],
)
def test_three_in_a_row(surfaces: list[Surface], expected: list[tuple[Surface, tuple[int, ...]]]) -> None:
    """Three of one surface in the order of their declaration say something; one nobody knows breaks no row."""
    records = [
        incident(n, NOW - timedelta(days=30 - n), surface=surface) for n, surface in enumerate(surfaces, 1)
    ]
    found = measured(*reversed(records))
    assert [(run.surface, run.incidents) for run in found.runs] == expected


def test_surfaces_by_quarter() -> None:
    """The quarter is that of the declaration in the team's zone."""
    summer = incident(1, NOW.replace(month=9, day=30, hour=21), surface=DATA)
    autumn = incident(2, NOW.replace(month=9, day=30, hour=22), surface=SERVING)
    found = measured(summer, autumn, text="year")
    told = [(each.quarter, each.data, each.serving) for each in found.surfaces]
    assert told == [("2026-Q3", 1, 0), ("2026-Q4", 0, 1)]


@pytest.mark.parametrize(
    ("former", "later", "days", "recurs"),
    [
        ({"playbook": "drift-alert"}, {"playbook": "drift-alert"}, 90, True),
        ({"playbook": "drift-alert"}, {"playbook": "drift-alert"}, 91, False),
        ({"playbook": "drift-alert"}, {"playbook": "quality-drop"}, 5, False),
        ({"cause": "Prices are normalised twice."}, {"cause": "prices  are normalised TWICE"}, 5, True),
        ({"cause": "A"}, {"cause": "B"}, 5, False),
        ({}, {}, 5, False),
        ({"playbook": "drift-alert"}, {"playbook": "drift-alert", "surface": MODEL}, 5, False),
        ({"playbook": "drift-alert"}, {"playbook": "drift-alert", "model": "fraud"}, 5, False),
        ({"playbook": "drift-alert", "drill": True}, {"playbook": "drift-alert"}, 5, False),
        (
            {"playbook": "drift-alert", "false_page": FalsePage.LABEL_LAG},
            {"playbook": "drift-alert"},
            5,
            False,
        ),
    ],
)
def test_recurrence(former: dict[str, Any], later: dict[str, Any], days: int, recurs: bool) -> None:
    """The same model, surface and playbook or cause within 90 days; also after one from before the period."""
    same: dict[str, Any] = {"model": "ranker", "surface": DATA}
    old = incident(1, NOW - timedelta(days=1 + days), **{**same, **former})
    found = measured(incident(2, NOW - timedelta(days=1), **{**same, **later}), old, text="7d")
    assert [(each.incident, each.of) for each in found.recurrences] == ([(2, 1)] if recurs else [])


def test_action_items() -> None:
    """Open and overdue are today's, of every incident; added, done and dropped are those of the period."""
    ended = NOW - timedelta(days=2)
    long_ago = incident(
        1,
        NOW - timedelta(days=400),
        items=(
            item(1, NOW - timedelta(days=399), due=date(2026, 11, 19)),
            item(2, NOW - timedelta(days=12), due=date(2026, 11, 20)),
            item(3, NOW - timedelta(days=12), state=ItemState.DONE, state_at=ended, due=date(2026, 1, 1)),
            item(4, NOW - timedelta(days=300), state=ItemState.DROPPED, state_at=ended),
            item(5, NOW - timedelta(days=300), state=ItemState.DONE, state_at=NOW - timedelta(days=200)),
            item(6, NOW - timedelta(days=300), state=ItemState.IN_PROGRESS),
        ),
    )
    found = measured(long_ago, text="30d").items
    assert (found.open, found.overdue, found.added, found.done, found.dropped) == (3, 1, 2, 1, 1)
    assert (found.time_to_done.median, found.time_to_done.n) == (10 * 24 * HOUR, 1)


def _drawn() -> st.SearchStrategy[Record]:
    return st.builds(
        lambda number, days, severity, surface, length, page, owed: incident(
            number,
            NOW - timedelta(days=days),
            severity=severity,
            surface=surface,
            contain=length,
            false_page=page,
            updates_owed=owed,
            updates_on_time=owed // 2,
            playbook="drift-alert",
            model="ranker",
            items=(item(1),),
        ),
        st.integers(1, 10_000),
        st.integers(0, 200),
        st.sampled_from(SEVERITIES),
        st.sampled_from(SURFACES),
        st.none() | st.integers(-1000, 100_000),
        st.sampled_from(FalsePage),
        st.integers(0, 9),
    )


DRAWN = st.lists(_drawn(), max_size=25, unique_by=lambda each: each.number)


@settings(deadline=None)
@given(real=DRAWN, drills=DRAWN)
def test_drills_never_count(real: list[Record], drills: list[Record]) -> None:
    """Whatever drills were run, every figure but their own number is the same as without them."""
    practised = [
        each.model_copy(
            update={
                "summary": each.summary.model_copy(update={"drill": True, "number": each.number + 20_000})
            }
        )
        for each in drills
    ]
    alone, together = measured(*real), measured(*practised, *real)
    assert together.model_copy(update={"drills": 0}) == alone
    assert together.drills == sum(within().holds(each.summary.declared_at) for each in drills)


@settings(deadline=None)
@given(DRAWN)
def test_every_incident_counts_once(records: list[Record]) -> None:
    """Every incident of the period has one severity, one type and one quarter, and is in a time or said not to be."""
    found = measured(*records)
    mine = [each for each in records if within().holds(each.summary.declared_at)]
    true = [each for each in mine if each.false_page is FalsePage.NONE]
    assert sum(each.n for each in found.by_severity) == sum(each.n for each in found.by_type) == len(mine)
    assert sum(each.data + each.model + each.serving + each.unknown for each in found.surfaces) == len(true)
    assert found.contain.n + found.contain.missing + found.contain.contradictory == len(true)
    assert found.contain.n == 0 or found.contain.median is not None


def test_what_was_corrected_counts_once() -> None:
    """Times, hypotheses and surfaces count as they are known now: a correction adds no case."""
    telling = Telling().declare().after(minutes=5).by(BEN, RaiseHypothesis(Surface.MODEL, "The new version"))
    telling.by(BEN, CorrectHypothesis(1, Surface.DATA, "Normalised twice", ""))
    telling.by(BEN, JudgeHypothesis(1, HypothesisState.CONFIRMED, "Seen"))
    telling.by(BEN, JudgeHypothesis(1, HypothesisState.CONFIRMED, "Seen again"))
    for minutes in (60, 30):
        at = telling.now - timedelta(minutes=minutes)
        telling.by(BEN, ask.CorrectTime("started", at, "The log"))
    history = telling.by(BEN, ask.Close("Well")).done()
    everything = Period(history.now - timedelta(days=1), history.now, "1d")
    found = measure_period([record(history.it)], everything, zone=ZONE, today=TODAY)
    assert (found.detect.n, found.detect.median) == (
        1,
        (history.it.detected_at - history.it.started_at).seconds,
    )
    assert found.first_hypothesis == Share(part=0, n=1)
    assert [(each.data, each.model) for each in found.surfaces] == [(1, 0)]
