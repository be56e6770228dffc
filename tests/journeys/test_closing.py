"""The end of an incident: closing, taking it up again, and what becomes of its room."""

from __future__ import annotations

from bot.app import Bot
from bot.domain.incident import Incident
from tests.journeys.conftest import Settle
from tests.journeys.opening import closed, commanded, declared, ended
from tests.journeys.reviewing import completed
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable


async def incident(bot: Bot) -> Incident:
    """Incident 1 as it is."""
    it = await bot.queries.incident(1, None)
    assert it is not None
    return it


async def archived(room: Room, *, by_now: bool = True) -> None:
    """The room is archived, or no longer."""

    async def look() -> bool:
        return bool((await room.state())["channel"]["is_archived"]) is by_now

    await eventually(look, f"is_archived to be {by_now}")


async def postmortem(slack: Slack, room: Room) -> None:
    """Ana has the post-mortem written, and it arrives."""
    await slack.person("ana").runs("/incident postmortem", room)
    await room.hears("Post-mortem of INC-1")


async def forgotten(slack: Slack, clock: MovedClock, bot: Bot) -> Room:
    """An incident that is closed, written up and archived."""
    room = await commanded(slack)
    await closed(slack, room)
    await completed(slack, room)
    await clock.forward(days=15)
    await archived(room)

    async def recorded() -> bool:
        it = await incident(bot)
        return it.room is not None and it.room.archived

    await eventually(recorded, "the archiving in the history")
    return room


async def test_closed_with_what_was_verified(slack: Slack) -> None:
    """Closing says what was verified; card, topic, announcement and status show it, and the buttons fit."""
    room = await commanded(slack)
    ana = slack.person("ana")
    assert "INC-1 is closed." in await ana.runs("/incident close Freshness < 5 min since 14:00", room)
    said = await ended(room)
    assert "by <@UANA>" in said and "Verified: Freshness < 5 min since 14:00" in said
    card = await room.card("*Closed*")
    shown = readable(card)
    assert "A post-mortem is owed." in shown and "Next update" not in shown
    assert "take_command" not in str(card["blocks"]) and "reopen_incident" in str(card["blocks"])
    assert "Verified: Freshness < 5 min since 14:00" in await ana.runs("/incident status", room)
    assert "There is no open incident." in await ana.runs("/incident list")


async def test_blank_is_not_verified(slack: Slack, bot: Bot) -> None:
    """Without saying what was verified it stays open."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.clicks("close_incident", room)
    assert "A post-mortem is owed afterwards." in readable(await ana.modal())
    assert (await ana.tries(verified=""))["client_side"]
    refused = await ana.tries(verified="  \n ")
    assert refused["errors"] == {"verified": "Please say what was verified; without that it stays open."}
    assert (await incident(bot)).open
    await ana.submits(verified="AUC is back at 0.81")
    await room.hears("Verified: AUC is back at 0.81")
    await room.hears("Review of INC-1")


async def test_closed_twice(slack: Slack, settled: Settle) -> None:
    """A second closing, from a modal that was still open, changes nothing and says nothing."""
    room = await commanded(slack)
    ben = slack.person("ben")
    await ben.runs("/incident close", room)
    await ben.modal()
    await closed(slack, room)
    await ben.submits(verified="Me too")
    assert "Nothing to change" in await ben.runs("/incident close Me too", room)
    await settled()


async def test_taken_up_again(slack: Slack, clock: MovedClock, bot: Bot) -> None:
    """Reopened from the card with a reason, it goes on at triage and owes updates again."""
    room = await commanded(slack)
    await closed(slack, room)
    ben = slack.person("ben")
    await room.card("*Closed*")
    await ben.clicks("reopen_incident", room)
    refused = await ben.tries(reason=" ")
    assert refused["errors"] == {"reason": "Please say why; it goes on the timeline."}
    await ben.submits(reason="Errors are back")
    said = readable(await room.hears("It is not over"))
    assert "<@UBEN> reopened" in said and "Reason: Errors are back" in said and "Next update by" in said
    await room.card("*Phase:* Triage")
    await clock.forward(minutes=50)
    await room.hears("Update due in 10 min")
    assert "This incident is open already." in await ben.runs("/incident reopen Again", room)
    assert (await incident(bot)).verified == ""


async def test_reopened_without_a_commander(slack: Slack, clock: MovedClock) -> None:
    """An incident that nobody commanded is nudged again after reopening."""
    room = await declared(slack)
    await closed(slack, room)
    await slack.person("ana").runs("/incident reopen It came back", room)
    await room.hears("It is not over")
    await clock.forward(minutes=5)
    await room.hears("Nobody commands this incident yet")


async def test_never_archived_before_the_postmortem(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """The room stays while its post-mortem is owed, and goes 14 days after closing once that is out."""
    room = await commanded(slack)
    await closed(slack, room)
    await clock.forward(days=20)
    await settled()
    await (await slack.direct("ana")).hears("is overdue")
    await archived(room, by_now=False)
    await completed(slack, room)
    await clock.forward(minutes=1)
    await archived(room)


async def test_a_draft_is_not_the_postmortem(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """A post-mortem written while it was open does not count: the one of the end is still owed."""
    room = await commanded(slack)
    await postmortem(slack, room)
    await clock.forward(minutes=2)
    await closed(slack, room)
    assert "A post-mortem is owed" in readable(await room.card("*Closed*"))
    await clock.forward(days=20)
    await settled()
    await (await slack.direct("ana")).hears("is overdue")
    await archived(room, by_now=False)
    await completed(slack, room)
    await clock.forward(minutes=1)
    await archived(room)


async def test_archived_where_none_is_owed(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """SEV3 owes no post-mortem: the room goes 14 days after closing, and not a day before."""
    room = await commanded(slack, "SEV3")
    await slack.person("ana").runs("/incident close Drift is inside the SLO", room)
    assert "owed" not in await ended(room)
    await clock.forward(days=13)
    await settled()
    await archived(room, by_now=False)
    await clock.forward(days=1, minutes=1)
    await archived(room)


async def test_reopened_before_it_is_archived(
    slack: Slack, clock: MovedClock, bot: Bot, settled: Settle
) -> None:
    """An archiving that Slack delays is not done to an incident that was reopened meanwhile."""
    room = await commanded(slack, "SEV3")
    await closed(slack, room)
    await slack.fault("conversations.archive", "503")
    await clock.forward(days=14, minutes=1)

    async def tried() -> bool:
        return bool(await slack.calls("conversations.archive"))

    await eventually(tried, "an attempt to archive")
    await slack.person("ana").runs("/incident reopen It came back", room)
    await room.hears("It is not over")
    await clock.forward(minutes=5)
    await settled()
    await archived(room, by_now=False)


async def test_reopened_from_the_archive(slack: Slack, clock: MovedClock, bot: Bot) -> None:
    """Reopening an archived incident brings its room back and says there why."""
    room = await forgotten(slack, clock, bot)
    assert "is open again" in await slack.person("ana").runs("/incident reopen inc-1 It came back")
    await archived(room, by_now=False)
    said = readable(await room.hears("This room is back"))
    assert "INC-1 is open" in said and "Reason: It came back" in said and "Next update by" in said
    await room.card("*Phase:* Triage")


async def test_slack_keeps_it_archived(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """When Slack refuses to bring the room back, whoever leads is told what to do; done by hand, it goes on."""
    room = await forgotten(slack, clock, bot)
    await slack.fault("conversations.unarchive", "error", error="restricted_action")
    await slack.person("ana").runs("/incident reopen inc-1 It came back")
    told = readable(await (await slack.direct("ana")).hears("The room could not be brought back"))
    assert "the workspace's settings do not allow it" in told and "Ask a workspace admin" in told
    await clock.forward(hours=6)
    await settled()
    await slack.person("ana").does("unarchive", channel=room.id)
    await room.hears("This room is back")
    assert (await incident(bot)).given_up == ()
    await clock.forward(minutes=1)
    assert "Told directly: <@UANA>" in readable(await room.hears("Update overdue"))
    await (await slack.direct("ana")).hears("Its update is overdue by")


async def test_tried_again_from_the_message(slack: Slack, clock: MovedClock, bot: Bot) -> None:
    """The button on that message tries again."""
    room = await forgotten(slack, clock, bot)
    await slack.fault("conversations.unarchive", "error", error="restricted_action")
    await slack.person("ana").runs("/incident reopen inc-1 It came back")
    direct = await slack.direct("ana")
    await direct.hears("The room could not be brought back")
    await slack.person("ana").clicks("retry_deliveries", direct)
    await archived(room, by_now=False)
    await room.hears("This room is back")


async def test_archived_by_hand(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """Someone archives the room of an open incident: nothing is said there any more, and whoever leads is told."""
    room = await commanded(slack)
    await slack.person("ben").does("archive", channel=room.id)
    told = readable(await (await slack.direct("ana")).hears("was archived"))
    assert "by <@UBEN>" in told and "still open" in told
    await clock.forward(hours=6)
    await settled()
    it = await incident(bot)
    assert it.room is not None and it.room.archived and it.given_up == ()
    status = await slack.person("ana").runs("/incident status inc-1")
    assert "Update overdue" in status
    assert "The room is archived" in await slack.person("ana").runs("/incident postmortem inc-1")
    await slack.person("ana").runs("/incident close inc-1 It was a false page")
    await settled()
    assert not (await incident(bot)).open


async def test_archived_behind_the_bots_back(
    slack: Slack, clock: MovedClock, bot: Bot, settled: Settle
) -> None:
    """Even when Slack never said so, the first refusal tells the bot that the room is archived."""
    room = await commanded(slack)
    await slack.fault("chat.postMessage", "error", error="is_archived", channel=room.id)
    await slack.person("ana").runs("/incident note Is anyone here?", room)
    await (await slack.direct("ana")).hears("was archived")
    it = await incident(bot)
    assert it.room is not None and it.room.archived


async def test_the_announcements_were_archived(
    slack: Slack, clock: MovedClock, bot: Bot, settled: Settle
) -> None:
    """An archived announcement channel is no archived room: the incident goes on."""
    room = await commanded(slack)
    await clock.forward(minutes=1)
    await slack.fault("chat.update", "error", error="is_archived", channel="CINCIDENTS")
    await slack.person("ana").runs("/incident severity SEV1 Users see it", room)
    await room.hears("Severity raised")
    await room.card("The announcement could not be brought up to date: the channel is archived")
    it = await incident(bot)
    assert it.room is not None and not it.room.archived
    await slack.person("ana").clicks("retry_deliveries", room)

    async def clean() -> bool:
        return (await incident(bot)).given_up == ()

    await eventually(clean, "nothing that is given up")


async def test_closed_is_said_at_once(slack: Slack) -> None:
    """What makes no sense any more is answered when it is asked, not after a modal was filled in."""
    room = await commanded(slack)
    await closed(slack, room)
    ben = slack.person("ben")
    for asked in (
        "update",
        "severity",
        "phase",
        "snooze 30",
        "extend 30 later",
        "cadence 90 later",
        "severity SEV1 worse again",
    ):
        assert "Reopen it first" in await ben.runs(f"/incident {asked}", room)
    await ben.sees_no_modal()
