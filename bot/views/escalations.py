"""Escalations in words: what the room and single people are told, the modal, who is on call (domain §7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from bot.domain.escalation import (
    Escalation,
    EscalationAcknowledged,
    EscalationEvent,
    EscalationExhausted,
    Level,
    LevelStaffed,
    Paged,
    escalation_of,
    latest,
    reached_since,
)
from bot.domain.escalation_rules import EscalationRules, LevelRule
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.views.alerted import concern_title, level_title, outcome_of
from bot.views.card import channel_of, room_url
from bot.views.escalation_models import (
    AcknowledgedView,
    AlertView,
    EscalateForm,
    ExhaustedView,
    LevelLine,
    LevelView,
    NobodyView,
    OnCallView,
    PagedView,
    PathChoice,
    PathLines,
    TakenView,
)
from bot.views.leaves import Markup
from bot.views.models import View
from bot.views.text import escape, one_line

PEOPLE = 10
PROBLEMS = 5
PROBLEM_LENGTH = 160
LINES = 40
"""Of a telephone, as many as are read."""
LINE = 38
"""Characters of a telephone's line."""
ON_CALL = 3
LEVELS = 5
TROUBLES = 1
OWN_PATH = "-"
"""How the severity's own path is called in a menu, where an empty value is none."""

ToldDirectly = LevelStaffed | EscalationAcknowledged | EscalationExhausted
Told = ToldDirectly | Paged

_MENTION = re.compile(r"&lt;@([UW][A-Z0-9]{2,})&gt;")


def sentence(problem: str, most: int = PROBLEM_LENGTH) -> Markup:
    """A sentence of ours, in which people are mentioned and everything else is text."""
    return Markup(_MENTION.sub(r"<@\1>", escape(one_line(problem, most))))


def told(it: Incident, recorded: Recorded, event: Told) -> View:
    """What the room is told."""
    known = _known(it, event)
    match event:
        case LevelStaffed():
            return _level(it, known, event)
        case Paged():
            title = level_title(it, known, event.level)
            return PagedView(event.pager, event.purpose, title, event.problem)
        case EscalationAcknowledged():
            return AcknowledgedView(
                by=recorded.by or "",
                concern=concern_title(it, known),
                level=event.level + 1,
                title=level_title(it, known, event.level),
                after=recorded.at - known.at,
            )
        case EscalationExhausted():
            return ExhaustedView(
                number=it.number,
                escalation=known.number,
                last=_last(known),
                concern=concern_title(it, known),
                levels=len(known.levels),
                alerted=len(known.alerted),
                commander=it.commander or "",
            )
        case _:
            assert_never(event)


def _level(it: Incident, known: Escalation, event: LevelStaffed) -> LevelView:
    level, path = _reached(known, event), known.path(it.policy.escalation)
    rule = path[event.level] if event.level < len(path) else None
    by_hand = level.because == "by_hand"
    return LevelView(
        number=it.number,
        escalation=known.number,
        concern=concern_title(it, known),
        level=event.level + 1,
        levels=len(path),
        title=level_title(it, known, event.level),
        because=level.because,
        by=(level.by or "") if by_hand else "",
        reason=level.reason,
        people=event.people[:PEOPLE],
        more=max(0, len(event.people) - PEOPLE),
        left_out=event.left_out,
        pagers=rule.pagers if rule else (),
        drill=it.drill,
        problems=tuple(map(sentence, event.problems[:PROBLEMS])),
        more_problems=max(0, len(event.problems) - PROBLEMS),
        answer_by=level.answer_by,
        next_title=level_title(it, known, event.level + 1),
        outcome=outcome_of(it, known, level),
        holder=known.acknowledged_by or "",
        held_at=known.acknowledged_at,
    )


def directly(it: Incident, recorded: Recorded, event: ToldDirectly) -> View:
    """What one person is told."""
    known = _known(it, event)
    concern, channel, url = concern_title(it, known), channel_of(it), room_url(it)
    match event:
        case LevelStaffed():
            level = _reached(known, event)
            return AlertView(
                number=it.number,
                escalation=known.number,
                incident=it.title,
                severity=it.severity,
                concern=concern,
                title=level_title(it, known, event.level),
                reason=level.reason,
                by=(level.by or "") if level.because == "by_hand" else "",
                answer_by=level.answer_by,
                next_title=level_title(it, known, event.level + 1),
                outcome=outcome_of(it, known, level),
                holder=known.acknowledged_by or "",
                held_at=known.acknowledged_at,
                waiting=outcome_of(it, known, level) not in ("acknowledged", "replaced", "over"),
                channel=channel,
                room_url=url,
            )
        case EscalationAcknowledged():
            return TakenView(it.number, it.title, concern, recorded.by or "", channel, url)
        case EscalationExhausted():
            return NobodyView(
                number=it.number,
                escalation=known.number,
                last=_last(known),
                incident=it.title,
                severity=it.severity,
                concern=concern,
                channel=channel,
                room_url=url,
            )
        case _:
            assert_never(event)


def form(it: Incident, concern: str = "", reason: str = "", seen: int | None = None) -> EscalateForm:
    """The modal: which path, and why; `concern` is chosen already.

    seen: the version that was looked at before; a level of the concern that was reached since is pointed out.
    """
    since = reached_since(it.escalations, concern, seen) if seen is not None else None
    known = latest(it.escalations, concern)
    rules = it.policy.escalation
    own = [PathChoice(OWN_PATH, f"The path of {it.severity.value}")] if rules.levels("", it.severity) else []
    others = [PathChoice(key, rule.title) for key, rule in rules.concerns.items()]
    paths = tuple(own + others)
    wanted = concern or OWN_PATH
    keys = [path.key for path in paths]
    chosen = wanted if wanted in keys else next(iter(keys), "")
    return EscalateForm(
        number=it.number,
        paths=paths,
        chosen=chosen,
        reason=reason,
        meanwhile=level_title(it, known, since.level) if known and since else "",
        answer_by=since.answer_by if since else None,
    )


def paths_of(rules: EscalationRules) -> tuple[tuple[str, tuple[LevelRule, ...]], ...]:
    """Every path with its title, the worst severity's first."""
    own = tuple((severity.value, rules.paths[severity]) for severity in Severity if severity in rules.paths)
    return (*own, *((rule.title, rule.levels) for rule in rules.concerns.values()))


def on_call(paths: Iterable[PathLines]) -> OnCallView:
    """As many paths as a message carries."""
    known = tuple(replace(path, levels=path.levels[:LEVELS]) for path in paths)
    shown: list[PathLines] = []
    for path in known:
        if shown and sum(map(_lines, (*shown, path))) > LINES:
            break
        shown.append(path)
    return OnCallView(tuple(shown), tuple(path.title for path in known[len(shown) :]))


def _lines(path: PathLines) -> int:
    """How many lines of a telephone it takes, roughly."""
    return 2 + sum(1 + _length(level) // LINE for level in path.levels)


def _length(level: LevelLine) -> int:
    words = (level.title, *level.roles, *level.pagers, *level.problems)
    return 30 + 14 * len(level.people) + sum(2 + min(len(word), 160) for word in words)


def level_line(
    level: int, rule: LevelRule, people: Sequence[str], problems: Sequence[str], roles: Sequence[str] = ()
) -> LevelLine:
    """A level, counting from 0, and who answers there; `roles` are titles of those that are asked, too."""
    return LevelLine(
        level=level + 1,
        title=rule.title,
        within=timedelta(minutes=rule.within_minutes),
        people=tuple(people[:ON_CALL]),
        more=max(0, len(people) - ON_CALL),
        roles=tuple(roles),
        pagers=rule.pagers,
        problems=tuple(sentence(problem, 2 * LINE) for problem in problems[:TROUBLES]),
    )


def _known(it: Incident, event: EscalationEvent) -> Escalation:
    known = escalation_of(it.escalations, event.number)
    if known is None:
        raise ValueError(f"incident {it.number} has no escalation {event.number}")
    return known


def _last(known: Escalation) -> int:
    """The level that was reached last, counting from 1; 0 when none was."""
    return known.now.level + 1 if known.now else 0


def _reached(known: Escalation, event: LevelStaffed) -> Level:
    level = known.at_level(event.level)
    if level is None:
        raise ValueError(f"level {event.level} of escalation {known.number} was not reached")
    return level
