"""Which server keeps the incidents: the team's own, or the embedded one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bot.adapters.embedded import DataFolderInUse, EmbeddedRedis
from bot.adapters.embedded_files import DataFolder


@asynccontextmanager
async def serving(redis_url: str | None, data: Path) -> AsyncIterator[str]:
    """The URL of the server, for a visit beside the bot (`tocsin check`, `tocsin export`).

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
