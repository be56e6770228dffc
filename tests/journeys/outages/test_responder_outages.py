"""Redis away while people respond, messages that somebody deletes, rooms that are not there: nothing is half done."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from bot.app import Bot
from bot.domain.events import from_json
from sandbox.server import Sandbox
from tests.journeys.conftest import Settle
from tests.journeys.opening import TITLE, closed, commanded
from tests.journeys.processes import RedisLine
from tests.journeys.responding import on, panel, presses
from tests.journeys.workspace import MovedClock, Person, Room, Slack, eventually, readable

PATIENCE = 3.0
"""Seconds that Slack waits for an acknowledgement."""

CHECKLIST = ", attached by "


async def kinds(bot: Bot) -> Counter[str]:
    """How often what has happened."""
    return Counter[str](from_json(text).event.kind for text in await bot.store.load(1))


async def responding(slack: Slack) -> Room:
    """Ana commands; triage is begun, a playbook attached, and a change proposed."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.runs("/incident triage", room)
    await panel(slack, room, "*Triage*")
    await ana.runs("/incident playbook attach drift-alert", room)
    await panel(slack, room, CHECKLIST)
    await proposes(slack, ana, room)
    return room


async def proposes(slack: Slack, ana: Person, room: Room) -> dict[str, Any]:
    """Ana proposes a change; its message."""
    await ana.runs("/incident contain", room)
    fits = next(each for each in (await ana.modal())["blocks"] if each.get("block_id") == "containment")
    await ana.submits(**{"containment" if "shed_load" in str(fits) else "other": "shed_load"})
    await ana.submits(what="Shed", effect="Less", verify="p99", lift="Fixed")
    return await panel(slack, room, "*Action 1: ", "*Proposed*")


def whispers(room: Room, words: str, count: int) -> Callable[[], Any]:
    """Whether so many private words like that were said in the room."""

    async def look() -> bool:
        told = [m for m in await room.messages() if m.get("ephemeral") and words in readable(m)]
        return len(told) >= count

    return look


@pytest.mark.parametrize("how", ["refuses", "hangs"])
async def test_redis_is_away(how: str, slack: Slack, bot: Bot, line: RedisLine, settled: Settle) -> None:
    """Whoever answers, ticks, approves or submits then is told in time, and what was typed can be sent once more."""
    room = await responding(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ben.does("join", channel=room.id)
    triage = await panel(slack, room, "*Triage*")
    checklist, proposed = await panel(slack, room, CHECKLIST), await panel(slack, room, "*Proposed*")
    await presses(ana, on(room, checklist), checklist, ":check:2", "open_item")
    await ana.modal()
    await ben.runs("/incident hypothesis", room)
    await ben.modal()
    await settled()
    before = await kinds(bot)
    if how == "refuses":
        await line.refuse()
    else:
        line.hang()

    said = "Not recorded." if how == "refuses" else "ecorded."
    await asyncio.gather(
        presses(ana, on(room, triage), triage, ":signal:drift", "triage_answer"),
        presses(ana, on(room, checklist), checklist, ":check:1", "tick_item"),
        presses(ana, on(room, proposed), proposed, ":1", "approve_action"),
    )
    await eventually(whispers(room, said, 3), "three private words")
    for person, values in (
        (ana, {"state": "done", "result": "As it was"}),
        (ben, {"statement": "The feed", "surface": "data"}),
    ):
        answer = await person.tries(**values)
        assert answer["seconds"] < PATIENCE and answer["response_action"] == "errors"
        assert said in str(answer["errors"])
    if how == "refuses":
        await line.start()
    else:
        line.pass_on()

    async def there() -> bool:
        return "1." in await ana.runs("/incident containments", room)

    await eventually(there, "an answer")
    if how == "refuses":
        assert await kinds(bot) == before
    await ana.submits(state="done", result="As it was")
    await ben.submits(statement="The feed", surface="data")
    await settled()
    recorded = await kinds(bot)
    for heading, ending, kind, event, count in (
        ("*Triage*", ":signal:drift", "triage_answer", "triage_answered", 1),
        (CHECKLIST, ":check:1", "tick_item", "item_ticked", 2),
        ("*Action 1: ", ":1", "approve_action", "action_approved", 1),
    ):
        # What hung may have been recorded after all; then the control is gone, and nobody presses it again.
        if recorded[event] < count:
            shown = await panel(slack, room, heading)
            await presses(ana, on(room, shown), shown, ending, kind)
    await panel(slack, room, "*Triage*", "1 answered")
    await panel(slack, room, CHECKLIST, "2 of ")
    await panel(slack, room, "*Action 1: ", "*Approved*")
    await settled()
    after = await kinds(bot)
    once = {"triage_answered": 1, "item_ticked": 2, "action_approved": 1, "hypothesis_raised": 1}
    assert {kind: after[kind] for kind in once} == once


async def test_a_message_that_somebody_deletes(
    slack: Slack, bot: Bot, sandbox: Sandbox, settled: Settle
) -> None:
    """A living message that was deleted comes back with its next change, once, and goes on living there."""
    room = await responding(slack)
    ana = slack.person("ana")
    await settled()
    for heading in ("*Triage*", CHECKLIST, "*Action 1: "):
        gone = await panel(slack, room, heading)
        sandbox.web_api.call("chat.delete", {"channel": room.id, "ts": gone["ts"]}, "xoxb-sandbox")
    await ana.runs("/incident signals", room)
    await ana.submits(psi="0.3")
    await ana.runs("/incident playbook attach p99-latency-spike", room)
    await ana.submits(reason="It is latency")
    await ana.runs("/incident assign ops @ana", room)
    shown = await panel(slack, room, "*Action 1: ", "*Proposed*")
    await presses(ana, on(room, shown), shown, ":1", "approve_action")
    await panel(slack, room, "*Action 1: ", "*Approved*")
    shown = await panel(slack, room, CHECKLIST, "p99 latency spike")
    await presses(ana, on(room, shown), shown, ":check:1", "tick_item")
    await panel(slack, room, CHECKLIST, "1 of ")
    await panel(slack, room, "*Triage*")
    await settled()
    assert await standing(room) == [1, 1, 1]


async def standing(room: Room) -> list[int]:
    """How many messages of each kind stand in the room."""
    said = [readable(m) for m in await room.messages() if room.is_bots(m) and not m.get("ephemeral")]
    return [len([text for text in said if each in text]) for each in ("*Triage*", CHECKLIST, "*Action 1: ")]


async def test_before_there_is_a_room(slack: Slack, bot: Bot, clock: MovedClock, settled: Settle) -> None:
    """What is begun while the room cannot be opened yet stands in it once it is there, each once."""
    await slack.fault("conversations.create", "429", retry_after=300)
    ana = slack.person("ana")
    await ana.declares(TITLE)
    await ana.runs("/incident take inc-1")
    assert "room" in await ana.runs("/incident triage inc-1")
    await ana.runs("/incident triage inc-1")
    await ana.runs("/incident playbook inc-1 attach drift-alert")
    await ana.runs("/incident contain inc-1")
    fits = next(each for each in (await ana.modal())["blocks"] if each.get("block_id") == "containment")
    await ana.submits(**{"containment" if "shed_load" in str(fits) else "other": "shed_load"})
    await ana.submits(what="Shed", effect="Less", verify="p99", lift="Fixed")
    await clock.forward(minutes=5.1)
    room = await slack.room("inc-1-feature-store-is-stale")
    for heading in ("*Triage*", CHECKLIST, "*Action 1: "):
        await panel(slack, room, heading)
    await settled()
    assert await standing(room) == [1, 1, 1]
    assert (await kinds(bot))["delivery_given_up"] == 0


async def test_archived_and_taken_up_again(
    slack: Slack, bot: Bot, clock: MovedClock, settled: Settle
) -> None:
    """After closing, archiving and reopening, every living message is there once and can be worked with again."""
    room = await responding(slack)
    ana = slack.person("ana")
    await ana.runs("/incident containments", room)
    shown = await panel(slack, room, "*Action 1: ", "*Proposed*")
    await presses(ana, on(room, shown), shown, ":1", "withdraw_action")
    await ana.submits(words="Not needed")
    await closed(slack, room)
    await settled()
    await clock.forward(days=15)
    await settled()
    assert "archived" in str((await room.state())["channel"])
    triage = await panel(slack, room, "*Triage*")
    await slack.post(
        "as/UANA/click", **on(room, triage), action_id="triage_answer_menu", value="1:signal:drift"
    )
    await ana.runs("/incident triage inc-1")
    assert (await kinds(bot))["triage_answered"] == 0
    await ana.runs("/incident reopen inc-1 It is back")
    await settled()
    shown = await panel(slack, room, "*Triage*")
    await presses(ana, on(room, shown), shown, ":signal:drift", "triage_answer")
    await panel(slack, room, "*Triage*", "1 answered")
    shown = await panel(slack, room, CHECKLIST)
    await presses(ana, on(room, shown), shown, ":check:1", "tick_item")
    await panel(slack, room, CHECKLIST, "1 of ")
    await settled()
    assert await standing(room) == [1, 1, 1]
    assert (await kinds(bot))["delivery_given_up"] == 0
