"""Declaring an incident: by command, by shortcut, from a message."""

from __future__ import annotations

from dataclasses import replace

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.commands import Declare
from bot.domain.events import MessageSource
from bot.domain.refusal import Refused
from bot.domain.severity import IncidentType, Severity
from bot.service.desk import DeclaredBefore, Done
from bot.service.slack_text import from_ts, permalink, typed
from bot.views.forms import Draft
from bot.views.text import length
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.spoken import Spoken, open_view
from handlers.submitted import Submitted, about

SOURCE_KEPT = 1500
"""Characters of a message's words that travel with the modal; the message itself stays linked."""

METADATA_MOST = 2900
"""UTF-16 units that the modal's metadata may have when it is opened (Slack: private_metadata, 3,000)."""


async def declare_by_command(spoken: Spoken) -> None:
    """`/incident declare [words]`: the words become the title."""
    await spoken.opens(_modal(spoken.services, about(), title=typed(spoken.words)))


async def declare_by_shortcut(args: AsyncArgs, services: Services) -> None:
    """The global shortcut."""
    await args.ack()
    services.aside.run(
        open_view(args, args.body["trigger_id"], _modal(services, about()), services), "Opening a modal"
    )


async def declare_by_button(pressed: Pressed) -> None:
    """The button on App Home."""
    await pressed.opens(_modal(pressed.services, about()))


async def declare_from_message(args: AsyncArgs, services: Services) -> None:
    """The message shortcut: the message's words and its link come along."""
    await args.ack()
    message, channel = args.body["message"], args.body["channel"]["id"]
    text = typed(str(message.get("text", "")))
    link = permalink(services.identity.workspace_url, channel, message["ts"], message.get("thread_ts"))
    author = str(message.get("user") or message.get("bot_id") or "")
    metadata = travelling(text, channel=channel, ts=message["ts"], author=author, permalink=link)
    first_line = text.strip().partition("\n")[0]
    view = _modal(services, metadata, title=first_line, seen=text)
    services.aside.run(open_view(args, args.body["trigger_id"], view, services), "Opening a modal")


async def declare(submitted: Submitted) -> None:
    """The filled modal: recorded before Slack hears of it; a second one within minutes is asked about first."""
    await _declare(submitted, _command(submitted))


def _command(submitted: Submitted) -> Declare:
    model, flags = submitted.text("model_other") or submitted.text("model"), submitted.chosen("flags")
    return Declare(
        title=submitted.text("title"),
        seen=submitted.text("seen"),
        severity=Severity(submitted.text("severity")),
        type=IncidentType(submitted.text("type")),
        model=model,
        entry=submitted.services.catalogue.find(model),
        started_at=submitted.moment("started_at"),
        restricted="restricted" in flags,
        drill="drill" in flags,
        source=_source(submitted),
        receipt=submitted.view_id,
        policy=submitted.services.policy,
        anyway="anyway" in submitted.about,
    )


async def _declare(submitted: Submitted, command: Declare) -> None:
    services = submitted.services
    answer = await services.desk.declare(command, command_id=submitted.command_id, by=submitted.person)
    match answer:
        case Done(incident=it):
            await submitted.args.ack(response_action="update", view=services.words.receipt(it))
        case DeclaredBefore(incident=number):
            await _offer(submitted, command, number)
        case Refused():
            await submitted.wrong(answer.where, services.words.refusal(answer))
        case _:
            raise TypeError(f"a declaration cannot answer {answer}")


async def _offer(submitted: Submitted, command: Declare, number: int) -> None:
    """Offer the room of the one before, and keep what was typed; submitting again declares another."""
    services = submitted.services
    before = await services.queries.incident(number, submitted.person)
    if before is None:
        # It is restricted and this person has left its room: there is nothing that could be offered.
        await _declare(submitted, replace(command, anyway=True))
        return
    metadata = about(**submitted.about, anyway=number)
    view = services.words.declare_another(
        before, services.policy, services.catalogue, metadata, _draft(submitted, command)
    )
    await submitted.args.ack(response_action="update", view=view)


def _draft(submitted: Submitted, command: Declare) -> Draft:
    started_at = command.started_at or submitted.services.clock.now()
    return Draft(
        started_at=int(started_at.timestamp()),
        title=command.title,
        seen=command.seen,
        severity=command.severity,
        type=command.type,
        model=submitted.text("model"),
        model_other=submitted.text("model_other"),
        restricted=command.restricted,
        drill=command.drill,
    )


def _modal(services: Services, metadata: str, *, title: str = "", seen: str = "") -> dict[str, object]:
    return services.words.declare(
        services.policy, services.catalogue, metadata, title=title, seen=seen, now=services.clock.now()
    )


def _source(submitted: Submitted) -> MessageSource | None:
    told = submitted.about
    if "ts" not in told:
        return None
    return MessageSource(
        channel=told["channel"],
        ts=told["ts"],
        author=told["author"],
        written_at=from_ts(told["ts"]),
        permalink=told["permalink"],
        text=told["text"],
    )


def travelling(text: str, **place: str) -> str:
    """The metadata with as much of the text as fits: quotes and control characters take more room there."""
    kept = text if len(text) <= SOURCE_KEPT else f"{text[:SOURCE_KEPT]}…"
    while length(metadata := about(**place, text=kept)) > METADATA_MOST:
        kept = f"{kept[: len(kept) * 9 // 10]}…"
    return metadata
