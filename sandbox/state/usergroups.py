"""User groups: founding, changing, filling and disabling them, with the events that follow."""

from sandbox.refusal import Json
from sandbox.state.model import TEAM, UserGroup
from sandbox.state.workspace import Workspace


def shape(group: UserGroup, *, users: bool = False, count: bool = False) -> Json:
    """A user group object (Slack: usergroup object), with who is in it and how many, if wanted."""
    found: Json = {
        "id": group.id,
        "team_id": TEAM,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": group.description,
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.updated or group.created,
        "date_delete": group.disabled,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": group.created_by,
        "updated_by": group.updated_by or group.created_by,
        "deleted_by": group.disabled_by or None,
        "prefs": {"channels": list(group.channels), "groups": list(group.private_channels)},
        "channel_count": len(group.channels) + len(group.private_channels),
        "is_section": group.is_section,
    }
    if users:
        found["users"] = list(group.users)
    if count:
        found["user_count"] = len(group.users)
    return found


def found(workspace: Workspace, group: UserGroup) -> None:
    """Let a new user group be there, and tell the app (subteam_created)."""
    workspace.groups[group.id] = group
    _tell(workspace, group, "subteam_created")


def change(workspace: Workspace, group: UserGroup, by: str, **changes: object) -> None:
    """Change fields of a group, and tell the app (subteam_updated)."""
    for name, value in changes.items():
        setattr(group, name, value)
    group.updated, group.updated_by = workspace.clock.seconds(), by
    _tell(workspace, group, "subteam_updated")


def fill(workspace: Workspace, group: UserGroup, users: list[str], by: str) -> None:
    """Say who is in a group, and tell the app (subteam_members_changed and subteam_updated)."""
    before, since = group.users, group.updated or group.created
    change(workspace, group, by, users=list(users))
    added = [user for user in users if user not in before]
    removed = [user for user in before if user not in users]
    event = {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "team_id": TEAM,
        "date_previous_update": since,
        "date_update": group.updated,
        "added_users": added,
        "added_users_count": len(added),
        "removed_users": removed,
        "removed_users_count": len(removed),
        "event_ts": workspace.clock.ts(),
    }
    workspace.tell("subteam_members_changed", event)


def disable(workspace: Workspace, group: UserGroup, by: str) -> None:
    """Disable a group: it keeps its people but is listed only on demand (subteam_updated)."""
    change(workspace, group, by, disabled=workspace.clock.seconds(), disabled_by=by)


def enable(workspace: Workspace, group: UserGroup, by: str) -> None:
    """Bring a disabled group back (subteam_updated)."""
    change(workspace, group, by, disabled=0, disabled_by="")


def _tell(workspace: Workspace, group: UserGroup, what: str) -> None:
    event = {
        "type": what,
        "subteam": shape(group, users=True, count=True),
        "event_ts": workspace.clock.ts(),
    }
    workspace.tell(what, event)
    workspace.changed(None, "people")
