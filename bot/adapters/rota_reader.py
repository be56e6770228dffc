"""Feeds are read in a process of their own (`bot.adapters.child`), so that one which never ends is ended."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime

from bot.adapters.child import Child, ChildEnded, ChildFailed, ChildNotStarted
from bot.adapters.rota_shifts import NotACalendar, Shifts

SECONDS_MOST = 12.0
"""How long a feed may take; a usual one takes a third of a second, the longest that is taken four."""

MADE_MOST = 8 * 1024**2
"""Bytes of its shifts."""

AT_ONCE = 2
"""Feeds side by side."""


class NotNow(NotACalendar):
    """It could not be tried, for want of room on the machine."""


class RotaReader:
    """Reads feeds, each in a child process."""

    def __init__(self, seconds: float = SECONDS_MOST, work: tuple[str, ...] = ()) -> None:
        """`work`: the command that reads a feed, in place of our own."""
        command = work or (sys.executable, "-I", "-m", "bot.adapters.rota_work")
        self._child = Child(command, seconds, MADE_MOST, "tocsin-rota-", {})
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def shifts(self, content: bytes, zone: str, now: datetime) -> Shifts:
        """The shifts of a feed (`bot.adapters.rota_calendar.shifts_of`).

        Raises:
            NotACalendar: it cannot be read, or takes too long or too much.
        """
        asked = json.dumps([zone, now.isoformat()]).encode() + b"\n" + content
        async with self._turn:
            try:
                answer = await self._child.done(asked)
            except ChildNotStarted as failed:
                raise NotNow(str(failed)) from failed
            except ChildEnded as failed:
                raise NotACalendar("its calendar takes too long to be read") from failed
            except ChildFailed as failed:
                raise NotACalendar("its calendar is too large") from failed
        if answer.startswith(b"{"):
            raise NotACalendar(json.loads(answer)["why"])
        return Shifts.from_json(answer)
