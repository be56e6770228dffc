"""The courier: takes effects from the outbox and performs them, each until Slack has answered yes or a final no.

It claims the heads of lanes under a lease, performs them side by side, and reports through the desk in the same
atomic step that takes the effect out of the outbox.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import replace

from bot.domain import effects
from bot.domain.commands import Command
from bot.domain.workspace import WORKSPACE, WorkspaceEvent, effect_from_json
from bot.service.answers import judge
from bot.service.desk import Desk, Overtaken
from bot.service.office import Office, OfficeWork
from bot.service.pacing import Pace
from bot.service.ports import Claimed, NotYet, StoreUnavailable
from bot.service.slack_port import SlackRefused, SlackSilent
from bot.service.way import Way
from bot.service.work import IncidentWork, Report, Work

log = logging.getLogger(__name__)

LEASE = 15.0
"""Seconds for which a claimed effect is ours unless we renew; a bot that died loses its claims after that."""

RENEW_EVERY = 4.0
AT_ONCE = 512
"""Effects under way side by side."""

PATIENT_AT_ONCE = 8
"""Of these, effects that can wait: in a storm of declarations the rooms come first."""

LOOK_EVERY = 0.5
"""Seconds between looks into the outbox when nobody called: another bot may have queued something."""

LOOK_GAP = 0.005
"""Seconds between looks when much is queued, so that a burst of commits costs one look and not one each."""

REST = {"refresh_card": 1.0, "refresh_announcement": 1.5, "set_topic": 1.5}
"""Seconds for which a lane rests after showing present state, so that a burst of changes becomes one edit."""


class Courier:
    """Performs what waits in the outbox, until `stop`."""

    def __init__(self, way: Way, pace: Pace, desk: Desk, office: Office, called: asyncio.Event) -> None:
        """`called` is set whenever this process queued something."""
        self._way = way
        self._pace = pace
        self._desk = desk
        self._office = office
        self._called = called
        self._under_way: dict[asyncio.Task[None], Claimed] = {}
        self._again: dict[str, Claimed] = {}
        self._lost_touch = False
        self._patient = asyncio.Semaphore(PATIENT_AT_ONCE)

    async def run(self) -> None:
        """Work until cancelled; what is under way then stays leased and is finished by whoever comes next."""
        while True:
            try:
                await self._work()
            except Exception:
                # Whatever broke the round, incidents go on being told about: what was under way is taken up again.
                log.exception("The courier stumbled and begins anew")
                self._lost_touch = True
                await asyncio.sleep(LOOK_EVERY)

    async def _work(self) -> None:
        self._under_way.clear()
        self._again.clear()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._renew())
            while True:
                try:
                    claimed = await self._claim()
                except StoreUnavailable as away:
                    log.warning("The outbox cannot be read: %s", away)
                    self._lost_touch = True
                    claimed = []
                for each in self._new(claimed):
                    task = tasks.create_task(self._perform(each))
                    self._under_way[task] = each
                    task.add_done_callback(self._ended)
                await asyncio.sleep(LOOK_GAP)
                if not claimed:
                    await self._rest()

    def _new(self, claimed: list[Claimed]) -> list[Claimed]:
        """What is to be begun. What is under way here, claimed again because time had jumped past its lease, is not.

        It ends under the newer claim, for the store no longer knows the older one; when the newer one came too late
        for that, it is begun again once the first attempt is over.
        """
        under_way = {each.effect_id for each in self._under_way.values()}
        self._again.update({each.effect_id: each for each in claimed})
        ready = [each for each in self._again.values() if each.effect_id not in under_way]
        for each in ready:
            del self._again[each.effect_id]
        return ready

    def _held(self, claimed: Claimed) -> Claimed:
        """The claim that the store knows by now."""
        return self._again.pop(claimed.effect_id, claimed)

    async def _rest(self) -> None:
        """Wait until something was queued here, or is due to be tried, or another bot may have queued something."""
        if self._called.is_set():
            self._called.clear()
            return
        wait = LOOK_EVERY
        with contextlib.suppress(StoreUnavailable):
            ready = await self._way.store.next_ready()
            if ready is not None:
                wait = min(wait, max(0.01, ready - self._way.clock.now().timestamp()))
        # Not `wait_for`, which on Python 3.11 may swallow the cancellation that ends `run`.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._called.wait()
        self._called.clear()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.pop(task, None)
        self._called.set()

    async def _claim(self) -> list[Claimed]:
        room = AT_ONCE - len(self._under_way)
        if room <= 0:
            return []
        if self._lost_touch:
            await self._catch_up()
        now = self._way.clock.now().timestamp()
        return await self._way.store.claim(self._way.owner, now, LEASE, room)

    async def _catch_up(self) -> None:
        """Give back what the store holds as ours and nobody here works on.

        That is what was claimed when nobody waited for the answer any more, or done when that could not be told.
        """
        held = (*self._under_way.values(), *self._again.values())
        await self._way.store.release_owner(self._way.owner, [each.effect_id for each in held])
        self._lost_touch = False

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_EVERY)
            held = [*self._under_way.values(), *self._again.values()]
            if held:
                now = self._way.clock.now().timestamp()
                with contextlib.suppress(StoreUnavailable):
                    await self._way.store.renew(self._way.owner, held, now, LEASE)

    async def _perform(self, claimed: Claimed) -> None:
        """One effect, to its report; whatever goes wrong, the effect stays in the outbox."""
        try:
            if claimed.incident == WORKSPACE:
                async with self._patient:
                    effect = effect_from_json(claimed.body)
                    work: Work[WorkspaceEvent] = OfficeWork(self._office, claimed, effect)
                    await self._attempt(claimed, work)
            else:
                await self._for_incident(claimed)
        except Overtaken as overtaken:
            log.info("%s of incident %s is tried again: %s", claimed.lane, claimed.incident, overtaken)
            await self._release_until_later(claimed)
        except StoreUnavailable as away:
            log.warning("%s of incident %s: the store is away: %s", claimed.lane, claimed.incident, away)
            await asyncio.sleep(LOOK_EVERY)
            self._under_way = {task: each for task, each in self._under_way.items() if each is not claimed}
            self._lost_touch = True
        except Exception:
            # The one place that catches everything: a fault of ours in one delivery must not stop the others.
            log.exception("Delivery %s failed in a way nobody thought of", claimed.effect_id)
            await self._release_until_later(claimed)

    async def _release_until_later(self, claimed: Claimed) -> None:
        at = self._way.clock.now().timestamp() + min(60.0, 2.0**claimed.attempts)
        with contextlib.suppress(StoreUnavailable):
            await self._way.store.release(self._way.owner, self._held(claimed), at=at, certain=False)

    async def _for_incident(self, claimed: Claimed) -> None:
        effect = effects.from_json(claimed.body)
        async with self._patient if effects.can_wait(effect) else contextlib.nullcontext():
            it = await self._way.ledger.incident(claimed.incident, since=claimed.version)
            if it is None:
                log.error(
                    "Effect %s belongs to incident %s, which has no history",
                    claimed.effect_id,
                    claimed.incident,
                )
                return
            work: Work[Command] = IncidentWork(self._desk, claimed, effect, it)
            await self._attempt(claimed, work)

    async def _attempt(self, claimed: Claimed, work: Work[Report]) -> None:
        way = replace(self._way, slack=self._pace.of_rank(work.rank))
        try:
            report = await work.perform(way)
        except (SlackRefused, SlackSilent, NotYet) as error:
            await self._failed(claimed, work, error)
            return
        await self._finish(claimed, work, report)

    async def _finish(self, claimed: Claimed, work: Work[Report], report: Report | None) -> None:
        """Record what came of it and drop the effect, in one step."""
        hold = REST.get(work.kind, 0.0)
        if report is None:
            now = self._way.clock.now().timestamp()
            await self._way.store.finish(self._way.owner, self._held(claimed), now=now, hold=hold)
            return
        await work.record(report, self._held(claimed), hold)

    async def _failed(
        self, claimed: Claimed, work: Work[Report], error: SlackRefused | SlackSilent | NotYet
    ) -> None:
        judged = judge(work.kind, error, claimed.attempts)
        match judged.verdict:
            case "done":
                await self._finish(claimed, work, work.done_already())
            case "archived":
                await self._finish(claimed, work, work.archived())
            case "again":
                at = self._way.clock.now().timestamp() + judged.wait
                log.info(
                    "%s of incident %s waits %.1f s: %s", work.kind, claimed.incident, judged.wait, error
                )
                certain = judged.certain and not claimed.uncertain
                held = self._held(claimed)
                await self._way.store.release(self._way.owner, held, at=at, certain=certain)
            case "give_up":
                log.warning("%s of incident %s is given up: %s", work.kind, claimed.incident, error)
                await self._finish(claimed, work, work.given_up(str(error)))
