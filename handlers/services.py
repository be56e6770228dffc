"""What every handler may use, and the one way to do something after Slack has been acknowledged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from bot.domain.blameless_lexicon import Lexicon
from bot.domain.catalogue import Catalogue
from bot.domain.customer_lexicon import CustomerWords
from bot.domain.library_words import LibraryWords
from bot.domain.playbook import Playbook
from bot.domain.policy import Policy
from bot.service.desk import Desk
from bot.service.names import Names
from bot.service.ports import Clock, OnCall
from bot.service.queries import Queries
from bot.service.slack_port import Identity, Slack
from bot.views.render import Words

log = logging.getLogger(__name__)


class Aside:
    """Small things done after the ack that record nothing: opening a modal, a private word. Drained at shutdown."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, Any], what: str) -> None:
        """Do it beside everything else; a failure is logged, for there is nobody left to tell."""
        task = asyncio.create_task(self._guarded(work, what))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, Any], what: str) -> None:
        try:
            await work
        except Exception:
            # Slack was acknowledged and everything recorded; what failed here is only a courtesy.
            log.exception("%s failed", what)

    async def drain(self, seconds: float) -> None:
        """Wait at most that long for what is under way."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases and the words, as the composition root put them together."""

    desk: Desk
    queries: Queries
    words: Words
    clock: Clock
    policy: Policy
    catalogue: Catalogue
    lexicon: Lexicon
    playbooks: tuple[Playbook, ...]
    customer_words: CustomerWords
    library_words: LibraryWords
    names: Names
    identity: Identity
    aside: Aside
    slack: Slack
    on_call: OnCall
