"""The clockwork: APScheduler, with fixed jobs only. What is due is data; a missed beat loses nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

BEAT_EVERY = 1.0
"""Seconds between two looks at what is due."""


class Clockwork:
    """Beats until stopped."""

    def __init__(self, beat: Callable[[], Awaitable[Any]]) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            beat,
            "interval",
            seconds=BEAT_EVERY,
            jitter=0.2,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Begin to beat."""
        self._scheduler.start()

    def stop(self) -> None:
        """Beat no more."""
        self._scheduler.shutdown(wait=False)
