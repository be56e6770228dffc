"""Drills are announced in a channel of their own, or nowhere (domain §16)."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from bot.app import Bot
from sandbox.server import Sandbox
from tests.journeys.conftest import Settle
from tests.journeys.digesting import configured
from tests.journeys.workspace import Room, Slack, readable

APART = {"channel": "CINCIDENTS", "drill_channel": "CMLPLATFORM"}


@pytest.fixture
def announce(request: pytest.FixtureRequest) -> dict[str, str]:
    """Where the policy announces."""
    return dict(request.param)


@pytest.fixture
def config(tmp_path: Path, announce: dict[str, str]) -> Path:
    """The demo's configuration with these announcements."""
    return configured(tmp_path / "config", {}, announce=announce)


@pytest.mark.parametrize(
    ("announce", "drills_in"),
    [({"channel": "CINCIDENTS"}, set()), (APART, {"ml-platform"})],
    indirect=["announce"],
)
async def test_where_a_drill_is_announced(
    sandbox: Sandbox, bot: Bot, settled: Settle, drills_in: set[str]
) -> None:
    """A real incident is announced where real ones are; a drill where drills are, and follows there to its end."""
    assert bot
    async with aiohttp.ClientSession() as session:
        slack = Slack(sandbox.url, session)
        ana = slack.person("ana")
        await ana.declares("Practice of stale features", flags=["drill"])
        await slack.person("ben").declares("Prices are wrong")
        await ana.runs("/incident close inc-1 We are done")
        await settled()
        for title, wanted in (("Practice of stale features", drills_in), ("Prices are wrong", {"incidents"})):
            told = set()
            for channel in (await slack.get(f"as/{ana.id}/channels"))["channels"]:
                messages = await Room(slack, ana, channel["id"], channel["name"]).messages()
                public = [each for each in messages if not each.get("ephemeral")]
                if not channel["name"].startswith("inc-") and title in readable(public):
                    told.add(channel["name"])
            assert told == wanted, title
