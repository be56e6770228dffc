"""Action items by several people: written down, given, declined, changed, done, reminded of, listed, sent as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import aiohttp

from bot.app import Bot
from bot.domain.action_items import ItemState
from bot.domain.incident import Incident
from tests.journeys.conftest import Settle
from tests.journeys.forgetting import heard_all
from tests.journeys.opening import closed, commanded, until
from tests.journeys.responding import on, panel, presses
from tests.journeys.workspace import MovedClock, Room, Slack, readable

HOSTILE = '=HYPERLINK("https://evil.example","x") <!channel> <@UEVIL> *b*'


async def heard(slack: Slack, *rooms: Room) -> None:
    """What else was said there is told of in other journeys."""
    for room in rooms:
        for message in await room.messages():
            for person in ("", "UANA", "UBEN", "UCHI"):
                slack.mark(person, room.id, message["ts"])


async def incident(bot: Bot) -> Incident:
    """Incident 1 as it is."""
    it = await bot.queries.incident(1, "UANA")
    assert it is not None
    return it


def on_day(clock: MovedClock, days: int) -> str:
    """The day so many days from today, as a date picker gives it."""
    return (clock.now().date() + timedelta(days=days)).isoformat()


async def writes(slack: Slack, room: Room, what: str, **values: Any) -> None:
    """Ana writes an item down by the command; the room hears of it."""
    ana = slack.person("ana")
    await ana.runs(f"/incident action {what}", room)
    await ana.submits(**values)
    await room.hears(f"is recorded: {what}")


async def test_from_writing_down_to_done(slack: Slack, bot: Bot, clock: MovedClock, settled: Settle) -> None:
    """Ana gives one to Ben, who declines; Chi takes it, starts and finishes it; the room's list shows all of it."""
    room = await commanded(slack)
    ana, ben, chi = slack.person("ana"), slack.person("ben"), slack.person("chi")
    await ana.runs("/incident action Alert on price freshness", room)
    form = readable(await ana.modal())
    assert "Alert on price freshness" in form and "What kind of change is it?" in form
    assert (await ana.tries(due=on_day(clock, -1)))["errors"] == {
        "due": "That has passed already. Please give a later time."
    }
    await ana.submits(due=on_day(clock, 14), owner="UBEN", category="signal")
    await room.hears("Action item 1 is recorded")
    shown = await panel(slack, room, "*Action items of INC-1*", "1 to be done")
    assert "add or tighten a signal" in readable(shown) and "<@UBEN>" in readable(shown)

    direct = await slack.direct("ben")
    await direct.hears("Action item 1 of INC-1 is yours")
    await ben.clicks("decline_item", direct)
    await ben.submits(note="On leave from Monday")
    said = readable(await room.hears("Action item 1 was given back"))
    assert "On leave from Monday" in said
    await (await slack.direct("ana")).hears("was given back, and is nobody's")

    await ana.clicks("change_item", room)
    await ana.submits(owner="UCHI")
    theirs = await slack.direct("chi")
    await theirs.hears("Action item 1 of INC-1 is yours")
    await chi.clicks("item_start", theirs)
    await panel(slack, room, "*In progress* · <@UCHI>")
    await chi.clicks("item_done", theirs)
    await room.hears("Action item 1 is done")
    await settled()
    assert "0 to be done, 1 in all" in readable(await panel(slack, room, "*Action items of INC-1*"))
    item = (await incident(bot)).items[0]
    assert (item.state, item.owner, item.concrete) == (ItemState.DONE, "UCHI", True)
    await heard(slack, theirs)


async def test_states_from_the_list(slack: Slack, bot: Bot, settled: Settle, clock: MovedClock) -> None:
    """The menus of the room's list drop with a reason, open again and change."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await writes(slack, room, "Roll back within five minutes", category="blast_radius", due=on_day(clock, 10))
    shown = await panel(slack, room, "*Action items of INC-1*")
    await presses(ana, on(room, shown), shown, "item_drop:1:1", "more")
    assert (await ana.tries(note=" "))["errors"] == {"note": "Please say why; it stays with the item."}
    await ana.submits(note="The vendor does it")
    await room.hears("Action item 1 is not going to be done")
    shown = await panel(slack, room, "*Not to be done*", "Why: The vendor does it")
    await presses(ana, on(room, shown), shown, "item_open:1:1", "more")
    await room.hears("Action item 1 is to be done after all")
    shown = await panel(slack, room, "*Action items of INC-1*", "1 to be done")
    await presses(ana, on(room, shown), shown, "item_change:1:1", "more")
    await settled()
    await ana.submits(change="Roll back within three minutes")
    await panel(slack, room, "within three minutes")
    assert (await incident(bot)).items[0].edition == 1
    await heard(slack, room)


async def test_reminders_over_days(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """Two days before, on the day, on the next and every week: to the owner alone, of a closed incident, too."""
    await until(clock, weekday=0, hour=6)
    room = await commanded(slack)
    await writes(slack, room, "Describe the fallback", category="runbook", owner="UBEN", due=on_day(clock, 3))
    direct = await slack.direct("ben")
    await direct.hears("is yours")
    await closed(slack, room)
    await settled()
    for days, words in ((1, "is due soon"), (2, "is due"), (1, "is overdue"), (7, "is overdue")):
        await clock.forward(days=days, hours=5 if words == "is due soon" else 0)
        await direct.hears(f"Action item 1 of INC-1 {words}")
        await settled()
    assert not any("Action item 1 of INC-1" in readable(message) for message in await room.messages())
    await slack.person("ben").clicks("item_done", direct)
    await room.hears("Action item 1 is done")
    await clock.forward(days=10)
    await settled()
    await heard(slack, room, direct, await slack.direct("ana"))


async def test_an_owner_who_has_left(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """Items of a deactivated account remind whoever wrote them down, who gives them away; nobody gives it another."""
    room = await commanded(slack)
    ana = slack.person("ana")
    for what in ("Watch nulls", "Alert on nulls"):
        await writes(slack, room, what, category="signal", owner="UFAY", due=on_day(clock, 30))
    await settled()
    await slack.post("people/UFAY", deleted=True)
    await clock.forward(days=30)
    await settled()
    private = await slack.direct("ana")
    said = readable(await private.hears("cannot be reached"))
    assert "<@UFAY> cannot be reached: the account is deactivated" in said
    assert "Watch nulls" in said and "Alert on nulls" in said
    await ana.clicks("change_item", private, value="1:1")
    answered = await ana.tries(owner="UZED")
    assert "Nobody can be reached there" in str(answered["errors"]["owner"])
    await ana.submits(owner="UBEN")
    await (await slack.direct("ben")).hears("is yours: Watch nulls")
    await clock.forward(days=10)
    await settled()
    assert sum("cannot be reached" in readable(each) for each in await private.messages()) == 1
    await private.hears("Action item 2 of INC-1 is overdue")
    await heard_all(slack)


async def test_in_an_archived_room(slack: Slack, bot: Bot, clock: MovedClock, settled: Settle) -> None:
    """With the room archived, items are written, given and done by direct messages, and the list is private."""
    room = await commanded(slack)
    await closed(slack, room)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.does("archive", channel=room.id)
    await settled()
    await ana.runs("/incident action inc-1 Cap the batch size")
    await ana.submits(owner="UBEN", due=on_day(clock, 5), category="blast_radius")
    direct = await slack.direct("ben")
    await direct.hears("Action item 1 of INC-1 is yours")
    await ben.clicks("item_done", direct)
    told = await ana.runs("/incident actions inc-1")
    assert "Cap the batch size" in told and "0 to be done, 1 in all" in told
    await heard(slack, await slack.direct("ana"), direct)


async def test_as_a_file(slack: Slack, clock: MovedClock, settled: Settle, sandbox: Any) -> None:
    """The CSV comes to whoever asked, alone, and nothing that was typed is a formula in it or markup in the room."""
    room = await commanded(slack)
    await writes(slack, room, HOSTILE[:20], category="other", link="https://tickets.example/1")
    ana = slack.person("ana")
    await ana.runs("/incident actions csv", room)
    direct = await slack.direct("ana")
    message = await direct.hears("1 action items of INC-1, as you asked")
    file = message["files"][0]
    async with (
        aiohttp.ClientSession() as session,
        session.get(file["url_private"], headers={"Authorization": "Bearer xoxb-sandbox"}) as answer,
    ):
        text = (await answer.read()).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["what"].startswith("'=HYPERLINK(") and rows[0]["link"] == "https://tickets.example/1"
    await settled()
    await panel(slack, room, "None of them closes the loop yet")


async def test_everywhere(slack: Slack, clock: MovedClock) -> None:
    """Outside a room: everything to be done that this person may see, their own first."""
    room = await commanded(slack)
    await writes(slack, room, "Watch nulls", category="signal", owner="UANA", due=on_day(clock, 9))
    ana, eli = slack.person("ana"), slack.person("eli")
    await clock.forward(minutes=30)
    await ana.declares("Odd scores", flags=["restricted"])
    secret = await slack.room("inc-2-odd-scores")
    await ana.runs("/incident action Rotate the keys", secret)
    await ana.submits(category="blast_radius", due=on_day(clock, 1))
    listed = await ana.runs("/incident actions")
    assert "2 in incidents that you can see, 2 of them yours" in listed and "Rotate the keys" in listed
    told = await eli.runs("/incident actions")
    assert "Watch nulls" in told and "Rotate" not in told and "0 of them yours" in told
    assert "There are none." in await eli.runs("/incident actions mine")
    assert "There is no incident 2 " in await eli.runs("/incident actions inc-2")
    await heard(slack, room, secret)


async def test_only_inside_a_restricted_room(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """Nobody outside a restricted incident's room is given an item of it, nor told of one."""
    ana = slack.person("ana")
    await ana.declares("Odd scores", flags=["restricted"])
    room = await slack.room("inc-1-odd-scores")
    await room.card("Odd scores")
    await ana.runs("/incident action Rotate the keys", room)
    said = await ana.tries(category="blast_radius", owner="UELI", due=on_day(clock, 3))
    assert "is not in the room of this restricted incident" in said["errors"]["owner"]
    await ana.submits(owner="UANA")
    await room.hears("Action item 1 is recorded")
    await panel(slack, room, "*Action items of INC-1*")
    await settled()


async def test_metrics(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """Measures are told in private, of what the person may see; a typing error is answered with what was meant."""
    room = await commanded(slack)
    await closed(slack, room)
    await settled()
    ana, eli = slack.person("ana"), slack.person("eli")
    await clock.forward(minutes=30)
    await ana.declares("Odd scores", flags=["restricted"])
    secret = await slack.room("inc-2-odd-scores")
    await secret.card("Odd scores")
    told = await ana.runs("/incident metrics 7d")
    assert "*2 incidents*, 1 still open" in told and "By severity · SEV2: 2" in told
    assert "*1 incident*" in await eli.runs("/incident metrics")
    wrong = await eli.runs("/incident metrics quater")
    assert "“quater” is neither a period nor a model." in wrong and "Did you mean *quarter*?" in wrong
    assert "Did you mean *ranker*?" in await eli.runs("/incident metrics 7d rankr")
    assert "*0 incidents*" in await eli.runs("/incident metrics ranker 7d")
    await settled()
    await heard(slack, secret)
