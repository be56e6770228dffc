"""Events, commands and interactions reach the app as Slack delivers them, and come again when not acknowledged."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from sandbox.server import Sandbox
from tests.sandbox.driver import MANIFEST, Driver, Json, until


class Receiver:
    """An app behind a request URL: keeps every request, and answers with what it was told to."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.status = 200
        self.body: Json | None = None

    async def handle(self, request: web.Request) -> web.Response:
        """One delivery."""
        self.requests.append((await request.text(), {k.lower(): v for k, v in request.headers.items()}))
        return web.Response(status=self.status) if self.body is None else web.json_response(self.body)


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    """The app and its request URL."""
    receiver = Receiver()
    application = web.Application()
    application.add_routes([web.post("/slack/events", receiver.handle)])
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield receiver, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await runner.cleanup()


@pytest.fixture
async def http_driver(receiver: tuple[Receiver, str]) -> AsyncIterator[Driver]:
    """A sandbox that POSTs to that URL."""
    async with (
        Sandbox(MANIFEST, now=lambda: 1_800_000_000.0, request_url=receiver[1]) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        yield Driver(sandbox, session)


async def test_everything_is_signed(http_driver: Driver, receiver: tuple[Receiver, str]) -> None:
    """Commands, interactions and events bear a signature Slack's own verifier accepts, on one request URL."""
    await http_driver.act("UANA", "command", channel="CGENERAL", text="/probe a & b")
    await http_driver.act("UANA", "shortcut", callback_id="try_global")
    await http_driver.act("UANA", "home")
    await http_driver.sandbox.deliveries.settle()
    verifier = SignatureVerifier("sandbox-signing-secret")
    assert len(receiver[0].requests) == 3
    assert all(verifier.is_valid_request(body, headers) for body, headers in receiver[0].requests)
    kinds = [headers["content-type"] for _, headers in receiver[0].requests]
    form = "application/x-www-form-urlencoded"
    assert kinds == [form, form, "application/json"]


async def test_an_event_is_retried_three_times(http_driver: Driver, receiver: tuple[Receiver, str]) -> None:
    """An event that fails comes again at once, after a minute and after five, marked with the retry, and no more."""
    receiver[0].status = 500
    await http_driver.act("UANA", "home")
    await http_driver.sandbox.deliveries.settle()
    for seconds in (60, 300, 3600):
        await http_driver.post("/sandbox/clock", advance=seconds)
        await http_driver.sandbox.deliveries.settle()
    retries = [headers.get("x-slack-retry-num") for _, headers in receiver[0].requests]
    assert retries == [None, "1", "2", "3"]
    assert receiver[0].requests[1][1]["x-slack-retry-reason"] == "http_error"
    assert len({json.loads(body)["event_id"] for body, _ in receiver[0].requests}) == 1


async def test_the_http_answer_of_a_command_is_shown(
    http_driver: Driver, receiver: tuple[Receiver, str]
) -> None:
    """The body of a 200 is the reply; a 500 is a failure the person sees."""
    receiver[0].body = {"text": "Noted"}
    outcome = await http_driver.act("UANA", "command", channel="CGENERAL", text="/probe")
    assert outcome["response"]["text"] == "Noted"
    receiver[0].body, receiver[0].status = None, 500
    assert (await http_driver.act("UANA", "command", channel="CGENERAL", text="/probe"))["status"] == "failed"


class Socket:
    """One Socket Mode connection in the test's hand."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def receive(self) -> Json:
        """The next frame."""
        frame: Json = await self.socket.receive_json(timeout=5)
        return frame

    async def acknowledge(self, envelope: Json, payload: Json | None = None) -> None:
        """Acknowledge an envelope."""
        body = {"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})
        await self.socket.send_json(body)


async def connect(driver: Driver) -> Socket:
    """Open a connection and read its hello."""
    headers = {"Authorization": "Bearer xapp-sandbox"}
    async with driver.session.post(
        f"{driver.sandbox.api_url}apps.connections.open", headers=headers
    ) as opened:
        url = (await opened.json())["url"]
    socket = Socket(await driver.session.ws_connect(url))
    assert (await socket.receive())["type"] == "hello"
    return socket


async def test_what_a_lost_connection_did_not_acknowledge_comes_again(driver: Driver) -> None:
    """An event whose connection goes away before the ack is sent on the next one, with retry_attempt."""
    first = await connect(driver)
    await driver.act("UANA", "home")
    envelope = await first.receive()
    assert (envelope["type"], envelope["retry_attempt"], envelope["accepts_response_payload"]) == (
        "events_api",
        0,
        False,
    )
    await first.socket.close()
    second = await connect(driver)
    again = await second.receive()
    assert again["payload"]["event_id"] == envelope["payload"]["event_id"]
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "connection_dropped")
    await second.acknowledge(again)
    await driver.sandbox.deliveries.settle()
    assert (await driver.get("/sandbox/deliveries"))["deliveries"][0]["acked_after"] is not None


async def test_each_payload_goes_to_one_connection(driver: Driver) -> None:
    """With several connections open, every payload is sent once."""
    sockets = [await connect(driver) for _ in range(3)]
    for _ in range(6):
        await driver.act("UANA", "home")
    counted = 0
    for socket in sockets:
        for _ in range(2):
            await socket.acknowledge(await socket.receive())
            counted += 1
    await driver.sandbox.deliveries.settle()
    assert counted == 6


async def test_an_eleventh_connection_is_turned_away(driver: Driver) -> None:
    """More than ten connections are answered with a disconnect frame."""
    sockets = [await connect(driver) for _ in range(10)]
    headers = {"Authorization": "Bearer xapp-sandbox"}
    async with driver.session.post(
        f"{driver.sandbox.api_url}apps.connections.open", headers=headers
    ) as opened:
        url = (await opened.json())["url"]
    async with driver.session.ws_connect(url) as socket:
        frame = await socket.receive_json()
    assert (frame["type"], frame["reason"]) == ("disconnect", "too_many_websockets")
    assert not any(connection.socket.closed for connection in sockets)


async def test_a_delivery_can_be_replayed(driver: Driver) -> None:
    """A replay is the same payload under a new envelope with retry_attempt set."""
    socket = await connect(driver)
    await driver.act("UANA", "home")
    first = await socket.receive()
    await socket.acknowledge(first)
    await driver.sandbox.deliveries.settle()
    replaying = asyncio.create_task(driver.post("/sandbox/replay", n=1))
    second = await socket.receive()
    await socket.acknowledge(second)
    assert (await replaying)["status"] == "answered"
    assert second["payload"] == first["payload"]
    assert second["envelope_id"] != first["envelope_id"]
    assert second["retry_attempt"] == 1


async def test_without_the_app_a_command_says_so(driver: Driver) -> None:
    """When no connection is open, the person is told that the app did not respond."""
    outcome = await driver.act("UANA", "command", channel="CGENERAL", text="/probe")
    assert outcome["status"] == "no_app"
    assert any("did not respond" in text for text in await driver.texts("UANA", "CGENERAL"))


async def test_only_subscribed_events_of_joined_channels_are_sent(driver: Driver) -> None:
    """The app hears its own messages, edits, deletions, reactions and joins where it is a member, and no others."""
    await driver.act("UANA", "message", channel="CGENERAL", text="not heard")
    channel = (await driver.api("conversations.create", name="inc-1"))["channel"]["id"]
    ts = (await driver.api("chat.postMessage", channel=channel, text="a"))["ts"]
    await driver.api("chat.update", channel=channel, ts=ts, text="b")
    await driver.api("reactions.add", channel=channel, timestamp=ts, name="eyes")
    await driver.api("pins.add", channel=channel, timestamp=ts)
    await driver.api("pins.remove", channel=channel, timestamp=ts)
    await driver.api("chat.delete", channel=channel, ts=ts)
    seen = (await driver.get("/sandbox/deliveries"))["deliveries"]
    events: list[Any] = [delivery["payload"]["event"] for delivery in seen]
    assert [event.get("subtype", event["type"]) for event in events] == [
        "channel_created",
        "channel_join",
        "member_joined_channel",
        "message",
        "message_changed",
        "reaction_added",
        "pin_added",
        "message_deleted",
    ]
    own = events[3]
    assert (own["bot_id"], own["user"], own["channel_type"]) == ("BTOCSIN", "UTOCSIN", "channel")


async def test_a_disconnect_is_announced(driver: Driver) -> None:
    """The app can be told that its connection will be refreshed."""
    socket = await connect(driver)
    await driver.post("/sandbox/drop", reason="refresh_requested")
    assert (await socket.receive())["reason"] == "refresh_requested"
    await driver.post("/sandbox/drop")
    await until(lambda: not driver.sandbox.line.connected)
