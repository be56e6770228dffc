"""A stage for each of these journeys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.journeys.visibility.stage import Stage, stage
from tests.journeys.workspace import MovedClock


@pytest.fixture(params=["open", "restricted"])
def flags(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """What the incident is declared as: once as an open book, once confidential."""
    return () if request.param == "open" else (request.param,)


@pytest_asyncio.fixture
async def there(redis_url: str, clock: MovedClock, tmp_path: Path) -> AsyncIterator[Stage]:
    """The workspace with everything in it."""
    async with stage(redis_url, clock, tmp_path / "config") as it:
        yield it
