"""The attached playbook as a living checklist, worked by several people."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.app import Bot
from bot.domain.incident import Incident
from tests.journeys.conftest import ROOT, Settle
from tests.journeys.opening import commanded
from tests.journeys.pressing import chooses, modal_with, presses, shows
from tests.journeys.workspace import Room, Slack, readable


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The demo's configuration, and a playbook of the team's own that can be edited."""
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "sandbox" / "demo", folder)
    return folder


async def incident(bot: Bot) -> Incident:
    """Incident 1 as it is."""
    it = await bot.queries.incident(1, None)
    assert it is not None
    return it


async def attached(slack: Slack, key: str = "drift-alert") -> Room:
    """Ana commands, and attached that playbook; Ben is in the room."""
    room = await commanded(slack)
    await slack.person("ana").runs("/incident assign ops @ben", room)
    await room.hears("<@UBEN> is now *Operations*")
    await (await slack.direct("ben")).hears("You are Operations")
    said = await slack.person("ana").runs(f"/incident playbook attach {key}", room)
    assert "is attached; its checklist is in the room" in said
    await room.hears("First look at these three")
    return room


async def test_checks_to_containment(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Found, attached by a button, checked by several people with what they saw, decided by the table."""
    room = await commanded(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.runs("/incident playbook drift", room)
    await ana.clicks("attach_playbook", room)
    await room.hears("its checklist is in the room")
    await room.hears("Playbook: Drift alert* · 0 of 12 done")
    await room.card("*Playbook:* Drift alert, 0 of 12 done")
    await ben.does("join", channel=room.id)

    await presses(slack, ben, room, "Done", "check:1")
    await shows(room, "1. Done, <@UBEN>")
    await presses(slack, ana, room, "2: I saw", "check:2")
    assert "Which features, which slice" in readable(await ana.modal())
    await ana.submits(result="All features at once: <!channel> schema", state="done")
    said = await shows(room, "2. Done, <@UANA>")
    assert "All features at once" in said and "<!channel>" not in said
    await presses(slack, ana, room, "Done", "check:3")
    assert "What do you see?" in await shows(room, "The checks are done")
    await room.card("3 of 12 done")

    await presses(slack, ben, room, "Contain", "row:2")
    form = readable(await modal_with(ben, "Take the bad feature batch out of serving"))
    assert "feature-store rollback" in form
    await ben.closes()
    await presses(slack, ben, room, "Decide", "row:4")
    form = readable(await modal_with(ben, "What was decided?"))
    assert "No reflex retraining" in form and "quality is inside its SLO" in form
    await ben.submits()
    await room.hears("No reflex retraining")
    it = await incident(bot)
    assert it.decisions[0].recorded.rationale == "Drift is real, quality is inside its SLO"
    await settled()


async def test_all_steps(slack: Slack, bot: Bot) -> None:
    """In “All steps” anything can be ticked, its result set right, and opened again; the list follows each time."""
    room = await attached(slack)
    ben = slack.person("ben")
    await presses(slack, ben, room, "All steps")
    assert "0 of 12 done" in readable(await ben.modal())
    await chooses(slack, ben, "verification:2")
    await modal_with(ben, "Quality on complete labels")
    await ben.submits(result="AUC 0.91", state="done")
    assert "AUC 0.91" in readable(await modal_with(ben, "1 of 12 done"))
    await chooses(slack, ben, "verification:2")
    view = await modal_with(ben, "Done by")
    assert "AUC 0.91" in readable(view)
    await ben.submits(result="AUC 0.93", state="done")
    assert "AUC 0.93" in readable(await modal_with(ben, "AUC 0.93"))
    await chooses(slack, ben, "verification:2")
    await modal_with(ben, "Done by")
    await ben.submits(result="Labels were not complete", state="open")
    await modal_with(ben, "0 of 12 done")
    await ben.closes()
    told = [
        (each.event.kind, getattr(each.event, "was", None))
        for each in await bot.queries.history(1)
        if each.event.kind.startswith("item_")
    ]
    assert told == [("item_ticked", None), ("item_ticked", "AUC 0.91"), ("item_cleared", "AUC 0.93")]


async def test_replaced(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Another playbook needs a reason, is told, and begins anew; presses on the old one tick nothing."""
    room = await attached(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await presses(slack, ben, room, "Done", "check:1")
    await shows(room, "1. Done, <@UBEN>")
    await presses(slack, ben, room, "2: I saw", "check:2")
    stale = await ben.modal()
    await ana.runs("/incident playbook attach p99-latency-spike", room)
    assert (await ana.tries(reason=" "))["errors"] == {"reason": "Please say why; it goes on the timeline."}
    await ana.submits(reason="It is latency")
    said = readable(await room.hears("changed the playbook to *p99 latency spike*"))
    assert "it was Drift alert, version 1.0" in said and "It is latency" in said
    await shows(room, "Playbook: p99 latency spike* · 0 of")
    refused = await slack.post(
        f"as/{ben.id}/submit", view_id=stale["id"], values={"result": "x", "state": "done"}
    )
    assert "Another playbook was attached meanwhile" in str(refused["errors"])
    await ben.closes()
    it = await incident(bot)
    assert it.playbook is not None and it.playbook.ticks == {}
    assert "item_ticked" in [each.event.kind for each in await bot.queries.history(1)]

    await presses(slack, ana, room, "Not this one")
    await ana.submits(reason="Neither")
    await room.hears("put the playbook *p99 latency spike* away")
    await shows(room, "No playbook is attached any more")
    await settled()


async def test_attached_already_and_unknown(slack: Slack) -> None:
    """Attaching twice is once, an unknown name is answered with the way to search, and the search goes on working."""
    room = await attached(slack)
    ana = slack.person("ana")
    assert "is attached already" in await ana.runs("/incident playbook attach Drift Alert", room)
    said = await ana.runs("/incident playbook attach <!channel> drift", room)
    assert "No playbook is called" in said and "<!channel>" not in said
    found = await ana.runs("/incident playbook drift", room)
    assert "It is attached to INC-1" in found and "Attach to INC-1" not in found


async def test_attached_while_reading(slack: Slack, bot: Bot) -> None:
    """A playbook is attached from the modal in which it is read, which then says so."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.runs("/incident playbook p99 latency", room)
    await ana.clicks("read_playbook:1", room)
    view = await modal_with(ana, "Attach to INC-1")
    await ana.does("click", view_id=view["id"], action_id="attach_playbook")
    view = await modal_with(ana, "(attached to INC-1)")
    assert "Attach to INC-1" not in readable(view)
    await ana.closes()
    await room.hears("Playbook: p99 latency spike* · 0 of")


async def test_edited_library(slack: Slack, bot: Bot, config: Path) -> None:
    """What the team edits in its library meanwhile does not change the checklist of a running incident."""
    room = await attached(slack)
    it = await incident(bot)
    assert it.playbook is not None
    before = it.playbook.playbook
    (config / "library").mkdir(exist_ok=True)
    (config / "library" / "drift-alert.yml").write_text("key: drift-alert\nextends: drift-alert\n", "utf-8")
    await presses(slack, slack.person("ben"), room, "Done", "check:1")
    await shows(room, "1. Done, <@UBEN>")
    it = await incident(bot)
    assert it.playbook is not None and it.playbook.playbook == before


async def test_from_the_card(slack: Slack) -> None:
    """The card's menu leads to a choice of playbooks while there is none, and then to the checklist."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.clicks("more_work", room, value="open_playbook:1")
    assert "is worked by no playbook yet" in readable(await ana.modal())
    assert (await ana.tries())["errors"] == {"playbook": "Please fill this in."}
    await ana.submits(playbook="drift-alert")
    await room.hears("First look at these three")
    await ana.clicks("more_work", room, value="open_playbook:1")
    assert "0 of 12 done" in readable(await modal_with(ana, "0 of 12 done"))
    await ana.closes()
