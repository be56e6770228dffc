"""The room itself: who comes and goes, and whether it is archived."""

from __future__ import annotations

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.commands import Command, ReportPresence, ReportRoomArchived, ReportRoomUnarchived
from bot.service.slack_text import from_ts
from handlers.lists import show_home
from handlers.services import Services


async def joined(args: AsyncArgs, services: Services) -> None:
    """Someone is in the room now, and may know of it if it is restricted."""
    await _presence(args, services, present=True)


async def left(args: AsyncArgs, services: Services) -> None:
    """Someone is no longer in the room; what their App Home still shows of a restricted incident goes with it."""
    await _presence(args, services, present=False)
    number = await services.queries.incident_of_room(str(args.payload["channel"]))
    person = str(args.payload["user"])
    if number is None or person == services.identity.user_id:
        return
    if await services.queries.incident(number, None) is None:
        services.aside.run(show_home(services, person), "Showing App Home without an incident")


async def archived(args: AsyncArgs, services: Services) -> None:
    """Somebody archived the room."""
    await _report(args, services, ReportRoomArchived())


async def unarchived(args: AsyncArgs, services: Services) -> None:
    """Somebody brought the room back."""
    await _report(args, services, ReportRoomUnarchived())


async def _presence(args: AsyncArgs, services: Services, *, present: bool) -> None:
    person = str(args.payload["user"])
    if person != services.identity.user_id:
        at = from_ts(args.payload["event_ts"]) if args.payload.get("event_ts") else None
        await _report(args, services, ReportPresence(person, present, at))


async def _report(args: AsyncArgs, services: Services, command: Command) -> None:
    number = await services.queries.incident_of_room(str(args.payload["channel"]))
    if number is not None:
        by = args.payload.get("user")
        await services.desk.ask(number, command, command_id=f"event:{args.body['event_id']}", by=by)
