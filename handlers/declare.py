"""Declaring an incident: by command, by shortcut, from a message."""

from __future__ import annotations

from bot.domain.commands import Declare
from bot.domain.decide import Refused
from bot.domain.events import MessageSource
from bot.domain.severity import IncidentType, Severity
from bot.domain.summary import summarise
from bot.service.desk import DeclaredBefore, Done
from bot.service.slack_text import from_ts, permalink, typed
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.spoken import Spoken, open_view
from handlers.submitted import Submitted, about
from slack_bolt.kwargs_injection.async_args import AsyncArgs

SOURCE_KEPT = 1500
"""Characters of a message's words that travel with the modal; the message itself stays linked."""


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
    metadata = about(channel=channel, ts=message["ts"], author=author, permalink=link, text=_fitting(text))
    first_line = text.strip().partition("\n")[0]
    view = _modal(services, metadata, title=first_line, seen=text)
    services.aside.run(open_view(args, args.body["trigger_id"], view, services), "Opening a modal")


async def declare(submitted: Submitted) -> None:
    """The filled modal: recorded before Slack hears of it; a second one within minutes is asked about first."""
    model, other = submitted.text("model"), submitted.text("model_other")
    flags = submitted.chosen("flags")
    entry = submitted.services.catalogue.find(other or model)
    command = Declare(
        title=submitted.text("title"),
        seen=submitted.text("seen"),
        severity=Severity(submitted.text("severity")),
        type=IncidentType(submitted.text("type")),
        model=other or model,
        entry=entry,
        started_at=submitted.moment("started_at"),
        restricted="restricted" in flags,
        drill="drill" in flags,
        source=_source(submitted),
        receipt=submitted.view_id,
        policy=submitted.services.policy,
    )
    await _declared(submitted, command)


async def _declared(submitted: Submitted, command: Declare) -> None:
    services = submitted.services
    answer = await services.desk.declare(command, command_id=submitted.command_id, by=submitted.person)
    match answer:
        case Done(incident=it):
            view = (
                services.words.receipt(it) if it.room else services.words.receipt_pending(it.number, it.title)
            )
            await submitted.args.ack(response_action="update", view=view)
        case DeclaredBefore(incident=number):
            await _ask_again(submitted, number)
        case Refused():
            await submitted.wrong(answer.where, services.words.refusal(answer))
        case _:
            raise TypeError(f"a declaration cannot answer {answer}")


async def _ask_again(submitted: Submitted, number: int) -> None:
    services = submitted.services
    it = await services.queries.incident(number, submitted.person)
    if it is None:
        await submitted.wrong("title", services.words.answer("no_such_incident", number=number))
        return
    await submitted.args.ack(response_action="update", view=services.words.declare_again(summarise(it), ""))


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


def _fitting(text: str) -> str:
    return text if len(text) <= SOURCE_KEPT else f"{text[:SOURCE_KEPT]}…"
