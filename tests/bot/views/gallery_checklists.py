"""Everything that is said of the attached playbook and of the first 90 minutes, for the gallery."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.checklists import (
    ItemCleared,
    ItemTicked,
    PlaybookAttached,
    PlaybookDetached,
    StepFinished,
    StepReopened,
    StepSkipped,
)
from bot.domain.containment import Containment
from bot.domain.effects import PLAYBOOK
from bot.domain.events import Event
from bot.domain.first_steps import first_steps
from bot.domain.incident import Incident
from bot.domain.playbook import Check, Comms, Option, Playbook, Row
from bot.domain.severity import IncidentType, Surface
from bot.views import playbook_card, steps
from bot.views.render import Message, Words

TOLD_ROOM = (PlaybookAttached, PlaybookDetached, StepSkipped)
_COMMAND = "kubectl get pods -l app={model},version={last_known_good_version}"


def book(text: str, amount: int) -> Playbook:
    """A playbook whose texts are as long as they may be and begin with `text`, with that many of everything."""
    said = text.strip() or "x"
    sentence = said[:300]
    changes = tuple(Containment)[: min(amount, 10)]
    return Playbook(
        key="a-playbook",
        version=said[:20],
        title=said[:60],
        surface=Surface.DATA,
        types=(IncidentType.DATA,),
        signals=(said[:60],),
        causes=(sentence,),
        owner="nobody_known",
        checks=(Check(look=said[:200], tell=said[:240], command=f"{_COMMAND}\n{'x' * 300}"),) * 3,
        containment=tuple(
            Option(
                key=change,
                what=sentence,
                command=_COMMAND,
                effect=sentence,
                verify=sentence,
                lift=sentence,
                review_after_minutes=30,
            )
            for change in changes
        ),
        decisions=tuple(
            Row(when=sentence, then=sentence, containment=changes[0] if number % 2 else None)
            for number in range(min(amount, 12))
        ),
        rollback=sentence,
        steps=(sentence,) * min(amount, 20),
        verification=(sentence,) * min(amount, 10),
        success=(sentence,),
        comms=Comms(internal=said[:600], customers=said[:600]),
        duration_minutes=60,
        compliance=sentence,
    )


def nothing() -> tuple[Event, ...]:
    """Every event of these, with every word left out."""
    bare = book("?", 1)
    return (
        PlaybookAttached(playbook=bare, before=""),
        ItemTicked(item="check:1", words="", result="", was=None),
        ItemCleared(item="check:1", words="", reason=""),
        PlaybookDetached(key=bare.key, title="", reason=""),
        PlaybookAttached(playbook=bare, before="", reason=""),
        StepSkipped(step="roles", title="", reason=""),
        StepReopened(step="roles", title="", reason=""),
    )


def happenings(text: str, amount: int) -> tuple[Event, ...]:
    """A playbook replaced by another, partly ticked, and steps in every state."""
    worked = book(text, amount)
    return (
        PlaybookAttached(playbook=book("Another", 1), before=""),
        PlaybookDetached(key="a-playbook", title=text, reason=text),
        PlaybookAttached(playbook=worked, before=text, reason=text),
        ItemTicked(item="check:1", words=text, result=text, was=None),
        ItemTicked(item="check:1", words=text, result=text, was=text),
        ItemTicked(item="check:2", words=text, result=text, was=None),
        ItemCleared(item="check:2", words=text, reason=text, was=text),
        ItemTicked(item="step:1", words=text, result=text, was=None),
        StepFinished(step="severity", title=text, note=text),
        StepSkipped(step="verify", title=text, reason=text),
        StepFinished(step="scope", title=text, note=text),
        StepReopened(step="scope", title=text, reason=text),
    )


def messages(words: Words, it: Incident) -> Iterator[tuple[str, Message]]:
    """The living checklist while the checks are open, after them, and without a playbook."""
    now = it.declared_at + timedelta(hours=2)
    yield "playbook panel", words.panel(it, PLAYBOOK, now)
    yield "no playbook panel", words.panel(replace(it, playbook=None), PLAYBOOK, now)
    if it.playbook is None:
        return
    tick = next(iter(it.playbook.ticks.values()), None)
    if tick is not None:
        checked = replace(it.playbook, ticks={f"check:{number}": tick for number in (1, 2, 3)})
        yield "playbook panel after the checks", words.panel(replace(it, playbook=checked), PLAYBOOK, now)
    fresh = replace(it.playbook, ticks={})
    yield "fresh playbook panel", words.panel(replace(it, playbook=fresh), PLAYBOOK, now)


def modals(words: Words, it: Incident) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every modal of them."""
    now = it.declared_at + timedelta(hours=2)
    yield "first steps", words.form(it, steps.steps(it, now), "{}")
    for step in first_steps(it):
        yield f"first step {step.key}", words.form(it, steps.step_form(it, step, "UANA", now), "{}")
    library = tuple(book(f"{number}", 1).model_copy(update={"key": f"k{number}"}) for number in range(120))
    yield "playbook change", words.form(it, playbook_card.playbook_change(it, library, "k3"), "{}")
    if it.playbook is None:
        return
    yield "playbook items", words.form(it, playbook_card.playbook_items(it, it.playbook), "{}")
    yield "playbook rows", words.form(it, playbook_card.playbook_rows(it, it.playbook), "{}")
    for item in it.playbook.items[:4]:
        yield f"item {item.key}", words.form(it, playbook_card.playbook_item(it, it.playbook, item), "{}")
