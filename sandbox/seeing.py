"""The workspace as one person sees it, for the control API."""

import bisect
import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.refusal import Json
from sandbox.state import access, modals, shapes
from sandbox.state.canvases import Canvas
from sandbox.state.log import Message
from sandbox.state.model import BOT_USER, Channel, Person, UserGroup
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


def group(entry: UserGroup) -> Json:
    """One of the user groups."""
    return {"id": entry.id, "handle": entry.handle, "name": entry.name, "users": list(entry.users)}


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
        "home_tab": manifest.home_tab,
        "messages_tab": manifest.messages_tab,
        "messages_tab_read_only": manifest.messages_tab_read_only,
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
    unread = _unread(entry, user)
    names = _naming(workspace, user)
    shown: Json = {
        "id": entry.id,
        "name": entry.name,
        "kind": entry.kind,
        "is_archived": entry.is_archived,
        "is_private": entry.is_private,
        "is_member": user in entry.members,
        "topic": entry.topic.value,
        "purpose": entry.purpose.value,
        "unread": len(unread),
        "mentions": sum(1 for message in unread if entry.is_direct or names(message.text)),
        "last_read": entry.last_read.get(user, "0"),
    }
    if entry.kind == "im" and others:
        shown |= {"with_user": others[0], "name": workspace.people[others[0]].name}
    return shown


def _unread(entry: Channel, user: str) -> list[Message]:
    if user not in entry.members:
        return []
    later = entry.messages.after(entry.last_read.get(user, "0"))
    return [m for m in later if m.user != user and not m.is_reply and _visible(m, user)]


def _naming(workspace: Workspace, user: str) -> Callable[[str], object]:
    """Finds what names this person, a group they are in, or everyone in a text."""
    groups = [f"<!subteam^{group.id}" for group in workspace.groups.values() if user in group.users]
    signs = (f"<@{user}>", f"<@{user}|", "<!channel", "<!here", *groups)
    return re.compile("|".join(map(re.escape, signs))).search


@dataclass(frozen=True)
class Wanted:
    """Which messages: all, or the newest `limit`, or as many before, after or around a ts, or one whole thread."""

    limit: int | None = None
    before: str | None = None
    after: str | None = None
    around: str | None = None
    thread: str | None = None


def messages(workspace: Workspace, entry: Channel, user: str, wanted: Wanted) -> Json:
    """A stretch of a conversation, oldest message first, and whether there is more on either side."""
    log, older, newer = entry.messages, False, False
    if wanted.thread is not None:
        root = log.get(wanted.thread)
        found = [m for m in ([root] if root else []) + log.replies(wanted.thread) if _visible(m, user)]
    elif wanted.limit is None:
        found = [m for m in log if _visible(m, user)]
    else:
        # One more on each side than any stretch can hold tells whether there is more.
        key = wanted.before or wanted.after or wanted.around
        rows = log.near(key, wanted.limit + 2, lambda m: not m.is_reply and _visible(m, user))
        first, last = _stretch(rows, wanted, wanted.limit)
        found, older, newer = rows[first:last], first > 0, last < len(rows)
    shown = [message(workspace, entry, each, user) for each in found]
    return _around(workspace, entry, user) | {"messages": shown, "older": older, "newer": newer}


def _visible(each: Message, user: str) -> bool:
    return each.ephemeral_to in (None, user)


def _stretch(rows: list[Message], wanted: Wanted, limit: int) -> tuple[int, int]:
    """Where the wanted rows begin and end."""
    key = wanted.before or wanted.after or wanted.around
    if key is None:
        return max(0, len(rows) - limit), len(rows)
    place = bisect.bisect_left(rows, key, key=lambda message: message.ts)
    if wanted.before is not None:
        return max(0, place - limit), place
    if wanted.after is not None:
        place += place < len(rows) and rows[place].ts == key
        return place, min(len(rows), place + limit)
    first = max(0, min(place - limit // 2, len(rows) - limit))
    return first, min(len(rows), first + limit)


def changes(workspace: Workspace, entry: Channel, user: str, since: int) -> Json:
    """The messages that are new or different since a revision, thread replies too, and those that are gone."""
    found = [m for m in entry.messages.changed_since(since) if _visible(m, user)]
    return _around(workspace, entry, user) | {
        "messages": [message(workspace, entry, each, user) for each in found],
        "removed": entry.messages.removed_since(since),
    }


def _around(workspace: Workspace, entry: Channel, user: str) -> Json:
    return {
        "channel": channel(workspace, entry, user),
        "pins": [pin.ts for pin in entry.pins],
        "bookmarks": [shapes.bookmark(each) for each in entry.bookmarks],
        "canvases": [
            {"id": each.id, "title": each.title, "updated": each.updated}
            for each in access.tabbed(workspace, entry)
            if access.level(workspace, each, user)
        ],
        "members": list(entry.members),
        "revision": entry.messages.revision,
    }


def message(workspace: Workspace, entry: Channel, each: Message, user: str) -> Json:
    """One message; what a person typed comes as text alone, and files carry an address this person may open."""
    shape = shapes.message(workspace, entry, each)
    if each.client_msg_id:
        shape.pop("blocks", None)
    for file in shape.get("files", []):
        if "url_private" in file:
            file["url_private"] += f"?as={user}"
    shape["permalink"] = workspace.permalink(each)
    if entry.pin(each.ts):
        shape["pinned"] = True
    if each.ephemeral_to is not None:
        shape["ephemeral"] = True
    return shape


def canvas(shown: Canvas) -> Json:
    """A canvas, to be read."""
    return {"id": shown.id, "title": shown.title, "markdown": shown.markdown, "updated": shown.updated}


def views(workspace: Workspace, user: str) -> Json:
    """The topmost modal and the home tab of one person."""
    modal, home = modals.top(workspace, user), modals.home(workspace, user)
    return {
        "modal": shapes.view(modal) if modal else None,
        "home": shapes.view(home) if home else None,
    }
