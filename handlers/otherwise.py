"""What is answered when nobody handles what Slack sent, or when handling it failed: never a silent time-out."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from bot.views.render import Message
from handlers.notice import tell_alone
from handlers.services import Services

log = logging.getLogger(__name__)

_SUGGESTIONS = ("block_suggestion", "dialog_suggestion")
_ANSWERED_BY_ACK = ("view_submission", *_SUGGESTIONS)

OK, BAD_REQUEST, FAILED = 200, 400, 500


def answering(services: Services) -> Callable[..., Awaitable[BoltResponse]]:
    """The one place where everything that went wrong on the way in ends up; for Bolt's `app.error`.

    Events that nobody asked for are acknowledged. An event whose handler failed is not, and so Slack sends it again.
    Whatever a person did is acknowledged with a private word.
    """

    async def answer(error: Exception, body: dict[str, Any], respond: AsyncRespond) -> BoltResponse:
        unhandled = isinstance(error, BoltUnhandledRequestError)
        if not unhandled:
            log.error("%s failed", _name(body), exc_info=error)
        if _is_event(body):
            return BoltResponse(status=OK if unhandled else FAILED)
        if "event" in body or not isinstance(body.get("type") or body.get("command"), str):
            return BoltResponse(status=BAD_REQUEST)
        if unhandled:
            log.info("Nobody handles %s", _name(body))
        sentence = services.words.answer("not_handled" if unhandled else "command_failed")
        if not body.get("command") and body.get("type") not in _ANSWERED_BY_ACK:
            tell_alone(body, respond, services, Message(sentence, []))
        return BoltResponse(status=OK, body=_said(body, sentence))

    return answer


def _said(body: dict[str, Any], sentence: str) -> str | dict[str, Any]:
    """The acknowledgement, with the sentence where this kind of payload has a place for it."""
    kind = body.get("type")
    if body.get("command"):
        return {"response_type": "ephemeral", "text": sentence}
    if kind in _SUGGESTIONS:
        return {"options": []}
    if kind != "view_submission":
        return ""
    blocks = (body.get("view") or {}).get("blocks") or []
    fields = [block["block_id"] for block in blocks if block["type"] == "input"]
    return {"response_action": "errors", "errors": {fields[0]: sentence}} if fields else ""


def _is_event(body: dict[str, Any]) -> bool:
    event = body.get("event")
    return isinstance(event, dict) and isinstance(event.get("type"), str)


def _name(body: dict[str, Any]) -> str:
    """What was sent, in a few words for the log; never what a person typed."""
    actions = body.get("actions") or [{}]
    place = body.get("callback_id") or (body.get("view") or {}).get("callback_id")
    known = place or actions[0].get("action_id") or body.get("command") or ""
    inner = body["event"]["type"] if _is_event(body) else known
    return f"{body.get('type') or 'command'} {inner}".strip()[:200]
