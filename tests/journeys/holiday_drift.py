"""The holiday-drift case (domain §16), played by four people in the demo workspace from the alert to the post-mortem.

`python -m tests.journeys.holiday_drift` plays it and writes `docs/examples/holiday-drift.md`. Its clock stands still
between the steps, so that the document is the same every time.
"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import aiohttp

from bot.adapters.embedded import EmbeddedRedis
from bot.app import running
from bot.export import export
from bot.settings import StoreSettings, read_settings
from sandbox.server import Sandbox
from tests.journeys.holiday_story import BEGINS, play
from tests.journeys.workspace import MovedClock, Slack, eventually, outbox_rests

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "holiday-drift.md"


class StoryClock(MovedClock):
    """Time as the story tells it: it stands still until it is moved."""

    def __init__(self) -> None:
        super().__init__()
        self.redis_url = ""

    def now(self) -> datetime:
        """The present moment of the story, in UTC."""
        return BEGINS + self._added

    async def forward(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Move on, once everything that was to be told has been told."""
        await eventually(self._quiet, "an empty outbox")
        await super().forward(minutes=minutes, hours=hours, days=days)

    async def _quiet(self) -> bool:
        return await outbox_rests(self.redis_url, self.now().timestamp())


async def write() -> str:
    """Play the case in a workspace of its own; returns the exported post-mortem."""
    clock = StoryClock()
    async with AsyncExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tocsin-example-")))
        redis = EmbeddedRedis(data)
        url = clock.redis_url = await redis.start()
        stack.push_async_callback(redis.stop)
        served = Sandbox(ROOT / "manifest.yml", now=lambda: clock.now().timestamp(), connection_seconds=None)
        sandbox = await stack.enter_async_context(served)
        settings = read_settings(
            {
                "SLACK_BOT_TOKEN": "xoxb-sandbox",
                "SLACK_APP_TOKEN": "xapp-sandbox",
                "SLACK_API_URL": sandbox.api_url,
                "REDIS_URL": url,
                "TOCSIN_CONFIG": str(ROOT / "sandbox" / "demo"),
                "TOCSIN_PORT": "0",
            }
        )
        bot = await stack.enter_async_context(running(settings, clock))

        async def moved() -> None:
            await bot.heartbeat.beat()
            bot.called.set()

        clock.tell(moved)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        await play(Slack(sandbox.url, session), clock)

        async def shared() -> bool:
            it = await bot.queries.incident(1, None)
            return it is not None and it.postmortem is not None

        await eventually(shared, "the post-mortem in the record")
        text = await export(StoreSettings(url, data), 1, "md", clock)
        # The workspace of this one run has an address that nobody can visit afterwards.
        return text.replace(f"{sandbox.url}/", "https://example.slack.com/")


def main() -> None:
    """Write the example."""
    EXAMPLE.parent.mkdir(parents=True, exist_ok=True)
    EXAMPLE.write_text(asyncio.run(write()), "utf-8")
    print(f"wrote {EXAMPLE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
