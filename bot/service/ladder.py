"""Finding out whom a rung of the ladder tells through its user groups (domain §8)."""

from __future__ import annotations

from bot.domain import effects as do
from bot.domain.cadence_log import LadderClimbed, ReportRungStaffed
from bot.domain.incident import Incident
from bot.service.on_call import people_of
from bot.service.way import Way


async def staff_rung(way: Way, effect: do.StaffRung, it: Incident) -> ReportRungStaffed | None:
    """Who is in the groups, those who were told already left out; None when nobody needs to know any more."""
    recorded = await way.ledger.recorded(it.number, effect.event)
    climbed = recorded.event if recorded is not None else None
    if not isinstance(climbed, LadderClimbed) or climbed.due != it.update_due:
        return None
    staffing = await people_of(way, groups=climbed.groups)
    told = {*climbed.people, way.identity.user_id}
    return ReportRungStaffed(
        rung=climbed.rung,
        due=climbed.due,
        people=tuple(person for person in staffing.people if person not in told),
        problems=staffing.problems,
        reached=bool(climbed.people) or climbed.above == "alerted",
    )
