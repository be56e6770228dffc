"""Opening and closing direct conversations."""

from sandbox.methods.reading import readable
from sandbox.methods.registry import Call, method, missing_scope
from sandbox.refusal import Json, Refusal
from sandbox.state import conversations
from sandbox.state.model import BOT_USER, Channel

_OPEN = "channels:manage groups:write im:write mpim:write"
_CLOSE = f"{_OPEN} channels:write"
_TYPE = "method_not_supported_for_channel_type"
OPEN_LIMIT = 8


@method(
    "conversations.open",
    scopes=_OPEN,
    tier=3,
    args="channel users return_im prevent_creation",
    errors="channel_not_found too_many_users user_disabled user_not_found users_list_not_supplied "
    f"not_enough_users {_TYPE}",
    simplified="With prevent_creation, a conversation that is not there is refused with channel_not_found; Slack names "
    "no code for it.",
)
def open_direct(call: Call) -> Json:
    """Open (or find) a direct conversation."""
    if call.args.text("channel"):
        channel = readable(call, _OPEN)
        if not channel.is_direct:
            raise Refusal(_TYPE)
        return _opened(call, channel, known=True)
    members = _asked(call)
    existing = call.workspace.direct(members)
    if existing is None and call.args.flag("prevent_creation"):
        raise Refusal("channel_not_found")
    channel = existing or call.workspace.open_direct(members)
    return _opened(call, channel, known=existing is not None)


def _asked(call: Call) -> list[str]:
    """The app and the people it asks for."""
    users = call.args.names("users")
    if not users:
        raise Refusal("users_list_not_supplied")
    scope = "im:write" if len(users) == 1 else "mpim:write"
    if not call.workspace.has_scope(scope):
        raise missing_scope(call.workspace, scope)
    if len(users) > OPEN_LIMIT:
        raise Refusal("too_many_users")
    for user in users:
        if call.workspace.person(user).deleted:
            raise Refusal("user_disabled")
    if set(users) == {BOT_USER}:
        raise Refusal("not_enough_users")
    return list(dict.fromkeys([BOT_USER, *users]))


def _opened(call: Call, channel: Channel, *, known: bool) -> Json:
    was_open = known and conversations.is_open(channel)
    channel.closed.pop(BOT_USER, None)
    shape: Json = {"id": channel.id}
    if call.args.flag("return_im"):
        extras = "last_read latest unread_count unread_count_display"
        shape = conversations.shape(call.workspace, channel, extras)
        shape.pop("is_user_deleted", None)
    return {"channel": shape} | ({"no_op": True, "already_open": True} if was_open else {})


@method(
    "conversations.close",
    scopes=_CLOSE,
    tier=2,
    args="channel!",
    errors=f"channel_not_found user_does_not_own_channel {_TYPE}",
    simplified="A closed conversation leaves only the view of the app, which Slack shows in is_open.",
)
def close(call: Call) -> Json:
    """Close a direct conversation, until it is opened again or somebody writes."""
    named = call.workspace.channels.get(call.args.text("channel"))
    if named is not None and named.kind == "im" and BOT_USER not in named.members:
        raise Refusal("user_does_not_own_channel")
    channel = readable(call, _CLOSE)
    if not channel.is_direct:
        raise Refusal(_TYPE)
    if not conversations.is_open(channel):
        return {"no_op": True, "already_closed": True}
    channel.closed[BOT_USER] = call.workspace.clock.ts()
    call.workspace.changed(channel.id, "channel", [BOT_USER])
    return {}
