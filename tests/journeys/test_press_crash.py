"""The bot is killed while it makes and shares a post-mortem in two forms: each file is there once, and known once."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.adapters.configuration import read_configuration
from bot.adapters.redis_store import RedisStore
from bot.domain import commands as ask
from bot.domain.effects import to_json as effect_json
from bot.domain.events import Event, PostmortemShared, from_json, to_json
from bot.domain.react_postmortem import shared_files
from bot.domain.record import record
from bot.domain.review import ReviewState, Section, stamp
from bot.domain.review_commands import MoveReview, WaiveItems, WriteSection
from bot.domain.review_rules import ReviewRules
from bot.domain.summary import summarise
from bot.files import shipped
from bot.service.ports import Commit, Enqueue
from sandbox.server import Sandbox
from tests.bot.views.telling import ANA, BEN, History, Telling, policy
from tests.journeys.conftest import ROOT
from tests.journeys.pressing_documents import WORK, called, some_press
from tests.journeys.processes import RedisLine, SlackLine, environment
from tests.journeys.test_digest_crash import EachOnce, Restless
from tests.journeys.workspace import Room, Slack

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="this system does not tell a process's children"
)
PLACE, NAME = "CMLPLATFORM", "ml-platform"
PATIENCE = 120.0
FORMS = ("html", "pdf")
CALLS = ("files.completeUploadExternal",)
"""What people see of sharing a file; before it nothing has happened."""

COMMITS = ("1",)
"""A file is known."""


def published() -> History:
    """An incident whose post-mortem is out, and of which time has nothing to say; no file of it was shared yet."""
    rules = policy(archive_after_days=None).model_copy(update={"review": ReviewRules(format=FORMS)})
    lexicon = read_configuration(shipped("playbooks")).lexicon
    told = Telling().declare(rules=rules).by(None, ask.ReportRoomOpened(PLACE, NAME))
    told.by(BEN, ask.GiveRole("ic", BEN)).by(BEN, ask.Close("AUC is back"))
    told.by(ANA, WriteSection(Section.SUMMARY, "Stale for two hours", stamp("")))
    told.by(ANA, MoveReview(ReviewState.IN_REVIEW))
    told.by(ANA, MoveReview(ReviewState.PUBLISHED, lexicon=lexicon)).by(ANA, WaiveItems("It is gone"))
    return told.by(ANA, MoveReview(ReviewState.COMPLETED)).done()


@dataclass
class Mortal:
    """A workspace, a store in which two files wait to be shared, and a bot that is killed and comes back."""

    slack: Slack
    store: RedisStore
    bot: Restless
    commits: RedisLine
    calls: SlackLine

    async def shares(self) -> None:
        """Both files, however often the bot is killed."""
        async with self.bot.watched(), asyncio.timeout(PATIENCE):
            while len(await self.shared()) < len(FORMS) or await self.store.next_ready() is not None:
                await asyncio.sleep(0.05)

    async def events(self) -> list[Event]:
        """What is known."""
        return [from_json(text).event for text in await self.store.load(1)]

    async def shared(self) -> list[str]:
        """The forms whose file is known."""
        return [each.format for each in await self.events() if isinstance(each, PostmortemShared)]

    async def files(self) -> list[str]:
        """The files that people see, by what their names end in."""
        room = Room(self.slack, self.slack.person("ana"), PLACE, NAME)
        found = [file for each in await room.messages() for file in each.get("files") or ()]
        return [file["name"].rpartition(".")[2] for file in found]

    async def kill_a_press(self) -> int:
        """Kill the bot while its press works; which process that was."""
        press = await some_press()
        self.bot.kill()
        return press


@pytest_asyncio.fixture
async def mortal(redis_url: str, tmp_path: Path) -> AsyncIterator[Mortal]:
    """A bot process between a line to Redis and a line to Slack."""
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(ROOT / "manifest.yml"))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        bot = Restless({}, tmp_path / "log")
        commits = RedisLine(redis_url, bot.kill)
        await commits.start()
        stack.push_async_callback(commits.stop)
        calls = SlackLine(sandbox.api_url, bot.kill)
        bot.environ = environment(
            await stack.enter_async_context(calls.open()), commits.url, shipped("playbooks")
        )
        headers = {"Authorization": "Bearer xoxb-sandbox"}
        async with session.post(
            f"{sandbox.api_url}conversations.join", data={"channel": PLACE}, headers=headers
        ) as joined:
            assert (await joined.json())["ok"]
        store = RedisStore(redis_url)
        stack.push_async_callback(store.close)
        await recorded(store, published())
        yield Mortal(Slack(sandbox.url, session), store, bot, commits, calls)


async def recorded(store: RedisStore, history: History) -> None:
    """The history in the store, with the files in its outbox."""
    it = history.it
    step = Commit(
        incident=None,
        expected=0,
        command_id="lived",
        records=tuple(map(to_json, history.events)),
        effects=tuple(Enqueue(each.lane, effect_json(each), False) for each in shared_files(it, 1)),
        rank=2,
        due=None,
        summary=summarise(it).model_dump_json(),
        record=record(it).model_dump_json(),
        open=False,
        now=datetime.now(UTC).timestamp(),
        room=PLACE,
    )
    await store.commit(step)


async def test_killed_again_and_again(mortal: Mortal) -> None:
    """Killed while it sets, after a file is shown and after its commit, it shares each form once and knows it once."""
    calls, commits, passed = mortal.calls, mortal.commits, itertools.count(1)

    def commit() -> str:
        return str(next(passed))

    commits.answered = False
    committed = commits.trap = EachOnce(commit, COMMITS)
    shown = calls.trap = EachOnce(lambda: calls.names[-1], CALLS)
    killing = asyncio.create_task(mortal.kill_a_press())
    await mortal.shares()
    orphan = await killing
    assert (committed.left, shown.left) == (set(), set())
    assert await mortal.shared() == list(FORMS)
    assert sorted(await mortal.files()) == sorted(FORMS)
    assert not any(event.kind == "delivery_given_up" for event in await mortal.events())
    async with asyncio.timeout(PATIENCE):
        while WORK in called(orphan):
            await asyncio.sleep(0.05)
