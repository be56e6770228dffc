"""The workspace as one person sees it, for the control API."""

from sandbox.refusal import Json
from sandbox.state import modals, shapes
from sandbox.state.model import BOT_USER, Channel, Message, Person
from sandbox.state.workspace import Workspace


def person(entry: Person) -> Json:
    """One of the people."""
    return {
        "id": entry.id,
        "name": entry.name,
        "real_name": entry.real_name,
        "title": entry.title,
        "is_bot": entry.is_bot,
        "deleted": entry.deleted,
        "is_restricted": entry.is_restricted,
    }


def app(workspace: Workspace, mode: str, *, connected: bool) -> Json:
    """The app: its commands and shortcuts, how it is reached and whether it is there."""
    manifest = workspace.manifest
    return {
        "name": manifest.name,
        "user_id": BOT_USER,
        "commands": [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
            for c in manifest.commands
        ],
        "shortcuts": [
            {"name": s.name, "callback_id": s.callback_id, "type": s.type} for s in manifest.shortcuts
        ],
        "mode": mode,
        "connected": connected,
    }


def channels(workspace: Workspace, user: str) -> list[Json]:
    """The conversations this person can see, in the order they were opened."""
    visible = [c for c in workspace.channels.values() if workspace.sees(user, c)]
    return [channel(workspace, entry, user) for entry in visible]


def channel(workspace: Workspace, entry: Channel, user: str) -> Json:
    """One conversation for one person."""
    others = [m for m in entry.members if m != user]
    shown: Json = {
        "id": entry.id,
        "name": entry.name,
        "kind": entry.kind,
        "is_archived": entry.is_archived,
        "is_private": entry.is_private,
        "is_member": user in entry.members,
        "topic": entry.topic.value,
        "purpose": entry.purpose.value,
        "unread": _unread(entry, user),
    }
    if entry.kind == "im" and others:
        shown |= {"with_user": others[0], "name": workspace.people[others[0]].name}
    return shown


def _unread(entry: Channel, user: str) -> int:
    if user not in entry.members:
        return 0
    since = entry.last_read.get(user, "0")
    return sum(
        1
        for message in entry.messages
        if message.ts > since
        and message.user != user
        and not message.is_reply
        and message.ephemeral_to in (None, user)
    )


def messages(workspace: Workspace, entry: Channel, user: str) -> Json:
    """A conversation with everything in it, oldest message first."""
    visible = [m for m in entry.messages if m.ephemeral_to in (None, user)]
    return {
        "channel": channel(workspace, entry, user),
        "pins": [pin.ts for pin in entry.pins],
        "bookmarks": [shapes.bookmark(each) for each in entry.bookmarks],
        "members": list(entry.members),
        "messages": [message(workspace, entry, each, user) for each in visible],
    }


def message(workspace: Workspace, entry: Channel, each: Message, user: str) -> Json:
    """One message; what a person typed comes as text alone, and files carry an address this person may open."""
    shape = shapes.message(workspace, entry, each)
    if each.client_msg_id:
        shape.pop("blocks", None)
    for file in shape.get("files", []):
        file["url_private"] += f"?as={user}"
    shape["permalink"] = workspace.permalink(each)
    if entry.pin(each.ts):
        shape["pinned"] = True
    if each.ephemeral_to is not None:
        shape["ephemeral"] = True
    return shape


def views(workspace: Workspace, user: str) -> Json:
    """The topmost modal and the home tab of one person."""
    modal, home = modals.top(workspace, user), modals.home(workspace, user)
    return {
        "modal": shapes.view(modal) if modal else None,
        "home": shapes.view(home) if home else None,
    }
