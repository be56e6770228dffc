"""A private word to whoever pressed something, wherever that was."""

from __future__ import annotations

import logging
from typing import Any

from slack_bolt.context.respond.async_respond import AsyncRespond

from bot.service.slack_port import SlackRefused, SlackSilent
from bot.views.render import Message
from handlers.services import Services

log = logging.getLogger(__name__)


def tell_alone(body: dict[str, Any], respond: AsyncRespond, services: Services, message: Message) -> None:
    """Tell only the person, after the ack: beside the message that was pressed, else in a modal of its own.

    Slack gives an address to answer at (`response_url`) for messages only. On top of a modal the words go, so that
    what was filled in there stays; anywhere else they open one (views.push, views.open).

    Args:
        body: what Slack sent; its trigger is not used yet.
        respond: Bolt's answer to it.
    """
    if body.get("response_url"):
        words = respond(
            text=message.text,
            blocks=message.blocks or None,
            response_type="ephemeral",
            replace_original=False,
        )
        services.aside.run(words, "A private answer")
        return
    trigger = str(body.get("trigger_id") or "")
    if trigger:
        within = (body.get("view") or {}).get("type") == "modal"
        method = "views.push" if within else "views.open"
        shown = _show(services, method, trigger, services.words.notice(message))
        services.aside.run(shown, "A private answer in a modal")


async def _show(services: Services, method: str, trigger: str, view: dict[str, Any]) -> None:
    try:
        await services.slack.call(method, trigger_id=trigger, view=view)
    except (SlackRefused, SlackSilent) as error:
        # A trigger lives three seconds, and the modal may have been closed meanwhile: there is nowhere left to tell it.
        log.info("A private answer was not shown: %s", error)
