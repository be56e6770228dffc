"""Rotas over HTTP: each feed is read now and then, so that an old copy is there when it cannot be read.

What is kept is its shifts of the next weeks: who is on call now is looked up, and nothing is followed meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import aiohttp

from bot.adapters.rota_reader import NotNow, RotaReader
from bot.adapters.rota_shifts import NotACalendar, Shifts
from bot.adapters.rota_staffing import Found, on_call
from bot.adapters.webhooks import session
from bot.domain.escalation_rules import Rota
from bot.domain.policy import Policy
from bot.service.ports import Clock, Staffing

log = logging.getLogger(__name__)

LONGEST = 2 * 1024 * 1024
"""Bytes of a feed: some 7,000 shifts."""

PATIENCE = 8.0
"""Seconds for one feed: somebody waits to be alerted."""

AGAIN_AFTER = timedelta(seconds=30)
"""A feed that could not be read is not tried again sooner."""

LOOK_EVERY = 30.0
"""Seconds between two looks whether a copy is old."""

FOLLOWED_ANEW = timedelta(days=1)
"""A feed that did not change is the same for so long; its shifts reach much farther."""

REDIRECTS = 3
WEBCAL = re.compile(r"^webcals?:", re.IGNORECASE)
"""How calendars call their feeds: what is behind it is served over HTTPS."""


@dataclass(slots=True)
class _Copy:
    """What is known of one feed: the last copy and when it was read, and why it could not be read since.

    seen: a digest of what was looked at last, whether it was a calendar (`refused`: why not), and until when it need
    not be looked at again.
    """

    shifts: Shifts | None = None
    read_at: datetime | None = None
    problem: str = ""
    tried_at: datetime | None = None
    seen: bytes = b""
    refused: str = ""
    seen_until: datetime | None = None


@asynccontextmanager
async def rota_feeds(policy: Policy, clock: Clock) -> AsyncIterator[RotaFeeds]:
    """The policy's rotas, kept fresh until the context is left."""
    async with session() as connections:
        feeds = RotaFeeds(policy.escalation.rotas, policy.timezone, connections, clock)
        keeping = asyncio.create_task(feeds.keep_fresh())
        try:
            yield feeds
        finally:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping


class RotaFeeds:
    """`OnCall` by the iCalendar feeds of the policy."""

    def __init__(
        self,
        rotas: Mapping[str, Rota],
        zone: str,
        session: aiohttp.ClientSession,
        clock: Clock,
        reader: RotaReader | None = None,
    ) -> None:
        """`zone` is the team's, for times in a feed that name none; `reader` has our own limits if None."""
        self._rotas = rotas
        self._zone = zone
        self._session = session
        self._clock = clock
        self._reader = reader or RotaReader()
        self._copies: defaultdict[str, _Copy] = defaultdict(_Copy)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def now(self, rota: str) -> Staffing:
        """As `OnCall.now`; what a feed says is told by an old copy when there is no other."""
        rule = self._rotas.get(rota)
        if rule is None:
            return Staffing((), (f"The policy does not know the rota {rota} any more.",))
        copy = await self._fresh(rota, rule)
        unreadable = f"The rota {rota} cannot be read: {copy.problem}."
        if copy.shifts is None or copy.read_at is None:
            return Staffing((), (unreadable,))
        now = self._clock.now()
        old = f"{unreadable} Its copy of {copy.read_at:%Y-%m-%d %H:%M} UTC"
        if now >= copy.shifts.until:
            return Staffing((), (f"{old} is too old to count.",))
        found = on_call(copy.shifts, now, rule.people, rota)
        return Staffing(found.people, (f"{old} counts.", *found.problems) if copy.problem else found.problems)

    async def found(self, rota: str) -> Found:
        """Who is on call by the copy there is, and what is wrong with it.

        Raises:
            NotACalendar: there is no fresh one.
        """
        rule = self._rotas[rota]
        copy = await self._fresh(rota, rule)
        if copy.problem or copy.shifts is None:
            raise NotACalendar(copy.problem)
        return on_call(copy.shifts, self._clock.now(), rule.people, rota)

    async def keep_fresh(self) -> None:
        """Read every feed when its copy is old, until cancelled: in an incident there may be no time for it."""
        while True:
            for rota, rule in self._rotas.items():
                known = self._copies[rota].problem
                copy = await self._fresh(rota, rule)
                if copy.problem and copy.problem != known:
                    log.warning("The rota %s cannot be read: %s", rota, copy.problem)
            await self._clock.sleep(LOOK_EVERY)

    async def _fresh(self, rota: str, rule: Rota) -> _Copy:
        """The copy, read anew when it is old."""
        copy = self._copies[rota]
        async with self._locks[rota]:
            now = self._clock.now()
            old = copy.read_at is None or now - copy.read_at >= timedelta(minutes=rule.refresh_minutes)
            if not old or (copy.tried_at is not None and now - copy.tried_at < AGAIN_AFTER):
                return copy
            copy.tried_at = now
            try:
                content = await self._read(WEBCAL.sub("https:", rule.url))
                await self._look(copy, content, rule, now)
                copy.read_at, copy.problem, copy.tried_at = now, "", None
            except NotACalendar as problem:
                copy.problem = str(problem)
            return copy

    async def _look(self, copy: _Copy, content: bytes, rule: Rota, now: datetime) -> None:
        """Take over what was read, unless it was looked at a while ago; a bad one is tried again as a feed is read.

        Raises:
            NotACalendar: it is none.
        """
        seen = sha256(content).digest()
        if seen != copy.seen or copy.seen_until is None or now >= copy.seen_until:
            try:
                copy.shifts = await self._reader.shifts(content, self._zone, now)
                copy.seen, copy.seen_until, copy.refused = seen, now + FOLLOWED_ANEW, ""
            except NotNow:
                raise
            except NotACalendar as problem:
                copy.seen, copy.refused = seen, str(problem)
                copy.seen_until = now + timedelta(minutes=rule.refresh_minutes)
        if copy.refused:
            raise NotACalendar(copy.refused)

    async def _read(self, url: str) -> bytes:
        """The feed's bytes.

        Raises:
            NotACalendar: they could not be had; the address, which is a secret, is not named.
        """
        limit = aiohttp.ClientTimeout(total=PATIENCE, sock_connect=PATIENCE / 2)
        headers = {"Accept": "text/calendar"}
        try:
            async with self._session.get(
                url, timeout=limit, max_redirects=REDIRECTS, headers=headers
            ) as answer:
                if answer.status != 200:
                    raise NotACalendar(f"it answers {answer.status}")
                content = bytearray()
                async for part in answer.content.iter_any():
                    content += part
                    if len(content) > LONGEST:
                        raise NotACalendar(f"it is longer than {LONGEST // 2**20} MiB")
                return bytes(content)
        except TimeoutError as error:
            raise NotACalendar(f"it took longer than {PATIENCE:g} s") from error
        except aiohttp.TooManyRedirects as error:
            raise NotACalendar("it leads elsewhere again and again") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NotACalendar("it cannot be reached") from error
