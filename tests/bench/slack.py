"""As much of Slack as the measured paths touch: cheap, so that it is the app that is measured.

It lives in the process that makes the load. Every Web API call takes `latency` seconds before it has an effect;
when `limited`, a channel takes one message a second (Slack: rate limits of chat.postMessage) and answers 429 to more.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import WSMsgType, web

from tests.bench.payloads import TEAM, Json

BOT_TOKEN = "xoxb-bench"
GROUP = ("UGROUPONE", "UGROUPTWO")


@dataclass(slots=True)
class Channel:
    """A channel and when it came to have what makes it usable (`time.perf_counter` seconds)."""

    id: str
    created: float
    inside: dict[str, float] = field(default_factory=dict)
    posted: dict[str, float] = field(default_factory=dict)
    card: str | None = None

    def usable(self, person: str) -> float | None:
        """When it existed, had this person inside and its card on the wall; None while any of that is missing.

        The card is the message that gets pinned.
        """
        if self.card is None or person not in self.inside:
            return None
        return max(self.created, self.inside[person], self.posted[self.card])


class Slack:
    """The Web API and, for an app that connects, Socket Mode."""

    def __init__(self, latency: float = 0.0) -> None:
        self.latency = latency
        self.limited = False
        self.channels: dict[str, Channel] = {}
        self.connected = asyncio.Event()
        self.calls = 0
        self._awaited: dict[str, asyncio.Future[float]] = {}
        self._free_from: dict[str, float] = {}
        self._ids = itertools.count(1)
        self._socket: web.WebSocketResponse | None = None
        self._unacknowledged: dict[str, asyncio.Future[Json | None]] = {}
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=16 * 1024**2)
        application.add_routes([web.route("*", "/api/{method}", self._answer), web.get("/link", self._link)])
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """Where the Web API is."""
        return f"http://127.0.0.1:{self._port}/api/"

    def room_of(self, person: str) -> Channel | None:
        """The channel that this person was brought into."""
        return next((channel for channel in self.channels.values() if person in channel.inside), None)

    async def usable(self, person: str) -> float:
        """When this person's room was usable, as soon as it is (`time.perf_counter` seconds)."""
        channel = self.room_of(person)
        when = channel.usable(person) if channel else None
        if when is None:
            waiting = self._awaited[person] = asyncio.get_running_loop().create_future()
            when = await waiting
        return when

    async def deliver(self, kind: str, payload: Json) -> Json | None:
        """Send one envelope over Socket Mode; what the app's acknowledgement says, as soon as it comes."""
        assert self._socket is not None
        envelope_id = f"{next(self._ids):032x}"
        answer: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self._unacknowledged[envelope_id] = answer
        envelope = {
            "envelope_id": envelope_id,
            "payload": payload,
            "type": kind,
            "accepts_response_payload": True,
        }
        await self._socket.send_str(json.dumps(envelope))
        return await answer

    async def _link(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(
            {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "ABENCH"}}
        )
        self._socket = socket
        self.connected.set()
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                said = json.loads(frame.data)
                self._unacknowledged.pop(said["envelope_id"]).set_result(said.get("payload"))
        self.connected.clear()
        return socket

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls += 1
        given: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            given |= await request.json()
        else:
            given |= await request.post()
        if self.latency:
            await asyncio.sleep(self.latency)
        if self.limited and method == "chat.postMessage" and not self._has_room(given["channel"]):
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"}
            )
        said = {"ok": True, **self._done(method, given, time.perf_counter())}
        if given.get("channel") in self.channels:
            self._tell(self.channels[given["channel"]])
        return web.json_response(said)

    def _has_room(self, channel: str) -> bool:
        now = time.perf_counter()
        free = now >= self._free_from.get(channel, 0.0)
        if free:
            self._free_from[channel] = now + 1.0
        return free

    def _tell(self, channel: Channel) -> None:
        for person in channel.inside:
            when = channel.usable(person)
            if when is not None and person in self._awaited:
                self._awaited.pop(person).set_result(when)

    async def quiet(self, seconds: float = 0.3) -> None:
        """Wait until the app has called nothing for so long."""
        seen = -1
        while seen != self.calls:
            seen = self.calls
            await asyncio.sleep(seconds)

    def _done(self, method: str, given: Json, now: float) -> Json:
        match method:
            case "auth.test":
                return {
                    "user_id": "UBENCH",
                    "bot_id": "BBENCH",
                    "team_id": TEAM,
                    "url": "https://bench.slack.com/",
                }
            case "apps.connections.open":
                return {"url": f"ws://127.0.0.1:{self._port}/link"}
            case "usergroups.users.list":
                return {"users": list(GROUP)}
            case "conversations.create":
                channel = Channel(f"C{next(self._ids):08d}", now)
                self.channels[channel.id] = channel
                return {"channel": {"id": channel.id, "name": given["name"]}}
            case "conversations.invite":
                for person in unquote(given["users"]).split(","):
                    self.channels[given["channel"]].inside.setdefault(person, now)
                return {"channel": {"id": given["channel"]}}
            case "chat.postMessage":
                ts = f"{1_800_000_000 + next(self._ids)}.000100"
                if given["channel"] in self.channels:
                    self.channels[given["channel"]].posted[ts] = now
                return {"channel": given["channel"], "ts": ts}
            case "pins.add":
                self.channels[given["channel"]].card = given["timestamp"]
        return {}
