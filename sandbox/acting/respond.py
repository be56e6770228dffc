"""Answers of the app to one person: the body of an acknowledgement, and response URLs."""

from typing import Any

from sandbox.methods import content
from sandbox.methods.args import Args
from sandbox.refusal import Json, Refusal
from sandbox.state import messages
from sandbox.state.messages import Draft
from sandbox.state.model import BOT_USER, Channel, Message
from sandbox.state.workspace import Workspace
from sandbox.tickets import Response, Responses

TIMED_OUT = "operation_timeout"


class Answers:
    """Puts the app's answers where the person sees them; the app need not be in the conversation."""

    def __init__(self, workspace: Workspace, responses: Responses) -> None:
        self._workspace = workspace
        self._responses = responses

    def respond(self, path: str, body: Any) -> None:
        """Use the response URL with this path; raises Refusal for a used or expired one or a bad message."""
        response = self._responses.use(path)
        if not isinstance(body, dict):
            raise Refusal("invalid_payload")
        args = Args(body)
        channel = self._workspace.channels[response.channel]
        original = channel.message(response.original_ts or "", response.user)
        if args.flag("delete_original"):
            if original is None:
                raise Refusal("message_not_found")
            messages.delete(self._workspace, channel, original)
        elif args.flag("replace_original") and original is not None:
            self._replace(channel, original, content.read(args))
        else:
            response.original_ts = self._say(response, channel, args).ts

    def acknowledged(self, user: str, channel: Channel, path: str, body: Json | None) -> Json | None:
        """Show what a slash command was acknowledged with; returns it, None when there was nothing to show."""
        if not body:
            return None
        args = Args(body)
        response = Response(user=user, channel=channel.id, original_ts=None, thread_ts=None, issued=0.0)
        message = self._say(response, channel, args)
        self._responses.stands_for(path, message.ts)
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

    def _say(self, response: Response, channel: Channel, args: Args) -> Message:
        sent = content.read(args)
        if sent.is_empty:
            raise Refusal("no_text")
        draft = Draft(
            user=BOT_USER,
            by_app=True,
            text=(sent.text or "")[: content.TEXT_LIMIT],
            blocks=sent.blocks or [],
            attachments=sent.attachments or [],
            thread_ts=args.text("thread_ts") or response.thread_ts,
            metadata=sent.metadata or None,
        )
        if args.text("response_type", "ephemeral") == "in_channel":
            return messages.post(self._workspace, channel, draft)
        return messages.whisper(self._workspace, channel, response.user, draft)

    def _replace(self, channel: Channel, original: Message, sent: content.Content) -> None:
        if sent.is_empty:
            raise Refusal("no_text")
        changes = {
            "text": sent.text or "",
            "blocks": sent.blocks or [],
            "attachments": sent.attachments or [],
        }
        messages.edit(self._workspace, channel, original, BOT_USER, **changes)
