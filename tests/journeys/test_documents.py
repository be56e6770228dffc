"""The published post-mortem as files of every form, and a press that fails."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
import yaml

from bot.adapters.press import ChildPress
from bot.app import Bot
from bot.domain.events import PostmortemShared
from bot.service.ports import PressFailed
from bot.views.paper import Paper
from tests.journeys.conftest import Settle
from tests.journeys.opening import closed, commanded
from tests.journeys.reviewing import published
from tests.journeys.workspace import Room, Slack, readable

ROOT = Path(__file__).parents[2]
BEGINNINGS = {"md": b"# Post-mortem INC-1", "html": b"<!DOCTYPE html>", "pdf": b"%PDF-"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The demo's configuration, but published in three forms."""
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "sandbox" / "demo", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    policy = yaml.safe_load((folder / "policy.yml").read_text("utf-8"))
    policy["review"] = {**policy.get("review", {}), "format": ["markdown", "html", "pdf"]}
    (folder / "policy.yml").write_text(yaml.safe_dump(policy, allow_unicode=True), "utf-8")
    return folder


async def files(room: Room) -> dict[str, bytes]:
    """The files in the room by what their names end in."""
    found = {}
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for message in await room.messages():
            for file in message.get("files") or ():
                async with session.get(file["url_private"]) as answer:
                    found[file["name"].rpartition(".")[2]] = await answer.read()
    return found


async def test_published_in_every_form(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Publishing puts the post-mortem into the room once in each form of the policy, with what people wrote in it."""
    room = await commanded(slack)
    await closed(slack, room)
    await published(slack, room)
    for _ in range(len(BEGINNINGS) - 1):
        await room.hears("Post-mortem of INC-1")
    await settled()
    made = await files(room)
    assert {ending: content[: len(BEGINNINGS[ending])] for ending, content in made.items()} == BEGINNINGS
    assert all(b"Stale for two hours" in made[ending] for ending in ("md", "html"))
    assert len(await slack.calls("files.completeUploadExternal")) == len(BEGINNINGS)
    told = [readable(each) for each in await room.messages() if each.get("files")]
    assert all("It is published, as it was reviewed" in each for each in told)
    events = [each.event for each in await bot.queries.history(1)]
    recorded = [event for event in events if isinstance(event, PostmortemShared)]
    assert [(event.number, event.format) for event in recorded] == [(1, "markdown"), (1, "html"), (1, "pdf")]
    assert len({event.file for event in recorded}) == len(BEGINNINGS)


async def test_a_press_that_fails_is_a_sentence(tmp_path: Path) -> None:
    """Without a template there is no PDF, and what is told names no path and no word of the incident."""
    press = ChildPress(tmp_path)
    paper = Paper(
        title="Secret words",
        reference="INC-1",
        subject="Post-mortem",
        marks=(),
        as_of=datetime(2026, 12, 28, tzinfo=UTC),
        as_of_words="then",
        blocks=(),
        charts={},
    )
    with pytest.raises(PressFailed) as failed:
        await press.pdf(paper)
    assert str(failed.value) == "The PDF could not be made: its process ended with status 1."
