"""Presses and submissions that no page of ours would send: well signed, with any value, by anybody."""

from __future__ import annotations

import asyncio
import hmac
import itertools
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from bot.app import Bot, running
from bot.settings import read_settings
from sandbox.server import Sandbox
from tests.journeys.conftest import ROOT
from tests.journeys.processes import free_port
from tests.journeys.receiver import SECRET
from tests.journeys.workspace import MovedClock, Slack

Json = dict[str, Any]
SIGNING_SECRET = "sandbox-signing-secret"
MENUS = ("triage_answer_menu", "more", "more_work", "choose_playbook", "triage_question")


@dataclass
class Forger:
    """The bot's address for Slack's requests, and everything that it answers to what is sent there.

    whispers: what was said in private in answer to presses, with the mark of the press.
    """

    url: str
    session: aiohttp.ClientSession
    respond: str = ""
    whispers: list[tuple[str, Json]] = field(default_factory=list)
    _triggers: Any = field(default_factory=lambda: itertools.count(1))

    async def presses(
        self, person: str, action_id: str, value: str, *, trigger: str = "", mark: str = ""
    ) -> tuple[int, str]:
        """A press of a control on a message; status and text of the answer. What is whispered to it has the mark."""
        control: Json = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
        if action_id in MENUS:
            control = {"type": "overflow", "action_id": action_id, "selected_option": {"value": value}}
        return await self.sends(
            {
                "type": "block_actions",
                "team": {"id": "TSANDBOX"},
                "user": {"id": person},
                "trigger_id": trigger or f"forged.{next(self._triggers)}",
                "response_url": f"{self.respond}?{urlencode({'mark': mark})}",
                "container": {"type": "message", "channel_id": "CGENERAL", "message_ts": "1.2"},
                "actions": [control],
            }
        )

    async def submits(
        self, person: str, callback_id: str, about: Json, values: Json, *, view: str = ""
    ) -> Json:
        """A modal filled in; the body of the answer. The same `view` again is a redelivery, or a double click."""
        blocks = [{"type": "input", "block_id": name, "element": {}} for name in values]
        status, text = await self.sends(
            {
                "type": "view_submission",
                "team": {"id": "TSANDBOX"},
                "user": {"id": person},
                "trigger_id": f"forged.{next(self._triggers)}",
                "view": {
                    "id": view or f"V{next(self._triggers)}",
                    "type": "modal",
                    "callback_id": callback_id,
                    "private_metadata": json.dumps(about),
                    "blocks": blocks,
                    "state": {"values": {name: {"value": element} for name, element in values.items()}},
                },
            }
        )
        assert status == 200, (callback_id, status, text)
        return dict(json.loads(text)) if text else {}

    async def sends(self, payload: Json) -> tuple[int, str]:
        """Post a payload as Slack does."""
        body = urlencode({"payload": json.dumps(payload)}).encode()
        at = str(int(time.time()))
        digest = hmac.new(SIGNING_SECRET.encode(), f"v0:{at}:".encode() + body, sha256).hexdigest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": f"v0={digest}",
        }
        async with self.session.post(self.url, data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    async def heard(self) -> str:
        """All that was whispered since this was asked last, once no more comes."""
        return "\n".join((await self.heard_by_mark()).values())

    async def heard_by_mark(self) -> dict[str, str]:
        """The same, by the marks of the presses."""
        before = -1
        while before != len(self.whispers):
            before = len(self.whispers)
            await asyncio.sleep(0.02)
        said: dict[str, str] = {}
        for mark, whisper in self.whispers:
            said[mark] = f"{said.get(mark, '')}\n{json.dumps(whisper, ensure_ascii=False)}"
        self.whispers.clear()
        return said


@dataclass(frozen=True)
class Office:
    """A workspace, a bot that hears it over HTTP, and somebody who forges what Slack would send."""

    slack: Slack
    bot: Bot
    forger: Forger
    sandbox: Sandbox


@asynccontextmanager
async def office(redis_url: str, clock: MovedClock, config: Path | None = None) -> AsyncIterator[Office]:
    """All of them, until the context is left."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/slack/events"
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(
            Sandbox(ROOT / "manifest.yml", now=lambda: clock.now().timestamp(), request_url=address)
        )
        session = await stack.enter_async_context(aiohttp.ClientSession())
        forger = Forger(address, session)

        async def respond(request: web.Request) -> web.Response:
            forger.whispers.append((request.query.get("mark", ""), await request.json()))
            return web.json_response({"ok": True})

        app = web.Application()
        app.router.add_post("/respond", respond)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        forger.respond = f"http://127.0.0.1:{runner.addresses[0][1]}/respond"
        settings = read_settings(
            {
                "SLACK_BOT_TOKEN": "xoxb-sandbox",
                "SLACK_API_URL": sandbox.api_url,
                "SLACK_SIGNING_SECRET": SIGNING_SECRET,
                "REDIS_URL": redis_url,
                "TOCSIN_CONFIG": str(config or ROOT / "sandbox" / "demo"),
                "TOCSIN_PORT": str(port),
                "TOCSIN_WEBHOOK_SECRET": SECRET,
            }
        )
        bot = await stack.enter_async_context(running(settings, clock))

        async def moved() -> None:
            await bot.heartbeat.beat()
            bot.called.set()

        clock.tell(moved)
        yield Office(Slack(sandbox.url, session), bot, forger, sandbox)
