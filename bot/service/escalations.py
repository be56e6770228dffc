"""Finding out who answers at a level of an escalation, and asking its pagers (domain §7).

A pager is asked under a key that belongs to the alarm and not to the attempt, so to ask again after a crash or a lost
answer alarms nobody twice.
"""

from __future__ import annotations

from bot.domain import effects as do
from bot.domain.escalation import Escalation, Level, ReportPaged, ReportStaffed, escalation_of
from bot.domain.escalation_rules import LevelRule
from bot.domain.incident import Incident
from bot.service.automations import backoff
from bot.service.on_call import people_of
from bot.service.ports import Claimed, NoAnswer, NotYet, Signal, WebhookAnswer
from bot.service.way import Way
from bot.views.text import clean, one_line

AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
"""Answers after which a pager is asked again: it may have missed it, and to be asked twice does no harm."""

TRIES = 5
"""How often a pager is asked before it counts as dead; with the waits in between, that is about a minute."""

SECONDS = 10.0
"""For one answer."""

LONGEST_WAIT = 30.0
"""Seconds at most between two attempts, whatever the pager asks for: somebody waits for help."""

ANSWER_KEPT = 200
SUMMARY_MOST = 200
"""Characters of a pager's answer that are recorded, and of a line that it shows."""


async def staff_level(way: Way, effect: do.StaffLevel, it: Incident) -> ReportStaffed | None:
    """Who answers there now; None when nobody needs to know any more."""
    known = escalation_of(it.escalations, effect.number)
    rule = _rule(it, known, effect.level)
    if known is None or rule is None or not it.open or not known.waiting:
        return None
    held = [it.roles[role] for role in rule.roles if role in it.roles]
    vacant = [role for role in rule.roles if role not in it.roles]
    staffing = await people_of(way, (*rule.people, *held), rule.groups, rule.rotas)
    titles = ((it.policy.roles[role].title if role in it.policy.roles else role) for role in vacant)
    problems = (*(f"Nobody is {title}." for title in titles), *staffing.problems)
    people = tuple(person for person in staffing.people if person != way.identity.user_id)
    return ReportStaffed(effect.number, effect.level, people, problems)


async def page(way: Way, claimed: Claimed, effect: do.Page, it: Incident) -> ReportPaged | None:
    """What the pager said; None when it is not needed any more.

    Address and key are the present policy's.

    Raises:
        NotYet: there was no final answer; the same is asked again later.
    """
    known = escalation_of(it.escalations, effect.number)
    level = known.at_level(effect.level) if known else None
    if known is None or level is None or (effect.pager, effect.purpose) in level.asked:
        return None
    if effect.purpose == "alarm" and not (it.open and known.waiting):
        return None
    if effect.purpose == "acknowledge" and not it.open:
        # The alarm is put away altogether.
        return None
    if effect.purpose != "alarm" and level.alarmed.get(effect.pager):
        return None

    def told(problem: str = "") -> ReportPaged:
        return ReportPaged(effect.number, effect.level, effect.pager, effect.purpose, problem)

    pager = way.policy.escalation.pagers.get(effect.pager)
    if pager is None:
        return told("The policy does not know this pager any more.")
    try:
        answer = await way.pagers.ask(pager, signal(it, known, level, effect), seconds=SECONDS)
    except NoAnswer as silent:
        return told(_again(claimed, f"It does not answer: {silent}.", None))
    if answer.status in AGAIN:
        return told(_again(claimed, _words(answer, pager.routing_key), answer.retry_after))
    return told("" if 200 <= answer.status < 300 else _words(answer, pager.routing_key))


def signal(it: Incident, known: Escalation, level: Level, effect: do.Page) -> Signal:
    """What the pager is told: of a restricted incident its number and severity and nothing else (domain §15)."""
    rule = _rule(it, known, level.level)
    reached = int(level.at.timestamp() * 1000)
    name = f"Incident {it.number}, {known.severity.value}"
    facts: dict[str, str | int | bool] = {"incident": it.number, "severity": known.severity.value}
    if not it.restricted:
        name += f": {one_line(it.title, SUMMARY_MOST)}"
        facts |= {
            "title": one_line(it.title, SUMMARY_MOST),
            "model": one_line(it.model, SUMMARY_MOST),
            "concern": known.concern,
            "escalation": known.number,
            "level": level.level + 1,
            "level_title": rule.title if rule else "",
            "answer_by": level.answer_by.isoformat(timespec="seconds"),
        }
    return Signal(
        key=f"tocsin-{it.number}-{known.number}-{level.level + 1}-{effect.pager}-{reached}",
        purpose=effect.purpose,
        summary=name,
        severity=known.severity.rank,
        at=level.at,
        facts=facts,
    )


def _rule(it: Incident, known: Escalation | None, level: int) -> LevelRule | None:
    path = known.path(it.policy.escalation) if known else ()
    return path[level] if level < len(path) else None


def _again(claimed: Claimed, problem: str, retry_after: float | None) -> str:
    """The problem, once it was tried often enough.

    Raises:
        NotYet: it was not.
    """
    if claimed.attempts >= TRIES:
        return problem
    wait = min(LONGEST_WAIT, max(backoff(claimed.attempts), retry_after or 0.0))
    raise NotYet(problem, wait=wait, certain=False)


def _words(answer: WebhookAnswer, secret: str) -> str:
    said = one_line(clean(answer.text), ANSWER_KEPT)
    return f"It answers {answer.status}. {said.replace(secret, '…') if secret else said}".strip()
