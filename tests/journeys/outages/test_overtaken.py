"""An incident that others change faster than one bot can report on it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from itertools import count

import pytest
import pytest_asyncio
from redis import Redis

from bot.adapters.redis_store import RedisStore
from bot.app import Bot
from bot.domain.commands import AddNote
from tests.journeys.asking import AskingDesk
from tests.journeys.conftest import Settle
from tests.journeys.opening import commanded
from tests.journeys.processes import RedisLine
from tests.journeys.workspace import MovedClock, Slack, eventually, readable


class BusyLine(RedisLine):
    """A line on which, while it is busy, somebody else writes just before each report of the courier."""

    busy: AskingDesk | None = None
    notes = count()

    async def _there(
        self, reader: asyncio.StreamReader, down: asyncio.StreamWriter, commits: list[bool]
    ) -> None:
        with suppress(ConnectionError):
            while asked := await reader.read(65536):
                if self.busy and self._commit in asked and b"done:" in asked:
                    await self.busy.asks(AddNote(f"Faster, note {next(self.notes)}", None, "command"))
                down.write(asked)
        down.close()


@pytest_asyncio.fixture
async def line(shared_redis: str) -> AsyncIterator[BusyLine]:
    """The line to an empty store."""
    with Redis.from_url(shared_redis) as client:
        client.flushall()
    line = BusyLine(shared_redis)
    await line.start()
    yield line
    await line.stop()


async def test_a_report_is_overtaken(
    slack: Slack,
    bot: Bot,
    line: BusyLine,
    shared_redis: str,
    clock: MovedClock,
    settled: Settle,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A report that cannot be recorded for the changes of others is tried later, and what it is about is said once."""
    caplog.set_level(logging.INFO, "bot.service.courier")
    room = await commanded(slack)
    await settled()
    store = RedisStore(shared_redis)
    line.busy = AskingDesk(store, clock)
    await slack.person("ana").runs("/incident triage", room)

    async def tried_again() -> bool:
        return "is tried again" in caplog.text

    await eventually(tried_again, "a report that was overtaken")
    line.busy = None
    await store.close()
    await clock.forward(minutes=1)
    await settled()
    cards = [each for each in await room.messages() if "*Triage*" in readable(each)]
    it = await bot.queries.incident(1, "UANA")
    assert it is not None and len(cards) == 1
    assert cards[0]["ts"] in [place.ts for place in it.panels.values()]
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == []
