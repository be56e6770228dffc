"""Who was told besides the room, in words for documents: by audience, places counted, nobody named (domain §8, §13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.audiences import Audience, Briefing, BriefingAddressed
from bot.views.people import People

AUDIENCES = {
    Audience.ENGINEERS: "engineers",
    Audience.EXECUTIVES: "executives",
    Audience.CUSTOMERS: "customers and support",
    Audience.NOTE: "readers of the status note",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What one audience was told, where, and why although words in it were pointed out."""

    audience: str
    places: str
    text: str
    flagged: str
    override: str


def told(briefings: Sequence[Briefing], people: People, version: int) -> str:
    """Who was told, in a line; with what was pointed out in the words for customers and sent all the same."""
    return "; ".join(
        f"{AUDIENCES[each.audience]} ({_places(each)}"
        + (
            f"; sent with {_quoted(each)} because: {people.spoken(each.override, version)}"
            if each.override
            else ""
        )
        + ")"
        for each in briefings
    )


def told_in_full(briefings: Sequence[Briefing], people: People, version: int) -> tuple[Told, ...]:
    """The same with every word."""
    return tuple(
        Told(
            audience=AUDIENCES[each.audience],
            places=_places(each),
            text=people.spoken(each.text, version),
            flagged=_quoted(each),
            override=people.spoken(each.override, version),
        )
        for each in briefings
    )


def addressed(event: BriefingAddressed, people: People, version: int) -> dict[str, object]:
    """What the words of a group's being told need beyond the event's fields."""
    many = len(event.people)
    return {
        "audience": AUDIENCES[event.audience],
        "group_told": f"{many} {'person' if many == 1 else 'people'}",
        "left_out": " ".join(people.spoken(problem, version) for problem in event.problems),
    }


def _places(briefing: Briefing) -> str:
    return counted(channels=len(briefing.channels), people=len(briefing.people), groups=len(briefing.groups))


def counted(*, channels: int = 0, people: int = 0, groups: int = 0) -> str:
    """So many places, such as `2 channels, 1 person`."""
    counts = ((channels, "channel", "channels"), (people, "person", "people"), (groups, "group", "groups"))
    return ", ".join(f"{many} {one if many == 1 else more}" for many, one, more in counts if many)


def _quoted(briefing: Briefing) -> str:
    return ", ".join(f"“{words}”" for words in briefing.flagged)
