"""The control API behind the scenes: faults, limits, the clock, and what went over the wire."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox import seeing
from sandbox.calls import KEPT
from sandbox.clock import Clock
from sandbox.control import answering, number, read_body
from sandbox.delivery import Deliveries
from sandbox.faults import Faults, Limits
from sandbox.httpmode import HttpLine
from sandbox.live import Live
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.socketmode import SocketLine
from sandbox.state import channels, saved
from sandbox.state.model import ADMIN
from sandbox.state.workspace import Workspace
from sandbox.webapi import WebApi


class Workshop:
    """Routes below /sandbox that are about the sandbox, not about a person."""

    def __init__(  # noqa: PLR0913, PLR0917 - it is what opens every door of the sandbox
        self,
        workspace: Workspace,
        web_api: WebApi,
        deliveries: Deliveries,
        faults: Faults,
        limits: Limits,
        line: SocketLine | HttpLine,
        live: Live,
        tick: Callable[[], Awaitable[None]],
    ) -> None:
        self._workspace = workspace
        self._clock: Clock = workspace.clock
        self._web_api = web_api
        self._deliveries = deliveries
        self._faults = faults
        self._limits = limits
        self._line = line
        self._live = live
        self._tick = tick
        web_api.calls.on_change = lambda: live.backstage("calls")
        deliveries.on_change = lambda: live.backstage("deliveries")

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        gets: dict[str, Callable[[web.Request], Awaitable[Json | None]]] = {
            "app": self._app,
            "faults": self._list_faults,
            "limits": self._limits_now,
            "clock": self._time,
            "installation": self._installation,
            "state": self._save,
            "calls": self._calls,
            "deliveries": self._list_deliveries,
        }
        posts: dict[str, Callable[[web.Request], Awaitable[Json | None]]] = {
            "faults": self._add_fault,
            "limits": self._set_limits,
            "clock": self._move_clock,
            "installation": self._install,
            "channels/{channel}": self._change_channel,
            "replay": self._replay,
            "drop": self._drop,
        }
        return [
            *(web.get(f"/sandbox/{name}", answering(act)) for name, act in gets.items()),
            *(web.post(f"/sandbox/{name}", answering(act)) for name, act in posts.items()),
            web.delete("/sandbox/faults", answering(self._clear_faults)),
            web.put("/sandbox/state", answering(self._load)),
            web.get("/sandbox/wire", self._live.watch_backstage),
        ]

    async def _app(self, request: web.Request) -> Json:
        mode = "socket" if isinstance(self._line, SocketLine) else "http"
        return seeing.app(self._workspace, mode, connected=self._line.connected)

    async def _list_faults(self, request: web.Request) -> Json:
        return {"faults": self._faults.listed()}

    async def _add_fault(self, request: web.Request) -> Json:
        number = self._faults.add(await read_body(request))
        self._live.backstage("faults")
        return {"id": number}

    async def _clear_faults(self, request: web.Request) -> None:
        self._faults.clear()
        self._live.backstage("faults")

    async def _limits_now(self, request: web.Request) -> Json:
        return {"enabled": self._limits.enabled}

    async def _set_limits(self, request: web.Request) -> Json:
        self._limits.enabled = bool((await read_body(request)).get("enabled"))
        self._live.backstage("faults")
        return {"enabled": self._limits.enabled}

    async def _calls(self, request: web.Request) -> Json:
        calls = self._web_api.calls
        since, limit = number(request, "since"), number(request, "limit")
        wanted = request.query.get("method")
        found = list(calls) if since is None else calls.since(since, limit or KEPT)
        return {
            "calls": [call for call in found if wanted in (None, call["method"])],
            "revision": calls.revision,
        }

    async def _list_deliveries(self, request: web.Request) -> Json:
        found = self._deliveries.since(number(request, "since") or 0, number(request, "limit") or KEPT)
        return {
            "deliveries": [delivery.shape() for delivery in found],
            "revision": self._deliveries.revision,
        }

    async def _time(self, request: web.Request) -> Json:
        return {"now": self._clock.now(), "offset": self._clock.offset}

    async def _move_clock(self, request: web.Request) -> Json:
        advance = (await read_body(request)).get("advance", 0)
        if isinstance(advance, bool) or not isinstance(advance, (int, float)) or advance < 0:
            raise invalid_arguments("advance is seconds, 0 or more")
        self._clock.advance(advance)
        await self._tick()
        self._live.backstage("clock")
        return await self._time(request)

    async def _installation(self, request: web.Request) -> Json:
        return self._workspace.installation.shape()

    async def _install(self, request: web.Request) -> Json:
        self._workspace.installation.change(await read_body(request))
        self._live.backstage("installation")
        return self._workspace.installation.shape()

    async def _change_channel(self, request: web.Request) -> None:
        channel = self._workspace.channels.get(request.match_info["channel"])
        archived = (await read_body(request)).get("archived")
        if channel is None:
            raise Refusal("channel_not_found")
        if not isinstance(archived, bool):
            raise invalid_arguments("archived is true or false")
        if archived != channel.is_archived:
            act = channels.archive if archived else channels.unarchive
            act(self._workspace, channel, ADMIN)

    async def _save(self, request: web.Request) -> Json:
        return saved.save(self._workspace)

    async def _load(self, request: web.Request) -> None:
        saved.load(self._workspace, await read_body(request))
        self._live.backstage("state")

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
