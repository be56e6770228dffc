"""How what Slack sends reaches its handler: in time, and with an answer when nothing could be recorded."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.service.desk import Overtaken
from bot.service.ports import StoreUnavailable
from bot.service.slack_text import typed
from bot.views.render import Message
from handlers import brief, containment, hypotheses, items, library, lists, otherwise, playbooks
from handlers.heard import hear
from handlers.listeners import (
    BUTTONS,
    COMMAND,
    EVENTS,
    LINKS,
    MENU_OPTIONS,
    MENUS,
    MESSAGES,
    SHORTCUTS,
    VERBS,
    VIEWS,
    Listener,
)
from handlers.notice import tell_alone
from handlers.pressed import Pressed, press
from handlers.services import Services
from handlers.spoken import listen
from handlers.submitted import Submitted, submit

log = logging.getLogger(__name__)

ANSWERED_WITHIN = 2.4
"""Seconds: Slack waits three, and the answer has to travel."""

READING = (
    brief.catch_up_by_button,
    containment.list_actions,
    hypotheses.turn,
    items.turn,
    items.as_csv,
    library.turn,
    library.read,
    lists.turn_list,
    lists.turn_home,
    playbooks.read,
    playbooks.turn,
)
"""What only shows something when it is pressed."""


def listen_to(app: AsyncApp, services: Services) -> None:
    """Register every handler with Bolt. Bolt gets whole functions of `args` only: a misspelt name would be None."""

    async def command(args: AsyncArgs) -> None:
        heard = hear(str(args.payload.get("text") or ""))
        try:
            async with _in_time():
                spoken = await listen(heard, args, services)
                handler = VERBS.get(spoken.verb)
                if handler and heard.misnamed:
                    await spoken.say("no_such_name", word=typed(heard.misnamed))
                else:
                    await (handler(spoken) if handler else lists.unknown(spoken, VERBS))
        except StoreUnavailable as away:
            sentence = _not_recorded(services, away, only_reads=heard.only_reads)
            await args.ack(text=sentence, response_type="ephemeral")

    app.command(COMMAND)(command)
    for action_id, button in BUTTONS.items():
        app.action(action_id)(_on_press(button, services))
    for action_id in MENUS:
        app.action(action_id)(_on_press(_from_menu, services))
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


def _not_recorded(services: Services, away: StoreUnavailable, *, only_reads: bool = False) -> str:
    log.warning("Nothing could be read or recorded: %s", away)
    if only_reads:
        return services.words.answer("not_read")
    if isinstance(away, Overtaken):
        return services.words.answer("overtaken")
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
            chosen = MENU_OPTIONS.get(pressed.value.partition(":")[0]) if handle is _from_menu else handle
            await pressed.tell(_not_recorded(services, away, only_reads=chosen in READING))

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
            sentence = _not_recorded(services, away)
            tell_alone(args.body, args.respond, services, Message(sentence, []))

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
