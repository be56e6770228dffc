"""Automation as people meet it: on the action's message, in their words, with what can be done next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.app import Bot
from tests.journeys.conftest import Settle
from tests.journeys.opening import commanded
from tests.journeys.receiver import Gate, Receiver, configured, receiving
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A webhook of the team's."""
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
def config(tmp_path: Path, receiver: Receiver) -> Path:
    """The demo's configuration, with automation turned on."""
    return configured(tmp_path / "config", receiver.url)


async def proposed(slack: Slack) -> Room:
    """Ana commands; Ben has proposed that the automation rolls the model back."""
    room = await commanded(slack)
    ben = slack.person("ben")
    await ben.does("join", channel=room.id)
    await ben.runs("/incident contain", room)
    form = await ben.modal()
    offers = next(each for each in form["blocks"] if each.get("block_id") == "containment")
    offered = [option["value"] for option in offers["element"]["options"]]
    await ben.submits(**{"containment" if "roll_back_model" in offered else "other": "roll_back_model"})
    await ben.submits(what="Back to 411", lift="413 is out", webhook="roll-back")
    await room.hears("Back to 411")
    return room


async def approved(slack: Slack, room: Room) -> None:
    """Chi takes Operations; then she and Ana say yes, as a risky change needs two."""
    chi = slack.person("chi")
    await chi.does("join", channel=room.id)
    await chi.runs("/incident take ops", room)
    await room.hears("is now")
    await (await slack.direct("chi")).hears("You are")
    await chi.clicks("approve_action", room)
    await shows(room, "Approved by <@UCHI>")
    await slack.person("ana").clicks("approve_action", room)
    await room.hears("is approved")


async def shows(room: Room, words: str) -> dict[str, Any]:
    """The action's message, as soon as it shows these words."""

    async def look() -> dict[str, Any] | None:
        for message in await room.messages():
            if "*Action 1: " in readable(message) and words in readable(message):
                return message
        return None

    return await eventually(look, f"action 1 with {words!r}")


def controls(message: dict[str, Any]) -> set[str]:
    """The buttons of a message."""
    found = {each.get("action_id") for each in message["blocks"][-1]["elements"]}
    return {str(each) for each in found if each}


async def test_one_press_after_the_yes(slack: Slack, bot: Bot, receiver: Receiver) -> None:
    """The dry run's answer stands beside the proposal; after the yes one press does it, and one takes it back."""
    room = await proposed(slack)
    message = await shows(room, f"The dry run went well: {receiver.words}")
    assert "run_action" not in controls(message)
    ana = slack.person("ana")
    await approved(slack, room)
    assert "run_action" in controls(await shows(room, "*Approved*"))
    receiver.words = "ranker: 411 on 12 of 12"
    await ana.clicks("run_action", room)
    assert "12 of 12" in readable(await room.hears("is in place"))
    done = await shows(room, "The automation did it: ranker: 411 on 12 of 12")
    assert "run_back_action" in controls(done)
    await ana.clicks("run_back_action", room)
    await room.hears("is taken back")
    assert [body["purpose"] for body in receiver.told] == ["dry_run", "apply", "revert"]
    assert bot.port


async def test_pressed_by_everybody(slack: Slack, bot: Bot, receiver: Receiver) -> None:
    """Presses of one button by several people, some of them twice, are one run."""
    room = await proposed(slack)
    await shows(room, "The dry run went well")
    await approved(slack, room)
    message = await shows(room, "*Approved*")
    receiver.after = gate = Gate()
    press = {"channel": room.id, "ts": message["ts"], "action_id": "run_action"}
    presses = [slack.post(f"as/{slack.person(name).id}/click", **press) for name in ("ana", "ben") * 3]
    await asyncio.gather(*presses)
    await gate.reached.wait()
    busy = await shows(room, "Under way")
    assert "run_action" not in controls(busy)
    gate.opened.set()
    await room.hears("is in place")
    assert receiver.did("apply") == 1
    assert len(receiver.told) == 2
    assert bot.port


async def test_what_it_answers_is_text(slack: Slack, bot: Bot, receiver: Receiver) -> None:
    """An answer that would like to be more than text reaches nobody as such, and is no longer than a phone's screen."""
    receiver.words = "<!channel> <@UANA> *bold* <https://evil.example|here>\n" + "x " * 4000
    room = await proposed(slack)
    message = await shows(room, "The dry run went well")
    [block] = [each for each in message["blocks"] if "dry run went well" in str(each)]
    assert block["text"]["type"] == "plain_text"
    assert len(block["text"]["text"]) < 300
    assert bot.port


async def test_nobody_knows(
    slack: Slack, bot: Bot, receiver: Receiver, clock: MovedClock, settled: Settle
) -> None:
    """When no answer comes any more, the message says that nobody can tell, and asks to look."""
    room = await proposed(slack)
    await shows(room, "The dry run went well")
    ana = slack.person("ana")
    await approved(slack, room)
    await shows(room, "*Approved*")
    receiver.lost = 99
    await ana.clicks("run_action", room)
    await settled()
    await clock.forward(minutes=6)
    assert "no final answer" in readable(await room.hears("may be in place"))
    message = await shows(room, "*Nobody can tell*")
    assert "apply_action" in controls(message)
    assert "run_action" not in controls(message)
    await ana.clicks("apply_action", room)
    await room.hears("is in place")
    assert bot.port
