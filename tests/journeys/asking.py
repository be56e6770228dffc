"""A desk on the store of a bot that runs elsewhere, to ask of it what people ask in Slack."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from bot.adapters.redis_store import RedisStore
from bot.domain.commands import Command
from bot.service.desk import Answer, Desk
from bot.service.ledger import Ledger
from tests.journeys.workspace import MovedClock


@dataclass
class AskingDesk:
    """What people ask of incident 1, whichever bot is running."""

    store: RedisStore
    clock: MovedClock

    def __post_init__(self) -> None:
        self._ids = count()
        self._desk = Desk(self.store, Ledger(self.store), self.clock, lambda: None)

    async def asks(self, command: Command, by: str = "UANA") -> Answer:
        """Somebody asks; every time is another command."""
        return await self._desk.ask(1, command, command_id=f"asked:{next(self._ids)}", by=by)
