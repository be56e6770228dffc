"""The measuring stick: an app on the same Bolt, built by the same function, whose listener only acknowledges."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import AsyncExitStack

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.adapters import slack_listening
from bot.adapters.slack_api import SlackApi
from bot.intake import web
from bot.settings import SignedHttp, SocketMode, read_settings
from handlers.listeners import COMMAND


async def acknowledge(args: AsyncArgs) -> None:
    """All that it does."""
    await args.ack()


async def main() -> None:
    """Listen until SIGTERM; the port is told as soon as Slack can be heard."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    settings = read_settings(os.environ)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(slack_listening.session())
        client = slack_listening.web_client(settings.bot_token, settings.slack_api_url, session)
        identity = await SlackApi(client, session).identity()
        secret = settings.listening.signing_secret if isinstance(settings.listening, SignedHttp) else None
        listening = slack_listening.web_client(None, settings.slack_api_url, session)
        app = slack_listening.bolt(listening, settings.bot_token, secret, identity)
        app.command(COMMAND)(acknowledge)
        handler = slack_listening.over_http(app) if secret else None
        runner, port = await web.serve(web.application(_health, handler), settings.host, settings.port)
        stack.push_async_callback(runner.cleanup)
        if isinstance(settings.listening, SocketMode):
            own = slack_listening.web_client(None, settings.slack_api_url, session)
            ear = slack_listening.OverSocket(app, settings.listening.app_token, own)
            await ear.start()
            stack.push_async_callback(ear.stop)
        sys.stdout.write(f"ready at {settings.host}:{port}\n")
        sys.stdout.flush()
        await stop.wait()


async def _health() -> dict[str, object]:
    return {"ok": True}


if __name__ == "__main__":
    asyncio.run(main())
