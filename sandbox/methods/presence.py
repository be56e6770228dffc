"""The methods users.getPresence and dnd.*: who is there, and who is not to be disturbed."""

from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import profiles
from sandbox.state.model import BOT_USER


@method(
    "users.getPresence",
    json=False,
    scopes="users:read",
    tier=3,
    args="user",
    simplified="Everyone who is not deactivated is active until said to be away; nobody is away by doing nothing.",
)
def presence(call: Call) -> Json:
    """Whether somebody is active or away; of the app itself also how that came about."""
    workspace, user = call.workspace, call.args.text("user") or BOT_USER
    person = workspace.people.get(user)
    if person is None:
        raise invalid_arguments("invalid `user` [json-pointer:/user]")
    shown = "away" if person.is_away or person.deleted else "active"
    if user != BOT_USER:
        return {"presence": shown}
    return {
        "presence": shown,
        "online": True,
        "auto_away": False,
        "manual_away": person.is_away,
        "connection_count": 1,
        "last_activity": workspace.clock.seconds(),
    }


@method(
    "dnd.info",
    json=False,
    scopes="dnd:read",
    tier=3,
    args="user team_id",
    errors="user_not_found",
    simplified="There are no regular hours of quiet, only what somebody set for once.",
)
def info(call: Call) -> Json:
    """Whether somebody is not to be disturbed."""
    person = call.workspace.person(call.args.text("user") or BOT_USER)
    return profiles.dnd(person, call.workspace.clock.seconds())


@method(
    "dnd.teamInfo",
    json=False,
    scopes="dnd:read",
    tier=2,
    # users: Slack has a code of its own for them, no_users_provided
    args="users team_id",
    errors="no_users_provided",
)
def team_info(call: Call) -> Json:
    """The same of several people; those who are not there are left out."""
    users = call.args.names("users")
    if not users:
        raise Refusal("no_users_provided")
    now, people = call.workspace.clock.seconds(), call.workspace.people
    return {"users": {user: profiles.dnd(people[user], now) for user in users if user in people}}
