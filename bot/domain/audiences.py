"""Who an update is for, and what each of them is told: one set of facts, several renderings (domain §8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from bot.domain.customer_lexicon import NO_WORDS, CustomerWords
from bot.domain.severity import Severity
from bot.domain.strict import SlackChannel, SlackGroup, SlackPerson, Strict

BRIEFING_MOST = 1600
"""Characters that one audience is told: what a message and a field of a modal both hold."""

Words = Annotated[str, Field(min_length=1, max_length=75)]


class Audience(StrEnum):
    """For whom something is written.

    engineers: technical indicators, versions, links. executives: impact, risk, recovery projection.
    customers: plain language, no promises, no internal names; for support, too. note: a plain status note.
    """

    ENGINEERS = "engineers"
    EXECUTIVES = "executives"
    CUSTOMERS = "customers"
    NOTE = "note"


class Route(Strict):
    """Where one audience hears of updates, and at which severities; without a place it hears nothing."""

    channels: tuple[SlackChannel, ...] = Field(default=(), max_length=10)
    people: tuple[SlackPerson, ...] = Field(default=(), max_length=50)
    groups: tuple[SlackGroup, ...] = Field(default=(), max_length=10)
    severities: tuple[Severity, ...] = Field(default=tuple(Severity), min_length=1)

    @property
    def leads(self) -> bool:
        """Whether it leads anywhere."""
        return bool(self.channels or self.people or self.groups)


class AudienceRules(Strict):
    """Where updates go besides the room; nowhere, unless the team says so.

    restricted: whether the channels may hear of restricted incidents, too, when the writer chooses them.
    products: what customers call what a model does, by the model's name. allowed: words that customers know and that
    the check of their words therefore leaves alone.
    """

    engineers: Route = Route()
    executives: Route = Route()
    customers: Route = Route()
    note: Route = Route()
    restricted: bool = False
    products: dict[Words, Words] = Field(default_factory=dict, max_length=500)
    allowed: tuple[Words, ...] = Field(default=(), max_length=200)

    def route(self, audience: Audience) -> Route:
        """Where this audience hears of updates."""
        match audience:
            case Audience.ENGINEERS:
                return self.engineers
            case Audience.EXECUTIVES:
                return self.executives
            case Audience.CUSTOMERS:
                return self.customers
            case Audience.NOTE:
                return self.note

    def product(self, model: str) -> str:
        """What customers call what this model does; empty when that is not known."""
        wanted = model.strip().casefold()
        return next((said for name, said in self.products.items() if name.casefold() == wanted), "")


class Briefing(Strict):
    """What one audience was told with an update: the words as they were seen in the preview and sent.

    channels, people, groups: Slack ids that the policy named for it when it was sent.
    flagged: words in it that were pointed out as not belonging there; override: why it went out all the same.
    """

    audience: Audience
    text: str
    channels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    flagged: tuple[str, ...] = ()
    override: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote for an audience, and why it goes out although words in it do not belong there."""

    audience: Audience
    text: str
    override: str = ""


@dataclass(frozen=True, slots=True)
class Writing:
    """What goes out besides the room: nothing, unless something was written.

    lexicon: the team's present words that customers are not told; names: what people who take part are called.
    """

    written: tuple[Written, ...] = ()
    lexicon: CustomerWords = NO_WORDS
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AudienceCommand:
    """Something asked about what audiences are told."""


@dataclass(frozen=True, slots=True)
class SendLastWord(AudienceCommand):
    """It is over: tell those who were told that it began."""

    writing: Writing


@dataclass(frozen=True, slots=True)
class ReportAddressed(AudienceCommand):
    """Who is in this group by now, for the briefing that event number `of` has for the audience."""

    of: int
    audience: Audience
    group: str
    people: tuple[str, ...]
    problems: tuple[str, ...] = ()


class AudienceEvent(Strict):
    """Something that happened to what audiences are told."""


class BriefingAddressed(AudienceEvent):
    """A group was looked up: `people` of it are told directly, those left out who are told already.

    of: the number of the event that has the briefing. problems: sentences for whoever in it could not be told.
    """

    kind: Literal["briefing_addressed"] = "briefing_addressed"
    of: int
    audience: Audience
    group: str
    people: tuple[str, ...]
    problems: tuple[str, ...] = ()


class LastWordSent(AudienceEvent):
    """Those who had been told of it were told that it is over."""

    kind: Literal["last_word_sent"] = "last_word_sent"
    briefings: tuple[Briefing, ...]
