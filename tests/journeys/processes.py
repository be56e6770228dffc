"""The bot as a process of its own, with lines to Redis and to Slack that kill it at the worst moment."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import aiohttp
from aiohttp import web
from redis import Redis

from bot.adapters.redis_wire import script

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 30.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def environment(api_url: str, redis_url: str, config: Path, **more: str) -> dict[str, str]:
    """What a bot over Socket Mode is told in the sandbox; `more` comes on top."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_APP_TOKEN": "xapp-sandbox",
        "SLACK_API_URL": api_url,
        "REDIS_URL": redis_url,
        "TOCSIN_CONFIG": str(config),
        "TOCSIN_PORT": str(free_port()),
        **more,
    }


@dataclass
class Trap:
    """Counts what passes, and says when it is the one that was waited for; 0 waits for none."""

    at: int = 0
    passed: int = 0
    sprung: bool = False

    def arm(self, at: int) -> None:
        """Count anew, and spring at number `at`."""
        self.at, self.passed, self.sprung = at, 0, False

    def springs(self) -> bool:
        """Count one, and tell whether it is the one."""
        self.passed += 1
        now = self.passed == self.at
        self.sprung = self.sprung or now
        return now


def first_of_each(names: Sequence[str]) -> tuple[int, ...]:
    """Where each of these stands for the first time, and the last of all; counted from 1."""
    return tuple(sorted({names.index(name) + 1 for name in names} | {len(names)}))


class RedisLine:
    """A TCP line to a Redis server: counts commits, cuts the bot's life at one of them, and can be away.

    `answered`: whether the answer to that commit still reaches the bot.
    """

    def __init__(self, url: str, kill: Callable[[], None] = lambda: None) -> None:
        self._target = urlsplit(url)
        self._kill = kill
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._passing = asyncio.Event()
        self._passing.set()
        self.trap = Trap()
        self.answered = True
        self.url = ""
        self._port = 0
        with Redis.from_url(url) as client:
            # Known beforehand, so that every commit is one EVALSHA and one answer.
            client.script_load(script("commit").text)
        self._commit = script("commit").sha.encode()

    async def start(self) -> None:
        """Listen, at the same address as before if there was one."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        password = f":{self._target.password}@" if self._target.password else ""
        self.url = f"redis://{password}127.0.0.1:{self._port}"

    async def refuse(self) -> None:
        """Cut every connection and take no more."""
        assert self._server is not None
        self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        self._server = None

    def hang(self) -> None:
        """Take everything and pass nothing on."""
        self._passing.clear()

    def pass_on(self) -> None:
        """Pass on what was held back, and everything that comes."""
        self._passing.set()

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            await self.refuse()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self._target.scheme == "unix":
                up, down = await asyncio.open_unix_connection(unquote(self._target.path))
            else:
                up, down = await asyncio.open_connection(self._target.hostname, self._target.port)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, down}
        commits: list[bool] = []
        there = asyncio.create_task(self._there(reader, down, commits))
        try:
            await self._back(up, writer, commits)
        finally:
            there.cancel()
            await asyncio.gather(there, return_exceptions=True)
            self._open -= {writer, down}
            down.close()
            writer.close()

    async def _there(
        self, reader: asyncio.StreamReader, down: asyncio.StreamWriter, commits: list[bool]
    ) -> None:
        with suppress(ConnectionError):
            while asked := await reader.read(65536):
                await self._passing.wait()
                if self._commit in asked:
                    commits.append(True)
                down.write(asked)
        down.close()

    async def _back(
        self, up: asyncio.StreamReader, writer: asyncio.StreamWriter, commits: list[bool]
    ) -> None:
        with suppress(ConnectionError):
            while answer := await up.read(65536):
                await self._passing.wait()
                fatal = bool(commits and commits.pop() and self.trap.springs())
                if fatal and not self.answered:
                    self._kill()
                    return
                writer.write(answer)
                await writer.drain()
                if fatal:
                    self._kill()


class SlackLine:
    """The Web API through a line that counts calls, and cuts the bot's life between a call and its answer."""

    def __init__(self, api_url: str, kill: Callable[[], None]) -> None:
        self._api_url = api_url
        self._kill = kill
        self.trap = Trap()
        self.names: list[str] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """The Web API's address at this end."""
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(aiohttp.ClientSession())

            async def carry(request: web.Request) -> web.StreamResponse:
                headers = {
                    name: value
                    for name, value in request.headers.items()
                    if name.lower() in ("authorization", "content-type")
                }
                url = f"{self._api_url}{request.match_info['method']}"
                sent = session.request(
                    request.method, url, params=request.query, data=await request.read(), headers=headers
                )
                async with sent as answer:
                    body = await answer.read()
                self.names.append(request.match_info["method"])
                if self.trap.springs():
                    self._kill()
                return web.Response(
                    status=answer.status, body=body, headers={"Content-Type": answer.headers["Content-Type"]}
                )

            app = web.Application(client_max_size=64 * 1024**2)
            app.router.add_route("*", "/api/{method}", carry)
            runner = web.AppRunner(app, access_log=None)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"


class Running(Protocol):
    """A process that runs."""

    @property
    def returncode(self) -> int | None:
        """Its exit status; None while it runs."""

    async def wait(self) -> int:
        """Until it has ended; its exit status."""

    def send_signal(self, what: int) -> None:
        """Send it a signal."""

    def terminate(self) -> None:
        """Ask it to end."""


def inherited() -> dict[str, str]:
    """What every process needs of this one's variables."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


class EndedEarly(AssertionError):
    """A bot that was to be started again ended before it was ready."""


@dataclass
class BotProcess:
    """`python -m bot run` with these variables; `kill` is kill -9, and `watched` starts it again after it."""

    environ: Mapping[str, str]
    log: Path
    starts: int = 0
    _process: Running | None = field(default=None, repr=False)

    async def start(self) -> None:
        """Start, and wait until it says that it is ready.

        Raises:
            EndedEarly: it ended, or was killed, before it was.
        """
        self._process = process = await self.spawn()
        async with asyncio.timeout(STARTS_WITHIN):
            said = await self.first_words(process)
        if b"ready" not in said:
            logged = self.log.read_text("utf-8")[-3000:]
            raise EndedEarly(f"it ended with {await process.wait()} before it was ready:\n{logged}")
        self.starts += 1

    async def first_words(self, process: Any) -> bytes:
        """The first line that it says; empty when it ends without a word."""
        return bytes(await process.stdout.readline())

    async def spawn(self) -> Running:
        """Start without waiting; what it logs is appended to `log`."""
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=ROOT,
                env={**inherited(), **self.environ},
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )

    def kill(self) -> None:
        """End it at once, without a chance to do anything more."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to end, and wait; its exit status."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.terminate()
        return await self._process.wait()

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Running, and started again after every kill; stopped at the end.

        Raises:
            EndedEarly: at the end; it was killed before it was ready, and so not started again.
        """

        async def again() -> None:
            while True:
                assert self._process is not None
                await self._process.wait()
                await self.start()

        await self.start()
        watching = asyncio.create_task(again())
        try:
            yield
        finally:
            watching.cancel()
            try:
                with suppress(asyncio.CancelledError):
                    await watching
            finally:
                await self.stop()
