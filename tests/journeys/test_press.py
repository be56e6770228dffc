"""A press that fails under a running bot: it is tried anew, and given up in words that lead on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from bot.app import Bot
from bot.domain.events import DeliveryGivenUp, PostmortemShared
from bot.service.courier import LEASE
from bot.service.files import PRESS_TRIED
from tests.journeys.conftest import ROOT, Settle
from tests.journeys.opening import closed, commanded
from tests.journeys.pressing_documents import failing_press
from tests.journeys.reviewing import panel, written
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="this system does not tell a process's children"
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The demo's configuration, but published as a PDF alone."""
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "sandbox" / "demo", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    policy = yaml.safe_load((folder / "policy.yml").read_text("utf-8"))
    policy["review"] = {**policy.get("review", {}), "format": ["pdf"]}
    (folder / "policy.yml").write_text(yaml.safe_dump(policy, allow_unicode=True), "utf-8")
    return folder


async def publishes(slack: Slack) -> Room:
    """Ana publishes the post-mortem of incident 1, as far as the press lets her."""
    ana = slack.person("ana")
    room = await commanded(slack)
    await closed(slack, room)
    await written(slack, "ana", room, "summary", "Stale for two hours")
    await panel(room, "*Written:* Summary")
    for said in ("The post-mortem is in review", "The post-mortem is published"):
        await ana.clicks("move_review", room)
        await room.hears(said)
        await panel(room, f"*Post-mortem:* {said.removeprefix('The post-mortem is ')}")
    return room


async def files(room: Room) -> list[str]:
    """The names of the files in the room."""
    return [file["name"] for each in await room.messages() for file in each.get("files") or ()]


async def left_alone(bot: Bot, clock: MovedClock) -> None:
    """Wait until the document waits longer than anybody could work on it."""

    async def look() -> bool:
        ready = await bot.store.next_ready()
        return ready is not None and ready > clock.now().timestamp() + LEASE + 1

    await eventually(look, "a document that is left alone for a while")


async def test_killed_in_the_middle(slack: Slack, bot: Bot, clock: MovedClock, settled: Settle) -> None:
    """A press whose process dies in the middle is tried anew after a while, and the room has the document once."""
    async with failing_press(1) as killed:
        room = await publishes(slack)
        await left_alone(bot, clock)
    assert len(killed) == 1 and await files(room) == []
    await clock.forward(minutes=1)
    await room.hears("It is published, as it was reviewed")
    await settled()
    assert await files(room) == ["inc-1-feature-store-is-stale-postmortem-1.pdf"]
    history = [each.event for each in await bot.queries.history(1)]
    assert [each.format for each in history if isinstance(each, PostmortemShared)] == ["pdf"]
    assert not any(isinstance(each, DeliveryGivenUp) for each in history)


async def test_given_up(slack: Slack, bot: Bot, clock: MovedClock, settled: Settle) -> None:
    """A press that fails three times is told on the card in words, with a way to try again, which leads to the file."""
    async with failing_press(PRESS_TRIED) as killed:
        room = await publishes(slack)
        for _ in range(1, PRESS_TRIED):
            await left_alone(bot, clock)
            await clock.forward(minutes=1)
        card = readable(await room.card("the document could not be made; nothing of the record is lost"))
        assert "Try again" in card
    await settled()
    assert len(killed) == PRESS_TRIED and await files(room) == []
    await slack.person("ana").clicks("retry_deliveries", room)
    await room.hears("It is published, as it was reviewed")
    await settled()
    assert len(await files(room)) == 1

    async def mended() -> bool:
        return "could not be made" not in readable(await room.card())

    await eventually(mended, "a card without the failure")
    history = [each.event for each in await bot.queries.history(1)]
    assert sum(isinstance(each, DeliveryGivenUp) for each in history) == 1
    assert sum(isinstance(each, PostmortemShared) for each in history) == 1
