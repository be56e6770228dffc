"""A clock that somebody turns: the machine's, and the seconds that they say were added. For rehearsals and the demo."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import aiohttp
from pydantic import BaseModel, ValidationError

from bot.service.ports import Clock

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between two looks."""

PATIENCE = 5.0
"""Seconds for one answer."""


class _Turned(BaseModel):
    offset: float


class FollowedClock:
    """As `Clock`; it never goes back, and while nobody answers it goes on as it stood."""

    def __init__(self, base: Clock, url: str, session: aiohttp.ClientSession) -> None:
        """`url` answers `{"offset": seconds}`: what was added to `base` by hand."""
        self._base = base
        self._url = url
        self._session = session
        self._added = timedelta()

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return self._base.now() + self._added

    async def sleep(self, seconds: float) -> None:
        """Return after that many seconds of the machine's."""
        await self._base.sleep(seconds)

    async def look(self) -> None:
        """Ask how far it was turned."""
        try:
            async with self._session.get(self._url) as answer:
                turned = _Turned.model_validate_json(await answer.read())
        except (TimeoutError, aiohttp.ClientError, ValidationError) as error:
            log.debug("The clock at %s does not answer: %s", self._url, error)
            return
        with contextlib.suppress(OverflowError):
            self._added = max(self._added, timedelta(seconds=turned.offset))

    async def follow(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self.look()


@asynccontextmanager
async def followed(base: Clock, url: str) -> AsyncIterator[Clock]:
    """`base` as it is turned at `url`, followed until the context is left; `base` itself without a URL."""
    if not url:
        yield base
        return
    log.warning("Time is not this machine's: it is turned at %s", url)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:
        clock = FollowedClock(base, url, session)
        await clock.look()
        following = asyncio.create_task(clock.follow())
        try:
            yield clock
        finally:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following
