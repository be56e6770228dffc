"""The holiday-drift case (domain §16), played by five people in the demo workspace until its review is completed.

`python -m tests.journeys.holiday_drift` plays it and writes `docs/examples/holiday-drift.*`, the post-mortem in every
format. Its clock stands still between the steps, so that the documents are the same every time.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import aiohttp

from bot.adapters.embedded import EmbeddedRedis
from bot.adapters.press import ChildPress
from bot.app import running
from bot.domain.events import Recorded, from_json, to_json
from bot.domain.fold import fold
from bot.files import shipped
from bot.service.documents import ENDINGS, document
from bot.service.ledger import Ledger
from bot.settings import read_settings
from bot.views.postmortem import Documents
from sandbox.server import Sandbox
from tests.journeys.holiday_story import BEGINS, play
from tests.journeys.processes import environment
from tests.journeys.workspace import MovedClock, Slack, eventually, outbox_rests

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "examples"
NAME = "holiday-drift"


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


async def write() -> dict[str, bytes]:
    """Play the case in a workspace of its own; returns the post-mortem by the ending of each format's file."""
    clock = StoryClock()
    async with AsyncExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tocsin-example-")))
        redis = EmbeddedRedis(data)
        url = clock.redis_url = await redis.start()
        stack.push_async_callback(redis.stop)
        served = Sandbox(ROOT / "manifest.yml", now=lambda: clock.now().timestamp(), connection_seconds=None)
        sandbox = await stack.enter_async_context(served)
        settings = read_settings(
            environment(sandbox.api_url, url, ROOT / "sandbox" / "demo", TOCSIN_PORT="0")
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
        history = await Ledger(bot.store).history(1)
        return await _documents(_elsewhere(history, sandbox.url), clock.now())


def _elsewhere(history: Sequence[Recorded], url: str) -> list[Recorded]:
    """The history as of a workspace whose address people can read: that of this run is gone after it."""
    kept = (to_json(recorded).replace(f"{url}/", "https://example.slack.com/") for recorded in history)
    return [from_json(text) for text in kept]


async def _documents(history: Sequence[Recorded], now: datetime) -> dict[str, bytes]:
    it = fold(1, history)
    assert it is not None, "it was played"
    templates = shipped("templates")
    documents, press = Documents(templates), ChildPress(templates)
    made = {
        ending: await document(documents, press, it, history, now, form) for form, ending in ENDINGS.items()
    }
    chart = documents.postmortem_paper(it, history, now).charts["timeline"]
    made["svg"] = await press.picture(chart, "svg")
    # Where the picture has its place, the Markdown of a repository can show it.
    image = f"![{chart.title}, in words in the list below]({NAME}.svg)".encode()
    made["md"] = made["md"].replace(b"[//]: # (chart: timeline)", image)
    return made


def main() -> None:
    """Write the example."""
    EXAMPLES.mkdir(parents=True, exist_ok=True)
    for ending, content in asyncio.run(write()).items():
        path = EXAMPLES / f"{NAME}.{ending}"
        path.write_bytes(content)
        print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
