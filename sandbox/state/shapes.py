"""Things of the workspace as Slack writes them in JSON."""

from sandbox.refusal import Json
from sandbox.state import files, profiles
from sandbox.state.log import Message
from sandbox.state.model import APP, BOT, BOT_USER, TEAM, Bookmark, Channel, Person, View
from sandbox.state.workspace import Workspace


def user(person: Person) -> Json:
    """A user object (Slack: user object)."""
    return {
        "id": person.id,
        "team_id": TEAM,
        "name": person.name,
        "deleted": person.deleted,
        "color": "4bbe2e",
        "real_name": person.real_name,
        "tz": "Etc/UTC",
        "tz_label": "Coordinated Universal Time",
        "tz_offset": 0,
        "profile": profiles.profile(person) | {"team": TEAM},
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "has_2fa": False,
        "updated": person.updated,
    }


def bot_profile(workspace: Workspace) -> Json:
    """The profile that stands on each message of the app."""
    return {
        "id": BOT,
        "app_id": APP,
        "name": workspace.manifest.bot_name,
        "icons": {"image_36": "", "image_48": "", "image_72": ""},
        "deleted": False,
        "updated": workspace.people[BOT_USER].updated,
        "team_id": TEAM,
    }


def message(
    workspace: Workspace,
    conversation: Channel,
    entry: Message,
    *,
    metadata: bool = False,
    thread: bool = True,
) -> Json:
    """A message object; `metadata` only for those who asked for it, `thread` adds the counts on a root."""
    shape: Json = {"type": "message", "ts": entry.ts, "user": entry.user, "team": TEAM, "text": entry.text}
    if entry.subtype:
        shape["subtype"] = entry.subtype
    if entry.by_app:
        shape |= {"bot_id": BOT, "app_id": APP, "bot_profile": bot_profile(workspace)}
    if entry.client_msg_id:
        shape["client_msg_id"] = entry.client_msg_id
    shape |= entry.extra
    if entry.blocks:
        shape["blocks"] = entry.blocks
    if entry.attachments:
        shape["attachments"] = entry.attachments
    if entry.edited:
        shape["edited"] = entry.edited
    if entry.files:
        shape["files"] = [files.shape(workspace, workspace.files[id_]) for id_ in entry.files]
        shape |= {"upload": False, "display_as_bot": False}
    if entry.reactions:
        shape["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in entry.reactions.items()
        ]
    if conversation.pin(entry.ts):
        shape["pinned_to"] = [conversation.id]
    if entry.metadata and metadata:
        shape["metadata"] = entry.metadata
    return shape | (_thread(conversation, entry) if thread else {})


def _thread(conversation: Channel, entry: Message) -> Json:
    if entry.thread_ts is not None and entry.thread_ts != entry.ts:
        root = conversation.message(entry.thread_ts)
        return {"thread_ts": entry.thread_ts} | ({"parent_user_id": root.user} if root else {})
    replies = [m for m in conversation.thread(entry.ts) if m.ts != entry.ts]
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": entry.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users,
        "is_locked": False,
        "subscribed": False,
    }


def bookmark(entry: Bookmark) -> Json:
    """A bookmark object (Slack: bookmarks.add)."""
    return {
        "id": entry.id,
        "channel_id": entry.channel,
        "title": entry.title,
        "link": entry.link,
        "emoji": entry.emoji,
        "icon_url": "",
        "type": "link",
        "entity_id": None,
        "date_created": entry.created,
        "date_updated": entry.updated,
        "rank": "g",
        "last_updated_by_user_id": entry.updated_by,
        "last_updated_by_team_id": TEAM,
        "shortcut_id": None,
        "app_id": None,
    }


def view(entry: View, *, state: bool = True) -> Json:
    """A view object (Slack: view object); `state` carries what the person has entered so far."""
    return {
        "id": entry.id,
        "team_id": TEAM,
        "type": entry.type,
        **entry.content,
        "state": {"values": entry.values if state else {}},
        "hash": entry.hash,
        "previous_view_id": entry.previous_view_id,
        "root_view_id": entry.root_view_id,
        "app_id": APP,
        "app_installed_team_id": TEAM,
        "bot_id": BOT,
    }
