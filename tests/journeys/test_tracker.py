"""Action items as issues of the team's tracker: one issue an item, whatever breaks on the way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from redis import Redis

from bot.adapters.redis_store import RedisStore
from bot.app import Bot, CannotStart, running
from bot.domain.action_items import ActionItem, AddItem, ChangeItem, ItemCategory, ItemState, MoveItem
from bot.domain.commands import RetryDeliveries
from bot.service.ledger import Ledger
from sandbox.server import Sandbox
from tests.journeys.asking import AskingDesk
from tests.journeys.conftest import Settle, settings_of
from tests.journeys.forked import ForkedBot
from tests.journeys.processes import environment
from tests.journeys.receiver import DEMO, SECRET, Gate, signed
from tests.journeys.workspace import MovedClock, Slack, eventually, readable

SIGNAL = ItemCategory.SIGNAL
ITEM = AddItem(SIGNAL, "Alert on <!channel> freshness", "UBEN")


@dataclass
class Ticketing:
    """A tracker: it checks who tells it, and has one issue for each that it is told of.

    told: every request's body in order. answers: statuses given instead of doing anything. lost: how often the
    connection is cut after the issue was made and before the answer.
    """

    url: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    issues: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    lost: int = 0
    words: str = ""
    after: Gate | None = None

    async def receive(self, request: web.Request) -> web.Response:
        """One piece of news about one item."""
        content = await request.read()
        assert request.headers["Tocsin-Signature"] == signed(content, request.headers["Tocsin-Timestamp"])
        body = json.loads(content)
        assert body["key"] == request.headers["Idempotency-Key"]
        self.told.append(body)
        if self.answers:
            return web.Response(status=self.answers.pop(0), text="Not now.")
        if body["key"] not in self.keys:
            self.keys.append(body["key"])
            self.issues[body["issue"]] = body
        if self.after is not None:
            await self.after()
        if self.lost:
            self.lost -= 1
            assert request.transport is not None
            request.transport.abort()
        number = list(self.issues).index(body["issue"]) + 1
        return web.Response(text=self.words or json.dumps({"link": f"https://tickets.example/{number}"}))

    async def heard(self, requests: int) -> None:
        """Wait until so many requests have come."""

        async def look() -> bool:
            return len(self.told) >= requests

        await eventually(look, f"request {requests}")


@pytest_asyncio.fixture
async def tickets() -> AsyncIterator[Ticketing]:
    """The team's tracker."""
    ticketing = Ticketing()
    app = web.Application()
    app.router.add_post("/hook/{token}", ticketing.receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ticketing.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook/t0ken-of-the-tests"
    yield ticketing
    await runner.cleanup()


@pytest.fixture
def config(tmp_path: Path, tickets: Ticketing) -> Path:
    """The demo's configuration, with a tracker."""
    folder = tmp_path / "config"
    folder.mkdir()
    policy = (DEMO / "policy.yml").read_text("utf-8")
    tracker = f"\nitems:\n  tracker:\n    url: {tickets.url}\n    timeout_seconds: 5\n"
    (folder / "policy.yml").write_text(policy + tracker, "utf-8")
    (folder / "models.yml").write_text((DEMO / "models.yml").read_text("utf-8"), "utf-8")
    return folder


class Items(AskingDesk):
    """What people ask of incident 1's items, and how they stand."""

    async def item(self, number: int = 1) -> ActionItem:
        """The item as it stands."""
        it = await Ledger(self.store).incident(1)
        assert it is not None
        return it.items[number - 1]

    async def sent(self, event: int = 1) -> ActionItem:
        """The item, as soon as the tracker's answer to at least that event is known."""

        async def look() -> ActionItem | None:
            item = await self.item()
            return item if item.sent >= event else None

        return await eventually(look, f"an answer of the tracker to event {event}")


@pytest_asyncio.fixture
async def items(redis_url: str, clock: MovedClock) -> AsyncIterator[Items]:
    """The items that people ask about."""
    store = RedisStore(redis_url)
    yield Items(store, clock)
    await store.close()


@pytest_asyncio.fixture
async def office(sandbox: Sandbox) -> AsyncIterator[Slack]:
    """The workspace; what the bot says about items is heard elsewhere."""
    async with aiohttp.ClientSession() as session:
        yield Slack(sandbox.url, session)


async def declared(office: Slack, *flags: str) -> None:
    """Ana declares incident 1."""
    await office.person("ana").declares("Ranker is stale", model="ranker", flags=list(flags))


async def test_no_start_without_a_secret(sandbox: Sandbox, redis_url: str, config: Path) -> None:
    """With a tracker and no secret to sign with, Tocsin does not start, and says what to do."""
    unsigned = replace(settings_of(sandbox, redis_url, config), webhook_secret="")
    with pytest.raises(CannotStart, match="Action items go to a tracker"):
        async with running(unsigned):
            pass


async def test_one_issue_an_item(office: Slack, bot: Bot, items: Items, tickets: Ticketing) -> None:
    """All that becomes of an item is told of one issue, in order; its link is kept, and shown in the list."""
    await declared(office)
    await items.asks(ITEM)
    first = await items.sent()
    assert first.issue == "https://tickets.example/1"
    await items.asks(ChangeItem(1, SIGNAL, "Alert on age", "UCHI", None, ""))
    await items.asks(MoveItem(1, ItemState.DONE))
    await tickets.heard(3)
    await items.sent(first.sent + 3)
    assert len(tickets.issues) == 1 and len(tickets.keys) == 3
    assert [(body["what"], body["state"]) for body in tickets.told] == [
        ("Alert on <!channel> freshness", "open"),
        ("Alert on age", "open"),
        ("Alert on age", "done"),
    ]
    assert [body["known_as"] for body in tickets.told[1:]] == ["https://tickets.example/1"] * 2
    listed = await office.person("ana").runs("/incident actions inc-1")
    assert "<https://tickets.example/1|Its issue>" in listed


async def test_a_lost_answer(
    office: Slack, bot: Bot, items: Items, tickets: Ticketing, clock: MovedClock
) -> None:
    """An answer that is lost, and a tracker that is away for a while, leave one issue and its link."""
    tickets.lost, tickets.answers = 1, []
    await declared(office)
    await items.asks(ITEM)
    await tickets.heard(1)
    tickets.answers = [503, 429]
    for requests in (2, 3, 4):
        await clock.forward(minutes=2)
        await tickets.heard(requests)
    assert (await items.sent()).issue == "https://tickets.example/1"
    assert len(tickets.issues) == 1 and len({body["key"] for body in tickets.told}) == 1
    assert all(body == tickets.told[0] for body in tickets.told)


async def test_refused_and_tried_again(
    office: Slack, bot: Bot, items: Items, tickets: Ticketing, settled: Settle
) -> None:
    """A refusal is kept and shown; `/incident retry` tells the same again under the same key."""
    tickets.answers = [422]
    await declared(office)
    await items.asks(ITEM)
    assert (await items.sent()).problem == "It answers 422. Not now."
    told = await office.person("ana").runs("/incident actions inc-1")
    assert "The tracker did not take it: It answers 422. Not now." in told
    await items.asks(RetryDeliveries())
    await tickets.heard(2)

    async def well() -> bool:
        return not (await items.item()).problem

    await eventually(well, "the tracker to take it")
    assert len({body["key"] for body in tickets.told}) == 1 and len(tickets.issues) == 1


async def test_patience_ends(
    office: Slack, bot: Bot, items: Items, tickets: Ticketing, clock: MovedClock
) -> None:
    """A tracker that is away for more than a day is given up on, and that is said."""
    tickets.answers = [503] * 50
    await declared(office)
    await items.asks(ITEM)
    await tickets.heard(1)
    await clock.forward(minutes=timedelta(days=1, minutes=1).total_seconds() / 60)
    assert (await items.sent()).problem == "It answers 503. Not now."


@pytest.mark.parametrize("flag", ["restricted", "drill"])
async def test_what_does_not_go_there(
    office: Slack, bot: Bot, items: Items, tickets: Ticketing, settled: Settle, flag: str
) -> None:
    """Items of restricted incidents and of drills are not told to the tracker (domain §15, §16)."""
    await declared(office, flag)
    await items.asks(AddItem(SIGNAL, "Rotate the keys", "UANA"))
    await settled()
    assert tickets.told == [] and (await items.item()).sent == 0


@pytest.mark.parametrize("start", [None])
async def test_killed_while_it_is_asked(
    sandbox: Sandbox, redis_url: str, items: Items, tickets: Ticketing, config: Path, tmp_path: Path
) -> None:
    """A bot that is killed between the issue and the answer asks again under the same key: one issue."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        bot = ForkedBot(
            environment(sandbox.api_url, redis_url, config, TOCSIN_WEBHOOK_SECRET=SECRET),
            tmp_path / "log",
        )
        await stack.enter_async_context(bot.watched())
        await declared(Slack(sandbox.url, session))
        tickets.after = gate = Gate()
        await items.asks(ITEM)
        await gate.reached.wait()
        bot.kill()
        tickets.after = None
        gate.opened.set()
        item = await items.sent()
        assert bot.starts == 2 and item.issue == "https://tickets.example/1"
        assert len(tickets.issues) == 1 and len(tickets.keys) == 1
        assert tickets.told[0] == tickets.told[-1]
        assert "t0ken" not in (tmp_path / "log").read_text("utf-8")


async def test_the_address_stays_in_the_policy(
    office: Slack, bot: Bot, items: Items, tickets: Ticketing, redis_url: str, settled: Settle
) -> None:
    """Neither the store nor Slack ever holds the tracker's address, and an answer that is no link is none."""
    tickets.words = '{"link": "javascript:alert(1)", "url": "<!channel>"}'
    await declared(office)
    await items.asks(ITEM)
    assert (await items.sent()).issue == ""
    await settled()
    shown = await office.person("ana").runs("/incident actions inc-1")
    assert "Its issue" not in shown and "javascript" not in shown

    def stored() -> str:
        with Redis.from_url(redis_url, decode_responses=True) as client:
            return repr([_read(client, key) for key in client.keys("*")])

    assert "t0ken" not in await asyncio.to_thread(stored)
    assert "t0ken" not in readable([shown])


def _read(client: Any, key: str) -> object:
    """Whatever the key holds."""
    match client.type(key):
        case "stream":
            return client.xrange(key)
        case "hash":
            return client.hgetall(key)
        case "list":
            return client.lrange(key, 0, -1)
        case "zset":
            return client.zrange(key, 0, -1)
        case "set":
            return client.smembers(key)
        case _:
            return client.get(key)
