"""The courier: takes effects from the outbox and performs them, each until Slack has answered yes or a final no.

It claims the heads of lanes under a lease, performs them side by side, and reports through the desk in the same
atomic step that takes the effect out of the outbox. A 429 on one channel rests that channel's calls and no others.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from typing import Any

from bot.domain import effects
from bot.domain.commands import Command, ReportGivenUp, ReportRoomArchived
from bot.domain.effects import Effect
from bot.service.answers import judge
from bot.service.delivery import Way, after_done, deliver
from bot.service.desk import Desk
from bot.service.ports import Claimed, Clock, StoreUnavailable
from bot.service.slack_port import Slack, SlackRefused, SlackSilent

log = logging.getLogger(__name__)

LEASE = 15.0
"""Seconds for which a claimed effect is ours unless we renew; a bot that died loses its claims after that."""

RENEW_EVERY = 4.0
AT_ONCE = 128
"""Effects under way side by side."""

LOOK_EVERY = 0.5
"""Seconds between looks into the outbox when nobody called: another bot may have queued something."""

REST = {"refresh_card": 1.0, "refresh_announcement": 1.5, "set_topic": 1.5}
"""Seconds for which a lane rests after showing present state, so that a burst of changes becomes one edit."""

PER_CHANNEL = {"chat.postMessage", "chat.postEphemeral"}
"""Methods whose limit is counted per channel (Slack: rate limits); the others' are per workspace."""


class PacedSlack:
    """Slack, with the rests that it asked for: a call inside a rest is refused here without being made."""

    def __init__(self, slack: Slack, clock: Clock) -> None:
        self._slack = slack
        self._clock = clock
        self._rests: dict[tuple[str, str], float] = {}

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """As `Slack.call`; a 429 rests the method, or the method in that channel where Slack counts so."""
        key = (method, str(arguments.get("channel", "")) if method in PER_CHANNEL else "")
        now = self._clock.now().timestamp()
        until = self._rests.get(key, 0.0)
        if until > now:
            # Spread out, so that what waited together does not come back together.
            raise SlackRefused("ratelimited", retry_after=until - now + random.uniform(0, 0.5))  # noqa: S311
        try:
            return await self._slack.call(method, **arguments)
        except SlackRefused as refused:
            if refused.retry_after is not None:
                self._rests[key] = self._clock.now().timestamp() + refused.retry_after
            raise

    async def upload(self, url: str, content: bytes) -> None:
        """As `Slack.upload`."""
        await self._slack.upload(url, content)


class Courier:
    """Performs what waits in the outbox, until `stop`."""

    def __init__(self, way: Way, desk: Desk, called: asyncio.Event) -> None:
        """`called` is set whenever this process queued something."""
        self._way = way
        self._desk = desk
        self._called = called
        self._under_way: dict[asyncio.Task[None], Claimed] = {}

    async def run(self) -> None:
        """Work until cancelled; what is under way then stays leased and is finished by whoever comes next."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._renew())
            while True:
                try:
                    claimed = await self._claim()
                except StoreUnavailable as away:
                    log.warning("The outbox cannot be read: %s", away)
                    claimed = []
                for each in claimed:
                    task = tasks.create_task(self._perform(each))
                    self._under_way[task] = each
                    task.add_done_callback(self._ended)
                if not claimed:
                    await self._rest()

    async def _rest(self) -> None:
        """Wait until something was queued here, or is due to be tried, or another bot may have queued something."""
        wait = LOOK_EVERY
        with contextlib.suppress(StoreUnavailable):
            ready = await self._way.store.next_ready()
            if ready is not None:
                wait = min(wait, max(0.01, ready - self._way.clock.now().timestamp()))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._called.wait(), wait)
        self._called.clear()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.pop(task, None)
        self._called.set()

    async def _claim(self) -> list[Claimed]:
        room = AT_ONCE - len(self._under_way)
        if room <= 0:
            return []
        now = self._way.clock.now().timestamp()
        return await self._way.store.claim(self._way.owner, now, LEASE, room)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_EVERY)
            held = list(self._under_way.values())
            if held:
                now = self._way.clock.now().timestamp()
                with contextlib.suppress(StoreUnavailable):
                    await self._way.store.renew(self._way.owner, held, now, LEASE)

    async def _perform(self, claimed: Claimed) -> None:
        """One effect, to its report; whatever goes wrong, the effect stays in the outbox."""
        try:
            await self._attempt(claimed, effects.from_json(claimed.body))
        except StoreUnavailable as away:
            log.warning("%s of incident %s: the store is away: %s", claimed.lane, claimed.incident, away)
            await asyncio.sleep(LOOK_EVERY)
        except Exception:
            # The one place that catches everything: a fault of ours in one delivery must not stop the others.
            log.exception("Delivery %s failed in a way nobody thought of", claimed.effect_id)
            await self._release_after_fault(claimed)

    async def _release_after_fault(self, claimed: Claimed) -> None:
        at = self._way.clock.now().timestamp() + min(60.0, 2.0**claimed.attempts)
        with contextlib.suppress(StoreUnavailable):
            await self._way.store.release(self._way.owner, claimed, at=at, certain=False)

    async def _attempt(self, claimed: Claimed, effect: Effect) -> None:
        it = await self._way.ledger.incident(claimed.incident)
        if it is None:
            log.error(
                "Effect %s belongs to incident %s, which has no history", claimed.effect_id, claimed.incident
            )
            return
        try:
            report = await deliver(self._way, claimed, effect, it)
        except (SlackRefused, SlackSilent) as error:
            await self._failed(claimed, effect, error)
            return
        await self._finish(claimed, effect, report)

    async def _finish(self, claimed: Claimed, effect: Effect, report: Command | None) -> None:
        """Record what came of it and drop the effect, in one step."""
        hold = REST.get(effect.kind, 0.0)
        if report is None:
            now = self._way.clock.now().timestamp()
            await self._way.store.finish(self._way.owner, claimed, now=now, hold=hold)
            return
        by = effect.asked_by or None if isinstance(effect, effects.ReadMessage) else None
        await self._desk.ask(
            claimed.incident,
            report,
            command_id=f"done:{claimed.effect_id}",
            by=by,
            finishes=claimed,
            hold=hold,
        )

    async def _failed(self, claimed: Claimed, effect: Effect, error: SlackRefused | SlackSilent) -> None:
        judged = judge(effect.kind, error, claimed.attempts)
        match judged.verdict:
            case "done":
                await self._finish(claimed, effect, after_done(effect))
            case "archived":
                await self._finish(claimed, effect, ReportRoomArchived())
            case "again":
                at = self._way.clock.now().timestamp() + judged.wait
                log.info(
                    "%s of incident %s waits %.1f s: %s", effect.kind, claimed.incident, judged.wait, error
                )
                await self._way.store.release(
                    self._way.owner, claimed, at=at, certain=judged.certain and not claimed.uncertain
                )
            case "give_up":
                log.warning("%s of incident %s is given up: %s", effect.kind, claimed.incident, error)
                report = ReportGivenUp(effect.kind, claimed.body, str(error))
                await self._finish(claimed, effect, report)
