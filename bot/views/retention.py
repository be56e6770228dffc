"""What is said of how long an incident is kept: holds in its room, and what a run takes on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.retention import Artefact, HoldPlaced, RetentionEvent, Tombstone
from bot.domain.retention_run import Fate, Stays
from bot.views.labels import ARTEFACTS
from bot.views.models import View

STAYS = {
    Stays.OPEN: "stays: it is open",
    Stays.HELD: "stays: a legal hold is on it",
    Stays.YOUNG: "stays: too young",
    Stays.NO_RULE: "stays: no rule for it",
    Stays.DONE: "nothing left to delete",
}


@dataclass(frozen=True, slots=True)
class HoldView(View):
    """The room is told that a legal hold was placed, or lifted."""

    template = "room_hold"
    number: int
    by: str
    placed: bool
    reason: str


RETENTION: tuple[type[View], ...] = (HoldView,)
"""Every view of this file."""


def told(number: int, event: RetentionEvent, by: str) -> HoldView:
    """What the room is told of a hold."""
    reason = getattr(event, "reason", "")
    return HoldView(number=number, by=by, placed=isinstance(event, HoldPlaced), reason=reason)


def plan_text(fates: Iterable[Fate], graves: Iterable[Tombstone] = (), *, dry: bool) -> str:
    """What a run takes from each incident, a line each, and why it leaves the others; no word of what they say.

    graves: those that were deleted before, which have a line each, too.
    """
    lines = {left.number: _grave(left) for left in graves} | {
        each.number: _line(each, dry=dry) for each in fates
    }
    return "".join(f"{line}\n" for _, line in sorted(lines.items())) or "There are no incidents here.\n"


def tombstone_text(left: Tombstone) -> str:
    """What can still be said of an incident whose record was deleted."""
    by = f", asked for by {left.by}" if left.by else ""
    return f"INC-{left.number} was deleted on {left.at:%Y-%m-%d} by the rule of {left.days} days after closing{by}."


def _grave(left: Tombstone) -> str:
    return f"INC-{left.number:<6} was deleted on {left.at:%Y-%m-%d} (whole record, {left.days} days)"


def _line(each: Fate, *, dry: bool) -> str:
    next_at = f", next on {each.next_at:%Y-%m-%d}" if each.next_at else ""
    if each.stays is not None:
        return f"INC-{each.number:<6} {STAYS[each.stays]}{next_at}"
    what = ", ".join(_rule(artefact, days) for artefact, days in each.goes)
    return f"INC-{each.number:<6} {'would delete' if dry else 'deletes'} {what}{next_at}"


def _rule(artefact: Artefact, days: int) -> str:
    return f"{ARTEFACTS[artefact]} ({days} days)"
