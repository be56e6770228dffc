"""The method chat.unfurl."""

import dataclasses
from typing import Any

from sandbox.blockkit import check_blocks, complete
from sandbox.methods import content
from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal, faulty
from sandbox.state import links, messages
from sandbox.state.log import Message
from sandbox.state.messages import Draft
from sandbox.state.model import APP, BOT, BOT_USER, Channel

SOURCES = ("composer", "conversations_history")


@method(
    "chat.unfurl",
    scopes="links:write",
    tier=3,
    args="channel ts unfurls user_auth_message user_auth_required user_auth_url user_auth_blocks unfurl_id source",
    errors="missing_channel missing_ts missing_unfurl_id missing_source missing_unfurls invalid_source "
    "invalid_unfurl_id invalid_unfurls_format cannot_find_channel cannot_find_message cannot_find_service "
    "cannot_parse_attachment cannot_unfurl_message cannot_unfurl_url",
    simplified="The invitation to sign in is shown without its buttons; nothing is previewed while a message is being "
    "written, so no link has the source composer.",
)
def unfurl(call: Call) -> Json:
    """Show something below the links in a message that the app was told of (link_shared)."""
    by_id = _addressed_by_id(call)
    invitation = _invitation(call)
    unfurls = _unfurls(call, needed=invitation is None)
    channel, message = _by_id(call) if by_id else _by_ts(call)
    if not call.workspace.manifest.unfurl_domains:
        raise Refusal("cannot_find_service")
    told = links.shared(call.workspace, message)
    for url in unfurls:
        if url not in links.urls(message.text):
            raise Refusal("cannot_unfurl_message")
        if told is None or url not in told.urls:
            raise Refusal("cannot_unfurl_url")
    if unfurls:
        _attach(call, channel, message, unfurls)
    if invitation is not None:
        draft = dataclasses.replace(invitation, thread_ts=message.thread_ts)
        messages.whisper(call.workspace, channel, message.user, draft)
    return {}


def _addressed_by_id(call: Call) -> bool:
    """Whether `unfurl_id` and `source` say which message, not `channel` and `ts`."""
    unfurl_id, source = call.args.text("unfurl_id"), call.args.text("source")
    if unfurl_id or source:
        if not unfurl_id:
            raise Refusal("missing_unfurl_id")
        if not source:
            raise Refusal("missing_source")
        if source not in SOURCES:
            raise Refusal("invalid_source")
        return True
    for name in ("channel", "ts"):
        if not call.args.text(name):
            raise Refusal(f"missing_{name}")
    return False


def _unfurls(call: Call, *, needed: bool) -> dict[str, Json]:
    try:
        unfurls: Any = call.args.structure("unfurls")
    except ValueError:
        raise Refusal("invalid_unfurls_format") from None
    if unfurls is None and needed:
        raise Refusal("missing_unfurls")
    if not isinstance(unfurls or {}, dict):
        raise Refusal("invalid_unfurls_format")
    for url, entry in (unfurls or {}).items():
        if not isinstance(entry, dict) or not entry:
            raise Refusal("cannot_parse_attachment")
        faults = check_blocks(entry.get("blocks") or [], "message", f"/unfurls/{url}/blocks")
        if faults:
            raise faulty("cannot_parse_attachment", [str(fault) for fault in faults])
    return unfurls or {}


def _by_id(call: Call) -> tuple[Channel, Message]:
    shared = call.workspace.shared_links.get(call.args.text("unfurl_id"))
    if shared is None or shared.source != call.args.text("source"):
        raise Refusal("invalid_unfurl_id")
    channel = call.workspace.channels.get(shared.channel)
    message = channel.message(shared.ts) if channel is not None else None
    if channel is None or message is None:
        raise Refusal("cannot_find_message")
    return channel, message


def _by_ts(call: Call) -> tuple[Channel, Message]:
    """The message; of a private conversation without the app it knows only the messages it was told of."""
    channel = call.workspace.channels.get(call.args.text("channel"))
    if channel is None:
        raise Refusal("cannot_find_channel")
    message = channel.message(call.args.text("ts"))
    told = message is not None and links.shared(call.workspace, message) is not None
    if channel.is_private and BOT_USER not in channel.members and not told:
        raise Refusal("cannot_find_channel")
    if message is None:
        raise Refusal("cannot_find_message")
    return channel, message


def _attach(call: Call, channel: Channel, message: Message, unfurls: dict[str, Json]) -> None:
    """Put the attachments below the message; those it has for the same links are replaced."""
    kept = [entry for entry in message.attachments if entry.get("app_unfurl_url") not in unfurls]
    marks = {"bot_id": BOT, "app_id": APP, "is_app_unfurl": True}
    made = [
        marks | {"app_unfurl_url": url, "from_url": url} | content.attachment(entry, 0)
        for url, entry in unfurls.items()
    ]
    attachments = [entry | {"id": number} for number, entry in enumerate([*kept, *made], start=1)]
    messages.revise(call.workspace, channel, message, attachments=attachments)


def _invitation(call: Call) -> Draft | None:
    """What asks the author of the message, and nobody else, to sign in with the app; None when that is not asked."""
    try:
        blocks = call.args.structure("user_auth_blocks") or []
    except ValueError:
        raise Refusal("cannot_parse_attachment") from None
    if not isinstance(blocks, list) or check_blocks(blocks, "message", "/user_auth_blocks"):
        raise Refusal("cannot_parse_attachment")
    text, url = call.args.text("user_auth_message"), call.args.text("user_auth_url")
    if not (blocks or text or url or call.args.flag("user_auth_required")):
        return None
    text = text or f"Sign in with {call.workspace.manifest.name} to see more"
    return Draft(user=BOT_USER, by_app=True, text=f"{text} <{url}>" if url else text, blocks=complete(blocks))
