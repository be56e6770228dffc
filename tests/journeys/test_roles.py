"""Roles: taken, given, handed over, declined; and an incident that nobody commands."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable


async def opened(slack: Slack, title: str = "Slow drift") -> Room:
    """An open incident's room, with everything heard that was said so far."""
    await slack.person("ana").declares(title)
    room = await slack.room(f"inc-1-{title.lower().replace(' ', '-')}")
    await room.card(title)
    await (await slack.room("incidents")).hears(title)
    return room


async def test_taking(slack: Slack) -> None:
    """`take` alone is command; a role is named by its key, its short name or its title."""
    room = await opened(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    assert "You are Incident Commander now." in await ana.runs("/incident take", room)
    await room.hears("<@UANA> is now *Incident Commander*.")
    card = readable(await (await slack.direct("ana")).hears("You are Incident Commander"))
    assert "*INC-1* Slow drift · SEV2" in card and "Your duties:" in card and f"<#{room.id}>" in card
    assert "One change at a time" in card and "Asked by" not in card
    for typed, title in (("ops", "Operations"), ("ML Owner", "ML Owner"), ("data engineer", "Data Engineer")):
        assert title in await ben.runs(f"/incident take {typed}", room)
        await room.hears(f"<@UBEN> is now *{title}*.")
        await (await slack.direct("ben")).hears(f"You are {title}")
    shown = readable(await room.card("*Data Engineer:* <@UBEN>"))
    assert "*Operations:* <@UBEN>" in shown and "Take command" not in shown
    wrong = await ben.runs("/incident take captain", room)
    assert "There is no role “captain”. There are: ic, ops, ml_owner, comms" in wrong
    assert "has that role already" in await ana.runs("/incident take", room)


async def test_assigning(slack: Slack) -> None:
    """Who is given a role is told who asked, is brought into the room, and may decline."""
    room = await opened(slack)
    ana = slack.person("ana")
    answer = await ana.runs("/incident assign comms @eli customers write in > ticket 4", room)
    assert "<@UELI> has the role: Communications. They have been told." in answer
    told = readable(await room.hears("<@UELI> is now *Communications*, asked by <@UANA>."))
    assert "Handed over with: customers write in > ticket 4" in told
    duty = readable(await (await slack.direct("eli")).hears("You are Communications"))
    assert "Asked by <@UANA>. You can decline." in duty and "Handed over with: customers write in" in duty
    await inside(room, "UELI")
    assert "Pick the person" in await ana.runs("/incident assign ops the new one", room)
    assert "Pick the person" in await ana.runs("/incident assign ops", room)

    await ana.clicks("assign_role", room)
    await ana.submits(role="ops", person="UCHI", handover="Look at\nthe pipeline")
    await room.hears("<@UCHI> is now *Operations*, asked by <@UANA>.")
    await (await slack.direct("chi")).hears("Look at\nthe pipeline")
    await inside(room, "UCHI")


async def test_assigning_an_outsider(slack: Slack) -> None:
    """Who is given a role in a restricted incident is brought in, and may know of it from then on."""
    ana, eli = slack.person("ana"), slack.person("eli")
    await ana.declares("Leaked records", flags=["restricted"])
    room = await slack.room("inc-1-leaked-records")
    await room.card("Leaked records")
    assert "There is no incident" in await eli.runs("/incident status 1")
    await ana.runs("/incident assign comms @eli", room)
    await room.hears("<@UELI> is now *Communications*")
    await (await slack.direct("eli")).hears("You are Communications")
    await inside(room, "UELI")
    assert "[RESTRICTED] INC-1" in await eli.runs("/incident status 1")
    await eli.runs("/incident decline not my field", room)
    await room.hears("is no longer *Communications*")
    assert "[RESTRICTED] INC-1" in await eli.runs("/incident status 1")
    await eli.does("leave", channel=room.id)

    async def hidden() -> bool:
        return "There is no incident" in await eli.runs("/incident status 1")

    await eventually(hidden, "the incident invisible to Eli")


async def test_handing_over(slack: Slack) -> None:
    """A hand-over says in the room who it was, who it is, and what the next one must know."""
    room = await opened(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.runs("/incident take", room)
    await room.hears("<@UANA> is now")
    await (await slack.direct("ana")).hears("You are Incident Commander")
    await ana.runs("/incident handover ic @ben rollback waits for approval", room)
    told = readable(await room.hears("<@UBEN> is now *Incident Commander*"))
    assert "Until now it was <@UANA>." in told and "Handed over with: rollback waits for approval" in told
    duty = readable(await (await slack.direct("ben")).hears("You are Incident Commander"))
    assert "Until now it was <@UANA>." in duty
    await room.card("*Incident Commander:* <@UBEN>")
    await ben.runs("/incident decline ic tired", room)
    await room.hears("Reason: tired")


async def test_declining(slack: Slack) -> None:
    """The button on the duty card gives the role back with a reason; nobody else can give it back."""
    room = await opened(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.runs("/incident assign ops @ben", room)
    await room.hears("<@UBEN> is now *Operations*")
    direct = await slack.direct("ben")
    await direct.hears("You are Operations")
    assert "You do not hold this role (Operations): <@UBEN> does." in await ana.runs(
        "/incident decline ops", room
    )
    await ben.clicks("decline_role", direct)
    await ben.submits(reason="On leave <!channel>")
    told = readable(await room.hears("<@UBEN> is no longer *Operations*. Nobody has that role now."))
    assert "Reason: On leave <!channel>" in told
    await room.card("*Nobody yet:* Operations")
    await ben.clicks("decline_role", direct)
    await ben.submits(reason="Twice")
    assert "Nothing to change" in await ben.runs("/incident decline ops", room)


async def test_declining_by_words(slack: Slack) -> None:
    """Who holds one role only declines it with the reason alone; who holds none is told which roles there are."""
    room = await opened(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.runs("/incident take", room)
    await room.hears("is now *Incident Commander*")
    await (await slack.direct("ana")).hears("You are Incident Commander")
    assert "Recorded" in await ana.runs("/incident decline my train leaves", room)
    told = readable(await room.hears("is no longer *Incident Commander*"))
    assert "Reason: my train leaves" in told and "Take command" in told
    assert "You hold no role" in await ben.runs("/incident decline", room)
    for role in ("ops", "scribe"):
        await ben.runs(f"/incident take {role}", room)
        await room.hears("<@UBEN> is now")
        await (await slack.direct("ben")).hears("You are")
    assert "more than one role" in await ben.runs("/incident decline", room)
    assert "There is no role “tired”" in await ben.runs("/incident decline tired of it", room)


async def test_a_double_click(slack: Slack) -> None:
    """Taking command twice at once, by one person or by two, leaves one commander and one entry a taking."""
    room = await opened(slack)
    ana = slack.person("ana")
    await asyncio.gather(*(ana.clicks("take_command", room) for _ in range(4)))
    await room.hears("<@UANA> is now *Incident Commander*.")
    await (await slack.direct("ana")).hears("You are Incident Commander")
    await room.card("*Incident Commander:* <@UANA>")


async def test_an_old_button(slack: Slack) -> None:
    """A Take command that somebody left on the screen does not take command from who has it, but says who that is."""
    room = await opened(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    card = await room.card("Take command")
    stale: dict[str, Any] = {"channel": room.id, "ts": card["ts"], "action_id": "take_command"}
    await asyncio.gather(slack.post("as/UANA/click", **stale), slack.post("as/UBEN/click", **stale))
    winner, loser = await first_and_second(room)
    await room.hears(f"<@{winner}> is now *Incident Commander*.")
    await (await slack.direct(winner[1:].lower())).hears("You are Incident Commander")
    second = ana if loser == "UANA" else ben
    private = Room(slack, second, room.id, room.name)
    await private.hears(f"<@{winner}> is Incident Commander already.")


async def test_nobody_commands(slack: Slack, clock: MovedClock) -> None:
    """The nudges come at five minutes and every five after that, also when the commander gives command back."""
    room = await opened(slack)
    ana = slack.person("ana")
    await clock.forward(minutes=4)
    for minutes in (5, 10, 15):
        await clock.forward(minutes=1 if minutes == 5 else 5)
        await room.hears(f"Nobody commands this incident yet*, after {minutes} min")
    await ana.clicks("take_command", room)
    await room.hears("<@UANA> is now *Incident Commander*.")
    await (await slack.direct("ana")).hears("You are Incident Commander")
    await clock.forward(minutes=20)
    await ana.runs("/incident decline", room)
    await room.hears("Nobody has that role now")
    await clock.forward(minutes=4)
    await clock.forward(minutes=1)
    nudge = readable(await room.hears("Nobody commands this incident"))
    assert "after 5 min" in nudge
    await clock.forward(minutes=5)
    await room.hears("after 10 min")


async def first_and_second(room: Room) -> tuple[str, str]:
    """Who was first of Ana and Ben."""

    async def look() -> tuple[str, str] | None:
        text = "\n".join(readable(m) for m in await room.messages())
        for winner, loser in (("UANA", "UBEN"), ("UBEN", "UANA")):
            if f"<@{winner}> is now *Incident Commander*" in text:
                return winner, loser
        return None

    return await eventually(look, "a commander")


async def inside(room: Room, person: str) -> None:
    """That person is in the room, soon."""

    async def look() -> bool:
        return person in (await room.state())["members"]

    await eventually(look, f"{person} in {room.name}")
