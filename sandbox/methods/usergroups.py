"""The methods usergroups.*."""

import re

from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import usergroups
from sandbox.state.model import BOT_USER, UserGroup

NAME_LIMIT = 80
HANDLE_LIMIT = 80
DESCRIPTION_LIMIT = 140
CHANNELS_LIMIT = 100
USERS_LIMIT = 10_000
_HANDLE = re.compile(r"[a-z0-9._\-]+")
_FORBIDDEN = {"channel", "everyone", "group", "here", "slackbot", "subteam"}
_BOUNDS = f"Slack publishes no bounds; here they are {NAME_LIMIT} characters for the name and the handle"
_NO_CODE = "Slack documents no code for a group that is not there; here it is invalid_arguments."


def _group(call: Call) -> UserGroup:
    """The group `usergroup` names."""
    group = call.workspace.groups.get(call.args.text("usergroup"))
    if group is None:
        raise invalid_arguments("no such usergroup [json-pointer:/usergroup]")
    return group


def _shape(call: Call, group: UserGroup) -> Json:
    return usergroups.shape(group, users=True, count=call.args.flag("include_count"))


def _check_name(call: Call, own: UserGroup | None) -> str:
    name = call.args.text("name").strip()
    if not name:
        raise Refusal("missing_subteam_name")
    if len(name) > NAME_LIMIT:
        raise Refusal("name_too_long")
    if any(group.name == name for group in call.workspace.groups.values() if group is not own):
        raise Refusal("name_already_exists")
    return name


def _check_handle(call: Call, name: str, own: UserGroup | None) -> str:
    """The handle asked for, or one made of the name; unique among channels, people and groups."""
    workspace = call.workspace
    derived = re.sub(r"[^a-z0-9._\-]+", "-", name.lower()).strip("-")
    handle = call.args.text("handle").removeprefix("@") or derived
    if not _HANDLE.fullmatch(handle) or len(handle) > HANDLE_LIMIT:
        raise Refusal("bad_handle")
    if handle in _FORBIDDEN:
        raise Refusal("forbidden_handle")
    taken = {group.handle for group in workspace.groups.values() if group is not own}
    taken |= {person.name for person in workspace.people.values()}
    if handle in taken or workspace.channel_named(handle) is not None:
        raise Refusal("handle_already_exists")
    return handle


def _check_description(call: Call) -> str:
    description = call.args.text("description")
    if len(description) > DESCRIPTION_LIMIT:
        raise Refusal("description_too_long")
    return description


def _check_channels(call: Call) -> tuple[list[str], list[str]]:
    """The default channels: the public and the private ones."""
    for id_ in (*call.args.names("channels"), *call.args.names("additional_channels")):
        channel = call.workspace.channels.get(id_)
        if channel is None or channel.is_direct or (channel.is_private and BOT_USER not in channel.members):
            raise Refusal("invalid_group_provided" if id_.startswith("G") else "invalid_channel_provided")
    ids = list(dict.fromkeys(call.args.names("channels")))
    private = [id_ for id_ in ids if call.workspace.channels[id_].is_private]
    return [id_ for id_ in ids if id_ not in private], private


@method(
    "usergroups.create",
    scopes="usergroups:write",
    tier=2,
    # name: Slack has a code of its own for it, missing_subteam_name
    args="name channels additional_channels description handle include_count team_id enable_section",
    errors="bad_handle description_too_long forbidden_handle handle_already_exists invalid_channel_provided "
    "invalid_group_provided missing_subteam_name name_already_exists name_too_long",
    simplified=f"{_BOUNDS} and {DESCRIPTION_LIMIT} for the description; additional channels are only checked.",
)
def create(call: Call) -> Json:
    """Found a user group, with nobody in it."""
    name = _check_name(call, None)
    handle = _check_handle(call, name, None)
    description = _check_description(call)
    public, private = _check_channels(call)
    group = UserGroup(
        id=call.workspace.new_id("S"),
        handle=handle,
        name=name,
        users=[],
        created=call.workspace.clock.seconds(),
        created_by=BOT_USER,
        description=description,
        channels=public,
        private_channels=private,
        is_section=call.args.flag("enable_section"),
    )
    usergroups.found(call.workspace, group)
    return {"usergroup": _shape(call, group)}


@method(
    "usergroups.update",
    scopes="usergroups:write",
    tier=2,
    args="usergroup! channels additional_channels description handle include_count name team_id enable_section",
    errors="too_many_linked_channels",
    simplified=f"A group may link {CHANNELS_LIMIT} channels, a bound Slack does not publish; what usergroups.create "
    "has codes for, and a group that is not there, is invalid_arguments, for Slack documents no code.",
)
def update(call: Call) -> Json:
    """Change a user group; what is not given stays."""
    group = _group(call)
    if len(call.args.names("channels") + call.args.names("additional_channels")) > CHANNELS_LIMIT:
        raise Refusal("too_many_linked_channels")
    try:
        changes = _changes(call, group)
    except Refusal as refusal:
        raise invalid_arguments(refusal.code) from refusal
    usergroups.change(call.workspace, group, BOT_USER, **changes)
    return {"usergroup": _shape(call, group)}


def _changes(call: Call, group: UserGroup) -> Json:
    changes: Json = {}
    if "name" in call.args:
        changes["name"] = _check_name(call, group)
    if "handle" in call.args:
        changes["handle"] = _check_handle(call, group.name, group)
    if "description" in call.args:
        changes["description"] = _check_description(call)
    public, private = _check_channels(call)
    if "channels" in call.args:
        changes |= {"channels": public, "private_channels": private}
    if "enable_section" in call.args:
        changes["is_section"] = call.args.flag("enable_section")
    return changes


@method(
    "usergroups.list",
    json=False,
    scopes="usergroups:read",
    tier=2,
    args="include_count include_disabled include_users team_id",
)
def list_all(call: Call) -> Json:
    """The user groups."""
    disabled, users = call.args.flag("include_disabled"), call.args.flag("include_users")
    count = call.args.flag("include_count")
    return {
        "usergroups": [
            usergroups.shape(group, users=users, count=count)
            for group in call.workspace.groups.values()
            if disabled or not group.disabled
        ]
    }


@method(
    "usergroups.users.list",
    json=False,
    scopes="usergroups:read",
    tier=2,
    args="usergroup! include_disabled team_id",
    errors="no_such_subteam",
)
def members(call: Call) -> Json:
    """Who is in a user group."""
    group = call.workspace.groups.get(call.args.text("usergroup"))
    if group is None or (group.disabled and not call.args.flag("include_disabled")):
        raise Refusal("no_such_subteam")
    return {"users": list(group.users)}


@method(
    "usergroups.users.update",
    scopes="usergroups:write",
    tier=2,
    # users: Slack has a code of its own for them, no_users_provided
    args="usergroup! users include_count team_id additional_channels is_shared",
    errors="invalid_users no_users_provided subteam_max_users_exceeded",
    simplified=f"A group may have {USERS_LIMIT} people, a bound Slack does not publish. {_NO_CODE}",
)
def fill(call: Call) -> Json:
    """Say anew who is in a user group: active people, no bots."""
    group, people = _group(call), call.workspace.people
    users = list(dict.fromkeys(call.args.names("users")))
    if not users:
        raise Refusal("no_users_provided")
    if len(users) > USERS_LIMIT:
        raise Refusal("subteam_max_users_exceeded")
    if any(user not in people or people[user].deleted or people[user].is_bot for user in users):
        raise Refusal("invalid_users")
    usergroups.fill(call.workspace, group, users, BOT_USER)
    return {"usergroup": _shape(call, group)}
