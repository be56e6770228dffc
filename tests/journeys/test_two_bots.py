"""Two bots share a store and a workspace: neither does what the other has done, and one takes over from the other."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest_asyncio

from bot.app import Bot, running
from bot.domain.events import from_json
from sandbox.server import Sandbox
from tests.journeys.conftest import settings_of
from tests.journeys.workspace import MovedClock, Slack, eventually, readable

DECLARERS = ("ana", "ben", "chi", "dee", "eli")
INCIDENTS = 20


@asynccontextmanager
async def _bot(sandbox: Sandbox, redis_url: str, clock: MovedClock, config: Path) -> AsyncIterator[Bot]:
    async with running(settings_of(sandbox, redis_url, config), clock) as bot:
        yield bot


class Two:
    """The two bots and what they share."""

    def __init__(self, slack: Slack, clock: MovedClock, bots: list[Bot], first: AsyncExitStack) -> None:
        self.slack = slack
        self.clock = clock
        self.bots = bots
        self.first = first

    @property
    def left(self) -> Bot:
        """The bot that is never stopped."""
        return self.bots[1]

    async def told(self) -> None:
        """Wait until nothing waits in the outbox."""

        async def look() -> bool:
            return await self.left.store.next_ready() is None

        await eventually(look, "an empty outbox")

    async def beat(self) -> None:
        """Both hearts beat in the same moment, and what they say is told."""
        await asyncio.gather(*(bot.heartbeat.beat() for bot in self.bots))
        for bot in self.bots:
            bot.called.set()
        await self.told()

    async def forward(self, minutes: float) -> None:
        """Let time pass for both."""
        await self.clock.forward(minutes=minutes)
        await self.beat()

    async def declare(self, count: int) -> None:
        """So many incidents, five people in turn, each a quarter of an hour after the last of their own."""
        for number in range(count):
            if number and number % len(DECLARERS) == 0:
                await self.told()
                await self.clock.forward(minutes=11)
            person = self.slack.person(DECLARERS[number % len(DECLARERS)])
            await person.runs("/incident declare Shared")
            await person.submits(severity="SEV2", type="data")
            await person.closes()

    async def kinds(self, number: int) -> Counter[str]:
        """How often what happened in an incident."""
        return Counter[str](from_json(text).event.kind for text in await self.left.store.load(number))

    async def messages(self, number: int) -> list[dict[str, Any]]:
        """What the bots said in an incident's room."""
        room = await self.slack.room(f"inc-{number}-shared", DECLARERS[(number - 1) % len(DECLARERS)])
        return [message for message in await room.messages() if room.is_bots(message)]


@pytest_asyncio.fixture
async def two(sandbox: Sandbox, redis_url: str, clock: MovedClock, config: Path) -> AsyncIterator[Two]:
    """Two bots."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        first = await stack.enter_async_context(AsyncExitStack())
        bots = [await first.enter_async_context(_bot(sandbox, redis_url, clock, config))]
        bots.append(await stack.enter_async_context(_bot(sandbox, redis_url, clock, config)))
        yield Two(Slack(sandbox.url, session), clock, bots, first)


async def test_one_of_everything(two: Two) -> None:
    """Twenty incidents spread over two bots have one of everything; reminders come once, and none after closing."""
    await two.declare(INCIDENTS)
    await two.told()
    numbers = range(1, INCIDENTS + 1)
    names = [c["name"] for c in (await two.slack.get("as/UANA/channels"))["channels"]]
    assert len(names) == len(set(names))
    for number in numbers:
        kinds = await two.kinds(number)
        once = ("declared", "room_opened", "card_posted", "announced")
        assert {kind: kinds[kind] for kind in once} == dict.fromkeys(once, 1), number
    announced = [m for m in await (await two.slack.room("incidents")).messages() if "Shared" in readable(m)]
    assert len(announced) == INCIDENTS

    for number in numbers:
        person = two.slack.person(DECLARERS[(number - 1) % len(DECLARERS)])
        await person.runs(f"/incident take inc-{number}")
        await person.runs(f"/incident update inc-{number}")
        await person.submits(status="amber", impact="Some", actions="Looking", audiences=[])
    for number in numbers[::2]:
        person = two.slack.person(DECLARERS[(number - 1) % len(DECLARERS)])
        await person.runs(f"/incident close inc-{number} It is well")
    await two.told()
    before = {number: len(await two.messages(number)) for number in numbers}
    for minutes in (51, 10, 15):
        await two.forward(minutes)
    for number in numbers:
        said = (await two.messages(number))[before[number] :]
        words = [readable(message).split(":")[0][:20] for message in said]
        assert len(said) == (0 if number % 2 else 3), (number, words)
        assert (await two.kinds(number))["update_posted"] == 1


async def test_one_stops(two: Two) -> None:
    """A bot that stops in the middle leaves its work to the other, which has it once the leases run out."""
    await two.slack.fault("chat.postMessage", "latency", seconds=0.3, times=30)
    await two.declare(len(DECLARERS))
    await two.first.aclose()

    async def answered() -> bool:
        return all("seconds" in call for call in (await two.slack.get("calls"))["calls"])

    # A lease outlasts a call of its owner; a clock that jumps must not make it shorter.
    await eventually(answered, "an end of the first bot's calls")
    await two.clock.forward(minutes=0.5)
    two.left.called.set()
    await two.told()
    for number in range(1, len(DECLARERS) + 1):
        kinds = await two.kinds(number)
        assert (kinds["room_opened"], kinds["card_posted"], kinds["announced"]) == (1, 1, 1)
        assert len(await two.messages(number)) == 1
    announced = [m for m in await (await two.slack.room("incidents")).messages() if "Shared" in readable(m)]
    assert len(announced) == len(DECLARERS)
    await two.slack.person("ana").runs("/incident take inc-1")
    assert (await two.kinds(1))["role_taken"] == 1
