"""Where a message of the app goes, and whether it may."""

from sandbox.methods.registry import Call
from sandbox.refusal import Refusal
from sandbox.state.model import BOT_USER, Channel
from sandbox.state.workspace import Workspace


def named(call: Call) -> Channel:
    """The conversation a message goes to: an id, a name with or without #, or a person (their direct message)."""
    workspace, wanted = call.workspace, call.args.text("channel")
    if wanted in workspace.people:
        return _direct_message(workspace, wanted)
    channel = workspace.channels.get(wanted) or workspace.channel_named(wanted.removeprefix("#"))
    if channel is None or (channel.is_private and BOT_USER not in channel.members):
        raise Refusal("channel_not_found")
    return channel


def _direct_message(workspace: Workspace, user: str) -> Channel:
    person = workspace.people[user]
    if person.deleted or person.is_bot:
        raise Refusal("channel_not_found")
    if not workspace.manifest.messages_tab:
        raise Refusal("messages_tab_disabled")
    return workspace.open_direct([BOT_USER, user])


def check(call: Call, channel: Channel, *, tab: bool = True) -> None:
    """Refuse a conversation the app may not post to; `tab` is whether the app's messages tab is looked at."""
    if channel.is_archived:
        raise Refusal("is_archived")
    if tab and channel.kind == "im" and not call.workspace.manifest.messages_tab:
        raise Refusal("messages_tab_disabled")
    if BOT_USER not in channel.members and not call.workspace.has_scope("chat:write.public"):
        raise Refusal("not_in_channel")


def thread(call: Call, channel: Channel, missing: Refusal | None = None) -> str | None:
    """The root of the thread `thread_ts` names, None when it names none; `missing` is the refusal of an unknown one."""
    wanted = call.args.text("thread_ts")
    if not wanted:
        return None
    root = channel.message(wanted)
    if root is None:
        raise missing or Refusal("cannot_reply_to_message")
    return root.thread_ts or root.ts
