"""Reading incidents back: the fold of what the store holds, kept at hand for as long as it is wanted."""

from __future__ import annotations

from collections import OrderedDict

from bot.domain.events import Recorded, from_json
from bot.domain.fold import fold
from bot.domain.incident import Incident
from bot.service.ports import Store

KEPT = 512
"""How many folded incidents stay in memory."""


class Ledger:
    """Incidents by number. A history only ever grows, so what is kept is brought up to date, never thrown away."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[int, Incident] = OrderedDict()
        self._rooms: dict[str, int] = {}

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

    async def incident(self, number: int, *, since: int | None = None) -> Incident | None:
        """The incident as the store has it now, None when there is none of that number.

        since: a version that will do; when what is kept is not older, the store is not asked.

        Raises:
            StoreUnavailable: the store did not answer.
        """
        known = self._kept.get(number)
        if known is not None and since is not None and known.version >= since:
            return known
        newer = await self._store.load(number, known.version if known else 0)
        incident = fold(number, map(from_json, newer), known)
        if incident is not None:
            self.keep(incident)
        return incident

    async def history(self, number: int) -> list[Recorded]:
        """Every event of the incident in order, empty when there is none of that number."""
        return [from_json(text) for text in await self._store.load(number)]

    async def recorded(self, number: int, version: int) -> Recorded | None:
        """One event of the incident."""
        found = await self._store.load(number, version - 1, limit=1)
        return from_json(found[0]) if found else None

    async def of_room(self, channel: str) -> int | None:
        """The incident whose room this is. A room never changes hands, so it is asked for once."""
        if channel not in self._rooms:
            number = await self._store.incident_of_room(channel)
            if number is None:
                return None
            self._rooms[channel] = number
        return self._rooms[channel]
