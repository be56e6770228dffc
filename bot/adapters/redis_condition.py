"""Whether a Redis or Valkey server is fit to keep incidents: what it says of itself, judged."""

from __future__ import annotations

from typing import Any

from redis.exceptions import ResponseError

from bot.adapters.redis_wire import Refused, Wire
from bot.service.ports import StoreCondition

_OLDEST = (7, 0)

_NOT_APPENDING = (
    "The append-only file is off (appendonly no): a restart of the server loses everything since its last snapshot. "
    "Set appendonly to yes and appendfsync to always."
)

_NOT_ALWAYS = {
    "everysec": "The append-only file is synced once a second (appendfsync everysec): a power cut loses up to the "
    "last second or two of what was already confirmed. Set appendfsync to always.",
    "no": "The append-only file is synced whenever the operating system likes (appendfsync no): a power cut can lose "
    "half a minute of what was already confirmed. Set appendfsync to always.",
}


async def condition(wire: Wire) -> StoreCondition:
    """Ask the server and judge its answers; the clock is in POSIX seconds, UTC.

    Raises StoreUnavailable when it does not answer at all. A managed server that answers only some questions gets
    a sentence for what could not be verified.
    """
    seconds, microseconds = await wire.ask("TIME")
    clock = int(seconds) + int(microseconds) / 1e6
    told = await _permitted(wire, "INFO")
    if told is None:
        return StoreCondition(
            "unknown",
            ("The server refuses INFO, so neither its version nor its durability is known.",),
            clock,
        )
    info = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    pairs = await _permitted(wire, "CONFIG", "GET", "appendfsync")
    appendfsync = pairs[1] if pairs else None
    return StoreCondition(_server(info), tuple(_problems(info, appendfsync)), clock)


async def _permitted(wire: Wire, *command: str) -> Any:
    """The answer, or None when the server keeps this command to itself."""
    try:
        return await wire.ask(*command)
    except (ResponseError, Refused):
        return None


def _server(info: dict[str, str]) -> str:
    """The server's name and version. Valkey keeps `redis_version` at 7.2.4 for old clients' sake."""
    if "valkey_version" in info:
        return f"Valkey {info['valkey_version']}"
    return f"Redis {info.get('redis_version', 'of unknown version')}"


def _problems(info: dict[str, str], appendfsync: str | None) -> list[str]:
    problems = []
    if _version(info.get("redis_version", "")) < _OLDEST:
        problems.append(f"{_server(info)} is too old: Tocsin needs Redis 7.0 or any Valkey.")
    if info.get("role") in ("slave", "replica"):
        problems.append("This server is a replica and takes no writes. Point REDIS_URL at the primary.")
    if info.get("cluster_enabled") == "1":
        problems.append("This server is a node of a cluster; Tocsin speaks to a single primary.")
    problems += _durability(info, appendfsync)
    if info.get("aof_last_write_status", "ok") != "ok":
        problems.append("The last write to the append-only file failed. Look at the server's disk and log.")
    policy = info.get("maxmemory_policy")
    if policy is None:
        problems.append("The server does not tell its maxmemory-policy; make sure that it is noeviction.")
    elif policy != "noeviction":
        problems.append(
            f"When memory runs short this server throws keys away (maxmemory-policy {policy}), incidents among them. "
            "Set maxmemory-policy to noeviction."
        )
    return problems


def _durability(info: dict[str, str], appendfsync: str | None) -> list[str]:
    if "aof_enabled" not in info:
        return [
            "The server does not tell whether its append-only file is on; make sure that appendonly is yes."
        ]
    if info["aof_enabled"] != "1":
        return [_NOT_APPENDING]
    if appendfsync is None:
        return ["The server refuses CONFIG GET; make sure that appendfsync is always."]
    return [_NOT_ALWAYS[appendfsync]] if appendfsync in _NOT_ALWAYS else []


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:2] if part.isdigit())
