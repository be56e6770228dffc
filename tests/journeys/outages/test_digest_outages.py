"""Slack or Redis away when a digest is due: it comes late rather than not, once, and nothing is told twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import Bot
from bot.domain import workspace
from bot.domain.digest_log import DigestSent
from bot.domain.workspace import WORKSPACE, WorkspaceEvent
from tests.journeys.digesting import MONDAY, PLACE, configured, place
from tests.journeys.processes import RedisLine
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable

DUE = MONDAY + timedelta(hours=1, seconds=1)
DAILY = {"daily": {"at": "09:00", "channels": [PLACE]}, "documents": ["md"]}
WEEKLY = {"weekly": {"day": 0, "at": "09:00", "channels": [PLACE]}, "documents": ["md"]}
LONGEST = 15.0
"""Seconds in which a picture is drawn on a machine that has much to do."""


@pytest.fixture
def start() -> datetime | None:
    """A Monday, an hour before digests are due."""
    return MONDAY


@pytest.fixture
def digests() -> Mapping[str, Any]:
    """What the team wants."""
    return DAILY


@pytest.fixture
def config(tmp_path: Path, digests: Mapping[str, Any]) -> Path:
    """The team's configuration."""
    return configured(tmp_path / "config", digests)


async def recorded(bot: Bot) -> list[WorkspaceEvent]:
    """What happened to the workspace."""
    return [workspace.from_json(text).event for text in await bot.store.load(WORKSPACE)]


async def comes(bot: Bot, clock: MovedClock, **wanted: int) -> None:
    """Wait until so many of each kind are recorded, and nothing is to be done any more; then there are no more.

    Minutes pass when nothing happens for a while: what is under way is left alone by then.
    """
    patience, seen, since = 0.1, Counter[str](), clock.now()

    async def look() -> bool:
        nonlocal patience, seen, since
        counted = Counter[str](event.kind for event in await recorded(bot))
        if counted != seen:
            seen, since = counted, clock.now()
        if await bot.store.next_ready() is None and all(counted[kind] >= n for kind, n in wanted.items()):
            return True
        if clock.now() - since > timedelta(seconds=patience):
            patience = min(LONGEST, 2 * patience)
            await clock.forward(minutes=1.1)
            since = clock.now()
        return False

    await eventually(look, str(wanted), within=8 * LONGEST)
    assert {kind: seen[kind] for kind in wanted} == wanted


async def told(room: Room) -> list[tuple[str, int]]:
    """The first line of each digest in the channel, and how many files lie under it."""
    messages = await room.messages()
    heads = [each for each in messages if room.is_bots(each) and readable(each).startswith("Incidents")]
    files = Counter(
        str(each.get("thread_ts")) for each in messages for _ in each.get("files", ()) if each.get("files")
    )
    return [(readable(each).split(":")[0], files[each["ts"]]) for each in heads]


@pytest.mark.parametrize("how", ["refuses", "hangs"])
async def test_redis_is_away(how: str, bot: Bot, slack: Slack, line: RedisLine, clock: MovedClock) -> None:
    """Due while nobody can record it, a digest goes out once Redis is back, and once only."""
    if how == "refuses":
        await line.refuse()
    else:
        line.hang()
    await clock.until(DUE)
    assert await bot.heartbeat.beat() == 0
    if how == "refuses":
        await line.start()
    else:
        line.pass_on()
    await comes(bot, clock, digest_begun=1, digest_sent=1, digest_shared=1)
    assert await told(await place(slack)) == [("Incidents, Monday 1 March 2027", 1)]


async def test_redis_goes_away_meanwhile(bot: Bot, slack: Slack, line: RedisLine, clock: MovedClock) -> None:
    """Told when it cannot be recorded, a digest is found in its place and recorded later, not told again."""
    await slack.fault("chat.postMessage", "latency", seconds=0.5)
    await clock.until(DUE)

    async def asked() -> bool:
        return bool(await slack.calls("chat.postMessage"))

    async def posted() -> bool:
        return bool(await told(await place(slack)))

    await eventually(asked, "a message under way")
    await line.refuse()
    await eventually(posted, "a message")
    await line.start()
    await comes(bot, clock, digest_begun=1, digest_sent=1, digest_shared=1)
    assert await told(await place(slack)) == [("Incidents, Monday 1 March 2027", 1)]


@pytest.mark.parametrize("method", ["chat.postMessage", "files.completeUploadExternal"])
@pytest.mark.parametrize("trouble", ["429", "500", "lost"])
async def test_slack_has_trouble(
    method: str, trouble: str, bot: Bot, slack: Slack, clock: MovedClock
) -> None:
    """Asked to wait, failed, or answered and never heard: message and documents stand there once."""
    await slack.fault(method, trouble, times=1 if trouble == "lost" else 3)
    await clock.until(DUE)
    await comes(bot, clock, digest_begun=1, digest_sent=1, digest_shared=1)
    assert await told(await place(slack)) == [("Incidents, Monday 1 March 2027", 1)]


@pytest.mark.parametrize("trouble", ["429", "500"])
async def test_slack_is_away_for_days(trouble: str, bot: Bot, slack: Slack, clock: MovedClock) -> None:
    """Of three digests that nobody could be told the newest is, and tells what is new since the last that was."""
    await slack.fault("chat.postMessage", trouble, times=100_000)
    for day in range(3):
        await clock.until(DUE + timedelta(days=day))
    await slack.delete("faults")
    await comes(bot, clock, digest_begun=3, digest_left_out=2, digest_sent=1, digest_shared=1)
    assert await told(await place(slack)) == [("Incidents, Wednesday 3 March 2027", 1)]
    [sent] = [event for event in await recorded(bot) if isinstance(event, DigestSent)]
    assert sent.since == MONDAY - timedelta(hours=23)


@pytest.mark.parametrize("digests", [WEEKLY])
async def test_weeks(bot: Bot, slack: Slack, clock: MovedClock) -> None:
    """Each week's digest tells of its own week, so that both are told, however late."""
    await slack.fault("chat.postMessage", "429", times=100_000)
    for week in range(2):
        await clock.until(DUE + timedelta(weeks=week))
    await slack.delete("faults")
    await comes(bot, clock, digest_begun=2, digest_left_out=0, digest_sent=2, digest_shared=2)
    weeks = ("2027-02-22 to 2027-02-28", "2027-03-01 to 2027-03-07")
    assert await told(await place(slack)) == [(f"Incidents of the week {week}", 2) for week in weeks]


async def test_the_next_begins_first(bot: Bot, slack: Slack, clock: MovedClock) -> None:
    """A message whose answer is lost until the next digest has begun still gets the documents of its own day."""
    await slack.fault("chat.postMessage", "lost", times=1)
    await slack.fault("conversations.history", "429", times=100_000)
    await clock.until(DUE)

    async def posted() -> bool:
        return bool(await told(await place(slack)))

    await eventually(posted, "a message")
    await clock.until(DUE + timedelta(days=1))
    await slack.delete("faults")
    await comes(bot, clock, digest_begun=2, digest_left_out=0, digest_sent=2, digest_shared=2)
    days = ("Monday 1 March 2027", "Tuesday 2 March 2027")
    assert await told(await place(slack)) == [(f"Incidents, {day}", 1) for day in days]


async def test_time_jumps(bot: Bot, slack: Slack, clock: MovedClock) -> None:
    """A machine that wakes up in the middle of sending documents begins anew, and nobody sees them twice."""
    await slack.fault("files.getUploadURLExternal", "latency", seconds=0.4)
    await clock.until(DUE)

    async def asked() -> bool:
        return bool(await slack.calls("files.getUploadURLExternal"))

    await eventually(asked, "documents under way")
    await clock.forward(minutes=1)
    await comes(bot, clock, digest_begun=1, digest_sent=1, digest_shared=1)
    assert await told(await place(slack)) == [("Incidents, Monday 1 March 2027", 1)]
