"""Socket Mode: the app opens up to ten WebSockets, each payload goes to one of them."""

import asyncio
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSCloseCode, WSMsgType, web

from sandbox.delivery import Ack
from sandbox.refusal import Json
from sandbox.state.model import APP

CONNECTIONS_LIMIT = 10
CONNECTION_SECONDS = 18060
_ANSWERED = ("slash_commands", "interactive")
_WITHOUT_ANSWER = ("view_closed", "shortcut", "message_action")


@dataclass(eq=False)
class _Connection:
    socket: web.WebSocketResponse
    unacknowledged: dict[str, "asyncio.Future[Json | None]"] = field(default_factory=dict)


class _Dropped(Exception):
    """The connection went away before the acknowledgement came."""


class SocketLine:
    """Reaches the app through its Socket Mode connections.

    `ack_seconds` is how long (real seconds) an acknowledgement may take; `on_connect` is called when a connection
    has been opened.
    """

    def __init__(self, tickets: set[str], ack_seconds: float) -> None:
        self._tickets = tickets
        self._ack_seconds = ack_seconds
        self._connections: list[_Connection] = []
        self._turn = 0
        self.on_connect: Callable[[], None] = lambda: None

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
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self._connections) >= CONNECTIONS_LIMIT:
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return socket
        connection = _Connection(socket)
        self._connections.append(connection)
        await socket.send_json(_hello(len(self._connections)))
        self.on_connect()
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    _acknowledge(connection, frame.data)
        finally:
            self._forget(connection)
        return socket

    async def send(self, kind: str, payload: Json, attempt: int, reason: str) -> Ack:
        """Send one envelope to one connection and wait for its acknowledgement."""
        started = time.monotonic()
        if not self._connections:
            return Ack("no_app", 0.0, reason="no_connection")
        self._turn += 1
        connection = self._connections[self._turn % len(self._connections)]
        envelope_id = str(uuid.uuid4())
        answer: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        connection.unacknowledged[envelope_id] = answer
        envelope: Json = {
            "envelope_id": envelope_id,
            "payload": payload,
            "type": kind,
            "accepts_response_payload": kind in _ANSWERED and payload.get("type") not in _WITHOUT_ANSWER,
        }
        if kind == "events_api" or attempt:
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        try:
            await connection.socket.send_json(envelope)
            body = await asyncio.wait_for(answer, self._ack_seconds)
        except TimeoutError:
            return Ack("operation_timeout", time.monotonic() - started, reason="timeout")
        except (_Dropped, ConnectionError):
            return Ack("no_app", time.monotonic() - started, reason="connection_dropped")
        finally:
            connection.unacknowledged.pop(envelope_id, None)
        accepted = body if envelope["accepts_response_payload"] else None
        return Ack("answered", time.monotonic() - started, accepted)

    async def disconnect(self, reason: str) -> None:
        """Tell every connection that it will be closed (warning, refresh_requested or link_disabled)."""
        for connection in list(self._connections):
            await connection.socket.send_json(_disconnect(reason))

    async def drop(self) -> None:
        """Close every connection without a word."""
        for connection in list(self._connections):
            self._forget(connection)
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)

    def _forget(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
        for answer in connection.unacknowledged.values():
            if not answer.done():
                answer.set_exception(_Dropped())


def _acknowledge(connection: _Connection, text: str) -> None:
    try:
        frame = json.loads(text)
    except ValueError:
        return
    if not isinstance(frame, dict):
        return
    answer = connection.unacknowledged.get(str(frame.get("envelope_id")))
    if answer is not None and not answer.done():
        answer.set_result(frame.get("payload"))


def _hello(connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {
            "host": "sandbox",
            "build_number": 1,
            "approximate_connection_time": CONNECTION_SECONDS,
        },
        "connection_info": {"app_id": APP},
    }


def _disconnect(reason: str) -> Json:
    return {
        "type": "disconnect",
        "reason": reason,
        "debug_info": {"host": "sandbox"},
        "connection_info": {"app_id": APP},
    }
