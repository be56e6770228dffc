"""Posting, editing and deleting messages, reacting to them and pinning them, with the events that follow."""

import copy
from dataclasses import dataclass, field

from sandbox.refusal import Json, Refusal
from sandbox.state import links, shapes
from sandbox.state.log import Message
from sandbox.state.model import BOT_USER, SLACKBOT, Channel, Pin
from sandbox.state.workspace import MESSAGE_EVENT, Workspace


@dataclass(frozen=True)
class Draft:
    """A message to be posted; `user` is its author, `by_app` whether the app wrote it."""

    user: str
    text: str = ""
    by_app: bool = False
    subtype: str | None = None
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    files: list[str] = field(default_factory=list)
    client_msg_id: str | None = None
    extra: Json = field(default_factory=dict)


def post(workspace: Workspace, channel: Channel, draft: Draft) -> Message:
    """Put a message into a conversation and tell the app."""
    message = _message(workspace, channel, draft)
    channel.messages.append(message)
    workspace.changed(channel.id, "message")
    _tell_message(workspace, channel, shapes.message(workspace, channel, message, metadata=True), message.ts)
    links.share(workspace, channel, message)
    if f"<@{BOT_USER}>" in message.text and not channel.is_direct and message.user != BOT_USER:
        shape = shapes.message(workspace, channel, message)
        event = shape | {"type": "app_mention", "channel": channel.id, "event_ts": message.ts}
        workspace.tell("app_mention", event, channel)
    return message


def whisper(workspace: Workspace, channel: Channel, user: str, draft: Draft) -> Message:
    """Show a message to one person only (an ephemeral message); nobody is told of it."""
    message = _message(workspace, channel, draft)
    message.ephemeral_to = user
    channel.messages.append(message)
    workspace.changed(channel.id, "message", [user])
    return message


def _message(workspace: Workspace, channel: Channel, draft: Draft) -> Message:
    return Message(
        ts=workspace.clock.ts(),
        channel=channel.id,
        user=draft.user,
        text=draft.text,
        by_app=draft.by_app,
        subtype=draft.subtype,
        blocks=draft.blocks,
        attachments=draft.attachments,
        thread_ts=draft.thread_ts,
        broadcast=draft.broadcast,
        metadata=draft.metadata,
        files=draft.files,
        client_msg_id=draft.client_msg_id,
        extra=draft.extra,
    )


def edit(workspace: Workspace, channel: Channel, message: Message, by: str, **changes: object) -> None:
    """Change fields of a message, mark it edited by `by`, and tell the app (message_changed)."""
    edited = {"user": by, "ts": f"{workspace.clock.seconds()}.000000"}
    revise(workspace, channel, message, **changes, edited=edited)


def revise(workspace: Workspace, channel: Channel, message: Message, **changes: object) -> None:
    """Change fields of a message without marking it edited, and tell the app (message_changed)."""
    before = copy.deepcopy(shapes.message(workspace, channel, message))
    for name, value in changes.items():
        setattr(message, name, value)
    if message.ephemeral_to is not None:
        channel.messages.touch(message.ts)
        workspace.changed(channel.id, "message", [message.ephemeral_to])
        return
    altered(workspace, channel, message, before)


def altered(workspace: Workspace, channel: Channel, message: Message, before: Json) -> None:
    """Tell the app that a message looks different from `before`, though nobody edited it (message_changed)."""
    channel.messages.touch(message.ts)
    workspace.changed(channel.id, "message")
    ts = workspace.clock.ts()
    after = shapes.message(workspace, channel, message, metadata=True)
    change = {
        "subtype": "message_changed",
        "hidden": True,
        "message": after,
        "previous_message": before,
        "ts": ts,
    }
    _tell_message(workspace, channel, {"type": "message"} | change, ts)


def delete(workspace: Workspace, channel: Channel, message: Message) -> None:
    """Take a message away with its pin, and tell the app (message_deleted).

    Where others have answered a tombstone stays instead, and the app is told of a change (message_changed).
    """
    before = shapes.message(workspace, channel, message)
    channel.pins = [pin for pin in channel.pins if pin.ts != message.ts]
    if message.ephemeral_to is None and channel.messages.replies(message.ts):
        _bury(message)
        altered(workspace, channel, message, before)
        return
    channel.messages.remove(message)
    if message.ephemeral_to is not None:
        workspace.changed(channel.id, "message", [message.ephemeral_to])
        return
    workspace.changed(channel.id, "message")
    ts = workspace.clock.ts()
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "previous_message": before,
        "deleted_ts": message.ts,
        "ts": ts,
    }
    _tell_message(workspace, channel, event, ts)


def _bury(message: Message) -> None:
    message.user, message.by_app, message.subtype = SLACKBOT, False, "tombstone"
    message.text = "This message was deleted."
    message.blocks, message.attachments, message.files, message.reactions = [], [], [], {}
    message.metadata, message.edited, message.client_msg_id = None, None, None
    message.extra = {"hidden": True}


def _tell_message(workspace: Workspace, channel: Channel, shape: Json, ts: str) -> None:
    event = copy.deepcopy(shape) | {"channel": channel.id, "event_ts": ts, "channel_type": channel.kind}
    workspace.tell(MESSAGE_EVENT[channel.kind], event, channel)


def react(workspace: Workspace, channel: Channel, message: Message, user: str, name: str) -> None:
    """Add a reaction; raises Refusal("already_reacted")."""
    users = message.reactions.get(name, [])
    if user in users:
        raise Refusal("already_reacted")
    message.reactions[name] = [*users, user]
    _tell_reaction(workspace, channel, message, user, name, "reaction_added")


def unreact(workspace: Workspace, channel: Channel, message: Message, user: str, name: str) -> None:
    """Take a reaction back; raises Refusal("no_reaction")."""
    users = message.reactions.get(name, [])
    if user not in users:
        raise Refusal("no_reaction")
    left = [other for other in users if other != user]
    if left:
        message.reactions[name] = left
    else:
        del message.reactions[name]
    _tell_reaction(workspace, channel, message, user, name, "reaction_removed")


def _tell_reaction(
    workspace: Workspace, channel: Channel, message: Message, user: str, name: str, event_type: str
) -> None:
    channel.messages.touch(message.ts)
    workspace.changed(channel.id, "reaction")
    event = {
        "type": event_type,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "item_user": message.user,
        "event_ts": workspace.clock.ts(),
    }
    workspace.tell(event_type, event, channel)


def pin(workspace: Workspace, channel: Channel, message: Message, user: str) -> None:
    """Pin a message; raises Refusal("already_pinned")."""
    if channel.pin(message.ts):
        raise Refusal("already_pinned")
    channel.pins.append(Pin(ts=message.ts, created=workspace.clock.seconds(), created_by=user))
    _tell_pin(workspace, channel, message, user, "pin_added")


def unpin(workspace: Workspace, channel: Channel, message: Message, user: str) -> None:
    """Take a pin off; raises Refusal("no_pin")."""
    if not channel.pin(message.ts):
        raise Refusal("no_pin")
    channel.pins = [entry for entry in channel.pins if entry.ts != message.ts]
    _tell_pin(workspace, channel, message, user, "pin_removed")


def pinned_item(workspace: Workspace, channel: Channel, entry: Pin) -> Json:
    """One item of `pins.list`."""
    message = channel.message(entry.ts)
    shape = {} if message is None else shapes.message(workspace, channel, message)
    link = {} if message is None else {"permalink": workspace.permalink(message)}
    return {
        "type": "message",
        "created": entry.created,
        "created_by": entry.created_by,
        "channel": channel.id,
        "message": shape | link,
    }


def _tell_pin(workspace: Workspace, channel: Channel, message: Message, user: str, event_type: str) -> None:
    channel.messages.touch(message.ts)
    workspace.changed(channel.id, "pin")
    entry = channel.pin(message.ts) or Pin(message.ts, workspace.clock.seconds(), user)
    event: Json = {
        "type": event_type,
        "user": user,
        "channel_id": channel.id,
        "item": pinned_item(workspace, channel, entry),
        "item_user": message.user,
        "pin_count": len(channel.pins),
        "pinned_info": {"channel": channel.id, "pinned_by": entry.created_by, "pinned_ts": entry.created},
        "event_ts": workspace.clock.ts(),
    }
    if event_type == "pin_removed":
        event["has_pins"] = bool(channel.pins)
    workspace.tell(event_type, event, channel)


def share(workspace: Workspace, channel: Channel, draft: Draft) -> Message:
    """Post a message that carries files and tell the app of each (file_shared)."""
    message = post(workspace, channel, draft)
    for file_id in draft.files:
        stored = workspace.files[file_id]
        stored.shares.setdefault(channel.id, []).append(message.ts)
        channel.messages.touch(message.ts)
        event = {
            "type": "file_shared",
            "channel_id": channel.id,
            "file_id": file_id,
            "user_id": draft.user,
            "file": {"id": file_id},
            "event_ts": workspace.clock.ts(),
        }
        workspace.tell("file_shared", event, channel)
    workspace.changed(channel.id, "file")
    return message


def notice(
    workspace: Workspace, channel: Channel, user: str, subtype: str, text: str, **extra: object
) -> None:
    """Post one of the messages Slack writes itself, for example channel_join or channel_topic."""
    post(
        workspace, channel, Draft(user=user, text=text, subtype=_subtype(channel, subtype), extra=dict(extra))
    )


def _subtype(channel: Channel, subtype: str) -> str:
    return subtype if channel.kind == "channel" else subtype.replace("channel_", "group_", 1)
