"""The timeline: what people type, mark or take from messages, and what becomes of those messages."""

from __future__ import annotations

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.commands import AddNote, EditNote, RequestNote, WithdrawNote
from bot.domain.events import MessageSource
from bot.domain.incident import Incident
from bot.service.desk import Done
from bot.service.slack_text import PUSHPIN, from_ts, permalink, typed
from handlers.services import Services
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about

TOMBSTONE = "tombstone"
"""What Slack leaves of a deleted message that has replies: an edit that says so, and no deletion."""


async def note(spoken: Spoken) -> None:
    """`/incident note [words]`; without words, the modal."""
    it = await spoken.incident(at_hand=True)
    if it is None:
        return
    if not spoken.words:
        await spoken.opens(spoken.services.words.note(it, about(incident=it.number)))
        return
    done = await spoken.asks(it, AddNote(typed(spoken.words), None, "command"))
    if done is not None:
        await spoken.say("noted" if done.events or done.again else "note_known")


async def noted(submitted: Submitted) -> None:
    """The filled note."""
    await submitted.asks(AddNote(submitted.text("text"), None, "command"))


async def add_to_timeline(args: AsyncArgs, services: Services) -> None:
    """The message shortcut: the message itself, with its time, author and link, in the incident of its room."""
    channel, message = args.body["channel"]["id"], args.body["message"]
    person = str(args.body["user"]["id"])
    number = await services.queries.incident_of_room(channel)
    it = await services.queries.incident(number, person) if number else None
    if it is None:
        await _tell(args, services, "no_incident_here")
        return
    source = MessageSource(
        channel=channel,
        ts=message["ts"],
        author=str(message.get("user") or message.get("bot_id") or ""),
        written_at=from_ts(message["ts"]),
        permalink=permalink(
            services.identity.workspace_url, channel, message["ts"], message.get("thread_ts")
        ),
        text=typed(str(message.get("text", ""))),
    )
    command = AddNote(source.text, source, "shortcut")
    command_id = f"shortcut:{args.body['trigger_id']}"
    answer = await services.desk.ask(it.number, command, command_id=command_id, by=person)
    known = isinstance(answer, Done) and not answer.events and not answer.again
    await _tell(args, services, "note_known" if known else "noted")


async def _tell(args: AsyncArgs, services: Services, key: str) -> None:
    await args.ack()
    words = args.respond(text=services.words.answer(key), response_type="ephemeral")
    services.aside.run(words, "A private answer")


async def reaction_added(args: AsyncArgs, services: Services) -> None:
    """A pushpin on a message in an incident's room puts it on the timeline."""
    event = args.payload
    if event.get("reaction") != PUSHPIN or event["item"].get("type") != "message":
        return
    if event.get("user") == services.identity.user_id:
        return
    item = event["item"]
    number = await services.queries.incident_of_room(item["channel"])
    if number is not None:
        command = RequestNote(item["channel"], item["ts"])
        await services.desk.ask(number, command, command_id=_event_id(args), by=event["user"])


async def reaction_removed(args: AsyncArgs, services: Services) -> None:
    """Taking the pushpin off takes the message off the timeline, if it had come there by a pushpin."""
    event = args.payload
    if event.get("reaction") != PUSHPIN or event["item"].get("type") != "message":
        return
    item = event["item"]
    number = await services.queries.incident_of_message(item["channel"], item["ts"])
    it = await services.queries.incident(number, event["user"]) if number else None
    source = f"{item['channel']}:{item['ts']}"
    if it is not None and _pinned_by(it, source) == event["user"]:
        command = WithdrawNote(source, "unpinned")
        await services.desk.ask(it.number, command, command_id=_event_id(args), by=event["user"])


def _pinned_by(it: Incident, source: str) -> str | None:
    """Whose pushpin put a message on the timeline, or is about to."""
    known = it.note_of(source)
    if known is not None and not known.withdrawn and known.via == "reaction":
        return known.by
    return it.notes_asked.get(source)


async def message_changed(args: AsyncArgs, services: Services) -> None:
    """An edit of a message on the timeline is followed; the first words stay in the history."""
    message = args.payload.get("message") or {}
    channel, ts = str(args.payload.get("channel", "")), str(message.get("ts", ""))
    if message.get("subtype") == TOMBSTONE:
        await _follow(args, services, channel, ts, WithdrawNote(f"{channel}:{ts}", "deleted"))
        return
    await _follow(
        args, services, channel, ts, EditNote(f"{channel}:{ts}", typed(str(message.get("text", ""))))
    )


async def message_deleted(args: AsyncArgs, services: Services) -> None:
    """A message on the timeline was deleted: the timeline says so, and keeps the words."""
    channel, ts = str(args.payload.get("channel", "")), str(args.payload.get("deleted_ts", ""))
    await _follow(args, services, channel, ts, WithdrawNote(f"{channel}:{ts}", "deleted"))


async def _follow(
    args: AsyncArgs, services: Services, channel: str, ts: str, command: EditNote | WithdrawNote
) -> None:
    number = await services.queries.incident_of_message(channel, ts)
    if number is not None:
        await services.desk.ask(number, command, command_id=_event_id(args), by=_author(args))


def _author(args: AsyncArgs) -> str | None:
    event = args.payload
    message = event.get("message") or event.get("previous_message") or {}
    return message.get("user")


def _event_id(args: AsyncArgs) -> str:
    return f"event:{args.body['event_id']}"
