"""The workspace behind part d: a sandbox with a short and a long channel, and an app whose buttons are pressed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser.crowd import channel_id, crowded

Json = dict[str, Any]

ANSWER, ASK = "answer", "ask"
"""Buttons: the app writes a message; the app opens a modal."""

BUTTONS = [
    {
        "type": "actions",
        "block_id": "buttons",
        "elements": [
            {
                "type": "button",
                "action_id": action,
                "text": {"type": "plain_text", "text": action.capitalize()},
            }
            for action in (ANSWER, ASK)
        ],
    }
]
MODAL = {
    "type": "modal",
    "callback_id": "asked",
    "title": {"type": "plain_text", "text": "Asked"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": {"type": "plain_text", "text": "In your words"},
            "element": {"type": "plain_text_input", "action_id": "words"},
        }
    ],
}


async def fill(url: str, channels: dict[str, int]) -> None:
    """Put the crowd and channels with so many messages into the sandbox; raises aiohttp.ClientResponseError."""
    async with aiohttp.ClientSession(url, raise_for_status=True) as session:
        async with session.get("/sandbox/state") as answer:
            document = crowded(await answer.json(), channels)
        await session.put("/sandbox/state", json=document)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AsyncWebClient]:
    """The app, hearing over Socket Mode; its way to speak."""
    client = AsyncWebClient(token="xoxb-sandbox", base_url=f"{url}/api/")
    app = AsyncApp(client=client)
    app.action(ANSWER)(_answer)
    app.action(ASK)(_ask)
    app.event(re.compile(".*"))(_nothing)
    link = AsyncWebClient(token="xapp-sandbox", base_url=f"{url}/api/")
    handler = AsyncSocketModeHandler(app, "xapp-sandbox", web_client=link)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield client
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


async def with_buttons(client: AsyncWebClient, name: str) -> str:
    """Post the message with the buttons into a channel; its ts."""
    posted = await client.chat_postMessage(channel=channel_id(name), text="Press one", blocks=BUTTONS)
    return str(posted["ts"])


async def _answer(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
    await ack()
    await client.chat_postMessage(channel=body["channel"]["id"], text="Answered")


async def _ask(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
    await ack()
    await client.views_open(trigger_id=body["trigger_id"], view=MODAL)


async def _nothing() -> None:
    """What is told of everybody's messages is only acknowledged."""
