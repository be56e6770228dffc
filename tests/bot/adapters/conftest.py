"""Stores on every supported server, steps to commit, and a line that can be cut at the worst moment."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import pytest_asyncio
from redis import Redis

from bot.adapters.embedded import EmbeddedRedis
from bot.adapters.redis_store import RedisStore
from bot.service.ports import Commit


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def installed_redis(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The URL of the redis-server that is installed on this machine, if one is."""
    binary = shutil.which("redis-server")
    if binary is None:
        pytest.skip("no redis-server on PATH")
    server = EmbeddedRedis(tmp_path_factory.mktemp("installed"), binary=Path(binary))
    yield await server.start()
    await server.stop()


@pytest.fixture(params=["shared_redis", "installed_redis"])
def any_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database on each kind of server in turn."""
    url: str = request.getfixturevalue(request.param)
    with Redis.from_url(url) as client:
        client.flushall()
        client.script_flush()
    return url


@pytest_asyncio.fixture
async def store(any_url: str) -> AsyncIterator[RedisStore]:
    """An empty store on each kind of server in turn."""
    store = RedisStore(any_url)
    yield store
    await store.close()


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedRedis]:
    """A server of this test's own, to stop and to kill; not started yet."""
    server = EmbeddedRedis(tmp_path / "data")
    yield server
    await server.stop()


@pytest.fixture
def step() -> Callable[..., Commit]:
    """Makes steps: a new incident with one event, but for what is said otherwise; each a command of its own."""
    numbers = count(1)
    plain = Commit(
        incident=None,
        expected=0,
        command_id="",
        records=('{"type":"Declared"}',),
        effects=(),
        rank=3,
        due=None,
        summary="{}",
        record="{}",
        open=True,
        now=1000.0,
    )

    def make(**said: object) -> Commit:
        return replace(plain, **({"command_id": f"command {next(numbers)}"} | said))  # type: ignore[arg-type]

    return make


class Line:
    """A TCP line to a server that loses answers on request."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._losing = b""
        self.silent = False

    def lose_answer_to(self, command: bytes) -> None:
        """Deliver the next such command, and hang up instead of delivering its answer."""
        self._losing = command

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until either side hangs up."""
        up, down = await asyncio.open_unix_connection(unquote(self._target.path))
        try:
            while asked := await reader.read(65536):
                down.write(asked)
                answer = await up.read(65536)
                if self._losing and self._losing in asked:
                    self._losing = b""
                    break
                if not self.silent:
                    writer.write(answer)
        finally:
            down.close()
            writer.close()


@pytest_asyncio.fixture
async def line(redis_url: str) -> AsyncIterator[tuple[Line, RedisStore]]:
    """A line that can be cut, and a store that speaks over it."""
    line = Line(redis_url)
    listening = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    host, port = listening.sockets[0].getsockname()
    store = RedisStore(f"redis://{host}:{port}")
    yield line, store
    await store.close()
    listening.close()
