"""Telling open pages that something changed: WebSockets that carry pokes, never contents."""

import asyncio
import contextlib
import json

from aiohttp import web

from sandbox.refusal import Json
from sandbox.state.workspace import Workspace


class _Watcher:
    """One page; a note that still waits to be sent is not queued a second time."""

    def __init__(self, socket: web.WebSocketResponse, user: str) -> None:
        self.user = user
        self._socket = socket
        self._notes: dict[str, None] = {}
        self._any = asyncio.Event()

    def tell(self, note: Json) -> None:
        self._notes[json.dumps(note)] = None
        self._any.set()

    async def send(self) -> None:
        while True:
            await self._any.wait()
            self._any.clear()
            notes, self._notes = self._notes, {}
            for note in notes:
                await self._socket.send_str(note)


class Live:
    """Pushes `{"type": "changed", "channel": id or null, "what": …}` to everyone who can see the change.

    Whoever watches behind the scenes gets `{"type": "changed", "what": …}` for calls, deliveries and the like.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._people: dict[web.WebSocketResponse, _Watcher] = {}
        self._backstage: dict[web.WebSocketResponse, _Watcher] = {}
        workspace.on_change = self._changed

    def _changed(self, channel: str | None, what: str, viewers: frozenset[str] | None) -> None:
        note: Json = {"type": "changed", "channel": channel, "what": what}
        for watcher in self._people.values():
            if self._concerns(watcher.user, channel, viewers):
                watcher.tell(note)

    def _concerns(self, user: str, channel: str | None, viewers: frozenset[str] | None) -> bool:
        if viewers is not None:
            return user in viewers
        return channel is None or self._workspace.sees(user, self._workspace.channels[channel])

    def backstage(self, what: str) -> None:
        """Tell those behind the scenes that calls, deliveries, faults, clock, installation or state changed."""
        for watcher in self._backstage.values():
            watcher.tell({"type": "changed", "what": what})

    async def watch(self, request: web.Request) -> web.StreamResponse:
        """One page, watching as one person."""
        return await self._serve(request, self._people, request.match_info["user"])

    async def watch_backstage(self, request: web.Request) -> web.StreamResponse:
        """One page, watching behind the scenes."""
        return await self._serve(request, self._backstage, "")

    async def _serve(
        self, request: web.Request, watching: dict[web.WebSocketResponse, _Watcher], user: str
    ) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        watching[socket] = _Watcher(socket, user)
        sending = asyncio.get_running_loop().create_task(_sending(watching[socket]))
        try:
            async for _ in socket:
                pass
        finally:
            del watching[socket]
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        return socket

    async def close(self) -> None:
        """Close every page's connection."""
        for socket in [*self._people, *self._backstage]:
            await socket.close()


async def _sending(watcher: _Watcher) -> None:
    # A page that went away meanwhile is noticed by the reading side.
    with contextlib.suppress(ConnectionError):
        await watcher.send()
