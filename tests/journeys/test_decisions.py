"""The decision log: written once, never changed, looked at again when it said so (domain §12)."""

from __future__ import annotations

from datetime import timedelta

from bot.app import Bot
from bot.domain.incident import Decision
from tests.journeys.conftest import Settle
from tests.journeys.opening import closed, commanded
from tests.journeys.workspace import MovedClock, Room, Slack, readable


async def decisions(bot: Bot) -> tuple[Decision, ...]:
    """What is recorded for incident 1."""
    it = await bot.queries.incident(1, None)
    assert it is not None
    return it.decisions


async def rolled_back(slack: Slack) -> Room:
    """Ana commands and has decided to roll back."""
    room = await commanded(slack)
    told = await slack.person("ana").runs("/incident decide Roll the ranker back to v41", room)
    assert "Decision 1 is recorded." in told
    await room.hears("Decision 1")
    return room


async def test_in_one_line(slack: Slack, bot: Bot) -> None:
    """A decision typed in one line is shown in the room with who made it in which role."""
    room = await commanded(slack)
    await slack.person("ana").runs("/incident decide Roll back & wait for <v41>", room)
    said = readable(await room.hears("Decision 1"))
    assert "<@UANA> as Incident Commander" in said
    assert "Roll back & wait for <v41>" in said
    recorded = (await decisions(bot))[0]
    assert (recorded.by, recorded.recorded.role) == ("UANA", "ic")


async def test_in_full(slack: Slack, clock: MovedClock) -> None:
    """The modal's options, reasons and evidence are all shown, with when to look again."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.clicks("record_decision", room)
    assert "Does it correct an earlier one?" not in readable(await ana.modal())
    again = clock.now() + timedelta(hours=2)
    refused = await ana.tries(what=" ", revisit_at=int(again.timestamp()))
    assert refused["errors"] == {"what": "Please say what was decided."}
    await ana.submits(
        what="Serve cached features",
        options="Roll back; shed load",
        rationale="Reversible within a minute",
        evidence="p99 at 900 ms",
    )
    said = readable(await room.hears("Decision 1"))
    for words in (
        "Serve cached features",
        "Options: Roll back; shed load",
        "Why: Reversible within a minute",
        "Evidence: p99 at 900 ms",
        f"To be looked at again <!date^{int(again.timestamp())}^",
    ):
        assert words in said


async def test_looked_at_again(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """A decision is brought up once when its time has come; a time that has passed is refused."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.runs("/incident decide", room)
    refused = await ana.tries(what="Fail open", revisit_at=int(clock.now().timestamp()) - 60)
    assert "has passed already" in refused["errors"]["revisit_at"]
    await ana.submits(revisit_at=int(clock.now().timestamp()) + 30 * 60)
    await room.hears("Decision 1")
    await clock.forward(minutes=31)
    said = readable(await room.hears("is to be looked at again"))
    assert "Does it still hold?" in said and "Fail open" in said
    await clock.forward(minutes=10)
    await settled()


async def test_corrected(slack: Slack, clock: MovedClock, settled: Settle, bot: Bot) -> None:
    """A correction is an entry of its own that points back; both stand in the list, and the old one is at rest."""
    room = await commanded(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.runs("/incident decide", room)
    await ana.submits(what="Roll back to v41", revisit_at=int(clock.now().timestamp()) + 30 * 60)
    await room.hears("Decision 1")
    await ben.clicks("more", room, value="decisions:1")
    assert "1. Roll back to v41" in readable(await ben.modal())
    await ben.submits(what="Roll back to v40, v41 has the same fault", corrects="1")
    assert "It corrects decision 1." in readable(await room.hears("Decision 2"))
    listed = await ana.runs("/incident decisions", room)
    assert "*1.* Roll back to v41" in listed and "no longer holds: see 2" in listed
    assert "*2.* Roll back to v40" in listed and "corrects 1" in listed
    first, second = await decisions(bot)
    assert first.recorded.what == "Roll back to v41" and second.recorded.corrects == 1
    await clock.forward(minutes=31)
    await settled()


async def test_said_twice(slack: Slack, clock: MovedClock, bot: Bot, settled: Settle) -> None:
    """The same line by the same person within two minutes is one entry; later, or by another, it is another."""
    room = await rolled_back(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    told = await ana.runs("/incident decide Roll the ranker back to v41", room)
    assert told.strip() == "That decision is recorded already."
    await settled()
    assert len(await decisions(bot)) == 1
    await ben.runs("/incident decide Roll the ranker back to v41", room)
    await room.hears("Decision 2")
    await clock.forward(minutes=3)
    await ben.runs("/incident decide Roll the ranker back to v41", room)
    await room.hears("Decision 3")


async def test_said_again_with_reasons(slack: Slack) -> None:
    """The same words with reasons beside them are not a repetition: nothing that was typed is lost."""
    room = await rolled_back(slack)
    ana = slack.person("ana")
    await ana.runs("/incident decide", room)
    await ana.submits(
        what="Roll the ranker back to v41", rationale="v42 reads the wrong feature", corrects="1"
    )
    assert "Why: v42 reads the wrong feature" in readable(await room.hears("Decision 2"))


async def test_delivered_twice(slack: Slack, bot: Bot, settled: Settle) -> None:
    """The same command delivered again by Slack is answered the same and recorded once."""
    await rolled_back(slack)
    for delivery in (await slack.get("deliveries"))["deliveries"]:
        if delivery["kind"] == "slash_commands" and "decide" in delivery["payload"]["text"]:
            assert (await slack.post("replay", n=delivery["n"]))["status"] == "answered"
    await settled()
    assert len(await decisions(bot)) == 1


async def test_none_yet(slack: Slack) -> None:
    """The list says when there is nothing in it, in private."""
    room = await commanded(slack)
    assert "None has been recorded yet." in await slack.person("ben").runs("/incident decisions", room)


async def test_after_closing(slack: Slack) -> None:
    """A decision that was forgotten can be recorded after closing."""
    room = await commanded(slack)
    await closed(slack, room)
    await slack.person("ana").runs("/incident decide Keep v41 until Monday", room)
    await room.hears("Decision 1")
