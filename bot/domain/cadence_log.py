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
    """Say nothing about the update for so many minutes, which everybody is told; it stays due at its time."""

    minutes: int


@dataclass(frozen=True, slots=True)
class ChangeCadence(CadenceCommand):
    """From now on an update every so many minutes, and why; None for what the policy says."""

    minutes: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class ReportRungStaffed(CadenceCommand):
    """Who is in the groups of that rung, which was told about the update that was due at `due`.

    problems: sentences about what could not be found; in them people are mentioned as `<@U…>`.
    reached: whether anybody else was told on that rung.
    """

    rung: int
    due: datetime
    people: tuple[str, ...]
    problems: tuple[str, ...] = ()
    reached: bool = False


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
    """Rung `rung` (counting from 0) of the ladder is told about the update that was due at `due`.

    people: who is told directly. groups: whose members are, once they are found out.
    vacant: keys of roles that nobody holds, on this rung and on those that were passed over because of that.
    left_out: how many more the policy names, who are not told of a drill, or of what is confidential (domain §15, §16).
    above: whether the escalation's next level was alerted, or there was none.
    """

    kind: Literal["ladder_climbed"] = "ladder_climbed"
    rung: int
    due: datetime
    people: tuple[str, ...]
    groups: tuple[str, ...] = ()
    vacant: tuple[str, ...] = ()
    left_out: int = 0
    above: Literal["", "alerted", "nobody"] = ""


class RungStaffed(CadenceEvent):
    """These people of the rung's groups are told directly; `problems` as in `ReportRungStaffed`."""

    kind: Literal["rung_staffed"] = "rung_staffed"
    rung: int
    due: datetime
    people: tuple[str, ...]
    problems: tuple[str, ...] = ()
