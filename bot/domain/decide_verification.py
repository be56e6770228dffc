"""What happens when something is asked of an incident's verification (domain §1, §5, §11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain import events as happened
from bot.domain.actions import ActionApplied, AutomationAsked
from bot.domain.cadence import next_update_due
from bot.domain.catalogue import label_lag_hours
from bot.domain.events import Event
from bot.domain.gates import goes_back
from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused, Verdict, blank
from bot.domain.severity import Phase, Severity
from bot.domain.verification import (
    AwaitingEnded,
    AwaitLabels,
    Because,
    LabelsAwaited,
    MetricNamed,
    NameMetric,
    RecordVerification,
    StopAwaiting,
    VerificationCommand,
    VerificationRecorded,
)

LONGEST_WAIT = timedelta(days=180)
"""How long labels may be waited for: chargebacks take months, and no more."""

SAME_LOOK_WITHIN = timedelta(minutes=2)
"""The same words about the metric within this time are one look: the button was pressed again."""

_MITIGATED = (Phase.RECOVER, Phase.VERIFY, Phase.LEARN)


def decide_verification(it: Incident, command: VerificationCommand, now: datetime) -> Verdict:
    """What the command makes happen."""
    if not it.open:
        return Refused(Reason.CLOSED)
    match command:
        case NameMetric():
            return named(it, command.metric, command.target)
        case RecordVerification():
            return observed(it, command.observed, now, holds=command.holds)
        case AwaitLabels():
            return _await(it, command, now)
        case StopAwaiting():
            if it.verification.awaiting_until is None:
                return ()
            return (_ended(it.severity, it, now, "asked", command.reason.strip()),)
        case _:
            raise TypeError(f"no rule for {type(command).__name__}")


def named(it: Incident, metric: str, target: str) -> Verdict:
    """The metric that will prove the recovery, and the value that it has to show."""
    metric, target, known = metric.strip(), target.strip(), it.verification
    for field, words in (("metric", metric), ("target", target)):
        if blank(words):
            return Refused(Reason.BLANK, field)
    if (metric, target) == (known.metric, known.target):
        return ()
    return (MetricNamed(metric=metric, target=target, was=known.metric),)


def observed(it: Incident, words: str, now: datetime, *, holds: bool) -> Verdict:
    """What the named metric shows, and whether that is well; looking again later is worth recording."""
    known, seen = it.verification, words.strip()
    if not known.metric:
        return Refused(Reason.GATE_METRIC, "metric")
    if blank(seen):
        return Refused(Reason.BLANK, "observed")
    just_now = known.at is not None and now - known.at < SAME_LOOK_WITHIN
    if just_now and (seen, holds) == (known.observed, known.holds):
        return ()
    return (VerificationRecorded(metric=known.metric, target=known.target, observed=seen, holds=holds),)


def labels_expected(it: Incident, now: datetime) -> datetime | None:
    """When labels of what is predicted now will be there, by the catalogue (UTC); None when it does not say."""
    hours = label_lag_hours(it.entry.label_lag) if it.entry and it.entry.label_lag else None
    return now + timedelta(hours=float(hours)) if hours else None


def _await(it: Incident, command: AwaitLabels, now: datetime) -> Verdict:
    """Only what is mitigated can wait: it is contained, and nothing that was changed is left unverified.

    A metric has to be named, so that it is known what the labels are to tell.
    """
    until = command.until or labels_expected(it, now)
    if until is None:
        return Refused(Reason.BLANK, "until")
    if until <= now:
        return Refused(Reason.IN_PAST, "until")
    if until > now + LONGEST_WAIT:
        return Refused(Reason.TOO_FAR, "until", {"days": str(LONGEST_WAIT.days)})
    if blank(command.reason):
        return Refused(Reason.BLANK, "reason")
    if it.phase not in _MITIGATED:
        return Refused(Reason.NOT_CONTAINED, "until")
    if not it.verification.metric:
        return Refused(Reason.GATE_METRIC, "until")
    if it.unverified_actions:
        numbers = ", ".join(str(action.number) for action in it.unverified_actions)
        return Refused(Reason.UNVERIFIED, "until", {"known": numbers})
    if it.verification.awaiting_until == until:
        return ()
    relaxed = next_update_due(it.policy, Severity.SEV3, now)
    return (LabelsAwaited(until=until, reason=command.reason.strip(), next_due=relaxed),)


def waiting_ends(it: Incident, events: Sequence[Event], now: datetime) -> tuple[AwaitingEnded, ...]:
    """Waiting ends by itself when these events say that harm may be back, or that the labels have told.

    It never lets a harm be forgotten: from then on updates are owed by the severity's own cadence.
    """
    if it.verification.awaiting_until is None:
        return ()
    if any(isinstance(event, AwaitingEnded | LabelsAwaited | happened.Closed) for event in events):
        return ()
    for event in events:
        because = _because(it, event, now)
        if because is not None:
            worse = event.now if isinstance(event, happened.SeverityChanged) else it.severity
            return (_ended(worse, it, now, because),)
    return ()


def _because(it: Incident, event: Event, now: datetime) -> Because | None:
    match event:
        case happened.SeverityChanged() if event.now.rank < event.was.rank:
            return "worse"
        case happened.PhaseChanged() if goes_back(event.was, event.now) and event.now not in _MITIGATED:
            return "back"
        case ActionApplied():
            return "change"
        case AutomationAsked() if event.purpose == "apply":
            return "change"
        case VerificationRecorded() if not event.holds:
            return "not_well"
        case VerificationRecorded() if (
            it.verification.awaiting_until and now >= it.verification.awaiting_until
        ):
            return "told"
        case _:
            return None


def _ended(
    severity: Severity, it: Incident, now: datetime, because: Because, reason: str = ""
) -> AwaitingEnded:
    due = next_update_due(it.policy, severity, now)
    return AwaitingEnded(reason=reason, next_due=due, because=because)
