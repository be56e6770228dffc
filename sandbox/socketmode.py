"""Socket Mode: the app opens up to ten WebSockets, each payload goes to one of them."""

import asyncio
import contextlib
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSCloseCode, WSMsgType, web

from sandbox.clock import Clock
from sandbox.delivery import NO_CONNECTION, Ack
from sandbox.refusal import Json
from sandbox.state.model import APP

CONNECTIONS_LIMIT = 10
# Seconds a connection lasts, and lasts with debug_reconnects=true in its address (Slack: Socket Mode).
CONNECTION_SECONDS = 18_060.0
DEBUG_CONNECTION_SECONDS = 360.0
# Seconds before its end that a connection is warned.
WARNING_SECONDS = 10.0
# Seconds between WebSocket pings; a peer that has not answered within half of that is dropped.
PING_SECONDS = 30.0
_CLOSE_SECONDS = 1.0
_ANSWERED = ("slash_commands", "interactive")
_WITHOUT_ANSWER = ("view_closed", "shortcut", "message_action")


@dataclass(eq=False)
class _Connection:
    """`warn_at` and `end_at` are UTC seconds by the sandbox clock, None when past or never."""

    socket: web.WebSocketResponse
    warn_at: float | None = None
    end_at: float | None = None
    unacknowledged: dict[str, "asyncio.Future[Json | None]"] = field(default_factory=dict)


class _DroppedError(Exception):
    """The connection went away before the acknowledgement came."""


class SocketLine:
    """Reaches the app through its Socket Mode connections.

    `ack_seconds` is how long (real seconds) an acknowledgement may take. By `clock` (real time without one) a
    connection lasts `connection_seconds`, for ever when that is None. `ping_seconds` (real seconds) stand between two
    pings. `on_connect` is called when a connection has been opened, `on_lost` when the last one has gone.
    """

    def __init__(
        self,
        tickets: set[str],
        ack_seconds: float,
        clock: Clock | None = None,
        *,
        connection_seconds: float | None = CONNECTION_SECONDS,
        ping_seconds: float = PING_SECONDS,
    ) -> None:
        self._tickets = tickets
        self._ack_seconds = ack_seconds
        self._clock = clock or Clock(time.monotonic)
        self._connection_seconds = connection_seconds
        self._ping_seconds = ping_seconds
        self._connections: list[_Connection] = []
        self._turn = 0
        self._enabled = True
        self.on_connect: Callable[[], None] = lambda: None
        self.on_lost: Callable[[], None] = lambda: None

    @property
    def connected(self) -> bool:
        """Whether at least one connection is open."""
        return bool(self._connections)

    async def link(self, request: web.Request) -> web.StreamResponse:
        """One connection of the app, from hello to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPNotFound(text="unknown ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=self._ping_seconds, timeout=_CLOSE_SECONDS)
        await socket.prepare(request)
        refused = self._refused()
        if refused:
            await socket.send_json(_disconnect(refused, len(self._connections)))
            await socket.close()
            return socket
        await self._serve(socket, debug_reconnects=request.query.get("debug_reconnects") == "true")
        return socket

    async def send(self, kind: str, payload: Json, attempt: int, reason: str) -> Ack:
        """Send one envelope to the connection whose turn it is, and wait for its acknowledgement."""
        started = time.monotonic()
        if not self._connections:
            return Ack("no_app", 0.0, reason=NO_CONNECTION)
        self._turn += 1
        connection = self._connections[self._turn % len(self._connections)]
        envelope = _envelope(kind, payload, attempt, reason)
        answer: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        connection.unacknowledged[envelope["envelope_id"]] = answer
        try:
            await connection.socket.send_json(envelope)
            body = await asyncio.wait_for(answer, self._ack_seconds)
        except TimeoutError:
            return Ack("operation_timeout", time.monotonic() - started, reason="timeout")
        except (_DroppedError, ConnectionError):
            return Ack("no_app", time.monotonic() - started, reason="connection_dropped")
        finally:
            connection.unacknowledged.pop(envelope["envelope_id"], None)
        accepted = body if envelope["accepts_response_payload"] else None
        return Ack("answered", time.monotonic() - started, accepted)

    async def tick(self) -> None:
        """Warn and then close the connections whose time is over by the clock; to be called again and again."""
        now = self._clock.now()
        ended = [each for each in self._connections if each.end_at is not None and each.end_at <= now]
        await self._end(ended, "refresh_requested")
        for each in list(self._connections):
            if each.warn_at is not None and each.warn_at <= now:
                each.warn_at = None
                await _say(each, _disconnect("warning", len(self._connections)))

    async def disconnect(self, reason: str) -> None:
        """Tell every connection that it will be closed; with link_disabled they are closed as well."""
        if reason == "link_disabled":
            await self._end(list(self._connections), reason)
        for each in list(self._connections):
            await _say(each, _disconnect(reason, len(self._connections)))

    async def disable(self) -> None:
        """Turn Socket Mode off as in the app's settings: every connection, open or new, is told link_disabled."""
        self._enabled = False
        await self.disconnect("link_disabled")

    def enable(self) -> None:
        """Turn Socket Mode on again."""
        self._enabled = True

    async def drop(self) -> None:
        """Close every connection without a word."""
        await self._end(list(self._connections), None)

    def _refused(self) -> str | None:
        if not self._enabled:
            return "link_disabled"
        return "too_many_websockets" if len(self._connections) >= CONNECTIONS_LIMIT else None

    async def _serve(self, socket: web.WebSocketResponse, *, debug_reconnects: bool) -> None:
        lasts = DEBUG_CONNECTION_SECONDS if debug_reconnects else self._connection_seconds
        connection = _Connection(socket)
        if lasts is not None:
            connection.end_at = self._clock.now() + lasts
            connection.warn_at = connection.end_at - WARNING_SECONDS
        self._connections.append(connection)
        try:
            await socket.send_json(_hello(len(self._connections), lasts or CONNECTION_SECONDS))
            self.on_connect()
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    _acknowledge(connection, frame.data)
        finally:
            self._forget(connection)

    async def _end(self, connections: list[_Connection], reason: str | None) -> None:
        """Close connections, with a reason or without a word; what they did not acknowledge counts as dropped."""
        open_ = len(self._connections)
        for each in connections:
            self._forget(each)
            if reason is not None:
                await _say(each, _disconnect(reason, open_))
        await asyncio.gather(*(each.socket.close(code=WSCloseCode.GOING_AWAY) for each in connections))

    def _forget(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
            if not self._connections:
                self.on_lost()
        for answer in connection.unacknowledged.values():
            if not answer.done():
                answer.set_exception(_DroppedError())


async def _say(connection: _Connection, frame: Json) -> None:
    """Send a frame that needs no answer; a connection that went away meanwhile need not hear it."""
    with contextlib.suppress(ConnectionError):
        await connection.socket.send_json(frame)


def _envelope(kind: str, payload: Json, attempt: int, reason: str) -> Json:
    envelope: Json = {
        "envelope_id": str(uuid.uuid4()),
        "payload": payload,
        "type": kind,
        "accepts_response_payload": kind in _ANSWERED and payload.get("type") not in _WITHOUT_ANSWER,
    }
    if kind == "events_api" or attempt:
        envelope |= {"retry_attempt": attempt, "retry_reason": (reason or "timeout") if attempt else ""}
    return envelope


def _acknowledge(connection: _Connection, text: str) -> None:
    try:
        frame = json.loads(text)
    except ValueError:
        return
    if not isinstance(frame, dict):
        return
    answer = connection.unacknowledged.get(str(frame.get("envelope_id")))
    if answer is not None and not answer.done():
        body = frame.get("payload")
        answer.set_result(body if isinstance(body, dict) else None)


def _hello(connections: int, lasts: float) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": int(lasts)},
        "connection_info": {"app_id": APP},
    }


def _disconnect(reason: str, connections: int) -> Json:
    return {
        "type": "disconnect",
        "reason": reason,
        "num_connections": connections,
        "debug_info": {"host": "sandbox"},
        "connection_info": {"app_id": APP},
    }
