"""The methods conversations.* and users.conversations that read."""

import re

from sandbox.methods.paging import metadata, page
from sandbox.methods.registry import Call, method, missing_scope
from sandbox.refusal import Json, Refusal
from sandbox.state import shapes
from sandbox.state.model import BOT_USER, Channel, Message
from sandbox.state.workspace import READ_SCOPE

HISTORY_SCOPE = {
    "channel": "channels:history",
    "group": "groups:history",
    "im": "im:history",
    "mpim": "mpim:history",
}
_READ = " ".join(READ_SCOPE.values())
_HISTORY = " ".join(HISTORY_SCOPE.values())
_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_TS = re.compile(r"\d+(\.\d+)?")


@method(
    "conversations.info",
    scopes=_READ,
    tier=3,
    args="channel! include_locale include_num_members",
    errors="channel_not_found",
)
def info(call: Call) -> Json:
    """One conversation."""
    channel = call.channel()
    call.need_scope(READ_SCOPE[channel.kind])
    return {"channel": shapes.channel(call.workspace, channel, members=call.args.flag("include_num_members"))}


def _bounds(call: Call) -> tuple[float, float, bool]:
    found = []
    for name, default, code in (
        ("oldest", "0", "invalid_ts_oldest"),
        ("latest", "9999999999", "invalid_ts_latest"),
    ):
        text = call.args.text(name) or default
        if text == "now":
            text = default
        if not _TS.fullmatch(text):
            raise Refusal(code)
        found.append(float(text))
    return found[0], found[1], call.args.flag("inclusive")


def _within(messages: list[Message], bounds: tuple[float, float, bool]) -> list[Message]:
    oldest, latest, inclusive = bounds
    if inclusive:
        return [m for m in messages if oldest <= float(m.ts) <= latest]
    return [m for m in messages if oldest < float(m.ts) < latest]


def _history_channel(call: Call) -> Channel:
    channel = call.channel()
    call.need_scope(HISTORY_SCOPE[channel.kind])
    return channel


@method(
    "conversations.history",
    scopes=_HISTORY,
    tier=3,
    args="channel! cursor include_all_metadata inclusive latest limit oldest",
    errors="channel_not_found invalid_cursor invalid_ts_latest invalid_ts_oldest not_in_channel",
)
def history(call: Call) -> Json:
    """Messages of a conversation, newest first, without thread replies."""
    bounds = _bounds(call)
    channel = _history_channel(call)
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    messages = [m for m in reversed(channel.shared()) if not m.is_reply]
    found, cursor = page(_within(messages, bounds), call.args, 100, 999)
    with_metadata = call.args.flag("include_all_metadata")
    answer: Json = {
        "messages": [shapes.message(call.workspace, channel, m, metadata=with_metadata) for m in found],
        "has_more": bool(cursor),
        "pin_count": len(channel.pins),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return answer | (metadata(cursor) if cursor else {})


@method(
    "conversations.replies",
    scopes=_HISTORY,
    tier=3,
    args="channel! ts! cursor include_all_metadata inclusive latest limit oldest",
    errors="channel_not_found invalid_cursor invalid_ts_latest invalid_ts_oldest thread_not_found",
)
def replies(call: Call) -> Json:
    """A thread: its root, then the replies, oldest first."""
    bounds = _bounds(call)
    channel = _history_channel(call)
    thread = channel.thread(call.args.text("ts"))
    if not thread:
        raise Refusal("thread_not_found")
    root, rest = thread[:1], _within(thread[1:], bounds)
    found, cursor = page(root + rest, call.args, 1000, 1000)
    with_metadata = call.args.flag("include_all_metadata")
    answer: Json = {
        "messages": [shapes.message(call.workspace, channel, m, metadata=with_metadata) for m in found],
        "has_more": bool(cursor),
    }
    return answer | (metadata(cursor) if cursor else {})


@method(
    "conversations.members",
    scopes=_READ,
    tier=4,
    args="channel! cursor limit",
    errors="channel_not_found invalid_cursor invalid_limit",
)
def members(call: Call) -> Json:
    """Who is in a conversation."""
    channel = call.channel()
    call.need_scope(READ_SCOPE[channel.kind])
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


def _listed(call: Call, channels: list[Channel], *, members: bool) -> Json:
    kinds = _wanted_kinds(call)
    active_only = call.args.flag("exclude_archived")
    wanted = [c for c in channels if c.kind in kinds and not (active_only and c.is_archived)]
    found, cursor = page(wanted, call.args, 100, 999, "invalid_limit")
    return {"channels": [shapes.channel(call.workspace, c, members=members) for c in found]} | metadata(
        cursor
    )


@method(
    "conversations.list",
    scopes=_READ,
    tier=2,
    args="cursor exclude_archived limit team_id types",
    errors="invalid_cursor invalid_limit invalid_types",
)
def list_all(call: Call) -> Json:
    """The conversations the app can see."""
    every = call.workspace.channels.values()
    visible = [c for c in every if not c.is_private or BOT_USER in c.members]
    return _listed(call, visible, members=True)


@method(
    "users.conversations",
    scopes=_READ,
    tier=3,
    args="cursor exclude_archived limit team_id types user",
    errors="invalid_cursor invalid_limit invalid_types",
)
def of_user(call: Call) -> Json:
    """The conversations somebody is in, as far as the app can see them; its own by default."""
    user = call.args.text("user") or BOT_USER
    every = call.workspace.channels.values()
    theirs = [c for c in every if user in c.members and (not c.is_private or BOT_USER in c.members)]
    return _listed(call, theirs, members=False)
