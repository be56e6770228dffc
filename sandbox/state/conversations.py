"""Conversations as Slack writes them in JSON."""

from collections.abc import Callable

from sandbox.refusal import Json
from sandbox.state import access, shapes
from sandbox.state.model import BOT_USER, TEAM, Channel
from sandbox.state.workspace import Workspace

LOCALE = "en-US"
NEVER_READ = "0000000000.000000"


def shape(workspace: Workspace, channel: Channel, extras: str = "") -> Json:
    """A conversation object as the app sees it (Slack: conversation object).

    `extras` are words: the further keys that some methods give and some do not, see `_EXTRAS`.
    """
    base = _direct(workspace, channel) if channel.kind == "im" else _named(channel)
    return base | {key: _EXTRAS[key](workspace, channel) for key in extras.split()}


def _named(channel: Channel) -> Json:
    shown: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private,
        "created": channel.created,
        "creator": channel.creator,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "unlinked": 0,
        "name_normalized": channel.name,
        "is_shared": False,
        "is_org_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "shared_team_ids": [TEAM],
        "context_team_id": TEAM,
        "updated": channel.created * 1000,
        "is_member": BOT_USER in channel.members,
        "topic": channel.topic.shape(),
        "purpose": channel.purpose.shape(),
        "previous_names": list(channel.previous_names),
    }
    return shown | ({"is_open": is_open(channel), "priority": 0} if channel.kind == "mpim" else {})


def _direct(workspace: Workspace, channel: Channel) -> Json:
    others = [member for member in channel.members if member != BOT_USER]
    other = others[0] if others else BOT_USER
    return {
        "id": channel.id,
        "created": channel.created,
        "is_archived": False,
        "is_im": True,
        "is_org_shared": False,
        "context_team_id": TEAM,
        "user": other,
        "is_user_deleted": workspace.people[other].deleted,
        "is_open": is_open(channel),
        "priority": 0,
    }


def is_open(channel: Channel, user: str = BOT_USER) -> bool:
    """Whether a direct conversation stands open for somebody; a new message opens it again."""
    closed = channel.closed.get(user)
    return closed is None or (bool(channel.messages) and channel.messages.entries[-1].ts > closed)


def _last_read(channel: Channel) -> str:
    return channel.last_read.get(BOT_USER, NEVER_READ)


def _latest(workspace: Workspace, channel: Channel) -> Json | None:
    last = next((m for m in reversed(channel.messages.entries) if m.ephemeral_to is None), None)
    return None if last is None else shapes.message(workspace, channel, last)


def _unread(channel: Channel, *, notices: bool) -> int:
    """How many messages of others the app has not read; without `notices` not those that Slack itself wrote."""
    return sum(
        1
        for m in channel.messages.after(_last_read(channel))
        if m.ephemeral_to is None
        and not m.is_reply
        and m.user != BOT_USER
        and (notices or m.subtype in (None, "bot_message", "file_share", "thread_broadcast"))
    )


def _properties(workspace: Workspace, channel: Channel) -> Json:
    """The canvas of the channel and its tabs."""
    tabs: list[Json] = [{"id": "files", "label": "", "type": "files"}]
    if channel.bookmarks:
        tabs.append({"id": "bookmarks", "label": "", "type": "bookmarks"})
    shown: Json = {}
    for canvas in access.tabbed(workspace, channel):
        if canvas.is_channel_canvas:
            tabs.append({"id": "channel_canvas", "label": "", "type": "channel_canvas"})
            shown["canvas"] = {
                "file_id": canvas.id,
                "is_empty": not canvas.sections,
                "quip_thread_id": f"Q{canvas.id[1:]}",
            }
        else:
            data = {"file_id": canvas.id, "shared_ts": f"{canvas.created}.000000"}
            tabs.append({"id": f"Ct{canvas.id[1:]}", "label": "", "type": "canvas", "data": data})
    return shown | {"tabs": tabs}


_EXTRAS: dict[str, Callable[[Workspace, Channel], object]] = {
    "is_frozen": lambda workspace, channel: False,
    "is_read_only": lambda workspace, channel: False,
    "last_read": lambda workspace, channel: _last_read(channel),
    "latest": _latest,
    "locale": lambda workspace, channel: LOCALE,
    "num_members": lambda workspace, channel: len(channel.members),
    "parent_conversation": lambda workspace, channel: None,
    "priority": lambda workspace, channel: 0,
    "properties": _properties,
    "unread_count": lambda workspace, channel: _unread(channel, notices=True),
    "unread_count_display": lambda workspace, channel: _unread(channel, notices=False),
}
