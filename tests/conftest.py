"""What every suite may ask for: a real, empty server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from redis import Redis

from bot.adapters.embedded import EmbeddedRedis


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_redis(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The URL of one embedded server for the whole run."""
    server = EmbeddedRedis(tmp_path_factory.mktemp("redis"))
    yield await server.start()
    await server.stop()


@pytest.fixture
def redis_url(shared_redis: str) -> str:
    """The URL of an empty database on a real server."""
    with Redis.from_url(shared_redis) as client:
        client.flushall()
    return shared_redis
