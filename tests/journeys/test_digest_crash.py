"""The bot is killed at every point of a digest; each place has the message and the documents once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from redis import Redis

from bot.adapters.redis_store import RedisStore
from bot.domain import workspace
from bot.domain.digest_rules import DigestKind
from bot.domain.workspace import WORKSPACE, DigestsPlanned, WorkspaceRecorded
from bot.service.ports import Commit
from sandbox.server import Sandbox
from tests.journeys.conftest import ROOT
from tests.journeys.digesting import configured
from tests.journeys.processes import BotProcess, RedisLine, SlackLine, Trap, free_port
from tests.journeys.workspace import Room, Slack, readable

PLACES = ("CGENERAL", "CMLPLATFORM")
NAMES = ("general", "ml-platform")
PATIENCE = 60.0
SOON = 3.0
"""Seconds until the digest is due: the bot is there by then."""


@dataclass
class Mortal:
    """A workspace, a store, and a bot that is killed and comes back, and a digest that is due soon."""

    slack: Slack
    store: RedisStore
    redis: Redis
    bot: BotProcess
    commits: RedisLine
    calls: SlackLine
    config: Path
    times: int = 0

    async def digest(self, trap: Trap, point: int) -> None:
        """One day's digest to all places, the bot being killed at that point of it; 0 kills it nowhere."""
        self.redis.flushdb()
        await self._planned()
        trap.arm(0)
        at = (datetime.now(UTC) + timedelta(seconds=SOON)).strftime("%H:%M:%S")
        rules = {"daily": {"at": at, "days": [0, 1, 2, 3, 4, 5, 6], "channels": list(PLACES)}}
        configured(self.config, {**rules, "documents": ["md"]})
        async with self.bot.watched():
            trap.arm(point)
            async with asyncio.timeout(PATIENCE):
                while not await self._shared():
                    await asyncio.sleep(0.05)
            if point:
                assert trap.sprung, f"point {point} never came"

    async def _planned(self) -> None:
        """A bot was there yesterday and wanted digests. The history grows each time, so that no id comes twice."""
        now = datetime.now(UTC)
        self.times += 1
        wanted = DigestsPlanned(digests=(DigestKind.DAILY,))
        planned = [
            WorkspaceRecorded(version=version, at=now - timedelta(days=1), event=wanted)
            for version in range(1, self.times + 1)
        ]
        step = Commit(
            incident=WORKSPACE,
            expected=0,
            command_id="yesterday",
            records=tuple(each.model_dump_json() for each in planned),
            effects=(),
            rank=9,
            due=None,
            summary=None,
            record=None,
            open=False,
            now=now.timestamp(),
        )
        await self.store.commit(step)

    async def _shared(self) -> bool:
        kinds = [workspace.from_json(text).event.kind for text in await self.store.load(WORKSPACE)]
        return kinds.count("digest_shared") == len(PLACES) and await self.store.next_ready() is None

    async def counts(self) -> list[tuple[int, int]]:
        """How many messages and how many replies with documents stand in each place."""
        found = []
        for name in NAMES:
            room: Room = await self.slack.room(name)
            messages = [each for each in await room.messages() if room.is_bots(each)]
            told = [each for each in messages if "Incidents, " in readable(each)[:40]]
            found.append((len(told), sum(len(each.get("files", ())) for each in messages)))
        return found


@pytest_asyncio.fixture
async def mortal(redis_url: str, tmp_path: Path) -> AsyncIterator[Mortal]:
    """A bot process between a line to Redis and a line to Slack."""
    config = tmp_path / "config"
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(ROOT / "manifest.yml"))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        bot = BotProcess({}, tmp_path / "log")
        commits = RedisLine(redis_url, bot.kill)
        await commits.start()
        stack.push_async_callback(commits.stop)
        calls = SlackLine(sandbox.api_url, bot.kill)
        bot.environ = {
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_APP_TOKEN": "xapp-sandbox",
            "SLACK_API_URL": await stack.enter_async_context(calls.open()),
            "REDIS_URL": commits.url,
            "TOCSIN_CONFIG": str(config),
            "TOCSIN_PORT": str(free_port()),
        }
        store = RedisStore(redis_url)
        stack.push_async_callback(store.close)
        client = stack.enter_context(Redis.from_url(redis_url, decode_responses=True))
        yield Mortal(Slack(sandbox.url, session), store, client, bot, commits, calls, config)


@pytest.mark.parametrize("line", ["commit", "unanswered commit", "call"])
async def test_killed_between_places(mortal: Mortal, line: str) -> None:
    """Killed after any commit or call, the bot comes back and every place has the message and its document once."""
    mortal.commits.answered = line == "commit"
    trap = mortal.calls.trap if line == "call" else mortal.commits.trap
    for nth in (1, 2):
        # The first time the bot joins the channels, too.
        await mortal.digest(trap, 0)
        assert await mortal.counts() == [(nth, nth), (nth, nth)]
    points = trap.passed
    print(f"{points} points: {line}")
    for nth, point in enumerate(range(1, points + 1), 3):
        await mortal.digest(trap, point)
        assert await mortal.counts() == [(nth, nth), (nth, nth)], f"killed at {line} {point} of {points}"
