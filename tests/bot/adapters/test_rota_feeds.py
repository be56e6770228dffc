"""Feeds over HTTP: read when they are old, kept when they cannot be read, and never in anybody's way."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from bot.adapters import rota_feeds as module
from bot.adapters.rota_feeds import LONGEST, RotaFeeds
from bot.adapters.rota_reader import RotaReader
from bot.adapters.rota_shifts import NotACalendar
from bot.adapters.webhooks import session
from bot.domain.escalation_rules import Rota
from tests.bot.adapters.rota_texts import PAGERDUTY, feed


@dataclass
class MovedClock:
    """A clock that stands until it is moved."""

    at: datetime = datetime(2026, 11, 21, 7, tzinfo=UTC)

    def now(self) -> datetime:
        """Where it stands."""
        return self.at

    async def sleep(self, seconds: float) -> None:
        """A moment, whatever was asked for; the clock goes on by as much."""
        self.at += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@dataclass
class Exporter:
    """Serves a feed at `url`; `status` other than 200 is answered instead, `asked` counts."""

    url: str = ""
    content: bytes = field(default_factory=lambda: feed(PAGERDUTY))
    status: int = 200
    asked: int = 0

    async def serve(self, request: web.Request) -> web.Response:
        """The feed as it is now."""
        self.asked += 1
        if self.status in (301, 302):
            raise web.HTTPFound(request.path)
        return web.Response(status=self.status, body=self.content, content_type="text/calendar")


@pytest_asyncio.fixture
async def exporter() -> AsyncIterator[Exporter]:
    """A tool that exports a rota."""
    served = Exporter()
    app = web.Application()
    app.router.add_get("/feed/{token}", served.serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    served.url = f"http://127.0.0.1:{runner.addresses[0][1]}/feed/t0ken"
    yield served
    await runner.cleanup()


@pytest_asyncio.fixture
async def clock() -> MovedClock:
    """The time."""
    return MovedClock()


@pytest_asyncio.fixture
async def feeds(exporter: Exporter, clock: MovedClock) -> AsyncIterator[RotaFeeds]:
    """The rota of that exporter, and one that is nowhere."""
    known = {
        "primary": Rota(url=exporter.url, people={"ana@acme.example": "UANA", "Ben Okafor": "UBEN"}),
        "nowhere": Rota(url="http://127.0.0.1:9/feed/t0ken"),
    }
    async with session() as connections:
        yield RotaFeeds(known, "UTC", connections, clock)


async def test_a_copy_is_kept_for_as_long_as_it_is_fresh(
    feeds: RotaFeeds, exporter: Exporter, clock: MovedClock
) -> None:
    """Within its minutes a feed is read once, and who is on call is told by the clock all the same."""
    assert (await feeds.now("primary")).people == ("UANA",)
    clock.at += timedelta(minutes=9)
    assert (await feeds.now("primary")).people == ("UANA",)
    assert exporter.asked == 1
    clock.at += timedelta(days=3)
    assert (await feeds.now("primary")).people == ("UBEN",)
    assert exporter.asked == 2


async def test_an_old_copy_is_better_than_none(
    feeds: RotaFeeds, exporter: Exporter, clock: MovedClock
) -> None:
    """A feed that cannot be read any more is told by its last copy, with a warning that says since when."""
    await feeds.now("primary")
    exporter.status = 503
    clock.at += timedelta(minutes=11)
    told = await feeds.now("primary")
    assert told.people == ("UANA",)
    assert told.problems == (
        "The rota primary cannot be read: it answers 503. Its copy of 2026-11-21 07:00 UTC counts.",
    )
    asked = exporter.asked
    await feeds.now("primary")
    assert exporter.asked == asked, "it is not asked again at once"
    exporter.status = 200
    clock.at += timedelta(minutes=1)
    assert (await feeds.now("primary")).problems == ()


async def test_what_cannot_be_read_is_told_without_its_address(feeds: RotaFeeds, exporter: Exporter) -> None:
    """A feed that is nowhere, elsewhere, too long, a login page or unknown is a sentence that gives no secret away."""
    said = [(await feeds.now("nowhere")).problems[0], (await feeds.now("unknown")).problems[0]]
    assert said[0] == "The rota nowhere cannot be read: it cannot be reached."
    assert said[1] == "The policy does not know the rota unknown any more."


async def test_bad_answers(exporter: Exporter, clock: MovedClock) -> None:
    """Each way in which a feed can be wrong has its words."""
    for status, content, why in (
        (404, b"", "it answers 404"),
        (302, b"", "it leads elsewhere again and again"),
        (200, b"<html>Log in</html>", "what is there is no calendar"),
        (200, b"x" * (LONGEST + 1), "it is longer than 2 MiB"),
    ):
        exporter.status, exporter.content = status, content
        async with session() as connections:
            one = RotaFeeds({"r": Rota(url=exporter.url)}, "UTC", connections, clock)
            assert (await one.now("r")).problems == (f"The rota r cannot be read: {why}.",)


async def test_feeds_are_kept_fresh_beforehand(
    feeds: RotaFeeds, exporter: Exporter, clock: MovedClock
) -> None:
    """While nothing happens copies are renewed, so that there is one when a feed is away in an incident."""
    keeping = asyncio.create_task(feeds.keep_fresh())
    while exporter.asked < 3:
        await asyncio.sleep(0.01)
    keeping.cancel()
    assert clock.at >= datetime(2026, 11, 21, 7, 20, tzinfo=UTC)


async def test_webcal_is_http(exporter: Exporter) -> None:
    """Calendars call their feeds webcal: they are read over HTTPS."""
    assert module.WEBCAL.sub("https:", "webcal://acme.example/feed") == "https://acme.example/feed"


def reader(told: str, seconds: float = 60) -> RotaReader:
    """Reads feeds with this program."""
    return RotaReader(seconds, (sys.executable, "-I", "-c", told))


ENDLESS = "\r\n".join(
    f"BEGIN:VEVENT\r\nUID:{n}\r\nSUMMARY:Zoe\r\nDTSTART:20200101T000000Z\r\n"
    "DURATION:PT1H\r\nRRULE:FREQ=DAILY;INTERVAL=0\r\nEND:VEVENT"
    for n in range(50)
)


async def test_a_feed_that_never_ends_is_ended(exporter: Exporter, clock: MovedClock) -> None:
    """Its process is stopped after some seconds of the processor; the last good copy counts, and others are read."""
    told = "from bot.adapters import rota_work; rota_work.CPU_SECONDS_MOST = 1; rota_work.main()"
    known = {"r": Rota(url=exporter.url, people={"ana@acme.example": "UANA"})}
    good = exporter.content
    async with session() as connections:
        feeds = RotaFeeds(known, "UTC", connections, clock, reader(told))
        assert (await feeds.now("r")).people == ("UANA",)
        exporter.content = good.replace(b"END:VCALENDAR", ENDLESS.encode() + b"\r\nEND:VCALENDAR")
        clock.at += timedelta(minutes=11)
        late = await feeds.now("r")
        assert late.people == ("UANA",)
        why = "its calendar takes too long to be read"
        assert late.problems == (
            f"The rota r cannot be read: {why}. Its copy of 2026-11-21 07:00 UTC counts.",
        )
        exporter.content = good
        clock.at += timedelta(minutes=1)
        assert (await feeds.now("r")).problems == ()


async def test_what_did_not_change_is_not_read_again(
    exporter: Exporter, clock: MovedClock, tmp_path: Path
) -> None:
    """The same bytes are looked at once a day when they are a calendar, and otherwise once a refresh."""
    marks = tmp_path / "marks"
    told = f"open({str(marks)!r}, 'a').write('x'); from bot.adapters import rota_work; rota_work.main()"
    async with session() as connections:
        feeds = RotaFeeds({"r": Rota(url=exporter.url)}, "UTC", connections, clock, reader(told))
        for minutes, times in ((0, 1), (20, 1), (24 * 60, 2)):
            clock.at += timedelta(minutes=minutes)
            await feeds.now("r")
            assert len(marks.read_text("ascii")) == times
        exporter.content = b"<html>Log in</html>"
        for minutes, times in ((11, 3), (1, 3), (1, 3), (10, 4)):
            clock.at += timedelta(minutes=minutes)
            assert "what is there is no calendar" in (await feeds.now("r")).problems[0]
            assert len(marks.read_text("ascii")) == times
    assert exporter.asked > 6


async def test_an_old_copy_reaches_so_far(exporter: Exporter, clock: MovedClock) -> None:
    """Beyond its shifts a copy says nothing, and that is told instead of that nobody is on call."""
    async with session() as connections:
        feeds = RotaFeeds({"r": Rota(url=exporter.url)}, "UTC", connections, clock)
        await feeds.now("r")
        exporter.status = 503
        clock.at += timedelta(days=63)
        assert (await feeds.now("r")).problems == (
            "The rota r cannot be read: it answers 503. Its copy of 2026-11-21 07:00 UTC is too old to count.",
        )


async def test_no_process_can_be_had(clock: MovedClock) -> None:
    """Where no process can be started, or one answers without end, it is a sentence."""
    for work, why in (
        (("no-such-program-anywhere",), "no process could be started"),
        (
            (sys.executable, "-I", "-c", "import sys\nwhile True: sys.stdout.write('x' * 9999)"),
            "is too large",
        ),
        ((sys.executable, "-I", "-c", "import time; time.sleep(600)"), "takes too long to be read"),
    ):
        with pytest.raises(NotACalendar, match=why):
            await RotaReader(1, work).shifts(b"", "UTC", clock.now())
