"""Telling the page that something changed: one WebSocket per open page."""

import asyncio
from collections.abc import Iterable

from aiohttp import web

from sandbox.refusal import Json
from sandbox.state.workspace import Workspace


class Live:
    """Pushes `{"type": "changed", "channel": id or null, "what": …}` to everyone who can see the change."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._watching: dict[web.WebSocketResponse, tuple[str, asyncio.Queue[Json]]] = {}
        workspace.on_change = self._changed

    def _changed(self, channel: str | None, what: str, viewers: frozenset[str] | None) -> None:
        note: Json = {"type": "changed", "channel": channel, "what": what}
        for user, queue in self._watching.values():
            if self._concerns(user, channel, viewers):
                queue.put_nowait(note)

    def _concerns(self, user: str, channel: str | None, viewers: Iterable[str] | None) -> bool:
        if viewers is not None:
            return user in viewers
        return channel is None or self._workspace.sees(user, self._workspace.channels[channel])

    async def watch(self, request: web.Request) -> web.StreamResponse:
        """One page, watching as one person."""
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._watching[socket] = (request.match_info["user"], queue)
        sending = asyncio.get_running_loop().create_task(_send(socket, queue))
        try:
            async for _ in socket:
                pass
        finally:
            del self._watching[socket]
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        return socket

    async def close(self) -> None:
        """Close every page's connection."""
        for socket in list(self._watching):
            await socket.close()


async def _send(socket: web.WebSocketResponse, queue: "asyncio.Queue[Json]") -> None:
    while True:
        await socket.send_json(await queue.get())
