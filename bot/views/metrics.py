"""Measures over many incidents in words, as a table, and as charts (domain §14), as docs/measures.md defines them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.measures import Count, PeriodMeasures, Share, Times, percent
from bot.domain.severity import Surface
from bot.views.item_table import safe
from bot.views.models import View
from bot.views.moments import Calendar
from bot.views.text import lasting

TIMES = ("detect", "acknowledge", "contain", "recover", "verify")
"""The lengths of time that are told, in the order in which a response reaches their ends."""

SHOWN = 6
"""Of models, quarters, runs and recurrences, how many a message shows."""


@dataclass(frozen=True, slots=True)
class TimeLine:
    """A length of time (table `time_to`); empty words where there is no case."""

    of: str
    median: str
    p90: str
    n: int
    missing: int
    contradictory: int


@dataclass(frozen=True, slots=True)
class CountLine:
    """How many there are of that."""

    of: str
    n: int


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """What failed in one quarter."""

    quarter: str
    data: int
    model: int
    serving: int
    unknown: int


@dataclass(frozen=True, slots=True)
class RunLine:
    """Several in a row on one surface, and what that says (table `surface_says`)."""

    surface: Surface
    count: int
    incidents: str


@dataclass(frozen=True, slots=True)
class ShareLine:
    """`part` of `n`, in percent where there is any case."""

    part: int
    n: int
    percent: str


@dataclass(frozen=True, slots=True)
class MetricsView(View):
    """The measures of a period for one person; `since` and `until` are in the team's zone."""

    template = "metrics"
    period: str
    since: str
    until: str
    model: str
    incidents: int
    open: int
    drills: int
    severities: tuple[CountLine, ...]
    types: tuple[CountLine, ...]
    models: tuple[CountLine, ...]
    more_models: int
    times: tuple[TimeLine, ...]
    cadence: ShareLine
    rollbacks: ShareLine
    first_hypothesis: ShareLine
    false_pages: ShareLine
    false_page_causes: tuple[CountLine, ...]
    quarters: tuple[QuarterLine, ...]
    runs: tuple[RunLine, ...]
    recurrences: int
    recurring: str
    escalations: int
    items_open: int
    items_overdue: int
    items_done: int
    items_done_in: str


@dataclass(frozen=True, slots=True)
class MetricsHelpView(View):
    """Words that are neither a period nor a model; `nearest` is what was perhaps meant, `periods` are examples."""

    template = "metrics_help"
    words: str
    nearest: str
    periods: str
    models: str


METRICS: tuple[type[View], ...] = (MetricsView, MetricsHelpView)


def metrics(found: PeriodMeasures, zone: str) -> MetricsView:
    """The measures to be read on a phone."""
    calendar = Calendar(zone)
    done = found.items.time_to_done
    return MetricsView(
        period=found.period,
        since=calendar.moment(found.since)[:16],
        until=calendar.moment(found.until)[:16],
        model=found.model,
        incidents=found.incidents,
        open=found.open,
        drills=found.drills,
        severities=_counts(found.by_severity),
        types=_counts(found.by_type),
        models=_counts(found.by_model[:SHOWN]),
        more_models=max(0, len(found.by_model) - SHOWN),
        times=tuple(_time(name, getattr(found, name)) for name in TIMES),
        cadence=_share(found.cadence),
        rollbacks=_share(found.rollbacks),
        first_hypothesis=_share(found.first_hypothesis),
        false_pages=_share(found.false_pages),
        false_page_causes=_counts(found.false_pages_by_cause),
        quarters=tuple(
            QuarterLine(each.quarter, each.data, each.model, each.serving, each.unknown)
            for each in found.surfaces[-SHOWN:]
        ),
        runs=tuple(
            RunLine(run.surface, len(run.incidents), _numbers(run.incidents[-SHOWN:]))
            for run in found.runs[-SHOWN:]
        ),
        recurrences=len(found.recurrences),
        recurring="; ".join(f"INC-{each.incident} like INC-{each.of}" for each in found.recurrences[-SHOWN:]),
        escalations=found.escalations,
        items_open=found.items.open,
        items_overdue=found.items.overdue,
        items_done=found.items.done,
        items_done_in=_length(done.median),
    )


def as_rows(found: PeriodMeasures) -> Iterator[tuple[str, str, str, str]]:
    """Every figure as measure, what of it, value, and the number of cases behind it (empty where it is a count)."""
    yield "incidents", "all", str(found.incidents), ""
    yield "incidents", "open", str(found.open), ""
    yield "drills", "all", str(found.drills), ""
    for measure, counts in (
        ("by_severity", found.by_severity),
        ("by_type", found.by_type),
        ("by_model", found.by_model),
        ("false_pages_by_cause", found.false_pages_by_cause),
    ):
        yield from ((measure, each.of, str(each.n), "") for each in counts)
    for name in TIMES:
        yield from _time_rows(f"time_to_{name}", getattr(found, name))
    for name in ("cadence", "rollbacks", "first_hypothesis", "false_pages"):
        share: Share = getattr(found, name)
        value = percent(share)
        yield name, "part", str(share.part), str(share.n)
        yield name, "percent", "" if value is None else f"{value:.1f}", str(share.n)
    for quarter in found.surfaces:
        for surface in Surface:
            yield f"surface_{surface.value}", quarter.quarter, str(getattr(quarter, surface.value)), ""
    yield from (("run", run.surface.value, _numbers(run.incidents), "") for run in found.runs)
    yield from (("recurrence", f"INC-{each.incident}", f"INC-{each.of}", "") for each in found.recurrences)
    yield "escalations", "all", str(found.escalations), ""
    for name in ("open", "overdue", "added", "done", "dropped"):
        yield "action_items", name, str(getattr(found.items, name)), ""
    yield from _time_rows("time_to_done", found.items.time_to_done)


def as_csv(found: PeriodMeasures) -> str:
    """Comma-separated values with a header; times are seconds."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(("since", "until", "model", "measure", "of", "value", "n"))
    for row in as_rows(found):
        table.writerow((found.since.isoformat(), found.until.isoformat(), safe(found.model), *map(safe, row)))
    return written.getvalue()


def as_table(found: PeriodMeasures) -> str:
    """The same to be read in a terminal, lengths of time in words."""
    rows = [(measure, of, _told(measure, of, value), n) for measure, of, value, n in as_rows(found)]
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    about = f"Incidents declared from {found.since:%Y-%m-%d %H:%M} to {found.until:%Y-%m-%d %H:%M} UTC"
    lines = [f"{about}{f', model {found.model}' if found.model else ''}.", ""]
    for measure, of, value, n in rows:
        cells = (measure.ljust(widths[0]), of.ljust(widths[1]), value.rjust(widths[2]))
        lines.append("  ".join((*cells, f"n = {n}" if n else "")).rstrip())
    return "\n".join([*lines, "", "Every measure is defined in docs/measures.md.", ""])


def _told(measure: str, of: str, value: str) -> str:
    in_time = measure.startswith("time_to_") and of in ("median", "p90")
    return _length(float(value)) if in_time and value else value


def _time_rows(name: str, times: Times) -> Iterator[tuple[str, str, str, str]]:
    for of, value in (("median", times.median), ("p90", times.p90)):
        yield name, of, "" if value is None else f"{value:g}", str(times.n)
    yield name, "missing", str(times.missing), ""
    yield name, "contradictory", str(times.contradictory), ""


def _time(name: str, times: Times) -> TimeLine:
    return TimeLine(
        name, _length(times.median), _length(times.p90), times.n, times.missing, times.contradictory
    )


def _length(seconds: float | None) -> str:
    return "" if seconds is None else lasting(seconds)


def _counts(counts: Sequence[Count]) -> tuple[CountLine, ...]:
    return tuple(CountLine(each.of, each.n) for each in counts)


def _share(share: Share) -> ShareLine:
    value = percent(share)
    return ShareLine(share.part, share.n, "" if value is None else f"{value:.0f} %")


def _numbers(incidents: Sequence[int]) -> str:
    return ", ".join(f"INC-{number}" for number in incidents)
