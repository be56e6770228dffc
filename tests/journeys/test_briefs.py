"""Summaries and catching up: private, every sentence from the record, the unknown called so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.app import Bot
from tests.journeys.conftest import Settle
from tests.journeys.digesting import configured, overhear
from tests.journeys.workspace import Room, Slack, readable


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A team whose updates go nowhere but into the room."""
    return configured(tmp_path / "config", {})


async def commanded(slack: Slack, **values: object) -> Room:
    """Ana declares and commands an incident; its room."""
    ana = slack.person("ana")
    await ana.declares("Feature store is stale", **values)
    room = await slack.room("inc-1-feature-store-is-stale")
    await room.card()
    await ana.clicks("take_command", room)
    await room.hears("Incident Commander")
    return room


async def updated(slack: Slack, room: Room, **values: str) -> None:
    """Ana posts an update."""
    ana = slack.person("ana")
    await ana.runs("/incident update", room)
    said = {"impact": "Ranking is stale", "actions": "Rolling back", "eta": "", "status": "red"}
    await ana.submits(**{**said, **values}, audiences=[])


async def test_nothing_is_known_yet(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Of an incident that was only declared, everything that is not known is called that."""
    room = await commanded(slack)
    await settled()
    told = await slack.person("chi").runs("/incident summary 1")
    for unknown in ("which model", "the impact", "where it fails", "the cause", "when it will be over"):
        assert f"_Not known:_ {unknown}" in told
    assert "Nothing has been tried" in told and "No decision has been recorded" in told
    await overhear(slack, room)


async def test_sentences_lead_to_their_messages(slack: Slack, bot: Bot, settled: Settle) -> None:
    """A sentence leads to the message that said so in the room."""
    room = await commanded(slack)
    await updated(slack, room)
    await settled()
    told = await slack.person("ana").runs("/incident summary", room)
    [line] = [line for line in told.split("\n") if "Ranking is stale" in line]
    ts = re.search(rf"/archives/{room.id}/p(\d+)\|message>", line)
    assert ts is not None
    [message] = [each for each in await room.messages() if each["ts"].replace(".", "") == ts[1]]
    assert "Ranking is stale" in readable(message)
    await overhear(slack, room)


async def test_for_each_audience(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Executives, customers and a note get their own words; an audience that there is not is pointed out."""
    room = await commanded(slack, model="ranker")
    await updated(slack, room, eta="in an hour")
    await settled()
    ana = slack.person("ana")
    executives = await ana.runs("/incident summary executives", room)
    assert "SEV2 means:" in executives and "in an hour" in executives and "Hypothes" not in executives
    assert await ana.runs("/incident summary 1 executives", room) == executives
    customers = await ana.runs("/incident summary inc-1 customers")
    told, _, rests = customers.partition("What this rests on")
    assert "ranker" not in told.split("\n", 2)[2] and "Ranking is stale" in rests
    assert "Status note" in await ana.runs("/incident summary note", room)
    assert "no audience “legal &amp; &lt;x&gt;”" in await ana.runs("/incident summary legal & <x>", room)
    await overhear(slack, room)


async def test_catching_up(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Whoever joins late is told privately what it is, where it stands, what was tried, who does what, what is next."""
    room = await commanded(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await updated(slack, room)
    await ana.runs("/incident hypothesis The nightly job wrote nulls", room)
    await settled()
    by_word = await ben.runs("/incident catchup", room)
    headings = (
        "What it is",
        "Where it stands",
        "What was tried",
        "What is open",
        "Who does what",
        "What is next",
    )
    assert [by_word.index(f"*{each}*") for each in headings] == sorted(
        by_word.index(f"*{each}*") for each in headings
    )
    assert "Incident Commander: <@UANA>" in by_word and "Ranking is stale" in by_word
    await ben.clicks("more", room, value="catch_up:1")
    await settled()
    private = [each for each in await slack_private(slack, room) if "Catching up" in readable(each)]
    assert len(private) == 2, "by the command and by the card's menu"
    for message in private:
        slack.mark("UBEN", room.id, str(message["ts"]))
    await overhear(slack, room)


async def slack_private(slack: Slack, room: Room) -> list[dict[str, object]]:
    """What only ben sees in the room."""
    told = await slack.get(f"as/UBEN/channels/{room.id}/messages")
    return [message for message in told["messages"] if message.get("ephemeral")]


async def test_confidential(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Of a confidential incident nobody outside learns anything by asking for a summary of it."""
    ana = slack.person("ana")
    await ana.declares("Leaked names", flags=["restricted"])
    room = await slack.room("inc-1-leaked-names")
    await settled()
    for verb in ("summary", "summary customers", "catchup"):
        word, _, audience = verb.partition(" ")
        told = await slack.person("fay").runs(f"/incident {word} 1 {audience}")
        assert "Leaked" not in told and "no incident" in told.casefold()
        assert "Leaked names" in await ana.runs(f"/incident {word} 1 {audience}")
    await overhear(slack, room)


async def test_hostile_words(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Whatever people typed is text in summaries."""
    room = await commanded(slack)
    await updated(slack, room, impact="<!channel> *all* <https://evil.example|click> " + "x" * 500)
    await settled()
    for verb in ("summary", "summary executives", "catchup"):
        told = await slack.person("ana").runs(f"/incident {verb}", room)
        assert "<!channel>" not in told and "<https://evil" not in told
    await overhear(slack, room)
