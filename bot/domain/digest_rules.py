"""When the workspace is told how its incidents stand, and who is told (domain §8, §14)."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from bot.domain.strict import SlackChannel, SlackPerson, Strict

Weekday = Annotated[int, Field(ge=0, le=6)]


class DigestKind(StrEnum):
    """daily: the open incidents and what is overdue. weekly: measures, overdue action items, trends."""

    DAILY = "daily"
    WEEKLY = "weekly"


class DigestRule(Strict):
    """At which time of day (in the team's time zone), to which channels, and to whom directly."""

    at: time = time(9)
    channels: tuple[SlackChannel, ...] = Field(default=(), max_length=20)
    people: tuple[SlackPerson, ...] = Field(default=(), max_length=50)

    @property
    def places(self) -> tuple[str, ...]:
        """Everywhere it goes, each once."""
        return tuple(dict.fromkeys((*self.channels, *self.people)))


class Daily(DigestRule):
    """days: on which days of the week, 0 being Monday; left out, on the team's business days."""

    days: tuple[Weekday, ...] | None = Field(default=None, min_length=1)


class Weekly(DigestRule):
    """day: on which day of the week, 0 being Monday; on the next business day where that is none."""

    day: Weekday = 0


class Digests(Strict):
    """What goes out by itself; nothing, unless the team names somebody who is to have it.

    when_empty: a sentence that there is nothing to tell, or nothing at all.
    count_restricted: whether a channel is told how many confidential incidents are open; never which.
    documents: the files that come with it.
    """

    daily: Daily | None = None
    weekly: Weekly | None = None
    when_empty: Literal["sentence", "nothing"] = "sentence"
    count_restricted: bool = False
    documents: tuple[Literal["md", "pdf"], ...] = ("pdf",)

    def rule(self, digest: DigestKind) -> DigestRule | None:
        """What is said of this digest; None when nobody is to have it."""
        rule = self.daily if digest is DigestKind.DAILY else self.weekly
        return rule if rule is not None and rule.places else None
