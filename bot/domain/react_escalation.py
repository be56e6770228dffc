"""What must be told because of what happened in an escalation (domain §7)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain import effects as do
from bot.domain.effects import Effect
from bot.domain.escalation import (
    Escalation,
    EscalationAcknowledged,
    EscalationEvent,
    EscalationExhausted,
    EscalationStarted,
    Level,
    LevelReached,
    LevelStaffed,
    Paged,
    Purpose,
    escalation_of,
)
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.visibility import may_see


def react_to_escalation(it: Incident, recorded: Recorded, event: EscalationEvent) -> tuple[Effect, ...]:
    """The effects of `event`, which is what was recorded, on the incident after it."""
    tell, show = do.TellRoom(event=recorded.version), do.RefreshCard()
    match event:
        case EscalationStarted(replaces=before):
            replaced = escalation_of(it.escalations, before or 0)
            return (*_quiet(it, replaced, "resolve"), show, *_anew(replaced.levels)) if replaced else (show,)
        case LevelReached():
            known = escalation_of(it.escalations, event.number)
            passed = known.levels[-2:-1] if known else ()
            staff = do.StaffLevel(number=event.number, level=event.level)
            return (staff, *_alarms(it, event), show, *_anew(passed))
        case LevelStaffed():
            return (tell, show, *_invited(it, event.people), *_alerted(it, event.people, recorded.version))
        case Paged():
            return (tell, show) if event.problem else (show,)
        case EscalationAcknowledged():
            return (tell, show, *_taken(it, recorded, event))
        case EscalationExhausted():
            person = it.commander or it.declared_by
            known = escalation_of(it.escalations, event.number)
            told = (do.TellPerson(person=person, event=recorded.version),) if person else ()
            return (tell, show, *told, *(_anew(known.levels[-1:]) if known else ()))
        case _:
            raise TypeError(f"no rule for {type(event).__name__}")


def catch_up(it: Incident) -> tuple[Effect, ...]:
    """What the room could not be told while it was not there: who was alerted meanwhile, and they come in."""
    staffed = [level for each in it.escalations for level in each.levels if level.staffed]
    people = tuple(dict.fromkeys(person for level in staffed for person in level.people))
    return (*_invited(it, people), *(do.TellRoom(event=level.version) for level in staffed))


def answered(it: Incident, version: int) -> bool:
    """Whether that event alerted a level that nobody is waited for at any more."""
    levels = ((each, level) for each in it.escalations for level in each.levels)
    return any(level.version == version and not each.waiting for each, level in levels)


def silenced(it: Incident) -> tuple[Effect, ...]:
    """The end: every pager that was asked to alarm puts its alarm away, and what asked for an answer says so."""
    unanswered = [
        each for each in it.escalations if each.acknowledged_at is None and each.replaced_by is None
    ]
    return (
        *(effect for each in it.escalations for effect in _quiet(it, each, "resolve")),
        *(effect for each in unanswered for effect in _anew(each.levels)),
    )


def _alarms(it: Incident, event: LevelReached) -> Iterator[Effect]:
    """A drill touches no pager (domain §16)."""
    known = escalation_of(it.escalations, event.number)
    if known is None or it.drill:
        return
    for pager in known.path(it.policy.escalation)[event.level].pagers:
        yield do.Page(number=event.number, level=event.level, pager=pager, purpose="alarm")


def _quiet(it: Incident, known: Escalation, purpose: Purpose) -> Iterator[Effect]:
    """To every pager that took the alarm, or still may."""
    if it.drill:
        return
    path = known.path(it.policy.escalation)
    for level in known.levels:
        for pager in path[level.level].pagers:
            if not level.alarmed.get(pager) and (pager, purpose) not in level.asked:
                yield do.Page(number=known.number, level=level.level, pager=pager, purpose=purpose)


def _invited(it: Incident, people: tuple[str, ...]) -> tuple[Effect, ...]:
    """Whoever is alerted comes into the room; in a drill only those are alerted who are there."""
    outside = tuple(person for person in people if person not in it.members)
    return (do.Invite(people=outside),) if outside and not it.drill else ()


def _alerted(it: Incident, people: tuple[str, ...], version: int) -> tuple[Effect, ...]:
    return tuple(do.TellPerson(person=person, event=version) for person in people if may_see(it, person))


def _taken(it: Incident, recorded: Recorded, event: EscalationAcknowledged) -> tuple[Effect, ...]:
    """Whoever was woken up hears that somebody has it; pagers are quiet."""
    known = escalation_of(it.escalations, event.number)
    if known is None:
        return ()
    others = tuple(person for person in known.alerted if person != recorded.by)
    quiet = _quiet(it, known, "acknowledge")
    return (*quiet, *_alerted(it, others, recorded.version), *_anew(known.levels))


def _anew(levels: tuple[Level, ...]) -> Iterator[Effect]:
    """What asked for an answer at these levels says what came of it."""
    for level in levels:
        if level.staffed:
            yield do.RefreshTold(event=level.version)
            for person in level.people:
                yield do.RefreshToldPerson(person=person, event=level.version)


def level_of(it: Incident, event: LevelStaffed | Paged) -> Level | None:
    """The level that the event is about, as it stands."""
    known = escalation_of(it.escalations, event.number)
    return known.at_level(event.level) if known else None
