"""Reading incidents back: the fold of what the store holds, kept at hand for as long as it is wanted."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

from pydantic import BaseModel

from bot.domain import word_search, wording
from bot.domain.events import Recorded, from_json
from bot.domain.fold import fold
from bot.domain.incident import Incident
from bot.domain.record import Record
from bot.domain.retention import Erased, Tombstone, tombstone_in
from bot.service.ports import Store

KEPT = 512
"""How many folded incidents stay in memory."""


class _Moment(BaseModel):
    """What every recorded event has, whoever's it is."""

    at: datetime


class Ledger:
    """Incidents by number. A history only grows, so what is kept is brought up to date, until something is erased."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[int, Incident] = OrderedDict()
        self._rooms: dict[str, int] = {}
        self._records: dict[int, tuple[str, Record]] = {}
        self._erasures = 0

    def kept(self, number: int) -> Incident | None:
        """The incident as last seen here, perhaps behind the store; None when it was not seen lately."""
        return self._kept.get(number)

    def keep(self, incident: Incident) -> None:
        """Remember a newer state of it."""
        known = self._kept.get(incident.number)
        if known is None or known.version < incident.version:
            self._kept[incident.number] = incident
        self._kept.move_to_end(incident.number)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    async def forget_erased(self) -> None:
        """Keep nothing in memory that says more than the store does: something was erased there since the last time.

        Raises:
            StoreUnavailable: the store did not answer.
        """
        erasures = await self._store.erasures()
        if erasures != self._erasures:
            self._erasures = erasures
            self._kept.clear()
            self._records = {}
            word_search.forget()
            wording.forget()

    async def incident(self, number: int, *, since: int | None = None) -> Incident | None:
        """The incident as the store has it now, None when there is none of that number.

        since: a version that will do; when what is kept is not older, the store is not asked.

        Raises:
            StoreUnavailable: the store did not answer.
        """
        known = self._kept.get(number)
        if known is not None and since is not None and known.version >= since:
            return known
        newer = await self._read(number, known.version if known else 0)
        if known is not None and newer and any(isinstance(each.event, Erased) for each in newer):
            # What is kept was told with more than the history says by now.
            known, newer = None, await self._read(number)
        if newer is None:
            self._kept.pop(number, None)
            return None
        incident = fold(number, newer, known)
        if incident is not None:
            self.keep(incident)
        return incident

    async def history(self, number: int) -> list[Recorded]:
        """Every event of the incident in order, empty when there is none of that number."""
        return await self._read(number) or []

    async def tombstone(self, number: int) -> Tombstone | None:
        """What is left of an incident whose record was deleted; None for any other."""
        found = await self._store.load(number, limit=1)
        return tombstone_in(found[0]) if found else None

    async def recorded(self, number: int, version: int) -> Recorded | None:
        """One event of the incident."""
        found = await self._read(number, version - 1, limit=1)
        return found[0] if found else None

    async def records(self) -> tuple[Record, ...]:
        """What the library knows of every incident, restricted ones among them, in the order of their numbers.

        A record is read again only when its text changed.
        """
        numbers = list(range(1, await self._store.last_number() + 1))
        texts = await self._store.records(numbers)
        known = self._records
        self._records = {
            number: known[number]
            if number in known and known[number][0] == text
            else (text, _record(number, text))
            for number, text in texts.items()
        }
        return tuple(self._records[number][1] for number in sorted(self._records))

    async def _read(self, number: int, after: int = 0, limit: int | None = None) -> list[Recorded] | None:
        """Events from version `after`+1 on; None when its record was deleted."""
        texts = await self._store.load(number, after, limit)
        if texts and tombstone_in(texts[-1]) is not None:
            return None
        return list(map(from_json, texts))

    async def moment(self, number: int, version: int) -> datetime | None:
        """When an event was recorded, of the incident or (number 0) of the workspace."""
        found = await self._store.load(number, version - 1, limit=1)
        return _Moment.model_validate_json(found[0]).at if found else None

    async def of_room(self, channel: str) -> int | None:
        """The incident whose room this is. A room never changes hands, so it is asked for once."""
        if channel not in self._rooms:
            number = await self._store.incident_of_room(channel)
            if number is None:
                return None
            self._rooms[channel] = number
        return self._rooms[channel]


def _record(number: int, text: str) -> Record:
    """A new incident gets its number after its record is written, so the number is the one it is stored under."""
    known = Record.model_validate_json(text)
    return known.model_copy(update={"summary": known.summary.model_copy(update={"number": number})})
