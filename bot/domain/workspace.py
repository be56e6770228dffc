"""The workspace's own history: what was done for all incidents together, each thing once.

It is kept as stream 0 of the store beside the incidents', with an outbox of its own. Times are UTC; a `day` is one of
the team's time zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, assert_never
from zoneinfo import ZoneInfo

from pydantic import Field, TypeAdapter

from bot.domain.digest_log import (
    DigestBegun,
    DigestGivenUp,
    DigestLeftOut,
    DigestSent,
    DigestShared,
    DigestsPlanned,
    SendDigest,
    ShareDigest,
)
from bot.domain.digest_moments import latest_moment, week_before
from bot.domain.digest_places import Digests, after
from bot.domain.digest_rules import DigestKind
from bot.domain.policy import Policy
from bot.domain.retention import Artefact
from bot.domain.strict import Strict

WORKSPACE = 0
"""The number under which the workspace is kept; incidents count from 1."""

FIRST_LOOKS_BACK = timedelta(days=1)
"""What the first daily digest calls new."""


class RetentionBegun(Strict):
    """The retention rules are carried out for this day."""

    kind: Literal["retention_begun"] = "retention_begun"
    day: date


class Taken(Strict):
    """What was deleted of an incident, and how many entries of its history held any; never what they said."""

    number: int
    artefacts: tuple[Artefact, ...]
    entries: int


class RetentionRun(Strict):
    """They were carried out; `asked`: by somebody on the command line, not because it was time."""

    kind: Literal["retention_run"] = "retention_run"
    day: date
    taken: tuple[Taken, ...]
    asked: bool = False


WorkspaceEvent = (
    DigestsPlanned
    | DigestBegun
    | DigestSent
    | DigestShared
    | DigestLeftOut
    | DigestGivenUp
    | RetentionBegun
    | RetentionRun
)


class WorkspaceRecorded(Strict):
    """An event in its place, as `bot.domain.events.Recorded`."""

    version: int
    at: datetime
    by: str | None = None
    event: Annotated[WorkspaceEvent, Field(discriminator="kind")]


class RunRetention(Strict):
    """Delete what has to go by this day."""

    kind: Literal["run_retention"] = "run_retention"
    day: date

    @property
    def lane(self) -> str:
        """Its own."""
        return "retention"


WorkspaceEffect = SendDigest | ShareDigest | RunRetention


@dataclass(frozen=True, slots=True)
class Workspace:
    """The workspace as of `version`.

    planned: since when each digest is wanted. retained: the last day of the retention.
    """

    version: int = 0
    planned: dict[DigestKind, datetime] = field(default_factory=dict)
    digests: Digests = field(default_factory=Digests)
    retained: date | None = None


def fold(history: Iterable[WorkspaceRecorded], before: Workspace | None = None) -> Workspace:
    """The workspace after these events."""
    it = before or Workspace()
    for recorded in history:
        it = replace(_after(it, recorded), version=recorded.version)
    return it


def _after(it: Workspace, recorded: WorkspaceRecorded) -> Workspace:
    event = recorded.event
    match event:
        case DigestsPlanned():
            return replace(it, planned={each: it.planned.get(each, recorded.at) for each in event.digests})
        case DigestBegun() | DigestSent() | DigestShared() | DigestLeftOut() | DigestGivenUp():
            return replace(it, digests=after(it.digests, event))
        case RetentionBegun():
            return replace(it, retained=event.day)
        case RetentionRun():
            return it
        case _:
            assert_never(event)


def at_start(it: Workspace, policy: Policy) -> tuple[WorkspaceEvent, ...]:
    """What is recorded when a bot starts with this policy: which digests are wanted, if that has changed."""
    wanted = tuple(each for each in DigestKind if policy.digests.rule(each) is not None)
    return (DigestsPlanned(digests=wanted),) if set(wanted) != it.planned.keys() else ()


def let_pass(it: Workspace, policy: Policy, now: datetime) -> tuple[WorkspaceEvent, ...]:
    """What time has to say: of each digest the latest that is due, late or not, and the day's retention."""
    digests = (_due(it, policy, each, now) for each in DigestKind)
    return (*(begun for begun in digests if begun is not None), *_retention(it, policy, now))


def _retention(it: Workspace, policy: Policy, now: datetime) -> tuple[RetentionBegun, ...]:
    """Once a day of the team, where it has any rule; a day that was missed is made up for by the next."""
    day = now.astimezone(ZoneInfo(policy.timezone)).date()
    due = policy.retention.rules and (it.retained is None or it.retained < day)
    return (RetentionBegun(day=day),) if due else ()


def _due(it: Workspace, policy: Policy, digest: DigestKind, now: datetime) -> DigestBegun | None:
    rule, wanted_since = policy.digests.rule(digest), it.planned.get(digest)
    if rule is None or wanted_since is None:
        return None
    latest = latest_moment(policy, digest, now)
    before = it.digests.begun.get(digest)
    if latest is None or latest.at < wanted_since or (before is not None and latest.day <= before.day):
        return None
    if digest is DigestKind.WEEKLY:
        since = week_before(policy, latest.day)
    else:
        since = before.due if before else latest.at - FIRST_LOOKS_BACK
    return DigestBegun(digest=digest, day=latest.day, due=latest.at, since=since, places=rule.places)


def react(recorded: WorkspaceRecorded) -> tuple[WorkspaceEffect, ...]:
    """What must be told because of this event."""
    event = recorded.event
    match event:
        case DigestBegun():
            return tuple(
                SendDigest(digest=event.digest, day=event.day, due=event.due, since=event.since, place=place)
                for place in event.places
            )
        case DigestSent(ts=ts, due=due, since=since) if ts:
            return (
                ShareDigest(
                    digest=event.digest,
                    day=event.day,
                    due=due,
                    since=since,
                    place=event.place,
                    channel=event.channel,
                    ts=ts,
                ),
            )
        case RetentionBegun():
            return (RunRetention(day=event.day),)
        case (
            DigestsPlanned()
            | DigestSent()
            | DigestShared()
            | DigestLeftOut()
            | DigestGivenUp()
            | RetentionRun()
        ):
            return ()
        case _:
            assert_never(event)


_recorded: TypeAdapter[WorkspaceRecorded] = TypeAdapter(WorkspaceRecorded)
_effect: TypeAdapter[WorkspaceEffect] = TypeAdapter(Annotated[WorkspaceEffect, Field(discriminator="kind")])


def from_json(text: str | bytes) -> WorkspaceRecorded:
    """The stored event.

    Raises:
        pydantic.ValidationError: the text is not an event of this version of the product.
    """
    return _recorded.validate_json(text)


def effect_from_json(text: str | bytes) -> WorkspaceEffect:
    """The effect that waited in the outbox.

    Raises:
        pydantic.ValidationError: the text is not an effect of this version of the product.
    """
    return _effect.validate_json(text)
