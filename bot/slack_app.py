"""What Tocsin asks of Slack: the slash command, shortcuts, events, and each Web API method with the scopes it needs.

Handlers and courier use only what stands here; `tocsin check` holds `manifest.yml` and the granted scopes against it.
"""

from __future__ import annotations

from collections.abc import Mapping

COMMANDS = frozenset({"/incident"})

GLOBAL_SHORTCUTS = frozenset({"declare_incident"})
"""Callback ids of shortcuts that start anywhere."""

MESSAGE_SHORTCUTS = frozenset({"declare_from_message", "add_to_timeline"})
"""Callback ids of shortcuts that start from a message."""

EVENTS: Mapping[str, frozenset[str]] = {
    "app_home_opened": frozenset(),
    "reaction_added": frozenset({"reactions:read"}),
    "reaction_removed": frozenset({"reactions:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "member_left_channel": frozenset({"channels:read", "groups:read"}),
    "channel_archive": frozenset({"channels:read"}),
    "group_archive": frozenset({"groups:read"}),
    "channel_unarchive": frozenset({"channels:read"}),
    "group_unarchive": frozenset({"groups:read"}),
}
"""Events subscribed to, with the scopes without which they never come (Slack: event reference)."""

_ROOMS = frozenset({"channels:manage", "groups:write"})
_ROOMS_SEEN = frozenset({"channels:read", "groups:read"})
_MESSAGES_SEEN = frozenset({"channels:history", "groups:history", "im:history"})

SCOPES: Mapping[str, frozenset[str]] = {
    "apps.connections.open": frozenset(),
    "auth.test": frozenset(),
    "canvases.create": frozenset({"canvases:write"}),
    "canvases.edit": frozenset({"canvases:write"}),
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write", "chat:write.public"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.archive": _ROOMS,
    "conversations.canvases.create": frozenset({"canvases:write"}),
    "conversations.create": _ROOMS,
    "conversations.history": _MESSAGES_SEEN,
    "conversations.info": _ROOMS_SEEN,
    "conversations.invite": _ROOMS,
    "conversations.join": frozenset({"channels:join"}),
    "conversations.list": _ROOMS_SEEN,
    "conversations.open": frozenset({"im:write"}),
    "conversations.replies": _MESSAGES_SEEN,
    "conversations.setTopic": _ROOMS,
    "conversations.unarchive": _ROOMS,
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    "files.info": frozenset({"files:read"}),
    "pins.add": frozenset({"pins:write"}),
    "reactions.add": frozenset({"reactions:write"}),
    "reactions.remove": frozenset({"reactions:write"}),
    "usergroups.list": frozenset({"usergroups:read"}),
    "usergroups.users.list": frozenset({"usergroups:read"}),
    "users.conversations": _ROOMS_SEEN,
    "users.info": frozenset({"users:read"}),
    "users.list": frozenset({"users:read"}),
    "views.open": frozenset(),
    "views.publish": frozenset(),
    "views.push": frozenset(),
    "views.update": frozenset(),
}
"""Web API methods, with the scopes each needs for public rooms, private rooms and people (Slack: method reference)."""


def required_scopes() -> frozenset[str]:
    """Every bot scope that something here needs."""
    return frozenset({"commands"}).union(*EVENTS.values(), *SCOPES.values())
