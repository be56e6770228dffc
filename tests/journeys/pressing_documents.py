"""The press's own processes as a journey meets them: found below a bot, and ended."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

WORK = b"bot.adapters.press_work"


def presses(above: int | None = None) -> list[int]:
    """The processes of presses below this process, or the one with that id (Linux)."""
    found: list[int] = []
    for children in Path(f"/proc/{above or os.getpid()}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(child) for child in children.read_text("ascii").split()]
    below = [press for child in found for press in presses(child)]
    return [*(child for child in found if WORK in called(child)), *below]


def called(process: int) -> bytes:
    """What a process was called with; nothing once it is gone."""
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


async def some_press() -> int:
    """A press that works below this process, as soon as there is one."""
    while not (found := presses()):
        await asyncio.sleep(0.01)
    return found[0]


@asynccontextmanager
async def failing_press(times: int) -> AsyncIterator[list[int]]:
    """So many processes of this bot's press are killed as soon as they are there; which ones."""
    killed: list[int] = []

    async def kill() -> None:
        while len(killed) < times:
            child = await some_press()
            if child not in killed:
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
                killed.append(child)
            await asyncio.sleep(0.005)

    killing = asyncio.create_task(kill())
    try:
        yield killed
    finally:
        killing.cancel()
        await asyncio.gather(killing, return_exceptions=True)
