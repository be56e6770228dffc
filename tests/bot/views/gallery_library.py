"""Everything that is said of past incidents and of how long they are kept, for the gallery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bot.domain.actions import ActionState
from bot.domain.containment import Containment
from bot.domain.events import Event
from bot.domain.incident import Incident
from bot.domain.library import By, Found, Likeness, Similar
from bot.domain.library_query import Unread, Wanted
from bot.domain.record import ContainmentLine, Record, record
from bot.domain.retention import HoldLifted, HoldPlaced
from bot.domain.severity import Surface
from bot.domain.triage_rule import FalsePage
from bot.views import library as views
from bot.views.render import Message, Words

TOLD_ROOM = (HoldPlaced, HoldLifted)


def nothing() -> tuple[Event, ...]:
    """Every event of these, with every word left out."""
    return (HoldPlaced(reason=""), HoldLifted(reason=""))


def happenings(text: str) -> tuple[Event, ...]:
    """A hold that is lifted, and another that stays."""
    return (HoldPlaced(reason=text), HoldLifted(reason=text), HoldPlaced(reason=text))


def past(it: Incident, text: str, amount: int) -> Record:
    """The incident as the library knows it, with so much tried well and in vain."""
    tried = tuple(
        ContainmentLine(number=nth, containment=Containment.ROLL_BACK_MODEL, what=text, state=state)
        for nth, state in enumerate((*(ActionState.VERIFIED, ActionState.FAILED) * amount,), 1)
    )
    known = record(it)
    ended = known.summary.model_copy(update={"open": False, "closed_at": it.declared_at + timedelta(hours=9)})
    said = {
        "impact": text,
        "cause": text,
        "surface": Surface.DATA if text else Surface.UNKNOWN,
        "first_statement": text,
        "first_surface": Surface.MODEL if text else None,
        "first_right": False if text else None,
        "false_page": FalsePage.SEASONALITY if text else FalsePage.NONE,
        "containments": tried,
        "playbook": "drift-alert" if text else "none",
    }
    return known.model_copy(update={**said, "summary": ended})


def messages(words: Words, it: Incident, text: str) -> Iterator[tuple[str, Message]]:
    """What a search finds or does not understand, and what is alike, for one person and for the room."""
    known = past(it, text, 9 if len(text) > 1000 else 1)
    why = (text, text) if text else ()
    hits = (Found(known, why),) * 9
    unread = (Unread(text or "is:", tuple(f"{n} {text}" for n in range(40))),)
    misread = Wanted(words=text, read_as=((text, text),) * 3)
    for name, page in (("first", 0), ("middle", 1), ("last", 9)):
        yield f"incidents found {name}", words.found(views.found(hits, misread, text, page))
    yield "incidents found nothing", words.found(views.found((), Wanted(), text, 0))
    yield "incidents not understood", words.found(views.found((), Wanted(unread=unread * 3), text, 0))
    signs = ("errors:normal", "signal:drift", f"{text[:20]}:{text[:20]}")
    alike = tuple(
        Likeness(by, what, 1.0)
        for by, what in (
            (By.WORDS, (text,) * 4),
            (By.SIGNALS, signs),
            (By.MODEL, (text,)),
            (By.DRIFT, ("real",)),
            (By.PLAYBOOK, ("drift-alert",)),
        )
    )
    like = (Similar(known, 9.0, alike),) * 3
    yield "similar", words.similar(it, like)
    yield "nothing similar", words.similar(it, ())
    yield "offered when declared", words.similar_offered(it, like, "declared")
    yield "offered when triaged", words.similar_offered(it, like, "triaged")


def modals(words: Words, it: Incident, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """A past incident."""
    yield "past incident", words.past(past(it, text, 9))
    yield "past incident of which little is known", words.past(past(it, "", 0))
