"""A webhook of the team's: it checks who asks, keeps the promise of the key, and counts what it really did."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.journeys.workspace import eventually

SECRET = "a-secret-of-the-tests-0123456789abcdef"
DEMO = Path(__file__).parents[2] / "sandbox" / "demo"


@dataclass
class Receiver:
    """Answers at `url`.

    told: every request's body in order. changed: bodies that led to a change, one a key.
    answers: statuses given instead of doing anything, the next first. before, after: awaited around the change.
    lost: how often the connection is cut after the change and before the answer.
    """

    url: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    lost: int = 0
    words: str = "ranker: 412 → 411"
    after: Callable[[], Awaitable[None]] | None = None
    remembered: dict[str, str] = field(default_factory=dict)

    def did(self, purpose: str) -> int:
        """How often something was changed for that purpose; dry runs change nothing."""
        return len([body for body in self.changed if body["purpose"] == purpose])

    async def heard(self, requests: int) -> None:
        """Wait until so many requests have come."""

        async def look() -> bool:
            return len(self.told) >= requests

        await eventually(look, f"request {requests}")

    async def receive(self, request: web.Request) -> web.Response:
        """One request, once per key."""
        content = await request.read()
        assert request.headers["Tocsin-Signature"] == signed(content, request.headers["Tocsin-Timestamp"])
        body = json.loads(content)
        assert body["key"] == request.headers["Idempotency-Key"]
        self.told.append(body)
        self.keys.append(body["key"])
        if self.answers:
            return web.Response(status=self.answers.pop(0), text="Not now.")
        if body["key"] not in self.remembered:
            self.remembered[body["key"]] = self.words
            if not body["dry_run"]:
                self.changed.append(body)
        if self.after is not None:
            await self.after()
        if self.lost:
            self.lost -= 1
            assert request.transport is not None
            request.transport.abort()
        return web.Response(text=self.remembered[body["key"]])


def signed(content: bytes, stamp: str) -> str:
    """The signature that this content has to have, made without Tocsin's help."""
    return f"v1={hmac.digest(SECRET.encode(), f'{stamp}.'.encode() + content, sha256).hex()}"


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiver that answers until the context is left."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook/{token}", receiver.receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook/t0ken-of-the-tests"
        yield receiver
    finally:
        await runner.cleanup()


def configured(folder: Path, url: str, *, enabled: bool = True) -> Path:
    """The demo's configuration with a webhook at that address that rolls models back."""
    policy = (DEMO / "policy.yml").read_text("utf-8")
    automation = f"""
automation:
  enabled: {str(enabled).lower()}
  webhooks:
    - name: roll-back
      containment: roll_back_model
      url: {url}
      timeout_seconds: 5
"""
    folder.mkdir(exist_ok=True)
    (folder / "policy.yml").write_text(policy + automation, "utf-8")
    (folder / "models.yml").write_text((DEMO / "models.yml").read_text("utf-8"), "utf-8")
    return folder


class Gate:
    """Holds whoever comes until it is opened; `reached` is set by the first."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()

    async def __call__(self) -> None:
        """Wait here."""
        self.reached.set()
        await self.opened.wait()
