"""Everything that is said of the rhythm of updates, for the gallery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from bot.domain.cadence_log import (
    CadenceChanged,
    LadderClimbed,
    RemindersSnoozed,
    RungStaffed,
    UpdateExtended,
    UpdateMissed,
)
from bot.domain.events import Event
from bot.domain.incident import Incident
from bot.views.cadence import RhythmChange
from bot.views.render import Words
from tests.bot.views.gallery_escalation import ON_CALL

TOLD_ROOM = (UpdateExtended, RemindersSnoozed, CadenceChanged, LadderClimbed, RungStaffed)
TOLD_PERSON = (LadderClimbed, RungStaffed)
_DUE = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
_LATER = _DUE + timedelta(hours=3)


def nothing() -> tuple[Event, ...]:
    """Every event of these, with every word left out."""
    return (
        UpdateMissed(due=_DUE),
        LadderClimbed(rung=0, due=_DUE, people=()),
        RungStaffed(rung=0, due=_DUE, people=()),
        RemindersSnoozed(until=_LATER),
        UpdateExtended(until=_LATER, was_due=None, reason=""),
        CadenceChanged(minutes=None, was_minutes=None, reason="", next_due=_DUE),
    )


def happenings(text: str, amount: int) -> tuple[Event, ...]:
    """The ladder to its end, and every change of the rhythm."""
    people = tuple(f"UGONE{nth}" for nth in range(amount * 5))
    return (
        UpdateMissed(due=_DUE),
        *(
            LadderClimbed(
                rung=rung,
                due=_DUE,
                people=people,
                groups=("SGROUP", "SOTHER")[:rung],
                vacant=("ic", "comms", "nobody_knows"),
                left_out=rung,
                above=("", "alerted", "nobody")[rung],
            )
            for rung in range(3)
        ),
        RungStaffed(rung=2, due=_DUE, people=people, problems=(text[:200].translate(ON_CALL),) * amount),
        RungStaffed(rung=2, due=_DUE, people=(), problems=()),
        RemindersSnoozed(until=_LATER),
        UpdateExtended(until=_LATER, was_due=_DUE, reason=text),
        CadenceChanged(minutes=120, was_minutes=60, reason=text, next_due=_LATER),
    )


def modals(words: Words, it: Incident) -> Iterator[tuple[str, dict[str, Any]]]:
    """The form, begun with each change."""
    for change in get_args(RhythmChange):
        if change != "usual" or it.cadence_minutes is not None:
            yield "rhythm" if change == "later" else f"rhythm {change}", words.rhythm(it, change, "{}")
