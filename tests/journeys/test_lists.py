"""Finding incidents: the list, one incident's status, App Home; and who may not find them."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from tests.journeys.conftest import Settle
from tests.journeys.opening import owner_asked
from tests.journeys.workspace import Person, Room, Slack, eventually, readable

PEOPLE = ("ana", "ben", "chi", "dee", "eli")


async def test_many_open(slack: Slack) -> None:
    """Thirty-five open incidents are paged, the worst first, each once, in the list and on App Home."""
    await asyncio.gather(*(declare_seven(slack.person(name), name) for name in PEOPLE))
    await everything_heard(slack, rooms=35)
    dee, general = slack.person("dee"), await slack.room("general", seen_by="dee")
    await dee.runs("/incident list")
    shown = [await page(slack, general, "35 open incidents", 1)]
    for n in (2, 3, 4):
        await dee.clicks("list_page:next", general)
        shown.append(await page(slack, general, "35 open incidents", n))
    assert sorted(numbers(shown)) == list(range(1, 36))
    ranks = re.findall(r"\n(SEV\d) · ", "\n".join(shown))
    assert ranks == sorted(ranks) and len(ranks) == 35
    await dee.clicks("list_page:prev", general)
    assert numbers([await page(slack, general, "35 open incidents", 3)]) == numbers([shown[2]])

    await dee.runs("/incident list all")
    latest = await page(slack, general, "35 incidents", 1)
    assert numbers([latest]) == list(range(35, 25, -1))
    await dee.clicks("list_page:next", general)
    assert numbers([await page(slack, general, "35 incidents", 2)]) == list(range(25, 15, -1))

    home = await dee.home()
    tabs = [readable(home)]
    for n in (2, 3, 4):
        await dee.does("click", view_id=home["id"], action_id="home_page:next")
        tabs.append(await home_page(slack, dee, n))
    assert numbers(tabs) == numbers(shown)
    assert "Declare an incident" in tabs[-1]


async def test_one_from_anywhere(slack: Slack) -> None:
    """`status` with 1, inc-1 or #1 shows that incident from anywhere; in its room no number is needed."""
    ana = slack.person("ana")
    await ana.declares("Slow drift", model="ranker")
    await slack.person("ben").declares("Other thing")
    await owner_asked(slack, await slack.room("inc-1-slow-drift"))
    await everything_heard(slack, rooms=2)
    one, two = await slack.room("inc-1-slow-drift"), await slack.room("inc-2-other-thing")
    for place in (None, two):
        for typed in ("1", "inc-1", "INC-1", "#1"):
            said = await ana.runs(f"/incident status {typed}", place)
            assert "INC-1 · Slow drift" in said and f"Room: <#{one.id}>" in said, (typed, said)
    assert "INC-2 · Other thing" in await ana.runs("/incident status", two)
    assert "This is not an incident's room" in await ana.runs("/incident status")
    assert "There is no incident 99 that you can see" in await ana.runs("/incident status 99")
    assert "It is on the timeline" in await ana.runs("/incident note #1 seen from afar")
    await one.hears("seen from afar")
    assert "It is on the timeline" in await ana.runs("/incident note 7 of 10 hosts are well", two)
    await two.hears("7 of 10 hosts are well")


async def test_confidential(slack: Slack) -> None:
    """A restricted incident exists in no list, status, home or answer, except for the people in its room."""
    ana, ben, eli = slack.person("ana"), slack.person("ben"), slack.person("eli")
    await ana.declares("Leaked records", flags=["restricted"])
    await eli.declares("Open thing")
    await everything_heard(slack, rooms=2)
    room = await slack.room("inc-1-leaked-records")
    general = await slack.room("general", seen_by="eli")
    for verb in (
        "status",
        "take",
        "update",
        "note secret?",
        "decide so",
        "decisions",
        "close done",
        "assign ops @eli",
        "severity SEV1 x",
        "postmortem",
        "retry",
        "times",
    ):
        name, _, words = verb.partition(" ")
        hidden = await eli.runs(f"/incident {name} inc-1 {words}")
        missing = await eli.runs(f"/incident {name} inc-99 {words}")
        assert hidden.replace("1", "99") == missing and "There is no incident 99" in missing, verb
        await eli.sees_no_modal()
    for look in (await eli.runs("/incident list"), await eli.runs("/incident list all")):
        assert "1 open incident" in look or "1 incident" in look
        assert "Leaked" not in look and "INC-1" not in look
    assert "Leaked" not in readable(await eli.home())
    assert not [m for m in await general.messages() if "Leaked" in readable(m)]
    for person in (ana, ben):
        assert "Leaked records" in await person.runs("/incident list")
        assert "[RESTRICTED] INC-1" in await person.runs("/incident status 1")
        assert "Leaked records" in readable(await person.home())

    await ana.does("invite", channel=room.id, user=eli.id)
    await eventually(lambda: sees(eli), "the incident visible to Eli")
    await ben.runs("/incident update inc-1")
    await ben.modal()
    await ben.does("leave", channel=room.id)

    async def hidden_from_ben() -> bool:
        return not await sees(ben)

    await eventually(hidden_from_ben, "the incident invisible to Ben")
    late = await ben.tries(impact="x", actions="y", status="red")
    assert "There is no incident" in str(late["errors"])
    await ben.home()
    await home_without(slack, ben, "Leaked")


async def test_home_once_it_is_over(slack: Slack, settled: Settle) -> None:
    """App Home of somebody who was not there shows what was closed lately, and nothing confidential."""
    ana, dee = slack.person("ana"), slack.person("dee")
    await slack.person("eli").declares("Open thing")
    await ana.declares("Leaked records", flags=["restricted"])
    await everything_heard(slack, rooms=2)
    for number in (1, 2):
        assert "is closed" in await ana.runs(f"/incident close inc-{number} It was a false page")
    await settled()
    shown = readable(await dee.home())
    assert "There is no open incident." in shown and "Closed lately" in shown
    assert "INC-1 Open thing" in shown and "Leaked" not in shown
    assert "INC-2 Leaked records" in readable(await ana.home())
    await everything_heard(slack, rooms=2)


async def declare_seven(person: Person, name: str) -> None:
    """Seven incidents by one person; from the second on one has to insist."""
    for n in range(7):
        await person.runs(f"/incident declare {name} {n}")
        said = await person.submits(severity=f"SEV{n % 3 + 1}", type="data")
        if "Not declared yet" in readable(said["view"]):
            said = await person.submits()
        assert "recorded" in readable(said["view"]) or "is open" in readable(said["view"]), said
        await person.closes()


async def everything_heard(slack: Slack, rooms: int) -> None:
    """So many incidents have their pinned card and announcement; all that was said about them was listened to."""

    async def settled() -> bool:
        cards = len(await slack.calls("pins.add"))
        return cards >= rooms and all(call["ok"] for call in await slack.calls("chat.postMessage"))

    await eventually(settled, f"{rooms} cards")
    incidents = await slack.room("incidents")

    async def announced() -> bool:
        public = len([m for m in await incidents.messages() if incidents.is_bots(m)])
        return public >= rooms - len([c for c in await slack.calls("conversations.create") if private(c)])

    await eventually(announced, f"{rooms} announcements")
    for channel in (await slack.get("as/UANA/channels"))["channels"]:
        listened = Room(slack, slack.person("ana"), channel["id"], channel["name"])
        for message in await listened.messages():
            slack.mark("UANA", listened.id, message["ts"])


def private(call: dict[str, Any]) -> bool:
    """Whether that call opened a private channel."""
    return call["args"].get("is_private") in (True, "1", "true")


async def page(slack: Slack, room: Room, heading: str, number: int) -> str:
    """The newest list in the room, as soon as it shows that page."""

    async def look() -> str | None:
        lists = [m for m in await room.messages() if heading in readable(m)]
        text = readable(lists[-1]) if lists else ""
        if f"Page {number} of " not in text:
            return None
        for message in lists:
            slack.mark("UDEE", room.id, message["ts"])
        return text

    return await eventually(look, f"page {number}")


async def home_page(slack: Slack, person: Person, number: int) -> str:
    """App Home, as soon as it shows that page."""

    async def look() -> str | None:
        view = (await slack.get(f"as/{person.id}/view"))["home"]
        return readable(view) if f"Page {number} of " in readable(view) else None

    return await eventually(look, f"page {number} of App Home")


async def home_without(slack: Slack, person: Person, words: str) -> bool:
    """App Home, as soon as it does not show these words any more."""

    async def look() -> bool:
        view = (await slack.get(f"as/{person.id}/view"))["home"]
        return words not in readable(view)

    return await eventually(look, f"App Home without {words}")


async def sees(person: Person) -> bool:
    """Whether this person finds incident 1."""
    return "There is no incident" not in await person.runs("/incident status inc-1")


def numbers(pages: list[str]) -> list[int]:
    """The incidents on these pages, in order."""
    return [int(n) for text in pages for n in re.findall(r"\*INC-(\d+)\*", text)]
