"""Which server keeps the incidents: the team's own, or the embedded one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bot.adapters.embedded import DataFolderInUse, EmbeddedRedis
from bot.adapters.embedded_files import DataFolder
from bot.problem import Problem
from bot.service.ports import Clock, Store

_MOST_SKEW = 2.0
"""Seconds that the store's clock may be off ours: leases and due times are kept there in our time."""

_REMEDY = "Change that server's configuration, or point REDIS_URL at a server that is fit to keep incidents"


@asynccontextmanager
async def serving(redis_url: str | None, data: Path) -> AsyncIterator[str]:
    """The URL of the server, for a visit beside the bot (`tocsin check`, `tocsin export` and the like).

    Without a `redis_url` it is the embedded server in `data`: that of the bot that runs there, else one that is
    started for the visit and stopped after it.

    Raises:
        EmbeddedError: the embedded server neither runs nor starts.
        OSError: the data folder cannot be used.
    """
    if redis_url is not None:
        yield redis_url
        return
    embedded = EmbeddedRedis(data)
    try:
        url = await embedded.start()
    except DataFolderInUse:
        running = DataFolder(data).url
        if running is None:
            raise
        yield running
        return
    try:
        yield url
    finally:
        await embedded.stop()


def shown(redis_url: str | None, data: Path) -> str:
    """Where the server is, fit to be printed: without user name, password and options."""
    if redis_url is None:
        return f"embedded in {data}"
    parts = urlsplit(redis_url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


async def inspect(store: Store, clock: Clock, where: str) -> tuple[str, tuple[Problem, ...]]:
    """What the server is, and everything that makes it unfit to keep incidents: version, durability, clock.

    Raises:
        StoreUnavailable: it does not answer.
    """
    asked = clock.now().timestamp()
    found = await store.condition()
    skew = found.clock - (asked + clock.now().timestamp()) / 2
    problems = [Problem(text, where, _REMEDY) for text in found.problems]
    if abs(skew) > _MOST_SKEW:
        what = f"Its clock is {abs(skew):.1f} s {'ahead of' if skew > 0 else 'behind'} this machine's"
        problems.append(Problem(what, where, "Let NTP set the clocks of both machines"))
    return found.server, tuple(problems)
