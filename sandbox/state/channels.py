"""Opening, naming, joining, leaving and archiving conversations, with the events that follow."""

import unicodedata

from sandbox.refusal import Json, Refusal
from sandbox.state import conversations, messages
from sandbox.state.model import BOT_USER, TEAM, Channel, Note
from sandbox.state.workspace import Workspace

NAME_LIMIT = 80
NOTE_LIMIT = 250


def check_name(name: str) -> None:
    """Refuse a channel name Slack would refuse; nothing is normalised (Slack: conversations.create)."""
    if not name:
        raise Refusal("invalid_name_required")
    if len(name) > NAME_LIMIT:
        raise Refusal("invalid_name_maxlength")
    if not all(_allowed(character) for character in name):
        raise Refusal("invalid_name_specials")
    if all(character in "-_" for character in name):
        raise Refusal("invalid_name_punctuation")


def _allowed(character: str) -> bool:
    if character in "-_":
        return True
    category = unicodedata.category(character)
    return category in ("Ll", "Lo", "Lm", "Mn", "Mc", "Nd")


def create(workspace: Workspace, name: str, creator: str, *, private: bool) -> Channel:
    """Open a channel with `creator` in it; raises Refusal for a bad or taken name."""
    check_name(name)
    if workspace.channel_named(name) is not None:
        raise Refusal("name_taken")
    channel = Channel(
        id=workspace.new_id("C"),
        name=name,
        kind="group" if private else "channel",
        created=workspace.clock.seconds(),
        creator=creator,
    )
    workspace.channels[channel.id] = channel
    if not private:
        shape = conversations.shape(workspace, channel)
        announced = {key: shape[key] for key in shape if key != "is_member"}
        event = {"type": "channel_created", "channel": announced}
        workspace.tell("channel_created", event | {"event_ts": workspace.clock.ts()})
    join(workspace, channel, creator)
    return channel


def join(workspace: Workspace, channel: Channel, user: str, inviter: str | None = None) -> None:
    """Make somebody a member and say so in the channel."""
    channel.members.append(user)
    channel.last_read.setdefault(user, workspace.clock.ts())
    extra = {"inviter": inviter} if inviter else {}
    workspace.changed(channel.id, "channel")
    messages.notice(workspace, channel, user, "channel_join", f"<@{user}> has joined the channel", **extra)
    event: Json = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "channel" else "G",
        "team": TEAM,
        "event_ts": workspace.clock.ts(),
    }
    workspace.tell("member_joined_channel", event | extra, channel)


def leave(workspace: Workspace, channel: Channel, user: str, actor: str | None = None) -> None:
    """Take somebody out of a channel; `actor` is who removed them, None when they left by themselves."""
    if user == BOT_USER:
        name = "channel_left" if channel.kind == "channel" else "group_left"
        event: Json = {"type": name, "channel": channel.id, "actor_id": actor or user}
        workspace.tell(name, event | {"event_ts": workspace.clock.ts()}, channel)
    watching = list(channel.members)
    channel.members.remove(user)
    messages.notice(workspace, channel, user, "channel_leave", f"<@{user}> has left the channel")
    workspace.changed(channel.id, "channel", watching)
    event = {
        "type": "member_left_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "channel" else "G",
        "team": TEAM,
        "event_ts": workspace.clock.ts(),
    }
    workspace.tell("member_left_channel", event, channel)


def archive(workspace: Workspace, channel: Channel, user: str) -> None:
    """Archive a channel; its members stay on its list, as in Slack."""
    messages.notice(workspace, channel, user, "channel_archive", f"<@{user}> archived the channel")
    channel.is_archived = True
    _tell(workspace, channel, "archive", {"channel": channel.id, "user": user, "is_moved": 0})


def unarchive(workspace: Workspace, channel: Channel, user: str) -> None:
    """Bring a channel back."""
    channel.is_archived = False
    messages.notice(workspace, channel, user, "channel_unarchive", f"<@{user}> un-archived the channel")
    _tell(workspace, channel, "unarchive", {"channel": channel.id, "user": user})


def rename(workspace: Workspace, channel: Channel, name: str, user: str) -> None:
    """Give a channel another name; raises Refusal for a bad or taken one."""
    check_name(name)
    holder = workspace.channel_named(name)
    if holder is not None and holder is not channel:
        raise Refusal("name_taken")
    old = channel.name
    channel.previous_names.insert(0, old)
    channel.name = name
    text = f'<@{user}> has renamed the channel from "{old}" to "{name}"'
    messages.notice(workspace, channel, user, "channel_name", text, old_name=old, name=name)
    inner = {"id": channel.id, "name": name, "name_normalized": name, "created": channel.created}
    inner |= {"is_channel": channel.kind == "channel", "is_mpim": False}
    _tell(workspace, channel, "rename", {"channel": inner})


def set_note(workspace: Workspace, channel: Channel, which: str, value: str, user: str) -> None:
    """Set the topic or the purpose (`which`); raises Refusal("too_long") above 250 characters."""
    if len(value) > NOTE_LIMIT:
        raise Refusal("too_long")
    setattr(channel, which, Note(value=value, creator=user, last_set=workspace.clock.seconds()))
    what = "topic" if which == "topic" else "purpose"
    text = f"<@{user}> set the channel {what}: {value}" if value else f"<@{user}> cleared the channel {what}"
    messages.notice(workspace, channel, user, f"channel_{what}", text, **{what: value})
    workspace.changed(channel.id, "channel")


def _tell(workspace: Workspace, channel: Channel, what: str, event: Json) -> None:
    workspace.changed(channel.id, "channel")
    name = f"{'channel' if channel.kind == 'channel' else 'group'}_{what}"
    workspace.tell(name, {"type": name} | event | {"event_ts": workspace.clock.ts()}, channel)
