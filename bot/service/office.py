"""The office keeps the workspace's own history: what is due for all incidents together, and what came of it.

As the desk does for an incident: load, decide, react, commit in one atomic step. Who comes second finds the first
one's work and decides again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain import workspace
from bot.domain.digest_log import DigestGivenUp, SendDigest
from bot.domain.digest_places import left_out, since, to_mention
from bot.domain.policy import Policy
from bot.domain.workspace import (
    WORKSPACE,
    RunRetention,
    Workspace,
    WorkspaceEffect,
    WorkspaceEvent,
    WorkspaceRecorded,
)
from bot.service.digests import send_digest, share_digest
from bot.service.ports import Claimed, Clock, Commit, Conflict, Enqueue, Store
from bot.service.retention import Retention, run_retention
from bot.service.way import Way

log = logging.getLogger(__name__)

RANK = 9
"""Every incident comes before what is told of all of them."""


class Office:
    """Turns the passing of time and the courier's reports into the workspace's history."""

    def __init__(self, store: Store, clock: Clock, policy: Policy, wake: Callable[[], None]) -> None:
        """`wake` is called after every commit that queued effects."""
        self._store = store
        self._clock = clock
        self._policy = policy
        self._wake = wake
        self._kept = Workspace()
        self._opened = False
        self._lock = asyncio.Lock()

    async def let_time_pass(self) -> bool:
        """Begin what is due, and say whether anything was; the store is only asked when something seems to be.

        Two bots may both think so: who commits first has begun it. The first time, a policy that wants other things
        than before is recorded.

        Raises:
            StoreUnavailable: what was due stays due.
        """
        if self._opened and not self._asked():
            return False
        async with self._lock:
            await self._refresh()
            while happened := self._asked():
                if await self._commit(happened, f"office:{self._kept.version}:{happened[0].kind}"):
                    break
            self._opened = True
        self._wake()
        return bool(happened)

    async def record(self, event: WorkspaceEvent, finishes: Claimed, hold: float) -> None:
        """Record what came of an effect, and drop it from the outbox in the same step.

        Raises:
            StoreUnavailable: nothing is promised; asking again is safe.
        """
        async with self._lock:
            while not await self._commit((event,), f"done:{finishes.effect_id}", finishes, hold):
                pass
        self._wake()

    async def note(self, event: WorkspaceEvent, command_id: str) -> None:
        """Record what somebody did who asked no courier.

        Raises:
            StoreUnavailable: nothing is promised; asking again with the same id is safe.
        """
        async with self._lock:
            await self._refresh()
            while not await self._commit((event,), command_id):
                pass

    async def present(self) -> Workspace:
        """The workspace as the store has it now.

        Raises:
            StoreUnavailable: it cannot be read.
        """
        async with self._lock:
            await self._refresh()
            return self._kept

    def _asked(self) -> tuple[WorkspaceEvent, ...]:
        """What is to be recorded now, as far as is known here; at the start, what the policy wants comes first."""
        plans = () if self._opened else workspace.at_start(self._kept, self._policy)
        return plans or workspace.let_pass(self._kept, self._policy, self._clock.now())

    async def _refresh(self) -> None:
        newer = await self._store.load(WORKSPACE, self._kept.version)
        self._kept = workspace.fold(map(workspace.from_json, newer), self._kept)

    async def _commit(
        self,
        happened: Sequence[WorkspaceEvent],
        command_id: str,
        finishes: Claimed | None = None,
        hold: float = 0.0,
    ) -> bool:
        """Whether it is recorded; when the history had grown, the newer one is at hand and it is not."""
        now, before = self._clock.now(), self._kept
        records = tuple(
            WorkspaceRecorded(version=before.version + nth, at=now, event=event)
            for nth, event in enumerate(happened, 1)
        )
        wanted = (effect for recorded in records for effect in workspace.react(recorded))
        step = _step(before, records, wanted, now, command_id, finishes, hold)
        result = await self._store.commit(step)
        await self._refresh()
        return not isinstance(result, Conflict)


def _step(
    before: Workspace,
    records: Iterable[WorkspaceRecorded],
    wanted: Iterable[WorkspaceEffect],
    now: datetime,
    command_id: str,
    finishes: Claimed | None,
    hold: float,
) -> Commit:
    return Commit(
        incident=WORKSPACE,
        expected=before.version,
        command_id=command_id,
        records=tuple(recorded.model_dump_json() for recorded in records),
        effects=tuple(Enqueue(effect.lane, effect.model_dump_json(), collapsible=False) for effect in wanted),
        rank=RANK,
        due=None,
        summary=None,
        record=None,
        open=False,
        now=now.timestamp(),
        finishes=finishes,
        hold=hold,
    )


@dataclass(frozen=True, slots=True)
class OfficeWork:
    """An effect of the workspace, as `bot.service.work.Work`; its reports are events."""

    office: Office
    claimed: Claimed
    effect: WorkspaceEffect

    @property
    def kind(self) -> str:
        """As `Work.kind`."""
        return self.effect.kind

    @property
    def rank(self) -> int:
        """Behind every incident."""
        return RANK

    async def perform(self, way: Way) -> WorkspaceEvent | None:
        """As `Work.perform`."""
        if isinstance(self.effect, RunRetention):
            mark = f"day:{self.effect.day}"
            retention = Retention(way.store, way.ledger, way.clock, way.policy.retention, mark)
            return await run_retention(retention, self.effect.day, again=self.claimed.attempts > 1)
        if isinstance(self.effect, SendDigest):
            return await self._send(way, self.effect)
        return await share_digest(way, self.claimed, self.effect)

    async def _send(self, way: Way, effect: SendDigest) -> WorkspaceEvent:
        """Tell the place of everything that it was not told, unless a newer digest does."""
        digests = (await self.office.present()).digests
        newer, refused = left_out(digests, effect), to_mention(digests, effect)
        wanted = effect.model_copy(update={"since": since(digests, effect)})
        return await send_digest(way, self.claimed, wanted, newer, refused)

    def done_already(self) -> WorkspaceEvent | None:
        """Nothing is taken for done here because Slack refuses it."""
        return None

    def archived(self) -> WorkspaceEvent | None:
        """There is no room here that could be archived."""
        return self.given_up("is_archived")

    def given_up(self, reason: str) -> WorkspaceEvent | None:
        """That this place cannot be told, which the others are told with their next digest."""
        effect = self.effect
        if isinstance(effect, RunRetention):
            return None
        what = "message" if isinstance(effect, SendDigest) else "documents"
        log.warning(
            "The %s digest of %s: Slack refuses its %s to %s (%s); tocsin check says what to do",
            effect.digest,
            effect.day,
            what,
            effect.place,
            reason,
        )
        return DigestGivenUp(
            digest=effect.digest, day=effect.day, place=effect.place, effect=effect.kind, reason=reason
        )

    async def record(self, report: WorkspaceEvent, finishes: Claimed, hold: float) -> None:
        """As `Work.record`."""
        await self.office.record(report, finishes, hold)
