"""Updates on a cadence: posting, reminding, putting off (domain §2, §8)."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import Bot
from tests.journeys.conftest import ROOT, Settle
from tests.journeys.opening import closed, commanded, declared, until, updated
from tests.journeys.workspace import MovedClock, Slack, readable


def moment(at: datetime) -> str:
    """How a message begins to tell that moment (Slack: date formatting), to the second."""
    return f"<!date^{int(at.timestamp())}^"


async def due(bot: Bot) -> datetime:
    """When the next update of incident 1 is due."""
    it = await bot.queries.incident(1, None)
    assert it is not None and it.update_due is not None
    return it.update_due


async def test_an_update_has_everything(slack: Slack, clock: MovedClock, bot: Bot) -> None:
    """An update tells impact, actions, outlook, colour with its word and the next due time, there and on the card."""
    room = await commanded(slack)
    await slack.person("ana").runs("/incident update", room)
    form = readable(await slack.person("ana").modal())
    assert "Left empty: in 60 minutes, as SEV2 asks." in form
    assert "Red: not contained, people are affected" in form
    await slack.person("ana").submits(
        status="red",
        impact="Ranking is stale for EU",
        actions="Rerunning the pipeline",
        eta="By 15:00",
        audiences=[],
    )
    said = readable(await room.hears("Impact: Ranking is stale for EU"))
    for words in (
        "🔴 Red",
        "Doing now: Rerunning the pipeline",
        "Back to normal: By 15:00",
        "Next update by",
    ):
        assert words in said
    assert moment(await due(bot)) in said
    assert await due(bot) - clock.now() > timedelta(minutes=59)
    card = readable(await room.card("Last update:"))
    assert "🔴 Red" in card and "Ranking is stale for EU" in card and moment(await due(bot)) in card


async def test_without_an_estimate(slack: Slack) -> None:
    """An update without an estimate says that there is none yet."""
    room = await commanded(slack)
    assert "no estimate yet" in readable(await updated(slack, room))


async def test_what_is_missing_is_asked_for(slack: Slack, clock: MovedClock) -> None:
    """Blanks, a check-in that has passed and one too far away are refused next to the field."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.runs("/incident update", room)
    said = await ana.tries(status="red", impact="   ", actions="Looking", audiences=[])
    assert said["errors"] == {"impact": "Please say who is affected, and how."}
    past = int((clock.now() - timedelta(minutes=5)).timestamp())
    said = await ana.tries(impact="All users", next_check_in=past)
    assert said["errors"] == {"next_check_in": "That has passed already. Please give a later time, or none."}
    far = int((clock.now() + timedelta(days=8)).timestamp())
    said = await ana.tries(next_check_in=far)
    assert said["errors"] == {"next_check_in": "That is too far away. Please give a time within 7 days."}
    await ana.submits(next_check_in=int((clock.now() + timedelta(minutes=20)).timestamp()))
    await room.hears("Impact: All users")


async def test_reminders_before_at_and_after(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """SEV2: reminded 10 minutes before and at 60 minutes by name, then by the ladder; an update starts anew."""
    room = await commanded(slack)
    await clock.forward(minutes=49)
    await settled()
    await clock.forward(minutes=1)
    soon = readable(await room.hears("Update due in 10 min"))
    assert "<@UANA>" in soon
    await clock.forward(minutes=10)
    now = readable(await room.hears("Update due"))
    assert "*Update due* now" in now and "<@UANA>, please say how it stands" in now
    await clock.forward(minutes=5)
    assert "Told directly: <@UANA>" in readable(await room.hears("Update overdue by 5 min"))
    await (await slack.direct("ana")).hears("Its update is overdue by 5 min")
    await clock.forward(minutes=10)
    last = readable(await room.hears("Update overdue by 15 min"))
    assert "Nobody has the role of Communications" in last and "No escalation is set up" in last
    await clock.forward(minutes=15)
    assert "<@UANA>" in readable(await room.hears("Update overdue by 30 min"))
    await room.card("Update overdue")
    await updated(slack, room)
    await clock.forward(minutes=49)
    await settled()
    await clock.forward(minutes=1)
    await room.hears("Update due in 10 min")


async def test_who_owes_it(slack: Slack, clock: MovedClock) -> None:
    """Communications owes the update while somebody holds that role; without roles whoever is here."""
    room = await declared(slack)
    await clock.forward(minutes=60)
    await room.hears("Nobody commands")
    assert "Whoever is here: please say how it stands." in readable(await room.hears("Update due"))
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.runs("/incident take", room)
    await room.hears("is now Incident Commander")
    await (await slack.direct("ana")).hears("You are Incident Commander")
    await ben.runs("/incident take comms", room)
    await room.hears("is now Communications")
    await (await slack.direct("ben")).hears("You are Communications")
    await clock.forward(minutes=5)
    await room.hears("Told directly: <@UANA>")
    await (await slack.direct("ana")).hears("You are asked as Incident Commander")
    await clock.forward(minutes=10)
    late = readable(await room.hears("Update overdue by 15 min"))
    assert "<@UBEN>" in late and "<@UANA>" not in late
    await (await slack.direct("ben")).hears("You are asked as Communications")


async def test_another_check_in(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """A next check-in named in the update replaces the cadence once."""
    room = await commanded(slack)
    in_two_hours = clock.now() + timedelta(minutes=120)
    said = await updated(slack, room, next_check_in=int(in_two_hours.timestamp()))
    assert moment(in_two_hours) in readable(said)
    await clock.forward(minutes=105)
    await settled()
    await clock.forward(minutes=6)
    await room.hears("Update due in 9 min")


async def test_another_severity(slack: Slack, clock: MovedClock, bot: Bot) -> None:
    """SEV1 asks for an update in 30 minutes, SEV2 again in 60, counted from the change."""
    room = await commanded(slack)
    ana = slack.person("ana")
    for severity, minutes in (("SEV1", 30), ("SEV2", 60)):
        await ana.runs(f"/incident severity {severity} The error rate moved", room)
        said = readable(await room.hears(f"to {severity}"))
        assert moment(await due(bot)) in said
        left = await due(bot) - clock.now()
        assert timedelta(minutes=minutes - 1) < left <= timedelta(minutes=minutes)
    await ana.runs("/incident severity SEV1 And back", room)
    await room.hears("to SEV1")
    await clock.forward(minutes=25)
    await room.hears("Update due in 5 min")


async def test_next_business_day(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """SEV3 declared on a Friday owes its update on Monday at 16:00, and nobody is disturbed before."""
    await until(clock, weekday=4, hour=10)
    room = await commanded(slack, "SEV3")
    at = await due(bot)
    assert (at.weekday(), at.hour, at.minute) == (0, 16, 0)
    assert at - clock.now() < timedelta(days=4)
    await room.card(moment(at))
    await clock.forward(days=2)
    await settled()
    await until(clock, weekday=0, hour=15)
    await settled()
    await clock.forward(minutes=30)
    await room.hears("Update due in 30 min")


@pytest.fixture
def eastern(tmp_path: Path) -> Path:
    """The demo's configuration for a team in New York."""
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "sandbox" / "demo", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    policy = folder / "policy.yml"
    policy.write_text(policy.read_text().replace("timezone: UTC", "timezone: America/New_York"))
    return folder


class TestElsewhere:
    """A team that does not live in UTC."""

    @pytest.fixture
    def config(self, eastern: Path) -> Path:
        """Theirs."""
        return eastern

    async def test_business_day_in_the_teams_zone(self, slack: Slack, clock: MovedClock, bot: Bot) -> None:
        """Once a business day means 16:00 where the team is."""
        await until(clock, weekday=1, hour=12)
        await declared(slack, "SEV3")
        local = (await due(bot)).astimezone(ZoneInfo("America/New_York"))
        assert (local.weekday(), local.hour, local.minute) == (2, 16, 0)


async def test_more_time(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """Giving an update more time is told with its reason and the new time, and the reminders follow it."""
    room = await commanded(slack)
    await clock.forward(minutes=61)
    await room.hears("Update due")
    ana = slack.person("ana")
    told = await ana.runs("/incident extend 45 Waiting for the <rerun>", room)
    assert "It is due <!date^" in told
    said = readable(await room.hears("gave the next update more time"))
    assert "Reason: Waiting for the <rerun>" in said and "Next update by <!date^" in said
    await clock.forward(minutes=30)
    await settled()
    await clock.forward(minutes=6)
    await room.hears("Update due in 9 min")
    await ana.clicks("extend_update", room)
    assert "The next update is due" in readable(await ana.modal())
    refused = await ana.tries(change="later", minutes="30", reason="  ")
    assert refused["errors"] == {"reason": "Please say why; it goes on the timeline."}
    await ana.submits(reason="Still running")
    await room.hears("Reason: Still running")


async def test_silence(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """Silenced, the update stays due and counts as missed; nobody is reminded until the silence ends."""
    room = await commanded(slack)
    await clock.forward(minutes=50)
    await room.hears("Update due in 10 min")
    before = await due(bot)
    ana = slack.person("ana")
    told = await ana.runs("/incident snooze 60", room)
    assert f"stays due {moment(before)}" in told
    said = readable(await room.hears("silenced the reminders"))
    assert "It stays due" in said and moment(before) in said
    await room.card("*Reminders of it:* none until")
    await clock.forward(minutes=30)
    await settled()
    it = await bot.queries.incident(1, None)
    assert it is not None and (it.update_due, it.missed_due) == (before, before)
    await clock.forward(minutes=31)
    await room.hears("Update overdue by")
    await settled()
    assert "none until" not in readable(await room.card("Update overdue"))
    await clock.forward(minutes=5)
    await room.hears("Told directly: <@UANA>")
    await (await slack.direct("ana")).hears("Its update is overdue by")


async def test_less_often(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """Another rhythm is told with its reason, stands on the card and in the form, and stays until it is set back."""
    room = await commanded(slack)
    ana = slack.person("ana")
    told = await ana.runs("/incident cadence 120 Nothing moves before the backfill is through", room)
    assert "The rhythm is changed" in told
    said = readable(await room.hears("updates every 120 minutes"))
    assert "Reason: Nothing moves" in said and moment(await due(bot)) in said
    await room.card("*Agreed:* updates every 120 minutes")
    await ana.runs("/incident update", room)
    assert "in 120 minutes, as was agreed" in readable(await ana.modal())
    await ana.closes()
    await updated(slack, room)
    assert timedelta(minutes=119) < await due(bot) - clock.now() <= timedelta(minutes=120)
    await clock.forward(minutes=105)
    await settled()
    assert "nothing to change" in (await ana.runs("/incident cadence 120 Again", room)).casefold()
    await ana.clicks("more", room, value="rhythm:1")
    form = readable(await ana.modal())
    assert "every 120 minutes, as was agreed; SEV2 asks for one every 60 minutes" in form
    await ana.submits(change="usual", minutes="30", reason="The backfill is through")
    await room.hears("updates as SEV2 asks")
    assert timedelta(minutes=59) < await due(bot) - clock.now() <= timedelta(minutes=60)
    await clock.forward(minutes=1)
    await settled()
    assert "Agreed" not in readable(await room.card("Next update"))


async def test_another_severity_ends_the_rhythm(slack: Slack, clock: MovedClock, bot: Bot) -> None:
    """What was agreed on for a SEV2 does not count for a SEV1, nor when it is a SEV2 again."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.runs("/incident cadence 240 Quiet night", room)
    await room.hears("updates every 240 minutes")
    for severity, minutes in (("SEV1", 30), ("SEV2", 60)):
        await ana.runs(f"/incident severity {severity} The error rate moved", room)
        await room.hears(f"to {severity}")
        assert timedelta(minutes=minutes - 1) < await due(bot) - clock.now() <= timedelta(minutes=minutes)


async def test_what_makes_no_sense(slack: Slack) -> None:
    """Minutes out of range are refused, and what needs a reason is not done without; a verb alone opens the form."""
    room = await commanded(slack)
    ana = slack.person("ana")
    assert "between 5 and 120 minutes" in await ana.runs("/incident snooze 240", room)
    assert "between 5 and 1440 minutes" in await ana.runs("/incident extend 3 Lunch", room)
    assert "between 5 and 10080 minutes" in await ana.runs("/incident cadence 3 Lunch", room)
    assert "Please say why" in await ana.runs("/incident extend 90", room)
    assert "Please say why" in await ana.runs("/incident cadence 90", room)
    for verb in ("snooze", "extend", "cadence", "cadence often"):
        await ana.runs(f"/incident {verb}", room)
        assert "What is to change?" in readable(await ana.modal())
        await ana.closes()


async def test_silence_after_closing(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """Nobody is reminded of anything once it is closed."""
    room = await commanded(slack)
    await closed(slack, room)
    for _ in range(3):
        await clock.forward(hours=3)
        await settled()
    said = await slack.person("ana").runs("/incident status", room)
    assert "Next update" not in said and "overdue" not in said


async def test_a_long_night(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """Whatever came due in six hours of downtime is said once, in its latest form, however often time is looked at."""
    room = await declared(slack)
    await clock.forward(hours=6)
    for _ in range(3):
        await bot.heartbeat.beat()
    await room.hears("Nobody commands this incident yet")
    late = readable(await room.hears("Update overdue by 5 h"))
    assert "Nobody has the role of Incident Commander or Communications" in late and "Whoever is here" in late
    await settled()
    await clock.forward(minutes=5)
    await room.hears("Nobody commands this incident yet")
    await settled()
    await clock.forward(minutes=10)
    await room.hears("Nobody commands this incident yet")
    await room.hears("Update overdue by 5 h 15 min")


async def test_a_closed_incident_takes_no_update(slack: Slack) -> None:
    """A modal that was still open when somebody closed the incident says so."""
    room = await commanded(slack)
    ben = slack.person("ben")
    await ben.runs("/incident update", room)
    await ben.modal()
    await closed(slack, room)
    said = await ben.tries(status="green", impact="None", actions="None")
    assert "This incident is closed. Reopen it first." in str(said["errors"])
    await ben.closes()
