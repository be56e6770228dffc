"""What is shown and told of an incident's verification: metric, looks at it, labels waited for (domain §1, §11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.decide_verification import labels_expected
from bot.domain.events import Recorded, Reminded
from bot.domain.incident import Incident
from bot.domain.verification import (
    AwaitingEnded,
    LabelsAwaited,
    MetricNamed,
    VerificationEvent,
    VerificationRecorded,
)
from bot.views.gates import promises
from bot.views.models import View


@dataclass(frozen=True, slots=True)
class MetricForm(View):
    """Which metric will prove the recovery; `was` is the one that is named already, or empty."""

    template = "form_metric"
    number: int
    metric: str
    target: str
    was: str
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerificationForm(View):
    """What the metric shows now; `seen` is what was seen last, by `by`, and `held` whether that was well."""

    template = "form_verification"
    number: int
    metric: str
    target: str
    observed: str
    seen: str
    held: bool
    at: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class AwaitForm(View):
    """Wait for labels; `until` is in POSIX seconds (UTC), 0 for not known; `lag` is the catalogue's word for it."""

    template = "form_await"
    number: int
    metric: str
    until: int
    lag: str
    reason: str
    waiting: datetime | None


@dataclass(frozen=True, slots=True)
class MetricNamedView(View):
    """It is known what will prove the recovery."""

    template = "room_metric_named"
    number: int
    by: str
    metric: str
    target: str
    was: str


@dataclass(frozen=True, slots=True)
class VerificationView(View):
    """Somebody looked at the metric."""

    template = "room_verification_recorded"
    number: int
    by: str
    metric: str
    target: str
    observed: str
    holds: bool
    open: bool


@dataclass(frozen=True, slots=True)
class AwaitedView(View):
    """Mitigated, awaiting labels."""

    template = "room_labels_awaited"
    number: int
    by: str
    metric: str
    until: datetime
    reason: str
    next_due: datetime


@dataclass(frozen=True, slots=True)
class AwaitingEndedView(View):
    """Labels are not waited for any more."""

    template = "room_awaiting_ended"
    by: str
    because: str
    reason: str
    next_due: datetime


@dataclass(frozen=True, slots=True)
class LabelsDueView(View):
    """The labels should be there; `days` counts since when, 0 for today."""

    template = "room_labels_due"
    number: int
    metric: str
    target: str
    until: datetime
    days: int
    lead: str


VERIFICATION: tuple[type[View], ...] = (
    MetricForm,
    VerificationForm,
    AwaitForm,
    MetricNamedView,
    VerificationView,
    AwaitedView,
    AwaitingEndedView,
    LabelsDueView,
)


def metric_form(it: Incident, metric: str = "") -> MetricForm:
    """Name the metric; begins with `metric`, or with the one that is named."""
    known = it.verification
    return MetricForm(
        number=it.number,
        metric=metric or known.metric,
        target=known.target,
        was=known.metric,
        promises=promises(it),
    )


def verification_form(it: Incident, observed: str = "") -> VerificationForm | MetricForm:
    """What does the metric show? While none is named, which one it is, which `observed` may be the name of."""
    known = it.verification
    if not known.metric:
        return metric_form(it, observed)
    return VerificationForm(
        number=it.number,
        metric=known.metric,
        target=known.target,
        observed=observed,
        seen=known.observed,
        held=known.holds,
        at=known.at,
        by=known.by or "",
    )


def await_form(it: Incident, now: datetime, reason: str = "") -> AwaitForm:
    """Until when, and why; begins with the time that labels take by the catalogue."""
    until = labels_expected(it, now)
    return AwaitForm(
        number=it.number,
        metric=it.verification.metric,
        until=int(until.timestamp()) if until else 0,
        lag=it.entry.label_lag if it.entry else "",
        reason=reason or it.verification.awaiting_because,
        waiting=it.verification.awaiting_until,
    )


def told(it: Incident, recorded: Recorded, event: VerificationEvent) -> View:
    """What the room is told of it."""
    by = recorded.by or ""
    match event:
        case MetricNamed():
            return MetricNamedView(
                number=it.number, by=by, metric=event.metric, target=event.target, was=event.was
            )
        case VerificationRecorded():
            return VerificationView(
                number=it.number,
                by=by,
                metric=event.metric,
                target=event.target,
                observed=event.observed,
                holds=event.holds,
                open=it.open,
            )
        case LabelsAwaited():
            return AwaitedView(
                number=it.number,
                by=by,
                metric=it.verification.metric,
                until=event.until,
                reason=event.reason,
                next_due=event.next_due,
            )
        case AwaitingEnded():
            return AwaitingEndedView(
                by=by, because=event.because, reason=event.reason, next_due=event.next_due
            )
        case _:
            raise TypeError(f"no words for {type(event).__name__}")


def labels_due(it: Incident, recorded: Recorded, event: Reminded) -> LabelsDueView:
    """The question whether the labels are there; waiting may have ended before it could be asked."""
    until = it.verification.awaiting_until or event.at
    return LabelsDueView(
        number=it.number,
        metric=it.verification.metric,
        target=it.verification.target,
        until=until,
        days=max(0, (recorded.at - until).days),
        lead=it.commander or "",
    )
