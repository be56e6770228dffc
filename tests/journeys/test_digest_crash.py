"""The bot is killed at every kind of point of a digest; each place has the message and the documents once."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest_asyncio

from bot.adapters.redis_store import RedisStore
from bot.domain import workspace
from bot.domain.digest_log import DigestsPlanned
from bot.domain.digest_rules import DigestKind
from bot.domain.workspace import WORKSPACE, WorkspaceRecorded
from bot.service.ports import Commit
from sandbox.server import Sandbox
from tests.journeys.conftest import ROOT
from tests.journeys.digesting import configured
from tests.journeys.forked import ForkedBot
from tests.journeys.processes import BotProcess, RedisLine, SlackLine, Trap, environment
from tests.journeys.workspace import Slack, readable

PLACES = ("CGENERAL", "CMLPLATFORM")
NAMES = ("general", "ml-platform")
PATIENCE = 180.0
LATE = timedelta(minutes=1)
"""Since when the digest is due: the bot begins it as soon as it is there, and another one only in a day."""

COMMITS = ("1", "2", "4")
"""Of five: the digest is begun, the first place has its message, all but the last place have everything."""

CALLS = (
    "chat.postMessage",
    "conversations.join",
    "files.getUploadURLExternal",
    "files.completeUploadExternal",
)
"""What a digest does in Slack; to be killed while it reads changes nothing."""


class Restless(ForkedBot):
    """A bot that may be killed before it is ready: nobody waits for that, since nobody asks it for anything."""

    async def start(self) -> None:
        """Start."""
        self._process = await self.spawn()
        self.starts += 1


class EachOnce(Trap):
    """Springs when one of `these` passes for the first time."""

    def __init__(self, what: Callable[[], str], these: Iterable[str]) -> None:
        super().__init__()
        self.left = set(these)
        self._what = what

    def springs(self) -> bool:
        """Look at what passes."""
        what = self._what()
        fatal = what in self.left
        self.left.discard(what)
        return fatal


@dataclass
class Mortal:
    """A workspace, a store with a digest that is late, and a bot that is killed and comes back."""

    slack: Slack
    store: RedisStore
    bot: BotProcess
    commits: RedisLine
    calls: SlackLine

    async def digest(self) -> None:
        """Today's digest to all places, however often the bot is killed."""
        async with self.bot.watched(), asyncio.timeout(PATIENCE):
            while not await self._shared():
                await asyncio.sleep(0.05)

    async def _shared(self) -> bool:
        kinds = [workspace.from_json(text).event.kind for text in await self.store.load(WORKSPACE)]
        return kinds.count("digest_shared") == len(PLACES) and await self.store.next_ready() is None

    async def holds(self) -> None:
        """Each place has one message and one reply with documents."""
        for name in NAMES:
            room = await self.slack.room(name)
            messages = [each for each in await room.messages() if room.is_bots(each)]
            told = [each for each in messages if "Incidents, " in readable(each)[:40]]
            assert (len(told), sum(len(each.get("files", ())) for each in messages)) == (1, 1), name


async def _planned(store: RedisStore) -> None:
    """A bot was there yesterday and wanted digests."""
    now = datetime.now(UTC)
    wanted = DigestsPlanned(digests=(DigestKind.DAILY,))
    planned = WorkspaceRecorded(version=1, at=now - timedelta(days=1), event=wanted)
    step = Commit(
        incident=WORKSPACE,
        expected=0,
        command_id="yesterday",
        records=(planned.model_dump_json(),),
        effects=(),
        rank=9,
        due=None,
        summary=None,
        record=None,
        open=False,
        now=now.timestamp(),
    )
    await store.commit(step)


@pytest_asyncio.fixture
async def mortal(redis_url: str, tmp_path: Path) -> AsyncIterator[Mortal]:
    """A bot process between a line to Redis and a line to Slack."""
    at = (datetime.now(UTC) - LATE).strftime("%H:%M:%S")
    daily = {"at": at, "days": [0, 1, 2, 3, 4, 5, 6], "channels": list(PLACES)}
    config = configured(tmp_path / "config", {"daily": daily, "documents": ["md"]})
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(ROOT / "manifest.yml"))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        bot = Restless({}, tmp_path / "log")
        commits = RedisLine(redis_url, bot.kill)
        await commits.start()
        stack.push_async_callback(commits.stop)
        calls = SlackLine(sandbox.api_url, bot.kill)
        bot.environ = environment(await stack.enter_async_context(calls.open()), commits.url, config)
        store = RedisStore(redis_url)
        stack.push_async_callback(store.close)
        await _planned(store)
        yield Mortal(Slack(sandbox.url, session), store, bot, commits, calls)


async def test_killed_again_and_again(mortal: Mortal) -> None:
    """Killed after commits of each kind and after each method's first call, it loses nothing and doubles nothing."""
    calls, commits, passed = mortal.calls, mortal.commits, itertools.count(1)

    def commit() -> str:
        nth = next(passed)
        # The first message's commit is answered before the bot dies; of the others it never hears.
        commits.answered = nth == 2
        return str(nth)

    committed = commits.trap = EachOnce(commit, COMMITS)
    called = calls.trap = EachOnce(lambda: calls.names[-1], CALLS)
    await mortal.digest()
    await mortal.holds()
    assert (committed.left, called.left) == (set(), set())
