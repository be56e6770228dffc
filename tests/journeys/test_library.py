"""Past incidents: offered where they help, found by words, read; and kept for as long as somebody says."""

from __future__ import annotations

import asyncio
import re
import threading
from concurrent.futures import ThreadPoolExecutor

from tests.journeys.conftest import Settle
from tests.journeys.workspace import Room, Slack, eventually, readable

TITLE = "Nulls in price features"


async def over(slack: Slack, settled: Settle, title: str, **said: object) -> Room:
    """An incident that Ana declared and closed."""
    ana = slack.person("ana")
    await ana.declares(title, **said)
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    number = max([int(n) for n in re.findall(r"INC-(\d+)", await ana.runs("/incident list all"))], default=1)
    room = await slack.room(f"inc-{number}-{slug}")
    await settled()
    await ana.runs("/incident take", room)
    await ana.runs("/incident close", room)
    await ana.submits(verified="Prices are back")
    await settled()
    await everything(slack)
    return room


async def everything(slack: Slack) -> None:
    """Whatever was said until now is not what this journey is about."""
    for name in ("ana", "ben", "chi", "dee", "eli", "fay"):
        person = slack.person(name)
        for channel in (await slack.get(f"as/{person.id}/channels"))["channels"]:
            room = Room(slack, person, channel["id"], channel["name"])
            for message in await room.messages():
                slack.mark(person.id, room.id, message["ts"])


async def test_seen_before(slack: Slack, settled: Settle) -> None:
    """Declaring something like a past incident shows it in the room, with a button that tells what is known of it."""
    await over(slack, settled, TITLE, model="ranker")
    ben = slack.person("ben")
    await ben.declares("Null prices again", model="ranker")
    room = await slack.room("inc-2-null-prices-again", seen_by="ben")
    said = readable(await room.hears("This looks like what was here before"))
    assert "*INC-1* Nulls in price features" in said and "Alike: " in said and "same model: ranker" in said
    await settled()
    await everything(slack)
    await ben.clicks("read_past:1", room)
    page = await ben.modal()
    assert "Past incident" in readable(page) and TITLE in readable(page)
    await ben.closes()
    assert "*INC-1*" in await ben.runs("/incident similar", room)


async def test_nothing_like_it(slack: Slack, settled: Settle) -> None:
    """What resembles nothing is declared in silence, and who asks is told that there is nothing."""
    await over(slack, settled, TITLE, model="ranker")
    ben = slack.person("ben")
    await ben.declares("Captions stop at noon")
    room = await slack.room("inc-2-captions-stop-at-noon", seen_by="ben")
    await settled()
    assert not [m for m in await room.messages() if "looks like" in readable(m)]
    assert "No past incident is much like INC-2" in await ben.runs("/incident similar", room)
    await everything(slack)


async def test_search(slack: Slack, settled: Settle) -> None:
    """Words and filters find incidents, misspelt or not; pages turn in place; what is not understood is said."""
    await slack.person("ana").declares("Stale features 0", model="ranker")
    await settled()
    await everything(slack)
    eli, general = slack.person("eli"), await slack.room("general", seen_by="eli")
    assert "*INC-1* Stale features 0" in await eli.runs("/incident search stal featurs")
    assert "*INC-1* Stale features 0" in await eli.runs("/incident search modle:rankr")
    assert "Nothing fits" in await eli.runs("/incident search zeppelin")
    said = await eli.runs("/incident search severity:purple")
    assert "means nothing here" in said and "SEV1" in said
    assert "Please add the words" in await eli.runs("/incident search")
    assert "*INC-1*" in await eli.runs("/incident search inc-1")
    await eli.runs("/incident search stale")
    await eli.clicks("read_past:1", general)
    assert "Stale features 0" in readable(await eli.modal())


async def test_a_long_search(slack: Slack, settled: Settle) -> None:
    """What takes longer than Slack waits is found all the same, and said after the acknowledgement."""
    await slack.person("ana").declares("Stale features 0", model="ranker")
    await settled()
    await everything(slack)
    eli, general = slack.person("eli"), await slack.room("general", seen_by="eli")
    going_on = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        asyncio.get_running_loop().set_default_executor(pool)
        pool.submit(going_on.wait)
        try:
            assert await eli.runs("/incident search stale") == ""
        finally:
            going_on.set()
        await general.hears("*INC-1* Stale features 0")


async def test_hold(slack: Slack, settled: Settle) -> None:
    """The commander places a legal hold, which the room hears and the card shows, and lifts it; others may not."""
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.declares(TITLE)
    room = await slack.room("inc-1-nulls-in-price-features")
    await ana.runs("/incident take", room)
    await settled()
    await everything(slack)
    assert "A legal hold is placed and lifted by" in await ben.runs("/incident hold #1 Court")
    assert "Nothing of INC-1 is deleted" in await ana.runs("/incident hold The court asks", room)
    assert "The court asks" in readable(await room.hears("Legal hold"))
    await room.card("legal hold*: The court asks")
    assert "The hold on INC-1 is lifted" in await ana.runs("/incident unhold Settled", room)
    await room.hears("The legal hold is lifted")

    async def bare() -> bool:
        return "legal hold" not in readable(await room.card())

    await eventually(bare, "a card without a hold")
