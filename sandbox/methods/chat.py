"""The methods chat.*."""

from sandbox.methods import content
from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal
from sandbox.state import messages, shapes
from sandbox.state.messages import Draft
from sandbox.state.model import BOT_USER, Channel, Message
from sandbox.state.workspace import Workspace

_CONTENT = (
    "text blocks attachments markdown_text metadata link_names parse as_user username icon_emoji icon_url"
)
_CONTENT_ERRORS = "no_text invalid_blocks invalid_blocks_format msg_blocks_too_long too_many_attachments"
_METADATA_ERRORS = "invalid_metadata_format invalid_metadata_schema"


def _destination(call: Call) -> Channel:
    """The conversation a message goes to: an id, a name with or without #, or a person (their direct message)."""
    workspace, wanted = call.workspace, call.args.text("channel")
    if wanted in workspace.people:
        return _direct_message(workspace, wanted)
    named = workspace.channel_named(wanted.removeprefix("#"))
    channel = workspace.channels.get(wanted) or named
    if channel is None or (channel.is_private and BOT_USER not in channel.members):
        raise Refusal("channel_not_found")
    return channel


def _direct_message(workspace: Workspace, user: str) -> Channel:
    person = workspace.people[user]
    if person.deleted or person.is_bot:
        raise Refusal("channel_not_found")
    if not workspace.manifest.messages_tab:
        raise Refusal("messages_tab_disabled")
    return workspace.open_direct([BOT_USER, user])


def _may_post(call: Call, channel: Channel) -> None:
    if channel.is_archived:
        raise Refusal("is_archived")
    if BOT_USER not in channel.members and not call.workspace.has_scope("chat:write.public"):
        raise Refusal("not_in_channel")


def _thread(call: Call, channel: Channel) -> str | None:
    wanted = call.args.text("thread_ts")
    if not wanted:
        return None
    root = channel.message(wanted)
    if root is None:
        raise Refusal("cannot_reply_to_message")
    return root.thread_ts or root.ts


def _named(call: Call) -> Json:
    """The name and icon of the message; without chat:write.customize Slack leaves them out."""
    if not call.workspace.has_scope("chat:write.customize"):
        return {}
    extra: Json = {"username": call.args.text("username")} if "username" in call.args else {}
    if "icon_emoji" in call.args:
        extra["icons"] = {"emoji": call.args.text("icon_emoji")}
    elif "icon_url" in call.args:
        extra["icons"] = {"image_48": call.args.text("icon_url")}
    return extra


def _draft(call: Call, channel: Channel, sent: content.Content) -> Draft:
    return Draft(
        user=BOT_USER,
        by_app=True,
        text=(sent.text or "")[: content.TEXT_LIMIT],
        blocks=sent.blocks or [],
        attachments=sent.attachments or [],
        thread_ts=_thread(call, channel),
        broadcast=call.args.flag("reply_broadcast"),
        metadata=sent.metadata or None,
        extra=_named(call),
    )


@method(
    "chat.postMessage",
    scopes="chat:write",
    args=f"channel! thread_ts reply_broadcast mrkdwn unfurl_links unfurl_media {_CONTENT}",
    errors=f"channel_not_found is_archived not_in_channel messages_tab_disabled cannot_reply_to_message "
    f"markdown_text_conflict {_CONTENT_ERRORS} {_METADATA_ERRORS}",
)
def post_message(call: Call) -> Json:
    """Post to a conversation, as the app."""
    sent = content.read(call.args)
    channel = _destination(call)
    _may_post(call, channel)
    if sent.is_empty:
        raise Refusal("no_text")
    message = messages.post(call.workspace, channel, _draft(call, channel, sent))
    shape = shapes.message(call.workspace, channel, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shape}


@method(
    "chat.postEphemeral",
    scopes="chat:write",
    tier=4,
    args=f"channel! user! thread_ts {_CONTENT}",
    errors="channel_not_found is_archived not_in_channel user_not_in_channel messages_tab_disabled msg_too_long "
    "cannot_reply_to_message markdown_text_conflict no_text invalid_blocks invalid_blocks_format "
    "too_many_attachments",
)
def post_ephemeral(call: Call) -> Json:
    """Show a message to one member of a conversation."""
    sent = content.read(call.args.without("metadata"), too_long="msg_too_long")
    channel = _destination(call)
    _may_post(call, channel)
    if call.args.text("user") not in channel.members:
        raise Refusal("user_not_in_channel")
    if sent.is_empty:
        raise Refusal("no_text")
    if len(sent.text or "") > content.TEXT_LIMIT:
        raise Refusal("msg_too_long")
    draft = _draft(call, channel, sent)
    message = messages.whisper(call.workspace, channel, call.args.text("user"), draft)
    return {"message_ts": message.ts}


def _own(call: Call, refused: str) -> tuple[Channel, Message]:
    channel = call.channel()
    message = channel.message(call.args.text("ts"))
    if message is None:
        raise Refusal("message_not_found")
    if not message.by_app or message.subtype not in (None, "file_share"):
        raise Refusal(refused)
    return channel, message


@method(
    "chat.update",
    scopes="chat:write",
    tier=3,
    args="channel! ts! text blocks attachments markdown_text metadata link_names parse as_user reply_broadcast "
    "file_ids",
    errors="channel_not_found message_not_found cant_update_message is_inactive msg_too_long no_text invalid_blocks "
    f"invalid_blocks_format too_many_attachments markdown_text_conflict {_METADATA_ERRORS}",
)
def update(call: Call) -> Json:
    """Change a message of the app; blocks stay only when no text is given."""
    sent = content.read(call.args, too_long="msg_too_long")
    channel, message = _own(call, "cant_update_message")
    if channel.is_archived:
        raise Refusal("is_inactive")
    if len(sent.text or "") > content.UPDATE_TEXT_LIMIT:
        raise Refusal("msg_too_long")
    changes = _changes(sent)
    left = [changes.get(field, getattr(message, field)) for field in ("text", "blocks", "attachments")]
    if not any(left) and not message.files:
        raise Refusal("no_text")
    messages.edit(call.workspace, channel, message, BOT_USER, **changes)
    shape = shapes.message(call.workspace, channel, message, metadata=True)
    told = {key: value for key, value in shape.items() if key not in ("ts", "pinned_to", "reactions")}
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": told}


def _changes(sent: content.Content) -> Json:
    changes: Json = {} if sent.text is None else {"text": sent.text}
    if sent.blocks is not None:
        changes["blocks"] = sent.blocks
    elif sent.text is not None:
        changes["blocks"] = []
    if sent.attachments is not None:
        changes["attachments"] = sent.attachments
    if sent.metadata is not None:
        changes["metadata"] = sent.metadata or None
    return changes


@method(
    "chat.delete",
    scopes="chat:write",
    tier=3,
    args="channel! ts! as_user",
    errors="channel_not_found message_not_found cant_delete_message",
)
def delete(call: Call) -> Json:
    """Delete a message of the app."""
    channel, message = _own(call, "cant_delete_message")
    messages.delete(call.workspace, channel, message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink", args="channel! message_ts!", errors="channel_not_found message_not_found")
def get_permalink(call: Call) -> Json:
    """The address of a message."""
    channel = call.channel()
    message = channel.message(call.args.text("message_ts"))
    if message is None:
        raise Refusal("message_not_found")
    return {"channel": channel.id, "permalink": call.workspace.permalink(message)}
