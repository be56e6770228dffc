"""How fast Slack is spoken to: the rests that it asks for, and who comes first when not everyone can.

A 429 rests one method, or one method in one channel where Slack counts so, and nothing else. Of what waits for the
same method the worse incident goes first.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from bot.service.ports import Clock
from bot.service.slack_port import Slack, SlackRefused

PER_CHANNEL = {"chat.postMessage", "chat.postEphemeral"}
"""Methods whose limit is counted per channel (Slack: rate limits); the others' are per workspace."""

AT_ONCE = 64
"""Calls of one method under way side by side: enough that a slow one holds nobody up, few enough to keep an order."""


class Pace:
    """The rests and queues of one workspace, shared by everyone who speaks to it."""

    def __init__(self, slack: Slack, clock: Clock) -> None:
        self.slack = slack
        self.clock = clock
        self._lines: defaultdict[tuple[str, str], _Line] = defaultdict(_Line)

    def of_rank(self, rank: int) -> PacedSlack:
        """Slack, for an incident of this severity (1 is the worst)."""
        return PacedSlack(self, rank)

    def line(self, method: str, channel: str) -> _Line:
        """Where calls of this method wait."""
        return self._lines[method, channel if method in PER_CHANNEL else ""]


class PacedSlack:
    """`Slack`, at the workspace's pace; a call inside a rest is refused here without being made."""

    def __init__(self, pace: Pace, rank: int) -> None:
        self._pace = pace
        self._rank = rank

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """As `Slack.call`; a 429 rests the method for everyone who waits for it."""
        line, clock = self._pace.line(method, str(arguments.get("channel", ""))), self._pace.clock
        async with line.turn(self._rank):
            left = line.rests_until - clock.now().timestamp()
            if left > 0:
                raise SlackRefused("ratelimited", retry_after=left)
            try:
                return await self._pace.slack.call(method, **arguments)
            except SlackRefused as refused:
                if refused.retry_after is not None:
                    until = clock.now().timestamp() + refused.retry_after
                    line.rests_until = max(line.rests_until, until)
                raise

    async def upload(self, url: str, content: bytes) -> None:
        """As `Slack.upload`."""
        await self._pace.slack.upload(url, content)

    async def download(self, url: str, most: int) -> bytes:
        """As `Slack.download`."""
        return await self._pace.slack.download(url, most)


class _Line:
    """Calls that share a limit: some under way, the others in order of severity, then of arrival."""

    def __init__(self) -> None:
        self.rests_until = 0.0
        self._free = AT_ONCE
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()

    @asynccontextmanager
    async def turn(self, rank: int) -> AsyncIterator[None]:
        """Wait for one's turn, and have it."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(rank)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, rank: int) -> None:
        mine = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (rank, next(self._numbers), mine))
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            _, _, theirs = heapq.heappop(self._waiting)
            if not theirs.done():
                theirs.set_result(None)
                return
        self._free += 1
