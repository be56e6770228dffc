"""What is written into files: the post-mortem in all its forms, its canvas, digests with document and chart."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest

from tests.journeys.digesting import MONDAY
from tests.journeys.reviewing import published
from tests.journeys.test_responder_visibility import SECRET
from tests.journeys.visibility.stage import EVERYBODY, INSIDE, LATER, LEFT, MEMBER, NEVER, Stage, told
from tests.journeys.workspace import Room, eventually, readable


@pytest.fixture
def start() -> datetime:
    """A Monday, an hour before digests are due."""
    return MONDAY


async def incident_1(there: Stage, flags: tuple[str, ...]) -> Room:
    """Ana declared it and commands it; Dee came and went, Fay came."""
    ana = there.person(MEMBER)
    await ana.declares(f"{SECRET} nulls", flags=list(flags), seen=f"{SECRET} is seen")
    room = await there.slack.room(f"inc-1-{SECRET.casefold()}-nulls")
    await ana.runs("/incident take", room)
    await there.gathered(room)
    return room


async def test_documents(there: Stage, flags: tuple[str, ...]) -> None:
    """The published post-mortem, each file and the canvas, can be opened by those inside, and of an open one by all."""
    room = await incident_1(there, flags)
    await there.person(MEMBER).runs(f"/incident close {SECRET} is gone", room)
    await published(there.slack, room)
    await there.settled()
    for name in EVERYBODY:
        files = await there.files_of(name)
        may = name in INSIDE or not flags
        endings = {file.rpartition(".")[2] for file in files}
        assert endings == ({"md", "html", "pdf"} if may else set()), name
        assert all(map(told, files.values())), name
        assert len(there.canvases_of(name)) == may and all(map(told, there.canvases_of(name))), name
        if not may:
            said = await there.read_by(name)
            assert not told(said) and room.id not in said, name


async def test_digests(there: Stage, flags: tuple[str, ...]) -> None:
    """Message, document and chart, day by day and week by week: channels and outsiders hear of open incidents only."""
    await incident_1(there, flags)
    await there.settled()
    await there.clock.forward(days=8)
    place = Room(there.slack, there.person(NEVER), "CMLPLATFORM", "ml-platform")

    # Three files of the digests in the channel, one of the own daily one, two more of a weekly one.
    for name, count in ((MEMBER, 6), (NEVER, 6), (LEFT, 4), (LATER, 4)):
        await eventually(partial(has_files, there, name, count), f"{count} files for {name}")
    await there.settled()
    public = "\n".join([readable(message) for message in await place.messages()])
    assert "incident" in public.casefold() and told(public) is not bool(flags)
    assert ("1 open" in public, "1 declared" in public) == (not flags, not flags)
    for name in EVERYBODY:
        may, files = name in INSIDE or not flags, await there.files_of(name)
        assert told(await there.read_by(name, "im")) is may, name
        assert {file.rpartition(".")[2] for file in files} == {"md", "png"}, name
        assert any(map(told, files.values())) is may, name


async def has_files(there: Stage, name: str, count: int) -> bool:
    """Whether this person may open so many files."""
    return len(await there.files_of(name)) == count
