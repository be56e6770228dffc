"""Everything that is said of containment, for the gallery: an action in every state that one can be in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.actions import (
    ActionApplied,
    ActionApproved,
    ActionCorrected,
    ActionKept,
    ActionProposed,
    ActionSettled,
    ActionState,
    AutomationAnswered,
    AutomationAsked,
    Purpose,
    ReviewPostponed,
)
from bot.domain.containment import Containment
from bot.domain.effects import action_panel
from bot.domain.events import Event, Recorded, Reminded
from bot.domain.incident import Incident
from bot.domain.playbook import Option
from bot.domain.proposal import proposal
from bot.views import action_card
from bot.views import containment as views
from bot.views.render import Message, Words

TOLD_ROOM = (
    ActionApproved,
    ActionApplied,
    ActionSettled,
    ActionKept,
    ActionCorrected,
    ReviewPostponed,
    AutomationAnswered,
)
TOLD_PERSON = (ActionKept,)
_OWNER = "UBEN"
_AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_LIVES: dict[str, tuple[ActionState, ...]] = {
    "proposed": (),
    "approved": (ActionState.APPROVED,),
    "applied": (ActionState.APPROVED, ActionState.APPLIED),
    "verified": (ActionState.APPROVED, ActionState.APPLIED, ActionState.VERIFIED),
    "kept": (ActionState.APPROVED, ActionState.APPLIED, ActionState.VERIFIED),
    "lifted": (ActionState.APPROVED, ActionState.APPLIED, ActionState.VERIFIED, ActionState.LIFTED),
    "reverted": (ActionState.APPROVED, ActionState.APPLIED, ActionState.REVERTED),
    "failed": (ActionState.APPROVED, ActionState.APPLIED, ActionState.FAILED),
    "withdrawn": (ActionState.WITHDRAWN,),
    "busy": (ActionState.APPROVED,),
    "unsure": (ActionState.APPROVED,),
    "automated": (ActionState.APPROVED,),
    "silent": (ActionState.APPROVED,),
    "waiting": (),
}


def nothing() -> tuple[Event, ...]:
    """Every event of these, with every word left out."""
    return _lives("")


def happenings(text: str) -> tuple[Event, ...]:
    """An action in every state, and what led there, in that text's words."""
    return _lives(text)


def _lives(text: str) -> tuple[Event, ...]:
    return tuple(
        event
        for number, (life, states) in enumerate(_LIVES.items(), 1)
        for event in (
            _proposed(number, text),
            *_asked(number, 1, "dry_run", text),
            *_steps(number, states, text),
            *_rest(number, life, text),
        )
    )


def _proposed(number: int, text: str) -> Event:
    return ActionProposed(
        number=number,
        containment=tuple(Containment)[number],
        what=text,
        command=f"{text}\n" * 3,
        effect=text,
        verify=text,
        lift=text,
        review_after_minutes=30,
        risky=number % 2 == 1,
        webhook=text[:40],
    )


def _steps(number: int, states: tuple[ActionState, ...], text: str) -> tuple[Event, ...]:
    return tuple(_step(number, state, text) for state in states)


def _step(number: int, state: ActionState, text: str) -> Event:
    if state is ActionState.APPROVED:
        return ActionApproved(number=number, what=text, role="ic", complete=True)
    if state is ActionState.APPLIED:
        return ActionApplied(
            number=number, what=text, note=text, review_at=_AT, beside=number - 1, override=text
        )
    return ActionSettled(number=number, what=text, was=ActionState.APPLIED, now=state, words=text)


def _asked(number: int, run: int, purpose: Purpose, text: str) -> tuple[Event, ...]:
    asked = AutomationAsked(
        number=number, what=text, run=run, purpose=purpose, webhook=text[:40], override=text
    )
    answered = AutomationAnswered(
        number=number, what=text, run=run, purpose=purpose, ok=number % 2 == 0, status=200, answer=text[:500]
    )
    return (asked, answered)


def _rest(number: int, life: str, text: str) -> tuple[Event, ...]:
    match life:
        case "kept":
            until = _AT + timedelta(days=3)
            return (
                ReviewPostponed(number=number, what=text, until=_AT, reason=text),
                ActionKept(number=number, what=text, owner=_OWNER, reason=text, review_at=until),
                Reminded(reminder="review_action", at=_AT, action=number),
            )
        case "applied":
            return (Reminded(reminder="review_action", at=_AT, action=number),)
        case "withdrawn":
            was, now = ActionState.WITHDRAWN, ActionState.PROPOSED
            return (ActionCorrected(number=number, what=text, was=was, now=now, reason=text),)
        case "automated":
            return (*_asked(number, 2, "apply", text), _step(number, ActionState.APPLIED, text))
        case "silent":
            silent = Reminded(reminder="run_silent", at=_AT, action=number)
            return (*_asked(number, 2, "apply", text)[:1], silent)
        case "waiting":
            return (Reminded(reminder="approval_waits", at=_AT, action=number),)
        case "busy":
            return _asked(number, 2, "apply", text)[:1]
        case "unsure":
            asked, answered = _asked(number, 2, "apply", text)
            assert isinstance(answered, AutomationAnswered)
            return (asked, answered.model_copy(update={"ok": False, "status": 0, "unknown": True}))
        case _:
            return ()


def messages(words: Words, it: Incident) -> Iterator[tuple[str, Message]]:
    """Living messages, the list, and the question whether to lift, asked of one person."""
    for action in it.actions:
        yield f"panel action {action.number}", words.panel(it, action_panel(action.number), _AT)
        asked = Reminded(reminder="review_action", at=_AT, action=action.number)
        yield (
            f"person review {action.number}",
            words.person_message(it, Recorded(version=1, at=_AT, by=None, event=asked), _OWNER),
        )
    yield "actions", words.actions(it, {1: "https://acme.slack.com/archives/CROOM/p11"})


def modals(words: Words, it: Incident) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every modal of containment, of an action in every state."""
    yield "containment", words.form(it, views.containment(it), "{}")
    for containment in Containment:
        yield (
            f"proposal {containment}",
            words.form(it, views.proposal(it, proposal(it, containment, None)), "{}"),
        )
    for option in _options(it):
        begun = proposal(it, option.key, option, it.title)
        yield f"proposal from {option.key}", words.form(it, views.proposal(it, begun), "{}")
    for action in it.actions:
        for outcome in ActionState:
            yield f"settle {outcome}", words.form(it, views.settle(it, action, outcome), "{}")
        yield "apply", words.form(it, views.apply(it, action, run=False), "{}")
        yield "run", words.form(it, views.apply(it, action, run=True), "{}")
        yield "keep", words.form(it, views.keep(it, action, _OWNER, _AT), "{}")
        yield "postpone", words.form(it, views.postpone(it, action), "{}")
        yield "undo", words.form(it, views.undo(it, action), "{}")
        yield "action page", words.form(it, action_card.action_page(it, action), "")


def _options(it: Incident) -> tuple[Option, ...]:
    return it.playbook.playbook.containment if it.playbook else ()
