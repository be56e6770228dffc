"""The bot is killed while people respond: every living message stands once, nothing is lost, nothing happens twice."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.domain.events import from_json
from tests.journeys.processes import Trap
from tests.journeys.test_crash import Mortal, dying
from tests.journeys.workspace import Room, readable

ONCE = ("triage_begun", "triage_answered", "playbook_attached", "action_proposed", "action_approved")
PANELS = {"*Triage*": "1 answered", ", attached by ": "0 of 12", "*Action 1: ": "*Approved*"}
"""What each living message begins with, and what it shows at the end."""


@pytest_asyncio.fixture
async def mortal(redis_url: str, tmp_path: Path) -> AsyncIterator[Mortal]:
    """A bot process that can be killed at a commit or at a call, and comes back."""
    async with dying(redis_url, tmp_path) as it:
        yield it


class EveryTime(Trap):
    """Springs whenever something passes, once it is armed."""

    def springs(self) -> bool:
        """Count one."""
        self.passed += 1
        self.sprung = self.sprung or bool(self.at)
        return bool(self.at)


class Response:
    """Ana's first steps in one incident, each tried again for as long as she is not answered."""

    def __init__(self, mortal: Mortal, number: int, room: Room) -> None:
        self._mortal = mortal
        self._slack = mortal.slack
        self.number = number
        self.room = room

    async def all_of_it(self, before_each: Callable[[], None] = lambda: None) -> None:
        """Triage begun and answered, a playbook attached, a change proposed and approved."""
        for step in (
            self._runs("triage"),
            self._clicks("triage_answer_menu", "*Triage*", f"{self.number}:signal:drift"),
            self._runs("playbook attach drift-alert"),
            self._proposal(),
            self._clicks("approve_action", "*Action 1: "),
        ):
            before_each()
            await step

    async def _proposal(self) -> None:
        await self._mortal.insists(self._proposes)
        await self._mortal.settles(self.number)

    async def _runs(self, words: str) -> None:
        async def attempt() -> bool:
            said = await self._slack.post("as/UANA/command", channel=self.room.id, text=f"/incident {words}")
            return bool(said["status"] == "answered")

        await self._mortal.insists(attempt)
        await self._mortal.settles(self.number)

    async def _clicks(self, action_id: str, heading: str, value: str = "") -> None:
        async def attempt() -> bool:
            [panel] = [m for m in await self.said() if heading in readable(m)]
            if f"'{value or action_id}'" not in str(panel["blocks"]):
                return True
            click = {"channel": self.room.id, "ts": panel["ts"], "action_id": action_id}
            click |= {"value": value} if value else {}
            said = await self._slack.post("as/UANA/click", **click)
            # What was heard and not answered may show only now, and the control be gone: looked at again.
            return bool(said.get("status") == "answered")

        await self._mortal.insists(attempt)
        await self._mortal.settles(self.number)

    async def _proposes(self) -> bool:
        view: dict[str, Any] | None = (await self._slack.get("as/UANA/view"))["modal"]
        if view is None:
            await self._slack.post("as/UANA/command", channel=self.room.id, text="/incident contain")
            return False
        if view["callback_id"] == "containment":
            fits = next(each for each in view["blocks"] if each.get("block_id") == "containment")
            values: dict[str, Any] = {"containment" if "shed_load" in str(fits) else "other": "shed_load"}
        else:
            values = {"what": "Off", "effect": "Less", "verify": "p99", "lift": "Fixed"}
        said = await self._slack.post("as/UANA/submit", view_id=view["id"], values=values)
        assert said["ok"] and "errors" not in said, said
        return bool(said["status"] == "answered" and view["callback_id"] == "proposal")

    async def said(self) -> list[dict[str, Any]]:
        """What the bot said to everybody in the room."""
        return [m for m in await self.room.messages() if self.room.is_bots(m) and not m.get("ephemeral")]

    async def holds(self) -> None:
        """There is one of everything, and it shows how it is."""
        await self._mortal.settles(self.number)
        bots = await self.said()
        for heading, shown in PANELS.items():
            [panel] = [readable(m) for m in bots if heading in readable(m)]
            assert shown in panel, panel
        told = [readable(m) for m in bots if "is approved" in readable(m)]
        assert len(told) == 1
        events = [from_json(text).event for text in await self._mortal.store.load(self.number)]
        kinds = Counter[str](event.kind for event in events)
        assert {kind: kinds[kind] for kind in ONCE} == dict.fromkeys(ONCE, 1)
        assert kinds["panel_posted"] == len(PANELS) and kinds["delivery_given_up"] == 0
        assert list(self._mortal.redis.scan_iter("*:queue:*")) == []


async def _begun(mortal: Mortal, title: str) -> Response:
    number = await mortal.declares(title)
    await mortal.slack.person("ana").closes()
    room = await mortal.room_of(number)
    await mortal.takes_command(number, room)
    return Response(mortal, number, room)


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "answer lost"])
async def test_killed_after_every_commit(mortal: Mortal, answered: bool) -> None:
    """Killed after every commit, one after the other, their answers heard or not, the bot loses and doubles nothing."""
    response = await _begun(mortal, "Killed at each commit")
    mortal.commits.answered = answered
    mortal.commits.trap = EveryTime(at=1)
    await response.all_of_it()
    assert mortal.commits.trap.passed >= len(ONCE) + len(PANELS)
    await response.holds()


async def test_killed_after_calls(mortal: Mortal) -> None:
    """Killed in each step after Slack did something and before it said so, everything is there once all the same."""
    response, killed = await _begun(mortal, "Killed at a call of each step"), []
    trap, nth = mortal.calls.trap, itertools.cycle((1, 2))

    def arm() -> None:
        killed.append(trap.sprung)
        trap.arm(next(nth))

    await response.all_of_it(arm)
    arm()
    trap.arm(0)
    assert sum(killed) == len(ONCE)
    await response.holds()
