"""Forgetting under a running bot: what goes when, what a hold keeps, and what is answered afterwards (domain §15)."""

from __future__ import annotations

import gc
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import Bot
from bot.domain.incident import Incident
from bot.domain.retention import Artefact
from bot.export import NoSuchIncident, export
from bot.settings import StoreSettings, read_store_settings
from tests.bot.adapters.dumped import everything
from tests.journeys.conftest import Settle, StartBot
from tests.journeys.forgetting import days_pass, forgetful, heard_all
from tests.journeys.opening import closed, commanded
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable

TITLE = "Feature store is stale"
NOTE = "The backfill of Friday never ran"
MESSAGE = "I saw nulls in the price feature"


@pytest.fixture
def start() -> datetime:
    """A Monday morning."""
    return datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Messages for 10 days, words for 20, people for 30, everything for 40."""
    return forgetful(tmp_path / "config", {"messages": 10, "words": 20, "people": 30, "record": 40})


async def over(slack: Slack, bot: Bot) -> Room:
    """Incident 1 with a note, and a message that was taken onto its timeline, is closed."""
    room = await commanded(slack, "SEV3")
    ana = slack.person("ana")
    await ana.runs(f"/incident note {NOTE}", room)
    ts = await ana.says(MESSAGE, room)
    await ana.does("react", channel=room.id, ts=ts, name="pushpin")

    async def taken() -> bool:
        it = await bot.queries.incident(1, "UANA")
        return it is not None and any(note.text == MESSAGE for note in it.notes)

    await eventually(taken, "a message on the timeline")
    await closed(slack, room)
    return room


def stored(redis_url: str) -> StoreSettings:
    """The settings of the command line."""
    return read_store_settings({"REDIS_URL": redis_url})


def kept_in_memory() -> list[Incident]:
    """Every state of an incident that this process holds."""
    gc.collect()
    return [each for each in gc.get_objects() if isinstance(each, Incident)]


async def test_artefact_by_artefact(
    slack: Slack, bot: Bot, clock: MovedClock, settled: Settle, redis_url: str
) -> None:
    """Messages, words, people and the record each go in a night of their own, told of by number, never by word."""
    await over(slack, bot)
    ana = slack.person("ana")
    await settled()
    assert (await days_pass(bot, clock, 5)).taken == ()
    run = await days_pass(bot, clock, 6)
    assert [(each.number, each.artefacts) for each in run.taken] == [(1, (Artefact.MESSAGES,))]
    held = everything(redis_url)
    assert MESSAGE not in held and NOTE in held and TITLE in held
    said = (await export(stored(redis_url), 1, "markdown", clock)).decode()
    assert NOTE in said and MESSAGE not in said and "Deleted by the rule of 10 days" in said

    run = await days_pass(bot, clock, 10)
    assert [(each.number, each.artefacts) for each in run.taken] == [(1, (Artefact.WORDS,))]
    assert run.taken[0].entries > 3
    held = everything(redis_url)
    assert all(words not in held for words in (TITLE, NOTE, "Freshness is back")) and "UANA" in held
    assert "[deleted]" in await ana.runs("/incident status inc-1")
    assert TITLE not in await ana.runs("/incident search stale feature store")

    run = await days_pass(bot, clock, 10)
    assert [each.artefacts for each in run.taken] == [(Artefact.PEOPLE,)]
    assert "UANA" not in "\n".join(await bot.store.load(1))
    full = json.loads(await export(stored(redis_url), 1, "json", clock))
    assert [each["days"] for each in full["incident"]["retention"]["erased"]] == [10, 20, 30]

    run = await days_pass(bot, clock, 10)
    assert [each.artefacts for each in run.taken] == [(Artefact.RECORD,)]
    assert await bot.store.load(0) and TITLE not in "\n".join(await bot.store.load(0))
    await heard_all(slack)


async def test_after_the_burial(
    slack: Slack, bot: Bot, clock: MovedClock, settled: Settle, redis_url: str
) -> None:
    """Verbs, buttons and modals say when and by which rule the record went; lists and exports have none of it."""
    room = await over(slack, bot)
    ana = slack.person("ana")
    await ana.clicks("reopen_incident", room)
    await settled()
    await days_pass(bot, clock, 41)
    gone = "The whole record of INC-1 was deleted on 2027-04-11, by the team's rule of 40 days after closing."
    for verb in ("status", "summary", "note", "similar", "review", "hold", "reopen"):
        words = " again" if verb in ("note", "hold", "reopen") else ""
        assert gone in await ana.runs(f"/incident {verb} inc-1{words}"), verb
    said = await ana.tries(reason="It is back")
    assert gone in str(said)
    await ana.closes()
    before = await room.messages()
    await ana.clicks("reopen_incident", room)

    async def told() -> bool:
        fresh = [m for m in await room.messages() if m not in before and m.get("ephemeral")]
        return any(gone in readable(message) for message in fresh)

    await eventually(told, "an answer to a button of a buried incident")
    for verb in ("list", "search stale", "metrics", "catchup"):
        assert TITLE not in await ana.runs(f"/incident {verb}"), verb
    for form in ("markdown", "json"):
        with pytest.raises(NoSuchIncident, match=r"^INC-1 was deleted on 2027-04-11 by the rule of 40 days"):
            await export(stored(redis_url), 1, form, clock)
    assert TITLE not in everything(redis_url)
    await heard_all(slack)


async def test_held(slack: Slack, bot: Bot, clock: MovedClock, settled: Settle, redis_url: str) -> None:
    """What is under a legal hold stays whole for as long as it is; let go, it goes with the next run."""
    room = await over(slack, bot)
    ana = slack.person("ana")
    assert "Nothing of INC-1 is deleted" in await ana.runs("/incident hold The court asks", room)
    await settled()
    for days in (11, 60):
        assert (await days_pass(bot, clock, days)).taken == ()
    assert all(words in everything(redis_url) for words in (TITLE, NOTE, MESSAGE, "The court asks"))
    assert "is lifted" in await ana.runs("/incident unhold inc-1 The court is done")
    await settled()
    run = await days_pass(bot, clock, 1)
    assert [(each.number, each.artefacts) for each in run.taken] == [(1, (Artefact.RECORD,))]
    assert all(words not in everything(redis_url) for words in (TITLE, NOTE, MESSAGE, "The court asks"))
    await heard_all(slack)


async def test_no_bot_remembers(
    slack: Slack, bot: Bot, start_bot: StartBot, clock: MovedClock, settled: Settle
) -> None:
    """After a run neither the bot that carried it out nor another one beside it has the words in its memory."""
    second = await start_bot()
    await over(slack, bot)
    await settled()
    for each in (bot, second):
        it = await each.queries.incident(1, "UANA")
        assert it is not None and it.title == TITLE and await each.queries.records("UANA")
    del it
    assert any(each.title == TITLE for each in kept_in_memory())
    await days_pass(bot, clock, 21)
    await settled()
    for each in (bot, second):
        await each.heartbeat.beat()
        again = await each.queries.at_hand(1, "UANA")
        assert again is not None and again.title == "[deleted]"
        assert all("stale" not in known.words for known in await each.queries.records("UANA"))
    assert not any(each.title == TITLE for each in kept_in_memory())
    await heard_all(slack)
