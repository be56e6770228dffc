"""Digests go out by themselves: once a day and place, late when nobody was there, never with what is confidential."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.app import Bot
from bot.domain import workspace
from bot.domain.digest_log import DigestGivenUp, DigestSent
from bot.domain.workspace import WORKSPACE, WorkspaceRecorded
from tests.journeys.conftest import Settle, StartBot
from tests.journeys.digesting import MONDAY, PLACE, configured, overhear, place, until
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable

EVERYDAY: dict[str, Any] = {"daily": {"at": "09:00", "channels": [PLACE], "people": ["UFAY"]}}
BOTH: dict[str, Any] = {**EVERYDAY, "weekly": {"day": 0, "at": "09:30", "channels": [PLACE]}}
ONLY_CHANNEL: dict[str, Any] = {"daily": {"at": "09:00", "channels": [PLACE]}}


@pytest_asyncio.fixture
async def clock() -> MovedClock:
    """A clock that begins on a Monday, an hour before digests are due."""
    moved = MovedClock()
    await until(moved, MONDAY)
    return moved


@pytest.fixture
def digests() -> dict[str, Any]:
    """What the team wants."""
    return ONLY_CHANNEL


@pytest.fixture
def config(tmp_path: Path, digests: dict[str, Any]) -> Path:
    """The team's configuration."""
    return configured(tmp_path / "config", digests)


async def history(bot: Bot) -> list[WorkspaceRecorded]:
    """What the workspace recorded."""
    return [workspace.from_json(text) for text in await bot.store.load(WORKSPACE)]


async def said(room: Room, words: str) -> list[str]:
    """Messages of the bot in the channel that begin with these words."""
    texts = [readable(message) for message in await room.messages() if room.is_bots(message)]
    return [text for text in texts if words in text[:120]]


async def files_under(slack: Slack, room: Room, message: dict[str, Any]) -> list[str]:
    """The names of the files under this message, as soon as they are there, which are heard by that."""

    async def look() -> list[dict[str, Any]]:
        return [
            reply
            for reply in await room.messages()
            if reply.get("thread_ts") == message["ts"] and reply.get("files")
        ]

    replies = await eventually(look, f"files in {room.name}")
    for reply in replies:
        for person in ("UANA", "UBEN", "UELI", "UFAY"):
            slack.mark(person, room.id, reply["ts"])
    return [file["name"] for reply in replies for file in reply["files"]]


async def opened(slack: Slack, title: str, number: int, **values: Any) -> Room:
    """Ana declares an incident; its room, all that was said there heard."""
    ana = slack.person("ana")
    await ana.declares(title, **values)
    room = await slack.room(f"inc-{number}-{title.casefold().replace(' ', '-')}")
    await room.card()
    return room


async def test_once_a_day(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """Every business day at its time the channel is told, once the bot is in it, and the document lies under that."""
    room = await place(slack)
    await until(clock, MONDAY + timedelta(hours=1))
    await settled()
    heard = await room.hears("Incidents, Monday 1 March 2027")
    assert "No incident is open" in readable(heard)
    came = [each for each in await room.messages() if each.get("subtype") == "channel_join"]
    assert came and came[-1]["ts"] < heard["ts"]
    assert await files_under(slack, room, heard) == ["incidents-daily-2027-03-01.pdf"]
    await clock.forward(hours=3)
    await settled()
    await until(clock, MONDAY + timedelta(days=1, hours=1))
    await settled()
    heard = await room.hears("Incidents, Tuesday 2 March 2027")
    assert await files_under(slack, room, heard) == ["incidents-daily-2027-03-02.pdf"]
    assert len(await said(room, "Incidents, ")) == 2
    kinds = [recorded.event.kind for recorded in await history(bot)]
    assert kinds == ["digests_planned", *["digest_begun", "digest_sent", "digest_shared"] * 2]


async def test_what_stands_in_it(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """Open incidents come with what changed since, each change leading to its message, and what is overdue."""
    room = await opened(slack, "Feature store is stale", 1, model="ranker")
    ana, channel = slack.person("ana"), await place(slack)
    await ana.clicks("take_command", room)
    await ana.runs("/incident update", room)
    await ana.submits(impact="Ranking is stale", actions="Rolling back", eta="", status="red", audiences=[])
    await settled()
    await until(clock, MONDAY + timedelta(hours=2, minutes=30))
    await settled()
    heard = await channel.hears("Incidents, Monday")
    assert "(sent late)" in readable(heard)
    await files_under(slack, channel, heard)
    print(readable(heard))
    assert "1 open" in readable(heard) and "INC-1* Feature store is stale" in readable(heard)
    await overhear(slack, room)


@pytest.mark.parametrize("digests", [BOTH])
async def test_weekly(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """Once a week come measures with their n, what is compared, and a chart as a picture with words for it."""
    await opened(slack, "Feature store is stale", 1)
    await until(clock, MONDAY + timedelta(days=7, hours=1, minutes=30))
    await settled()
    channel, fay = await place(slack), await slack.direct("fay")
    daily = await channel.hears("Incidents, Monday 8 March")
    weekly = await channel.hears("Incidents of the week 2027-03-01 to 2027-03-07")
    told = readable(weekly)
    assert "1 declared · 0 closed · 1 open now" in told and "SEV2: 1 (0)" in told
    assert "From being detected to contained: no case; before: no case" in told
    names = await files_under(slack, channel, weekly)
    assert names == ["incidents-weekly-2027-03-08.pdf", "incidents-weekly-2027-03-08.png"]
    await files_under(slack, channel, daily)
    await files_under(slack, fay, await fay.hears("Incidents, Monday 8 March"))
    await overhear(slack, await slack.room("inc-1-feature-store-is-stale"))
    uploads = await slack.calls("files.getUploadURLExternal")
    assert any("1 Mar" in str(call) or "01 Mar" in str(call) for call in uploads), (
        "the picture says what it shows"
    )


async def test_weekend(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """On a weekend nothing goes out; on Monday the digest tells what changed since Friday's."""
    room = await place(slack)
    for days in (4, 5, 6, 7):
        await until(clock, MONDAY + timedelta(days=days, hours=1))
        await settled()
    friday = await room.hears("Incidents, Friday 5 March 2027")
    monday = await room.hears("Incidents, Monday 8 March 2027")
    for each in (friday, monday):
        await files_under(slack, room, each)
    begun = [each.event for each in await history(bot) if each.event.kind == "digest_begun"]
    assert [event.day.isoformat() for event in begun] == ["2027-03-05", "2027-03-08"]
    assert begun[1].since == begun[0].due


class TestHoliday:
    """A team in Vienna, where Easter Monday of 2027 is the 29th of March and summer time began the day before."""

    @pytest.fixture
    def config(self, tmp_path: Path) -> Path:
        """Theirs."""
        business = {"days": [0, 1, 2, 3, 4], "holidays": {"country": "AT"}}
        rules = {**ONLY_CHANNEL, "weekly": {"day": 0, "at": "09:30", "channels": [PLACE]}}
        return configured(tmp_path / "config", rules, timezone="Europe/Vienna", business=business)

    async def test_holiday(self, slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
        """A holiday is no business day: digests come on Tuesday, at the times of the clocks' new time."""
        room = await place(slack)
        await until(clock, datetime(2027, 3, 27, 12, tzinfo=UTC))
        await settled()
        before = await said(room, "Incidents")
        for hour in (7, 8):
            await until(clock, datetime(2027, 3, 29, hour, 31, tzinfo=UTC))
            await settled()
        assert await said(room, "Incidents") == before
        await until(clock, datetime(2027, 3, 30, 7, 1, tzinfo=UTC))
        await settled()
        assert await said(room, "Incidents, Tuesday 30 March 2027")
        assert not await said(room, "Incidents of the week 2027-03-23")
        await until(clock, datetime(2027, 3, 30, 7, 31, tzinfo=UTC))
        await settled()
        assert await said(room, "Incidents of the week 2027-03-23 to 2027-03-29")
        await overhear(slack, room)


async def test_after_downtime(
    slack: Slack, clock: MovedClock, start_bot: StartBot, bot: Bot, settled: Settle
) -> None:
    """When nobody was there for days, only the latest digest goes out, once, late, saying for which day."""
    room = await place(slack)
    await until(clock, MONDAY + timedelta(days=3, hours=5))
    await settled()
    await settled()
    late = await room.hears("Incidents, Thursday 4 March 2027")
    assert "(sent late)" in readable(late)
    await files_under(slack, room, late)
    assert len(await said(room, "Incidents, ")) == 1


async def test_two_bots(
    slack: Slack, clock: MovedClock, start_bot: StartBot, bot: Bot, settled: Settle
) -> None:
    """Two bots send one digest."""
    await start_bot()
    room = await place(slack)
    for day in range(3):
        await until(clock, MONDAY + timedelta(days=day, hours=1))
        await asyncio.gather(*(bot.heartbeat.beat() for _ in range(3)))
        await settled()
    for name in ("Monday", "Tuesday", "Wednesday"):
        await files_under(slack, room, await room.hears(f"Incidents, {name}"))
    assert len(await said(room, "Incidents, ")) == 3


@pytest.mark.parametrize("digests", [EVERYDAY])
async def test_slack_away(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """While Slack answers nothing the digest waits, and afterwards it stands in each place once."""
    await slack.fault("chat.postMessage", "lost", times=1)
    await slack.fault("chat.postMessage", "error", error="fatal_error", times=2)
    await until(clock, MONDAY + timedelta(hours=1))

    async def everywhere() -> bool:
        await clock.forward(minutes=1)
        kinds = [each.event for each in await history(bot)]
        return sum(isinstance(each, DigestSent) for each in kinds) == 2

    await eventually(everywhere, "both places to be told")
    await settled()
    room, fay = await place(slack), await slack.direct("fay")
    for each in (room, fay):
        await files_under(slack, each, await each.hears("Incidents, Monday"))
        assert len(await said(each, "Incidents, ")) == 1


@pytest.mark.parametrize(
    "digests", [{"daily": {"at": "09:00", "channels": ["CGONE", PLACE], "people": ["UELI"]}}]
)
async def test_places_that_are_gone(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """Who cannot be reached keeps nobody else from being told, is recorded, and is told of with the next digest."""
    await slack.post("people/UELI", deleted=True)
    room = await place(slack)
    await until(clock, MONDAY + timedelta(hours=1))
    await settled()
    first = await room.hears("Incidents, Monday")
    assert "did not reach" not in readable(first)
    lost = [each.event for each in await history(bot) if isinstance(each.event, DigestGivenUp)]
    assert {(each.place, each.reason) for each in lost} == {
        ("CGONE", "channel_not_found"),
        ("UELI", "user_disabled"),
    }
    await slack.post("people/UELI", deleted=False)
    await until(clock, MONDAY + timedelta(days=1, hours=1))
    await settled()
    second = await room.hears("Incidents, Tuesday")
    assert "The digest did not reach <#CGONE> on Monday 1 March 2027: the channel is gone" in readable(second)
    assert "<@UELI> on Monday" in readable(second) and "tocsin check" in readable(second)
    eli = await slack.direct("eli")
    await files_under(slack, eli, await eli.hears("Incidents, Tuesday"))
    for each in (first, second):
        await files_under(slack, room, each)


@pytest.mark.parametrize("digests", [{**ONLY_CHANNEL, "when_empty": "nothing"}])
async def test_silence(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """A team that wants no word when there is nothing to tell gets none, and it is not made up for later."""
    room = await place(slack)
    await until(clock, MONDAY + timedelta(hours=1))
    await settled()
    await opened(slack, "Feature store is stale", 1)
    await clock.forward(minutes=10)
    await settled()
    assert await said(room, "Incidents") == []
    await overhear(slack, await slack.room("inc-1-feature-store-is-stale"))


@pytest.mark.parametrize(
    "digests",
    [{"daily": {"at": "09:00", "channels": [PLACE], "people": ["UFAY", "UBEN"]}, "count_restricted": True}],
)
async def test_confidential(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """A channel is told how many confidential incidents are open and nothing else; a person of those they are in."""
    ana = slack.person("ana")
    await ana.declares("Leaked names", flags=["restricted"])
    secret = await slack.room("inc-1-leaked-names")
    await ana.does("invite", channel=secret.id, user="UBEN")
    await settled()
    await until(clock, MONDAY + timedelta(hours=1))
    await settled()
    room, ben, fay = await place(slack), await slack.direct("ben"), await slack.direct("fay")
    told = {}
    for each in (room, ben, fay):
        heard = await each.hears("Incidents, Monday")
        told[each.name] = readable(heard)
        await files_under(slack, each, heard)
    assert "Confidential incidents that are open: 1" in told[room.name]
    assert "Leaked names" in told[ben.name]
    assert not any(word in told[each.name] for each in (room, fay) for word in ("Leaked", "INC-1"))
    assert "onfidential" not in told[fay.name]
    await overhear(slack, secret)


async def test_drills_are_left_out(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """A drill is in no digest."""
    await slack.person("ana").declares("Practice", flags=["drill"])
    await until(clock, MONDAY + timedelta(hours=1))
    await settled()
    room = await place(slack)
    heard = await room.hears("nothing to tell")
    await files_under(slack, room, heard)
    await overhear(slack, await slack.room("inc-1-practice"))
