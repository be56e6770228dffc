"""The post-mortem: a file in the room, and the same record without Slack (domain §13)."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from bot.app import Bot
from bot.domain.events import PostmortemRequested
from bot.views.export import Export
from tests.journeys.conftest import ROOT, Settle
from tests.journeys.opening import closed, commanded, ended, updated
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable


async def export(redis_url: str, *arguments: str) -> tuple[int, str, str]:
    """`tocsin export …` as whoever runs it sees it: status, output, errors. Slack is unknown to it."""
    environment = {"PATH": os.environ["PATH"], "REDIS_URL": redis_url}
    run = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "export",
        *arguments,
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, wrong = await run.communicate()
    return run.returncode or 0, out.decode(), wrong.decode()


async def document(message: dict[str, Any]) -> str:
    """The content of the file that this message shares."""
    (file,) = message["files"]
    async with aiohttp.ClientSession() as session, session.get(file["url_private"]) as answer:
        assert answer.status == 200
        return await answer.text()


async def told(slack: Slack, clock: MovedClock) -> Room:
    """An incident with a bit of everything on record, closed."""
    room = await commanded(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await clock.forward(minutes=4)
    ts = await ben.says("Nightly feature job failed, says Ben", room)
    await ana.does("message-shortcut", callback_id="add_to_timeline", channel=room.id, ts=ts)
    await room.hears("It is on the timeline.")
    await ana.runs("/incident times", room)
    await ana.submits(at=int(datetime(2026, 3, 1, 2, 10, tzinfo=UTC).timestamp()), reason="Job logs")
    await room.hears("Reason: Job logs")
    await ben.runs("/incident take ops", room)
    await room.hears("is now Operations")
    await (await slack.direct("ben")).hears("You are Operations")
    await updated(slack, room, eta="By 15:00")
    await ben.runs("/incident decide Serve cached features | not a table", room)
    await room.hears("Decision 1")
    await ana.runs("/incident phase recover Cached features hold", room)
    await room.hears("Phase Recover")
    await clock.forward(minutes=40)
    await closed(slack, room)
    return room


async def test_everything_is_in_it(slack: Slack, clock: MovedClock) -> None:
    """The file has the timeline with dates and zones, roles instead of names, decisions, updates and measures."""
    room = await told(slack, clock)
    assert "it will be posted in the room" in await slack.person("ana").runs("/incident postmortem", room)
    message = await room.hears("Post-mortem of INC-1")
    assert message["files"][0]["name"] == "inc-1-feature-store-is-stale-postmortem-1.md"
    text = await document(message)
    assert text.startswith("# Post-mortem INC-1: Feature store is stale\n")
    for words in (
        "2026-03-01 02:10:00 UTC",
        "Job logs",
        "Incident Commander",
        "Operations",
        "Serve cached features",
        "Ranking is stale",
        "By 15:00",
        "Freshness is back under 5 minutes",
        "Nightly feature job failed",
        "Time to acknowledge",
        "Cadence adherence",
        "first said",
    ):
        assert words in text, words
    assert not re.search(r"\bU(ANA|BEN|TOCSIN)\b|@ana|Ferreira|Okafor", text)
    entries = re.findall(r"^- \*\*(.+?)\*\*", text, re.MULTILINE)
    assert len(entries) > 10
    stamps = [entry for entry in entries if re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d", entry)]
    assert stamps == sorted(stamps) and all("UTC" in stamp for stamp in stamps)


async def test_from_the_button(slack: Slack) -> None:
    """Closing what owes a post-mortem says so with the button; the card links the file, owed until it is published."""
    room = await commanded(slack)
    await slack.person("ana").runs("/incident close All well since 14:00", room)
    assert "A post-mortem is owed" in await ended(room)
    await slack.person("ben").clicks("write_postmortem", room)
    await (await slack.room(room.name, "ben")).hears("The post-mortem is being written")
    message = await room.hears("Post-mortem of INC-1")
    card = readable(await room.card(message["files"][0]["permalink"]))
    assert "A post-mortem is owed" in card


async def test_asked_twice(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Asked twice there are two files, numbered; the same request delivered again makes none."""
    room = await commanded(slack)
    await closed(slack, room)
    ana = slack.person("ana")
    for _ in range(2):
        await ana.runs("/incident postmortem", room)
        await settled()
    second = await room.hears("(copy 2)")
    first = await room.hears("Post-mortem of INC-1")
    assert "copy" not in first["text"]
    assert [m["files"][0]["name"][-15:] for m in (first, second)] == ["postmortem-1.md", "postmortem-2.md"]
    for delivery in (await slack.get("deliveries"))["deliveries"]:
        if delivery["payload"].get("text") == "postmortem":
            await slack.post("replay", n=delivery["n"])
    await settled()
    requested = [e for e in await bot.queries.history(1) if isinstance(e.event, PostmortemRequested)]
    assert len(requested) == 2
    it = await bot.queries.incident(1, None)
    assert it is not None and it.postmortem is not None and it.postmortem.number == 2
    for message in await room.messages():
        if message.get("ephemeral"):
            slack.mark("UANA", room.id, message["ts"])


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize("kind", ["503", "lost"])
async def test_uploaded_once(
    slack: Slack, clock: MovedClock, settled: Settle, method: str, kind: str
) -> None:
    """An answer that was lost or refused for a while on the way leads to one file in the room."""
    room = await commanded(slack)
    await closed(slack, room)
    await slack.fault(method, kind)
    await slack.person("ana").runs("/incident postmortem", room)

    async def tried() -> bool:
        return bool(await slack.calls(method))

    await eventually(tried, method)
    await settled_after(clock, settled)
    message = await room.hears("Post-mortem of INC-1")
    assert (await document(message)).startswith("# Post-mortem INC-1")
    assert sum(bool(m.get("files")) for m in await room.messages()) == 1


async def settled_after(clock: MovedClock, settled: Settle) -> None:
    """Let what waits to be tried again be tried."""
    await clock.forward(minutes=2)
    await settled()


async def test_refused(slack: Slack) -> None:
    """A workspace that takes no files is named on the card, with the way to try again."""
    room = await commanded(slack)
    await closed(slack, room)
    await slack.fault("files.getUploadURLExternal", "error", error="file_uploads_disabled")
    ana = slack.person("ana")
    await ana.runs("/incident postmortem", room)
    await room.card("The post-mortem could not be shared: the workspace does not take files")
    await ana.clicks("retry_deliveries", room)
    await room.hears("Post-mortem of INC-1")


async def test_while_it_is_open(slack: Slack, clock: MovedClock) -> None:
    """Before the end it is a draft, and says so."""
    room = await commanded(slack)
    await slack.person("ana").runs("/incident postmortem", room)
    message = await room.hears("The incident is still open.")
    assert "**Not over yet.**" in await document(message)


async def test_exported_without_slack(
    slack: Slack, clock: MovedClock, redis_url: str, settled: Settle
) -> None:
    """`tocsin export` prints the same document and the whole record, needing nothing but the store."""
    room = await told(slack, clock)
    await slack.person("ana").runs("/incident postmortem", room)
    shared = await document(await room.hears("Post-mortem of INC-1"))
    await settled()
    status, text, wrong = await export(redis_url, "1")
    assert (status, wrong) == (0, "")
    assert _lasting(shared) <= _lasting(text)
    status, record, wrong = await export(redis_url, "inc-1", "--format", "json")
    assert (status, wrong) == (0, "")
    told_of = Export.model_validate_json(record)
    assert told_of.incident.title == "Feature store is stale"
    assert told_of.incident.postmortem is not None
    corrected = next(e.event for e in told_of.events if e.event.kind == "time_corrected")
    assert corrected.now == told_of.incident.started_at == datetime(2026, 3, 1, 2, 10, tzinfo=UTC)
    assert corrected.was != corrected.now
    assert json.loads(record)["measures"]


def _lasting(text: str) -> set[str]:
    """The lines of a document that do not depend on when it was written, nor on its being shared."""
    passing, paced = (
        ("Written by Tocsin", "[//]: # (made of", "None is recorded.", "| Steps of them late"),
        ("not done |", "not due yet |"),
    )
    lines = (line for line in text.splitlines() if not line.startswith(passing))
    return {line for line in lines if not line.endswith(paced)}


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ("7", 1, "There is no incident 7 here."),
        ("0", 1, "There is no incident 0 here."),
        ("seven", 2, "'seven' is no incident number such as 7 or inc-7"),
    ],
)
async def test_a_wrong_number(redis_url: str, asked: str, status: int, words: str) -> None:
    """A number that there is not is said plainly, and the status is not 0."""
    found, text, wrong = await export(redis_url, asked)
    assert (found, text) == (status, "")
    assert words in wrong and "Traceback" not in wrong


async def test_no_store() -> None:
    """A store that does not answer is said plainly, with status 1."""
    status, text, wrong = await export("redis://127.0.0.1:1/0", "1")
    assert (status, text) == (1, "")
    assert "Traceback" not in wrong and "The Redis server cannot be reached" in wrong


async def test_before_there_is_a_room(slack: Slack, clock: MovedClock) -> None:
    """A post-mortem asked for before the room is open is refused instead of promised."""
    await slack.fault("conversations.create", "503")
    ana = slack.person("ana")
    await ana.runs("/incident declare Feature store is stale")
    await ana.submits(severity="SEV2", type="data")
    await ana.closes()
    assert "The room is not open yet." in await ana.runs("/incident postmortem inc-1")
    await clock.forward(minutes=1)
    room = await slack.room("inc-1-feature-store-is-stale")
    await room.card()
    await (await slack.room("incidents")).hears("Feature store is stale")
