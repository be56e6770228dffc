"""The store on Redis or Valkey: a stream of events an incident, an outbox of lanes, due times, indexes.

Every change of state is one Lua script (`redis_scripts/`) that can be run again with the same arguments without
doing anything twice. All keys share the hash tag `{prefix}`, so that a script never leaves its slot:

    {tocsin}:incident:<n>        stream, entry ids <version>-0, field e; never trimmed
    {tocsin}:counter             highest incident number
    {tocsin}:command:<id>        result of a command, for a day
    {tocsin}:guard:<key>         who holds a guard, and until when
    {tocsin}:ready               zset of lanes "<n>:<lane>" by the time at which their head may be claimed
    {tocsin}:queue:<n>:<lane>    list of effects
    {tocsin}:head:<n>:<lane>     hash: owner, attempts, uncertain, note … of the lane's first effect
    {tocsin}:due, :open          zsets of incidents; :ranks, :summaries are hashes by incident
    {tocsin}:graves, :erasures   hash: tombstones of incidents whose record was deleted; a count of what was erased
    {tocsin}:told:<n>            hash from events' versions, with a person or none, to the messages that told of them
    {tocsin}:rooms, :messages    hashes from Slack's ids to incidents
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from hashlib import sha256
from itertools import chain
from typing import Any
from uuid import uuid4

from bot.adapters.redis_condition import condition
from bot.adapters.redis_erasing import Erasing
from bot.adapters.redis_wire import Wire
from bot.domain.workspace import WORKSPACE
from bot.service.ports import (
    Claimed,
    Commit,
    CommitResult,
    Committed,
    Conflict,
    Duplicate,
    Guard,
    Guarded,
    StoreCondition,
)

COMMAND_MEMORY = 24 * 60 * 60
"""Seconds for which a command's id is remembered."""

_SWEEP = 60 * 60
"""Seconds after its lapse at which the server throws a guard away, whatever the clocks say of each other."""

_WINDOW = 1000
"""Ready lanes that one claim looks at, longest waiting first."""


class RedisStore(Erasing):
    """`bot.service.ports.Store` on one Redis or Valkey server, 7.0 or newer.

    url: redis://, rediss:// or unix://.
    prefix: what all keys begin with, in braces; one for each Slack workspace on a shared server.
    pool_size: connections at most.
    socket_timeout: seconds to wait for one answer of the server.

    Making one costs nothing: the first question connects. It belongs to one event loop.
    """

    def __init__(
        self, url: str, *, prefix: str = "tocsin", pool_size: int = 24, socket_timeout: float = 1.5
    ) -> None:
        self._tag = "{" + prefix + "}"
        self._wire = Wire(url, pool_size=pool_size, socket_timeout=socket_timeout)

    async def commit(self, step: Commit) -> CommitResult:
        """Write the whole step or nothing; safe to repeat with the same command id.

        Raises ValueError for a step that cannot be meant: a new incident without events, times that are no numbers.
        """
        token = uuid4().hex
        verdict, *rest = await self._run("commit", *_arguments(step, token))
        match verdict:
            case "committed":
                return Committed(int(rest[0]), int(rest[1]))
            case "known":
                return _result(rest[0], token)
            case "guarded":
                return Guarded(int(rest[0]))
        return Conflict()

    async def load(self, incident: int, after: int = 0, limit: int | None = None) -> list[str]:
        """The incident's events as JSON from version `after`+1 on, in order, at most `limit` of them."""
        most = () if limit is None else ("COUNT", limit)
        entries = await self._wire.ask(
            "XRANGE", self._key(f"incident:{incident}"), f"{after + 1}-0", "+", *most
        )
        return [fields[1] for _, fields in entries]

    async def seen(self, command_id: str) -> Duplicate | None:
        """The result that this command's id was committed with, if it was, within `COMMAND_MEMORY`."""
        found = await self._wire.ask("GET", self._key(f"command:{command_id}"))
        if found is None:
            return None
        incident, version, _ = found.split()
        return Duplicate(int(incident), int(version))

    async def incident_of_room(self, channel: str) -> int | None:
        """The incident whose room this Slack channel is."""
        return _number(await self._wire.ask("HGET", self._key("rooms"), channel))

    async def incident_of_message(self, key: str) -> int | None:
        """The incident on whose timeline the message `channel:ts` stands."""
        return _number(await self._wire.ask("HGET", self._key("messages"), key))

    async def open_incidents(self) -> list[int]:
        """Numbers of the open incidents, ascending."""
        return [int(n) for n in await self._wire.ask("ZRANGE", self._key("open"), 0, -1)]

    async def last_number(self) -> int:
        """The highest incident number given so far, 0 when there is none."""
        return await self._count("counter")

    async def summaries(self, incidents: list[int]) -> dict[int, str]:
        """The summary lines (JSON) of these incidents; unknown numbers are left out."""
        if not incidents:
            return {}
        lines = await self._wire.ask("HMGET", self._key("summaries"), *incidents)
        return {n: line for n, line in zip(incidents, lines, strict=True) if line is not None}

    async def records(self, incidents: list[int]) -> dict[int, str]:
        """What the library knows of these incidents (JSON); unknown numbers are left out."""
        if not incidents:
            return {}
        lines = await self._wire.ask("HMGET", self._key("records"), *incidents)
        return {n: line for n, line in zip(incidents, lines, strict=True) if line is not None}

    async def note_told(self, incident: int, version: int, ts: str, person: str = "") -> None:
        """Remember the message that told the room, or this person, of this event."""
        await self._run("note_told", incident, f"{version}:{person}".rstrip(":"), ts)

    async def told_at(self, incident: int, version: int, person: str = "") -> str | None:
        """The message (ts) that told the room, or this person, of this event."""
        found = await self._wire.ask("HGET", self._key(f"told:{incident}"), f"{version}:{person}".rstrip(":"))
        return None if found is None else str(found)

    async def told(self, incident: int) -> dict[int, str]:
        """The messages (ts) in the incident's room that told of its events, by version."""
        found = iter(await self._wire.ask("HGETALL", self._key(f"told:{incident}")))
        return {int(event): str(ts) for event, ts in zip(found, found, strict=True) if ":" not in event}

    async def claim(self, owner: str, now: float, lease: float, limit: int) -> list[Claimed]:
        """Take up to `limit` lane heads that are ready and not leased, worse incidents first, then longest waiting.

        Each is leased to `owner` for `lease` seconds, counted as an attempt and marked uncertain.
        """
        taken = await self._run("claim", _time(now), _time(now + lease), owner, uuid4().hex, limit, _WINDOW)
        return [_claimed(*fields) for fields in taken]

    async def renew(self, owner: str, claimed: list[Claimed], now: float, lease: float) -> None:
        """Prolong the leases that `owner` still holds."""
        if claimed:
            held = chain.from_iterable((_lane(c), c.effect_id, str(c.attempts)) for c in claimed)
            await self._run("renew", owner, _time(now + lease), *held)

    async def release(self, owner: str, claimed: Claimed, *, at: float, certain: bool) -> None:
        """Give a claimed effect back: try again at `at`. `certain`: it surely has not happened yet.

        Nothing changes when `owner` does not hold it any more.
        """
        await self._run("release", *_hold(owner, claimed), _time(at), int(certain))

    async def finish(self, owner: str, claimed: Claimed, *, now: float, hold: float) -> None:
        """Drop a performed effect from the outbox when nothing else is to be recorded.

        Nothing changes when `owner` does not hold it any more.
        """
        await self._run("finish", *_hold(owner, claimed), _time(now + hold), int(hold > 0))

    async def remember(self, owner: str, claimed: Claimed, note: str) -> bool:
        """Keep a note with a claimed effect for whoever has to go on with it after a crash.

        False, and nothing changes, when `owner` does not hold it any more.
        """
        return bool(await self._run("remember", *_hold(owner, claimed), note))

    async def release_owner(self, owner: str, keep: Iterable[str] = ()) -> int:
        """Make what is leased to `owner` claimable at once, the effects in `keep` apart; returns how many lanes."""
        return int(await self._run("release_owner", owner, *keep))

    async def due(self, now: float, limit: int) -> list[int]:
        """Incidents whose due time has come, earliest first. Reading changes nothing: the commit moves it on."""
        key = self._key("due")
        found = await self._wire.ask("ZRANGEBYSCORE", key, "-inf", _time(now), "LIMIT", 0, limit)
        return [int(n) for n in found]

    async def next_ready(self) -> float | None:
        """The earliest time at which a lane becomes ready, or None when the outbox is empty.

        A lane in flight becomes ready when its lease runs out.
        """
        found = await self._run("next_ready")
        return None if found is None else float(found)

    async def condition(self) -> StoreCondition:
        """Version, durability settings and clock of the server (`tocsin check`)."""
        return await condition(self._wire)

    async def close(self) -> None:
        """Close all connections."""
        await self._wire.close()

    def _key(self, name: str) -> str:
        return f"{self._tag}:{name}"

    async def _run(self, script: str, *arguments: str | int) -> Any:
        return await self._wire.run(script, self._tag, *arguments)

    async def _count(self, name: str) -> int:
        return _number(await self._wire.ask("GET", self._key(name))) or 0

    async def _hash(self, name: str) -> dict[str, str]:
        found = await self._wire.ask("HGETALL", self._key(name))
        return dict(zip(found[::2], found[1::2], strict=True))


def _arguments(step: Commit, token: str) -> list[str]:
    """A step as commit.lua reads it: the head as JSON, then the texts as they are."""
    new = step.incident is None
    begins = new or (step.incident == WORKSPACE and step.expected == 0)
    if begins != (step.expected == 0) or (new and not step.records):
        raise ValueError("a new incident begins at version 0 with at least one event; no other does")
    head = {
        "command": step.command_id,
        "token": token,
        "memory": COMMAND_MEMORY,
        "expected": step.expected,
        "now": _time(step.now),
        "rank": step.rank,
        "open": step.open,
        "records": len(step.records),
        "effects": len(step.effects),
        "messages": len(step.messages),
        "salt": _salt(step),
    }
    optional = {
        "incident": None if step.incident is None else str(step.incident),
        "summary": step.summary,
        "record": step.record,
        "due": None if step.due is None else _time(step.due),
        "room": step.room,
        "guard": None if step.guard is None else _guard(step.guard, step.now),
        "finishes": None if step.finishes is None else _finishes(step.finishes, step.now, step.hold),
    }
    head |= {name: value for name, value in optional.items() if value is not None}
    effects = chain.from_iterable((e.lane, str(int(e.collapsible)), e.body) for e in step.effects)
    return [json.dumps(head, ensure_ascii=False), *step.records, *effects, *step.messages]


def _salt(step: Commit) -> str:
    """What keeps effect ids unique when a commit without events asks for effects at an older commit's version."""
    return "" if step.records else ":" + sha256(step.command_id.encode()).hexdigest()[:12]


def _guard(guard: Guard, now: float) -> dict[str, Any]:
    sweep = max(0, guard.seconds) + _SWEEP
    return {"key": guard.key, "insist": guard.insist, "till": _time(now + guard.seconds), "sweep": sweep}


def _finishes(claimed: Claimed, now: float, hold: float) -> dict[str, Any]:
    ready = _time(now + hold)
    return {"lane": _lane(claimed), "effect": claimed.effect_id, "ready": ready, "rests": hold > 0}


def _time(seconds: float) -> str:
    """A time as it is kept: the shortest text that reads back as the same number."""
    if not math.isfinite(seconds):
        raise ValueError(f"{seconds} is not a time")
    return repr(float(seconds))


def _lane(claimed: Claimed) -> str:
    return f"{claimed.incident}:{claimed.lane}"


def _hold(owner: str, claimed: Claimed) -> tuple[str, str, str, int]:
    return _lane(claimed), claimed.effect_id, owner, claimed.attempts


def _claimed(
    name: str, effect_id: str, body: str, attempts: str, was: str, note: str, version: int
) -> Claimed:
    incident, _, lane = name.partition(":")
    return Claimed(int(incident), lane, effect_id, body, int(attempts), was == "1", note, version)


def _result(known: str, token: str) -> Committed | Duplicate:
    """What a known command means: our own earlier attempt whose answer was lost, or somebody's."""
    incident, version, by = known.split()
    return (Committed if by == token else Duplicate)(int(incident), int(version))


def _number(found: str | None) -> int | None:
    return None if found is None else int(found)
