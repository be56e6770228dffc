"""The first 90 minutes on the card and in their modal, with the clock in the test's hand."""

from __future__ import annotations

from tests.journeys.conftest import Settle
from tests.journeys.opening import commanded, declared
from tests.journeys.pressing import chooses, modal_with
from tests.journeys.workspace import MovedClock, Slack, readable


async def test_first_steps_on_the_card(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """The card says what is next by when, then what is late as time moves, without a word in the room."""
    room = await commanded(slack)
    await room.card("*First 90 minutes:* 0 of 10. Next: Assign roles by")
    await clock.forward(minutes=6)
    await room.card("0 of 10. *Late:* Assign roles")
    await clock.forward(minutes=6)
    await room.card("*Late:* Assign roles, Confirm the severity")
    await settled()


async def test_settling_steps(slack: Slack, settled: Settle) -> None:
    """Anybody settles a step; only the commander leaves one out, with a reason that the room hears."""
    room = await commanded(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ben.does("join", channel=room.id)
    await ben.runs("/incident steps", room)
    assert "0 of 10 settled" in readable(await ben.modal())
    await chooses(slack, ben, "1:scope")
    await modal_with(ben, "Narrow the scope")
    await ben.submits(state="finished", reason="Only the EU")
    listed = readable(await modal_with(ben, "1 of 10 settled"))
    assert "*Narrow the scope*: done, says <@UBEN>: Only the EU" in listed
    await chooses(slack, ben, "1:verify")
    assert "Only the Incident Commander leaves a step out: <@UANA>" in readable(
        await modal_with(ben, "Verify")
    )
    refused = await ben.tries(state="skipped", reason="No labels")
    assert "Only the Incident Commander leaves a step out" in str(refused["errors"])
    await ben.closes()

    await ana.clicks("more_work", room, value="open_steps:1")
    await chooses(slack, ana, "1:verify")
    await modal_with(ana, "Verify")
    assert "errors" in await ana.tries(state="skipped")
    await ana.submits(state="skipped", reason="Labels come in June")
    await modal_with(ana, "2 of 10 settled")
    said = readable(await room.hears("left a step of the first 90 minutes out"))
    assert "*Verify*" in said and "Labels come in June" in said
    await chooses(slack, ana, "1:verify")
    await modal_with(ana, "Verify")
    await ana.submits(state="open", reason="")
    await modal_with(ana, "1 of 10 settled")
    await ana.closes()
    await room.card("*First 90 minutes:* 1 of 10")
    await settled()


async def test_no_steps_for_mild_ones(slack: Slack) -> None:
    """A mild incident has no such steps, and says when they would begin."""
    room = await declared(slack, "SEV3")
    ana = slack.person("ana")
    await ana.runs("/incident steps", room)
    assert "has no such steps for SEV3" in readable(await ana.modal())
    await ana.closes()
