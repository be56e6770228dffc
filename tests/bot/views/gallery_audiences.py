"""Everything that is said to audiences outside the room and about them, for the gallery."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.audiences import Audience, AudienceEvent, Briefing, BriefingAddressed, LastWordSent, Route
from bot.domain.customer_words import Offence
from bot.domain.events import Event, UpdatePosted
from bot.domain.incident import Incident
from bot.domain.severity import Status
from bot.views import audiences
from bot.views.audience_models import Meanwhile
from bot.views.render import Message, Words

TOLD_ROOM = (AudienceEvent,)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
_WAY = Route(channels=("CROOM",), people=("UANA",), groups=("SCALL",))


def briefings(text: str) -> tuple[Briefing, ...]:
    """What every audience is told, with everything that a briefing can have."""
    return tuple(
        Briefing(
            audience=audience,
            text=text,
            channels=_WAY.channels,
            people=_WAY.people,
            groups=_WAY.groups,
            flagged=(text[:75],) if text and audience is Audience.CUSTOMERS else (),
            override=text if audience is Audience.CUSTOMERS else "",
        )
        for audience in Audience
    )


def nothing() -> tuple[Event, ...]:
    """Every event of these, with every word left out."""
    return (
        BriefingAddressed(of=1, audience=Audience.NOTE, group="", people=()),
        LastWordSent(briefings=(Briefing(audience=Audience.NOTE, text=""),)),
    )


def happenings(text: str, amount: int) -> tuple[Event, ...]:
    """An update for everybody, a group of whom some could not be told, and the last word."""
    return (
        UpdatePosted(
            impact=text,
            actions=text,
            eta=text,
            status=Status.AMBER,
            next_due=NOW + timedelta(minutes=30),
            was_due=None,
            briefings=briefings(text),
        ),
        BriefingAddressed(
            of=5,
            audience=Audience.ENGINEERS,
            group="SCALL",
            people=("UANA",),
            problems=(
                *(f"The account of <@UGONE{n}> is deactivated." for n in range(amount)),
                "The user group SCALL cannot be read (no_such_subteam).",
            ),
        ),
        LastWordSent(briefings=briefings(text)),
    )


def messages(words: Words, it: Incident, text: str) -> Iterator[tuple[str, Message]]:
    """What goes out."""
    for told in briefings(text):
        yield f"briefing for {told.audience}", words.briefing(it, told, "UANA")
    for audience in Audience:
        drafted = words.text_for(it, audience, NOW, text)
        yield (
            f"drafted briefing for {audience}",
            words.briefing(it, Briefing(audience=audience, text=drafted), ""),
        )


def modals(words: Words, it: Incident, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The preview of an update and of the last word."""
    update = next(event for event in happenings(text, 1) if isinstance(event, UpdatePosted))
    texts = {audience: words.text_for(it, audience, NOW, text) for audience in Audience}
    ways = dict.fromkeys(Audience, _WAY)
    found = tuple(
        Offence(n, n + 1, text[:60], "promise", text[:200], text[:200]) for n in range(min(len(text), 12))
    )
    for name, view in (
        ("preview", audiences.preview(it, update, texts, ways)),
        ("preview without ways", audiences.preview(it, update, texts, {})),
        (
            "preview of what offends",
            audiences.preview(it, update, texts, ways, offences=found, override=text),
        ),
        (
            "preview after somebody else's update",
            replace(audiences.preview(it, update, texts, ways), meanwhile=Meanwhile("UBEN", NOW, text)),
        ),
        ("preview too late", audiences.preview(it, update, texts, ways, passed=True)),
        ("last word", audiences.preview(it, None, texts, ways)),
    ):
        yield name, words.form(it, view, "{}")
