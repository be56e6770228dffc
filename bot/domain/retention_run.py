"""What the retention rules take from an incident by now, and why they leave the rest (domain §15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.record import Record
from bot.domain.retention import Artefact
from bot.domain.retention_rules import Keep, RetentionRules


class Stays(StrEnum):
    """Why nothing of it goes now."""

    OPEN = "open"
    HELD = "held"
    YOUNG = "young"
    NO_RULE = "no_rule"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Fate:
    """What goes of an incident.

    goes: the artefacts whose time has come, with the days of their rule; empty when `stays` says why nothing goes.
    next_at: when the next artefact goes, None when none will.
    """

    number: int
    goes: tuple[tuple[Artefact, int], ...] = ()
    stays: Stays | None = None
    next_at: datetime | None = None


def fate(record: Record, rules: RetentionRules, now: datetime) -> Fate:
    """What the rules take from this incident at `now` (UTC): nothing of an open one, nothing under a legal hold.

    Days count from the last closing. When the whole record goes, nothing else has to.
    """
    number, closed = record.number, record.summary.closed_at
    if closed is None:
        return Fate(number, stays=Stays.OPEN)
    keep: Keep = rules.drills if record.summary.drill else rules
    ruled = [(each, days) for each in Artefact if (days := keep.days(each)) is not None]
    left = [(each, days, closed + timedelta(days=days)) for each, days in ruled if each not in record.erased]
    goes = tuple((each, days) for each, days, at in left if at <= now)
    later = min((at for _, _, at in left if at > now), default=None)
    if not left:
        return Fate(number, stays=Stays.DONE if ruled else Stays.NO_RULE)
    if record.held:
        return Fate(number, stays=Stays.HELD)
    if not goes:
        return Fate(number, stays=Stays.YOUNG, next_at=later)
    whole = tuple(each for each in goes if each[0] is Artefact.RECORD)
    return Fate(number, whole or goes, None, None if whole else later)
