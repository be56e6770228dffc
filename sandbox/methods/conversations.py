"""The methods conversations.* that change a conversation."""

from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import channels, shapes
from sandbox.state.model import BOT_USER, Channel

MANAGE = {"channel": "channels:manage", "group": "groups:write", "im": "im:write", "mpim": "mpim:write"}
_MANAGE_ANY = "channels:manage groups:write im:write mpim:write"
_TYPE = "method_not_supported_for_channel_type"
_NAME_ERRORS = (
    "invalid_name_required invalid_name_maxlength invalid_name_specials invalid_name_punctuation name_taken"
)
INVITE_LIMIT = 100
OPEN_LIMIT = 8


def _managed(call: Call, *, member: bool = True, active: bool = True) -> Channel:
    """The channel to change: named, of the granted kind, not archived (`active`), with the app in it (`member`)."""
    channel = call.channel()
    call.need_scope(MANAGE[channel.kind])
    if channel.is_direct:
        raise Refusal(_TYPE)
    if member and BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    if active and channel.is_archived:
        raise Refusal("is_archived")
    return channel


@method(
    "conversations.create",
    scopes=_MANAGE_ANY,
    tier=2,
    args="name is_private team_id",
    errors=_NAME_ERRORS,
)
def create(call: Call) -> Json:
    """Open a channel with the app as its first member."""
    private = call.args.flag("is_private")
    call.need_scope(MANAGE["group" if private else "channel"])
    channel = channels.create(call.workspace, call.args.text("name"), BOT_USER, private=private)
    return {"channel": shapes.channel(call.workspace, channel)}


@method(
    "conversations.archive",
    scopes=_MANAGE_ANY,
    tier=2,
    args="channel!",
    errors=f"already_archived cant_archive_general channel_not_found not_in_channel {_TYPE}",
)
def archive(call: Call) -> Json:
    """Archive a channel."""
    channel = _managed(call, member=False, active=False)
    if channel.is_general:
        raise Refusal("cant_archive_general")
    if channel.is_archived:
        raise Refusal("already_archived")
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    channels.archive(call.workspace, channel, BOT_USER)
    return {}


@method(
    "conversations.unarchive",
    scopes=_MANAGE_ANY,
    tier=2,
    args="channel!",
    errors=f"channel_not_found not_archived {_TYPE}",
)
def unarchive(call: Call) -> Json:
    """Bring a channel back."""
    channel = _managed(call, member=False, active=False)
    if not channel.is_archived:
        raise Refusal("not_archived")
    channels.unarchive(call.workspace, channel, BOT_USER)
    return {}


@method(
    "conversations.rename",
    scopes=_MANAGE_ANY,
    tier=2,
    args="channel! name",
    errors=f"channel_not_found is_archived not_in_channel {_NAME_ERRORS} {_TYPE}",
)
def rename(call: Call) -> Json:
    """Give a channel another name."""
    channel = _managed(call)
    channels.rename(call.workspace, channel, call.args.text("name"), BOT_USER)
    return {"channel": shapes.channel(call.workspace, channel)}


@method(
    "conversations.invite",
    scopes="channels:write.invites groups:write.invites channels:manage groups:write im:write mpim:write",
    tier=3,
    args="channel! users force",
    errors="already_in_channel cant_invite cant_invite_self channel_not_found is_archived no_user not_in_channel "
    f"user_not_found {_TYPE}",
)
def invite(call: Call) -> Json:
    """Add people; one who cannot be added fails the batch unless `force` is given."""
    channel = call.channel()
    _either_scope(call, MANAGE[channel.kind], MANAGE[channel.kind].split(":")[0] + ":write.invites")
    users = call.args.names("users")
    if not users:
        raise Refusal("no_user")
    if len(users) > INVITE_LIMIT:
        raise invalid_arguments(f"no more than {INVITE_LIMIT} items allowed [json-pointer:/users]")
    if channel.is_direct:
        raise Refusal(_TYPE)
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    if channel.is_archived:
        raise Refusal("is_archived")
    errors = [
        {"user": user, "ok": False, "error": code} for user in users if (code := _barred(call, channel, user))
    ]
    force = call.args.flag("force")
    barred = {entry["user"] for entry in errors}
    welcome = [user for user in dict.fromkeys(users) if user not in barred]
    if errors and not (force and welcome):
        raise Refusal(str(errors[0]["error"]), errors=errors)
    for user in welcome:
        channels.join(call.workspace, channel, user, inviter=BOT_USER)
    return {"channel": shapes.channel(call.workspace, channel)} | ({"errors": errors} if errors else {})


def _either_scope(call: Call, usual: str, narrow: str) -> None:
    if not call.workspace.has_scope(narrow):
        call.need_scope(usual)


def _barred(call: Call, channel: Channel, user: str) -> str | None:
    if user == BOT_USER:
        return "cant_invite_self"
    person = call.workspace.people.get(user)
    if person is None:
        return "user_not_found"
    if person.deleted:
        return "cant_invite"
    return "already_in_channel" if user in channel.members else None


@method(
    "conversations.kick",
    scopes="groups:write channels:manage",
    tier=3,
    args="channel! user!",
    errors=f"cant_kick_from_general cant_kick_self channel_not_found not_in_channel user_not_found {_TYPE}",
)
def kick(call: Call) -> Json:
    """Remove somebody from a channel."""
    channel, user = _managed(call, active=False), call.args.text("user")
    call.workspace.person(user)
    if user == BOT_USER:
        raise Refusal("cant_kick_self")
    if channel.is_general:
        raise Refusal("cant_kick_from_general")
    if user not in channel.members:
        raise Refusal("not_in_channel")
    channels.leave(call.workspace, channel, user, actor=BOT_USER)
    return {"errors": {}}


@method(
    "conversations.join",
    scopes="channels:join",
    tier=3,
    args="channel!",
    errors=f"channel_not_found is_archived {_TYPE}",
)
def join(call: Call) -> Json:
    """Become a member of a public channel."""
    channel = call.channel()
    if channel.kind != "channel":
        raise Refusal(_TYPE)
    if channel.is_archived:
        raise Refusal("is_archived")
    already = BOT_USER in channel.members
    if not already:
        channels.join(call.workspace, channel, BOT_USER)
    answer: Json = {"channel": shapes.channel(call.workspace, channel)}
    if already:
        answer |= {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return answer


@method(
    "conversations.leave",
    scopes=_MANAGE_ANY,
    tier=3,
    args="channel!",
    errors=f"cant_leave_general channel_not_found is_archived last_member {_TYPE}",
)
def leave(call: Call) -> Json:
    """Leave a channel."""
    channel = _managed(call, member=False)
    if channel.is_general:
        raise Refusal("cant_leave_general")
    if BOT_USER not in channel.members:
        return {"not_in_channel": True}
    if channel.kind == "group" and channel.members == [BOT_USER]:
        raise Refusal("last_member")
    channels.leave(call.workspace, channel, BOT_USER)
    return {}


@method(
    "conversations.open",
    scopes=_MANAGE_ANY,
    tier=3,
    args="channel users return_im prevent_creation",
    errors="channel_not_found too_many_users user_disabled user_not_found users_list_not_supplied "
    f"not_enough_users {_TYPE}",
)
def open_direct(call: Call) -> Json:
    """Open (or find) a direct message."""
    workspace = call.workspace
    if "channel" in call.args:
        channel = call.channel()
        if not channel.is_direct:
            raise Refusal(_TYPE)
        return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}
    users = call.args.names("users")
    if not users:
        raise Refusal("users_list_not_supplied")
    call.need_scope("im:write" if len(users) == 1 else "mpim:write")
    if len(users) > OPEN_LIMIT:
        raise Refusal("too_many_users")
    for user in users:
        if workspace.person(user).deleted:
            raise Refusal("user_disabled")
    if users == [BOT_USER]:
        raise Refusal("not_enough_users")
    known = workspace.direct([BOT_USER, *users]) is not None
    channel = workspace.open_direct([BOT_USER, *users])
    shape = {"id": channel.id}
    if call.args.flag("return_im"):
        full = shapes.channel(workspace, channel)
        shape = {key: value for key, value in full.items() if key != "is_user_deleted"}
    return {"channel": shape} | ({"no_op": True, "already_open": True} if known else {})


def _noted(call: Call, which: str) -> Json:
    channel = call.channel()
    _either_scope(call, MANAGE[channel.kind], MANAGE[channel.kind].split(":")[0] + ":write.topic")
    if channel.kind == "im":
        raise Refusal(_TYPE)
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    if channel.is_archived:
        raise Refusal("is_archived")
    if which not in call.args:
        raise invalid_arguments(f"missing required field: {which}")
    channels.set_note(call.workspace, channel, which, call.args.text(which), BOT_USER)
    return {"channel": shapes.channel(call.workspace, channel)}


_NOTE_SCOPES = f"channels:write.topic groups:write.topic mpim:write.topic im:write.topic {_MANAGE_ANY}"
_NOTE_ERRORS = f"channel_not_found is_archived not_in_channel too_long {_TYPE}"


@method("conversations.setTopic", scopes=_NOTE_SCOPES, tier=2, args="channel! topic", errors=_NOTE_ERRORS)
def set_topic(call: Call) -> Json:
    """Set the topic."""
    return _noted(call, "topic")


@method("conversations.setPurpose", scopes=_NOTE_SCOPES, tier=2, args="channel! purpose", errors=_NOTE_ERRORS)
def set_purpose(call: Call) -> Json:
    """Set the purpose."""
    return _noted(call, "purpose")
