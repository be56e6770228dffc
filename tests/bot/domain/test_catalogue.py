"""The catalogue: what may stand in it, and how what was recorded long ago is read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.domain.catalogue import (
    Catalogue,
    DataClass,
    ModelEntry,
    RecordedEntry,
    SliFamily,
    Slo,
    label_lag_hours,
)
from bot.domain.commands import Declare
from bot.domain.decide import decide_declare
from bot.domain.events import Declared
from bot.domain.severity import IncidentType, Severity
from tests.bot.views.telling import BEGINNING, policy

RECORDED: TypeAdapter[ModelEntry | None] = TypeAdapter(RecordedEntry)


def slo(**changes: Any) -> Slo:
    """A promise with something else in it."""
    return Slo.model_validate({"name": "answers", "family": "availability", "objective": "99.9", **changes})


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2 days", "48"),
        ("1 day", "24"),
        ("36 hours", "36"),
        ("36h", "36"),
        ("90 minutes", "1.5"),
        ("10 min", "1/6"),
        ("1.5 days", "36"),
        ("2 weeks", "336"),
        ("0 hours", "0"),
        (" 45 days (chargebacks) ", "1080"),
    ],
)
def test_label_lags(text: str, hours: str) -> None:
    """A label lag is understood in hours, exactly, with or without a remark."""
    assert label_lag_hours(text) == Fraction(hours)


@pytest.mark.parametrize(
    "text", ["", "soon", "days", "2", "-2 days", "2 days, mostly", "2 fortnights", "1e3 days", "2 days ("]
)
def test_what_is_no_label_lag(text: str) -> None:
    """What is no length of time is not guessed at."""
    assert label_lag_hours(text) is None


@given(st.text())
def test_any_text_is_a_lag_or_none(text: str) -> None:
    """Whatever is typed gives hours that are not negative, or none."""
    found = label_lag_hours(text)
    assert found is None or found >= 0


@pytest.mark.parametrize(
    "objective", ["50", "100", "100.1", "0", "-99", "nan", "inf", "99.9 %", "99,9", "99.1234567"]
)
def test_impossible_objectives(objective: str) -> None:
    """An objective is a number between 50 and 100, the bounds excluded, with at most six decimal places."""
    with pytest.raises(ValidationError):
        slo(objective=objective)


def test_objectives_are_exact() -> None:
    """An objective keeps every digit that was typed, also through JSON."""
    typed = slo(objective="99.950000")
    assert typed.objective == Decimal("99.95")
    assert Slo.model_validate_json(typed.model_dump_json()) == typed
    assert slo(objective="99.999999").objective == Decimal("99.999999")


@pytest.mark.parametrize(
    "expression",
    [
        "rate(x[5m])",
        "rate(x[{window}]",
        "rate(x[{window}]))",
        "rate(x[{window})]",
        "rate(x[{window}]) # ) or vector(0",
        'rate(x{a="b}[{window}])',
        'rate(x{a="{window}"}[5m])',
    ],
)
def test_expressions_that_would_not_stay_one(expression: str) -> None:
    """A bad_ratio without a window, with open brackets or quotes, or with a comment is refused."""
    with pytest.raises(ValidationError):
        slo(bad_ratio=expression)


def test_quoted_brackets_are_text() -> None:
    """Brackets, hashes and quotes inside quotes of any of PromQL's kinds are text."""
    expression = r"""rate(x{a="(#\"", b='[\'', c=`{#\`}[{window}])"""
    assert slo(bad_ratio=expression).bad_ratio == expression


@pytest.mark.parametrize(
    ("known", "restricts"),
    [
        ({}, False),
        ({"data_class": "public"}, False),
        ({"data_class": "internal"}, False),
        ({"data_class": "personal"}, True),
        ({"data_class": "regulated"}, True),
        ({"confidential": True, "data_class": "public"}, True),
    ],
)
def test_incidents_of_sensitive_models_are_restricted(known: dict[str, Any], restricts: bool) -> None:
    """Incidents of a model with personal or regulated data, or that is confidential, are restricted from the start."""
    entry = ModelEntry.model_validate({"name": "ranker", **known})
    verdict = decide_declare(
        Declare(
            title="It is off",
            seen="",
            severity=Severity.SEV2,
            type=IncidentType.DATA,
            model="ranker",
            entry=entry,
            started_at=None,
            restricted=False,
            drill=False,
            source=None,
            receipt="",
            policy=policy(),
        ),
        BEGINNING,
    )
    assert isinstance(verdict, tuple)
    (declared,) = verdict
    assert isinstance(declared, Declared)
    assert declared.restricted is restricts is entry.restricts


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("rankr", ("ranker",)),
        ("RANKERS", ("ranker",)),
        ("fraud score", ("fraud-score",)),
        ("Fraud_Scor", ("fraud-score",)),
        ("assistant", ("support-assistant",)),
        ("zzz", ()),
        ("", ()),
    ],
)
def test_nearest_names(asked: str, nearest: tuple[str, ...]) -> None:
    """A name that was mistyped is answered with the ones that it may have been meant to be."""
    names = ("ranker", "fraud-score", "support-assistant")
    catalogue = Catalogue(models=tuple(ModelEntry(name=name) for name in names))
    assert catalogue.nearest(asked) == nearest


def test_an_entry_of_long_ago() -> None:
    """A recorded entry without zones, with a day as cut-off and a lag in free words is read with its meaning kept."""
    old = {
        "name": "ranker",
        "description": "Orders results",
        "last_deploy": "2026-11-18T14:05:00",
        "feature_pipeline_last_good_run": "2026-11-20T03:00:00+01:00",
        "training_cutoff": "2026-10-31",
        "label_lag": "a while, for most",
    }
    entry = RECORDED.validate_json(json.dumps(old))
    assert entry is not None
    assert entry.last_deploy == datetime(2026, 11, 18, 14, 5, tzinfo=UTC)
    assert entry.feature_pipeline_last_good_run == datetime(2026, 11, 20, 2, tzinfo=UTC)
    assert entry.training_cutoff == datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)
    assert (entry.label_lag, entry.description) == ("", "Orders results Label lag: a while, for most.")
    assert RECORDED.validate_json("null") is None


def test_a_full_entry_is_read_back() -> None:
    """An entry comes back from the record as it went in."""
    entry = ModelEntry(
        name="ranker",
        tier=1,
        training_cutoff=BEGINNING,
        label_lag="2 days (clicks settle)",
        slos=(
            slo(bad_ratio="rate(x[{window}])"),
            slo(name="quality", family=SliFamily.QUALITY, window_days=90),
        ),
        data_class=DataClass.PUBLIC,
    )
    assert RECORDED.validate_json(entry.model_dump_json()) == entry
