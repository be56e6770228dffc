"""What must be told because of what happened to the rhythm of updates (domain §8)."""

from __future__ import annotations

from bot.domain import effects as do
from bot.domain.cadence_log import (
    CadenceChanged,
    CadenceEvent,
    LadderClimbed,
    RemindersSnoozed,
    RungStaffed,
    UpdateExtended,
    UpdateMissed,
)
from bot.domain.effects import Effect
from bot.domain.events import Recorded
from bot.domain.incident import Incident


def react_to_cadence(it: Incident, recorded: Recorded, event: CadenceEvent) -> tuple[Effect, ...]:
    """The effects of `event`, which is what was recorded, on the incident after it.

    Of rungs that are told at once, the room hears of the last one, which names who was passed over.
    """
    tell, show = do.TellRoom(event=recorded.version), do.RefreshCard()
    match event:
        case UpdateExtended() | CadenceChanged() | RemindersSnoozed():
            return (tell, show)
        case UpdateMissed():
            return (show,)
        case LadderClimbed():
            last = it.rungs_told == event.rung + 1
            groups = (do.StaffRung(event=recorded.version),) if event.groups else ()
            return (*((tell, show) if last else ()), *groups, *_directly(event.people, recorded))
        case RungStaffed():
            return (tell, *_directly(event.people, recorded))
        case _:
            raise TypeError(f"no rule for {type(event).__name__}")


def _directly(people: tuple[str, ...], recorded: Recorded) -> tuple[Effect, ...]:
    return tuple(do.TellPerson(person=person, event=recorded.version) for person in people)
