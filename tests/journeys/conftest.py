"""A whole bot and a whole workspace for each journey, with the clock in the test's hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.app import Bot, running
from bot.settings import Settings, read_settings
from sandbox.server import Sandbox
from tests.journeys.processes import environment
from tests.journeys.receiver import SECRET
from tests.journeys.workspace import MovedClock, Slack, eventually, outbox_rests

ROOT = Path(__file__).parents[2]


WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
"""A morning of work, with mornings of work before and after it."""


@pytest.fixture
def start() -> datetime | None:
    """The moment at which the journey begins (UTC), the same whenever it is run; None for now, by the machine's clock.

    That is for whoever lives with a bot in a process of its own, or with signatures, which go by the machine's clock.
    """
    return WEDNESDAY


@pytest.fixture
def clock(start: datetime | None) -> MovedClock:
    """The clock of the bot and of the workspace."""
    return MovedClock(start)


@pytest_asyncio.fixture
async def sandbox(clock: MovedClock) -> AsyncIterator[Sandbox]:
    """The workspace's server."""
    async with Sandbox(
        ROOT / "manifest.yml", now=lambda: clock.now().timestamp(), connection_seconds=None
    ) as served:
        yield served


@pytest.fixture
def config() -> Path:
    """The folder of the team's configuration."""
    return ROOT / "sandbox" / "demo"


def settings_of(sandbox: Sandbox, redis_url: str, config: Path) -> Settings:
    """The settings of a bot on that workspace and that store."""
    return read_settings(
        environment(sandbox.api_url, redis_url, config, TOCSIN_WEBHOOK_SECRET=SECRET, TOCSIN_PORT="0")
    )


StartBot = Callable[[], Awaitable[Bot]]
Settle = Callable[[], Awaitable[None]]


@pytest_asyncio.fixture
async def start_bot(
    sandbox: Sandbox, redis_url: str, clock: MovedClock, config: Path
) -> AsyncIterator[StartBot]:
    """Start a bot on the workspace and the store; all are stopped at the end."""
    async with AsyncExitStack() as stack:

        async def start() -> Bot:
            settings = settings_of(sandbox, redis_url, config)
            bot = await stack.enter_async_context(running(settings, clock))

            async def moved() -> None:
                await bot.heartbeat.beat()
                bot.called.set()

            clock.tell(moved)
            return bot

        yield start


@pytest_asyncio.fixture
async def bot(start_bot: StartBot) -> Bot:
    """The bot."""
    return await start_bot()


@pytest.fixture
def settled(sandbox: Sandbox, redis_url: str, clock: MovedClock) -> Settle:
    """Wait until everything that has happened has been told, to the bot and by it."""

    async def told() -> bool:
        await sandbox.deliveries.settle()
        return await outbox_rests(redis_url, clock.now().timestamp())

    async def settle() -> None:
        await eventually(told, "an empty outbox")
        await eventually(told, "an empty outbox")

    return settle


@pytest_asyncio.fixture
async def slack(sandbox: Sandbox, bot: Bot) -> AsyncIterator[Slack]:
    """The workspace with the bot in it; at the end nothing may have been said that no test listened for."""
    async with aiohttp.ClientSession() as session:
        workspace = Slack(sandbox.url, session)
        yield workspace
        assert await workspace.unheard() == []
