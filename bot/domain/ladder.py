"""The ladder: who is told directly when an update does not come, one rung after the other (domain §8).

A rung is told so many minutes after the update was due, and never sooner after the rung before it than they are apart:
whoever was told has time to act, even when the bot was away until then. A rung that reaches nobody leads to the next
one at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.cadence_log import LadderClimbed, ReportRungStaffed, RungStaffed
from bot.domain.cadence_rules import Rung
from bot.domain.decide_escalation import next_level
from bot.domain.events import Event
from bot.domain.incident import Incident
from bot.domain.visibility import may_see

MISSING = "An update is missing."
"""Why the level above is alerted."""


def next_rung_at(it: Incident) -> datetime | None:
    """When the next rung is told (UTC); None when no update is owed, or no rung is left."""
    rungs, nth = it.cadence.rungs, it.rungs_told
    if it.update_due is None or nth >= len(rungs):
        return None
    after = rungs[nth].after_minutes
    at = _from(it, it.update_due) + timedelta(minutes=after)
    if nth == 0 or it.climbed_at is None:
        return at
    apart = timedelta(minutes=after - rungs[nth - 1].after_minutes)
    return max(at, it.climbed_at + apart)


def _from(it: Incident, due: datetime) -> datetime:
    """From when the ladder counts: while reminders are silent, nobody was told that anything is missing."""
    return max(due, it.snoozed_until) if it.snoozed_until else due


def climb(it: Incident, now: datetime) -> tuple[Event, ...]:
    """The next rung is told, and with it those above, as long as they reach nobody."""
    rungs, due = it.cadence.rungs, it.update_due
    events: list[Event] = []
    vacant: tuple[str, ...] = ()
    for nth in range(it.rungs_told, len(rungs) if due else 0):
        assert due is not None, "no rung is told without it"
        asked = rungs[nth].next_level and not it.drill
        above = next_level(it, now, MISSING) if asked else ()
        climbed = _climbed(it, nth, due, vacant)
        told = "alerted" if above else "nobody" if asked else ""
        events += (climbed.model_copy(update={"above": told}), *above)
        if above or _reaches(it, climbed):
            break
        vacant = climbed.vacant
    return tuple(events)


def staffed(it: Incident, command: ReportRungStaffed, now: datetime) -> tuple[Event, ...]:
    """Whoever was found in a rung's groups is told, unless the update was given meanwhile."""
    if it.update_due != command.due or not it.open:
        return ()
    people = tuple(person for person in command.people if may_see(it, person))
    found = RungStaffed(rung=command.rung, due=command.due, people=people, problems=command.problems)
    on = not people and not command.reached and it.rungs_told == command.rung + 1
    return (found, *(climb(it, now) if on else ()))


def _climbed(it: Incident, nth: int, due: datetime, vacant: tuple[str, ...]) -> LadderClimbed:
    """In a drill only who holds a role is told; of what is confidential, only who may know of it (domain §15, §16)."""
    rung = it.cadence.rungs[nth]
    held = dict.fromkeys(it.roles[role] for role in rung.roles if role in it.roles)
    free = [role for role in rung.roles if role in it.policy.roles and role not in it.roles]
    named = [person for person in rung.people if person not in held]
    invited = [person for person in named if not it.drill and may_see(it, person)]
    return LadderClimbed(
        rung=nth,
        due=due,
        people=(*held, *invited),
        groups=() if it.drill else rung.groups,
        vacant=tuple(dict.fromkeys((*vacant, *free))),
        left_out=len(named) - len(invited) + _kept_out(it, rung),
    )


def _kept_out(it: Incident, rung: Rung) -> int:
    """Groups, and the level above, that a drill leaves alone."""
    return len(rung.groups) + rung.next_level if it.drill else 0


def _reaches(it: Incident, climbed: LadderClimbed) -> bool:
    """Whether anybody is told, or would be if it were no drill."""
    return bool(climbed.people or climbed.groups or (it.drill and climbed.left_out))
