"""Who presses *Escalate* twice alerts one level, and is told so (domain §7)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.app import Bot
from sandbox.server import Sandbox
from tests.journeys.conftest import Settle
from tests.journeys.opening import commanded
from tests.journeys.responding import told_alone
from tests.journeys.standby import Outside, configured, outside
from tests.journeys.workspace import Room, Slack, readable


@pytest_asyncio.fixture
async def standby() -> AsyncIterator[Outside]:
    """The pagers, and a rota in which nobody is on call."""
    async with outside() as served:
        yield served


@pytest.fixture
def config(tmp_path: Path, standby: Outside) -> Path:
    """The demo's configuration with an escalation."""
    return configured(tmp_path / "config", standby.url)


@pytest_asyncio.fixture
async def office(sandbox: Sandbox, bot: Bot) -> AsyncIterator[Slack]:
    """The workspace; what else the bot says is heard elsewhere."""
    assert bot
    async with aiohttp.ClientSession() as session:
        yield Slack(sandbox.url, session)


async def press(slack: Slack, name: str, room: Room, words: str) -> None:
    """That person presses *Escalate* under the message with these words."""
    message = next(each for each in await room.messages() if words in readable(each))
    await slack.person(name).does("click", channel=room.id, ts=message["ts"], action_id="open_escalation")


async def test_one_level_for_two_presses(office: Slack, bot: Bot, settled: Settle) -> None:
    """Pressed again on the same message, which stands as it was, nobody else is alerted, and it is said why."""
    room = await commanded(office)
    await room.hears("level 1 of 3, On-call")
    await settled()
    await office.fault("chat.update", "429", times=100_000)
    ana = office.person("ana")
    await press(office, "ana", room, "level 1 of 3, On-call")
    await ana.submits(reason="More hands")
    await room.hears("level 2 of 3, Leads")
    await press(office, "ana", room, "level 1 of 3, On-call")
    await told_alone(office, room, "ana", "Another level has been alerted meanwhile")
    await ana.sees_no_modal()
    await office.delete("faults")
    await settled()
    assert await reached(bot) == [0, 1]
    await press(office, "ana", room, "level 2 of 3, Leads")
    await ana.submits(reason="Still nobody")
    await room.hears("level 3 of 3, Head of ML")


async def test_two_people_at_once(office: Slack, bot: Bot, settled: Settle) -> None:
    """Of two forms open together one alerts; the other stays, says who is alerted, and goes on if sent again."""
    room = await commanded(office)
    await room.hears("level 1 of 3, On-call")
    for name in ("ana", "chi"):
        await press(office, name, room, "level 1 of 3, On-call")
        await office.person(name).modal()
    await office.person("chi").submits(reason="More hands")
    await room.hears("level 2 of 3, Leads")
    await office.person("ana").tries(reason="More <hands>")
    shown = readable(await office.person("ana").modal())
    assert "Meanwhile Leads is alerted" in shown and "More <hands>" in shown
    await settled()
    assert await reached(bot) == [0, 1]
    await office.person("ana").submits()
    await room.hears("level 3 of 3, Head of ML")
    assert await reached(bot) == [0, 1, 2]


async def reached(bot: Bot) -> list[int]:
    """The levels of the first escalation that were reached."""
    it = await bot.queries.incident(1, "UANA")
    assert it is not None
    return [level.level for level in it.escalations[0].levels]
