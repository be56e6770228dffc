"""The bot is killed while audiences are told, place by place: each place hears it once, and none is left out."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio

from bot.domain.events import from_json
from tests.journeys.conftest import ROOT
from tests.journeys.test_crash import Mortal, dying
from tests.journeys.workspace import Room, readable

PLACES = ("dee", "ana", "ben")
CALLS = ("chat.update", "conversations.open", "chat.postMessage")
"""What telling them does in Slack; to be killed while it reads changes nothing."""


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


async def told(mortal: Mortal, what: str, *, call: int = 0, commit: int = 0) -> None:
    """Ana tells everybody of an incident of that name, and the bot dies at that call or commit; the traps count."""
    mortal.calls.trap.arm(0)
    mortal.commits.trap.arm(0)
    number = await mortal.declares(what)
    ana = mortal.slack.person("ana")
    await ana.closes()
    # Deliveries of the declaration are over; so what passes from here on belongs to the update.
    await ana.runs(f"/incident update inc-{number}")
    await ana.submits(status="red", impact=f"All of {what}", actions="Looking")
    view = await ana.modal()
    words = {"text_customers": f"Search may be slow, {what}. We are working on it."}
    mortal.calls.trap.arm(call)
    mortal.commits.trap.arm(commit)

    async def attempt() -> bool:
        shown: dict[str, Any] | None = (await mortal.slack.get("as/UANA/view"))["modal"]
        if shown is None or shown["callback_id"] != "update_preview":
            return True
        said = await mortal.slack.post("as/UANA/submit", view_id=view["id"], values=words)
        return bool(said.get("status") == "answered")

    await mortal.insists(attempt)
    await mortal.settles(number)
    events = [from_json(text).event for text in await mortal.store.load(number)]
    kinds = Counter[str](event.kind for event in events)
    assert (kinds["update_posted"], kinds["briefing_addressed"], kinds["delivery_given_up"]) == (1, 1, 0)
    for name in PLACES:
        heard = [m async for m in said_in(await mortal.slack.direct(name), f"All of {what}")]
        assert len(heard) == 1, (name, what)
    general = Room(mortal.slack, ana, "CGENERAL", "general")
    assert len([m async for m in said_in(general, f"slow, {what}.")]) == 1


async def said_in(room: Room, words: str) -> AsyncIterator[dict[str, Any]]:
    """What the bot said there with these words."""
    for message in await room.messages():
        if room.is_bots(message) and words in readable(message.get("blocks")):
            yield message


async def test_killed_between_two_places(mortal: Mortal) -> None:
    """Killed while several places are told, the bot comes back and tells each of them once.

    It is killed after the first call that does each kind of thing and after the last one; after the first commit,
    of which it hears, and after the last, of which it does not.
    """
    calls, commits = mortal.calls, mortal.commits
    await told(mortal, "undisturbed")
    names, last = calls.names[-calls.trap.passed :], commits.trap.passed
    assert last > 1
    for point in (*(names.index(name) + 1 for name in CALLS), len(names)):
        await told(mortal, f"call {point} of {len(names)}", call=point)
        assert calls.trap.sprung
    for point, answered in ((1, True), (last, False)):
        commits.answered = answered
        await told(mortal, f"moment {point} of {last}", commit=point)
        assert commits.trap.sprung
