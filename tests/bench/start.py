"""(c) From spawning the process to the word that it is ready, and the memory held idle and with 1,000 incidents."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from redis.asyncio import Redis

from bot.adapters.embedded import EmbeddedRedis
from bot.adapters.embedded_files import DataFolder
from tests.bench import payloads
from tests.bench.processes import ROOT, environment, resident, running
from tests.bench.slack import Slack
from tests.bench.table import Line, in_ms

INCIDENTS = 1000
UNDER_WAY = 25
"""Declarations made side by side while memory is filled."""

START_AIM = 1.0
IDLE_AIM = 100.0
SETTLED = 1.0
"""Seconds after the last delivery at which memory is read."""


async def start(starts: int) -> list[Line]:
    """The lines of this part; the median of `starts` starts, each on an empty data folder."""
    whole = median([await _started() for _ in range(starts)])
    bare = median([await _python("pass") for _ in range(starts)])
    imported = median([await _python("import bot.__main__, bot.app") for _ in range(starts)]) - bare
    server = median([await _server() for _ in range(starts)])
    rest = whole - bare - imported - server
    return [
        Line("c", f"start to ready, embedded server included ({starts} starts)", *_start(whole)),
        Line("c", "… of it: the interpreter", in_ms(bare)),
        Line("c", "… of it: imports", in_ms(imported)),
        Line("c", "… of it: the embedded server", in_ms(server)),
        Line("c", "… of it: the rest", in_ms(rest)),
        *await _memory(),
    ]


def _start(whole: float) -> tuple[str, str, bool]:
    return in_ms(whole), f"< {in_ms(START_AIM)}", whole < START_AIM


async def _started() -> float:
    with tempfile.TemporaryDirectory() as folder:
        async with Slack() as slack:
            settings = environment(slack.api_url, Path(folder) / "data", socket_mode=True)
            async with running("bot run", settings, Path(folder) / "log") as app:
                return app.seconds


async def _python(code: str) -> float:
    """Seconds that an interpreter lives that does only this."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, cwd=ROOT)
    await process.wait()
    return time.perf_counter() - began


async def _server() -> float:
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedRedis(Path(folder) / "data")
        began = time.perf_counter()
        await server.start()
        seconds = time.perf_counter() - began
        await server.stop()
        return seconds


async def _memory() -> list[Line]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        async with Slack() as slack:
            settings = environment(slack.api_url, data, socket_mode=True)
            async with running("bot run", settings, Path(folder) / "log") as app:
                await slack.connected.wait()
                server = await _pid(data)
                await asyncio.sleep(SETTLED)
                idle, idle_server = app.resident(), resident(server)
                await _fill(slack)
                full, full_server = app.resident(), resident(server)
    declared = f"with {INCIDENTS:,} incidents declared through the front door"
    return [
        Line("c", "resident memory, idle: bot", f"{idle:.0f} MB", f"< {IDLE_AIM:.0f} MB", idle < IDLE_AIM),
        Line("c", "resident memory, idle: embedded server", f"{idle_server:.0f} MB"),
        Line("c", f"resident memory, {declared}: bot", f"{full:.0f} MB"),
        Line("c", "… growth an incident", f"{(full - idle) * 1000 / INCIDENTS:.1f} kB"),
        Line("c", f"resident memory, {declared}: embedded server", f"{full_server:.0f} MB"),
        Line("c", "… growth an incident", f"{(full_server - idle_server) * 1000 / INCIDENTS:.1f} kB"),
    ]


async def _fill(slack: Slack) -> None:
    """Declare incidents, each by somebody else, until every room is usable and nothing is left to deliver."""
    people = iter(map(payloads.person, range(1000, 1000 + INCIDENTS)))

    async def worker() -> None:
        for person in people:
            await slack.deliver("interactive", payloads.declaration(person))
            await slack.usable(person)

    await asyncio.gather(*(worker() for _ in range(UNDER_WAY)))
    await slack.quiet(SETTLED)


async def _pid(data: Path) -> int:
    url = DataFolder(data).url
    assert url is not None
    client = Redis.from_url(url)
    told = await client.info("server")
    await client.aclose()
    return int(told["process_id"])
