"""Answers of the app to one person: the body of an acknowledgement, and response URLs."""

import json
from typing import Any

from aiohttp import web

from sandbox.methods import content
from sandbox.methods.args import Args
from sandbox.refusal import Json, Refusal
from sandbox.state import messages
from sandbox.state.log import Message
from sandbox.state.messages import Draft
from sandbox.state.model import BOT_USER, Channel
from sandbox.state.workspace import Workspace
from sandbox.tickets import Response, Responses

TIMED_OUT = "operation_timeout"
_GONE = ("expired_url", "invalid_url", "used_url")


class Answers:
    """Puts the app's answers where the person sees them; the app need not be in the conversation."""

    def __init__(self, workspace: Workspace, responses: Responses) -> None:
        self._workspace = workspace
        self._responses = responses

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One use of a response URL over HTTP, as JSON or a form with `payload`; 404 for the URL, 400 for the rest."""
        try:
            self.respond(request.match_info["path"], await _body(request))
        except Refusal as refusal:
            return web.json_response(refusal.body(), status=404 if refusal.code in _GONE else 400)
        return web.json_response({"ok": True})

    def respond(self, path: str, body: Any) -> None:
        """Use the response URL with this path; raises Refusal for a used or expired one or a bad message.

        `replace_original` and `delete_original` mean the message the interaction took place in. Where there is none,
        as after a command, the first is posted as a new message and the second refused with message_not_found; a text
        that comes with `delete_original` is posted as well (Slack: response_url).
        """
        response = self._responses.use(path)
        if not isinstance(body, dict):
            raise Refusal("invalid_payload")
        args = Args(body)
        channel = self._workspace.channels[response.channel]
        original = channel.message(response.original_ts or "", response.user)
        sent = content.read(args)
        deletes = args.flag("delete_original")
        if sent.is_empty and not deletes:
            raise Refusal("no_text")
        if deletes and original is None:
            raise Refusal("message_not_found")
        if args.flag("replace_original") and not deletes and original is not None:
            self._replace(channel, original, sent)
            return
        if deletes and original is not None:
            messages.delete(self._workspace, channel, original)
        if not sent.is_empty:
            self._say(response, channel, args, sent)

    def acknowledged(self, user: str, channel: Channel, body: Json | None) -> Json | None:
        """Show what a slash command was acknowledged with; returns it, None when there was nothing to show."""
        if not body:
            return None
        args = Args(body)
        sent = content.read(args)
        if sent.is_empty:
            raise Refusal("no_text")
        response = Response(user=user, channel=channel.id, original_ts=None, thread_ts=None, issued=0.0)
        message = self._say(response, channel, args, sent)
        return {
            "ts": message.ts,
            "response_type": "ephemeral" if message.ephemeral_to else "in_channel",
            **body,
        }

    def timed_out(self, user: str, channel: Channel, what: str) -> None:
        """Tell the person that the app did not answer in time, as Slack does."""
        text = f"{what} failed with the error “{TIMED_OUT}”"
        messages.whisper(
            self._workspace, channel, user, Draft(user="USLACKBOT", text=text, subtype="bot_message")
        )

    def unreachable(self, user: str, channel: Channel, what: str) -> None:
        """Tell the person that the app could not be reached."""
        text = f"{what} failed because the app did not respond"
        messages.whisper(
            self._workspace, channel, user, Draft(user="USLACKBOT", text=text, subtype="bot_message")
        )

    def _say(self, response: Response, channel: Channel, args: Args, sent: content.Content) -> Message:
        everyone = args.text("response_type", "ephemeral") == "in_channel"
        draft = Draft(
            user=BOT_USER,
            by_app=True,
            text=(sent.text or "")[: content.TEXT_LIMIT],
            blocks=sent.blocks or [],
            attachments=sent.attachments or [],
            thread_ts=_thread(channel, args.text("thread_ts") if everyone else "") or response.thread_ts,
            metadata=sent.metadata or None,
        )
        if everyone:
            return messages.post(self._workspace, channel, draft)
        return messages.whisper(self._workspace, channel, response.user, draft)

    def _replace(self, channel: Channel, original: Message, sent: content.Content) -> None:
        changes = {
            "text": (sent.text or "")[: content.TEXT_LIMIT],
            "blocks": sent.blocks or [],
            "attachments": sent.attachments or [],
        }
        messages.edit(self._workspace, channel, original, BOT_USER, **changes)


def _thread(channel: Channel, wanted: str) -> str | None:
    """The thread that is meant; None when it is gone, and the answer stands in the conversation itself."""
    root = channel.message(wanted)
    return None if root is None else root.thread_ts or root.ts


async def _body(request: web.Request) -> Any:
    try:
        if request.content_type == "application/x-www-form-urlencoded":
            return json.loads(str((await request.post()).get("payload", "")))
        return await request.json()
    except ValueError:
        raise Refusal("invalid_payload") from None
