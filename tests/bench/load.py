"""Making load and keeping time: so many requests under way, each timed from its sending to its answer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from bot.intake.web import SLACK_PATH
from tests.bench.payloads import Json
from tests.bench.processes import SIGNING_SECRET

Send = Callable[[Json], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Load:
    """What came of one round: answers, the seconds that they took together, and each."""

    seconds: float
    latencies: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds


async def sustained(send: Send, make: Callable[[], Json], *, outstanding: int, seconds: float) -> Load:
    """Keep `outstanding` requests under way for so many seconds; the last ones are waited for and counted."""
    latencies: list[float] = []
    began = time.perf_counter()

    async def worker() -> None:
        while (now := time.perf_counter()) < began + seconds:
            await send(make())
            latencies.append(time.perf_counter() - now)

    await asyncio.gather(*(worker() for _ in range(outstanding)))
    return Load(time.perf_counter() - began, tuple(latencies))


async def burst(send: Send, make: Callable[[], Json], *, at_once: int) -> Load:
    """Send so many requests in one go."""
    payloads = [make() for _ in range(at_once)]
    began = time.perf_counter()

    async def one(payload: Json) -> float:
        await send(payload)
        return time.perf_counter() - began

    latencies = await asyncio.gather(*map(one, payloads))
    return Load(time.perf_counter() - began, tuple(latencies))


class SignedConnections:
    """Slack's requests over HTTP, on kept-alive connections, signed (Slack: v0 signatures).

    Written on bare streams: an HTTP library in the load generator costs as much as the server that is measured.
    """

    def __init__(self, port: int, connections: int) -> None:
        self._port = port
        self._wanted = connections
        self._free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        for _ in range(self._wanted):
            self._free.put_nowait(await asyncio.open_connection("127.0.0.1", self._port))
        return self

    async def __aexit__(self, *_: object) -> None:
        while not self._free.empty():
            connection = self._free.get_nowait()
            connection[1].close()
            await connection[1].wait_closed()

    async def send(self, payload: Json) -> None:
        """One slash command, or an interaction as a form field `payload`, and its answer.

        Raises:
            RuntimeError: the answer is no 200.
        """
        form = payload if "command" in payload else {"payload": json.dumps(payload)}
        body = urlencode(form).encode()
        reader, writer = await self._free.get()
        writer.write(_head(body) + body)
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        said = await reader.readexactly(int(length))
        self._free.put_nowait((reader, writer))
        if b" 200 " not in head[:20]:
            raise RuntimeError(f"refused: {head!r} {said!r}")


def _head(body: bytes) -> bytes:
    stamp = str(int(time.time()))
    digest = hmac.new(SIGNING_SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return (
        f"POST {SLACK_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={digest}\r\n\r\n"
    ).encode()
