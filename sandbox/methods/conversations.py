"""The methods conversations.* that change a channel."""

from sandbox.methods.reading import readable
from sandbox.methods.registry import Call, method, missing_scope
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import channels, conversations
from sandbox.state.model import BOT_USER, Channel

_MANAGE = "channels:manage channels:write groups:write im:write mpim:write"
_TYPE = "method_not_supported_for_channel_type"
_NAME_ERRORS = (
    "invalid_name_required invalid_name_maxlength invalid_name_specials invalid_name_punctuation name_taken"
)
INVITE_LIMIT = 100


def _managed(
    call: Call, scopes: str = _MANAGE, *, member: bool = True, active: bool = True, types: str = "im mpim"
) -> Channel:
    """The channel to change: named, of a granted kind, not archived (`active`), with the app in it (`member`).

    `types` are the kinds the method does not take.
    """
    channel = readable(call, scopes)
    if channel.kind in types.split():
        raise Refusal(_TYPE)
    if member and BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    if active and channel.is_archived:
        raise Refusal("is_archived")
    return channel


@method(
    "conversations.create",
    scopes=_MANAGE,
    tier=2,
    # no name at all has a code of its own
    args="name is_private team_id",
    errors=_NAME_ERRORS,
)
def create(call: Call) -> Json:
    """Open a channel with the app as its first member."""
    private = call.args.flag("is_private")
    wanted = ["groups:write"] if private else ["channels:manage", "channels:write"]
    if not any(call.workspace.has_scope(scope) for scope in wanted):
        raise missing_scope(call.workspace, wanted[0])
    channel = channels.create(call.workspace, call.args.text("name"), BOT_USER, private=private)
    extras = "last_read latest unread_count unread_count_display priority"
    return {"channel": conversations.shape(call.workspace, channel, extras)}


@method(
    "conversations.archive",
    scopes=_MANAGE,
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
    scopes=_MANAGE,
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
    scopes=_MANAGE,
    tier=2,
    # no name at all has a code of its own
    args="channel! name",
    errors=f"channel_not_found is_archived not_authorized not_in_channel {_NAME_ERRORS} {_TYPE}",
)
def rename(call: Call) -> Json:
    """Give a channel another name; an app may only where it made the channel."""
    channel = _managed(call)
    if channel.creator != BOT_USER:
        raise Refusal("not_authorized")
    channels.rename(call.workspace, channel, call.args.text("name"), BOT_USER)
    extras = "is_read_only last_read num_members locale"
    return {"channel": conversations.shape(call.workspace, channel, extras)}


_INVITE = "channels:manage channels:write.invites groups:write groups:write.invites im:write mpim:write"


@method(
    "conversations.invite",
    scopes=_INVITE,
    tier=3,
    # nobody at all has a code of its own
    args="channel! users force",
    errors="already_in_channel cant_invite cant_invite_self channel_not_found is_archived no_user not_in_channel "
    f"user_not_found {_TYPE}",
    simplified="Deactivated people are refused with cant_invite; Slack names no code for them.",
)
def invite(call: Call) -> Json:
    """Add people; one who cannot be added fails the batch unless `force` is given."""
    channel = readable(call, _INVITE)
    users = call.args.names("users")
    if not users:
        raise Refusal("no_user")
    if len(users) > INVITE_LIMIT:
        raise invalid_arguments(f"no more than {INVITE_LIMIT} items allowed [json-pointer:/users]")
    _managed(call, _INVITE)
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
    shape = conversations.shape(call.workspace, channel, "is_read_only last_read")
    return {"channel": shape} | ({"errors": errors} if errors else {})


def _barred(call: Call, channel: Channel, user: str) -> str | None:
    if user == BOT_USER:
        return "cant_invite_self"
    person = call.workspace.people.get(user)
    if person is None:
        return "user_not_found"
    if person.deleted:
        return "cant_invite"
    return "already_in_channel" if user in channel.members else None


_KICK = "channels:manage groups:write"


@method(
    "conversations.kick",
    scopes=_KICK,
    tier=3,
    args="channel! user",
    errors=f"cant_kick_from_general cant_kick_self channel_not_found not_in_channel user_not_found {_TYPE}",
)
def kick(call: Call) -> Json:
    """Remove somebody from a channel."""
    channel, user = _managed(call, _KICK, active=False), call.args.text("user")
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
    answer: Json = {"channel": conversations.shape(call.workspace, channel)}
    if already:
        answer |= {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return answer


@method(
    "conversations.leave",
    scopes=_MANAGE,
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
        return {"ok": False, "not_in_channel": True}
    if channel.kind == "group" and channel.members == [BOT_USER]:
        raise Refusal("last_member")
    channels.leave(call.workspace, channel, BOT_USER)
    return {}


_NOTE = (
    "channels:manage channels:write.topic groups:write groups:write.topic im:write im:write.topic mpim:write \
mpim:write.topic"
)
_NOTE_ERRORS = f"channel_not_found is_archived not_in_channel too_long {_TYPE}"


def _noted(call: Call, which: str) -> Json:
    channel = readable(call, _NOTE)
    if which not in call.args:
        raise invalid_arguments(f"missing required field: {which}")
    _managed(call, _NOTE, types="im")
    channels.set_note(call.workspace, channel, which, call.args.text(which), BOT_USER)
    extras = "is_frozen parent_conversation last_read latest unread_count unread_count_display"
    return {"channel": conversations.shape(call.workspace, channel, extras)}


# an empty topic or purpose takes the old one away, so that it counts as given
@method("conversations.setTopic", scopes=_NOTE, tier=2, args="channel! topic", errors=_NOTE_ERRORS)
def set_topic(call: Call) -> Json:
    """Set the topic."""
    return _noted(call, "topic")


@method("conversations.setPurpose", scopes=_NOTE, tier=2, args="channel! purpose", errors=_NOTE_ERRORS)
def set_purpose(call: Call) -> Json:
    """Set the purpose."""
    return _noted(call, "purpose")
