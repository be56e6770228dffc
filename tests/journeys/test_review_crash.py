"""The bot is killed while a post-mortem is published: one file, one canvas, one word of it, and nothing is lost."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest_asyncio

from bot.domain.events import from_json
from tests.journeys.conftest import ROOT
from tests.journeys.processes import first_of_each
from tests.journeys.test_crash import Mortal, dying
from tests.journeys.workspace import Room, readable

ONCE = ("review_begun", "review_moved", "postmortem_shared", "canvas_shown")


@pytest_asyncio.fixture
async def mortal(redis_url: str, tmp_path: Path) -> AsyncIterator[Mortal]:
    """A bot process that can be killed, of a team that publishes as a file and as a canvas."""
    config = tmp_path / "config"
    shutil.copytree(ROOT / "sandbox" / "demo", config)
    policy = config / "policy.yml"
    policy.write_text(policy.read_text("utf-8") + "\nreview: {format: [markdown, canvas]}\n", "utf-8")
    async with dying(redis_url, tmp_path) as it:
        it.bot.environ = {**it.bot.environ, "TOCSIN_CONFIG": str(config)}
        it.bot.kill()
        yield it


class Publishing:
    """Ana's way from the end of an incident to its published post-mortem, insisting where nobody answers."""

    def __init__(self, mortal: Mortal, number: int, room: Room) -> None:
        self._mortal = mortal
        self._number = number
        self._room = room

    async def until_review(self) -> None:
        """Closed, the summary written, in review."""
        await self._insists("command", channel=self._room.id, text="/incident close It is well")
        await self._insists("click", **await self._on_panel("write_section", f"{self._number}:summary"))
        view = await self._mortal.slack.person("ana").modal()
        await self._insists("submit", view_id=view["id"], values={"text": "Stale for two hours"})
        await self._insists("click", **await self._on_panel("move_review"))

    async def publishes(self) -> None:
        """The button, pressed until the review says that it is published."""

        async def attempt() -> bool:
            body = await self._on_panel("move_review")
            shown = next(m for m in await self._room.messages() if m["ts"] == body["ts"])
            if f"'{self._number}:published'" not in str(shown["blocks"]):
                return True
            said = await self._mortal.slack.post("as/UANA/click", **body)
            return bool(said.get("status") == "answered")

        await self._mortal.insists(attempt)
        await self._mortal.settles(self._number)

    async def holds(self) -> None:
        """One of everything, and the review shows it."""
        said = [m for m in await self._room.messages() if self._room.is_bots(m) and not m.get("ephemeral")]
        assert len([m for m in said if m.get("files")]) == 1
        assert len([m for m in said if "The post-mortem is published" in readable(m)]) == 1
        [panel] = [readable(m) for m in said if "*Review of INC-" in readable(m)]
        assert "*Post-mortem:* published" in panel
        properties = (await self._info())["properties"]
        assert "canvas" in properties and len([t for t in properties["tabs"] if t["type"] == "canvas"]) == 0
        events = [from_json(text).event for text in await self._mortal.store.load(self._number)]
        kinds = Counter[str](event.kind for event in events)
        assert {kind: kinds[kind] for kind in ONCE} == dict.fromkeys(ONCE, 1) | {"review_moved": 2}
        assert kinds["delivery_given_up"] == 0
        assert list(self._mortal.redis.scan_iter("*:queue:*")) == []

    async def _info(self) -> dict[str, Any]:
        url = f"{self._mortal.slack.url}/api/conversations.info"
        headers = {"Authorization": "Bearer xoxb-sandbox"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.get(url, params={"channel": self._room.id}) as answer,
        ):
            return dict((await answer.json())["channel"])

    async def _insists(self, what: str, **body: Any) -> None:
        async def attempt() -> bool:
            said = await self._mortal.slack.post(f"as/UANA/{what}", **body)
            return bool(said.get("status") == "answered")

        await self._mortal.insists(attempt)
        await self._mortal.settles(self._number)

    async def _on_panel(self, action_id: str, value: str = "") -> dict[str, Any]:
        messages = reversed(await self._room.messages())
        panel = next(m for m in messages if f"'action_id': '{action_id}'" in str(m.get("blocks")))
        body = {"channel": self._room.id, "ts": panel["ts"], "action_id": action_id}
        return body | ({"value": value} if value else {})


async def test_killed_while_it_is_published(mortal: Mortal) -> None:
    """Killed after any kind of call that publishing makes, before its answer is heard, everything is there once."""
    calls = await _published(mortal, 0)
    assert len(set(calls)) > 3
    for point in first_of_each(calls):
        await _published(mortal, point)


async def _published(mortal: Mortal, point: int) -> list[str]:
    """One incident, killed at that call of its publishing (0: never); the calls that were made."""
    number = await mortal.declares(f"Killed at {point}")
    await mortal.slack.person("ana").closes()
    way = Publishing(mortal, number, await mortal.room_of(number))
    await way.until_review()
    mortal.calls.trap.arm(point)
    await way.publishes()
    trap = mortal.calls.trap
    assert trap.sprung == bool(point)
    made = mortal.calls.names[-trap.passed :]
    trap.arm(0)
    await way.holds()
    return made
