"""A Redis-compatible server of our own, for whoever has none: started with the bot, ended with the bot.

The data folder holds the server's append-only files, its log, and two locks. `bot.lock` keeps a second bot away. The
server inherits `server.lock` at birth and holds it for as long as it lives, so that one which outlived its bot is
known for certain, without guessing from process ids.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.adapters.embedded_files import DataFolder, EmbeddedError, server_binary

_log = logging.getLogger(__name__)

_ANSWERS_WITHIN = 10.0
"""Seconds until a new server must say something; it may then load its data for as long as it takes."""
_ENDS_WITHIN = 10.0
"""Seconds for a server to write down what it has and end, before it is killed."""
_OUTLIVES = 5.0
"""Seconds for a server whose bot is gone to notice (Linux) before it is adopted."""
_POLL = 0.005
_WATCH = 0.2
"""Seconds between two looks at whether the server still lives."""

_AGAIN = 2.0
"""Seconds after a restart that failed."""

_LAUNCHER = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 15, 0, 0, 0)
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""
"""Becomes the server after asking Linux to send it SIGTERM when the bot ends, however that comes about.

PR_SET_PDEATHSIG is 1 and survives the exec. A process of its own rather than a `preexec_fn`, which may deadlock
when the bot has threads.
"""


class DataFolderInUse(EmbeddedError):
    """Another bot works on this data folder; `pid` is its process id, or None when it did not say."""

    def __init__(self, data: Path, pid: int | None) -> None:
        who = f"process {pid}" if pid else "another process"
        super().__init__(
            f"{data} is in use by {who}. Stop that one first, or give this bot another data folder."
        )
        self.pid = pid


class ServerFailed(EmbeddedError):
    """The server ended or kept silent instead of starting; the text has the end of its log."""


class EmbeddedRedis:
    """One server on one data folder.

    data: the folder; made when missing, readable by its owner only.
    binary: the server to start, by default `server_binary()`.

    Call `start` on the main thread: Linux ends the server when the thread that started it ends.
    """

    def __init__(self, data: Path, *, binary: Path | None = None) -> None:
        self._folder = DataFolder(data)
        self._binary = binary
        self._bot_lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._url: str | None = None
        self._serving = False
        self.pid = 0
        """Process id of the server, 0 while there is none."""

    async def start(self) -> str:
        """Start the server, or adopt one that outlived its bot; its URL, once it has loaded its data.

        Raises DataFolderInUse, NoServerBinary, ServerFailed.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("the embedded server must be started on the main thread")
        self._folder.make()
        self._bot_lock = self._take_bot_lock()
        try:
            gone = await self._gone(_OUTLIVES if sys.platform == "linux" else 0)
            url = await (self._launch() if gone else self._adopt())
        except BaseException:
            self._let_go()
            raise
        self._serving = True
        return url

    async def stop(self) -> None:
        """End the server cleanly, by force if need be, and leave the data folder to others; harmless twice."""
        self._serving = False
        if self._bot_lock is None:
            return
        for force in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                if self.pid and not self._folder.server_lock.is_free():
                    os.kill(self.pid, force)
            if await self._gone(_ENDS_WITHIN):
                break
        self._let_go()

    async def watch(self) -> None:
        """Start the server again, at the same URL, whenever it ends by itself; runs until cancelled."""
        while True:
            await asyncio.sleep(_WATCH)
            if not self._serving or not self._folder.server_lock.is_free():
                continue
            _log.error("The embedded server ended by itself; starting it again.\n%s", self._folder.log_tail())
            try:
                await self._launch()
            except EmbeddedError:
                _log.exception("The embedded server does not start; trying again.")
                await asyncio.sleep(_AGAIN)

    async def _launch(self) -> str:
        self._reap()
        url = self._url or self._folder.new_url()
        self._folder.configure(url)
        # From its standard input, because a server takes ?, * and [ in a configuration's path for wildcards.
        command = [os.fspath(self._binary or server_binary()), "-"]
        if sys.platform == "linux":
            command = [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(os.getpid()), *command]
        with self._folder.open_log() as log, self._folder.configuration.open("rb") as settings:
            begins = log.tell()
            self._process = self._spawn(command, settings, log)
        self.pid = self._process.pid
        await self._answering(url, begins)
        self._url = url
        return url

    def _spawn(self, command: list[str], settings: BinaryIO, log: BinaryIO) -> subprocess.Popen[bytes]:
        lock = self._folder.server_lock.take()
        if lock is None:
            raise ServerFailed(f"Another server has just been started on {self._folder.path}.")
        try:
            return subprocess.Popen(
                command,
                stdin=settings,
                stdout=log,
                stderr=log,
                pass_fds=(lock,),
                # Ctrl-C in a terminal is for the bot, which still needs the server in order to end well.
                start_new_session=True,
            )
        finally:
            os.close(lock)

    async def _answering(self, url: str, begins: int) -> None:
        """Wait until our server has loaded its data, which may take as long as it says so."""
        loop = asyncio.get_running_loop()
        silent_until = loop.time() + _ANSWERS_WITHIN
        while True:
            info = await _info(url)
            if info is not None and not info["loading"]:
                return
            if info is not None:
                silent_until = loop.time() + _ANSWERS_WITHIN
            elif self._folder.server_lock.is_free() or loop.time() > silent_until:
                self._reap()
                raise ServerFailed(
                    f"The embedded server did not start. Its log:\n{self._folder.log_tail(begins)}"
                )
            await asyncio.sleep(_POLL)

    async def _adopt(self) -> str:
        """Go on with a server that is still there although its bot is not."""
        url = self._folder.url
        info = await _info(url) if url else None
        if url is None or info is None:
            raise ServerFailed(
                f"An earlier server still holds {self._folder.path} and does not answer. End it by hand. Its log:\n"
                + self._folder.log_tail()
            )
        self.pid, self._url = int(info["process_id"]), url
        _log.warning("Adopted the server %s that outlived its bot.", self.pid)
        return url

    async def _gone(self, patience: float) -> bool:
        """Whether no server lives on this folder, at the latest after `patience` seconds."""
        loop = asyncio.get_running_loop()
        until = loop.time() + patience
        while not (free := self._folder.server_lock.is_free()) and loop.time() < until:
            await asyncio.sleep(_POLL)
        return free

    def _take_bot_lock(self) -> int:
        lock = self._folder.bot_lock.take()
        owner = self._folder.path / "bot.pid"
        if lock is None:
            said = owner.read_text("utf-8") if owner.exists() else ""
            raise DataFolderInUse(self._folder.path, int(said) if said.isdigit() else None)
        owner.write_text(str(os.getpid()), "utf-8")
        return lock

    def _let_go(self) -> None:
        self._reap()
        self._url = None
        if self._bot_lock is not None:
            os.close(self._bot_lock)
            self._bot_lock = None

    def _reap(self) -> None:
        """See the end of a process of ours, by force if it has neither started well nor ended."""
        if self._process is not None:
            if not self._folder.server_lock.is_free():
                self._process.kill()
            self._process.wait()
            self._process = None
        self.pid = 0


async def _info(url: str) -> dict[str, Any] | None:
    """What the server at this address says of itself, or None when nothing answers."""
    client = Redis.from_url(url, retry=Retry(NoBackoff(), 0), socket_timeout=1.0, protocol=2)
    try:
        told: dict[str, Any] = await client.info()
        return told
    except (RedisError, OSError):
        return None
    finally:
        await client.aclose()
