"""The courier goes on, whatever happens to one of its rounds."""

from __future__ import annotations

import pytest

from bot.app import Bot
from bot.service.ports import Claimed
from tests.journeys.opening import declared
from tests.journeys.workspace import Slack


async def test_a_round_that_breaks(slack: Slack, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody thought of ends one round; the next one delivers what was waiting."""
    claim = bot.store.claim
    broken: list[str] = []

    async def stumble(owner: str, now: float, lease: float, limit: int) -> list[Claimed]:
        if not broken:
            broken.append(owner)
            raise RuntimeError("an answer that nobody can read")
        return await claim(owner, now, lease, limit)

    monkeypatch.setattr(bot.store, "claim", stumble)
    await declared(slack)
    assert broken
