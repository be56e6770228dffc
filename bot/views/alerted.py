"""Who was alerted and who has it, in a line of the card (domain §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.escalation import Escalation, Level
from bot.domain.incident import Incident

PEOPLE = 3


@dataclass(frozen=True, slots=True)
class Alerted:
    """The escalation that matters most now.

    concern, level: titles, the concern's empty for the severity's own path. more: people beyond those shown.
    others: how many more escalations wait for somebody.
    """

    concern: str
    level: str
    people: tuple[str, ...]
    more: int
    answer_by: datetime | None
    holder: str
    exhausted: bool
    others: int


def alerted(it: Incident) -> Alerted | None:
    """Whoever is waited for comes first, then the one that nobody answered, then who has it; none without any."""
    known = sorted(it.escalations, key=_matters)
    if not known or known[-1].now is None or _matters(known[-1]) == (0, known[-1].number):
        return None
    one, waiting = known[-1], sum(each.waiting for each in known)
    now = one.now
    people = now.people if now else ()
    return Alerted(
        concern=concern_title(it, one),
        level=level_title(it, one, now.level if now else 0),
        people=people[:PEOPLE],
        more=max(0, len(people) - PEOPLE),
        answer_by=now.answer_by if now and one.waiting else None,
        holder=one.acknowledged_by or "",
        exhausted=one.exhausted_at is not None and one.acknowledged_at is None,
        others=waiting - one.waiting,
    )


def concern_title(it: Incident, known: Escalation) -> str:
    """What it is about, empty for the severity's own path."""
    rule = it.policy.escalation.concerns.get(known.concern)
    return rule.title if rule else known.concern


def level_title(it: Incident, known: Escalation, level: int) -> str:
    """The level's title in the incident's policy."""
    path = known.path(it.policy.escalation)
    return path[level].title if level < len(path) else ""


def outcome_of(it: Incident, known: Escalation, level: Level) -> str:
    """What came of alerting that level: `waiting`, `acknowledged`, `replaced`, `over`, `exhausted`.

    Or why the level after it was alerted instead, of `Because`.
    """
    if known.acknowledged_at is not None:
        return "acknowledged"
    if known.replaced_by is not None:
        return "replaced"
    if not it.open or known.ended_at is not None:
        return "over"
    above = known.levels[known.levels.index(level) + 1 :]
    if above:
        return above[0].because
    return "waiting" if known.waiting else "exhausted"


def _matters(known: Escalation) -> tuple[int, int]:
    """What ended because another took its place, or the incident was closed, matters no more."""
    if known.waiting:
        return 3, known.number
    if known.acknowledged_at is not None:
        return 1, known.number
    return (2 if known.exhausted_at is not None else 0), known.number
