"""Taking away what is recorded: the part of the store on Redis that rewrites and deletes histories."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from bot.service.ports import Burial, Rewrite


class Erasing(ABC):
    """`Store.rewrite`, `bury` and what is left; each is one script, so that a crash leaves all of it or nothing."""

    @abstractmethod
    async def _run(self, script: str, *arguments: str | int) -> Any: ...

    @abstractmethod
    async def _hash(self, name: str) -> dict[str, str]: ...

    @abstractmethod
    async def _count(self, name: str) -> int: ...

    async def rewrite(self, step: Rewrite) -> bool:
        """Replace an incident's history as a whole or not at all; False when it is not at the expected version.

        When the answer was lost and the script ran twice, it is False although it was done: look again.
        """
        due = "" if step.due is None else repr(float(step.due))
        head = (str(step.incident), step.expected, step.summary, step.record, due)
        return bool(await self._run("rewrite", *head, *step.records))

    async def bury(self, step: Burial) -> bool:
        """Delete an incident's record as a whole or not at all; False when it is not at the expected version.

        When the answer was lost and the script ran twice, it is False although it was done: look again.
        """
        head = (str(step.incident), step.expected, step.tombstone, len(step.rooms))
        return bool(await self._run("bury", *head, *step.rooms, *step.messages))

    async def graves(self) -> dict[int, str]:
        """The tombstones (JSON) of the incidents whose record was deleted."""
        return {int(number): text for number, text in (await self._hash("graves")).items()}

    async def erasures(self) -> int:
        """How often a history was replaced or deleted so far."""
        return await self._count("erasures")
