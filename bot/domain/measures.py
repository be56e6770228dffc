"""Measures over many incidents (domain §14), from what is recorded of them and nothing else.

What each of them counts is defined in `docs/measures.md`, which a test holds against this file. Drills are counted
apart and are part of no other figure. Lengths are seconds; a median never stands without the number of cases behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import takewhile

from bot.domain.action_items import ItemState
from bot.domain.periods import Period, quarter_of
from bot.domain.record import ItemLine, Record
from bot.domain.severity import IncidentType, Severity, Surface
from bot.domain.strict import Strict
from bot.domain.triage_rule import FalsePage

RECURS_WITHIN = timedelta(days=90)
"""The same failure mode within this time after it was last declared is a recurrence."""

IN_A_ROW = 3
"""So many incidents of one surface, one after the other, say something (domain §14)."""

KNOWN_SURFACES = (Surface.DATA, Surface.MODEL, Surface.SERVING)


class Times(Strict):
    """A length of time over several incidents, in seconds.

    median: None where there is no case; the mean of the two in the middle where their number is even.
    p90: the smallest of them that at least nine in ten do not exceed. n: how many incidents stand behind both.
    missing: incidents in which the end was not reached (yet). contradictory: those in which the end as known now lies
    before the beginning as known now, so that there is no length to give.
    """

    median: float | None
    p90: float | None
    n: int
    missing: int
    contradictory: int


class Share(Strict):
    """`part` of `n`; where `n` is 0 there is nothing to tell."""

    part: int
    n: int


class Count(Strict):
    """How many there are of that."""

    of: str
    n: int


class Quarter(Strict):
    """What failed in one quarter, such as `2026-Q3`; `unknown`: nobody found out (yet)."""

    quarter: str
    data: int
    model: int
    serving: int
    unknown: int


class Run(Strict):
    """Incidents that failed on one surface, one after the other, by their numbers in the order of their declaration."""

    surface: Surface
    incidents: tuple[int, ...]


class Recurrence(Strict):
    """An incident that repeats the failure mode of an earlier one."""

    incident: int
    of: int


class ItemMeasures(Strict):
    """Action items: open and overdue are those of today, whenever their incident was; the others fall in the period.

    time_to_done: from writing one down to its last being done.
    """

    open: int
    overdue: int
    added: int
    done: int
    dropped: int
    time_to_done: Times


class PeriodMeasures(Strict):
    """Everything that is measured over the incidents that were declared in a period; the keys are stable."""

    since: datetime
    until: datetime
    period: str
    model: str
    incidents: int
    open: int
    drills: int
    by_severity: tuple[Count, ...]
    by_type: tuple[Count, ...]
    by_model: tuple[Count, ...]
    detect: Times
    acknowledge: Times
    contain: Times
    recover: Times
    verify: Times
    cadence: Share
    rollbacks: Share
    first_hypothesis: Share
    false_pages: Share
    false_pages_by_cause: tuple[Count, ...]
    surfaces: tuple[Quarter, ...]
    runs: tuple[Run, ...]
    recurrences: tuple[Recurrence, ...]
    escalations: int
    items: ItemMeasures


def measure_period(
    records: Iterable[Record], period: Period, *, zone: str, today: date, model: str = ""
) -> PeriodMeasures:
    """The measures of the incidents declared in that period, of that model only unless it is empty.

    records: those that whoever asks may know of (domain §15), in any order, each incident once.
    zone: the team's zone, by which quarters are told; today: the day it is there, by which items are overdue.
    """
    known = sorted((each for each in records if _of_model(each, model)), key=_order)
    earlier = [each for each in known if not each.summary.drill]
    real = [each for each in earlier if period.holds(each.summary.declared_at)]
    true = [each for each in real if each.false_page is FalsePage.NONE]
    closed = [each for each in real if not each.summary.open]
    judged = [each.first_right for each in true if each.first_right is not None]
    return PeriodMeasures(
        since=period.since,
        until=period.until,
        period=period.name,
        model=model,
        incidents=len(real),
        open=len(real) - len(closed),
        drills=sum(each.summary.drill and period.holds(each.summary.declared_at) for each in known),
        by_severity=_counts((each.summary.severity for each in real), Severity),
        by_type=_counts((each.type for each in real), IncidentType),
        by_model=_counts(each.summary.model for each in real if each.summary.model),
        detect=_times(true, lambda each: (each.started_at, each.detected_at)),
        acknowledge=_times(true, lambda each: (each.summary.declared_at, each.acknowledged_at)),
        contain=_times(true, lambda each: (each.detected_at, each.contained_at)),
        recover=_times(true, lambda each: (each.detected_at, each.recovered_at)),
        verify=_times(true, lambda each: (each.detected_at, each.verified_at)),
        cadence=Share(
            part=sum(each.updates_on_time for each in real), n=sum(each.updates_owed for each in real)
        ),
        rollbacks=Share(
            part=sum(each.rollbacks_succeeded for each in true), n=sum(each.rollbacks_tried for each in true)
        ),
        first_hypothesis=Share(part=sum(judged), n=len(judged)),
        false_pages=Share(part=sum(each.false_page is not FalsePage.NONE for each in closed), n=len(closed)),
        false_pages_by_cause=_counts(
            each.false_page for each in closed if each.false_page is not FalsePage.NONE
        ),
        surfaces=_surfaces(true, zone),
        runs=runs(true),
        recurrences=recurrences(earlier, period),
        escalations=sum(each.escalations for each in real),
        items=measure_items(earlier, period, today),
    )


def times(lengths: Iterable[float], *, missing: int = 0, contradictory: int = 0) -> Times:
    """Median and 90th percentile of these lengths, with their number."""
    ordered = sorted(lengths)
    n = len(ordered)
    if not n:
        return Times(median=None, p90=None, n=0, missing=missing, contradictory=contradictory)
    median = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    # The rank is exact, so that no rounding of 0.9 picks the next one.
    p90 = ordered[-(-n * 9 // 10) - 1]
    return Times(median=median, p90=p90, n=n, missing=missing, contradictory=contradictory)


def measure_items(records: Iterable[Record], period: Period, today: date) -> ItemMeasures:
    """The action items of these incidents."""
    items = [item for each in records for item in each.items]
    done = [item for item in items if _ended(item, ItemState.DONE, period)]
    return ItemMeasures(
        open=sum(item.open for item in items),
        overdue=sum(item.overdue(today) for item in items),
        added=sum(period.holds(item.at) for item in items),
        done=len(done),
        dropped=sum(_ended(item, ItemState.DROPPED, period) for item in items),
        time_to_done=times((item.state_at - item.at).total_seconds() for item in done if item.state_at),
    )


def recurrences(records: Sequence[Record], period: Period) -> tuple[Recurrence, ...]:
    """Incidents declared in the period that repeat an earlier one's failure mode; `records` in their order.

    It is repeated by an incident of the same model and the same known surface that was declared at most 90 days later
    and had the same playbook or the same words as its confirmed cause; false pages are no failures. The latest
    earlier one is named.
    """
    found: list[Recurrence] = []
    alike: dict[tuple[str, Surface], list[Record]] = {}
    for each in records:
        model, surface = each.summary.model.casefold(), each.surface
        if each.false_page is not FalsePage.NONE or not model or surface is Surface.UNKNOWN:
            continue
        earlier = alike.setdefault((model, surface), [])
        if period.holds(each.summary.declared_at):
            oldest = each.summary.declared_at - RECURS_WITHIN
            recent = takewhile(lambda old: old.summary.declared_at >= oldest, reversed(earlier))  # noqa: B023 - used at once
            former = next((old for old in recent if _fails_as(each, old)), None)
            if former is not None:
                found.append(Recurrence(incident=each.number, of=former.number))
        earlier.append(each)
    return tuple(found)


def runs(records: Sequence[Record]) -> tuple[Run, ...]:
    """Every longest run of three or more incidents of one surface; one whose surface nobody knows breaks none."""
    found: list[list[Record]] = []
    for each in records:
        if each.surface is Surface.UNKNOWN:
            continue
        if found and found[-1][-1].surface is each.surface:
            found[-1].append(each)
        else:
            found.append([each])
    long = (run for run in found if len(run) >= IN_A_ROW)
    return tuple(Run(surface=run[0].surface, incidents=tuple(each.number for each in run)) for run in long)


def percent(share: Share) -> float | None:
    """The share in percent, None where there is no case."""
    return float(Fraction(100 * share.part, share.n)) if share.n else None


def _of_model(each: Record, model: str) -> bool:
    return not model or each.summary.model.casefold() == model.casefold()


def _order(each: Record) -> tuple[datetime, int]:
    return each.summary.declared_at, each.number


def _times(records: Iterable[Record], span: Callable[[Record], tuple[datetime, datetime | None]]) -> Times:
    lengths, missing, contradictory = [], 0, 0
    for since, until in map(span, records):
        if until is None:
            missing += 1
        elif until < since:
            contradictory += 1
        else:
            lengths.append((until - since).total_seconds())
    return times(lengths, missing=missing, contradictory=contradictory)


def _counts(keys: Iterable[str], order: Iterable[str] = ()) -> tuple[Count, ...]:
    """How often each key comes, in that order, else the most frequent first; what does not come is left out."""
    counted = Counter(map(str, keys))
    ordered = [key for key in map(str, order) if key in counted] or sorted(
        counted, key=lambda key: (-counted[key], key)
    )
    return tuple(Count(of=key, n=counted[key]) for key in ordered)


def _surfaces(records: Iterable[Record], zone: str) -> tuple[Quarter, ...]:
    counted: dict[str, Counter[Surface]] = {}
    for each in records:
        counted.setdefault(quarter_of(each.summary.declared_at, zone), Counter())[each.surface] += 1
    return tuple(
        Quarter(quarter=quarter, **{surface.value: surfaces[surface] for surface in Surface})
        for quarter, surfaces in counted.items()
    )


def _fails_as(each: Record, old: Record) -> bool:
    """Whether it was worked at with the same playbook, or has the same words for its cause."""
    cause, former = _bare(each.cause), _bare(old.cause)
    return bool(each.playbook and each.playbook == old.playbook) or bool(cause and cause == former)


def _bare(words: str) -> str:
    return " ".join(words.casefold().split()).rstrip(".")


def _ended(item: ItemLine, state: ItemState, period: Period) -> bool:
    return item.state is state and item.state_at is not None and period.holds(item.state_at)
