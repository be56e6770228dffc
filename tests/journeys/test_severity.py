"""Severity, phase and times: changed with a reason, forward and back, and nothing that was first said is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import Bot
from bot.domain.incident import Incident
from tests.journeys.conftest import Settle
from tests.journeys.opening import closed, commanded
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable


async def incident(bot: Bot) -> Incident:
    """Incident 1 as it is."""
    it = await bot.queries.incident(1, None)
    assert it is not None
    return it


async def topic(slack: Slack, room: Room, words: str) -> None:
    """The room's topic has these words."""

    async def look() -> bool:
        return words in (await room.state())["channel"]["topic"]

    await eventually(look, f"a topic with {words!r}")


async def test_severity_in_one_line(slack: Slack) -> None:
    """A severity with its reason in one line is told in the room and stands on card, topic and announcement."""
    room = await commanded(slack)
    told = await slack.person("ana").runs("/incident severity sev1 Checkout serves <wrong> prices", room)
    assert told.strip() == "The severity is SEV1."
    said = readable(await room.hears("Severity raised from SEV2 to SEV1."))
    assert "<@UANA> raised the severity from SEV2 to *SEV1*." in said
    assert "Reason: Checkout serves <wrong> prices" in said and "Next update by" in said
    assert "*SEV1*: Wrong predictions" in readable(await room.card("SEV1"))
    await topic(slack, room, "SEV1")
    announced = await slack.room("incidents")

    async def look() -> bool:
        return any("*SEV1*" in readable(m) for m in await announced.messages())

    await eventually(look, "SEV1 in the announcement")


async def test_severity_in_the_modal(slack: Slack) -> None:
    """Without a reason the modal asks for it, begins with the severity that was named, and shows the rubric."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.runs("/incident severity SEV3", room)
    form = await ana.modal()
    assert "SEV1: Wrong predictions to users at scale" in readable(form)
    chosen = next(block for block in form["blocks"] if block["block_id"] == "severity")["element"]
    assert chosen["initial_option"]["value"] == "SEV3"
    refused = await ana.tries(reason="  ")
    assert refused["errors"] == {"reason": "Please say why; it goes on the timeline."}
    await ana.submits(reason="Quality is inside the SLO")
    assert "lowered the severity from SEV2 to *SEV3*" in readable(await room.hears("Severity lowered"))


async def test_the_same_severity(slack: Slack, settled: Settle) -> None:
    """Naming the severity that it has changes nothing, and says so."""
    room = await commanded(slack)
    told = await slack.person("ana").runs("/incident severity SEV2 Still", room)
    assert told.strip() == "Nothing to change; it is so already."
    await settled()


async def test_worse_brings_responders(slack: Slack) -> None:
    """A worse severity brings its own responders into the room."""
    room = await commanded(slack, "SEV3")
    assert "UBEN" not in (await room.state())["members"]
    await slack.person("ana").runs("/incident severity SEV1 Users see it", room)
    await room.hears("Severity raised")

    async def look() -> bool:
        return "UBEN" in (await room.state())["members"]

    await eventually(look, "Ben in the room")


async def test_phases_there_and_back(slack: Slack, bot: Bot) -> None:
    """Phases go forward and back with a reason; the first moment of a milestone stays."""
    room = await commanded(slack)
    ana = slack.person("ana")
    assert (await ana.runs("/incident phase recover Fallback holds", room)).strip() == "The phase is Recover."
    said = readable(await room.hears("Phase Recover, after Triage."))
    assert "<@UANA> moved the phase from Triage to *Recover*." in said and "Reason: Fallback holds" in said
    contained = (await incident(bot)).contained_at
    assert contained is not None
    await ana.clicks("more", room, value="phase:1")
    assert "Contain: stop the harm" in readable(await ana.modal())
    assert (await ana.tries(phase="contain"))["client_side"]
    await ana.submits(phase="contain", reason="It came back")
    await room.hears("Phase Contain, after Recover.")
    await room.card("*Phase:* Contain")
    await topic(slack, room, "Contain")
    assert (await incident(bot)).contained_at == contained
    await ana.runs("/incident phase verify", room)
    form = await ana.modal()
    chosen = next(block for block in form["blocks"] if block["block_id"] == "phase")["element"]
    assert chosen["initial_option"]["value"] == "verify"
    await ana.closes()


@pytest.mark.parametrize("which", ["started", "detected"])
async def test_a_time_known_better(slack: Slack, clock: MovedClock, bot: Bot, which: str) -> None:
    """A corrected start or detection is told with what was said before, and both stay in the history."""
    room = await commanded(slack)
    before = await incident(bot)
    was = before.started_at if which == "started" else before.detected_at
    ana = slack.person("ana")
    await ana.runs("/incident times", room)
    future = int((clock.now() + timedelta(hours=1)).timestamp())
    refused = await ana.tries(which=which, at=future, reason="Dashboards")
    assert refused["errors"] == {"at": "That is in the future. Please give a time that has passed."}
    better = datetime(2026, 3, 1, 2, 10, tzinfo=UTC)
    assert (await ana.tries(at=int(better.timestamp()), reason=" "))["errors"] == {
        "reason": "Please say why; it goes on the timeline."
    }
    await ana.submits(reason="First nulls in the feature log")
    said = readable(await room.hears("Reason: First nulls in the feature log"))
    assert f"<!date^{int(better.timestamp())}^" in said and f"<!date^{int(was.timestamp())}^" in said
    assert "It started" in said if which == "started" else "It was detected" in said
    after = await incident(bot)
    assert (after.started_at if which == "started" else after.detected_at) == better
    corrected = (await bot.queries.history(1))[-1].event
    assert corrected.kind == "time_corrected" and (corrected.was, corrected.now) == (was, better)


async def test_a_start_corrected_after_closing(slack: Slack, bot: Bot) -> None:
    """The start can still be corrected when it is over."""
    room = await commanded(slack)
    await closed(slack, room)
    ana = slack.person("ana")
    await ana.clicks("more", room, value="times:1")
    await ana.submits(at=int(datetime(2026, 3, 1, 2, 10, tzinfo=UTC).timestamp()), reason="Logs")
    await room.hears("Reason: Logs")
    assert (await incident(bot)).started_at == datetime(2026, 3, 1, 2, 10, tzinfo=UTC)


async def test_closed_is_closed(slack: Slack) -> None:
    """Severity and phase of a closed incident do not change."""
    room = await commanded(slack)
    await closed(slack, room)
    ana = slack.person("ana")
    for line in ("severity SEV1 Worse", "phase contain Again"):
        assert "This incident is closed. Reopen it first." in await ana.runs(f"/incident {line}", room)
