"""A cadence that holds over days: the ladder to its end, quiet hours, holidays, and the clocks' changes (domain §8)."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Bot
from tests.journeys.conftest import ROOT, Settle
from tests.journeys.opening import TITLE, commanded, updated
from tests.journeys.workspace import MovedClock, Room, Slack, readable

Changes = tuple[tuple[str, str], ...]

VIENNESE = (
    ("timezone: UTC ", "timezone: Europe/Vienna "),
    ("  # holidays: {", "  holidays: {"),
    ("without: []}   # dates", "without: [2026-12-08]}   # dates"),
)
"""A team in Vienna that keeps the days of its city, Christmas Eve besides, and works on the eighth of December."""


def utc(text: str) -> datetime:
    """A moment in UTC, as it is written."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def start() -> datetime | None:
    """A Wednesday morning."""
    return utc("2026-11-18 10:00")


@pytest.fixture
def changes() -> Changes:
    """What is replaced in the demo's policy, and by what."""
    return ()


@pytest.fixture
def config(tmp_path: Path, changes: Changes) -> Path:
    """The demo's configuration with another policy."""
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "sandbox" / "demo", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = folder / "policy.yml"
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    return folder


async def with_communications(slack: Slack, severity: str = "SEV2") -> Room:
    """Ana commands and Ben has Communications."""
    room = await commanded(slack, severity)
    if severity == "SEV3":
        await slack.person("ben").does("join", channel=room.id)
    await slack.person("ben").runs("/incident take comms", room)
    await room.hears("is now Communications")
    await (await slack.direct("ben")).hears("You are Communications")
    return room


async def due(bot: Bot) -> datetime:
    """When the next update of incident 1 is due, to the minute."""
    it = await bot.queries.incident(1, None)
    assert it is not None and it.update_due is not None
    return it.update_due.replace(second=0, microsecond=0)


async def missed(slack: Slack, clock: MovedClock, room: Room) -> None:
    """An hour passes without an update, and five minutes more: the commander is told."""
    await clock.forward(minutes=60)
    await room.hears("Update due")
    await clock.forward(minutes=5)
    await room.hears("Told directly: <@UANA>")
    await (await slack.direct("ana")).hears("You are asked as Incident Commander")


class TestToTheEnd:
    """A ladder with a person and a group at its top."""

    @pytest.fixture
    def changes(self) -> Changes:
        """The level above, by name."""
        above = "{after_minutes: 30, people: [UDEE], groups: [SMLONCALL, SNOWHERE]}"
        return (("{after_minutes: 30, next_level: true}", above),)

    async def test_everybody_once(self, slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
        """The commander, Communications, a person, a group: each hears of it directly, and the room who did."""
        room = await with_communications(slack)
        await missed(slack, clock, room)
        await clock.forward(minutes=10)
        await room.hears("Told directly: <@UBEN>")
        await (await slack.direct("ben")).hears("You are asked as Communications")
        await clock.forward(minutes=15)
        assert "Whoever is in 2 user groups" in readable(await room.hears("Told directly: <@UDEE>"))
        await (await slack.direct("dee")).hears("By the policy you are the next to hear of it")
        found = readable(await room.hears("Told directly, too"))
        assert "<@UANA> <@UBEN>" in found and "SNOWHERE cannot be read" in found
        for name in ("ana", "ben"):
            await (await slack.direct(name)).hears("Its update is overdue by 30 min")
        await clock.forward(minutes=15)
        await room.hears("Update overdue by 45 min")
        await slack.person("dee").clicks("post_update", await slack.direct("dee"))
        await slack.person("dee").submits(
            status="amber", impact="Ranking is stale", actions="Rerunning", audiences=[]
        )
        assert "Next update by" in readable(await room.hears("Impact: Ranking is stale"))
        await clock.forward(minutes=49)
        await settled()
        it = await bot.queries.incident(1, None)
        assert it is not None and (it.updates_owed, it.updates_on_time) == (1, 0)


class TestAbove:
    """A team with a path to escalate on."""

    @pytest.fixture
    def changes(self) -> Changes:
        """Ana first, then Dee."""
        path = """
escalation:
  paths:
    SEV2:
      - {title: On call, people: [UANA], within_minutes: 30}
      - {title: Head of ML, people: [UDEE], within_minutes: 30}

announce:
"""
        return (("\nannounce:\n", path),)

    async def test_the_level_above(self, slack: Slack, clock: MovedClock) -> None:
        """Half an hour late the next level of the path is alerted, by the escalation, and the room hears why."""
        ana = slack.person("ana")
        await ana.declares(TITLE)
        room = await slack.room("inc-1-feature-store-is-stale")
        await room.card(TITLE)
        await (await slack.room("incidents")).hears(TITLE)
        await room.hears("level 1 of 2")
        direct = await slack.direct("ana")
        await direct.hears("You are alerted")
        await ana.runs("/incident take", room)
        await room.hears("is now Incident Commander")
        await direct.hears("You are Incident Commander")
        await room.hears("<@UANA> has it")
        await missed(slack, clock, room)
        await clock.forward(minutes=10)
        said = readable(await room.hears("Nobody has the role of Communications"))
        assert "The next level of the escalation is alerted" in said
        assert "An update is missing." in readable(await room.hears("level 2 of 2"))
        await (await slack.direct("dee")).hears("You are alerted")


class TestVienna:
    """A mild incident of a team in Vienna, over days."""

    @pytest.fixture
    def changes(self) -> Changes:
        """Theirs."""
        return VIENNESE

    @pytest.mark.parametrize(
        ("start", "first", "monday"),
        [
            pytest.param(utc("2026-03-26 09:00"), "2026-03-27 15:00", "2026-03-30 07:00", id="spring 2026"),
            pytest.param(utc("2026-10-15 09:00"), "2026-10-16 14:00", "2026-10-19 07:00", id="before autumn"),
            pytest.param(utc("2026-10-22 09:00"), "2026-10-23 14:00", "2026-10-27 08:00", id="autumn 2026"),
            pytest.param(utc("2027-03-18 09:00"), "2027-03-19 15:00", "2027-03-22 08:00", id="before spring"),
            pytest.param(utc("2027-03-25 09:00"), "2027-03-26 15:00", "2027-03-30 07:00", id="easter 2027"),
            pytest.param(utc("2027-10-28 09:00"), "2027-10-29 14:00", "2027-11-02 08:00", id="autumn 2027"),
        ],
    )
    async def test_over_a_weekend(
        self, slack: Slack, clock: MovedClock, bot: Bot, settled: Settle, first: str, monday: str
    ) -> None:
        """Due at four on Friday; the commander hears at five, and Communications on the next business morning at nine.

        The clocks are changed in between, and a holiday may follow.
        """
        room = await with_communications(slack, "SEV3")
        assert await due(bot) == utc(first)
        await clock.until(utc(first))
        await room.hears("Update due")
        await clock.forward(hours=1)
        await room.hears("Told directly: <@UANA>")
        await (await slack.direct("ana")).hears("You are asked as Incident Commander")
        for _ in range(9):
            await clock.forward(hours=6)
            await settled()
        await clock.until(utc(monday) - timedelta(minutes=1))
        await settled()
        await clock.until(utc(monday))
        await room.hears("Told directly: <@UBEN>")
        await (await slack.direct("ben")).hears("You are asked as Communications")

    @pytest.mark.parametrize("start", [utc("2026-12-23 09:00")])
    async def test_christmas(self, slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
        """Declared before Christmas, the update is owed on the Monday after it; whoever is late hears of it then."""
        room = await commanded(slack, "SEV3")
        assert await due(bot) == utc("2026-12-28 15:00")
        await clock.until(utc("2026-12-28 14:00"))
        await settled()
        await clock.forward(minutes=30)
        await room.hears("Update due in 30 min")
        said = await updated(slack, room)
        assert "Next update by" in readable(said)
        assert await due(bot) == utc("2026-12-29 15:00")

    @pytest.mark.parametrize("start", [utc("2026-12-31 15:30")])
    async def test_nobody_commands_at_new_year(
        self, slack: Slack, clock: MovedClock, settled: Settle
    ) -> None:
        """In quiet hours nobody is nudged to take command of a mild incident, until work begins again."""
        await slack.person("ana").runs(f"/incident declare {TITLE}")
        await slack.person("ana").submits(severity="SEV3", type="data")
        await slack.person("ana").closes()
        room = await slack.room("inc-1-feature-store-is-stale")
        await room.card(TITLE)
        await (await slack.room("incidents")).hears(TITLE)
        await clock.forward(minutes=5)
        await room.hears("Nobody commands")
        await clock.until(utc("2026-12-31 20:00"))
        await settled()
        await clock.until(utc("2027-01-04 07:59"))
        await settled()
        await clock.until(utc("2027-01-04 08:00"))
        await room.hears("Nobody commands")


async def test_an_archived_room_is_left_alone(
    slack: Slack, clock: MovedClock, bot: Bot, settled: Settle
) -> None:
    """While the room is archived nobody is reminded or told; once it is back, the ladder begins where it stood."""
    room = await with_communications(slack)
    await missed(slack, clock, room)
    await slack.person("ana").does("archive", channel=room.id)
    await (await slack.direct("ana")).hears("was archived")
    for _ in range(4):
        await clock.forward(hours=6)
        await settled()
    await slack.person("ana").does("unarchive", channel=room.id)
    await room.hears("is back")
    await clock.forward(minutes=1)
    await room.hears("Told directly: <@UBEN>")
    await (await slack.direct("ben")).hears("You are asked as Communications")


class TestDrill:
    """A drill, by a policy that names people, a group and a level above."""

    @pytest.fixture
    def changes(self) -> Changes:
        """The level above, by name."""
        above = "{after_minutes: 30, people: [UDEE], groups: [SMLONCALL], next_level: true}"
        return (("{after_minutes: 30, next_level: true}", above),)

    async def test_nothing_leaves_it(self, slack: Slack, clock: MovedClock, settled: Settle) -> None:
        """Of a drill only those hear who have a role in it; the room is told that nobody else is."""
        ana = slack.person("ana")
        await ana.declares(TITLE, flags=["drill"])
        room = await slack.room("inc-1-feature-store-is-stale")
        await room.card(TITLE)
        await ana.runs("/incident take", room)
        await room.hears("is now Incident Commander")
        await (await slack.direct("ana")).hears("You are Incident Commander")
        await missed(slack, clock, room)
        await clock.forward(minutes=10)
        said = readable(await room.hears("Update overdue by 15 min"))
        assert "A drill: nobody outside it is told" in said and "[DRILL]" in said
        await settled()
