"""The bot is killed at every point of an incident's beginning; what was acknowledged happens, and happens once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
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
from tests.journeys.forked import ForkedBot
from tests.journeys.processes import (
    BotProcess,
    RedisLine,
    SlackLine,
    Trap,
    environment,
    first_of_each,
    free_port,
)
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
        await self.insists(self._opens_modal(title))
        await self.insists(self._submits())
        number = await self.store.last_number()
        assert number == before + 1, "one incident for one declaration"
        await self.settles(number)
        return number

    def _opens_modal(self, title: str) -> Any:
        async def attempt() -> bool:
            if (await self._modal()) is None:
                await self.slack.post(
                    "as/UANA/command", channel="CGENERAL", text=f"/incident declare {title}"
                )
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

        await self.insists(attempt)
        await self.settles(number)

    async def insists(self, attempt: Any) -> None:
        """Try for as long as the bot is away; what is tried says whether it was answered."""
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
        assert modal is not None and f"inc-{number}" in readable(modal).casefold(), (
            "the receipt names the room"
        )
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
        kinds = Counter[str](event.kind for event in events)
        once = ("declared", "room_opened", "card_posted", "announced", "role_taken")
        assert {kind: kinds[kind] for kind in once} == dict.fromkeys(once, 1)
        assert kinds["people_invited"] in (1, 2) and kinds["delivery_given_up"] == 0
        assert list(self.redis.scan_iter("*:queue:*")) == []

    async def promises(self, number: int, seconds: int) -> None:
        """Ana posts an update, and promises the next one in so many seconds."""
        ana = self.slack.person("ana")
        await ana.closes()
        await ana.runs(f"/incident update inc-{number}")
        view = await ana.modal()
        due = int(datetime.now(UTC).timestamp()) + seconds
        values: dict[str, Any] = {"impact": "Some", "actions": "Looking", "status": "amber"}
        values |= {"next_check_in": due, "audiences": []}
        said = await self.slack.post("as/UANA/submit", view_id=view["id"], values=values)
        assert said["status"] == "answered" and "errors" not in said, said
        await self.settles(number)

    async def _heard(self, channel: str, title: str) -> list[dict[str, Any]]:
        told = await self.slack.get(f"as/UANA/channels/{channel}/messages")
        return [m for m in told["messages"] if m.get("bot_id") and title in readable(m)]


@asynccontextmanager
async def dying(redis_url: str, tmp_path: Path) -> AsyncIterator[Mortal]:
    """A bot process between a line to Redis and a line to Slack, started again whenever it is killed."""
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(ROOT / "manifest.yml"))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        bot = ForkedBot({}, tmp_path / "log")
        commits = RedisLine(redis_url, bot.kill)
        await commits.start()
        stack.push_async_callback(commits.stop)
        calls = SlackLine(sandbox.api_url, bot.kill)
        bot.environ = environment(
            await stack.enter_async_context(calls.open()), commits.url, ROOT / "sandbox" / "demo"
        )
        store = RedisStore(redis_url)
        stack.push_async_callback(store.close)
        client = stack.enter_context(Redis.from_url(redis_url, decode_responses=True))
        await stack.enter_async_context(bot.watched())
        yield Mortal(Slack(sandbox.url, session), store, client, bot, commits, calls)


@pytest_asyncio.fixture
async def mortal(redis_url: str, tmp_path: Path) -> AsyncIterator[Mortal]:
    """That bot."""
    async with dying(redis_url, tmp_path) as it:
        yield it


async def _undisturbed(mortal: Mortal, trap: Trap) -> int:
    """How many such points there are in a whole life."""
    trap.arm(0)
    await mortal.holds(await mortal.whole_life("Undisturbed"), "Undisturbed")
    assert trap.passed > 5
    return trap.passed


async def _at_each(mortal: Mortal, trap: Trap, what: str, points: Sequence[int]) -> None:
    """A whole life for each of these points, killed there."""
    for point in points:
        title = f"Killed at {what} {point}"
        trap.arm(point)
        number = await mortal.whole_life(title)
        assert trap.sprung, f"{title} never came"
        await mortal.holds(number, title)
    assert mortal.bot.starts == len(points) + 1


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "answer lost"])
async def test_killed_after_every_commit(mortal: Mortal, answered: bool) -> None:
    """Killed right after any commit, its answer heard or not, the bot comes back and everything is there once."""
    mortal.commits.answered = answered
    trap = mortal.commits.trap
    last = await _undisturbed(mortal, trap)
    await _at_each(mortal, trap, "commit" if answered else "unanswered commit", range(1, last + 1))


async def test_killed_after_every_kind_of_call(mortal: Mortal) -> None:
    """Killed after Slack did something and before it said so, the bot comes back and everything is there once.

    It is killed after the first call of each method and after the last call of all, counted in a life before.
    """
    calls = mortal.calls
    points = first_of_each(calls.names[-await _undisturbed(mortal, calls.trap) :])
    await _at_each(mortal, calls.trap, "call", points)


@pytest.mark.parametrize("point", ["commit", "unanswered commit", "first call", "second call"])
async def test_killed_in_a_reminder(mortal: Mortal, point: str) -> None:
    """Killed at any point while an update's reminder is said, the bot comes back and it stands in the room once."""
    number = await mortal.declares("Reminded once")
    room = await mortal.room_of(number)
    await mortal.promises(number, 3)
    mortal.commits.answered = point == "commit"
    trap = mortal.commits.trap if "commit" in point else mortal.calls.trap
    trap.arm(2 if point == "second call" else 1)
    assert not await _reminders(room)
    await eventually(lambda: _reminders(room), "the reminder")
    async with asyncio.timeout(30):
        while not trap.sprung or mortal.bot.starts < 2:
            await asyncio.sleep(0.02)
    await mortal.settles(number)
    assert len(await _reminders(room)) == 1
    events = [from_json(text).event for text in await mortal.store.load(number)]
    assert [event.kind for event in events].count("reminded") == 1


async def _reminders(room: Room) -> list[str]:
    return [text for message in await room.messages() if "Update due" in (text := readable(message))[:40]]


async def test_killed_with_its_own_server(tmp_path: Path) -> None:
    """With the embedded server, too, a killed bot comes back with everything, finishes it, and goes on."""
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(ROOT / "manifest.yml"))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        slack = Slack(sandbox.url, session)
        bot = BotProcess({}, tmp_path / "log")
        calls = SlackLine(sandbox.api_url, bot.kill)
        bot.environ = {
            **TOKENS,
            "SLACK_API_URL": await stack.enter_async_context(calls.open()),
            "TOCSIN_DATA": str(tmp_path / "data"),
            "TOCSIN_CONFIG": str(ROOT / "sandbox" / "demo"),
            "TOCSIN_PORT": str(free_port()),
        }
        await stack.enter_async_context(bot.watched())
        ana = slack.person("ana")
        await ana.runs("/incident declare Kept at home")
        await ana.modal()
        async with asyncio.timeout(10):
            while calls.names[-1] != "views.open":
                await asyncio.sleep(0.02)
        calls.trap.arm(1)
        assert (await ana.submits(severity="SEV2", type="data"))["status"] == "answered"
        room = await slack.room("inc-1-kept-at-home")
        assert calls.trap.sprung
        card = await room.card("Kept at home")
        bot.kill()
        async with asyncio.timeout(30):
            while bot.starts < 3:
                await asyncio.sleep(0.02)
        assert "Kept at home" in await ana.runs("/incident list")
        await ana.clicks("take_command", room)
        await room.hears("Incident Commander")
        assert (await room.card("Incident Commander"))["ts"] == card["ts"]
        names = [channel["name"] for channel in (await slack.get("as/UANA/channels"))["channels"]]
        assert [name for name in names if name.startswith("inc-")] == ["inc-1-kept-at-home"]
        announced = await (await slack.room("incidents")).messages()
        assert len([message for message in announced if "Kept at home" in readable(message)]) == 1
