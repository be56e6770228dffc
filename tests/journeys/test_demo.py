"""The demo as `make demo` starts it: its bot goes by the workspace's clock, so that what time brings can be seen."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest_asyncio

from tests.journeys.conftest import ROOT
from tests.journeys.digesting import place
from tests.journeys.processes import free_port
from tests.journeys.workspace import Room, Slack, eventually, readable


@pytest_asyncio.fixture
async def demo() -> AsyncIterator[Slack]:
    """The workspace of a demo that runs."""
    port = free_port()
    arguments = ("-m", "sandbox.demo", "--port", str(port), "--bot-port", "0")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            while b"open:" not in (line := await process.stdout.readline()):
                assert line or process.returncode is None
        async with aiohttp.ClientSession() as session:
            yield Slack(f"http://127.0.0.1:{port}", session)
    finally:
        process.terminate()
        await process.wait()


async def turned(slack: Slack, until: datetime) -> None:
    """Turn the clock in the drawer on to that moment."""
    now = (await slack.get("clock"))["now"]
    await slack.post("clock", advance=until.timestamp() - now)


async def files(room: Room, message: dict[str, Any]) -> list[str]:
    """The files under that message, as soon as there are any."""

    async def look() -> list[str]:
        replies = [each for each in await room.messages() if each.get("thread_ts") == message["ts"]]
        return [file["name"].rpartition(".")[2] for each in replies for file in each.get("files", ())]

    return sorted(await eventually(look, "files of a digest"))


async def test_a_digest_to_look_at(demo: Slack) -> None:
    """The next morning's digest comes with its document as soon as the clock is there, and Monday's with a chart."""
    room, ana = await place(demo), demo.person("ana")
    await ana.runs("/incident declare Search results look wrong")
    await ana.submits(severity="SEV2", type="data", model="ranker")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    await turned(demo, tomorrow)
    daily = await room.hears("Incidents, ")
    assert "Search results look wrong" in readable(daily)
    assert await files(room, daily) == ["pdf"]
    monday = tomorrow + timedelta(days=7 - tomorrow.weekday())
    await turned(demo, monday.replace(hour=10))
    weekly = await room.hears("Incidents of the week")
    assert await files(room, weekly) == ["pdf", "png"]
    assert f"Incidents, {monday:%A} {monday.day} {monday:%B %Y}" in readable(await room.hears("Incidents, "))


async def test_an_escalation_to_try(demo: Slack) -> None:
    """Who is on call is alerted, time alerts the next level, and a concern has a path of its own."""
    ana, eli = demo.person("ana"), demo.person("eli")
    await ana.runs("/incident declare Search results look wrong")
    await ana.submits(severity="SEV2", type="data", model="ranker")
    room = await demo.room("inc-1-search-results-look-wrong")
    await room.hears("level 1 of 2, On-call")
    await (await demo.direct("ben")).hears("You are alerted")
    await turned(demo, datetime.now(UTC) + timedelta(minutes=11))
    await room.hears("level 2 of 2, Leads")
    await ana.runs("/incident escalate data governance Mails in the logs", room)
    await room.hears("Data governance: level 1 of 2, Privacy office")
    assert "Data governance: you have it" in await eli.runs("/incident ack", room)
    await room.hears("<@UELI> has it (Data governance)")
