"""The bot is killed at every kind of point of a retention run: all of it goes once, and the run is recorded once."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest_asyncio
from redis import Redis

from bot.adapters.redis_store import RedisStore
from bot.adapters.redis_wire import script
from bot.domain import commands as ask
from bot.domain import workspace
from bot.domain.events import Recorded, from_json, to_json
from bot.domain.record import record
from bot.domain.retention import Artefact, Erased, tombstone_in
from bot.domain.summary import summarise
from bot.domain.workspace import WORKSPACE, WorkspaceEvent
from bot.service.ports import Commit
from sandbox.server import Sandbox
from tests.bot.adapters.dumped import everything
from tests.bot.views.telling import BEN, History, Telling
from tests.journeys.conftest import ROOT
from tests.journeys.forgetting import forgetful
from tests.journeys.processes import RedisLine, environment
from tests.journeys.test_digest_crash import EachOnce, Restless

PATIENCE = 60.0
SECRET = "Quixote"
RULES = {"messages": 10, "words": 20, "drills": {"record": 30}}
STEPS = ("commit", "rewrite", "bury")
"""What a run writes with: its beginning and its end, a history with less in it, a tombstone."""

POINTS = ("1", "2", "3", "5")
"""Of five steps: the run is begun, an incident redacted, one deleted; the last is that the run is recorded."""


class EveryStep(RedisLine):
    """A line that counts all that a run writes, each when it is done and before the bot hears of it."""

    def __init__(self, url: str, kill: Callable[[], None], step: str) -> None:
        """`step`: which of `STEPS` it counts."""
        super().__init__(url, kill)
        self._commit = script(step).sha.encode()
        self.answered = False

    def leads_to(self, url: str) -> None:
        """What is at the other end: the server, or another line."""
        self._target = urlsplit(url)


def long_ago(number: int, *, drill: bool) -> History:
    """An incident that was closed long ago."""
    told = Telling().declare(f"{SECRET} {number}", drill=drill).by(BEN, ask.GiveRole("ic", BEN))
    return told.by(BEN, ask.Close(f"{SECRET} rests")).done()


async def lived(store: RedisStore, history: History, number: int) -> None:
    """It stands in the store."""
    it = history.it
    step = Commit(
        incident=None,
        expected=0,
        command_id=f"lived:{number}",
        records=tuple(map(to_json, history.events)),
        effects=(),
        rank=2,
        due=None,
        summary=summarise(it).model_dump_json(),
        record=record(it).model_dump_json(),
        open=False,
        now=history.now.timestamp(),
    )
    await store.commit(step)


@dataclass
class Mortal:
    """A store with incidents whose time has come, and a bot that is killed and comes back."""

    url: str
    store: RedisStore
    bot: Restless
    lines: list[EveryStep]

    async def noted(self) -> list[WorkspaceEvent]:
        """What the workspace's history says."""
        return [workspace.from_json(text).event for text in await self.store.load(WORKSPACE)]

    async def runs(self) -> None:
        """Today's run, however often the bot is killed."""
        async with self.bot.watched(), asyncio.timeout(PATIENCE):
            while not any(event.kind == "retention_run" for event in await self.noted()):
                await asyncio.sleep(0.05)
            while await self.store.next_ready() is not None:
                await asyncio.sleep(0.05)

    async def erased(self, number: int) -> list[Erased]:
        """What the history of an incident says went."""
        history: list[Recorded] = list(map(from_json, await self.store.load(number)))
        return [each.event for each in history if isinstance(each.event, Erased)]


@pytest_asyncio.fixture
async def mortal(redis_url: str, tmp_path: Path) -> AsyncIterator[Mortal]:
    """Two incidents and two drills, a line for each step between the bot and the store."""
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(ROOT / "manifest.yml"))
        bot = Restless({}, tmp_path / "log")
        with Redis.from_url(redis_url) as client:
            for step in STEPS:
                client.script_load(script(step).text)
        lines = [EveryStep(redis_url, bot.kill, step) for step in STEPS]
        behind = redis_url
        for line in lines:
            line.leads_to(behind)
            await line.start()
            stack.push_async_callback(line.stop)
            behind = line.url
        bot.environ = environment(sandbox.api_url, behind, forgetful(tmp_path / "config", RULES))
        store = RedisStore(redis_url)
        stack.push_async_callback(store.close)
        for number in range(1, 5):
            await lived(store, long_ago(number, drill=number % 2 == 0), number)
        yield Mortal(redis_url, store, bot, lines)


async def test_killed_again_and_again(mortal: Mortal) -> None:
    """Killed after each kind of step and before it hears of it, the run takes all of it once and says so once."""
    passed = itertools.count(1)
    trap = EachOnce(lambda: str(next(passed)), POINTS)
    for line in mortal.lines:
        line.trap = trap
    await mortal.runs()
    assert trap.left == set()
    assert SECRET not in everything(mortal.url)
    noted = await mortal.noted()
    assert [event.kind for event in noted].count("retention_begun") == 1
    [run] = [event for event in noted if isinstance(event, workspace.RetentionRun)]
    words, whole = (Artefact.MESSAGES, Artefact.WORDS), (Artefact.RECORD,)
    assert [(each.number, each.artefacts) for each in run.taken] == [
        (1, words),
        (2, whole),
        (3, words),
        (4, whole),
    ]
    assert all(each.entries > 0 for each in run.taken)
    for number in (1, 3):
        assert [(event.artefacts, event.days) for event in await mortal.erased(number)] == [
            ((Artefact.MESSAGES,), 10),
            ((Artefact.WORDS,), 20),
        ]
    for number in (2, 4):
        [left] = await mortal.store.load(number)
        assert tombstone_in(left) is not None
