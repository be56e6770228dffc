"""The bot's own HTTP server: Slack's requests where Slack is heard over HTTP, and its health."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

SLACK_PATH = "/slack/events"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(health: Callable[[], Awaitable[dict[str, Any]]], slack: Handler | None) -> web.Application:
    """The application; `slack` is absent in Socket Mode.

    `/health` answers 200 when all of `health()` is well, else 503.
    """

    async def healthy(_: web.Request) -> web.Response:
        said = await health()
        return web.json_response(said, status=200 if said["ok"] else 503)

    app = web.Application(client_max_size=4 * 1024**2)
    app.router.add_get("/health", healthy)
    if slack is not None:
        app.router.add_post(SLACK_PATH, slack)
    return app


async def serve(app: web.Application, host: str, port: int) -> tuple[web.AppRunner, int]:
    """Listen; returns what stops it (`cleanup`) and the port, which was chosen if 0 was asked for.

    Raises:
        OSError: the address cannot be had.
    """
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except OSError:
        await runner.cleanup()
        raise
    return runner, runner.addresses[0][1]
