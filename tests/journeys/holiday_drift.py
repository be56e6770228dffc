"""The holiday-drift case (domain §16), played by four people in the demo workspace from the alert to the post-mortem.

`python -m tests.journeys.holiday_drift` plays it and writes `docs/examples/holiday-drift.md`. Its clock stands still
between the steps, so that the document is the same every time.
"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from bot.adapters.embedded import EmbeddedRedis
from bot.app import running
from bot.export import export
from bot.settings import StoreSettings, read_settings
from sandbox.server import Sandbox
from tests.journeys.opening import owner_asked
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, outbox_rests

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "holiday-drift.md"
BEGINS = datetime(2026, 12, 28, 8, 0, tzinfo=UTC)
"""The Monday after the holidays, 08:00 UTC."""


class StoryClock(MovedClock):
    """Time as the story tells it: it stands still until it is moved."""

    def __init__(self) -> None:
        super().__init__()
        self.redis_url = ""

    def now(self) -> datetime:
        """The present moment of the story, in UTC."""
        return BEGINS + self._added

    async def forward(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Move on, once everything that was to be told has been told."""
        await eventually(self._quiet, "an empty outbox")
        await super().forward(minutes=minutes, hours=hours, days=days)

    async def _quiet(self) -> bool:
        return await outbox_rests(self.redis_url, self.now().timestamp())


async def play(slack: Slack, clock: MovedClock) -> Room:
    """The whole incident; returns its room."""
    room = await _alert(slack, clock)
    await _triage(slack, clock, room)
    await _contain(slack, clock, room)
    await _verify(slack, clock, room)
    return room


async def _alert(slack: Slack, clock: MovedClock) -> Room:
    ana, ben = slack.person("ana"), slack.person("ben")
    platform = Room(slack, ana, "CMLPLATFORM", "ml-platform")
    alert = await ben.says(
        "Drift monitor: ranker PSI 0.35 on session_length (threshold 0.2), since the night of the 24th",
        platform,
    )
    await clock.forward(minutes=4)
    await ana.does("message-shortcut", callback_id="declare_from_message", channel=platform.id, ts=alert)
    await ana.submits(
        title="Ranker drifts after the holidays",
        seen="PSI 0.35 on session_length against a threshold of 0.2. AUC is down 5 points, 0.87 to 0.82. "
        "Latency and errors are normal.",
        severity="SEV3",
        type="data",
        model="ranker",
        started_at=int((BEGINS - timedelta(days=3, hours=10)).timestamp()),
    )
    await ana.closes()
    room = await slack.room("inc-1-ranker-drifts-after-the-holidays")
    await room.card("Ranker drifts")
    await (await slack.room("incidents")).hears("Ranker drifts")
    await owner_asked(slack, room)
    await clock.forward(minutes=2)
    await ana.clicks("take_command", room)
    await room.hears("Incident Commander")
    await (await slack.direct("ana")).hears("Incident Commander")
    return room


async def _triage(slack: Slack, clock: MovedClock, room: Room) -> None:
    ana, ben, chi = slack.person("ana"), slack.person("ben"), slack.person("chi")
    await clock.forward(minutes=1)
    await ana.runs(
        "/incident assign ml_owner <@UBEN> AUC is your number: is it the labels or the world?", room
    )
    await room.hears("ML Owner")
    await (await slack.direct("ben")).hears("ML Owner")
    await ana.runs("/incident assign ops <@UCHI>", room)
    await room.hears("Operations")
    await (await slack.direct("chi")).hears("Operations")
    await clock.forward(minutes=6)
    await chi.runs(
        "/incident note Serving is clean: 5xx 0.01 %, p50 and p99 as last week, no deploy since November",
        room,
    )
    await room.hears("Serving is clean")
    await clock.forward(minutes=7)
    said = await ben.says("Labels are 97 % complete for the window, so the AUC drop is no label lag", room)
    await ben.does("react", channel=room.id, ts=said, name="pushpin")
    await clock.forward(minutes=5)
    await ana.runs(
        "/incident severity SEV2 AUC is 5 points down on all sessions: the quality SLO of 0.85 is breached",
        room,
    )
    await room.hears("SEV2")
    await clock.forward(minutes=1)
    await ben.runs("/incident decide", room)
    await ben.submits(
        what="Treat it as real drift, not as a broken pipeline",
        options="Broken feature pipeline; label lag; holiday seasonality that passes by itself; real drift",
        rationale="All feature jobs ran and agree with the batch copy. Last year's holidays moved PSI to 0.12 only.",
        evidence="Feature store freshness 3 min; label completeness 97 %; PSI by week for two years",
    )
    await room.hears("real drift")


async def _contain(slack: Slack, clock: MovedClock, room: Room) -> None:
    ana, ben, chi = slack.person("ana"), slack.person("ben"), slack.person("chi")
    await ana.runs("/incident phase contain The cause is plausible enough to act on what users see", room)
    await room.hears("Contain")
    await clock.forward(minutes=8)
    await ana.runs("/incident update", room)
    await ana.submits(
        impact="Ranking is worse for everyone since the 24th: AUC 0.82 instead of 0.87, conversion down about 1 %.",
        actions="Shadowing the version trained on last year's holidays before half of the traffic goes to it.",
        eta="A decision at 09:15 UTC",
        status="amber",
    )
    await room.hears("Ranking is worse for everyone")
    await clock.forward(minutes=35)
    await ben.runs(
        "/incident decide Route half of the traffic to ranker 4.1, which saw last year's holidays", room
    )
    await room.hears("Route half of the traffic")
    await clock.forward(minutes=16)
    await room.hears("update")
    await ana.runs("/incident update", room)
    await ana.submits(
        impact="Half of the sessions are ranked as before the holidays; the other half still by the drifted model.",
        actions="Watching AUC on the half that moved; the rest follows at 10:00 UTC if it holds.",
        eta="Recovered by 10:15 UTC",
        status="amber",
    )
    await room.hears("Half of the sessions")
    await clock.forward(minutes=40)
    await chi.runs("/incident note All traffic on ranker 4.1 at 10:06 UTC; throttles were not needed", room)
    await room.hears("All traffic on ranker 4.1")
    await ana.runs("/incident phase recover AUC on the moved half is back at 0.86", room)
    await room.hears("Recover")


async def _verify(slack: Slack, clock: MovedClock, room: Room) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    await clock.forward(minutes=9)
    await ana.runs(
        "/incident phase verify All traffic is moved; watching AUC and conversion for half an hour", room
    )
    await ana.submits(metric="AUC over all sessions", target="0.86 or more for half an hour")
    await room.hears("Verify")
    await ben.runs("/incident times", room)
    await ben.submits(
        which="started",
        at=int((BEGINS - timedelta(days=3, hours=6)).timestamp()),
        reason="The first hour with PSI over 0.2 is 02:00 UTC on the 25th",
    )
    await room.hears("02:00")
    await ana.runs("/incident update", room)
    await ana.submits(
        impact="Everyone is ranked by the version that knows holidays; AUC 0.86 and rising.",
        actions="Watching AUC and conversion for half an hour before this is closed.",
        eta="Closed by 10:50 UTC",
        status="green",
    )
    await room.hears("AUC 0.86 and rising")
    await clock.forward(minutes=33)
    await ana.runs("/incident close", room)
    await ana.submits(
        verified="AUC 0.866 over 31 minutes on all traffic, conversion back to the level of the 21st, PSI accepted "
        "as seasonal with a holiday reference window from now on.",
        holds="well",
    )
    await room.hears("closed")
    await clock.forward(minutes=5)
    await ana.clicks("write_postmortem", room)
    await room.hears("post-mortem")


async def write() -> str:
    """Play the case in a workspace of its own; returns the exported post-mortem."""
    clock = StoryClock()
    async with AsyncExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tocsin-example-")))
        redis = EmbeddedRedis(data)
        url = clock.redis_url = await redis.start()
        stack.push_async_callback(redis.stop)
        served = Sandbox(ROOT / "manifest.yml", now=lambda: clock.now().timestamp(), connection_seconds=None)
        sandbox = await stack.enter_async_context(served)
        settings = read_settings(
            {
                "SLACK_BOT_TOKEN": "xoxb-sandbox",
                "SLACK_APP_TOKEN": "xapp-sandbox",
                "SLACK_API_URL": sandbox.api_url,
                "REDIS_URL": url,
                "TOCSIN_CONFIG": str(ROOT / "sandbox" / "demo"),
                "TOCSIN_PORT": "0",
            }
        )
        bot = await stack.enter_async_context(running(settings, clock))

        async def moved() -> None:
            await bot.heartbeat.beat()
            bot.called.set()

        clock.tell(moved)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        await play(Slack(sandbox.url, session), clock)

        async def shared() -> bool:
            it = await bot.queries.incident(1, None)
            return it is not None and it.postmortem is not None

        await eventually(shared, "the post-mortem in the record")
        text = await export(StoreSettings(url, data), 1, "md", clock)
        # The workspace of this one run has an address that nobody can visit afterwards.
        return text.replace(f"{sandbox.url}/", "https://example.slack.com/")


def main() -> None:
    """Write the example."""
    EXAMPLE.parent.mkdir(parents=True, exist_ok=True)
    EXAMPLE.write_text(asyncio.run(write()), "utf-8")
    print(f"wrote {EXAMPLE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
