"""Redis away, Slack away, Slack saying no: nobody waits in vain, nothing is lost, nothing is doubled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from redis import Redis

from bot.app import Bot
from bot.domain.events import from_json
from sandbox.server import Sandbox
from tests.journeys.conftest import StartBot
from tests.journeys.opening import ROOM, TITLE, declared
from tests.journeys.processes import BotProcess, RedisLine, free_port
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable

SLACKS_PATIENCE = 3.0
"""Seconds that Slack waits for an acknowledgement."""


async def _health(bot: Bot) -> tuple[int, dict[str, Any]]:
    address = f"http://127.0.0.1:{bot.port}/health"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.json()


async def _well(bot: Bot) -> None:
    async def look() -> bool:
        return (await _health(bot))[0] == 200

    await eventually(look, "a healthy bot")


def _private(room: Room, words: str) -> Callable[[], Any]:
    async def look() -> bool:
        return any(m.get("ephemeral") and words in readable(m) for m in await room.messages())

    return look


async def _all_told(bot: Bot) -> None:
    """Nothing waits in the outbox any more, not even for its next attempt."""

    async def look() -> bool:
        return await bot.store.next_ready() is None

    await eventually(look, "an empty outbox")


async def _commands_fail(how: str, slack: Slack, room: Room) -> None:
    """Whoever writes is told that it is not recorded; whoever reads, that there is nothing to show."""
    writes, reads = (
        ("note Lost words", "take"),
        ("list", "status", "search ranker", "metrics", "summary inc-1"),
    )
    texts = (*writes, *reads)
    asked = (slack.post("as/UANA/command", channel=room.id, text=f"/incident {text}") for text in texts)
    for text, answer in zip(texts, await asyncio.gather(*asked), strict=True):
        assert (answer["status"], answer["seconds"] < SLACKS_PATIENCE) == ("answered", True)
        not_recorded = "Not recorded." if how == "refuses" else "ecorded."
        expected = "There is nothing to show" if text in reads else not_recorded
        assert expected in readable(answer["response"])


@pytest.mark.parametrize("how", ["refuses", "hangs"])
async def test_redis_is_away(how: str, bot: Bot, slack: Slack, line: RedisLine, clock: MovedClock) -> None:
    """Every way in says at once that nothing was recorded; events come again; the bot recovers by itself."""
    room = await declared(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    said = await ana.says("Null rate is 100 %", room)
    await ana.runs("/incident update", room)
    await ana.modal()
    await ben.runs("/incident declare Another one")
    await ben.modal()
    await _all_told(bot)
    if how == "refuses":
        await line.refuse()
    else:
        line.hang()

    await _commands_fail(how, slack, room)
    card = await room.card()
    click = {"channel": room.id, "ts": card["ts"], "action_id": "take_command"}
    answer = await slack.post("as/UBEN/click", **click)
    assert (answer["status"], answer["seconds"] < SLACKS_PATIENCE) == ("answered", True)
    await eventually(_private(Room(slack, ben, room.id, room.name), "ecorded."), "a private word")
    shortcut = {"callback_id": "add_to_timeline", "channel": room.id, "ts": said}
    answer = await slack.post("as/UCHI/message-shortcut", **shortcut)
    assert (answer["status"], answer["seconds"] < SLACKS_PATIENCE) == ("answered", True)
    update = {"status": "amber", "impact": "Stale", "actions": "Rerun", "audiences": []}
    preview = {**update, "audiences": ["executives"]}
    for person, values in ((ana, preview), (ana, update), (ben, {"severity": "SEV3", "type": "data"})):
        answer = await person.tries(**values)
        assert answer["response_action"] == "errors" and answer["seconds"] < SLACKS_PATIENCE
        # The commit of a hanging server may yet arrive: then nobody can tell.
        assert "ecorded." in str(answer["errors"])
    await ana.does("react", channel=room.id, ts=said, name="pushpin")
    status, told = await _health(bot)
    assert status == 503 and told["redis"].startswith("away") and told["slack"] == "well"

    if how == "refuses":
        await line.start()
    else:
        line.pass_on()
    await _well(bot)
    await ana.submits(**update)
    await room.hears("Impact: Stale")
    await ben.submits(severity="SEV3", type="data")
    await (await slack.room("inc-2-another-one", "ben")).card("Another one")
    await clock.forward(minutes=1.1)
    await eventually(lambda: _noted(bot, "Null rate is 100 %"), "the message on the timeline")
    await _all_told(bot)
    kinds = [event.kind for event in await _events(bot, 1)]
    assert kinds.count("update_posted") == 1
    if how == "refuses":
        assert kinds.count("note_added") == 1 and "role_taken" not in kinds
    await (await slack.room("incidents")).hears("Another one")


async def _events(bot: Bot, number: int) -> list[Any]:
    return [from_json(text).event for text in await bot.store.load(number)]


async def _noted(bot: Bot, words: str) -> bool:
    return any(event.kind == "note_added" and event.text == words for event in await _events(bot, 1))


async def test_many_wait_for_a_hanging_redis(bot: Bot, slack: Slack, line: RedisLine) -> None:
    """People who speak about the same incident while Redis hangs are all answered in time, not one after the other."""
    room = await declared(slack)
    await _all_told(bot)
    line.hang()
    people = ("UANA", "UBEN", "UANA", "UBEN", "UANA")
    answers = await asyncio.gather(
        *(
            slack.post(f"as/{who}/command", channel=room.id, text=f"/incident note Words {n}")
            for n, who in enumerate(people)
        )
    )
    assert [answer["status"] for answer in answers] == ["answered"] * len(people)
    assert all("ecorded." in readable(answer["response"]) for answer in answers)
    line.pass_on()
    await _well(bot)
    await _all_told(bot)


async def _fails_to_start(tmp_path: Path, environ: dict[str, str]) -> str:
    """What a bot that cannot start says; its exit status is 1."""
    bot = BotProcess({"TOCSIN_PORT": str(free_port()), **environ}, tmp_path / "log")
    process = await bot.spawn()
    async with asyncio.timeout(30):
        assert await process.wait() == 1
    return bot.log.read_text("utf-8")


async def test_start_without_redis(sandbox: Sandbox, tmp_path: Path) -> None:
    """A bot that finds no Redis says so, and what to do, and exits 1."""
    environ = {
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_APP_TOKEN": "xapp-sandbox",
        "SLACK_API_URL": sandbox.api_url,
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}",
    }
    said = await _fails_to_start(tmp_path, environ)
    assert "Tocsin cannot start" in said and "Redis does not answer" in said and "Traceback" not in said


@pytest.mark.parametrize(("variable", "token"), [("BOT", "xoxb-revoked"), ("APP", "xapp-revoked")])
async def test_start_with_a_bad_token(
    variable: str, token: str, sandbox: Sandbox, line: RedisLine, tmp_path: Path
) -> None:
    """A bot whose token Slack refuses names the token's variable and exits 1."""
    environ = {
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_APP_TOKEN": "xapp-sandbox",
        "SLACK_API_URL": sandbox.api_url,
        "REDIS_URL": line.url,
    }
    said = await _fails_to_start(tmp_path, environ | {f"SLACK_{variable}_TOKEN": token})
    assert f"SLACK_{variable}_TOKEN" in said and "Traceback" not in said


METHODS = (
    "conversations.create",
    "conversations.invite",
    "usergroups.users.list",
    "conversations.setTopic",
    "pins.add",
    "views.update",
)


@pytest.mark.parametrize(
    "trouble",
    [
        {"kind": "429", "retry_after": 1},
        {"kind": "500"},
        {"kind": "503"},
        {"kind": "lost"},
        {"kind": "error", "error": "internal_error"},
        {"kind": "error", "error": "ratelimited"},
    ],
    ids=lambda trouble: str(trouble.get("error", trouble["kind"])),
)
async def test_what_passes_by_itself(trouble: dict[str, Any], slack: Slack, bot: Bot) -> None:
    """Whatever goes wrong once with any call of a declaration is tried again until there is one of everything."""
    for method in METHODS:
        await slack.fault(method, **trouble)
    await slack.fault("chat.postMessage", times=2, **trouble)
    room = await declared(slack)
    await _all_told(bot)
    state = await room.state()
    assert len([m for m in state["messages"] if room.is_bots(m)]) == len(state["pins"]) == 1
    assert {"UANA", "UBEN"} <= set(state["members"]) and "SEV2" in state["channel"]["topic"]
    assert (await slack.get("faults"))["faults"] == []
    channels = (await slack.get("as/UANA/channels"))["channels"]
    assert [channel["name"] for channel in channels if channel["name"].startswith("inc-")] == [ROOM]
    assert "delivery_given_up" not in [event.kind for event in await _events(bot, 1)]


async def test_already_so(slack: Slack, bot: Bot) -> None:
    """What Slack says is so already counts as done."""
    await slack.fault("pins.add", "error", error="already_pinned")
    await slack.fault("conversations.invite", "error", error="already_in_channel", times=9)
    await slack.person("ana").runs(f"/incident declare {TITLE}")
    await slack.person("ana").submits(severity="SEV2", type="data")
    await (await slack.room("incidents")).hears(TITLE)
    await _all_told(bot)
    assert "delivery_given_up" not in [event.kind for event in await _events(bot, 1)]


@pytest.mark.parametrize(
    ("method", "code", "words"),
    [
        ("pins.add", "missing_scope", "missing_scope"),
        ("conversations.setTopic", "user_is_restricted", "user_is_restricted"),
        ("chat.postMessage", "is_archived", "is_archived"),
        ("chat.postMessage", "channel_not_found", "channel_not_found"),
    ],
)
async def test_given_up_and_tried_again(method: str, code: str, words: str, slack: Slack, bot: Bot) -> None:
    """What Slack refuses for good stands on the card with its reason, until "Try again" does it."""
    place = {"channel": "CINCIDENTS"} if method == "chat.postMessage" else {}
    await slack.fault(method, "error", error=code, **place)
    ana = slack.person("ana")
    await ana.runs(f"/incident declare {TITLE}")
    await ana.submits(severity="SEV2", type="data")
    room = await slack.room(ROOM)

    async def shown() -> bool:
        return any(words in readable(message) for message in await room.messages())

    await eventually(shown, "the trouble on the card")
    await ana.clicks("retry_deliveries", room)
    await _all_told(bot)

    async def mended() -> bool:
        return words not in readable(await room.card(TITLE))

    await eventually(mended, "a card without trouble")
    await (await slack.room("incidents")).hears(TITLE)
    assert "SEV2" in (await room.state())["channel"]["topic"]
    kinds = [event.kind for event in await _events(bot, 1)]
    assert kinds.count("delivery_given_up") == kinds.count("delivery_retried") == 1
    assert "room_archived" not in kinds


async def test_the_room_cannot_be_opened(slack: Slack, bot: Bot) -> None:
    """When there is no card to show it on, the declarer is told directly, and "Try again" there opens the room."""
    await slack.fault("conversations.create", "error", error="restricted_action")
    ana = slack.person("ana")
    await ana.runs(f"/incident declare {TITLE}")
    await ana.submits(severity="SEV2", type="data")
    direct = await slack.direct("ana")
    await direct.hears("restricted_action")
    await ana.clicks("retry_deliveries", direct)
    await (await slack.room(ROOM)).card(TITLE)
    await (await slack.room("incidents")).hears(TITLE)


async def test_somebody_cannot_be_invited(slack: Slack) -> None:
    """One person who cannot be invited keeps nobody else out, and the room is told who is missing."""
    await slack.fault("conversations.invite", "error", error="user_not_found")
    room = await declared(slack, "SEV2")
    await room.hears("could not")
    assert "UBEN" in (await room.state())["members"]


async def test_nothing_can_be_said(slack: Slack, bot: Bot) -> None:
    """A bot that may not write at all does not report its own reports for ever."""
    await slack.fault("chat.postMessage", "error", error="missing_scope", times=10_000)
    await slack.fault("chat.update", "error", error="missing_scope", times=10_000)
    ana = slack.person("ana")
    await ana.runs(f"/incident declare {TITLE}")
    await ana.submits(severity="SEV2", type="data")
    room = await slack.room(ROOM)
    await ana.runs("/incident note Somebody reads this", room)
    await _all_told(bot)
    assert await bot.store.next_ready() is None
    assert len(await bot.store.load(1)) < 20


async def test_a_revoked_token(slack: Slack, clock: MovedClock, bot: Bot) -> None:
    """While the token is refused everything waits, and with a new one everything is done."""
    ana = slack.person("ana")
    await ana.runs(f"/incident declare {TITLE}")
    await ana.modal()
    await slack.fault("*", "error", error="token_revoked", times=10_000)
    await ana.submits(severity="SEV2", type="data")

    async def refused() -> bool:
        return bool(await slack.calls("conversations.create"))

    await eventually(refused, "a refused call")
    await clock.forward(minutes=1.1)

    async def again() -> bool:
        return len(await slack.calls("conversations.create")) == 2

    await eventually(again, "another refused call")
    await slack.delete("faults")
    await clock.forward(minutes=1.1)
    await (await slack.room(ROOM)).card(TITLE)
    await (await slack.room("incidents")).hears(TITLE)
    await _all_told(bot)
    assert "delivery_given_up" not in [event.kind for event in await _events(bot, 1)]


async def test_a_full_channel_delays_no_other(slack: Slack, clock: MovedClock, bot: Bot) -> None:
    """A 429 in one room rests that room for as long as Slack asks, and no other for a moment."""
    first = await declared(slack)
    ben = slack.person("ben")
    await ben.declares("Another one")
    second = await slack.room("inc-2-another-one", "ben")
    await second.card("Another one")
    await (await slack.room("incidents")).hears("Another one")
    await _all_told(bot)
    await slack.fault("chat.postMessage", "429", channel=first.id, retry_after=120)
    await slack.person("ana").runs("/incident note Said in the first room", first)

    async def tried() -> list[dict[str, Any]]:
        return [c for c in await slack.calls("chat.postMessage") if c["status"] == 429]

    await eventually(tried, "the 429")
    await ben.runs("/incident note Said in the second room", second)
    await second.hears("Said in the second room")
    await slack.person("ana").runs("/incident note Said a little later", first)
    await ben.runs("/incident note And more in the second", second)
    await second.hears("And more in the second")
    assert len([c for c in await slack.calls("chat.postMessage") if c["args"]["channel"] == first.id]) == 2
    await clock.forward(minutes=2.1)
    await first.hears("Said in the first room")
    await first.hears("Said a little later")


class Storm:
    """Many declarations at once, in a workspace that counts calls."""

    def __init__(self, slack: Slack, bot: Bot, clock: MovedClock) -> None:
        self.slack = slack
        self.bot = bot
        self.clock = clock

    async def declare(self, severity: str, redis: Redis) -> None:
        """One more, by somebody who has not declared anything lately."""
        for key in redis.scan_iter("*guard*"):
            redis.delete(key)
        ana = self.slack.person("ana")
        await ana.runs("/incident declare Storm")
        await ana.submits(severity=severity, type="data")
        await ana.closes()

    async def quiet(self) -> None:
        """Wait until nothing happens any more before time moves on."""
        before = -1
        while before != (now := len((await self.slack.get("calls"))["calls"])):
            before = now
            await asyncio.sleep(0.15)

    async def blows_over(self) -> None:
        """Let time pass, from one thing that waits to the next, until nothing waits."""
        for _ in range(200):
            await self.quiet()
            ready = await self.bot.store.next_ready()
            if ready is None:
                return
            await self.clock.forward(minutes=max(0.0, ready - self.clock.now().timestamp() + 0.1) / 60)
        raise AssertionError("the storm does not blow over")

    async def opened(self) -> list[str]:
        """Rooms in the order in which they were opened."""
        calls = await self.slack.calls("conversations.create")
        return [call["args"]["name"] for call in calls if call["ok"]]


async def test_a_storm(start_bot: StartBot, sandbox: Sandbox, clock: MovedClock, shared_redis: str) -> None:
    """Of fifty incidents at once all get rooms and cards within Slack's limits, the worse ones before the others."""
    bot = await start_bot()
    async with aiohttp.ClientSession() as session:
        slack = Slack(sandbox.url, session)
        await slack.post("limits", enabled=True)
        storm = Storm(slack, bot, clock)
        severities = ["SEV3"] * 22 + ["SEV3", "SEV2", "SEV1"] * 8 + ["SEV3"] * 4
        with Redis.from_url(shared_redis) as redis:
            for severity in severities:
                await storm.declare(severity, redis)
        await storm.quiet()
        at_once = len(await storm.opened())
        assert at_once < len(severities), "Slack's limit was met"
        await storm.blows_over()
        rooms = await storm.opened()
        assert len(rooms) == len(set(rooms)) == len(severities)
        severity_of = {f"inc-{n}-storm": severity for n, severity in enumerate(severities, 1)}
        worst = {name for name, severity in severity_of.items() if severity == "SEV1"}
        worse = {name for name, severity in severity_of.items() if severity != "SEV3"}
        assert worse <= set(rooms[at_once : at_once + 20]), "the worse ones come with the next allowance"
        assert worst <= set(rooms[at_once : at_once + 12]), "and of them the worst come first"
        for name in rooms:
            room = await slack.room(name)
            state = await room.state()
            assert len(state["pins"]) == 1 and state["channel"]["topic"]
        announced = [m for m in await (await slack.room("incidents")).messages() if "Storm" in readable(m)]
        assert len(announced) == len(severities)


async def test_slack_hangs_up(slack: Slack, bot: Bot) -> None:
    """A connection that Slack closes or asks to renew is opened again, and commands are heard as before."""
    for reason in ("", "warning", "refresh_requested"):
        await slack.post("drop", **({"reason": reason} if reason else {}))
        await _well(bot)

        async def heard() -> bool:
            said = await slack.post("as/UANA/command", channel="CGENERAL", text="/incident help")
            return bool(said["status"] == "answered")

        await eventually(heard, "an answer")
