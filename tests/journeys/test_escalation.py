"""Somebody is alerted, and if nobody answers, the next: over rotas, pagers, crashes and days."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
import pytest_asyncio
from redis import Redis

from bot.app import Bot
from sandbox.server import Sandbox
from tests.journeys.conftest import Settle
from tests.journeys.forked import ForkedBot
from tests.journeys.opening import TITLE, closed, commanded, declared
from tests.journeys.processes import environment
from tests.journeys.receiver import SECRET
from tests.journeys.standby import ROUTING_KEY, Outside, configured, outside
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable


@pytest_asyncio.fixture
async def standby(clock: MovedClock) -> AsyncIterator[Outside]:
    """The rota's feed, in which Ben is on call, and the pagers."""
    async with outside() as served:
        served.shifts = [("Ben Okafor", clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=8))]
        yield served


@pytest.fixture
def config(tmp_path: Path, standby: Outside) -> Path:
    """The demo's configuration with an escalation."""
    return configured(tmp_path / "config", standby.url)


@pytest_asyncio.fixture
async def office(sandbox: Sandbox, bot: Bot) -> AsyncIterator[Slack]:
    """The workspace; what the bot says about anything but alerts is heard elsewhere."""
    async with aiohttp.ClientSession() as session:
        yield Slack(sandbox.url, session)


async def alerted(slack: Slack, *names: str) -> None:
    """These people were told directly."""
    for name in names:
        await (await slack.direct(name)).hears("You are alerted")


async def first_level(slack: Slack) -> Room:
    """A SEV2 is declared, and Ben is alerted, who is on call."""
    room = await commanded(slack)
    await room.hears("level 1 of 3, On-call")
    await alerted(slack, "ben")
    return room


async def acknowledges(slack: Slack, name: str) -> None:
    """By the button in the direct message, which says that it was heard."""
    direct = await slack.direct(name)
    await slack.person(name).clicks("acknowledge_escalation", direct)
    await direct.hears("you have it")


async def shown_anew(room: Room, was: str, words: str) -> None:
    """The message that said `was` says these words by now, and has no control that acknowledges."""

    async def look() -> bool:
        told = [each for each in await room.messages() if was in readable(each)]
        quiet = [each for each in told if "acknowledge_escalation" not in str(each)]
        return any(words in readable(each).replace("*", "") for each in quiet)

    await eventually(look, f"{words} in {room.name}")


async def test_the_first_level_answers(
    slack: Slack, standby: Outside, clock: MovedClock, settled: Settle
) -> None:
    """The rota's person is told directly, brought in and paged; acknowledging stops the ladder and the pager."""
    room = await first_level(slack)
    await standby.heard(1)
    assert standby.events[0]["event_action"] == "trigger"
    assert standby.events[0]["payload"]["summary"] == f"Incident 1, SEV2: {TITLE}"
    await room.card("Alerted:* On-call <@UBEN>")
    assert "UBEN" in (await room.state())["members"]
    await acknowledges(slack, "ben")
    await room.hears("<@UBEN> has it")
    await shown_anew(room, "level 1 of 3", "Acknowledged by <@UBEN>")
    await shown_anew(await slack.direct("ben"), "You are alerted", "Acknowledged by <@UBEN>")
    await standby.heard(2)
    assert standby.events[1]["event_action"] == "acknowledge"
    assert not standby.ringing
    await room.card("Acknowledged:* <@UBEN>")
    await settled()
    await clock.forward(minutes=11)
    await settled()
    assert len(standby.events) == 2


async def test_the_end(office: Slack, standby: Outside, clock: MovedClock, settled: Settle) -> None:
    """Closing ends the waiting: the pager puts its alarm away, and whoever was asked reads that it is over."""
    room = await first_level(office)
    await standby.heard(1)
    await closed(office, room)
    await standby.heard(2)
    assert standby.events[1]["event_action"] == "resolve"
    await shown_anew(await office.direct("ben"), "You are alerted", "The incident is closed")
    await shown_anew(room, "level 1 of 3", "The incident was closed before")
    await settled()
    await clock.forward(minutes=30)
    await settled()
    assert "UCHI" not in (await room.state())["members"]


async def test_a_drill(office: Slack, standby: Outside, clock: MovedClock, settled: Settle) -> None:
    """A drill says whom it would alert by their number, tells nobody outside its room, and asks no pager."""
    ana = office.person("ana")
    # Ben is a responder, and may be in the room by the time at which it is known who is on call.
    standby.shifts = [("Fay", first, last) for _, first, last in standby.shifts]
    await clock.forward(minutes=2)
    await ana.runs(f"/incident declare {TITLE}")
    await ana.submits(severity="SEV2", type="data", flags=["drill"])
    await ana.closes()
    room = await office.room("inc-1-feature-store-is-stale")
    told = readable(await room.hears("level 1 of 3, On-call"))
    assert "1 who are not here is not told, and no pager is asked (duty)" in told
    await settled()
    await clock.forward(minutes=10)
    assert "2 who are not here are not told" in readable(await room.hears("level 2 of 3, Leads"))
    await ana.clicks("acknowledge_escalation", room)
    await room.hears("<@UANA> has it")
    await settled()
    assert standby.events == [] and standby.alarms == []
    assert await office.calls("conversations.open") == []


async def test_a_restricted_incident(office: Slack, standby: Outside, settled: Settle) -> None:
    """Its pager shows a number and a severity, and only those hear of it directly whom Slack let in."""
    ana = office.person("ana")
    await ana.runs("/incident declare Mails of customers in the logs")
    await ana.submits(severity="SEV2", type="data", flags=["restricted"])
    await ana.closes()
    room = await office.room("inc-1-mails-of-customers-in-the-logs")
    await room.hears("level 1 of 3, On-call")
    await standby.heard(1)
    assert standby.events[0]["payload"]["summary"] == "Incident 1, SEV2"
    assert "Mails" not in str(standby.events) and "level_title" not in str(standby.events)
    await alerted(office, "ben")
    await acknowledges(office, "ben")
    await room.hears("<@UBEN> has it")


async def test_who_is_on_call(office: Slack, standby: Outside) -> None:
    """`/incident oncall` shows every path, level by level, with rotas followed and pagers named."""
    said = await told_later(office, "/incident oncall")
    assert "1. On-call: <@UBEN> and pager duty · 10 min" in said
    assert "Data governance" in said and "3. Head of ML: <@UDEE> and pager sirens" in said
    only = await told_later(office, "/incident oncall vendor")
    assert "Vendor" in only and "Leads" not in only


async def told_later(slack: Slack, text: str) -> str:
    """What Ana is told after the ack of a command."""
    ana = slack.person("ana")
    before = {message["ts"] for message in await private(slack)}
    await ana.runs(text)

    async def look() -> str:
        return "\n".join(readable(each) for each in await private(slack) if each["ts"] not in before)

    return await eventually(look, f"an answer to {text}")


async def private(slack: Slack) -> list[dict[str, Any]]:
    """What only Ana sees in #general."""
    told = await slack.get("as/UANA/channels/CGENERAL/messages")
    return [message for message in told["messages"] if message.get("ephemeral")]


async def test_days_with_another_clock(
    office: Slack, standby: Outside, clock: MovedClock, settled: Settle
) -> None:
    """Over the night in which Vienna's clocks go back, every shift that begins at nine there is the right person's."""
    vienna = ZoneInfo("Europe/Vienna")
    start = datetime(2027, 10, 30, 12, tzinfo=UTC)
    await clock.forward(minutes=(start - clock.now()).total_seconds() / 60)
    nine = [datetime(2027, 10, day, 9, tzinfo=vienna) for day in (30, 31)]
    last = datetime(2027, 11, 1, 9, tzinfo=vienna)
    standby.shifts = [("Ben Okafor", nine[0], nine[1]), ("Fay", nine[1], last)]
    await clock.forward(minutes=2)
    assert "<@UBEN>" in await told_later(office, "/incident oncall SEV2")
    # 07:30 UTC is half past nine in summer, and half past eight in winter.
    half = datetime(2027, 10, 31, 7, 30, tzinfo=UTC)
    await clock.forward(minutes=(half - clock.now()).total_seconds() / 60)
    assert "<@UBEN>" in await told_later(office, "/incident oncall SEV2")
    await clock.forward(hours=1)
    room = await declared(office)
    assert "<@UFAY>" in readable(await room.hears("level 1 of 3, On-call"))
    await settled()
    await clock.forward(days=1)
    await room.hears("level 2 of 3, Leads")


async def test_nobody_answers(office: Slack, standby: Outside, clock: MovedClock, settled: Settle) -> None:
    """Level after level is alerted at its time, each is told from when on, and the end is said loudly."""
    slack = office
    room = await first_level(slack)
    await settled()
    await clock.forward(minutes=10)
    await room.hears("Nobody has acknowledged in time")
    await shown_anew(room, "level 1 of 3", "Nobody answered in time; the next level was alerted: Leads")
    await alerted(slack, "chi", "eli")
    await settled()
    await clock.forward(minutes=15)
    await room.hears("level 3 of 3, Head of ML")
    await alerted(slack, "dee")
    await standby.alarmed(1)
    assert standby.alarms[0]["purpose"] == "alarm"
    await settled()
    await clock.forward(minutes=20)
    await room.hears("Nobody has answered, and no level is left")
    await (await slack.direct("ana")).hears("nobody has answered")
    await room.card("Nobody answered the alert")
    await acknowledges(slack, "dee")
    await room.hears("<@UDEE> has it")
    for name in ("ben", "chi", "eli"):
        await (await slack.direct(name)).hears("<@UDEE> has it")
    await standby.alarmed(2)
    assert not standby.ringing


async def test_nobody_is_there(office: Slack, standby: Outside, clock: MovedClock) -> None:
    """An empty rota and a dead pager are said at once, and the next level is alerted at once."""
    slack = office
    standby.shifts, standby.pager_status = [], 400
    await clock.forward(minutes=2)
    room = await declared(slack)
    await room.hears("Nobody is on call now by the rota ranking")
    await room.hears("did not take the alarm")
    await room.hears("reached nobody")
    await alerted(slack, "chi", "eli")


async def test_a_deactivated_person(
    office: Slack, standby: Outside, clock: MovedClock, settled: Settle
) -> None:
    """Somebody who has left is named in the room and not waited for; whoever else is at that level is told."""
    slack = office
    await slack.post("people/UELI", deleted=True)
    room = await first_level(slack)
    await settled()
    await clock.forward(minutes=10)
    await room.hears("The account of <@UELI> is deactivated")
    await alerted(slack, "chi")


async def test_a_feed_that_is_away(
    office: Slack, standby: Outside, clock: MovedClock, settled: Settle
) -> None:
    """The last copy of the rota counts, and the room is told that it is old."""
    slack = office
    await slack.person("ana").runs("/incident oncall")
    standby.feed_status = 503
    await clock.forward(hours=2)
    room = await declared(slack)
    await room.hears("The rota ranking cannot be read: it answers 503. Its copy of")
    await alerted(slack, "ben")


async def test_two_presses_at_once(office: Slack, standby: Outside) -> None:
    """Of two who acknowledge in the same moment one has it, and the other is told who."""
    slack = office
    room = await first_level(slack)
    asks = next(each for each in await room.messages() if "acknowledge_escalation" in str(each))
    press = {"channel": room.id, "ts": asks["ts"], "action_id": "acknowledge_escalation"}
    await asyncio.gather(*(slack.person(name).does("click", **press) for name in ("ana", "ben")))
    said = await room.hears("Acknowledged:")
    assert ("<@UANA>" in readable(said)) != ("<@UBEN>" in readable(said))


async def test_a_concern_by_words(office: Slack, standby: Outside) -> None:
    """Data governance has its own path beside the severity's: asked for in words, or in the modal."""
    slack = office
    room = await first_level(slack)
    ana = slack.person("ana")
    said = await ana.runs("/incident escalate data governance Mails of customers in the logs", room)
    assert "Data governance is being alerted" in said
    told = await room.hears("Data governance: level 1 of 1")
    assert "Why: Mails of customers in the logs" in readable(told)
    await alerted(slack, "dee")
    await ana.runs("/incident escalate", room)
    await ana.submits(concern="vendor", reason="Their API is slow <!channel>")
    await room.hears("Vendor: level 1 of 2")
    await (await slack.direct("ben")).hears("Their API is slow <!channel>")
    said = await ana.runs("/incident ack", room)
    assert "You were not alerted here" in said and "SEV2 (On-call), Data governance (Privacy), Vendor" in said
    assert "Data governance: you have it" in await slack.person("dee").runs("/incident ack", room)
    await room.hears("<@UDEE> has it (Data governance)")
    assert "Nothing by that name" in await ana.runs("/incident ack nothing", room)
    assert "Vendor: you have it" in await ana.runs("/incident ack vendor", room)
    await room.hears("<@UANA> has it (Vendor)")
    assert "SEV2: you have it" in await ana.runs("/incident ack sev2", room)
    await room.hears("<@UANA> has it, after")


async def test_it_gets_worse(office: Slack, standby: Outside) -> None:
    """A worse severity alerts its own path, and the pager of the one before puts its alarm away."""
    slack = office
    room = await first_level(slack)
    await standby.heard(1)
    await slack.person("ana").runs("/incident severity SEV1 Everyone is hit", room)
    await room.hears("level 1 of 1, Everyone")
    await alerted(slack, "chi", "dee")
    await standby.heard(3)
    assert len(standby.ringing) == 1
    await shown_anew(await slack.direct("ben"), "You are alerted", "whoever is on its own path is alerted")
    await acknowledges(slack, "chi")
    await standby.heard(4)
    assert not standby.ringing


@pytest.mark.parametrize("start", [None], ids=["now"])
async def test_killed_between_the_page_and_its_report(
    sandbox: Sandbox, redis_url: str, config: Path, standby: Outside, tmp_path: Path
) -> None:
    """Kill -9 when PagerDuty has taken the alarm: it is asked again under the same key, and people are told once."""
    bot = ForkedBot(
        environment(sandbox.api_url, redis_url, config, TOCSIN_WEBHOOK_SECRET=SECRET),
        tmp_path / "log",
    )
    killed: list[bool] = []

    def kill() -> None:
        if not killed:
            killed.append(True)
            bot.kill()

    standby.then = kill
    # A process of its own reads the machine's clock.
    now = datetime.now(UTC)
    standby.shifts = [("Ben Okafor", now - timedelta(hours=1), now + timedelta(hours=8))]
    async with aiohttp.ClientSession() as session, bot.watched():
        slack = Slack(sandbox.url, session)
        await slack.person("ana").runs(f"/incident declare {TITLE}")
        await slack.person("ana").submits(severity="SEV2", type="data")
        room = await slack.room("inc-1-feature-store-is-stale")
        await standby.heard(2)
        await room.hears("level 1 of 3, On-call")
        await alerted(slack, "ben")
        await acknowledges(slack, "ben")
        await room.hears("<@UBEN> has it")
        await standby.heard(3)
        assert bot.starts == 2
        assert standby.events[0] == standby.events[1]
        assert not standby.ringing
        told = [readable(message) for message in await (await slack.direct("ben")).messages()]
        assert sum("You are alerted" in each for each in told) == 1
    written = (tmp_path / "log").read_text("utf-8")
    assert "t0ken" not in written and ROUTING_KEY not in written


async def test_secrets_stay_in_the_policy(
    office: Slack, standby: Outside, redis_url: str, settled: Settle
) -> None:
    """Neither the store nor Slack ever holds the address of a feed or of a pager, or its key."""
    standby.pager_status = 400
    room = await declared(office)
    await room.hears("did not take the alarm")
    await settled()
    with Redis.from_url(redis_url) as client:
        kept = b"".join(client.dump(key) or b"" for key in client.scan_iter("*"))
        history = b"".join(
            body for _, fields in client.xrange("{tocsin}:incident:1") for body in fields.values()
        )
    said = str(await room.messages()).encode()
    for secret in (b"t0ken", ROUTING_KEY.encode(), standby.url.encode()):
        assert secret not in kept + history + said
