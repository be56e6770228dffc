"""The control API behind the scenes: faults, limits, the clock, and what went over the wire."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox import seeing
from sandbox.clock import Clock
from sandbox.control import answering, read_body
from sandbox.delivery import Deliveries
from sandbox.faults import Faults, Limits
from sandbox.httpmode import HttpLine
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.socketmode import SocketLine
from sandbox.state.workspace import Workspace
from sandbox.webapi import WebApi


class Workshop:
    """Routes below /sandbox that are about the sandbox, not about a person."""

    def __init__(
        self,
        workspace: Workspace,
        web_api: WebApi,
        deliveries: Deliveries,
        faults: Faults,
        limits: Limits,
        line: SocketLine | HttpLine,
    ) -> None:
        self._workspace = workspace
        self._clock: Clock = workspace.clock
        self._web_api = web_api
        self._deliveries = deliveries
        self._faults = faults
        self._limits = limits
        self._line = line

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        gets: dict[str, Callable[[web.Request], Awaitable[Json | None]]] = {
            "app": self._app,
            "faults": self._list_faults,
            "calls": self._calls,
            "deliveries": self._list_deliveries,
        }
        posts: dict[str, Callable[[web.Request], Awaitable[Json | None]]] = {
            "faults": self._add_fault,
            "limits": self._set_limits,
            "clock": self._move_clock,
            "replay": self._replay,
            "drop": self._drop,
        }
        return [
            *(web.get(f"/sandbox/{name}", answering(act)) for name, act in gets.items()),
            *(web.post(f"/sandbox/{name}", answering(act)) for name, act in posts.items()),
            web.delete("/sandbox/faults", answering(self._clear_faults)),
        ]

    async def _app(self, request: web.Request) -> Json:
        mode = "socket" if isinstance(self._line, SocketLine) else "http"
        return seeing.app(self._workspace, mode, connected=self._line.connected)

    async def _list_faults(self, request: web.Request) -> Json:
        return {"faults": self._faults.listed()}

    async def _add_fault(self, request: web.Request) -> Json:
        return {"id": self._faults.add(await read_body(request))}

    async def _clear_faults(self, request: web.Request) -> None:
        self._faults.clear()

    async def _set_limits(self, request: web.Request) -> Json:
        self._limits.enabled = bool((await read_body(request)).get("enabled"))
        return {"enabled": self._limits.enabled}

    async def _calls(self, request: web.Request) -> Json:
        wanted = request.query.get("method")
        return {"calls": [call for call in self._web_api.calls if wanted in (None, call["method"])]}

    async def _list_deliveries(self, request: web.Request) -> Json:
        return {"deliveries": [delivery.shape() for delivery in self._deliveries.sent]}

    async def _move_clock(self, request: web.Request) -> Json:
        advance = (await read_body(request)).get("advance", 0)
        if isinstance(advance, bool) or not isinstance(advance, (int, float)) or advance < 0:
            raise invalid_arguments("advance is seconds, 0 or more")
        self._clock.advance(advance)
        self._deliveries.retry_due()
        return {"now": self._clock.now()}

    async def _replay(self, request: web.Request) -> Json:
        n = (await read_body(request)).get("n")
        try:
            ack = await self._deliveries.replay(int(n or 0))
        except (KeyError, ValueError):
            raise Refusal("delivery_not_found") from None
        return {"status": ack.status, "seconds": ack.seconds}

    async def _drop(self, request: web.Request) -> None:
        if not isinstance(self._line, SocketLine):
            raise Refusal("not_socket_mode")
        reason = (await read_body(request)).get("reason")
        if reason:
            await self._line.disconnect(str(reason))
        else:
            await self._line.drop()
