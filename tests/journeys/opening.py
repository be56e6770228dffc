"""How most journeys begin: an incident is open, its room is there, and somebody commands it."""

from __future__ import annotations

from tests.journeys.workspace import MovedClock, Room, Slack

TITLE = "Feature store is stale"
ROOM = "inc-1-feature-store-is-stale"


async def declared(slack: Slack, severity: str = "SEV2") -> Room:
    """Ana declared incident 1; card and announcement are out, and nobody commands it yet."""
    ana = slack.person("ana")
    await ana.runs(f"/incident declare {TITLE}")
    await ana.submits(severity=severity, type="data")
    await ana.closes()
    room = await slack.room(ROOM)
    await room.card(TITLE)
    await (await slack.room("incidents")).hears(TITLE)
    return room


async def commanded(slack: Slack, severity: str = "SEV2") -> Room:
    """The same, with Ana in command."""
    room = await declared(slack, severity)
    await slack.person("ana").runs("/incident take", room)
    await room.hears("is now Incident Commander")
    await (await slack.direct("ana")).hears("You are Incident Commander")
    return room


async def owner_asked(slack: Slack, room: Room, owner: str = "ben", model: str = "ranker") -> None:
    """The room and whoever owns the incident's model were told that there is no ML Owner yet."""
    await room.hears(f"<@U{owner.upper()}> owns {model}")
    await (await slack.direct(owner)).hears(f"You own {model}")


async def updated(slack: Slack, room: Room, **values: str | int) -> dict[str, object]:
    """Ana posts an update through the modal; what the room heard of it."""
    ana = slack.person("ana")
    await ana.runs("/incident update", room)
    given = {"status": "amber", "impact": "Ranking is stale", "actions": "Rerunning the pipeline"} | values
    await ana.submits(**given)
    return await room.hears(f"Impact: {given['impact']}")


async def closed(slack: Slack, room: Room) -> None:
    """Ana closes it."""
    await slack.person("ana").runs("/incident close Freshness is back under 5 minutes", room)
    await room.hears("is closed")


async def until(clock: MovedClock, *, weekday: int, hour: int) -> None:
    """Move to the next such weekday (0 is Monday) at that hour, UTC."""
    now = clock.now()
    there = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    days = (weekday - now.weekday()) % 7
    if days == 0 and there <= now:
        days = 7
    await clock.forward(minutes=(there - now).total_seconds() / 60, days=days)
