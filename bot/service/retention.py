"""Carrying the retention rules out: what goes of which incident, and taking it away.

Whatever runs twice finds nothing left the second time, so two bots and a crash in between do no harm.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.events import NoteAdded, NoteRequested, Recorded, RoomOpened, to_json
from bot.domain.fold import fold
from bot.domain.incident import Incident
from bot.domain.record import record
from bot.domain.redaction import redacted
from bot.domain.reminders import next_due
from bot.domain.retention import Artefact, Erased, Grave, Tombstone
from bot.domain.retention_rules import RetentionRules
from bot.domain.retention_run import Fate, fate
from bot.domain.summary import summarise
from bot.domain.workspace import RetentionRun, Taken
from bot.service.ledger import Ledger
from bot.service.ports import Burial, Clock, Rewrite, Store

log = logging.getLogger(__name__)

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Gone:
    """What was taken from an incident: the artefacts, and how many entries of its history held any."""

    number: int
    artefacts: tuple[Artefact, ...]
    entries: int


class Retention:
    """The rules at work. Every method may raise `StoreUnavailable`; what was taken until then stays taken."""

    def __init__(self, store: Store, ledger: Ledger, clock: Clock, rules: RetentionRules) -> None:
        self._store = store
        self._ledger = ledger
        self._clock = clock
        self._rules = rules

    async def plan(self) -> tuple[Fate, ...]:
        """What a run would take from each incident now, and why it leaves the others alone."""
        now = self._clock.now()
        return tuple(fate(each, self._rules, now) for each in await self._ledger.records())

    async def run(self, by: str | None = None) -> tuple[Gone, ...]:
        """Take what has to go; `by` asked for it, None when it was its time."""
        done = [await self._take(each.number, by) for each in await self.plan() if each.goes]
        gone = tuple(each for each in done if each is not None)
        for each in gone:
            log.info("INC-%s: deleted %s", each.number, ", ".join(each.artefacts))
        return gone

    async def _take(self, number: int, by: str | None) -> Gone | None:
        """Decided on the history as it is: what the record said of it may be a moment old."""
        for _ in range(ATTEMPTS):
            history = await self._ledger.history(number)
            it = fold(number, history)
            if it is None:
                return None
            now = self._clock.now()
            goes = dict(fate(record(it), self._rules, now).goes)
            if not goes:
                return None
            taken = await (
                self._bury(it, history, goes[Artefact.RECORD], now, by)
                if Artefact.RECORD in goes
                else self._redact(it, history, goes, now, by)
            )
            if taken is not None:
                return taken
        raise RuntimeError(f"incident {number} changed {ATTEMPTS} times while its retention was carried out")

    async def _redact(
        self,
        it: Incident,
        history: Sequence[Recorded],
        goes: dict[Artefact, int],
        now: datetime,
        by: str | None,
    ) -> Gone | None:
        step, gone = rewritten(it.number, history, goes, now, by)
        return gone if await self._store.rewrite(step) else None

    async def _bury(
        self, it: Incident, history: Sequence[Recorded], days: int, now: datetime, by: str | None
    ) -> Gone | None:
        tombstone = Tombstone(number=it.number, at=now, days=days, by=by)
        step = Burial(
            incident=it.number,
            expected=it.version,
            tombstone=Grave(tombstone=tombstone).model_dump_json(),
            rooms=tuple(each.event.channel for each in history if isinstance(each.event, RoomOpened)),
            messages=_messages(history),
        )
        gone = Gone(it.number, (Artefact.RECORD,), len(history))
        return gone if await self._store.bury(step) else None


async def run_retention(
    store: Store, ledger: Ledger, clock: Clock, rules: RetentionRules, day: date, *, asked: bool = False
) -> RetentionRun:
    """Take what has to go, and say what was taken; what a run before a crash took is recorded with each incident."""
    gone = await Retention(store, ledger, clock, rules).run()
    taken = (Taken(number=each.number, artefacts=each.artefacts, entries=each.entries) for each in gone)
    return RetentionRun(day=day, taken=tuple(taken), asked=asked)


def rewritten(
    number: int, history: Sequence[Recorded], goes: dict[Artefact, int], now: datetime, by: str | None
) -> tuple[Rewrite, Gone]:
    """The history without these artefacts, which says so at its end; each with the days of its rule."""
    left = redacted(history, goes)
    told = tuple(
        Recorded(version=len(history) + nth, at=now, by=by, event=each)
        for nth, each in enumerate(_erasures(goes, left.entries), 1)
    )
    after = fold(number, (*left.history, *told))
    assert after is not None
    due = next_due(after)
    step = Rewrite(
        incident=number,
        expected=len(history),
        records=tuple(map(to_json, (*left.history, *told))),
        summary=summarise(after).model_dump_json(),
        record=record(after).model_dump_json(),
        due=due.timestamp() if due else None,
    )
    return step, Gone(number, tuple(goes), left.entries)


def _erasures(goes: dict[Artefact, int], entries: int) -> list[Erased]:
    """One event a rule."""
    by_days: dict[int, list[Artefact]] = {}
    for artefact, days in goes.items():
        by_days.setdefault(days, []).append(artefact)
    return [
        Erased(artefacts=tuple(artefacts), days=days, entries=entries) for days, artefacts in by_days.items()
    ]


def _messages(history: Collection[Recorded]) -> tuple[str, ...]:
    """What led from messages to the incident (`Commit.messages`)."""
    keys: dict[str, None] = {}
    for each in history:
        match each.event:
            case NoteAdded(source=source) if source is not None:
                keys[source.key] = None
            case NoteRequested(channel=channel, ts=ts):
                keys[f"{channel}:{ts}"] = None
            case _:
                pass
    return tuple(keys)
