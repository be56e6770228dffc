"""The bot is killed at every point of an incident's beginning; what was acknowledged happens, and happens once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from redis import Redis

from bot.adapters.redis_store import RedisStore
from bot.domain.events import from_json
from sandbox.server import Sandbox
from tests.journeys.conftest import ROOT
from tests.journeys.processes import BotProcess, RedisLine, SlackLine, Trap, free_port
from tests.journeys.workspace import Room, Slack, eventually, readable

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-sandbox", "SLACK_APP_TOKEN": "xapp-sandbox"}


@dataclass
class Mortal:
    """A workspace, a store and a bot that is killed and comes back, and how often what has happened."""

    slack: Slack
    store: RedisStore
    redis: Redis
    bot: BotProcess
    commits: RedisLine
    calls: SlackLine

    async def declares(self, title: str) -> int:
        """Ana declares, pressing again for as long as she is not answered; the incident's number."""
        for key in self.redis.scan_iter("*guard*"):
            self.redis.delete(key)
        before = await self.store.last_number()
        await self._insists(self._opens_modal(title))
        await self._insists(self._submits())
        number = await self.store.last_number()
        assert number == before + 1, "one incident for one declaration"
        await self.settles(number)
        return number

    def _opens_modal(self, title: str) -> Any:
        async def attempt() -> bool:
            if (await self._modal()) is None:
                await self.slack.post("as/UANA/command", channel="CGENERAL", text=f"/incident declare {title}")
            return (await self._modal()) is not None

        return attempt

    def _submits(self) -> Any:
        async def attempt() -> bool:
            view = await self._modal()
            assert view is not None
            if view["callback_id"] != "declare":
                return True
            values = {"severity": "SEV2", "type": "data"}
            said = await self.slack.post("as/UANA/submit", view_id=view["id"], values=values)
            return bool(said.get("status") == "answered")

        return attempt

    async def _modal(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = (await self.slack.get("as/UANA/view"))["modal"]
        return found

    async def takes_command(self, number: int, room: Room) -> None:
        """Ana presses the card's button for as long as it is there and she is not answered."""

        async def attempt() -> bool:
            state = await room.state()
            card = next(message for message in state["messages"] if message["ts"] in state["pins"])
            if "'action_id': 'take_command'" not in str(card["blocks"]):
                return True
            click = {"channel": room.id, "ts": card["ts"], "action_id": "take_command"}
            return bool((await self.slack.post("as/UANA/click", **click)).get("status") == "answered")

        await self._insists(attempt)
        await self.settles(number)

    async def _insists(self, attempt: Any) -> None:
        async with asyncio.timeout(30):
            while not await attempt():
                await asyncio.sleep(0.05)

    async def settles(self, number: int) -> None:
        """Nothing waits in the outbox any more."""

        async def look() -> bool:
            return await self.store.next_ready() is None

        async with asyncio.timeout(60):
            while not await look():
                await asyncio.sleep(0.03)

    async def whole_life(self, title: str) -> int:
        """From the command to the duty card; the incident's number."""
        number = await self.declares(title)
        await self.takes_command(number, await self.room_of(number))
        modal = await self._modal()
        assert modal is not None and f"inc-{number}" in readable(modal).casefold(), "the receipt names the room"
        await self.slack.post("as/UANA/close", view_id=modal["id"])
        return number

    async def room_of(self, number: int) -> Room:
        """The incident's only room."""
        channels = (await self.slack.get("as/UANA/channels"))["channels"]
        [found] = [channel for channel in channels if channel["name"].startswith(f"inc-{number}-")]
        return Room(self.slack, self.slack.person("ana"), found["id"], found["name"])

    async def holds(self, number: int, title: str) -> None:
        """There is exactly one of everything that this incident should have led to."""
        room = await self.room_of(number)
        state = await room.state()
        bots = [message for message in state["messages"] if room.is_bots(message)]
        cards = [message for message in bots if "'action_id': 'post_update'" in str(message["blocks"])]
        told = [message for message in bots if message not in cards]
        assert [card["ts"] for card in cards] == state["pins"]
        assert len(told) == 1 and "Incident Commander" in readable(told[0])
        joined = Counter(m["user"] for m in state["messages"] if m.get("subtype") == "channel_join")
        assert all(times == 1 for person, times in joined.items()), joined
        assert {"UANA", "UBEN"} <= set(state["members"])
        assert "SEV2" in state["channel"]["topic"] and "UANA" in state["channel"]["topic"]
        assert len(await self._heard("CINCIDENTS", title)) == 1
        assert len(await self._heard((await self.slack.direct("ana")).id, title)) == 1
        events = [from_json(text).event for text in await self.store.load(number)]
        kinds = Counter(event.kind for event in events)
        once = ("declared", "room_opened", "card_posted", "announced", "role_taken")
        assert {kind: kinds[kind] for kind in once} == dict.fromkeys(once, 1)
        assert kinds["people_invited"] in (1, 2) and kinds["delivery_given_up"] == 0
        assert [key for key in self.redis.scan_iter("*:queue:*")] == []

    async def _heard(self, channel: str, title: str) -> list[dict[str, Any]]:
        told = await self.slack.get(f"as/UANA/channels/{channel}/messages")
        return [m for m in told["messages"] if m.get("bot_id") and title in readable(m)]


@pytest_asyncio.fixture
async def mortal(redis_url: str, tmp_path: Path) -> AsyncIterator[Mortal]:
    """A bot process between a line to Redis and a line to Slack, started again whenever it is killed."""
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(ROOT / "manifest.yml"))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        bot = BotProcess({}, tmp_path / "log")
        commits = RedisLine(redis_url, bot.kill)
        await commits.start()
        stack.push_async_callback(commits.stop)
        calls = SlackLine(sandbox.api_url, bot.kill)
        bot.environ = {
            **TOKENS,
            "SLACK_API_URL": await stack.enter_async_context(calls.open()),
            "REDIS_URL": commits.url,
            "TOCSIN_CONFIG": str(ROOT / "sandbox" / "demo"),
            "TOCSIN_PORT": str(free_port()),
        }
        store = RedisStore(redis_url)
        stack.push_async_callback(store.close)
        client = stack.enter_context(Redis.from_url(redis_url, decode_responses=True))
        await stack.enter_async_context(bot.watched())
        yield Mortal(Slack(sandbox.url, session), store, client, bot, commits, calls)


async def _at_every_point(mortal: Mortal, trap: Trap, what: str) -> None:
    trap.arm(0)
    number = await mortal.whole_life(f"Undisturbed {what}")
    await mortal.holds(number, f"Undisturbed {what}")
    points = trap.passed
    print(f"{points} points: {what}")
    assert points > 5
    for point in range(1, points + 1):
        title = f"Killed at {what} {point} of {points}"
        trap.arm(point)
        number = await mortal.whole_life(title)
        assert trap.sprung, f"{title} never came"
        await mortal.holds(number, title)
    assert mortal.bot.starts == points + 1


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "answer lost"])
async def test_killed_after_every_commit(mortal: Mortal, answered: bool) -> None:
    """Killed right after any commit, whether or not its answer came, the bot comes back and everything is there once."""
    mortal.commits.answered = answered
    await _at_every_point(mortal, mortal.commits.trap, "commit" if answered else "unanswered commit")


async def test_killed_after_every_call(mortal: Mortal) -> None:
    """Killed after Slack did something and before it said so, the bot comes back and everything is there once."""
    await _at_every_point(mortal, mortal.calls.trap, "call")
