"""The apps under measure: each in a process of its own, beside the one that asks and keeps time."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.slack import BOT_TOKEN

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
"""Seconds for a process to say that it is ready, or to end."""

SIGNING_SECRET = "bench-signing-secret"


@dataclass(frozen=True, slots=True)
class App:
    """A process that is ready: `port` where it listens, `seconds` from its spawning to its word that it is ready."""

    pid: int
    port: int
    seconds: float

    def resident(self) -> float:
        """Its resident memory, in megabytes (10⁶ bytes)."""
        return resident(self.pid)


def resident(pid: int) -> float:
    """The resident memory of a process, in megabytes (10⁶ bytes)."""
    said = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)  # noqa: S607
    return int(said.stdout) * 1024 / 1e6


def environment(api_url: str, data: Path, *, socket_mode: bool) -> dict[str, str]:
    """The settings of an app that talks to this Slack and keeps its incidents in `data`."""
    ear = {"SLACK_APP_TOKEN": "xapp-bench"} if socket_mode else {"SLACK_SIGNING_SECRET": SIGNING_SECRET}
    return {
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_API_URL": api_url,
        "TOCSIN_DATA": str(data),
        "TOCSIN_CONFIG": str(ROOT / "sandbox" / "demo"),
        "TOCSIN_PORT": "0",
        **ear,
    }


@asynccontextmanager
async def running(module: str, settings: Mapping[str, str], log: Path) -> AsyncIterator[App]:
    """`python -m module`, from the line in which it tells its port until the context is left.

    Raises:
        RuntimeError: it did not get ready, or did not end; the end of what it logged is in the text.
    """
    arguments = [sys.executable, "-m", *module.split()]
    with log.open("ab") as errors:
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *arguments, cwd=ROOT, env=settings, stdout=asyncio.subprocess.PIPE, stderr=errors
        )
    try:
        said = await _ready(process)
        port = re.search(r":(\d+)", said)
        if port is None:
            raise RuntimeError(f"it did not get ready: {said}\n{_tail(log)}")
        yield App(process.pid, int(port[1]), time.perf_counter() - began)
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            process.kill()
            raise RuntimeError(f"it does not end when told to\n{_tail(log)}") from None


async def _ready(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        return (await process.stdout.readline()).decode()


def _tail(log: Path) -> str:
    return log.read_text("utf-8")[-2000:]
