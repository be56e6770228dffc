"""A store on a line that can be cut, and a workspace whose complaints each test reads for itself."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from redis import Redis

from bot.app import Bot
from sandbox.server import Sandbox
from tests.journeys.processes import RedisLine
from tests.journeys.workspace import Slack


@pytest_asyncio.fixture
async def line(shared_redis: str) -> AsyncIterator[RedisLine]:
    """A line to an empty store that can be cut."""
    with Redis.from_url(shared_redis) as client:
        client.flushall()
    line = RedisLine(shared_redis)
    await line.start()
    yield line
    line.pass_on()
    await line.stop()


@pytest.fixture
def redis_url(line: RedisLine) -> str:
    """The store's address at this end of the line."""
    return line.url


@pytest_asyncio.fixture
async def slack(sandbox: Sandbox, bot: Bot) -> AsyncIterator[Slack]:
    """The workspace with the bot in it; here each test says itself what may be heard."""
    async with aiohttp.ClientSession() as session:
        yield Slack(sandbox.url, session)
