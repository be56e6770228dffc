"""The chart of the weekly digest, before and after it is drawn: picture and text tell the same figures."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.configuration import read_configuration
from bot.adapters.press import ChildPress
from bot.domain.digest_rules import DigestKind
from bot.domain.policy import Policy
from bot.domain.record import Record
from bot.domain.severity import Severity
from bot.views.charts import BarChart, Series
from bot.views.digest import Gathered
from bot.views.digest_weekly import WEEKS, trend
from tests.bot.domain.measuring import NOW, incident
from tests.bot.views.documents import TEMPLATES

ROOT = Path(__file__).parents[3]
HOSTILE = "<!channel> $x$ & <script>\u202e" + "long " * 60
TEXT = "{http://www.w3.org/2000/svg}text"
POLICY = Policy.model_validate(
    {**read_configuration(ROOT / "playbooks").policy.model_dump(), "timezone": "UTC"}
)


async def drawn(chart: BarChart) -> list[str]:
    """What stands in the picture of this chart."""
    svg = await ChildPress(TEMPLATES).picture(chart, "svg")
    return ["".join(each.itertext()) for each in ET.fromstring(svg).iter(TEXT)]  # noqa: S314 - drawn a moment ago


def week(*records: Record) -> Gathered:
    """What the digest of the day is made of, with these incidents."""
    return Gathered(
        digest=DigestKind.WEEKLY,
        day=NOW.date(),
        due=NOW,
        since=NOW - timedelta(days=7),
        now=NOW,
        policy=POLICY,
        records=records,
        stories={},
        names={},
    )


def test_the_digest_s_weeks() -> None:
    """Each week is a stack by severity, this one the last, and nothing of today is in it yet."""
    chart = trend(
        week(
            incident(1, NOW - timedelta(days=1), severity=Severity.SEV1),
            incident(2, NOW - timedelta(days=2), severity=Severity.SEV1),
            incident(3, NOW - timedelta(days=8), severity=Severity.SEV3),
            incident(4, NOW, severity=Severity.SEV2),
            incident(5, NOW - timedelta(days=700), severity=Severity.SEV2),
        )
    )
    figures = {each.name: each.values for each in chart.series}
    assert len(chart.categories) == WEEKS + 1 and chart.categories[-1] == "13 Nov"
    assert figures["SEV1"][-1] == 2 and figures["SEV3"][-2] == 1
    assert sum(sum(values) for values in figures.values()) == 3
    assert chart.alternative.splitlines()[-2] == "13 Nov: SEV1 2, SEV2 0, SEV3 0."
    assert chart.note in chart.alternative


@given(st.lists(st.tuples(st.sampled_from(Severity), st.integers(1, 7 * (WEEKS + 1) - 1)), max_size=12))
def test_every_incident_is_in_one_stack(told: list[tuple[Severity, int]]) -> None:
    """Every incident of those weeks is counted once, and every figure stands in the text."""
    chart = trend(
        week(*(incident(n, NOW - timedelta(days=d), severity=s) for n, (s, d) in enumerate(told, 1)))
    )
    assert sum(sum(each.values) for each in chart.series) == len(told)
    for place, name in enumerate(chart.categories):
        said = ", ".join(f"{each.name} {each.values[place]}" for each in chart.series)
        assert f"{name}: {said}." in chart.alternative.splitlines()


async def test_nothing_measured() -> None:
    """Where there is nothing to show, the picture says so."""
    assert "Nothing to show yet" in await drawn(trend(week()))


@pytest.mark.parametrize(("most", "steps"), [(1, {"0", "1"}), (7, {"0", "2", "8"}), (60, {"0", "20", "60"})])
async def test_drawn(most: int, steps: set[str]) -> None:
    """The figures of the text stand at their bars, and round numbers beside them."""
    records = [incident(n, NOW - timedelta(days=1), severity=Severity.SEV2) for n in range(1, most + 1)]
    said = await drawn(trend(week(*records)))
    assert {str(most), "13 Nov", *Severity} | steps <= set(said)


async def test_hostile_names_are_drawn() -> None:
    """A name that means harm is text in the picture, too, and cut to its width."""
    chart = BarChart(title=HOSTILE, categories=(HOSTILE,), series=(Series(name=HOSTILE, values=(3,)),))
    title = next(each for each in await drawn(chart) if each.startswith("<!channel>"))
    assert "$x$ & <script>" in title and len(title) < 120
