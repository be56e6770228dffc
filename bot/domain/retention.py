"""How long what is recorded of one incident is kept: holds, redactions, and what was deleted (domain §15)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.domain.strict import Strict


class Artefact(StrEnum):
    """What a retention rule is about.

    messages: words taken from Slack messages, with their authors. people: who did what, in which role.
    record: the whole history.
    """

    MESSAGES = "messages"
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
    """These artefacts were deleted by the rule of so many days; what they said is gone from the history."""

    kind: Literal["erased"] = "erased"
    artefacts: tuple[Artefact, ...]
    days: int
    entries: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of it: why it is held (empty when it is not), and what was erased when."""

    hold: str = ""
    held_by: str | None = None
    held_at: datetime | None = None
    erased: tuple[tuple[datetime, Erased], ...] = ()

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
