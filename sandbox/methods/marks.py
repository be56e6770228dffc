"""The methods pins.*, reactions.*, bookmarks.*."""

import re

from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import messages, shapes
from sandbox.state.model import BOT_USER, Bookmark, Channel, Message

_TS = re.compile(r"\d{10}\.\d{6}")
_EMOJI = re.compile(r"[a-z0-9_+'\-]+(::skin-tone-[2-6])?")
PINS_LIMIT = 100
REACTIONS_LIMIT = 50
BOOKMARKS_LIMIT = 100
TITLE_LIMIT = 256
LINK_LIMIT = 2048


def _item(call: Call) -> tuple[Channel, Message]:
    """The message `channel` and `timestamp` name."""
    timestamp = call.args.text("timestamp")
    if not timestamp:
        raise Refusal("no_item_specified")
    if not _TS.fullmatch(timestamp):
        raise Refusal("bad_timestamp")
    channel = call.channel()
    message = channel.message(timestamp)
    if message is None:
        raise Refusal("message_not_found")
    return channel, message


@method(
    "pins.add",
    scopes="pins:write",
    tier=2,
    args="channel! timestamp",
    errors="already_pinned bad_timestamp channel_not_found message_not_found no_item_specified not_in_channel "
    "not_pinnable restricted_action too_many_pins",
)
def pin(call: Call) -> Json:
    """Pin a message."""
    channel, message = _item(call)
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    if channel.is_archived:
        raise Refusal("restricted_action")
    if message.subtype and message.subtype != "file_share":
        raise Refusal("not_pinnable")
    if len(channel.pins) >= PINS_LIMIT:
        raise Refusal("too_many_pins")
    messages.pin(call.workspace, channel, message, BOT_USER)
    return {}


@method(
    "pins.remove",
    scopes="pins:write",
    tier=2,
    args="channel! timestamp",
    errors="bad_timestamp channel_not_found message_not_found no_item_specified no_pin",
)
def unpin(call: Call) -> Json:
    """Take a pin off."""
    channel, message = _item(call)
    messages.unpin(call.workspace, channel, message, BOT_USER)
    return {}


@method("pins.list", scopes="pins:read", tier=2, args="channel!", errors="channel_not_found")
def pins(call: Call) -> Json:
    """What is pinned in a conversation."""
    channel = call.channel()
    return {
        "items": [messages.pinned_item(call.workspace, channel, entry) for entry in reversed(channel.pins)]
    }


def _emoji(call: Call) -> str:
    name = call.args.text("name").strip(":")
    if not _EMOJI.fullmatch(name):
        raise Refusal("invalid_name")
    return name


@method(
    "reactions.add",
    scopes="reactions:write",
    tier=3,
    args="channel name! timestamp",
    errors="already_reacted bad_timestamp channel_not_found invalid_name is_archived message_not_found "
    "no_item_specified too_many_reactions",
)
def react(call: Call) -> Json:
    """React to a message."""
    name = _emoji(call)
    channel, message = _item(call)
    if channel.is_archived:
        raise Refusal("is_archived")
    if name not in message.reactions and len(message.reactions) >= REACTIONS_LIMIT:
        raise Refusal("too_many_reactions")
    messages.react(call.workspace, channel, message, BOT_USER, name)
    return {}


@method(
    "reactions.remove",
    scopes="reactions:write",
    tier=2,
    args="channel name! timestamp",
    errors="bad_timestamp channel_not_found invalid_name message_not_found no_item_specified no_reaction",
)
def unreact(call: Call) -> Json:
    """Take a reaction back."""
    name = _emoji(call)
    channel, message = _item(call)
    messages.unreact(call.workspace, channel, message, BOT_USER, name)
    return {}


@method(
    "reactions.get",
    scopes="reactions:read",
    tier=3,
    args="channel full timestamp",
    errors="bad_timestamp channel_not_found message_not_found no_item_specified",
)
def reactions(call: Call) -> Json:
    """A message with its reactions."""
    channel, message = _item(call)
    shape = shapes.message(call.workspace, channel, message)
    return {
        "type": "message",
        "channel": channel.id,
        "message": shape | {"permalink": call.workspace.permalink(message)},
    }


def _bookmark_fields(call: Call) -> None:
    if len(call.args.text("title")) > TITLE_LIMIT:
        raise invalid_arguments(f"must be less than {TITLE_LIMIT + 1} characters [json-pointer:/title]")
    link = call.args.text("link")
    if "link" in call.args and (len(link) > LINK_LIMIT or not link.startswith(("http://", "https://"))):
        raise Refusal("invalid_link")
    if call.args.text("emoji") and not re.fullmatch(r":[^:\s]+:", call.args.text("emoji")):
        raise Refusal("invalid_emoji")


def _bookmarked(call: Call) -> Channel:
    if not call.args.text("channel_id"):
        raise invalid_arguments("missing required field: channel_id")
    channel = call.channel("channel_id")
    if BOT_USER not in channel.members or channel.is_archived:
        raise Refusal("permission_denied")
    return channel


@method(
    "bookmarks.add",
    scopes="bookmarks:write",
    tier=2,
    args="channel_id title! type! link emoji entity_id access_level parent_id",
    errors="channel_not_found invalid_bookmark_type invalid_link invalid_emoji permission_denied too_many_bookmarks",
)
def add_bookmark(call: Call) -> Json:
    """Put a link at the head of a conversation."""
    if call.args.text("type") != "link":
        raise Refusal("invalid_bookmark_type")
    if not call.args.text("link"):
        raise Refusal("invalid_link")
    _bookmark_fields(call)
    channel, workspace = _bookmarked(call), call.workspace
    if len(channel.bookmarks) >= BOOKMARKS_LIMIT:
        raise Refusal("too_many_bookmarks")
    entry = Bookmark(
        id=workspace.new_id("Bk"),
        channel=channel.id,
        title=call.args.text("title"),
        link=call.args.text("link"),
        emoji=call.args.text("emoji"),
        created=workspace.clock.seconds(),
        updated=0,
        updated_by=BOT_USER,
    )
    channel.bookmarks.append(entry)
    workspace.changed(channel.id, "channel")
    return {"bookmark": shapes.bookmark(entry)}


@method(
    "bookmarks.edit",
    scopes="bookmarks:write",
    tier=2,
    args="channel_id bookmark_id title link emoji",
    errors="channel_not_found invalid_link invalid_emoji not_found permission_denied",
)
def edit_bookmark(call: Call) -> Json:
    """Change a bookmark."""
    _bookmark_fields(call)
    channel = _bookmarked(call)
    entry = call.workspace.bookmark(channel, call.args.text("bookmark_id"))
    for field in ("title", "link", "emoji"):
        if field in call.args:
            setattr(entry, field, call.args.text(field))
    entry.updated, entry.updated_by = call.workspace.clock.seconds(), BOT_USER
    call.workspace.changed(channel.id, "channel")
    return {"bookmark": shapes.bookmark(entry)}


@method(
    "bookmarks.remove",
    scopes="bookmarks:write",
    tier=2,
    args="channel_id bookmark_id quip_section_id",
    errors="channel_not_found not_found permission_denied",
)
def remove_bookmark(call: Call) -> Json:
    """Take a bookmark away."""
    channel = _bookmarked(call)
    channel.bookmarks.remove(call.workspace.bookmark(channel, call.args.text("bookmark_id")))
    call.workspace.changed(channel.id, "channel")
    return {}


@method("bookmarks.list", scopes="bookmarks:read", tier=3, args="channel_id", errors="channel_not_found")
def bookmarks(call: Call) -> Json:
    """The bookmarks of a conversation."""
    if not call.args.text("channel_id"):
        raise invalid_arguments("missing required field: channel_id")
    return {"bookmarks": [shapes.bookmark(entry) for entry in call.channel("channel_id").bookmarks]}
