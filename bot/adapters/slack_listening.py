"""How Slack is heard: Bolt with everything settled beforehand, over Socket Mode or signed HTTP."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
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


def web_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client without retries of its own: the courier knows when to try again."""
    return AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=[])


def session() -> aiohttp.ClientSession:
    """One pool of connections for everything that is said to Slack."""
    return aiohttp.ClientSession(timeout=TIMEOUT, connector=aiohttp.TCPConnector(limit=160))


def bolt(client: AsyncWebClient, signing_secret: str | None, identity: BotIdentity) -> AsyncApp:
    """Bolt for one workspace. Slack is answered when the listener is through, not before.

    `signing_secret` is None in Socket Mode, where requests come over a connection of our own.
    """

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=identity.team_id,
            bot_user_id=identity.user_id,
            bot_id=identity.bot_id,
            bot_token=client.token,
        )

    return AsyncApp(
        client=client,
        signing_secret=signing_secret or "",
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=signing_secret is not None,
        logger=logging.getLogger("slack_bolt"),
    )


def over_http(app: AsyncApp) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Slack's requests, for our own server."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    return handle


class OverSocket:
    """Socket Mode; connected from `start` to `stop`."""

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient) -> None:
        # Its own client: the SDK puts the app token into it.
        self._handler = AsyncSocketModeHandler(
            app, app_token, web_client=client, logger=logging.getLogger("slack_socket")
        )

    async def start(self) -> None:
        """Connect; from now on the SDK keeps the connection."""
        await self._handler.connect_async()  # type: ignore[no-untyped-call]

    async def connected(self) -> bool:
        """Whether Slack can be heard now."""
        return bool(await self._handler.client.is_connected())

    async def stop(self) -> None:
        """Close the connection."""
        await self._handler.close_async()  # type: ignore[no-untyped-call]
