"""Hearing Slack over a WebSocket that is not always there."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.adapters.slack_api import BotIdentity
from bot.adapters.slack_listening import OverSocket, bolt, session, web_client
from bot.intake.web import serve


class Slack:
    """Gives out addresses, and takes connections at the second one only."""

    def __init__(self) -> None:
        self.given = 0
        self.url = ""

    async def open(self, _: web.Request) -> web.Response:
        """apps.connections.open"""
        self.given += 1
        return web.json_response(
            {"ok": True, "url": f"{self.url.replace('http', 'ws', 1)}/link/{self.given}"}
        )

    async def link(self, request: web.Request) -> web.StreamResponse:
        """The first address leads to a host that is down."""
        if request.match_info["number"] == "1":
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for _ in socket:
            pass
        return socket


async def test_a_link_that_went_stale() -> None:
    """While an address does not answer a fresh one is asked for, so that a long outage is survived."""
    slack = Slack()
    app = web.Application()
    app.router.add_post("/api/apps.connections.open", slack.open)
    app.router.add_get("/link/{number}", slack.link)
    runner, port = await serve(app, "127.0.0.1", 0)
    slack.url = f"http://127.0.0.1:{port}"
    async with session() as pool:
        client = web_client(None, f"{slack.url}/api/", pool)
        heard = bolt(client, "xoxb-1", None, BotIdentity("U1", "B1", "T1", slack.url))
        ear = OverSocket(heard, "xapp-1", client, ping_every=0.05, link_tried_for=0.1)
        await asyncio.wait_for(ear.start(), 10)
        assert await ear.connected()
        assert slack.given >= 2
        await ear.stop()
    await runner.cleanup()
