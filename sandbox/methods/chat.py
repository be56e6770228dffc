"""The methods chat.* that post a message and change it."""

from sandbox.methods import content, destinations, mentions
from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import messages, shapes
from sandbox.state.log import Message
from sandbox.state.messages import Draft
from sandbox.state.model import BOT_USER, Channel
from sandbox.state.pending import key

_NAMED = "username icon_emoji icon_url"
_CONTENT = f"text blocks attachments markdown_text metadata link_names parse as_user {_NAMED}"
_BAD_CONTENT = "no_text invalid_blocks invalid_blocks_format too_many_attachments markdown_text_conflict"
_BAD_METADATA = "invalid_metadata_format invalid_metadata_schema metadata_too_large"
_EPHEMERAL_PARSE = ("", "none", "full", "mrkdwn", "false")
# What the app has posted itself, and so may change and delete.
_OWN = (None, "bot_message", "file_share", "thread_broadcast")


def customised(call: Call) -> Json:
    """The name and icon of the message; without chat:write.customize Slack leaves them out."""
    if not call.workspace.has_scope("chat:write.customize"):
        return {}
    extra: Json = {"username": call.args.text("username")} if call.args.text("username") else {}
    if call.args.text("icon_emoji"):
        extra["icons"] = {"emoji": call.args.text("icon_emoji")}
    elif call.args.text("icon_url"):
        extra["icons"] = {"image_48": call.args.text("icon_url")}
    return extra


def _draft(call: Call, channel: Channel, sent: content.Content) -> Draft:
    thread = destinations.thread(call, channel)
    broadcast = thread is not None and call.args.flag("reply_broadcast")
    extra = customised(call)
    subtype = "thread_broadcast" if broadcast else "bot_message" if extra else None
    if "mrkdwn" in call.args and not call.args.flag("mrkdwn"):
        extra["mrkdwn"] = False
    return Draft(
        user=BOT_USER,
        by_app=True,
        subtype=subtype,
        text=mentions.linked(call.workspace, sent.shown, call.args),
        blocks=sent.blocks or [],
        attachments=sent.attachments or [],
        thread_ts=thread,
        broadcast=broadcast,
        metadata=sent.metadata or None,
        extra=extra,
    )


@method(
    "chat.postMessage",
    scopes="chat:write",
    args=f"channel! thread_ts reply_broadcast mrkdwn unfurl_links unfurl_media current_draft_last_updated_ts "
    f"{_CONTENT}",
    errors="channel_not_found is_archived not_in_channel messages_tab_disabled cannot_reply_to_message "
    f"msg_blocks_too_long {_BAD_CONTENT} {_BAD_METADATA}",
    simplified="Up to 40,000 characters stay in one message (a third party has seen Slack split above 4,040); bare "
    "addresses are not wrapped into links and &, < and > not escaped unless parse is full; Markdown becomes one "
    "markdown block; unfurl_links and unfurl_media are taken, but nothing is fetched; drafts are not "
    "looked at. Metadata is too large above "
    "16,000 bytes, and Markdown above 12,000 characters is msg_blocks_too_long (Slack names neither).",
)
def post_message(call: Call) -> Json:
    """Post to a conversation, as the app."""
    for name in ("unfurl_links", "unfurl_media", "reply_broadcast"):
        call.args.flag(name)
    sent = content.read(call.args)
    channel = destinations.named(call)
    destinations.check(call, channel)
    if sent.is_empty:
        raise Refusal("no_text")
    message = messages.post(call.workspace, channel, _draft(call, channel, sent))
    shape = shapes.message(call.workspace, channel, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shape, **sent.warnings}


@method(
    "chat.postEphemeral",
    scopes="chat:write",
    tier=4,
    args=f"channel! user! thread_ts {_CONTENT}",
    errors="channel_not_found is_archived not_in_channel user_not_in_channel messages_tab_disabled msg_too_long "
    f"cannot_reply_to_message invalid_attachments {_BAD_CONTENT}",
    simplified="msg_too_long begins above 40,000 characters (Slack names no number); work objects are not shown.",
)
def post_ephemeral(call: Call) -> Json:
    """Show a message to one member of a conversation."""
    mentions.check_parse(call.args, *_EPHEMERAL_PARSE)
    sent = content.read(call.args.without("metadata"), "msg_too_long", "invalid_attachments")
    if sent.warnings:
        raise Refusal("msg_too_long")
    channel = destinations.named(call)
    destinations.check(call, channel)
    if call.args.text("user") not in channel.members:
        raise Refusal("user_not_in_channel")
    if sent.is_empty:
        raise Refusal("no_text")
    draft = _draft(call, channel, sent)
    message = messages.whisper(call.workspace, channel, call.args.text("user"), draft)
    return {"message_ts": message.ts}


def own(call: Call, refused: str) -> tuple[Channel, Message]:
    """The conversation and the message of the app that `channel` and `ts` name; `refused` if it is somebody else's."""
    channel = call.channel()
    message = channel.message(call.args.text("ts"))
    if message is None:
        raise Refusal("message_not_found")
    if not message.by_app or message.subtype not in _OWN:
        raise Refusal(refused)
    return channel, message


@method(
    "chat.update",
    scopes="chat:write",
    tier=3,
    args="channel! ts! text blocks attachments unfurled_attachments markdown_text metadata link_names parse as_user "
    "reply_broadcast file_ids",
    errors="channel_not_found message_not_found cant_update_message is_inactive msg_too_long invalid_attachments "
    "streaming_state_conflict cant_broadcast_message no_dual_broadcast_content_update file_not_found file_deleted "
    f"{_BAD_CONTENT} {_BAD_METADATA}",
    simplified="Slack's rule against replacing rich-text blocks is not kept; a message may carry any number of files.",
)
def update(call: Call) -> Json:
    """Change a message of the app; blocks stay only when no text is given."""
    sent = content.read(call.args, "msg_too_long", "invalid_attachments")
    unfurled = content.read_attachments(
        call.args, "unfurled_attachments", "msg_too_long", "invalid_attachments"
    )
    if len(call.args.text("text")) > content.UPDATE_TEXT_LIMIT:
        raise Refusal("msg_too_long")
    channel, message = own(call, "cant_update_message")
    if channel.is_archived:
        raise Refusal("is_inactive")
    if key(channel.id, message.ts) in call.workspace.streams:
        raise Refusal("streaming_state_conflict")
    changes = _changes(call, message, sent, unfurled)
    changes |= _broadcast(call, message, changes)
    changes |= _files(call, message)
    left = [
        changes.get(field, getattr(message, field)) for field in ("text", "blocks", "attachments", "files")
    ]
    if not any(left):
        raise Refusal("no_text")
    kept = _share(call, channel, message, changes)
    messages.edit(call.workspace, channel, message, BOT_USER, **changes)
    shape = shapes.message(call.workspace, channel, message, metadata=True)
    told = {name: value for name, value in shape.items() if name not in ("ts", "pinned_to", "reactions")}
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": told} | kept


def _changes(call: Call, message: Message, sent: content.Content, unfurled: list[Json] | None) -> Json:
    changes: Json = {}
    if sent.text is not None:
        changes["text"] = mentions.linked(call.workspace, sent.text, call.args)
    if sent.blocks is not None:
        changes["blocks"] = sent.blocks
    elif sent.text is not None:
        changes["blocks"] = []
    if sent.attachments is not None or unfurled is not None:
        links = [entry for entry in message.attachments if entry.get("is_app_unfurl")]
        own_ones = [entry for entry in message.attachments if entry not in links]
        given = own_ones if sent.attachments is None else sent.attachments
        more = links if unfurled is None else [entry | {"is_app_unfurl": True} for entry in unfurled]
        changes["attachments"] = [entry | {"id": n} for n, entry in enumerate([*given, *more], start=1)]
    if sent.metadata is not None:
        changes["metadata"] = sent.metadata or None
    return changes


def _broadcast(call: Call, message: Message, changes: Json) -> Json:
    """What changes for `reply_broadcast`: a reply is shown in the conversation too."""
    if not call.args.flag("reply_broadcast") or message.broadcast:
        return {}
    if not message.is_reply or message.subtype == "file_share":
        raise Refusal("cant_broadcast_message")
    if any(changes.get(field) for field in ("text", "blocks", "attachments")):
        raise Refusal("no_dual_broadcast_content_update")
    return {"broadcast": True, "subtype": "thread_broadcast"}


def _file_ids(call: Call) -> list[str]:
    """`file_ids`: an array, a JSON array as text, or words with commas between them."""
    if not str(call.args.plain()["file_ids"]).startswith("["):
        return call.args.names("file_ids")
    try:
        return [str(file_id) for file_id in call.args.structure("file_ids")]
    except ValueError:
        raise invalid_arguments("must be an array [json-pointer:/file_ids]") from None


def _files(call: Call, message: Message) -> Json:
    """What changes for `file_ids`: the files named stand in the place of those that the app had there."""
    if "file_ids" not in call.args:
        return {}
    found = _file_ids(call)
    for stored in (call.workspace.files.get(file_id) for file_id in found):
        if stored is None or not (stored.complete or stored.deleted):
            raise Refusal("file_not_found")
        if stored.deleted:
            raise Refusal("file_deleted")
    others = [id_ for id_ in message.files if call.workspace.files[id_].user != BOT_USER]
    return {"files": list(dict.fromkeys([*found, *others]))}


def _share(call: Call, channel: Channel, message: Message, changes: Json) -> Json:
    """Keep where each file is shared; returns the warning about files of others that stay."""
    if "files" not in changes:
        return {}
    files = call.workspace.files
    for file_id in set(message.files) - set(changes["files"]):
        files[file_id].shares[channel.id].remove(message.ts)
    for file_id in set(changes["files"]) - set(message.files):
        files[file_id].shares.setdefault(channel.id, []).append(message.ts)
    if set(changes["files"]) <= set(_file_ids(call)):
        return {}
    warning = "some_files_not_deleted"
    return {"warning": warning, "response_metadata": {"warnings": [warning]}}


@method(
    "chat.delete",
    scopes="chat:write",
    tier=3,
    args="channel! ts! as_user",
    errors="channel_not_found message_not_found cant_delete_message",
)
def delete(call: Call) -> Json:
    """Delete a message of the app."""
    channel, message = own(call, "cant_delete_message")
    call.workspace.streams.pop(key(channel.id, message.ts), None)
    messages.delete(call.workspace, channel, message)
    return {"channel": channel.id, "ts": message.ts}


@method(
    "chat.getPermalink", json=False, args="channel! message_ts!", errors="channel_not_found message_not_found"
)
def get_permalink(call: Call) -> Json:
    """The address of a message."""
    channel = call.channel()
    message = channel.message(call.args.text("message_ts"))
    if message is None:
        raise Refusal("message_not_found")
    return {"channel": channel.id, "permalink": call.workspace.permalink(message)}
