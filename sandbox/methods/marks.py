"""The methods pins.* and reactions.*."""

import re

from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal
from sandbox.state import emoji, messages, shapes
from sandbox.state import files as file_shapes
from sandbox.state.log import Message
from sandbox.state.model import BOT_USER, Channel, StoredFile

_TS = re.compile(r"\d{10}\.\d{6}")
PINS_LIMIT = 100
# Slack publishes no numbers with the codes; these are the ones people report.
EMOJI_LIMIT = 50
REACTIONS_LIMIT = 23
_PINNABLE = {None, "bot_message", "file_share", "me_message", "thread_broadcast"}
_WORDS = "A name is taken for an emoji's when it is made of words such names are made of."
_MEMBER = "A channel the app is not in is channel_not_found."


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
    # channel: Slack has a code of its own for it, channel_not_found
    args="channel timestamp",
    errors="already_pinned bad_timestamp channel_not_found message_not_found no_item_specified not_in_channel "
    "not_pinnable restricted_action too_many_pins",
    simplified="In an archived channel it is refused with restricted_action, for Slack documents no other code.",
)
def pin(call: Call) -> Json:
    """Pin a message."""
    channel, message = _item(call)
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    if channel.is_archived:
        raise Refusal("restricted_action")
    if message.subtype not in _PINNABLE:
        raise Refusal("not_pinnable")
    if channel.pin(message.ts):
        raise Refusal("already_pinned")
    if len(channel.pins) >= PINS_LIMIT:
        raise Refusal("too_many_pins")
    messages.pin(call.workspace, channel, message, BOT_USER)
    return {}


@method(
    "pins.remove",
    scopes="pins:write",
    tier=2,
    # channel: Slack has a code of its own for it, channel_not_found
    args="channel timestamp",
    errors="bad_timestamp channel_not_found message_not_found no_item_specified no_pin restricted_action",
    simplified="In a channel that is archived or that the app is not in it is refused with restricted_action, for "
    "Slack documents no other code.",
)
def unpin(call: Call) -> Json:
    """Take a pin off."""
    channel, message = _item(call)
    if BOT_USER not in channel.members or channel.is_archived:
        raise Refusal("restricted_action")
    messages.unpin(call.workspace, channel, message, BOT_USER)
    return {}


@method("pins.list", json=False, scopes="pins:read", tier=2, args="channel!", errors="channel_not_found")
def pins(call: Call) -> Json:
    """What is pinned in a conversation."""
    channel = call.channel()
    return {
        "items": [messages.pinned_item(call.workspace, channel, entry) for entry in reversed(channel.pins)]
    }


def _emoji(call: Call) -> str:
    name = call.args.text("name").strip(":")
    if not emoji.is_known(name):
        raise Refusal("invalid_name")
    return name


def _reactable(call: Call) -> tuple[Channel, Message]:
    """The message to react to, in a conversation the app is in."""
    if not call.args.text("channel"):
        raise Refusal("no_item_specified")
    channel, message = _item(call)
    if BOT_USER not in channel.members:
        raise Refusal("channel_not_found")
    return channel, message


@method(
    "reactions.add",
    scopes="reactions:write",
    tier=3,
    # channel and timestamp: Slack has a code of its own for them, no_item_specified
    args="name! channel timestamp",
    errors="already_reacted bad_timestamp channel_not_found invalid_name is_archived message_not_found "
    "no_item_specified too_many_emoji too_many_reactions",
    simplified=f"{_WORDS} {_MEMBER}",
)
def react(call: Call) -> Json:
    """React to a message."""
    name = _emoji(call)
    channel, message = _reactable(call)
    if channel.is_archived:
        raise Refusal("is_archived")
    if BOT_USER in message.reactions.get(name, []):
        raise Refusal("already_reacted")
    if name not in message.reactions and len(message.reactions) >= EMOJI_LIMIT:
        raise Refusal("too_many_emoji")
    if sum(BOT_USER in users for users in message.reactions.values()) >= REACTIONS_LIMIT:
        raise Refusal("too_many_reactions")
    messages.react(call.workspace, channel, message, BOT_USER, name)
    return {}


def _file(call: Call) -> StoredFile | None:
    """The file `file` names, None when none is named."""
    if not call.args.text("file"):
        return None
    stored = call.workspace.files.get(call.args.text("file"))
    if stored is None or stored.deleted or not file_shapes.visible(call.workspace, stored, BOT_USER):
        raise Refusal("file_not_found")
    return stored


@method(
    "reactions.remove",
    scopes="reactions:write",
    tier=2,
    args="name! file file_comment channel timestamp",
    errors="bad_timestamp channel_not_found file_not_found invalid_name message_not_found no_item_specified "
    "no_reaction",
    simplified=f"{_WORDS} {_MEMBER}",
)
def unreact(call: Call) -> Json:
    """Take a reaction back; files can have none."""
    name = _emoji(call)
    if _file(call) is not None:
        raise Refusal("no_reaction")
    channel, message = _reactable(call)
    messages.unreact(call.workspace, channel, message, BOT_USER, name)
    return {}


@method(
    "reactions.get",
    json=False,
    scopes="reactions:read",
    tier=3,
    args="channel file file_comment full timestamp",
    errors="bad_timestamp channel_not_found file_not_found message_not_found no_item_specified",
)
def reactions(call: Call) -> Json:
    """A message with its reactions, or a file, which can have none."""
    call.args.flag("full")
    stored = _file(call)
    if stored is not None:
        return {"type": "file", "file": file_shapes.shape(call.workspace, stored)}
    if not call.args.text("channel"):
        raise Refusal("no_item_specified")
    channel, message = _item(call)
    shape = shapes.message(call.workspace, channel, message)
    return {
        "type": "message",
        "channel": channel.id,
        "message": shape | {"permalink": call.workspace.permalink(message)},
    }
