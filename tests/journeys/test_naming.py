"""Which incident a verb acts on, when one is named in another's room."""

from __future__ import annotations

from bot.app import Bot
from tests.journeys.conftest import Settle
from tests.journeys.opening import commanded
from tests.journeys.workspace import MovedClock, Slack


async def test_another_incident(slack: Slack, bot: Bot, clock: MovedClock, settled: Settle) -> None:
    """The incident that is named is acted on, never the room's in its place; what names none changes nothing."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await clock.forward(minutes=11)
    await ana.declares("Second thing")
    second_room = await slack.room("inc-2-second-thing")
    await second_room.card("Second thing")
    await (await slack.room("incidents")).hears("Second thing")
    await settled()
    before = await bot.store.load(1)
    for words in (
        "close inc-0 all good",
        "severity INC-1.5 SEV3 mild",
        "hold inc-99999999999999999999 because",
    ):
        assert f"There is no incident “{words.split()[1]}”" in await ana.runs(f"/incident {words}", room)
    assert "There is no incident “1.5”" in await ana.runs("/incident status 1.5", room)
    await ana.runs("/incident close INC-2: back to normal", room)
    await second_room.hears("is closed")
    await second_room.hears("Review of INC-2")
    assert "Second thing" in await ana.runs("/incident status\u00a0inc-2.", room)
    assert await ana.runs("/incident note\n2 % of requests fail", room) == "It is on the timeline."
    await room.hears("2 % of requests fail")
    await settled()
    first, second = [await bot.queries.incident(number, "UANA") for number in (1, 2)]
    assert first is not None and second is not None
    assert (first.open, second.open) == (True, False)
    assert len(await bot.store.load(1)) == len(before) + 1
