"""Carrying the retention rules out: what goes of which incident, and taking it away.

Whatever runs twice finds nothing left the second time, so two bots and a crash in between do no harm; what was taken
bears the mark of its run, so that a run that is taken up again after a crash can say all that it took.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from bot.domain.events import NoteAdded, NoteRequested, Recorded, RoomOpened, to_json
from bot.domain.fold import fold
from bot.domain.incident import Incident
from bot.domain.record import record
from bot.domain.redaction import redacted
from bot.domain.reminders import next_due
from bot.domain.retention import Artefact, Erased, Grave, Tombstone, tombstone_in
from bot.domain.retention_rules import RetentionRules
from bot.domain.retention_run import Fate, fate
from bot.domain.summary import summarise
from bot.domain.workspace import RetentionRun, Taken
from bot.service.ledger import Ledger
from bot.service.ports import Burial, Clock, Rewrite, Store, StoreUnavailable

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

    def __init__(
        self, store: Store, ledger: Ledger, clock: Clock, rules: RetentionRules, run: str = ""
    ) -> None:
        """`run` marks what it takes, to be found when it is taken up again; if empty, it has a mark of its own."""
        self._store = store
        self._ledger = ledger
        self._clock = clock
        self._rules = rules
        self._run = run or uuid4().hex

    async def plan(self) -> tuple[Fate, ...]:
        """What a run would take from each incident now, and why it leaves the others alone."""
        now = self._clock.now()
        return tuple(fate(each, self._rules, now) for each in await self._ledger.records())

    async def graves(self) -> tuple[Tombstone, ...]:
        """What is left of the incidents whose record was deleted, in the order of their numbers."""
        found = (
            (number, tombstone_in(text)) for number, text in sorted((await self._store.graves()).items())
        )
        return tuple(left for _, left in found if left is not None)

    async def run(self, by: str | None = None, *, again: bool = False) -> tuple[Gone, ...]:
        """Take what has to go; `by` asked for it, None when it was its time.

        again: this run began before and was interrupted, so that some may be taken already: they are told of, too.
        """
        numbers = {each.number for each in await self.plan() if each.goes}
        if again:
            numbers |= {each.number for each in await self._ledger.records() if each.erased}
            numbers |= (await self._store.graves()).keys()
        done = [await self._taken(number, by) for number in sorted(numbers)]
        gone = tuple(each for each in done if each is not None)
        for each in gone:
            log.info("INC-%s: deleted %s", each.number, ", ".join(each.artefacts))
        await self._ledger.forget_erased()
        return gone

    async def _taken(self, number: int, by: str | None) -> Gone | None:
        try:
            return await self._take(number, by)
        except StoreUnavailable:
            raise
        except Exception:
            # One history that this version cannot read must not keep all the others for ever.
            log.exception("INC-%s: nothing could be deleted; the next run tries again", number)
            return None

    async def _take(self, number: int, by: str | None) -> Gone | None:
        """Decided on the history as it is: what the record said of it may be a moment old.

        Each step is looked at again, since the answer to it may be lost where the step was not.
        """
        for _ in range(ATTEMPTS):
            history = await self._ledger.history(number)
            it = fold(number, history)
            if it is None:
                return self._buried(await self._ledger.tombstone(number))
            now = self._clock.now()
            goes = dict(fate(record(it), self._rules, now).goes)
            if not goes:
                return self._redacted(it)
            if Artefact.RECORD in goes:
                await self._store.bury(self._burial(it, history, goes[Artefact.RECORD], now, by))
            else:
                await self._store.rewrite(rewritten(number, history, goes, now, by, self._run))
        raise RuntimeError(f"incident {number} changed {ATTEMPTS} times while its retention was carried out")

    def _redacted(self, it: Incident) -> Gone | None:
        """What this run took of it."""
        own = [event for _, event in it.kept.erased if event.run == self._run]
        gone = {artefact for event in own for artefact in event.artefacts}
        artefacts = tuple(each for each in Artefact if each in gone)
        return Gone(it.number, artefacts, max(event.entries for event in own)) if own else None

    def _buried(self, left: Tombstone | None) -> Gone | None:
        """The whole record, if it was this run that took it."""
        own = left is not None and left.run == self._run
        return Gone(left.number, (Artefact.RECORD,), left.entries) if left is not None and own else None

    def _burial(
        self, it: Incident, history: Sequence[Recorded], days: int, now: datetime, by: str | None
    ) -> Burial:
        tombstone = Tombstone(number=it.number, at=now, days=days, by=by, entries=len(history), run=self._run)
        return Burial(
            incident=it.number,
            expected=it.version,
            tombstone=Grave(tombstone=tombstone).model_dump_json(),
            rooms=tuple(each.event.channel for each in history if isinstance(each.event, RoomOpened)),
            messages=_messages(history),
        )


async def run_retention(
    retention: Retention, day: date, *, again: bool = False, asked: bool = False
) -> RetentionRun:
    """Take what has to go, and say what was taken; `again`: after a crash, all that this run took before it, too."""
    gone = await retention.run(again=again)
    taken = (Taken(number=each.number, artefacts=each.artefacts, entries=each.entries) for each in gone)
    return RetentionRun(day=day, taken=tuple(taken), asked=asked)


def rewritten(
    number: int,
    history: Sequence[Recorded],
    goes: dict[Artefact, int],
    now: datetime,
    by: str | None,
    run: str,
) -> Rewrite:
    """The history without these artefacts, which says so at its end; each with the days of its rule."""
    left = redacted(history, goes)
    told = tuple(
        Recorded(version=len(history) + nth, at=now, by=by, event=each)
        for nth, each in enumerate(_erasures(goes, left.entries, run), 1)
    )
    after = fold(number, (*left.history, *told))
    assert after is not None
    due = next_due(after, now)
    return Rewrite(
        incident=number,
        expected=len(history),
        records=tuple(map(to_json, (*left.history, *told))),
        summary=summarise(after).model_dump_json(),
        record=record(after).model_dump_json(),
        due=due.timestamp() if due else None,
    )


def _erasures(goes: dict[Artefact, int], entries: int, run: str) -> list[Erased]:
    """One event a rule."""
    by_days: dict[int, list[Artefact]] = {}
    for artefact, days in goes.items():
        by_days.setdefault(days, []).append(artefact)
    return [
        Erased(artefacts=tuple(artefacts), days=days, entries=entries, run=run)
        for days, artefacts in by_days.items()
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
