"""Over Socket Mode connections begin, take turns, are watched and end as Slack's do."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Self

import aiohttp
import pytest
from aiohttp import WSMsgType, web
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.clock import Clock
from sandbox.delivery import Deliveries
from sandbox.socketmode import SocketLine
from tests.sandbox.conftest import HandClock
from tests.sandbox.driver import Json, until
from tests.sandbox.test_httpmode import served

FRAMES = Path(__file__).parents[3] / "shared" / "slack" / "payloads_real"


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

    async def ended(self) -> bool:
        """Whether the next thing to come is the end."""
        return (await self.socket.receive(timeout=5)).type in (WSMsgType.CLOSE, WSMsgType.CLOSED)


class Slack:
    """Socket Mode without the rest of the sandbox."""

    def __init__(self, line: SocketLine, clock: HandClock, tickets: set[str]) -> None:
        self.line = line
        self.clock = clock
        self.tickets = tickets
        self.numbers = itertools.count()
        self.deliveries = Deliveries(line, Clock(clock))
        line.on_connect = self.deliveries.reconnected

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[Self]:
        """Serve, and stop after all."""
        application = web.Application()
        application.add_routes([web.get("/link", self.line.link)])
        application.add_routes([web.post("/api/apps.connections.open", self._offer)])
        async with served(application) as address, aiohttp.ClientSession() as session:
            self.address, self.session = address, session
            yield self
            await self.deliveries.stop()
            await self.line.drop()

    def url(self) -> str:
        """The address of a new connection."""
        ticket = f"ticket-{next(self.numbers)}"
        self.tickets.add(ticket)
        return f"{self.address}/link?ticket={ticket}"

    async def _offer(self, request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "url": self.url().replace("http", "ws", 1)})

    async def open(self, query: str = "", **options: Any) -> Socket:
        """A connection whose first frame has not been read."""
        return Socket(await self.session.ws_connect(self.url() + query, **options))

    async def connect(self, query: str = "") -> Socket:
        """A connection that has been greeted."""
        socket = await self.open(query)
        assert (await socket.receive())["type"] == "hello"
        return socket

    async def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.seconds += seconds
        self.deliveries.retry_due()
        await self.line.tick()


@pytest.fixture
async def slack(hand_clock: HandClock) -> AsyncIterator[Slack]:
    """Socket Mode with patience."""
    tickets: set[str] = set()
    line = SocketLine(tickets, 5.0, Clock(hand_clock))
    async with Slack(line, hand_clock, tickets).serving() as slack:
        yield slack


@pytest.fixture
async def hasty(hand_clock: HandClock) -> AsyncIterator[Slack]:
    """Socket Mode that waits half a second for an acknowledgement."""
    tickets: set[str] = set()
    line = SocketLine(tickets, 0.5, Clock(hand_clock))
    async with Slack(line, hand_clock, tickets).serving() as slack:
        yield slack


async def test_hello_says_how_many_and_how_long(slack: Slack) -> None:
    """The first frame counts the connections and names the app and how long the connection lasts."""
    first, second = await slack.open(), await slack.open("&debug_reconnects=true")
    greetings = [await first.receive(), await second.receive()]
    assert [frame["num_connections"] for frame in greetings] == [1, 2]
    assert [frame["debug_info"]["approximate_connection_time"] for frame in greetings] == [18060, 360]
    assert greetings[0]["connection_info"] == {"app_id": "ATOCSIN"}


async def test_an_address_works_once(slack: Slack) -> None:
    """A ticket that was never issued, or was used, opens no connection."""
    await slack.connect()
    for ticket in ("ticket-0", "guessed"):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await slack.session.ws_connect(f"{slack.address}/link?ticket={ticket}")
        assert refused.value.status == 404


async def test_frames_have_the_fields_of_slacks(slack: Slack) -> None:
    """hello, disconnect and the envelope of an event carry exactly the fields of recorded ones."""
    if not FRAMES.is_dir():
        pytest.skip("the reference pack is not here")
    recorded = json.loads((FRAMES / "python-slack-sdk.socket_mode_frames.json").read_text("utf-8"))
    socket = await slack.open()
    hello = await socket.receive()
    assert shape(hello) == shape(recorded["socket_mode_hello_message"])
    slack.deliveries.event({"type": "probe"})
    envelope = await socket.receive()
    event = next(e for e in recorded["socket_mode_envelopes"] if e["type"] == "events_api")
    assert set(envelope) == set(event)
    assert set(event["payload"]) <= set(envelope["payload"])
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    await socket.acknowledge(envelope)
    await slack.line.disconnect("refresh_requested")
    assert shape(await socket.receive()) == shape(recorded["socket_mode_disconnect_message"])


def shape(frame: Any) -> Any:
    """The keys of a frame, all the way down."""
    return {key: shape(value) for key, value in frame.items()} if isinstance(frame, dict) else None


async def test_payloads_take_turns(slack: Slack) -> None:
    """With several connections open every payload is sent once, to each of them in turn."""
    sockets = [await slack.connect() for _ in range(3)]
    for _ in range(6):
        slack.deliveries.event({"type": "probe"})
    ids = []
    for socket in sockets:
        for _ in range(2):
            envelope = await socket.receive()
            await socket.acknowledge(envelope)
            ids.append(envelope["payload"]["event_id"])
    await slack.deliveries.settle()
    assert len(set(ids)) == 6


async def test_an_eleventh_connection_is_turned_away(slack: Slack) -> None:
    """An eleventh connection is told too_many_websockets and closed; a closed one makes room."""
    sockets = [await slack.connect() for _ in range(10)]
    late = await slack.open()
    frame = await late.receive()
    assert (frame["type"], frame["reason"]) == ("disconnect", "too_many_websockets")
    assert await late.ended()
    assert not any(connection.socket.closed for connection in sockets)
    await sockets[0].socket.close()
    assert (await (await slack.open()).receive())["num_connections"] == 10


@pytest.mark.parametrize(("query", "lasts"), [("", 18060), ("&debug_reconnects=true", 360)])
async def test_a_connection_is_warned_and_then_ended(slack: Slack, query: str, lasts: int) -> None:
    """Ten seconds before its end a connection is warned, then told to refresh and closed; younger ones stay."""
    old = await slack.connect(query)
    await slack.forward(lasts - 10.5)
    young = await slack.connect(query)
    await slack.forward(0.5)
    assert (await old.receive())["reason"] == "warning"
    await slack.forward(9.5)
    slack.deliveries.event({"type": "probe"})
    slack.deliveries.event({"type": "probe"})
    for socket in (old, young):
        await socket.acknowledge(await socket.receive())
    await slack.deliveries.settle()
    closing = asyncio.create_task(slack.forward(0.5))
    frame = await old.receive()
    assert (frame["type"], frame["reason"]) == ("disconnect", "refresh_requested")
    assert await old.ended()
    await closing
    slack.deliveries.event({"type": "probe"})
    await young.acknowledge(await young.receive())
    await slack.deliveries.settle()


async def test_the_sdk_follows_a_refresh(slack: Slack) -> None:
    """Slack's own client opens another connection when its time is over, and hears what happens after."""
    heard: list[str] = []

    async def listen(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        heard.append(request.payload["event"]["type"])
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    web_client = AsyncWebClient(token="xapp-sandbox", base_url=f"{slack.address}/api/")
    client = SocketModeClient("xapp-sandbox", web_client=web_client)
    client.socket_mode_request_listeners.append(listen)
    await client.connect_to_new_endpoint(force=True)
    await until(lambda: slack.line.connected)
    for seconds in (18_050, 18_060):
        await slack.forward(seconds)
        slack.deliveries.event({"type": f"after {seconds}"})
        await until(lambda: all(each.status == "answered" for each in slack.deliveries.sent))
    await client.close()  # type: ignore[no-untyped-call]
    assert set(heard) == {"after 18050", "after 18060"}


async def test_connections_may_last(hand_clock: HandClock) -> None:
    """Without a connection time nothing is ever warned or closed."""
    tickets: set[str] = set()
    line = SocketLine(tickets, 0.2, Clock(hand_clock), connection_seconds=None)
    async with Slack(line, hand_clock, tickets).serving() as slack:
        socket = await slack.connect()
        await slack.forward(1e9)
        slack.deliveries.event({"type": "probe"})
        assert (await socket.receive())["type"] == "events_api"


async def test_a_peer_that_no_longer_answers_is_dropped(hand_clock: HandClock) -> None:
    """Pings go out over every connection; one that leaves them unanswered is dropped, the others stay."""
    tickets: set[str] = set()
    line = SocketLine(tickets, 0.2, Clock(hand_clock), ping_seconds=0.2)
    async with Slack(line, hand_clock, tickets).serving() as slack:
        well = await slack.connect()
        reading = asyncio.create_task(well.socket.receive())
        deaf = await slack.open(autoping=False)
        await deaf.receive()
        assert (await deaf.socket.receive(timeout=5)).type is WSMsgType.PING
        while (await deaf.socket.receive(timeout=5)).type is WSMsgType.PING:
            pass
        assert (await (await slack.open()).receive())["num_connections"] == 2
        reading.cancel()


async def test_socket_mode_can_be_turned_off(slack: Slack) -> None:
    """link_disabled closes every connection, and any new one until Socket Mode is on again."""
    socket = await slack.connect()
    turning = asyncio.create_task(slack.line.disable())
    assert (await socket.receive())["reason"] == "link_disabled"
    assert await socket.ended()
    await turning
    late = await slack.open()
    assert (await late.receive())["reason"] == "link_disabled"
    assert await late.ended()
    slack.line.enable()
    await slack.connect()


async def test_an_event_that_is_not_acknowledged_comes_again(hasty: Slack) -> None:
    """Unacknowledged, an event comes again at once, after a minute and after five, with attempt and reason."""
    socket = await hasty.connect()
    hasty.deliveries.event({"type": "probe"})
    seen = [await socket.receive(), await socket.receive()]
    for seconds in (60, 300):
        await hasty.deliveries.settle()
        await hasty.forward(seconds)
        seen.append(await socket.receive())
    await hasty.deliveries.settle()
    await hasty.forward(3600)
    await hasty.deliveries.settle()
    again = [(number, "timeout") for number in (1, 2, 3)]
    assert [(e["retry_attempt"], e["retry_reason"]) for e in seen] == [(0, ""), *again]
    assert len({e["payload"]["event_id"] for e in seen}) == 1
    assert len({e["envelope_id"] for e in seen}) == 4
    assert hasty.deliveries.sent[0].attempts == 4


async def test_what_a_lost_connection_owed_comes_on_another(slack: Slack) -> None:
    """An event whose connection goes away is sent at once on another that is open, else on the next to open."""
    first = await slack.connect()
    slack.deliveries.event({"type": "probe"})
    sent = await first.receive()
    second = await slack.connect()
    await first.socket.close()
    again = await second.receive()
    await second.socket.close()
    await slack.deliveries.settle()
    third = await slack.connect()
    last = await third.receive()
    await third.acknowledge(last)
    await slack.deliveries.settle()
    assert [(e["retry_attempt"], e["retry_reason"]) for e in (sent, again, last)] == [
        (0, ""),
        (1, "connection_dropped"),
        (2, "connection_dropped"),
    ]
    assert len({e["payload"]["event_id"] for e in (sent, again, last)}) == 1
    assert slack.deliveries.sent[0].status == "answered"


async def test_what_happened_while_nobody_listened_comes_late(slack: Slack) -> None:
    """An event waits for a connection as long as Slack would have tried, six minutes, and is then lost."""
    slack.deliveries.event({"type": "early"})
    await slack.deliveries.settle()
    await slack.forward(60)
    slack.deliveries.event({"type": "late"})
    await slack.deliveries.settle()
    await slack.forward(301)
    socket = await slack.connect()
    envelope = await socket.receive()
    await socket.acknowledge(envelope)
    await slack.deliveries.settle()
    assert (envelope["payload"]["event"]["type"], envelope["retry_attempt"]) == ("late", 0)
    assert [(each.status, each.attempts) for each in slack.deliveries.sent] == [
        ("no_app", 0),
        ("answered", 1),
    ]


async def test_an_interaction_comes_once(hasty: Slack) -> None:
    """A command that is not acknowledged, or whose connection went away, is not sent again by itself."""
    socket = await hasty.connect()
    command = {"command": "/probe"}
    unanswered = asyncio.create_task(hasty.deliveries.interact("slash_commands", command))
    envelope = await socket.receive()
    assert set(envelope) == {"envelope_id", "payload", "type", "accepts_response_payload"}
    assert (await unanswered).status == "operation_timeout"
    await socket.acknowledge(envelope)
    dropped = asyncio.create_task(hasty.deliveries.interact("slash_commands", command))
    await socket.receive()
    await socket.socket.close()
    assert (await dropped).status == "no_app"
    other = await hasty.connect()
    await hasty.forward(60)
    hasty.deliveries.event({"type": "probe"})
    assert (await other.receive())["type"] == "events_api"


async def test_what_is_no_acknowledgement_is_ignored(slack: Slack) -> None:
    """Frames that are not JSON, or acknowledge nothing that was sent, change nothing."""
    socket = await slack.connect()
    slack.deliveries.event({"type": "probe"})
    envelope = await socket.receive()
    for text in ("{", "[]", "1", '{"envelope_id": "another"}', "{}"):
        await socket.socket.send_str(text)
    await socket.acknowledge(envelope)
    await until(lambda: slack.deliveries.sent[0].status == "answered")
    assert slack.deliveries.sent[0].attempts == 1
