"""The methods conversations.* and users.conversations that read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sandbox.methods.paging import asked_limit, metadata, page, read_cursor, write_cursor
from sandbox.methods.registry import Call, method, missing_scope
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import conversations, shapes
from sandbox.state.log import Message
from sandbox.state.model import BOT_USER, Channel
from sandbox.state.workspace import READ_SCOPE

_READ = " ".join(READ_SCOPE.values())
_HISTORY = "channels:history groups:history im:history mpim:history"
_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_TS = re.compile(r"([0-9]{1,20})(?:\.([0-9]{0,6})[0-9]*)?")
_REPLIES_LIMIT = 1000


def readable(call: Call, scopes: str, name: str = "channel") -> Channel:
    """The conversation an argument names, when one of the `scopes` of its kind was granted.

    Raises Refusal: channel_not_found, method_not_supported_for_channel_type when none of the scopes is for its kind,
    missing_scope.
    """
    channel = call.channel(name)
    prefix = READ_SCOPE[channel.kind].removesuffix("read")
    fitting = [scope for scope in scopes.split() if scope.startswith(prefix)]
    if not fitting:
        raise Refusal("method_not_supported_for_channel_type")
    if not any(call.workspace.has_scope(scope) for scope in fitting):
        raise missing_scope(call.workspace, fitting[0])
    return channel


@method(
    "conversations.info",
    json=False,
    scopes=_READ,
    tier=3,
    args="channel! include_locale include_num_members",
    errors="channel_not_found",
)
def info(call: Call) -> Json:
    """One conversation."""
    channel = readable(call, _READ)
    if channel.kind == "im":
        extras = "properties last_read latest unread_count unread_count_display"
    else:
        extras = "properties is_frozen is_read_only parent_conversation"
        extras += " last_read" if BOT_USER in channel.members else ""
    extras += " num_members" if call.args.flag("include_num_members") else ""
    extras += " locale" if call.args.flag("include_locale") else ""
    return {"channel": conversations.shape(call.workspace, channel, extras)}


@dataclass(frozen=True)
class _Bounds:
    """Timestamps of ten and six digits, so that they compare as text; `inclusive` lets the bounds in."""

    oldest: str
    latest: str
    inclusive: bool

    def beyond(self, ts: str) -> bool:
        """Whether this is earlier than the bounds."""
        return ts < self.oldest or (ts == self.oldest and not self.inclusive)

    def hold(self, ts: str) -> bool:
        """Whether this is within the bounds."""
        return not self.beyond(ts) and (ts < self.latest or (ts == self.latest and self.inclusive))


def _bounds(call: Call) -> _Bounds:
    latest = call.args.text("latest")
    return _Bounds(
        oldest=_ts(call.args.text("oldest") or "0", "invalid_ts_oldest"),
        latest=_ts("9999999999" if latest in ("", "now") else latest, "invalid_ts_latest"),
        inclusive=call.args.flag("inclusive"),
    )


def _ts(text: str, refusal: str) -> str:
    parts = _TS.fullmatch(text)
    if parts is None:
        raise Refusal(refusal)
    seconds = min(int(parts.group(1)), 9_999_999_999)
    return f"{seconds:010d}.{parts.group(2) or '':0<6}"


def _anchor(call: Call) -> str:
    """The ts at which the page begins, "" for the first one."""
    place = read_cursor(call.args, "next_ts")
    return _ts(place, "invalid_cursor") if place else ""


@method(
    "conversations.history",
    scopes=_HISTORY,
    tier=3,
    args="channel! cursor include_all_metadata inclusive latest limit oldest",
    errors="channel_not_found invalid_cursor invalid_ts_latest invalid_ts_oldest not_in_channel",
)
def history(call: Call) -> Json:
    """Messages of a conversation, newest first, without thread replies."""
    channel = readable(call, _HISTORY)
    bounds, anchor, limit = _bounds(call), _anchor(call), asked_limit(call.args, 100, 999)
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    found = list(islice(_backwards(channel, bounds, anchor), limit + 1))
    answer = _messages(call, channel, found, limit) | {
        "pin_count": len(channel.pins),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return answer | {name: call.args.text(name) for name in ("oldest", "latest") if name in call.args}


def _backwards(channel: Channel, bounds: _Bounds, anchor: str) -> Iterator[Message]:
    for message in reversed(channel.messages.entries):
        if bounds.beyond(message.ts):
            return
        wanted = message.ephemeral_to is None and not message.is_reply and bounds.hold(message.ts)
        if wanted and (not anchor or message.ts <= anchor):
            yield message


def _messages(call: Call, channel: Channel, found: list[Message], limit: int) -> Json:
    """A page of messages; `found` has one more than `limit` where another page follows."""
    with_metadata = call.args.flag("include_all_metadata")
    following = found[limit].ts if len(found) > limit else ""
    answer: Json = {
        "messages": [
            shapes.message(call.workspace, channel, m, metadata=with_metadata) for m in found[:limit]
        ],
        "has_more": bool(following),
    }
    return answer | (metadata(write_cursor("next_ts", following)) if following else {})


@method(
    "conversations.replies",
    json=False,
    scopes=_HISTORY,
    tier=3,
    args="channel! ts! cursor include_all_metadata inclusive latest limit oldest",
    errors="channel_not_found invalid_cursor invalid_ts_latest invalid_ts_oldest thread_not_found",
    simplified="In a channel the app is not in, no thread is found; Slack documents no code for it.",
)
def replies(call: Call) -> Json:
    """A thread: its root, then the replies, oldest first."""
    channel = readable(call, _HISTORY)
    bounds, anchor, limit = _bounds(call), _anchor(call), call.args.number("limit", _REPLIES_LIMIT)
    if not 1 <= limit <= _REPLIES_LIMIT:
        raise invalid_arguments(f"must be 1 to {_REPLIES_LIMIT} [json-pointer:/limit]")
    thread = channel.thread(call.args.text("ts"))
    if not thread or BOT_USER not in channel.members:
        raise Refusal("thread_not_found")
    root = thread[0]
    within = [root, *(m for m in thread[1:] if bounds.hold(m.ts))]
    answer = _messages(call, channel, [m for m in within if m.ts >= anchor][: limit + 1], limit)
    if not anchor and len(thread) > 1:
        answer["messages"][0] |= _followed(thread)
    return answer


def _followed(thread: list[Message]) -> Json:
    """How far the app has read a thread that it wrote in: until its last message there."""
    own = [m.ts for m in thread if m.user == BOT_USER]
    if not own:
        return {}
    return {
        "subscribed": True,
        "last_read": own[-1],
        "unread_count": sum(1 for m in thread[1:] if m.ts > own[-1]),
    }


@method(
    "conversations.members",
    json=False,
    scopes=_READ,
    tier=4,
    args="channel! cursor limit",
    errors="channel_not_found invalid_cursor invalid_limit",
)
def members(call: Call) -> Json:
    """Who is in a conversation."""
    channel = readable(call, _READ)
    found, cursor = page(channel.members, call.args, 100, 999, "invalid_limit")
    return {"members": found} | metadata(cursor)


def _wanted_kinds(call: Call) -> set[str]:
    types = call.args.names("types") or ["public_channel"]
    if any(name not in _TYPES for name in types):
        raise Refusal("invalid_types")
    kinds = {_TYPES[name] for name in types}
    lacking = [READ_SCOPE[kind] for kind in sorted(kinds) if not call.workspace.has_scope(READ_SCOPE[kind])]
    if lacking:
        raise missing_scope(call.workspace, *lacking)
    return kinds


def _listed(call: Call, member: str | None, extras: str) -> Json:
    """A page of the conversations the app can see, of one person (`member`) or all."""
    kinds = _wanted_kinds(call)
    active_only = call.args.flag("exclude_archived")
    wanted = [
        c
        for c in call.workspace.channels.values()
        if c.kind in kinds
        and (not c.is_private or BOT_USER in c.members)
        and (member is None or member in c.members)
        and not (active_only and c.is_archived)
    ]
    found, cursor = page(wanted, call.args, 100, 999, "invalid_limit")
    return {"channels": [conversations.shape(call.workspace, c, extras) for c in found]} | metadata(cursor)


@method(
    "conversations.list",
    json=False,
    scopes=_READ,
    tier=2,
    args="cursor exclude_archived limit team_id types",
    errors="invalid_cursor invalid_limit invalid_types",
)
def list_all(call: Call) -> Json:
    """The conversations the app can see."""
    return _listed(call, None, "num_members properties")


@method(
    "users.conversations",
    json=False,
    scopes=_READ,
    tier=2,
    args="cursor exclude_archived exclude_muted limit team_id types user",
    errors="invalid_cursor invalid_limit invalid_types",
    simplified="Nobody mutes a conversation, so that exclude_muted takes nothing away.",
)
def of_user(call: Call) -> Json:
    """The conversations somebody is in, as far as the app can see them; its own by default."""
    call.args.flag("exclude_muted")
    answer = _listed(call, call.args.text("user") or BOT_USER, "properties")
    for channel in answer["channels"]:
        channel.pop("is_member", None)
    return answer


_MARK = "channels:manage channels:write groups:write im:write mpim:write"


@method(
    "conversations.mark",
    scopes=_MARK,
    tier=3,
    args="channel! ts!",
    errors="channel_not_found invalid_timestamp not_in_channel",
)
def mark(call: Call) -> Json:
    """Set how far the app has read."""
    channel = readable(call, _MARK)
    ts = _ts(call.args.text("ts"), "invalid_timestamp")
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    channel.last_read[BOT_USER] = ts
    call.workspace.changed(channel.id, "read", [BOT_USER])
    return {}
