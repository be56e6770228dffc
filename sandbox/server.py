"""The sandbox put together: state, Web API, the way to the app, and the control API, in one HTTP server."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from sandbox.acting.commands import Commands
from sandbox.acting.forms import Forms
from sandbox.acting.people import People
from sandbox.acting.respond import Answers
from sandbox.assets import PAGE, Assets
from sandbox.clock import Clock
from sandbox.control import Control
from sandbox.delivery import Deliveries
from sandbox.faults import Faults, Limits
from sandbox.httpmode import HttpLine
from sandbox.installation import Token
from sandbox.live import Live
from sandbox.manifest import read_manifest
from sandbox.oauth import Consent
from sandbox.refusal import Json
from sandbox.socketmode import CONNECTION_SECONDS, SocketLine
from sandbox.state import saved, scheduled
from sandbox.state.workspace import Workspace
from sandbox.tickets import Responses, Triggers
from sandbox.webapi import WebApi
from sandbox.workshop import Workshop

TICK_SECONDS = 0.5


class Sandbox:
    """One workspace with one app installed, served over HTTP.

    `manifest` says what the app may do. `now` gives UTC seconds and stands behind every timestamp. `request_url` is
    where the app takes events, commands and interactions; None means Socket Mode. `ack_seconds` is how long (real
    seconds) the app may take to acknowledge. `connection_seconds` (by the sandbox clock, None for ever) is how long a
    Socket Mode connection lasts. `limits` turns rate limits on. `page` is the folder of the built page.
    Raises OSError or yaml.YAMLError for a manifest that cannot be read.
    """

    def __init__(  # noqa: PLR0913 - all but the manifest have a default and a name
        self,
        manifest: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        now: Callable[[], float] = time.time,
        signing_secret: str = "sandbox-signing-secret",
        bot_token: str = "xoxb-sandbox",
        app_token: str = "xapp-sandbox",
        request_url: str | None = None,
        ack_seconds: float = 3.0,
        connection_seconds: float | None = CONNECTION_SECONDS,
        limits: bool = False,
        page: Path = PAGE,
    ) -> None:
        self._host, self._port = host, port
        self.clock = Clock(now)
        self.workspace = Workspace(read_manifest(manifest), self.clock)
        self.faults = Faults()
        self.limits = Limits(self.clock, enabled=limits)
        self.line: SocketLine | HttpLine = (
            SocketLine(
                self.workspace.link_tickets, ack_seconds, self.clock, connection_seconds=connection_seconds
            )
            if request_url is None
            else HttpLine(request_url, signing_secret, ack_seconds)
        )
        self.deliveries = Deliveries(self.line, self.clock)
        triggers, responses = Triggers(self.clock), Responses(self.clock)
        self.workspace.installation.tokens = {bot_token: Token("bot"), app_token: Token("app")}
        self.web_api = WebApi(self.workspace, triggers, self.faults, self.limits)
        self._answers = Answers(self.workspace, responses)
        self.people = People(self.workspace)
        self.commands = Commands(
            self.workspace, self.people, self.deliveries, triggers, responses, self._answers
        )
        self.forms = Forms(self.workspace, self.people, self.deliveries, triggers, responses, self._answers)
        self._live = Live(self.workspace)
        self._assets = Assets(self.workspace, page)
        self._runner: web.AppRunner | None = None
        self._ticking: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where the sandbox is, for example http://127.0.0.1:8700."""
        return self.workspace.url

    @property
    def api_url(self) -> str:
        """The base URL for a Slack client."""
        return f"{self.url}/api/"

    async def start(self) -> None:
        """Open the port and begin to serve; raises OSError when the port is taken."""
        self.workspace.on_event = self.deliveries.event
        self._runner = web.AppRunner(self._application(), shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.workspace.url = f"http://{self._host}:{port}"
        self._ticking = asyncio.get_running_loop().create_task(self._tick_on())

    async def stop(self) -> None:
        """Stop serving and forget everything."""
        if self._ticking is not None:
            self._ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticking
        await self.deliveries.stop()
        await self._live.close()
        if isinstance(self.line, SocketLine):
            await self.line.drop()
        else:
            await self.line.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def save(self) -> Json:
        """The whole workspace as a JSON document."""
        return saved.save(self.workspace)

    def load(self, document: Json) -> None:
        """Go on from a saved workspace; raises Refusal("invalid_state") and changes nothing when it is none."""
        saved.load(self.workspace, document)

    async def tick(self) -> None:
        """Do what is due by the sandbox clock; the server does so by itself twice a second."""
        self.deliveries.retry_due()
        scheduled.due(self.workspace)
        if isinstance(self.line, SocketLine):
            await self.line.tick()

    async def settle(self) -> None:
        """Wait until every event on its way has been acknowledged, or has run out of time."""
        await self.deliveries.settle()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=64 * 1024 * 1024)
        control = Control(self.workspace, self.people, self.commands, self.forms)
        workshop = Workshop(
            self.workspace,
            self.web_api,
            self.deliveries,
            self.faults,
            self.limits,
            self.line,
            self._live,
            self.tick,
        )
        application.add_routes(
            [
                web.route("*", "/api/{method}", self.web_api.handle),
                web.post("/respond/{path:.+}", self._answers.handle),
                web.get("/sandbox/as/{user}/live", self._live.watch),
                *control.routes(),
                *workshop.routes(),
                *self._assets.routes(),
                *Consent(self.workspace.manifest, self.workspace.authorizations).routes(),
            ]
        )
        if isinstance(self.line, SocketLine):
            self.line.on_connect = self._connected
            self.line.on_lost = lambda: self.workspace.changed(None, "app")
            application.add_routes([web.get("/link", self.line.link), web.get("/link/", self.line.link)])
        return application

    def _connected(self) -> None:
        self.workspace.changed(None, "app")
        self.deliveries.reconnected()

    async def _tick_on(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            await self.tick()
