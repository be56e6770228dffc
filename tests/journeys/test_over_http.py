"""The same bot, heard over signed HTTP instead of Socket Mode."""

from __future__ import annotations

import aiohttp

from bot.app import running
from bot.settings import read_settings
from sandbox.demo.__main__ import free_port
from sandbox.server import Sandbox
from tests.journeys.conftest import ROOT
from tests.journeys.workspace import MovedClock, Slack


async def test_an_incident_over_http(redis_url: str, clock: MovedClock) -> None:
    """Commands, modals, buttons and events all come through `/slack/events`, signed."""
    port = free_port(0)
    address = f"http://127.0.0.1:{port}/slack/events"
    served = Sandbox(ROOT / "manifest.yml", now=lambda: clock.now().timestamp(), request_url=address)
    async with served as sandbox, aiohttp.ClientSession() as session:
        settings = read_settings(
            {
                "SLACK_BOT_TOKEN": "xoxb-sandbox",
                "SLACK_SIGNING_SECRET": "sandbox-signing-secret",
                "SLACK_API_URL": sandbox.api_url,
                "REDIS_URL": redis_url,
                "TOCSIN_CONFIG": str(ROOT / "sandbox" / "demo"),
                "TOCSIN_PORT": str(port),
            }
        )
        async with running(settings, clock):
            slack = Slack(sandbox.url, session)
            ana = slack.person("ana")
            await ana.declares("Embeddings are empty")
            room = await slack.room("inc-1-embeddings-are-empty")
            await room.card("Embeddings are empty")
            await ana.clicks("take_command", room)
            await room.hears("Incident Commander")
            said = await ana.says("Null rate of the embedding column is 100 %", room)
            await ana.does("react", channel=room.id, ts=said, name="pushpin")
            await ana.runs("/incident note Backfill started", room)
            await room.hears("Backfill started")
            assert "Embeddings are empty" in await ana.runs("/incident status inc-1")
