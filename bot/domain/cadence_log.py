"""The rhythm of one incident's updates as people changed it, and what was missed (domain §8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.strict import Strict


@dataclass(frozen=True, slots=True)
class CadenceCommand:
    """Something asked of the rhythm of updates."""


@dataclass(frozen=True, slots=True)
class ExtendUpdate(CadenceCommand):
    """The next update comes so many minutes later than it is due, and why; everybody is told."""

    minutes: int
    reason: str


@dataclass(frozen=True, slots=True)
class SnoozeReminders(CadenceCommand):
    """Say nothing about the update for so many minutes; it stays due at its time."""

    minutes: int


@dataclass(frozen=True, slots=True)
class ChangeCadence(CadenceCommand):
    """From now on an update every so many minutes, and why; None for what the policy says."""

    minutes: int | None
    reason: str


class CadenceEvent(Strict):
    """Something that happened to the rhythm of updates."""


class UpdateExtended(CadenceEvent):
    """The next update is due later."""

    kind: Literal["update_extended"] = "update_extended"
    until: datetime
    was_due: datetime | None
    reason: str


class RemindersSnoozed(CadenceEvent):
    """Nothing is said about the update until then."""

    kind: Literal["reminders_snoozed"] = "reminders_snoozed"
    until: datetime


class CadenceChanged(CadenceEvent):
    """Updates are owed at another rhythm; None for the policy's own."""

    kind: Literal["cadence_changed"] = "cadence_changed"
    minutes: int | None
    was_minutes: int | None
    reason: str
    next_due: datetime


class UpdateMissed(CadenceEvent):
    """An update that was due at `due` was not given by the end of its grace."""

    kind: Literal["update_missed"] = "update_missed"
    due: datetime


class LadderClimbed(CadenceEvent):
    """Rung `rung` (counting from 0) of the ladder was told about the update that was due at `due`."""

    kind: Literal["ladder_climbed"] = "ladder_climbed"
    rung: int
    due: datetime
    people: tuple[str, ...]
