"""Questions that change nothing: lists, one incident, whose room this is; each for a person who may see it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.record import Record
from bot.domain.retention import Tombstone
from bot.domain.summary import Summary
from bot.domain.visibility import may_see
from bot.service.ledger import Ledger
from bot.service.ports import Store


class Queries:
    """What people may read. Every method may raise `StoreUnavailable`."""

    def __init__(self, store: Store, ledger: Ledger) -> None:
        self._store = store
        self._ledger = ledger

    async def incident_of_room(self, channel: str) -> int | None:
        """The incident whose room this Slack channel is."""
        return await self._ledger.of_room(channel)

    async def incident_of_message(self, channel: str, ts: str) -> int | None:
        """The incident on whose timeline this message stands."""
        return await self._store.incident_of_message(f"{channel}:{ts}")

    async def incident(self, number: int, person: str | None) -> Incident | None:
        """The incident, None when there is none or this person may not know of it (domain §15)."""
        incident = await self._ledger.incident(number)
        return incident if incident is not None and may_see(incident, person) else None

    async def at_hand(self, number: int, person: str | None) -> Incident | None:
        """As `incident`, perhaps a moment old: enough to ask something of the desk, which decides on the present.

        Who may know of a restricted incident is always looked up.
        """
        kept = self._ledger.kept(number)
        return kept if kept is not None and not kept.restricted else await self.incident(number, person)

    async def history(self, number: int) -> list[Recorded]:
        """Every event of the incident in order."""
        return await self._ledger.history(number)

    async def told(self, number: int) -> dict[int, str]:
        """The messages (ts) in the incident's room that told of its entries, by their number."""
        return await self._store.told(number)

    async def open_incidents(self, person: str | None) -> tuple[Summary, ...]:
        """The open incidents that this person may see, the worst first, then the oldest."""
        numbers = await self._store.open_incidents()
        return tuple(
            sorted(await self._seen(numbers, person), key=lambda line: (line.severity.rank, line.number))
        )

    async def latest(self, person: str | None, limit: int) -> tuple[Summary, ...]:
        """The `limit` incidents declared last, open or closed, that this person may see; the newest first."""
        last = await self._store.last_number()
        numbers = list(range(last, max(0, last - limit), -1))
        return tuple(sorted(await self._seen(numbers, person), key=lambda line: -line.number))

    async def records(self, person: str | None) -> tuple[Record, ...]:
        """What the library knows of every incident that this person may see, in the order of their numbers.

        None is somebody in no room: of restricted incidents they see nothing.
        """
        return tuple(each for each in await self.all_records() if each.summary.visible_to(person))

    async def all_records(self) -> tuple[Record, ...]:
        """What the library knows of every incident, restricted ones among them, in the order of their numbers.

        For what looks over the whole workspace, which leaves out what a place may not be told.
        """
        return await self._ledger.records()

    async def deleted(self, number: int) -> Tombstone | None:
        """What is left of an incident whose record was deleted; None for any other."""
        return await self._ledger.tombstone(number)

    async def record(self, number: int, person: str | None) -> Record | None:
        """What the library knows of one incident, None when there is none or this person may not know of it."""
        known = (each for each in await self.records(person) if each.number == number)
        return next(known, None)

    async def _seen(self, numbers: list[int], person: str | None) -> Iterable[Summary]:
        texts = await self._store.summaries(numbers)
        lines = (_numbered(number, text) for number, text in texts.items())
        return [line for line in lines if line.visible_to(person)]


def _numbered(number: int, text: str) -> Summary:
    """A new incident gets its number after its line is written, so the number is the one it is stored under."""
    return Summary.model_validate_json(text).model_copy(update={"number": number})
