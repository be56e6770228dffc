"""The methods users.info, users.list, users.lookupByEmail and users.profile.get."""

from sandbox.methods.paging import metadata, page
from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal
from sandbox.state import people, profiles
from sandbox.state.model import BOT_USER, Person

LIST_LIMIT = 1000
_AVATARS = "Nothing stands behind the addresses of the avatars."


def _user(call: Call, person: Person) -> Json:
    shape = people.seen(call.workspace, person)
    return shape | ({"locale": "en-US"} if call.args.flag("include_locale") else {})


@method(
    "users.info",
    json=False,
    scopes="users:read",
    tier=4,
    args="user! include_locale",
    errors="user_not_found",
    simplified=_AVATARS,
)
def info(call: Call) -> Json:
    """One person."""
    return {"user": _user(call, call.workspace.person(call.args.text("user")))}


@method(
    "users.list",
    json=False,
    scopes="users:read",
    tier=2,
    args="cursor include_locale limit team_id",
    errors="invalid_cursor",
    simplified=_AVATARS,
)
def list_all(call: Call) -> Json:
    """Everyone, the deactivated and the bots too."""
    everyone = list(call.workspace.people.values())
    found, cursor = page(everyone, call.args, LIST_LIMIT, LIST_LIMIT)
    answer = {
        "members": [_user(call, person) for person in found],
        "cache_ts": call.workspace.clock.seconds(),
    }
    return answer | metadata(cursor)


@method(
    "users.lookupByEmail",
    json=False,
    scopes="users:read.email",
    tier=3,
    args="email!",
    errors="users_not_found",
    simplified=_AVATARS,
)
def lookup_by_email(call: Call) -> Json:
    """The active person with this address."""
    wanted = call.args.text("email").lower()
    for person in call.workspace.people.values():
        if person.email == wanted and not person.deleted and not person.is_bot:
            return {"user": people.seen(call.workspace, person)}
    raise Refusal("users_not_found")


@method(
    "users.profile.get",
    json=False,
    scopes="users.profile:read",
    tier=4,
    args="user include_labels",
    errors="user_not_found",
    simplified=f"{_AVATARS} There are no profile fields of the workspace's own.",
)
def profile(call: Call) -> Json:
    """A person's profile; the app's own when none is named."""
    call.args.flag("include_labels")
    person = call.workspace.person(call.args.text("user") or BOT_USER)
    return {"profile": people.within_scope(call.workspace, profiles.full_profile(person))}
