"""Messages of the app that wait for their time (Slack: chat.scheduleMessage)."""

from sandbox.state import messages
from sandbox.state.messages import Draft
from sandbox.state.model import BOT_USER, Channel
from sandbox.state.pending import ScheduledMessage
from sandbox.state.workspace import Workspace


def due(workspace: Workspace) -> None:
    """Post every scheduled message whose time has come, the earliest first.

    One that cannot be posted any more (the channel was archived, the app is out of it or uninstalled, the thread is
    gone) is dropped without a word. So is one with metadata: Slack documents that as a bug of chat.scheduleMessage.
    """
    now = workspace.clock.now()
    ready = [entry for entry in workspace.scheduled.values() if entry.post_at <= now]
    for entry in sorted(ready, key=lambda entry: entry.post_at):
        del workspace.scheduled[entry.id]
        channel = workspace.channels.get(entry.channel)
        if channel is not None and not entry.metadata and _possible(workspace, channel, entry):
            messages.post(workspace, channel, _draft(channel, entry))


def _possible(workspace: Workspace, channel: Channel, entry: ScheduledMessage) -> bool:
    inside = BOT_USER in channel.members or (
        not channel.is_private and workspace.has_scope("chat:write.public")
    )
    open_ = not channel.is_archived and (channel.kind != "im" or workspace.manifest.messages_tab)
    thread = entry.thread_ts is None or channel.message(entry.thread_ts) is not None
    return workspace.installation.active and workspace.has_scope("chat:write") and inside and open_ and thread


def _draft(channel: Channel, entry: ScheduledMessage) -> Draft:
    root = channel.message(entry.thread_ts) if entry.thread_ts else None
    broadcast = entry.broadcast and root is not None
    return Draft(
        user=BOT_USER,
        by_app=True,
        subtype="thread_broadcast" if broadcast else None,
        text=entry.text,
        blocks=entry.blocks,
        attachments=entry.attachments,
        thread_ts=(root.thread_ts or root.ts) if root else None,
        broadcast=broadcast,
    )
