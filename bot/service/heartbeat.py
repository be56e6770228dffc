"""The heartbeat lets time pass: whatever is due becomes a command like any other."""

from __future__ import annotations

import logging

from bot.domain.commands import LetTimePass
from bot.service.desk import Desk, Overtaken
from bot.service.ledger import Ledger
from bot.service.office import Office
from bot.service.ports import Clock, Store, StoreUnavailable

log = logging.getLogger(__name__)

AT_ONCE = 500
"""Incidents looked at in one beat; the rest follow in the next."""


class Heartbeat:
    """Asks the desk and the office to say what is due. Two bots may beat at once: who commits first has said it."""

    def __init__(self, store: Store, ledger: Ledger, desk: Desk, office: Office, clock: Clock) -> None:
        self._store = store
        self._ledger = ledger
        self._desk = desk
        self._office = office
        self._clock = clock

    async def beat(self) -> int:
        """Let everything that is due now be said; returns how many incidents had something to say.

        What is due for the whole workspace comes last. What was erased meanwhile, by whomever, is forgotten here, too.

        A store that is away is no error: what was due stays due.
        """
        try:
            await self._ledger.forget_erased()
            due = await self._store.due(self._clock.now().timestamp(), AT_ONCE)
            for number in due:
                await self._let_pass(number)
            await self._office.let_time_pass()
        except StoreUnavailable as away:
            log.warning("What is due cannot be read: %s", away)
            return 0
        return len(due)

    async def _let_pass(self, number: int) -> None:
        command_id = f"beat:{number}:{self._clock.now().isoformat()}"
        try:
            await self._desk.ask(number, LetTimePass(), command_id=command_id, by=None)
        except Overtaken as overtaken:
            log.info("Time passes in the next beat: %s", overtaken)
        except StoreUnavailable:
            raise
        except Exception:
            # One history that this version cannot read must not silence the reminders of all the others.
            log.exception("Time does not pass for incident %s", number)
