"""Declaring an incident, from the command to the room."""

from __future__ import annotations

from tests.journeys.workspace import MovedClock, Slack


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
