"""Everything that is said of escalations, for the gallery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.escalation import (
    EscalationAcknowledged,
    EscalationExhausted,
    EscalationStarted,
    LevelReached,
    LevelStaffed,
    Paged,
)
from bot.domain.escalation_rules import Concern, EscalationRules, LevelRule
from bot.domain.events import Event
from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.views import escalations as views
from bot.views.escalation_models import PathLines
from bot.views.render import Message, Words

TOLD_ROOM = (LevelStaffed, Paged, EscalationAcknowledged, EscalationExhausted)
TOLD_PERSON = (LevelStaffed, EscalationAcknowledged, EscalationExhausted)
ON_CALL = str.maketrans("<>", "()")
"""What is left of a feed's words in a problem."""

_ANA, _BEN = "UANA", "UBEN"
_NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
_UNTIL = _NOW + timedelta(minutes=10)


def rules(text: str, amount: int) -> EscalationRules:
    """Paths and concerns whose titles are as long as they may be, with that many levels."""
    if not amount:
        return EscalationRules()
    level = LevelRule(
        title=text[:60], people=(_ANA,), pagers=("p" * 40,) * min(amount, 10), within_minutes=10
    )
    levels = (level,) * min(amount, 10)
    keys = [f"concern_{chr(ord('a') + index)}" for index in range(min(amount, 20))]
    concerns = {key: Concern(title=text[:60], levels=levels) for key in keys}
    return EscalationRules(paths=dict.fromkeys(Severity, levels), concerns=concerns)


def nothing() -> tuple[Event, ...]:
    """Every event of these, with every word left out."""
    return (
        EscalationStarted(number=1, concern="", severity=Severity.SEV3, reason=""),
        LevelReached(number=1, level=0, because="nobody", answer_by=_UNTIL),
        LevelStaffed(number=1, level=0, people=()),
        Paged(number=1, level=0, pager="p", purpose="alarm", problem=""),
        EscalationAcknowledged(number=1, level=0),
        EscalationStarted(number=2, concern="", severity=Severity.SEV3, reason=""),
        LevelReached(number=2, level=0, because="started", answer_by=_UNTIL),
        EscalationExhausted(number=2),
    )


def happenings(text: str, amount: int) -> tuple[Event, ...]:
    """Escalations of every kind: waiting, acknowledged, in vain; with that many people and problems."""
    people = tuple(dict.fromkeys((_BEN, _ANA)))
    problems = (f"{text.translate(ON_CALL)} <@UBEN>",) * amount
    events: list[Event] = []
    for number, concern in enumerate(("", "concern_a", "concern_b"), 1):
        events += [
            EscalationStarted(number=number, concern=concern, severity=Severity.SEV2, reason=text),
            LevelReached(number=number, level=0, because="started", answer_by=_UNTIL, reason=text),
            LevelStaffed(number=number, level=0, people=people, problems=problems, left_out=amount),
            Paged(number=number, level=0, pager="p" * 40, purpose="alarm", problem=text),
            LevelReached(number=number, level=1, because="by_hand", answer_by=_UNTIL, reason=text),
            LevelStaffed(number=number, level=1, people=people, problems=problems),
            Paged(number=number, level=1, pager="p" * 40, purpose="acknowledge", problem=text),
            Paged(number=number, level=1, pager="q", purpose="resolve", problem=text),
        ]
    events += [EscalationExhausted(number=1), EscalationAcknowledged(number=2, level=1)]
    return tuple(events)


def messages(words: Words, it: Incident) -> Iterator[tuple[str, Message]]:
    """Who is on call, as one person is shown it."""
    rules_known = it.policy.escalation
    people, problems = [_ANA, _BEN, "UCHI"] * 5, [it.title.translate(ON_CALL)] * 20
    lines = [
        PathLines(
            title,
            tuple(
                views.level_line(n, rule, people, problems, [it.title[:40]] * 3)
                for n, rule in enumerate(levels)
            ),
        )
        for title, levels in views.paths_of(rules_known)
    ]
    yield "answer who is on call", words.on_call(views.on_call(lines))
    yield "answer nobody on call", words.on_call(views.on_call(()))


def modals(words: Words, it: Incident) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is asked of one person."""
    if it.policy.escalation.paths:
        yield "escalate", words.form(it, views.form(it), "{}")
        yield "escalate a concern", words.form(it, views.form(it, "concern_a", it.title), "{}")
        yield "escalate after somebody else", words.form(it, views.form(it, "", it.title, 0), "{}")
