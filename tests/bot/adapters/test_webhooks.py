"""Webhooks over HTTP against real servers, well-behaved and not."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from bot.adapters.webhooks import LONGEST, Webhooks, session
from bot.service.ports import NoAnswer
from tests.journeys.processes import free_port

SECRET = "0123456789abcdef0123456789abcdef"
NOW = datetime(2026, 3, 4, 3, 0, 7, tzinfo=UTC)
BODY: dict[str, object] = {"key": "k-1", "model": "Größe <!channel> 🔥", "dry_run": True}

Respond = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Respond], Awaitable[str]]


class Fixed:
    """A clock that stands."""

    def now(self) -> datetime:
        """Always the same."""
        return NOW

    async def sleep(self, seconds: float) -> None:
        """Not at all."""


@pytest_asyncio.fixture
async def webhooks() -> AsyncIterator[Webhooks]:
    """What is tested."""
    async with session() as connections:
        yield Webhooks(connections, SECRET, Fixed())


@pytest_asyncio.fixture
async def serve() -> AsyncIterator[Serve]:
    """Start a server that responds so; its address."""
    async with AsyncExitStack() as stack:

        async def start(respond: Respond) -> str:
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", respond)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return f"http://127.0.0.1:{runner.addresses[0][1]}/hook?token=t0ken"

        yield start


def documented() -> Callable[..., bool]:
    """The check of the signature that docs/automation.md gives to those who write webhooks."""
    page = (Path(__file__).parents[3] / "docs" / "automation.md").read_text("utf-8")
    [code] = [each for each in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "is_tocsin" in each]
    space: dict[str, Any] = {}
    exec(code, space)  # noqa: S102 - our own page
    found: Callable[..., bool] = space["is_tocsin"]
    return found


async def test_what_is_sent(webhooks: Webhooks, serve: Serve) -> None:
    """One POST with the body as JSON, the key, and a signature that the documented check accepts, and no other."""
    seen: list[tuple[str, dict[str, str], bytes]] = []

    async def respond(request: web.Request) -> web.Response:
        seen.append((request.method, dict(request.headers), await request.read()))
        return web.Response(text="done ✓")

    answer = await webhooks.ask(await serve(respond), BODY, key="k-1", seconds=5)
    assert (answer.status, answer.text, answer.retry_after) == (200, "done ✓", None)
    [(method, headers, content)] = seen
    assert (method, json.loads(content)) == ("POST", BODY)
    assert headers["Idempotency-Key"] == "k-1"
    assert headers["Content-Type"].startswith("application/json")
    assert SECRET not in str(seen)
    is_tocsin, now = documented(), NOW.timestamp()
    assert is_tocsin(headers, content, SECRET, now)
    assert is_tocsin(headers, content, SECRET, now + 299)
    assert not is_tocsin(headers, content, SECRET, now + 301)
    assert not is_tocsin(headers, content + b" ", SECRET, now)
    assert not is_tocsin(headers, content, SECRET[:-1] + "0", now)
    assert not is_tocsin(headers | {"Tocsin-Timestamp": str(int(now) + 1)}, content, SECRET, now)
    assert not is_tocsin({}, content, SECRET, now)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirections_are_not_followed(webhooks: Webhooks, serve: Serve, status: int) -> None:
    """A redirection is an answer: nobody else is asked, whatever it says."""
    elsewhere: list[str] = []

    async def other(request: web.Request) -> web.Response:
        elsewhere.append(request.path)
        return web.Response()

    there = await serve(other)

    async def respond(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": there})

    assert (await webhooks.ask(await serve(respond), BODY, key="k", seconds=5)).status == status
    assert elsewhere == []


@pytest.mark.parametrize("status", [200, 400, 409, 500, 503])
async def test_every_status_is_an_answer(webhooks: Webhooks, serve: Serve, status: int) -> None:
    """What it means is not judged here."""

    async def respond(_: web.Request) -> web.Response:
        return web.Response(status=status, body=b"\xff\xfe\x00garbage", headers={"Set-Cookie": "a=b"})

    answer = await webhooks.ask(await serve(respond), BODY, key="k", seconds=5)
    assert (answer.status, "garbage" in answer.text) == (status, True)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 120 ", 120.0),
        ("-1", None),
        ("1e9", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("٣", None),
    ],
)
async def test_how_long_it_wants_to_rest(
    webhooks: Webhooks, serve: Serve, header: str, seconds: float | None
) -> None:
    """Retry-After counts in plain seconds."""

    async def respond(_: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": header})

    assert (await webhooks.ask(await serve(respond), BODY, key="k", seconds=5)).retry_after == seconds


async def test_a_long_answer(webhooks: Webhooks, serve: Serve) -> None:
    """Of five megabytes the beginning is read, and the connection is left."""

    async def respond(_: web.Request) -> web.Response:
        return web.Response(text="x" * 5_000_000)

    answer = await webhooks.ask(await serve(respond), BODY, key="k", seconds=5)
    assert (answer.status, len(answer.text)) == (200, LONGEST)


async def test_in_pieces(webhooks: Webhooks, serve: Serve) -> None:
    """An answer that comes in pieces is read to its end."""

    async def respond(request: web.Request) -> web.StreamResponse:
        told = web.StreamResponse()
        await told.prepare(request)
        for piece in ("one ", "two ", "three"):
            await told.write(piece.encode())
            await asyncio.sleep(0.01)
        return told

    assert (await webhooks.ask(await serve(respond), BODY, key="k", seconds=5)).text == "one two three"


@pytest.mark.parametrize("ends", ["never", "breaks"])
async def test_the_status_counts(webhooks: Webhooks, serve: Serve, ends: str) -> None:
    """Once the status has come, a text that never ends or breaks off takes nothing away from it."""
    over = asyncio.Event()

    async def respond(request: web.Request) -> web.StreamResponse:
        told = web.StreamResponse(headers={"Content-Length": "99"})
        await told.prepare(request)
        await told.write(b"so far")
        if ends == "breaks":
            assert request.transport is not None
            request.transport.close()
        else:
            await over.wait()
        return told

    answer = await webhooks.ask(await serve(respond), BODY, key="k", seconds=0.3)
    over.set()
    assert answer.status == 200
    assert answer.text in ("so far", "")


async def test_it_takes_too_long(webhooks: Webhooks, serve: Serve) -> None:
    """Without a status in time there is no answer, and nobody knows whether it was done."""
    over = asyncio.Event()

    async def respond(_: web.Request) -> web.Response:
        await over.wait()
        return web.Response()

    with pytest.raises(NoAnswer, match=r"^it took longer than 0\.2 s$") as raised:
        await webhooks.ask(await serve(respond), BODY, key="k", seconds=0.2)
    over.set()
    assert raised.value.happened is None


async def test_the_connection_breaks(webhooks: Webhooks, serve: Serve) -> None:
    """Cut before the status, nobody knows; what is said names no address."""

    async def respond(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    with pytest.raises(NoAnswer, match=r"^the connection broke$") as raised:
        await webhooks.ask(await serve(respond), BODY, key="k", seconds=5)
    assert raised.value.happened is None


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid"])
async def test_it_cannot_be_reached(webhooks: Webhooks, host: str) -> None:
    """Refused or not found, the request never left."""
    with pytest.raises(NoAnswer, match=r"^it cannot be reached$") as raised:
        await webhooks.ask(f"http://{host}:{free_port()}/t0ken", BODY, key="k", seconds=5)
    assert raised.value.happened is False


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
async def test_a_certificate_that_nobody_knows(webhooks: Webhooks, tmp_path: Path) -> None:
    """A server whose certificate is not trusted is not told anything."""
    certificate, secret = tmp_path / "certificate.pem", tmp_path / "key.pem"
    making = await asyncio.create_subprocess_exec(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"),
        *("-keyout", str(secret), "-out", str(certificate)),
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert await making.wait() == 0
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, secret)
    told: list[str] = []

    async def respond(request: web.Request) -> web.Response:
        told.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_post("/", respond)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
        url = f"https://localhost:{runner.addresses[0][1]}/"
        with pytest.raises(NoAnswer, match=r"^its certificate cannot be trusted$") as raised:
            await webhooks.ask(url, BODY, key="k", seconds=5)
    finally:
        await runner.cleanup()
    assert (raised.value.happened, told) == (False, [])


async def test_not_http(webhooks: Webhooks) -> None:
    """A server of something else is no answer, whatever it says."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"SSH-2.0-OpenSSH_9.6\r\n" * 10)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(NoAnswer):
            await webhooks.ask(f"http://127.0.0.1:{port}/", BODY, key="k", seconds=5)


async def test_no_cookies(webhooks: Webhooks, serve: Serve) -> None:
    """What a webhook wants remembered is not."""
    cookies: list[str] = []

    async def respond(request: web.Request) -> web.Response:
        cookies.append(request.headers.get("Cookie", ""))
        return web.Response(headers={"Set-Cookie": "who=me; Path=/"})

    url = (await serve(respond)).replace("127.0.0.1", "localhost")
    for _ in range(2):
        await webhooks.ask(url, BODY, key="k", seconds=5)
    assert cookies == ["", ""]
