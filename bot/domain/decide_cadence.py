"""What happens when something is asked of the rhythm of updates (domain §8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.cadence import in_time, next_update_due
from bot.domain.cadence_log import (
    CadenceChanged,
    CadenceCommand,
    ChangeCadence,
    ExtendUpdate,
    RemindersSnoozed,
    ReportRungStaffed,
    SnoozeReminders,
    UpdateExtended,
)
from bot.domain.incident import Incident
from bot.domain.ladder import staffed
from bot.domain.refusal import Reason, Refused, Verdict, blank

SNOOZE_MINUTES = range(5, 2 * 60 + 1)
EXTEND_MINUTES = range(5, 24 * 60 + 1)
CADENCE_MINUTES = range(5, 7 * 24 * 60 + 1)

LONGEST_CHECK_IN = timedelta(days=7)
"""How far ahead the next update may be."""


def decide_cadence(it: Incident, command: CadenceCommand, now: datetime) -> Verdict:
    """What the command makes happen at `now` (UTC)."""
    if isinstance(command, ReportRungStaffed):
        return staffed(it, command, now)
    if not it.open:
        return Refused(Reason.CLOSED)
    match command:
        case SnoozeReminders():
            return _snooze(command, now)
        case ExtendUpdate():
            return _extend(it, command, now)
        case ChangeCadence():
            return _change(it, command, now)
        case _:
            raise TypeError(f"no rule for {type(command).__name__}")


def _snooze(command: SnoozeReminders, now: datetime) -> Verdict:
    refused = _outside(command.minutes, SNOOZE_MINUTES)
    return refused or (RemindersSnoozed(until=now + timedelta(minutes=command.minutes)),)


def _extend(it: Incident, command: ExtendUpdate, now: datetime) -> Verdict:
    """Later than it is due; one that is overdue already, later than now."""
    refused = _outside(command.minutes, EXTEND_MINUTES)
    if refused is not None:
        return refused
    if blank(command.reason):
        return Refused(Reason.BLANK, "reason")
    due = max(it.update_due or now, now)
    until = in_time(it.policy, it.paced_by, due + timedelta(minutes=command.minutes))
    if until > now + LONGEST_CHECK_IN:
        return Refused(Reason.TOO_FAR, "minutes", {"days": str(LONGEST_CHECK_IN.days)})
    return (UpdateExtended(until=until, was_due=it.update_due, reason=command.reason.strip()),)


def _change(it: Incident, command: ChangeCadence, now: datetime) -> Verdict:
    """A rhythm that stands already is no change; one that is the policy's own is set back to it."""
    refused = _outside(command.minutes, CADENCE_MINUTES) if command.minutes is not None else None
    if refused is not None:
        return refused
    usual = it.policy.rule(it.paced_by).cadence.minutes
    minutes = None if command.minutes == usual else command.minutes
    if minutes == it.cadence_minutes:
        return ()
    if blank(command.reason):
        return Refused(Reason.BLANK, "reason")
    changed = CadenceChanged(
        minutes=minutes,
        was_minutes=it.cadence.minutes,
        reason=command.reason.strip(),
        next_due=next_update_due(it.policy, it.paced_by, now, minutes),
    )
    return (changed,)


def _outside(minutes: int, allowed: range) -> Refused | None:
    if minutes in allowed:
        return None
    values = {"least": str(allowed[0]), "most": str(allowed[-1])}
    return Refused(Reason.MINUTES_RANGE, "minutes", values)
