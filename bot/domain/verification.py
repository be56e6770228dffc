"""How an incident's recovery is proven: a named metric, what it shows, labels waited for (domain §1, §11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.domain.strict import Strict


@dataclass(frozen=True, slots=True)
class VerificationCommand:
    """Something asked of an incident's verification."""


@dataclass(frozen=True, slots=True)
class NameMetric(VerificationCommand):
    """This metric, at this value, will prove it."""

    metric: str
    target: str


@dataclass(frozen=True, slots=True)
class RecordVerification(VerificationCommand):
    """What the metric shows now, and whether that is well."""

    observed: str
    holds: bool


@dataclass(frozen=True, slots=True)
class AwaitLabels(VerificationCommand):
    """It is mitigated, and only labels will tell: until then (UTC) the cadence is relaxed.

    until: None for as long as labels take by the catalogue.
    """

    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class StopAwaiting(VerificationCommand):
    """Labels are there, or are not waited for any more."""

    reason: str


class VerificationEvent(Strict):
    """Something that happened to an incident's verification."""


class MetricNamed(VerificationEvent):
    """What will prove it; `was` is the metric that was named before, or empty."""

    kind: Literal["metric_named"] = "metric_named"
    metric: str
    target: str
    was: str


class VerificationRecorded(VerificationEvent):
    """What the metric showed."""

    kind: Literal["verification_recorded"] = "verification_recorded"
    metric: str
    target: str
    observed: str
    holds: bool


class LabelsAwaited(VerificationEvent):
    """Mitigated, awaiting labels; the next update is due by the relaxed cadence."""

    kind: Literal["labels_awaited"] = "labels_awaited"
    until: datetime
    reason: str
    next_due: datetime


Because = Literal["asked", "worse", "back", "change", "not_well", "told"]
"""Why waiting ended: somebody asked for it, the severity was raised, the phase went back, another change was put in
place, the metric was seen not to be well, or the labels have told that it is."""


class AwaitingEnded(VerificationEvent):
    """Labels are not waited for any more; the next update is due by the severity's cadence."""

    kind: Literal["awaiting_ended"] = "awaiting_ended"
    reason: str
    next_due: datetime
    because: Because = "asked"


@dataclass(frozen=True, slots=True)
class Verification:
    """As it stands. `observed` is empty until somebody looked; `holds`: what was seen last was well.

    labels_asked_at: when it was said last that the labels are due.
    """

    metric: str = ""
    target: str = ""
    observed: str = ""
    holds: bool = False
    at: datetime | None = None
    by: str | None = None
    awaiting_until: datetime | None = None
    awaiting_because: str = ""
    labels_asked_at: datetime | None = None

    def after(self, event: VerificationEvent, at: datetime, by: str | None) -> Verification:
        """The verification after one more event; what was seen of another metric does not count any more."""
        match event:
            case MetricNamed():
                return replace(self, metric=event.metric, target=event.target).unseen()
            case VerificationRecorded():
                return replace(self, observed=event.observed, holds=event.holds, at=at, by=by)
            case LabelsAwaited():
                return replace(
                    self,
                    awaiting_until=event.until,
                    awaiting_because=event.reason,
                    labels_asked_at=None,
                )
            case AwaitingEnded():
                return self.not_awaiting()
            case _:
                raise TypeError(f"verification knows no {type(event).__name__}")

    def unseen(self) -> Verification:
        """The same metric, at which nobody has looked yet."""
        return replace(self, observed="", holds=False, at=None, by=None)

    def not_awaiting(self) -> Verification:
        """The same, with no labels waited for."""
        return replace(self, awaiting_until=None, awaiting_because="", labels_asked_at=None)
