"""Everything that is said of hypotheses and of the ML Owner who is proposed, for the gallery."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.domain.events import Event
from bot.domain.hypotheses import (
    EvidenceAdded,
    HypothesisCorrected,
    HypothesisEvent,
    HypothesisJudged,
    HypothesisRaised,
    HypothesisState,
)
from bot.domain.incident import Incident
from bot.domain.ownership import OwnerProposed, OwnershipEvent, ProposalDeclined
from bot.domain.severity import Surface
from bot.views import hypotheses as views
from bot.views.render import Message, Words

TOLD_ROOM = (HypothesisEvent, OwnershipEvent)
TOLD_PERSON = (HypothesisRaised, HypothesisCorrected, OwnerProposed)
_OWNER, _OTHER = "UBEN", "UANA"


def nothing() -> tuple[Event, ...]:
    """Every event of these, with every word left out."""
    return (
        HypothesisRaised(number=1, surface=Surface.UNKNOWN, statement="", owner=""),
        EvidenceAdded(number=1, side="for", words=""),
        HypothesisJudged(number=1, was=HypothesisState.OPEN, now=HypothesisState.CONFIRMED, reason=""),
        HypothesisCorrected(
            number=1,
            surface=Surface.UNKNOWN,
            statement="",
            owner="",
            was_surface=Surface.UNKNOWN,
            was_statement="",
        ),
        OwnerProposed(person=_OWNER, model=""),
        ProposalDeclined(person=_OWNER),
    )


def happenings(text: str, amount: int) -> tuple[Event, ...]:
    """Several hypotheses in every state, each with that much evidence on both sides."""
    states = tuple(HypothesisState)
    events: list[Event] = [OwnerProposed(person=_OWNER, model=text[:75]), ProposalDeclined(person=_OWNER)]
    for number in range(1, 2 * amount + 1):
        events.append(HypothesisRaised(number=number, surface=Surface.DATA, statement=text, owner=_OWNER))
        for _ in range(amount):
            events.append(EvidenceAdded(number=number, side="for", words=text))
            events.append(EvidenceAdded(number=number, side="against", words=text))
        events += [
            HypothesisJudged(number=number, was=before, now=now, reason=text)
            for before, now in zip(states, (*states[1:], states[number % len(states)]), strict=True)
        ]
    events.append(
        HypothesisCorrected(
            number=1,
            surface=Surface.MODEL,
            statement=f"{text} after all",
            owner=_OTHER,
            was_surface=Surface.DATA,
            was_statement=text,
            was_owner=_OWNER,
        )
    )
    return tuple(events)


def messages(words: Words, it: Incident) -> Iterator[tuple[str, Message]]:
    """What one person is shown."""
    for page in range(3):
        yield f"hypotheses page {page}", words.hypotheses(it, page)


def modals(words: Words, it: Incident) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is asked of one person."""
    yield "new hypothesis", words.form(it, views.form(it, _OWNER), "{}")
    for known in it.hypotheses[:4]:
        for name, view in (
            ("evidence for", views.evidence(it, known, "for")),
            ("evidence", views.evidence(it, known, "")),
            ("judgement", views.judgement(it, known)),
            ("correction", views.correction(it, known)),
        ):
            yield f"{name} of hypothesis {known.number}", words.form(it, view, "{}")
