"""What is told unasked: in the room, in channels, directly to people, to pagers, to webhooks."""

from __future__ import annotations

import json

from tests.journeys.test_responder_visibility import SECRET, busy
from tests.journeys.visibility.stage import INSIDE, LATER, MEMBER, NEVER, OUTSIDE, Stage, told
from tests.journeys.workspace import Room, eventually, readable

FACTS = {"status": "amber", "impact": f"{SECRET} is hit", "actions": "We look", "eta": "", "next_check_in": 0}


async def in_channels(there: Stage) -> str:
    """What everybody reads in public channels."""
    eli, said = there.person(NEVER), []
    for channel in (await there.slack.get(f"as/{eli.id}/channels"))["channels"]:
        if channel["kind"] != "im" and not channel["name"].startswith("inc-"):
            room = Room(there.slack, eli, channel["id"], channel["name"])
            said += [readable(message) for message in await room.messages() if not message.get("ephemeral")]
    return "\n".join(said)


async def directly(there: Stage, name: str) -> str:
    """What this person was told directly."""
    return await there.read_by(name, "im")


async def test_the_room(there: Stage, flags: tuple[str, ...]) -> None:
    """Card, panels, topic, what is said and what is marked: those in a confidential room read them, and nobody else."""
    ana, room = there.person(MEMBER), await busy(there.slack, *flags)
    await there.gathered(room)
    ts = await ana.says(f"{SECRET} in words", room)
    await ana.does("react", channel=room.id, ts=ts, name="pushpin")
    await ana.runs("/incident decide So be it", room)
    await there.settled()
    for name in INSIDE:
        assert f"{SECRET} in words" in await there.read_by(name), name
    for name in OUTSIDE:
        assert told(await there.read_by(name)) is not bool(flags), name


async def test_announcements(there: Stage, flags: tuple[str, ...]) -> None:
    """An open incident is announced, and followed there; a confidential one never is."""
    await busy(there.slack, *flags)
    await there.person(MEMBER).runs("/incident severity inc-1 SEV1 Words")
    await there.settled()
    said = await in_channels(there)
    assert (told(said), "INC-1" in said) == (not flags, not flags)


async def test_what_a_room_is_offered(there: Stage, flags: tuple[str, ...]) -> None:
    """A later room is shown an open past incident and never a confidential one; who was inside may ask for it."""
    slack, ana, eli = there.slack, there.person(MEMBER), there.person(NEVER)
    await ana.declares(f"{SECRET} nulls", flags=list(flags), model="ranker")
    first = await slack.room(f"inc-1-{SECRET.casefold()}-nulls")
    await there.gathered(first)
    await ana.runs("/incident take", first)
    await ana.runs("/incident close", first)
    await ana.submits(verified="It is well")
    await eli.declares("Quixotes null", model="ranker")
    room = await slack.room("inc-2-quixotes-null", seen_by=NEVER)
    await room.card()
    await there.settled()
    said = "\n".join([readable(message) for message in await room.messages()])
    assert ("looks like what was here before" in said) is not bool(flags)
    for name in (*INSIDE, *OUTSIDE):
        shown = f"{SECRET} nulls" in await there.person(name).runs("/incident similar inc-2")
        assert shown is (name in INSIDE or not flags), name


async def test_audiences(there: Stage, flags: tuple[str, ...]) -> None:
    """Channels, people and groups hear of an open one; of a confidential one whom the writer chose, in his words."""
    ana, room = there.person(MEMBER), await busy(there.slack, *flags)
    await there.settled()
    before = await in_channels(there)
    await ana.runs("/incident update", room)
    if not flags:
        await ana.submits(**FACTS)
        await ana.submits()
        await there.settled()
        assert f"{SECRET} is hit" in (await in_channels(there)).removeprefix(before)
        for name in (NEVER, "ben"):
            assert f"{SECRET} is hit" in await directly(there, name), name
        return
    await ana.submits(**FACTS)
    await there.settled()
    assert await in_channels(there) == before and not told(await directly(there, NEVER))
    await ana.runs("/incident update", room)
    await ana.submits(**FACTS, audiences=["executives"])
    await ana.submits(text_executives="One thing for you alone.")
    await there.settled()
    assert await in_channels(there) == before
    said = await directly(there, NEVER)
    assert "One thing for you alone." in said and not told(said) and room.id not in said
    assert "One thing for you alone." in await directly(there, "ben")
    for name in ("dee", LATER):
        assert "One thing" not in await directly(there, name), name


async def test_alerts(there: Stage, flags: tuple[str, ...]) -> None:
    """Pagers hear a title of open ones only; people are alerted whom the room let in; so is the level above."""
    room = await busy(there.slack, *flags)
    await there.person(MEMBER).runs("/incident escalate More hands", room)
    await there.pagers.heard(1)
    await there.pagers.alarmed(1)
    await there.settled()
    pages = json.dumps([there.pagers.events, there.pagers.alarms])
    assert "Incident 1, SEV2" in pages and told(pages) is not bool(flags)
    for name in ("chi", "ben"):
        assert "You are alerted" in await directly(there, name), name
    for name in OUTSIDE:
        assert not told(await directly(there, name)), name


async def test_the_ladder(there: Stage, flags: tuple[str, ...]) -> None:
    """Of a missing update those hear directly who may know of it, whoever the policy names."""
    await there.gathered(await busy(there.slack, *flags))
    await there.settled()
    await there.clock.forward(minutes=66)
    await there.settled()
    for name, hears in ((MEMBER, True), (LATER, True), (NEVER, not flags)):
        assert ("say how it stands" in await directly(there, name)) is hears, name
    await there.clock.forward(minutes=16)
    await there.pagers.alarmed(1)
    assert told(json.dumps(there.pagers.alarms)) is not bool(flags)


async def test_nobody_outside_is_told_directly(there: Stage, flags: tuple[str, ...]) -> None:
    """Whoever is to look into something is told once the room has let them in, however they came in."""
    ana, eli = there.person(MEMBER), there.person(NEVER)
    room = await busy(there.slack, *flags)
    await there.settled()
    await there.slack.fault("conversations.invite", "error", error="cant_invite", times=5)
    await ana.runs("/incident hypothesis", room)
    await ana.submits(statement=f"{SECRET} moved", surface="data", owner=eli.id)
    await there.settled()
    assert told(await directly(there, NEVER)) is not bool(flags)
    await ana.does("invite", channel=room.id, user=eli.id)

    async def hears() -> bool:
        return f"{SECRET} moved" in await directly(there, NEVER)

    await eventually(hears, "Eli's hypothesis")
    await there.settled()
    assert (await directly(there, NEVER)).count(f"{SECRET} moved") <= 2


async def test_automation(there: Stage, flags: tuple[str, ...]) -> None:
    """The webhook of an action is told which one it is, and of a confidential incident nothing that people wrote."""
    await busy(there.slack, *flags)
    await there.hook.heard(1)
    assert there.hook.told[0]["incident"] == 1 and there.hook.told[0]["action"] == 2
    assert not told(json.dumps(there.hook.told))
