"""The bot is killed while audiences are told, place by place: each place hears it once, and none is left out."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.domain.events import from_json
from tests.journeys.conftest import ROOT
from tests.journeys.processes import Trap
from tests.journeys.test_crash import Mortal, dying
from tests.journeys.workspace import Room, readable

PLACES = ("dee", "ana", "ben")


@pytest_asyncio.fixture
async def mortal(redis_url: str, tmp_path: Path) -> AsyncIterator[Mortal]:
    """A bot process that can be killed at a commit or at a call, and comes back; engineers are told as a group."""
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "sandbox" / "demo", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    policy = folder / "policy.yml"
    told = "audiences:\n  engineers: {groups: [SMLONCALL]}\n"
    policy.write_text(policy.read_text().replace("audiences:\n", told))
    async with dying(redis_url, tmp_path) as it:
        it.bot.environ = {**it.bot.environ, "TOCSIN_CONFIG": str(folder)}
        it.bot.kill()
        async with asyncio.timeout(30):
            while it.bot.starts < 2:
                await asyncio.sleep(0.02)
        yield it


async def told(mortal: Mortal, trap: Trap, at: int, what: str) -> int:
    """Ana tells everybody of an incident of that name, and the bot dies at that point; how many points there were."""
    number = await mortal.declares(what)
    ana = mortal.slack.person("ana")
    await ana.closes()
    # Deliveries of the declaration are over; so what passes from here on belongs to the update.
    await ana.runs(f"/incident update inc-{number}")
    await ana.submits(status="red", impact=f"All of {what}", actions="Looking")
    view = await ana.modal()
    words = {"text_customers": f"Search may be slow, {what}. We are working on it."}
    trap.arm(at)

    async def attempt() -> bool:
        shown: dict[str, Any] | None = (await mortal.slack.get("as/UANA/view"))["modal"]
        if shown is None or shown["callback_id"] != "update_preview":
            return True
        said = await mortal.slack.post("as/UANA/submit", view_id=view["id"], values=words)
        return bool(said.get("status") == "answered")

    await mortal.insists(attempt)
    await mortal.settles(number)
    passed = trap.passed
    trap.arm(0)
    events = [from_json(text).event for text in await mortal.store.load(number)]
    kinds = Counter[str](event.kind for event in events)
    assert (kinds["update_posted"], kinds["briefing_addressed"], kinds["delivery_given_up"]) == (1, 1, 0)
    for name in PLACES:
        heard = [m async for m in said_in(await mortal.slack.direct(name), f"All of {what}")]
        assert len(heard) == 1, (name, what)
    general = Room(mortal.slack, ana, "CGENERAL", "general")
    assert len([m async for m in said_in(general, f"slow, {what}.")]) == 1
    return passed


async def said_in(room: Room, words: str) -> AsyncIterator[dict[str, Any]]:
    """What the bot said there with these words."""
    for message in await room.messages():
        if room.is_bots(message) and words in readable(message.get("blocks")):
            yield message


@pytest.mark.parametrize("where", ["call", "commit", "unanswered commit"])
async def test_killed_between_two_places(mortal: Mortal, where: str) -> None:
    """Killed at any point while several places are told, the bot comes back and tells each of them once."""
    mortal.commits.answered = where == "commit"
    trap = mortal.calls.trap if where == "call" else mortal.commits.trap
    points = await told(mortal, trap, 0, f"undisturbed {where}")
    print(f"{points} points: {where}")
    assert points > 1
    for point in range(1, points + 1):
        await told(mortal, trap, point, f"{where} {point} of {points}")
