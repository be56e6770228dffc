"""A sandbox on a free port, and the app and the people who use it."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from sandbox.server import Sandbox
from tests.sandbox.driver import MANIFEST, Driver


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        """UTC seconds."""
        return self.seconds


@pytest.fixture
def hand_clock() -> HandClock:
    """The base clock of the sandbox under test."""
    return HandClock()


@pytest.fixture
def manifest() -> Path:
    """The manifest of the app under test."""
    return MANIFEST


@pytest.fixture
async def sandbox(manifest: Path, hand_clock: HandClock) -> AsyncIterator[Sandbox]:
    """A running sandbox in Socket Mode."""
    async with Sandbox(manifest, now=hand_clock, ack_seconds=1.0) as running:
        yield running


@pytest.fixture
async def driver(sandbox: Sandbox) -> AsyncIterator[Driver]:
    """An HTTP client for it."""
    async with aiohttp.ClientSession() as session:
        yield Driver(sandbox, session)
