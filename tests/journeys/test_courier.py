"""The courier goes on, whatever happens to one of its rounds."""

from __future__ import annotations

import logging

import pytest
from redis.asyncio import Redis

from bot.app import Bot
from tests.journeys.opening import declared
from tests.journeys.workspace import Slack, eventually


async def test_a_round_that_breaks(
    slack: Slack, bot: Bot, redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What nobody thought of (here: somebody else's value where the outbox is) ends a round, not the deliveries."""
    async with Redis.from_url(redis_url) as client:
        await client.set("{tocsin}:ready", "somebody else's")
        bot.called.set()

        async def stumbled() -> bool:
            return "The courier stumbled" in caplog.text

        with caplog.at_level(logging.ERROR):
            await eventually(stumbled, "the courier to stumble")
        await client.delete("{tocsin}:ready")
    await declared(slack)
