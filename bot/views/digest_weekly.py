"""The weekly digest: measures against the weeks before, surfaces, and what is overdue (domain §14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.domain.measures import PeriodMeasures, Share, Times, measure_period
from bot.domain.periods import Period
from bot.domain.record import Record
from bot.domain.severity import Severity, Surface
from bot.views.brief_models import CountLine, TrendLine, WeeklyView
from bot.views.charts import BarChart, Series
from bot.views.digest import ITEMS, REVIEWS, Gathered, refused, review_line
from bot.views.text import lasting

WEEKS = 8
"""How many weeks before this one it is compared with."""

MEASURES = ("detect", "acknowledge", "contain", "recover", "verify")
"""The lengths of time whose medians are told (table `measure`)."""


def weekly(it: Gathered, *, whole: bool = False) -> WeeklyView:
    """The digest as a message, or with everything for a document."""
    now, before = _measured(it, 1, 0), _measured(it, WEEKS, 1)
    first, last = it.day - timedelta(days=7), it.day - timedelta(days=1)
    reviews, items = it.reviews, it.overdue
    most = (len(reviews), len(items)) if whole else (REVIEWS, ITEMS)
    return WeeklyView(
        since=first.isoformat(),
        until=last.isoformat(),
        sent_late=it.sent_late,
        weeks=WEEKS,
        declared=now.incidents,
        closed=sum(_within(each.summary.closed_at, _week(it, 0)) for each in it.records),
        open=len(it.open),
        severities=tuple(_severity(each, now, before) for each in Severity),
        surfaces=_surfaces(now, before),
        trends=tuple(
            TrendLine(name, _times(getattr(now, name)), _times(getattr(before, name))) for name in MEASURES
        ),
        cadence=TrendLine("cadence", _share(now.cadence), _share(before.cadence)),
        false_pages=CountLine("false_pages", now.false_pages.part, _average(before.false_pages.part)),
        reviews=tuple(review_line(it, each) for each in reviews[: most[0]]),
        more_reviews=max(0, len(reviews) - most[0]),
        items=tuple(items[: most[1]]),
        more_items=max(0, len(items) - most[1]),
        hidden=it.hidden,
        refused=refused(it),
    )


def trend(it: Gathered) -> BarChart:
    """Incidents declared a week by severity, this one the last."""
    weeks = [_week(it, back) for back in range(WEEKS, -1, -1)]
    return BarChart(
        title="Incidents declared a week",
        categories=tuple(_first_day(it, week) for week in weeks),
        series=tuple(
            Series(name=severity, values=tuple(_declared(it.records, severity, week) for week in weeks))
            for severity in Severity
        ),
        note="A week is named after its first day. Drills are left out.",
    )


def _measured(it: Gathered, weeks: int, back: int) -> PeriodMeasures:
    """The measures of so many weeks, the last of which ended `back` weeks ago."""
    since, until = _week(it, back + weeks - 1).since, _week(it, back).until
    stretch = Period(since, until, f"{weeks} weeks")
    return measure_period(it.records, stretch, zone=it.policy.timezone, today=it.day)


def _week(it: Gathered, back: int) -> Period:
    """The seven days before the digest's day, or those so many weeks earlier."""
    return Period(_midnight(it, back + 1), _midnight(it, back), "week")


def _midnight(it: Gathered, weeks: int) -> datetime:
    day: date = it.day - timedelta(days=7 * weeks)
    return it.policy.calendar.moment(day, time())


def _first_day(it: Gathered, week: Period) -> str:
    return f"{it.policy.calendar.day_of(week.since):%d %b}"


def _within(at: datetime | None, week: Period) -> bool:
    return at is not None and week.holds(at)


def _declared(records: Sequence[Record], severity: Severity, week: Period) -> int:
    return sum(each.summary.severity is severity and week.holds(each.summary.declared_at) for each in records)


def _severity(severity: Severity, now: PeriodMeasures, before: PeriodMeasures) -> CountLine:
    def count(of: PeriodMeasures) -> int:
        return sum(each.n for each in of.by_severity if each.of == severity)

    return CountLine(severity, count(now), _average(count(before)))


def _surfaces(now: PeriodMeasures, before: PeriodMeasures) -> tuple[CountLine, ...]:
    def count(of: PeriodMeasures, surface: Surface) -> int:
        return sum(getattr(quarter, surface.value) for quarter in of.surfaces)

    lines = (
        CountLine(surface, count(now, surface), _average(count(before, surface)))
        for surface in Surface
        if count(now, surface) or count(before, surface)
    )
    return tuple(lines)


def _average(count: int) -> str:
    return f"{count / WEEKS:.1f}".removesuffix(".0")


def _times(of: Times) -> str:
    return "no case" if of.median is None else f"{lasting(of.median)} (n = {of.n})"


def _share(of: Share) -> str:
    return f"{of.part} of {of.n}" if of.n else "no case"
