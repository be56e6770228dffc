"""What happens when something is asked of an incident's escalations, and what follows without being asked (domain §7).

An escalation begins by itself when an incident is declared or gets worse, and climbs by itself when nobody
acknowledges in time or a level has nobody who could.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain import events as happened
from bot.domain.escalation import (
    AcknowledgeEscalation,
    Because,
    Escalate,
    Escalation,
    EscalationAcknowledged,
    EscalationCommand,
    EscalationExhausted,
    EscalationStarted,
    Level,
    LevelReached,
    LevelStaffed,
    Paged,
    ReportPaged,
    ReportStaffed,
    Step,
    escalation_of,
    escalations_after,
    latest,
    reached_since,
)
from bot.domain.escalation_rules import EscalationRules, LevelRule
from bot.domain.events import Event
from bot.domain.incident import Incident
from bot.domain.policy import COMMANDER
from bot.domain.refusal import Reason, Refused, Verdict
from bot.domain.severity import Severity

Steps = tuple[Step, ...]


def decide_escalation(it: Incident, command: EscalationCommand, now: datetime, by: str | None) -> Verdict:
    """What the command makes happen at `now` (UTC), asked by `by`."""
    match command:
        case Escalate():
            return _escalate(it, command, now)
        case AcknowledgeEscalation():
            return _acknowledge(it, command, by)
        case ReportStaffed():
            return _staffed(it, command, now)
        case ReportPaged():
            return _paged(it, command, now)
        case _:
            raise TypeError(f"no rule for {type(command).__name__}")


def started(rules: EscalationRules, severity: Severity, now: datetime) -> Steps:
    """What a declaration begins: the first level of its severity's path, if there is one."""
    return _begun(
        rules.levels("", severity), EscalationStarted(number=1, concern="", severity=severity, reason=""), now
    )


def next_level(it: Incident, now: datetime, reason: str) -> Steps:
    """The severity's path one level further up; nothing where no path is, or no level is left."""
    if not it.open:
        return ()
    verdict = _escalate(it, Escalate("", reason), now)
    if isinstance(verdict, Refused):
        return ()
    return tuple(event for event in verdict if isinstance(event, LevelReached | EscalationStarted))


def unanswered(it: Incident, number: int, now: datetime) -> Steps:
    """The time of that escalation's level is over."""
    known = escalation_of(it.escalations, number)
    return (_advanced(it, known, now, "unanswered"),) if known and known.waiting else ()


def unacknowledged(it: Incident) -> tuple[Escalation, ...]:
    """Those that nobody has yet, the severity's own first; a late answer counts, too."""
    left = (each for each in it.escalations if each.acknowledged_at is None and each.ended_at is None)
    return tuple(sorted(left, key=lambda each: bool(each.concern)))


def meant_for(it: Incident, person: str) -> Escalation | None:
    """Of those that nobody has yet, the one that alerted this person."""
    return next((each for each in unacknowledged(it) if person in each.alerted), None)


def following(it: Incident, verdict: tuple[Event, ...], now: datetime, by: str | None) -> Steps:
    """What these events do to escalations: a worse severity begins its own; an alerted person who leads has it."""
    steps: list[Step] = []
    for event in verdict:
        match event:
            case happened.SeverityChanged() if event.now.rank < event.was.rank:
                steps += _worse(it, event.now, now)
            case happened.RoleTaken(role=role, person=person) if role == COMMANDER and person == by:
                steps += _leading(it, person)
            case _:
                pass
    return tuple(steps)


def _worse(it: Incident, severity: Severity, now: datetime) -> Steps:
    before = latest(it.escalations, "")
    start = EscalationStarted(
        number=len(it.escalations) + 1,
        concern="",
        severity=severity,
        reason="",
        replaces=before.number if before and before.waiting else None,
    )
    return _begun(it.policy.escalation.levels("", severity), start, now)


def _leading(it: Incident, person: str) -> Steps:
    """Taking command is an answer, too, from somebody who was alerted."""
    known = latest(it.escalations, "")
    if known is None or not known.waiting or known.now is None or person not in known.alerted:
        return ()
    return (EscalationAcknowledged(number=known.number, level=known.now.level),)


def _begun(
    path: tuple[LevelRule, ...],
    start: EscalationStarted,
    now: datetime,
    level: int = 0,
    because: Because = "started",
) -> Steps:
    if not path:
        return ()
    return (start, _reached(path, start.number, level, now, because))


def _reached(
    path: tuple[LevelRule, ...], number: int, level: int, now: datetime, because: Because, reason: str = ""
) -> LevelReached:
    answer_by = now + timedelta(minutes=path[level].within_minutes)
    return LevelReached(number=number, level=level, because=because, answer_by=answer_by, reason=reason)


def _advanced(
    it: Incident, known: Escalation, now: datetime, because: Because, reason: str = ""
) -> LevelReached | EscalationExhausted:
    """The level after the last one that was reached, or the end."""
    path, above = known.path(it.policy.escalation), known.now.level + 1 if known.now else 0
    if above >= len(path):
        return EscalationExhausted(number=known.number)
    return _reached(path, known.number, above, now, because, reason)


def _escalate(it: Incident, command: Escalate, now: datetime) -> Verdict:
    """While somebody is waited for, the next level; otherwise a new beginning, above whoever has it already."""
    rules, reason = it.policy.escalation, command.reason.strip()
    if not it.open:
        return Refused(Reason.CLOSED)
    if command.concern and command.concern not in rules.concerns:
        known = ", ".join(rules.concerns)
        return Refused(Reason.UNKNOWN_CONCERN, "concern", {"known": known})
    before = latest(it.escalations, command.concern)
    if command.seen is not None and reached_since(it.escalations, command.concern, command.seen):
        return Refused(Reason.ESCALATED_MEANWHILE, "concern")
    if before is not None and before.waiting:
        step = _advanced(it, before, now, "by_hand", reason)
        if isinstance(step, EscalationExhausted):
            return Refused(Reason.NO_HIGHER_LEVEL, "concern")
        return (step,)
    path = rules.levels(command.concern, it.severity)
    if not path:
        return Refused(Reason.NO_PATH, "concern", {"known": ", ".join(rules.concerns)})
    start = EscalationStarted(
        number=len(it.escalations) + 1, concern=command.concern, severity=it.severity, reason=reason
    )
    return _begun(path, start, now, _above(before, it.severity, len(path)), "by_hand")


def _above(before: Escalation | None, severity: Severity, levels: int) -> int:
    """Above the level that acknowledged on the same path; from the first where none is above, or nobody did."""
    if before is None or before.acknowledged_at is None or before.now is None:
        return 0
    same = bool(before.concern) or before.severity is severity
    return before.now.level + 1 if same and before.now.level + 1 < levels else 0


def _acknowledge(it: Incident, command: AcknowledgeEscalation, by: str | None) -> Verdict:
    """Once, by a person; what was asked of one that another took the place of is meant for that one."""
    known = escalation_of(it.escalations, command.number)
    while known is not None and known.replaced_by is not None:
        known = escalation_of(it.escalations, known.replaced_by)
    if known is None or known.now is None or by is None:
        values = {"number": str(command.number), "count": str(len(it.escalations))}
        return Refused(Reason.UNKNOWN_ESCALATION, "", values)
    if known.acknowledged_by is not None:
        held = Refused(Reason.ESCALATION_HELD, "", {"holder": known.acknowledged_by})
        return () if known.acknowledged_by == by else held
    if not it.open:
        return Refused(Reason.CLOSED)
    return (EscalationAcknowledged(number=known.number, level=known.now.level),)


def _staffed(it: Incident, command: ReportStaffed, now: datetime) -> Steps:
    """In a drill nobody is told but those who are in its room (domain §16)."""
    known = escalation_of(it.escalations, command.number)
    level = known.at_level(command.level) if known else None
    if known is None or level is None or level.staffed:
        return ()
    inside = it.members.union(it.roles.values())
    people = tuple(person for person in command.people if not it.drill or person in inside)
    event = LevelStaffed(
        number=command.number,
        level=command.level,
        people=people,
        problems=command.problems,
        left_out=len(command.people) - len(people),
    )
    return (event, *_on_from(it, known, event, now))


def _paged(it: Incident, command: ReportPaged, now: datetime) -> Steps:
    known = escalation_of(it.escalations, command.number)
    level = known.at_level(command.level) if known else None
    if known is None or level is None or (command.pager, command.purpose) in level.asked:
        return ()
    event = Paged(
        number=command.number,
        level=command.level,
        pager=command.pager,
        purpose=command.purpose,
        problem=command.problem,
    )
    return (event, *_on_from(it, known, event, now))


def _on_from(it: Incident, known: Escalation, event: LevelStaffed | Paged, now: datetime) -> Steps:
    """The next level at once, if by this event the present one turns out to reach nobody."""
    after = escalation_of(escalations_after((known,), event, now, None, it.version + 1), known.number)
    if (
        after is None
        or not after.waiting
        or after.now is None
        or after.now.level != event.level
        or not it.open
    ):
        return ()
    path = after.path(it.policy.escalation)
    reached = after.now.level >= len(path) or _reaches(it, after.now, path[after.now.level])
    return () if reached else (_advanced(it, after, now, "nobody"),)


def _reaches(it: Incident, level: Level, rule: LevelRule) -> bool:
    """Whether anybody is told there, or still may be."""
    if not level.staffed or level.people or level.left_out:
        return True
    if it.drill:
        return bool(rule.pagers)
    return not all(level.alarmed.get(pager) for pager in rule.pagers)
