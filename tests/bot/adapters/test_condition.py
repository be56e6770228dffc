"""What the store says of the server it is given."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from redis import Redis

from bot.adapters.embedded import EmbeddedRedis
from bot.adapters.redis_store import RedisStore


@pytest_asyncio.fixture
async def url(server: EmbeddedRedis) -> AsyncIterator[str]:
    """A server of this test's own, for its settings to be spoilt."""
    yield await server.start()


async def told(url: str) -> tuple[str, ...]:
    """The problems that the store reports."""
    store = RedisStore(url)
    problems = (await store.condition()).problems
    await store.close()
    return problems


async def test_fit(store: RedisStore, any_url: str) -> None:
    """A server as we configure it has no problems, and tells its name, version and clock."""
    condition = await store.condition()
    with Redis.from_url(any_url) as client:
        seconds, _ = client.time()
    assert condition.problems == ()
    assert condition.server.split()[0] in ("Valkey", "Redis")
    assert condition.server.split()[1][0].isdigit()
    assert 0 <= seconds - int(condition.clock) <= 60


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("appendonly", "no", "append-only file is off"),
        ("appendfsync", "everysec", "last second or two"),
        ("appendfsync", "no", "half a minute"),
        ("maxmemory-policy", "allkeys-lru", "noeviction"),
    ],
)
async def test_unfit(url: str, option: str, value: str, says: str) -> None:
    """Each setting under which incidents may be lost is told, with what it may lose and what to set."""
    with Redis.from_url(url) as client:
        client.config_set(option, value)
    [problem] = await told(url)
    assert says in problem
    assert f"{option} to" in problem or f"{option} {value}" in problem


@pytest.mark.parametrize(
    ("forbidden", "says"), [("config", "refuses CONFIG GET"), ("info", "refuses INFO")], ids=str
)
async def test_unverifiable(url: str, forbidden: str, says: str) -> None:
    """A managed server that keeps its settings to itself gets a sentence for what could not be verified."""
    with Redis.from_url(url) as client:
        client.execute_command("ACL", "SETUSER", "default", f"-{forbidden}")
    [problem] = await told(url)
    assert says in problem
