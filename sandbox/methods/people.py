"""The methods users.*, usergroups.*, team.info."""

from sandbox.methods.paging import metadata, page
from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal
from sandbox.state import shapes
from sandbox.state.model import TEAM, TEAM_DOMAIN


@method("users.info", scopes="users:read", tier=4, args="user! include_locale", errors="user_not_found")
def info(call: Call) -> Json:
    """One person."""
    return {"user": shapes.user(call.workspace.person(call.args.text("user")))}


@method(
    "users.list",
    scopes="users:read",
    tier=2,
    args="cursor include_locale limit team_id",
    errors="invalid_cursor",
)
def list_all(call: Call) -> Json:
    """Everyone, the deactivated and the bots too."""
    found, cursor = page(list(call.workspace.people.values()), call.args, 200, 999)
    answer = {
        "members": [shapes.user(person) for person in found],
        "cache_ts": call.workspace.clock.seconds(),
    }
    return answer | metadata(cursor)


@method("users.lookupByEmail", scopes="users:read.email", tier=3, args="email!", errors="users_not_found")
def lookup_by_email(call: Call) -> Json:
    """The active person with this address."""
    wanted = call.args.text("email").lower()
    for person in call.workspace.people.values():
        if person.email == wanted and not person.deleted and not person.is_bot:
            return {"user": shapes.user(person)}
    raise Refusal("users_not_found")


@method(
    "usergroups.list",
    scopes="usergroups:read",
    tier=2,
    args="include_count include_disabled include_users team_id",
)
def groups(call: Call) -> Json:
    """The user groups."""
    with_users = call.args.flag("include_users")
    return {
        "usergroups": [
            shapes.usergroup(group) | ({"users": list(group.users)} if with_users else {})
            for group in call.workspace.groups.values()
        ]
    }


@method(
    "usergroups.users.list",
    scopes="usergroups:read",
    tier=2,
    args="usergroup! include_disabled team_id",
    errors="no_such_subteam",
)
def group_members(call: Call) -> Json:
    """Who is in a user group."""
    group = call.workspace.groups.get(call.args.text("usergroup"))
    if group is None:
        raise Refusal("no_such_subteam")
    return {"users": list(group.users)}


@method("team.info", scopes="team:read", tier=3, args="team domain", errors="team_not_found")
def team(call: Call) -> Json:
    """The workspace."""
    if call.args.text("team", TEAM) != TEAM:
        raise Refusal("team_not_found")
    return {
        "team": {
            "id": TEAM,
            "name": "Sandbox",
            "domain": TEAM_DOMAIN,
            "email_domain": "sandbox.example",
            "url": f"{call.workspace.url}/",
            "icon": {"image_default": True},
        }
    }
