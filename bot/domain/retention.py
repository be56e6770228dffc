"""How long what is recorded of one incident is kept: holds, redactions, and what was deleted (domain §15)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.domain.strict import Strict


class Artefact(StrEnum):
    """What a retention rule is about, the least of it first.

    messages: words taken from Slack messages, with their authors. words: whatever people typed into it. people: who
    did what, in which role. record: the whole history.
    """

    MESSAGES = "messages"
    WORDS = "words"
    PEOPLE = "people"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class RetentionCommand:
    """Something asked of how long this incident is kept."""


@dataclass(frozen=True, slots=True)
class PlaceHold(RetentionCommand):
    """Nothing of it may be deleted or redacted, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class LiftHold(RetentionCommand):
    """It may be deleted again when its time comes, and why."""

    reason: str


class RetentionEvent(Strict):
    """Something that happened to what is kept."""


class HoldPlaced(RetentionEvent):
    """Nothing of it may be deleted or redacted."""

    kind: Literal["hold_placed"] = "hold_placed"
    reason: str


class HoldLifted(RetentionEvent):
    """The hold is over."""

    kind: Literal["hold_lifted"] = "hold_lifted"
    reason: str


class Erased(RetentionEvent):
    """These artefacts were deleted by the rule of so many days; what they said is gone from the history.

    run: which run of the rules did it, so that a run that was interrupted knows what is its own.
    """

    kind: Literal["erased"] = "erased"
    artefacts: tuple[Artefact, ...]
    days: int
    entries: int
    run: str = ""


class Tombstone(Strict):
    """All that is left of an incident whose record was deleted: its number, when, by which rule, by whom.

    days: of the rule; by: who asked for the run, None when it was its time.
    entries, run: how many entries its history had, and which run of the rules deleted it.
    """

    number: int
    at: datetime
    days: int
    by: str | None
    entries: int = 0
    run: str = ""


class Grave(Strict):
    """A tombstone as it is stored, which no event can be taken for."""

    tombstone: Tombstone


def tombstone_in(text: str) -> Tombstone | None:
    """The tombstone, when that is what is stored there, and not an event."""
    return Grave.model_validate_json(text).tombstone if text.startswith('{"tombstone":') else None


NOBODY = "U0GONE0"
"""Stands for an author whose words were deleted."""

_GONE = re.compile(r"U0GONE\d+")


def stand_in(nth: int) -> str:
    """Stands for the `nth` person of an incident (from 1), once nobody may know any more who it was."""
    return f"U0GONE{nth}"


def is_gone(person: str) -> bool:
    """Whether it only stands for somebody."""
    return _GONE.fullmatch(person) is not None


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of it: why it is held (empty when it is not), and what was erased when."""

    hold: str = ""
    held_by: str | None = None
    held_at: datetime | None = None
    erased: tuple[tuple[datetime, Erased], ...] = ()

    def gone(self, since: datetime | None) -> tuple[Artefact, ...]:
        """Which artefacts were deleted since it was closed for the last time, in the order of `Artefact`.

        What was said after it had been reopened is deleted when its own time comes.
        """
        known = {
            artefact for at, event in self.erased if since and at >= since for artefact in event.artefacts
        }
        return tuple(artefact for artefact in Artefact if artefact in known)

    def after(self, event: RetentionEvent, at: datetime, by: str | None) -> Kept:
        """The same after one more event.

        Raises:
            TypeError: the event is of no kind that retention knows.
        """
        match event:
            case HoldPlaced():
                return replace(self, hold=event.reason, held_by=by, held_at=at)
            case HoldLifted():
                return replace(self, hold="", held_by=None, held_at=None)
            case Erased():
                return replace(self, erased=(*self.erased, (at, event)))
            case _:
                raise TypeError(f"retention knows no {type(event).__name__}")
