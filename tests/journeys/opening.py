"""How most journeys begin: an incident is open, its room is there, and somebody commands it."""

from __future__ import annotations

from tests.journeys.workspace import MovedClock, Room, Slack, readable

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


async def updated(slack: Slack, room: Room, **values: str | int | list[str]) -> dict[str, object]:
    """Ana posts an update through the modal, for the room alone unless said otherwise; what the room heard of it."""
    ana = slack.person("ana")
    await ana.runs("/incident update", room)
    given = {"status": "amber", "impact": "Ranking is stale", "actions": "Rerunning the pipeline"} | values
    alone: dict[str, list[str]] = (
        {"audiences": []} if "block_id': 'audiences'" in str(await ana.modal()) else {}
    )
    await ana.submits(**alone, **given)
    return await room.hears(f"Impact: {given['impact']}")


async def closed(slack: Slack, room: Room) -> None:
    """Ana closes it; where a post-mortem is owed, its review begins."""
    await slack.person("ana").runs("/incident close Freshness is back under 5 minutes", room)
    await ended(room)


async def ended(room: Room) -> str:
    """The room heard that it is closed, and that its review begins where a post-mortem is owed."""
    said = readable(await room.hears("is closed"))
    if "post-mortem is owed" in said:
        await room.hears("Review of INC-1")
    return said


async def until(clock: MovedClock, *, weekday: int, hour: int) -> None:
    """Move to the next such weekday (0 is Monday) at that hour, UTC."""
    now = clock.now()
    there = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    days = (weekday - now.weekday()) % 7
    if days == 0 and there <= now:
        days = 7
    await clock.forward(minutes=(there - now).total_seconds() / 60, days=days)
