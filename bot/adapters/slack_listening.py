"""How Slack is heard: Bolt with everything settled beforehand, over Socket Mode or signed HTTP."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack_api import TIMEOUT, BotIdentity

log = logging.getLogger(__name__)

ANSWERED_WITHIN = 3.0
"""Seconds for which Slack waits for an answer; later ones are of no use to it."""

_READ_BY_BOLT = (
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_VERIFICATION_TOKEN",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
)
"""Variables that Bolt looks at by itself; the last two would switch it to OAuth and its own installation store."""


def web_client(token: str | None, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client without retries of its own: the courier knows when to try again."""
    return AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=[])


def session() -> aiohttp.ClientSession:
    """One pool of connections for everything that is said to Slack."""
    return aiohttp.ClientSession(timeout=TIMEOUT, connector=aiohttp.TCPConnector(limit=160))


def bolt(
    client: AsyncWebClient, bot_token: str, signing_secret: str | None, identity: BotIdentity
) -> AsyncApp:
    """Bolt for one workspace. Slack is answered when the listener is through, not before.

    `client` carries no token: Bolt gets it with each request's authorization. `signing_secret` is None in Socket
    Mode, where requests come over a connection of our own. What no listener wants is an error for `app.error`.
    """

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=identity.team_id,
            bot_user_id=identity.user_id,
            bot_id=identity.bot_id,
            bot_token=bot_token,
        )

    logger = logging.getLogger("slack_bolt")
    # Bolt compares the level that is set here, and takes none at all for DEBUG: it then words every step.
    logger.setLevel(logger.getEffectiveLevel())
    with _unseen(_READ_BY_BOLT):
        return AsyncApp(
            client=client,
            signing_secret=signing_secret or "",
            authorize=authorize,
            process_before_response=True,
            raise_error_for_unhandled_request=True,
            request_verification_enabled=signing_secret is not None,
            logger=logger,
        )


@contextmanager
def _unseen(names: tuple[str, ...]) -> Iterator[None]:
    """Keep these variables from whoever reads the environment meanwhile: settings are read in one place only."""
    kept = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)


def over_http(app: AsyncApp) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Slack's requests, for our own server; what cannot be read as one is answered 400."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))
        except web.HTTPException:
            raise
        except Exception as error:  # noqa: BLE001 - Bolt trusts the body, and stumbles over bad ones in any way
            log.warning("A request to %s cannot be read: %s", request.path, type(error).__name__)
            return web.Response(status=400, text="This is no request of Slack's.")

    return handle


class OverSocket:
    """Socket Mode; connected from `start` to `stop`."""

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        client: AsyncWebClient,
        *,
        ping_every: float = 10.0,
        link_tried_for: float = 15.0,
    ) -> None:
        """Not connected yet.

        client: used by nobody else, for the SDK puts the app token into it.
        ping_every: seconds between pings, and between attempts to connect.
        link_tried_for: seconds for which one WebSocket address is tried; Slack gives each out for one connection.
        """
        self._ping_every = ping_every
        self._link_tried_for = link_tried_for
        self._app = app
        self._app_token = app_token
        self._client = client
        self._handler: AsyncSocketModeHandler | None = None
        self._under_way: set[asyncio.Task[Any]] = set()
        self._renewing: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Connect; from now on the SDK keeps the connection.

        Raises:
            SlackApiError: Slack refuses the app token, or is in trouble of its own.
            OSError, TimeoutError, aiohttp.ClientError: Slack cannot be reached.
        """
        if self._handler is None:
            self._handler = AsyncSocketModeHandler(
                self._app,
                self._app_token,
                web_client=self._client,
                logger=logging.getLogger("slack_socket"),
                ping_interval=self._ping_every,
            )
            self._handler.client.socket_mode_request_listeners[:] = [self._hear]
        if self._renewing is None:
            self._renewing = asyncio.create_task(self._renew_link())
        # Not `connect_async`, which would repeat a refused token for ever and tell nobody.
        await self._handler.client.connect_to_new_endpoint(force=True)

    async def _renew_link(self) -> None:
        """Make the SDK ask for a fresh address while it cannot connect: it would try the old one for ever."""
        while True:
            await asyncio.sleep(self._link_tried_for)
            if self._handler is not None and not await self.connected():
                self._handler.client.wss_uri = None

    async def connected(self) -> bool:
        """Whether Slack can be heard now."""
        return self._handler is not None and bool(await self._handler.client.is_connected())

    async def stop(self) -> None:
        """Hear nothing new, answer what was heard, and close the connection."""
        self._stopping = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=ANSWERED_WITHIN)
        if self._renewing is not None:
            self._renewing.cancel()
        if self._handler is not None:
            await self._handler.close_async()  # type: ignore[no-untyped-call]
            self._handler = None

    async def _hear(self, client: Any, request: Any) -> None:
        """One envelope; the SDK runs each in a task of its own, which it neither keeps nor awaits."""
        task = asyncio.current_task()
        # What comes while stopping is not acknowledged: Slack sends it again, to whoever is there then.
        if self._handler is None or self._stopping or task is None:
            return
        self._under_way.add(task)
        try:
            await self._handler.handle(client, request)
        finally:
            self._under_way.discard(task)
