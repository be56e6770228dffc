"""Slack sends again, and people press twice: what happened stands once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.app import Bot, running
from bot.domain.events import from_json
from bot.settings import read_settings
from sandbox.server import Sandbox
from tests.journeys.conftest import ROOT
from tests.journeys.opening import ROOM, TITLE, commanded, declared, ended
from tests.journeys.processes import free_port
from tests.journeys.workspace import MovedClock, Room, Slack, eventually


@pytest_asyncio.fixture(params=["socket", "http"])
async def workspace(
    request: pytest.FixtureRequest, redis_url: str, clock: MovedClock
) -> AsyncIterator[tuple[Slack, Bot]]:
    """A workspace and a bot that hears it one way or the other."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/slack/events" if request.param == "http" else None
    way = (
        {"SLACK_SIGNING_SECRET": "sandbox-signing-secret"} if address else {"SLACK_APP_TOKEN": "xapp-sandbox"}
    )
    served = Sandbox(ROOT / "manifest.yml", now=lambda: clock.now().timestamp(), request_url=address)
    async with served as sandbox, aiohttp.ClientSession() as session:
        settings = read_settings(
            {
                "SLACK_BOT_TOKEN": "xoxb-sandbox",
                "SLACK_API_URL": sandbox.api_url,
                "REDIS_URL": redis_url,
                "TOCSIN_CONFIG": str(ROOT / "sandbox" / "demo"),
                "TOCSIN_PORT": str(port),
                **way,
            }
        )
        async with running(settings, clock) as bot:
            yield Slack(sandbox.url, session), bot


async def _everything(slack: Slack) -> Room:
    """One of each: command, modal, button, shortcut, reaction, edit, deletion, coming and going."""
    ana, ben = slack.person("ana"), slack.person("ben")
    room = await declared(slack)
    await ana.clicks("take_command", room)
    await room.hears("Incident Commander")
    await ana.runs("/incident note Spoken aloud", room)
    await ana.runs("/incident decide Roll back to version 41", room)
    await ana.runs("/incident severity SEV1 It is worse than we thought", room)
    await ben.runs("/incident assign ops <@UBEN>", room)
    await ana.clicks("post_update", room)
    await ana.submits(status="red", impact="All users", actions="Rolling back", audiences=[])
    kept, dropped = await ana.says("PSI is 0.31", room), await ana.says("Wrong channel", room)
    for ts in (kept, dropped):
        await ana.does("react", channel=room.id, ts=ts, name="pushpin")
    await ben.does("message-shortcut", callback_id="add_to_timeline", channel=room.id, ts=kept)
    await ana.does("edit", channel=room.id, ts=kept, text="PSI is 0.13")
    await ana.does("delete", channel=room.id, ts=dropped)
    await ana.runs("/incident close Freshness is back", room)
    await ana.clicks("write_postmortem", room)
    await ended(room)
    return room


async def _quiet(bot: Bot, slack: Slack) -> tuple[list[str], int]:
    """The incident's history, and how many messages there are, once nothing is on its way any more."""
    seen: list[tuple[list[str], int]] = []

    async def look() -> bool:
        kinds = await _kinds(bot)
        room = await slack.room(ROOM)
        announced = await (await slack.room("incidents")).messages()
        direct = await (await slack.direct("ana")).messages()
        bots = [
            m
            for m in (*await room.messages(), *announced, *direct)
            if room.is_bots(m) and not m.get("ephemeral")
        ]
        seen.append((kinds, len(bots)))
        return await bot.store.next_ready() is None and seen[-5:] == [seen[-1]] * 5

    await eventually(look, "quiet")
    return seen[-1]


async def test_everything_comes_twice(workspace: tuple[Slack, Bot]) -> None:
    """Every command, submission, press and event that Slack delivers again, twice, changes nothing and says nothing."""
    slack, bot = workspace
    await _everything(slack)
    before = await _quiet(bot, slack)
    assert {"note_added", "note_edited", "decision_recorded", "closed", "postmortem_shared"} <= set(before[0])
    deliveries = (await slack.get("deliveries"))["deliveries"]
    assert {"events_api", "slash_commands", "interactive"} <= {each["kind"] for each in deliveries}
    for _ in range(2):
        for each in deliveries:
            again = await slack.post("replay", n=each["n"])
            assert again["status"] == "answered", (each["type"], again)
    assert await _quiet(bot, slack) == before


async def test_a_declaration_comes_twice_at_once(slack: Slack, bot: Bot) -> None:
    """A modal that is submitted twice in the same moment declares one incident."""
    ana = slack.person("ana")
    await ana.runs(f"/incident declare {TITLE}")
    view = await ana.modal()
    values = {"severity": "SEV2", "type": "data"}
    sent = (slack.post("as/UANA/submit", view_id=view["id"], values=values) for _ in range(3))
    assert [said["status"] for said in await asyncio.gather(*sent)] == ["answered"] * 3
    await (await slack.room(ROOM)).card(TITLE)
    await (await slack.room("incidents")).hears(TITLE)
    assert await bot.store.last_number() == 1


async def _double(slack: Slack, room: Room, action_id: str) -> None:
    """Ana presses the newest such button twice in the same moment: two presses with two trigger ids."""
    messages = [m for m in await room.messages() if f"'action_id': '{action_id}'" in str(m.get("blocks"))]
    body: dict[str, Any] = {"channel": room.id, "ts": messages[-1]["ts"], "action_id": action_id}
    said = await asyncio.gather(*(slack.post("as/UANA/click", **body) for _ in range(2)))
    assert [each["status"] for each in said] == ["answered", "answered"]


async def _kinds(bot: Bot) -> list[str]:
    return [from_json(text).event.kind for text in await bot.store.load(1)]


async def test_take_command_pressed_twice(slack: Slack, bot: Bot) -> None:
    """Taking command by a double click is one entry, one message, one duty card."""
    room = await declared(slack)
    await _double(slack, room, "take_command")
    await room.hears("Incident Commander")
    await (await slack.direct("ana")).hears("Incident Commander")
    assert (await _kinds(bot)).count("role_taken") == 1


async def test_write_postmortem_pressed_twice(slack: Slack, bot: Bot) -> None:
    """A double click has one post-mortem written."""
    room = await commanded(slack)
    await slack.person("ana").runs("/incident close Freshness is back", room)
    await ended(room)

    async def offered() -> bool:
        return "write_postmortem" in str(await room.card())

    await eventually(offered, "the button")
    await _double(slack, room, "write_postmortem")

    async def shared() -> bool:
        return "postmortem_shared" in await _kinds(bot)

    await eventually(shared, "the post-mortem")
    assert (await _kinds(bot)).count("postmortem_requested") == 1
    for message in await room.messages():
        slack.mark("UANA", room.id, message["ts"])
    assert await slack.unheard() == []


async def test_try_again_pressed_twice(slack: Slack, bot: Bot) -> None:
    """A double click tries once again, not twice."""
    await slack.fault("pins.add", "error", error="missing_scope")
    ana = slack.person("ana")
    await ana.runs(f"/incident declare {TITLE}")
    await ana.submits(severity="SEV2", type="data")
    room = await slack.room(ROOM)

    async def offered() -> bool:
        return "retry_deliveries" in str(await room.messages())

    await eventually(offered, "the button")
    await _double(slack, room, "retry_deliveries")
    await room.card(TITLE)
    await (await slack.room("incidents")).hears(TITLE)
    assert (await _kinds(bot)).count("delivery_retried") == 1
