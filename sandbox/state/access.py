"""Who may do what with a canvas, and where it is."""

from sandbox.state.canvases import LEVELS, Canvas
from sandbox.state.model import TEAM, Channel
from sandbox.state.workspace import Workspace


def level(workspace: Workspace, canvas: Canvas, user: str) -> str | None:
    """What somebody may do with a canvas; None for nothing."""
    if canvas.owner == user:
        return "owner"
    if canvas.is_channel_canvas:
        return "write" if workspace.sees(user, workspace.channels[canvas.channel or ""]) else None
    granted = [given for id_, given in canvas.channels.items() if user in workspace.channels[id_].members]
    granted += [canvas.users[user]] if user in canvas.users else []
    return max(granted, key=LEVELS.index, default=None)


def linked(canvas: Canvas, channel: Channel) -> bool:
    """Whether a message of the conversation carries the link of the canvas."""
    return any(f"/docs/{TEAM}/{canvas.id}" in message.text for message in channel.shared())


def tabbed(workspace: Workspace, channel: Channel) -> list[Canvas]:
    """The canvases that have a tab in a conversation."""
    return [c for c in workspace.canvases.values() if c.channel == channel.id and not c.deleted]
