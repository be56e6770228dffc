"""How each place stands with its digests: what it was not told of, and what Slack refused to take there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from bot.domain.digest_log import (
    DigestBegun,
    DigestEvent,
    DigestGivenUp,
    DigestLeftOut,
    DigestSent,
    DigestShared,
    SendDigest,
)
from bot.domain.digest_rules import DigestKind

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Digests:
    """The digests so far.

    begun: the latest of each kind. untold: since when a place was told nothing, where a daily digest was left out.
    refused: what a place was refused last, until it has it again.
    """

    begun: Mapping[DigestKind, DigestBegun] = field(default_factory=dict)
    untold: Mapping[str, datetime] = field(default_factory=dict)
    refused: Mapping[tuple[DigestKind, str], DigestGivenUp] = field(default_factory=dict)


def after(it: Digests, event: DigestEvent) -> Digests:
    """As they stand after this event."""
    match event:
        case DigestBegun():
            return replace(it, begun={**it.begun, event.digest: event})
        case DigestLeftOut():
            return replace(it, untold={**it.untold, event.place: event.since})
        case DigestSent():
            told = (
                it
                if event.digest is DigestKind.WEEKLY
                else replace(it, untold=_without(it.untold, event.place))
            )
            return _has(told, event, "send_digest")
        case DigestShared():
            return _has(it, event, "share_digest")
        case DigestGivenUp():
            return replace(it, refused={**it.refused, (event.digest, event.place): event})
        case _:
            return it


def left_out(it: Digests, effect: SendDigest) -> DigestLeftOut | None:
    """What is recorded instead of telling the place, when a newer digest tells it the same and more.

    A daily digest tells how things stand, so that of several the newest is enough; a weekly one tells of its week.
    """
    newest = it.begun.get(effect.digest)
    if effect.digest is DigestKind.WEEKLY or newest is None or newest.day <= effect.day:
        return None
    if effect.place not in newest.places:
        return None
    return DigestLeftOut(digest=effect.digest, day=effect.day, place=effect.place, since=since(it, effect))


def since(it: Digests, effect: SendDigest) -> datetime:
    """From when on changes are told to this place: since the last time that it was told of any."""
    if effect.digest is DigestKind.WEEKLY:
        return effect.since
    return min(effect.since, it.untold.get(effect.place, effect.since))


def to_mention(it: Digests, effect: SendDigest) -> tuple[DigestGivenUp, ...]:
    """What was refused on days before and is still to go there: the places that have their digest are told of it.

    A place that has its message and lacks the documents is told so itself.
    """
    return tuple(
        each
        for (digest, place), each in sorted(it.refused.items())
        if each.day < effect.day
        and (place != effect.place or (each.effect == "share_digest" and digest is effect.digest))
        and (begun := it.begun.get(digest)) is not None
        and place in begun.places
    )


def _has(it: Digests, event: DigestSent | DigestShared, effect: str) -> Digests:
    """What was refused before has arrived; that a place has the message says nothing about documents."""
    key = (event.digest, event.place)
    refused = it.refused.get(key)
    return replace(it, refused=_without(it.refused, key)) if refused and refused.effect == effect else it


def _without(them: Mapping[Key, Value], gone: Key) -> dict[Key, Value]:
    return {key: value for key, value in them.items() if key != gone}
