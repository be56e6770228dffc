"""The desk: every change of state passes here and is durable before anyone hears of it.

Load, decide, react, commit: one atomic step a command. Who comes second finds the first one's work and decides again.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import effects
from bot.domain.commands import Command, Declare, LetTimePass
from bot.domain.decide import decide, decide_declare
from bot.domain.events import Event, NoteAdded, NoteRequested, Recorded, RoomOpened, to_json
from bot.domain.fold import apply
from bot.domain.incident import Incident
from bot.domain.react import react
from bot.domain.record import record
from bot.domain.refusal import Refused, Verdict
from bot.domain.reminders import next_due
from bot.domain.summary import summarise
from bot.service.ledger import Ledger
from bot.service.ports import (
    Claimed,
    Clock,
    Commit,
    Conflict,
    Duplicate,
    Enqueue,
    Guard,
    Guarded,
    Store,
    StoreUnavailable,
)

ATTEMPTS = 50
"""How often a command is decided again because others changed the incident in between."""


class Overtaken(StoreUnavailable):
    """Others changed the incident again and again while one command was decided; nothing of it is recorded."""

    def __init__(self, number: int) -> None:
        super().__init__(f"incident {number} changed {ATTEMPTS} times meanwhile", recorded=False)


@dataclass(frozen=True, slots=True)
class Done:
    """The command is recorded, or changed nothing (`events` is empty), or had been recorded before (`again`)."""

    incident: Incident
    events: tuple[Recorded, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class DeclaredBefore:
    """The same person declared this incident minutes ago; nothing was recorded."""

    incident: int


@dataclass(frozen=True, slots=True)
class NoSuchIncident:
    """There is no incident of that number."""

    number: int


Answer = Done | Refused | DeclaredBefore | NoSuchIncident


@dataclass(frozen=True, slots=True)
class _Asked:
    """A command with everything that came with it."""

    command: Command
    command_id: str
    by: str | None
    finishes: Claimed | None = None
    hold: float = 0.0


class Desk:
    """Turns commands into recorded history."""

    def __init__(self, store: Store, ledger: Ledger, clock: Clock, wake: Callable[[], None]) -> None:
        """`wake` is called after every commit that queued effects."""
        self._store = store
        self._ledger = ledger
        self._clock = clock
        self._wake = wake
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def declare(self, command: Declare, *, command_id: str, by: str) -> Answer:
        """Begin a new incident.

        A person who declared one less than `same_declare_minutes` ago is answered with it, unless `anyway`.

        Raises:
            StoreUnavailable: nothing is promised; asking again with the same `command_id` is safe.
        """
        now = self._clock.now()
        verdict = decide_declare(command, now)
        if isinstance(verdict, Refused):
            return verdict
        # The number is given by the store in the same step; until then it is 0, and nothing committed contains it.
        incident, records = _recorded(0, None, verdict, now, by)
        seconds = int(timedelta(minutes=command.policy.same_declare_minutes).total_seconds())
        guard = Guard(f"declare:{by}", seconds, insist=command.anyway)
        step = _step(None, incident, records, _Asked(command, command_id, by), now, guard)
        result = await self._store.commit(step)
        match result:
            case Guarded(incident=number):
                return DeclaredBefore(number)
            case Conflict():
                raise RuntimeError("a new incident cannot conflict with itself")
            case _:
                self._wake()
                return await self._present(result.incident, again=isinstance(result, Duplicate))

    async def ask(
        self,
        number: int,
        command: Command,
        *,
        command_id: str,
        by: str | None,
        finishes: Claimed | None = None,
        hold: float = 0.0,
    ) -> Answer:
        """Ask something of an existing incident; `finishes` is the effect that this command reports on.

        Raises:
            Overtaken: others were faster each time; nothing is recorded, and asking again is safe.
            StoreUnavailable: nothing is promised; asking again with the same `command_id` is safe.
        """
        asked = _Asked(command, command_id, by, finishes, hold)
        async with self._locks[number]:
            incident = self._ledger.kept(number) or await self._ledger.incident(number)
            for _ in range(ATTEMPTS):
                if incident is None:
                    return NoSuchIncident(number)
                answer = await self._once(incident, asked)
                if answer is not None:
                    return answer
                incident = await self._ledger.incident(number)
        raise Overtaken(number)

    async def _once(self, before: Incident, asked: _Asked) -> Answer | None:
        """One attempt on this state; None when the state was not the present one."""
        now = self._clock.now()
        verdict = decide(before, asked.command, now, asked.by)
        if isinstance(verdict, Refused) or not (verdict or _moves_on(asked)):
            return await self._unchanged(before, verdict, asked)
        incident, records = _recorded(before.number, before, verdict, now, asked.by)
        result = await self._store.commit(_step(before, incident, records, asked, now))
        match result:
            case Conflict():
                return None
            case Guarded():
                raise RuntimeError("only a declaration carries a guard")
            case Duplicate():
                return await self._present(result.incident, again=True)
            case _:
                self._ledger.keep(incident)
                self._wake()
                return Done(incident, records)

    async def _unchanged(self, before: Incident, verdict: Verdict, asked: _Asked) -> Answer | None:
        """A no is only final on the present state, and not when the same command was carried out before."""
        if await self._store.seen(asked.command_id):
            return await self._present(before.number, again=True)
        present = await self._ledger.incident(before.number)
        if present is None or present.version != before.version:
            return None
        return verdict if isinstance(verdict, Refused) else Done(before)

    async def _present(self, number: int, *, again: bool) -> Answer:
        """The answer to a command that is recorded; a store that goes away only now cannot make that undone."""
        try:
            incident = await self._ledger.incident(number)
        except StoreUnavailable as away:
            raise StoreUnavailable(str(away), recorded=None) from away
        return NoSuchIncident(number) if incident is None else Done(incident, again=again)


def _recorded(
    number: int, before: Incident | None, verdict: Verdict, now: datetime, by: str | None
) -> tuple[Incident, tuple[Recorded, ...]]:
    assert not isinstance(verdict, Refused)
    version = before.version if before else 0
    records = tuple(
        Recorded(version=version + n, at=now, by=by, event=event) for n, event in enumerate(verdict, 1)
    )
    incident = before
    for recorded in records:
        incident = apply(number, incident, recorded)
    assert incident is not None
    return incident, records


def _step(
    before: Incident | None,
    after: Incident,
    records: tuple[Recorded, ...],
    asked: _Asked,
    now: datetime,
    guard: Guard | None = None,
) -> Commit:
    due = next_due(after, now)
    rooms = [recorded.event.channel for recorded in records if isinstance(recorded.event, RoomOpened)]
    noted = tuple(key for recorded in records if (key := _message(recorded.event)))
    return Commit(
        incident=before.number if before else None,
        expected=before.version if before else 0,
        command_id=asked.command_id,
        records=tuple(map(to_json, records)),
        effects=tuple(
            Enqueue(effect.lane, effects.to_json(effect), effects.collapsible(effect))
            for recorded in records
            for effect in react(after, recorded)
        ),
        rank=after.severity.rank,
        due=due.timestamp() if due else None,
        summary=summarise(after).model_dump_json(),
        record=record(after).model_dump_json(),
        open=after.open,
        now=now.timestamp(),
        room=rooms[-1] if rooms else None,
        messages=noted,
        guard=guard,
        finishes=asked.finishes,
        hold=asked.hold,
    )


def _moves_on(asked: _Asked) -> bool:
    """Whether it is committed even when nothing happened: an effect leaves the outbox, or time passed a due time.

    What was due when nobody was there may have to wait until morning by now.
    """
    return asked.finishes is not None or isinstance(asked.command, LetTimePass)


def _message(event: Event) -> str:
    """The message that stands on the timeline by this event, or soon will, as `channel:ts`; empty for none."""
    match event:
        case NoteAdded(source=source) if source is not None:
            return source.key
        case NoteRequested(channel=channel, ts=ts):
            return f"{channel}:{ts}"
        case _:
            return ""
