"""Declaring an incident: from everywhere, once, and with nothing half-done."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from sandbox.server import Sandbox
from tests.journeys.opening import owner_asked
from tests.journeys.workspace import MovedClock, Person, Room, Slack, eventually, readable


async def test_nobody_leads(slack: Slack, clock: MovedClock) -> None:
    """An incident without a commander is nudged at five minutes, and no more once someone leads."""
    ana = slack.person("ana")
    await ana.declares("Feature store is stale")
    room = await slack.room("inc-1-feature-store-is-stale")
    await room.card("Feature store is stale")
    await (await slack.room("incidents")).hears("Feature store is stale")
    await clock.forward(minutes=5)
    await room.hears("Nobody commands this incident yet")
    await ana.clicks("take_command", room)
    await room.hears("Incident Commander")
    await (await slack.direct("ana")).hears("Incident Commander")
    await clock.forward(minutes=30)


async def test_by_command(slack: Slack) -> None:
    """The words after `declare` are the title; everything that was filled in stands on the card."""
    ana = slack.person("ana")
    assert await ana.runs("/incident declare Ranking is off for Lisbon") == ""
    modal = await ana.modal()
    assert values_of(modal)["title"] == "Ranking is off for Lisbon"
    assert "SEV1: Wrong predictions to users at scale" in readable(modal)
    said = await ana.submits(severity="SEV1", type="model", model="ranker", seen="CTR −30 % since noon")
    assert "INC-1 recorded" in readable(said["view"])
    room = await slack.room("inc-1-ranking-is-off-for-lisbon")
    card = readable(await room.card("CTR −30 % since noon"))
    for fact in ("INC-1 · Ranking is off for Lisbon", "SEV1", "Detect", "model ranker, version 2026.11.2"):
        assert fact in card
    await (await slack.room("incidents")).hears("Ranking is off for Lisbon")
    await owner_asked(slack, room)
    await opened(ana, room)


@pytest.mark.parametrize("way", ["shortcut", "home", "help"])
async def test_from_elsewhere(slack: Slack, way: str) -> None:
    """The global shortcut, the button on App Home and the one under the help open the same modal."""
    ana, general = slack.person("ana"), await slack.room("general")
    if way == "shortcut":
        await ana.does("shortcut", callback_id="declare_incident")
    elif way == "home":
        home = await ana.home()
        await ana.does("click", view_id=home["id"], action_id="declare_incident")
    else:
        await ana.runs("/incident")
        await ana.clicks("declare_incident", general)
    await ana.submits(title="Nulls in price", severity="SEV3", type="data")
    room = await slack.room("inc-1-nulls-in-price")
    await room.card("Nulls in price")
    await (await slack.room("incidents")).hears("Nulls in price")
    await opened(ana, room)


async def test_from_a_message(slack: Slack) -> None:
    """A message's first line becomes the title, its words what is seen, and the card links to it."""
    ana, ben, general = slack.person("ana"), slack.person("ben"), await slack.room("general")
    ts = await ben.says("Payments look odd\nScores above 0.9 doubled & <nobody> knows why", general)
    await ana.does("message-shortcut", callback_id="declare_from_message", channel=general.id, ts=ts)
    filled = values_of(await ana.modal())
    assert filled["title"] == "Payments look odd"
    assert filled["seen"] == "Payments look odd\nScores above 0.9 doubled & <nobody> knows why"
    await ana.submits(severity="SEV2", type="model", model="ranker")
    room = await slack.room("inc-1-payments-look-odd")
    card = str(await room.card("The message that began it"))
    assert f"/archives/{general.id}/p{ts.replace('.', '')}|The message that began it>" in card
    assert "Scores above 0.9 doubled & <nobody> knows why" in card
    await (await slack.room("incidents")).hears("Payments look odd")
    await owner_asked(slack, room)


async def test_a_model_of_ones_own(slack: Slack) -> None:
    """A model that the catalogue does not list is typed, and wins over one that was chosen."""
    ana = slack.person("ana")
    await ana.runs("/incident declare Embeddings drift")
    await ana.submits(severity="SEV3", type="model", model="ranker", model_other="embedder-nightly")
    room = await slack.room("inc-1-embeddings-drift")
    card = readable(await room.card("model embedder-nightly"))
    assert "version" not in card
    await (await slack.room("incidents")).hears("Embeddings drift")


async def test_a_confidential_model(slack: Slack) -> None:
    """An incident of a model that the catalogue calls confidential is restricted, whether one ticks that or not."""
    ana = slack.person("ana")
    await ana.runs("/incident declare Scores doubled")
    await ana.submits(severity="SEV3", type="model", model_other="Fraud-Score")
    room = await slack.room("inc-1-scores-doubled")
    await room.card("[RESTRICTED] INC-1 · Scores doubled")
    await owner_asked(slack, room, "chi", "fraud-score")
    assert "There is no incident" in await slack.person("eli").runs("/incident status 1")


async def test_started_at(slack: Slack, clock: MovedClock) -> None:
    """It began when the modal says; left as it was, that is the moment in which the modal was opened."""
    ana = slack.person("ana")
    began = int(clock.now().timestamp())
    await ana.runs("/incident declare Slow drift")
    offered = values_of(await ana.modal())["started_at"]
    assert began <= offered <= began + 5
    earlier = int((clock.now() - timedelta(days=3)).timestamp())
    await ana.submits(severity="SEV3", type="data", started_at=earlier)
    room = await slack.room("inc-1-slow-drift")
    assert f"Started <!date^{earlier}^" in str(await room.card("Started"))
    await (await slack.room("incidents")).hears("Slow drift")


async def test_wrong_input(slack: Slack, clock: MovedClock) -> None:
    """A blank title and a start in the future are answered next to their field, and nothing is left of them."""
    ana = slack.person("ana")
    await ana.runs("/incident declare")
    blank = await ana.tries(title="   ", severity="SEV2", type="data")
    assert "title" in blank["errors"]
    for invisible in ("\u200b\u2060", "\u202e\u200f"):
        blank = await ana.tries(title=invisible, severity="SEV2", type="data")
        assert blank["errors"] == {"title": "Please say in a few words what is wrong."}
    future = int((clock.now() + timedelta(hours=2)).timestamp())
    early = await ana.tries(title="Real title", started_at=future)
    assert early["errors"] == {"started_at": "That is in the future. Please give a time that has passed."}
    assert "There is no open incident" in await ana.runs("/incident list")
    assert await slack.calls("conversations.create") == []
    await ana.submits(started_at=int(clock.now().timestamp()))
    await (await slack.room("inc-1-real-title")).card("Real title")
    await (await slack.room("incidents")).hears("Real title")


async def test_pressed_again_after_a_time_out(slack: Slack, sandbox: Sandbox, clock: MovedClock) -> None:
    """Who saw no answer and presses again, in the same modal, is shown the incident that there is."""
    ana = slack.person("ana")
    await ana.runs("/incident declare Feature store is stale")
    await ana.submits(severity="SEV2", type="data")
    last = (await slack.get("deliveries"))["deliveries"][-1]
    await asyncio.gather(*(slack.post("replay", n=last["n"]) for _ in range(5)))
    room = await slack.room("inc-1-feature-store-is-stale")
    await room.card("Feature store is stale")
    await (await slack.room("incidents")).hears("Feature store is stale")
    assert "1 open incident" in await ana.runs("/incident list")
    assert len(await slack.calls("conversations.create")) == 1


async def test_declared_minutes_ago(slack: Slack, clock: MovedClock) -> None:
    """A second declaration within minutes offers the first one's room, and declares another only if one insists."""
    ana = slack.person("ana")
    await ana.declares("Feature store is stale")
    first = await slack.room("inc-1-feature-store-is-stale")
    await first.card("Feature store is stale")
    incidents = await slack.room("incidents")
    await incidents.hears("Feature store is stale")

    await clock.forward(minutes=3)
    began = int((clock.now() - timedelta(hours=1)).timestamp())
    await ana.runs("/incident declare Feature store is stale!")
    typed: dict[str, Any] = {
        "title": "Nulls in “price” & <city>",
        "severity": "SEV1",
        "type": "serving",
        "model": "ranker",
        "model_other": "ranker-eu",
        "seen": "Two\nlines {{ 7*7 }}",
        "started_at": began,
        "flags": ["drill"],
    }
    offered = (await ana.submits(**typed))["view"]
    assert "Not declared yet" in readable(offered)
    assert "INC-1" in readable(offered) and "Open #inc-1-feature-store-is-stale" in readable(offered)
    assert offered["submit"]["text"] == "Declare another"
    assert f"channel={first.id}" in str(offered["blocks"])
    assert values_of(offered) == typed
    assert "1 open incident" in await ana.runs("/incident list")

    said = await ana.submits()
    assert "INC-2 recorded" in readable(said["view"])
    second = await slack.room("inc-2-nulls-in-price-city")
    card = readable(await second.card("Two lines {{ 7*7 }}"))
    for fact in ("[DRILL] INC-2 · Nulls in “price” & <city>", "SEV1", "model ranker-eu"):
        assert fact in card
    await opened(ana, second)
    last = (await slack.get("deliveries"))["deliveries"]
    pressed = [each["n"] for each in last if each["type"] == "view_submission"]
    for n in pressed:
        await slack.post("replay", n=n)
    assert "2 open incidents" in await ana.runs("/incident list")


async def test_declared_again_later(slack: Slack, clock: MovedClock) -> None:
    """Nobody is asked when another person declares, or the same one a quarter of an hour later."""
    ana, ben, incidents = slack.person("ana"), slack.person("ben"), await slack.room("incidents")
    await ana.declares("First")
    await ben.declares("Second")
    await clock.forward(minutes=4)
    for n, title in ((1, "first"), (2, "second")):
        await (await slack.room(f"inc-{n}-{title}")).card()
        await ana.clicks("take_command", await slack.room(f"inc-{n}-{title}"))
        await incidents.hears(title)
        await (await slack.room(f"inc-{n}-{title}")).hears("Incident Commander")
        await (await slack.direct("ana")).hears(f"INC-{n}")
    await clock.forward(minutes=10)
    await ana.declares("Third")
    await (await slack.room("inc-3-third")).card("Third")
    await incidents.hears("Third")


async def test_a_room_that_one_has_left(slack: Slack) -> None:
    """A restricted incident whose room one has left is not offered, and does not keep another from being declared."""
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.declares("Leaked records", flags=["restricted"])
    secret = await slack.room("inc-1-leaked-records")
    await secret.card("Leaked records")
    await eventually(lambda: membership(slack, ben, secret), "Ben in the room")
    await ana.does("leave", channel=secret.id)
    await eventually(lambda: invisible(ana, 1), "the incident invisible to Ana")
    await ana.runs("/incident declare Other")
    said = await ana.submits(severity="SEV3", type="data")
    assert "INC-2 recorded" in readable(said["view"])
    await (await slack.room("inc-2-other")).card("Other")
    await (await slack.room("incidents")).hears("Other")
    await Room(slack, ben, secret.id, secret.name).card("Leaked records")


async def test_finding_ones_way(slack: Slack) -> None:
    """`/incident` alone and help explain; a wrong verb suggests the nearest; the wrong place is said to be one."""
    for typed, answer in (
        ("", "/incident declare"),
        ("help", "In an incident's room"),
        ("HELP", "In an incident's room"),
        ("delcare Something", "Did you mean /incident declare?"),
        ("stauts", "Did you mean /incident status?"),
        ("xyzzy", "Type /incident help to see what there is."),
        ("update", "This is not an incident's room."),
        ("status inc-7", "There is no incident 7 that you can see."),
    ):
        assert answer in await slack.person("ana").runs(f"/incident {typed}"), typed


async def test_a_modal_that_slack_refuses_to_open(slack: Slack) -> None:
    """Slack's no to a modal is told in private."""
    ana, general = slack.person("ana"), await slack.room("general")
    await slack.fault("views.open", "error", error="fatal_error")
    await ana.runs("/incident declare Something")
    await general.hears("Slack did not open the dialog")
    await ana.sees_no_modal()


async def opened(person: Person, room: Room) -> None:
    """The receipt that this person still sees leads to the room."""

    async def look() -> dict[str, Any] | None:
        modal = await person.modal()
        return modal if room.id in str(modal["blocks"]) else None

    receipt = await eventually(look, f"the receipt with {room.name}")
    assert "is open" in readable(receipt) and "Open the room" in readable(receipt)


async def membership(slack: Slack, person: Person, room: Room) -> bool:
    """Whether that person is in the room."""
    told = await slack.get(f"as/{person.id}/channels/{room.id}/messages")
    return person.id in told.get("members", ())


async def invisible(person: Person, number: int) -> bool:
    """Whether this person is told that there is no such incident."""
    return "There is no incident" in await person.runs(f"/incident status {number}")


def values_of(view: dict[str, Any]) -> dict[str, Any]:
    """What is filled in, by field; empty fields are left out."""
    found: dict[str, Any] = {}
    for field, elements in view["state"]["values"].items():
        (element,) = elements.values()
        chosen = element.get("selected_option") or {}
        several = [option["value"] for option in element.get("selected_options") or ()]
        found[field] = (
            element.get("value") or chosen.get("value") or element.get("selected_date_time") or several
        )
    return {field: value for field, value in found.items() if value}
