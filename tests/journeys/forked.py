"""Bots that are there again at once: each is forked from a process that has loaded everything and done nothing.

What runs is what `python -m bot run` runs, in a process of its own, which can be killed like any other.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from bot.__main__ import main
from tests.journeys.processes import ROOT, BotProcess, inherited

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.journeys.forked", "tests.journeys.warmed"])


def _live(environ: Mapping[str, str], log: Path, said: Connection) -> None:
    """Be a bot with these variables."""
    os.dup2(said.fileno(), sys.stdout.fileno())
    with log.open("ab") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["bot", "run"]
    sys.exit(main())


@dataclass(frozen=True, slots=True)
class Forked:
    """A bot's process, as `asyncio.subprocess` would show it."""

    process: ForkServerProcess
    said: Connection

    @property
    def returncode(self) -> int | None:
        """Its exit status; None while it runs."""
        return self.process.exitcode

    async def wait(self) -> int:
        """Until it has ended; its exit status."""
        await _readable(self.process.sentinel)
        self.process.join()
        assert self.process.exitcode is not None
        return self.process.exitcode

    def send_signal(self, what: int) -> None:
        """Send it a signal."""
        assert self.process.pid is not None
        os.kill(self.process.pid, what)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


async def _readable(descriptor: int) -> None:
    loop, there = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(descriptor, there.set)
    try:
        await there.wait()
    finally:
        loop.remove_reader(descriptor)


class ForkedBot(BotProcess):
    """A bot that needs a tenth of a second to be there again after it was killed."""

    async def first_words(self, process: Any) -> bytes:
        """The first line that it says; empty when it ends without a word."""
        await _readable(process.said.fileno())
        return os.read(process.said.fileno(), 4096)

    async def spawn(self) -> Forked:
        """Start without waiting; what it logs is appended to `log`."""
        said, says = _CONTEXT.Pipe(duplex=False)
        process = _CONTEXT.Process(target=_live, args=(inherited() | {**self.environ}, self.log, says))
        await asyncio.to_thread(process.start)
        says.close()
        return Forked(process, said)
