"""The table of contents: what Slack can send, and who handles it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.service.ports import StoreUnavailable
from handlers import (
    close,
    decide,
    declare,
    lists,
    model,
    notes,
    otherwise,
    playbooks,
    presence,
    roles,
    severity,
    update,
)
from handlers.pressed import Pressed, press
from handlers.services import Services
from handlers.spoken import Spoken, listen
from handlers.submitted import Submitted, submit

log = logging.getLogger(__name__)

COMMAND = "/incident"

ANSWERED_WITHIN = 2.4
"""Seconds: Slack waits three, and the answer has to travel."""

VERBS: dict[str, Callable[[Spoken], Awaitable[None]]] = {
    "": lists.explain,
    "help": lists.explain,
    "declare": declare.declare_by_command,
    "status": lists.status,
    "list": lists.incidents,
    "model": model.model,
    "playbook": playbooks.playbook,
    "take": roles.take,
    "assign": roles.assign,
    "handover": roles.assign,
    "decline": roles.decline,
    "update": update.update,
    "snooze": update.snooze,
    "decide": decide.decide,
    "decisions": decide.decisions,
    "note": notes.note,
    "severity": severity.severity,
    "phase": severity.phase,
    "times": severity.times,
    "close": close.close,
    "reopen": close.reopen,
    "postmortem": close.postmortem,
    "retry": close.retry,
}

BUTTONS: dict[str, Callable[[Pressed], Awaitable[None]]] = {
    "declare_incident": declare.declare_by_button,
    "take_command": roles.take_command,
    "assign_role": roles.open_assign,
    "decline_role": roles.open_decline,
    "post_update": update.open_update,
    "snooze_update": update.open_snooze,
    "record_decision": decide.open_decide,
    "change_severity": severity.open_severity,
    "close_incident": close.open_close,
    "reopen_incident": close.open_reopen,
    "write_postmortem": close.write_postmortem,
    "retry_deliveries": close.retry_deliveries,
    "list_page:prev": lists.turn_list,
    "list_page:next": lists.turn_list,
    "home_page:prev": lists.turn_home,
    "home_page:next": lists.turn_home,
    "read_playbook:1": playbooks.read,
    "read_playbook:2": playbooks.read,
    "read_playbook:3": playbooks.read,
    "choose_playbook": playbooks.read,
    "playbook_page:prev": playbooks.turn,
    "playbook_page:next": playbooks.turn,
}

MENU = "more"
MENU_OPTIONS: dict[str, Callable[[Pressed], Awaitable[None]]] = {
    "phase": severity.open_phase,
    "times": severity.open_times,
    "decisions": decide.open_decide,
    "snooze": update.open_snooze,
    "role": roles.open_assign,
}

LINKS = ("open_room", "open_link")
"""Buttons that only lead somewhere: Slack reports the press all the same."""

VIEWS: dict[str, Callable[[Submitted], Awaitable[None]]] = {
    "declare": declare.declare,
    "update": update.updated,
    "snooze": update.snoozed,
    "severity": severity.severity_chosen,
    "phase": severity.phase_chosen,
    "times": severity.time_corrected,
    "decide": decide.decided,
    "note": notes.noted,
    "role": roles.assigned,
    "decline": roles.declined,
    "close": close.closed,
    "reopen": close.reopened,
}

Listener = Callable[[AsyncArgs, Services], Awaitable[None]]

SHORTCUTS: dict[str, Listener] = {
    "declare_incident": declare.declare_by_shortcut,
    "declare_from_message": declare.declare_from_message,
    "add_to_timeline": notes.add_to_timeline,
}

EVENTS: dict[str, Listener] = {
    "app_home_opened": lists.home_opened,
    "reaction_added": notes.reaction_added,
    "reaction_removed": notes.reaction_removed,
    "member_joined_channel": presence.joined,
    "member_left_channel": presence.left,
    "channel_archive": presence.archived,
    "group_archive": presence.archived,
    "channel_unarchive": presence.unarchived,
    "group_unarchive": presence.unarchived,
}

MESSAGES: dict[str, Listener] = {
    "message_changed": notes.message_changed,
    "message_deleted": notes.message_deleted,
}


def listen_to(app: AsyncApp, services: Services) -> None:
    """Register every handler with Bolt. Bolt gets whole functions of `args` only: a misspelt name would be None."""

    async def command(args: AsyncArgs) -> None:
        try:
            async with _in_time():
                spoken = await listen(args, services)
                handler = VERBS.get(spoken.verb)
                await (handler(spoken) if handler else lists.unknown(spoken, VERBS))
        except StoreUnavailable as away:
            await args.ack(text=_not_recorded(services, away), response_type="ephemeral")

    app.command(COMMAND)(command)
    for action_id, button in BUTTONS.items():
        app.action(action_id)(_on_press(button, services))
    app.action(MENU)(_on_press(_from_menu, services))
    for action_id in LINKS:
        app.action(action_id)(_acknowledge)
    for callback_id, handle in VIEWS.items():
        app.view(callback_id)(_on_submit(handle, services))
    for callback_id, listener in SHORTCUTS.items():
        app.shortcut(callback_id)(_on_shortcut(listener, services))
    for name, listener in EVENTS.items():
        app.event(name)(_on_event(listener, services))
    app.event("message")(_on_message(services))
    app.error(otherwise.answering(services))


async def _from_menu(pressed: Pressed) -> None:
    handler = MENU_OPTIONS.get(pressed.value.partition(":")[0])
    await (handler(pressed) if handler else pressed.args.ack())


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    """Give up while Slack still listens: a store that hangs makes one wait for another.

    Raises:
        StoreUnavailable: the time is over, and nobody can tell what was recorded.
    """
    deadline = asyncio.timeout(ANSWERED_WITHIN)
    try:
        async with deadline:
            yield
    except TimeoutError:
        if not deadline.expired():
            raise
        raise StoreUnavailable("no answer in time", recorded=None) from None


async def _acknowledge(args: AsyncArgs) -> None:
    await args.ack()


def _not_recorded(services: Services, away: StoreUnavailable) -> str:
    log.warning("The store is away: %s", away)
    return services.words.answer("not_recorded" if away.recorded is False else "maybe_recorded")


def _on_press(
    handle: Callable[[Pressed], Awaitable[None]], services: Services
) -> Callable[[AsyncArgs], Awaitable[None]]:
    async def action(args: AsyncArgs) -> None:
        pressed = press(args, services)
        try:
            async with _in_time():
                await handle(pressed)
        except StoreUnavailable as away:
            await pressed.tell(_not_recorded(services, away))

    return action


def _on_submit(
    handle: Callable[[Submitted], Awaitable[None]], services: Services
) -> Callable[[AsyncArgs], Awaitable[None]]:
    async def view(args: AsyncArgs) -> None:
        submitted = submit(args, services)
        try:
            async with _in_time():
                await handle(submitted)
        except StoreUnavailable as away:
            await submitted.wrong("", _not_recorded(services, away))

    return view


def _on_shortcut(listener: Listener, services: Services) -> Callable[[AsyncArgs], Awaitable[None]]:
    async def shortcut(args: AsyncArgs) -> None:
        try:
            async with _in_time():
                await listener(args, services)
        except StoreUnavailable as away:
            await args.ack()
            if args.body.get("response_url"):
                words = args.respond(text=_not_recorded(services, away), response_type="ephemeral")
                services.aside.run(words, "A private answer")

    return shortcut


def _on_event(listener: Listener, services: Services) -> Callable[[AsyncArgs], Awaitable[None]]:
    async def event(args: AsyncArgs) -> None:
        # Bolt answers Slack only after this returns; a store that is away fails it, and Slack sends it again.
        await listener(args, services)

    return event


def _on_message(services: Services) -> Callable[[AsyncArgs], Awaitable[None]]:
    async def message(args: AsyncArgs) -> None:
        listener = MESSAGES.get(str(args.payload.get("subtype", "")))
        if listener is not None:
            await listener(args, services)

    return message
