"""Deleting files: the bytes go, and a tombstone stays wherever the file was shared."""

import copy

from sandbox.state import messages, shapes
from sandbox.state.model import StoredFile
from sandbox.state.workspace import Workspace


def delete_file(workspace: Workspace, stored: StoredFile) -> None:
    """Delete a file; the app is told of it (file_deleted) and of every message it stood in (message_changed)."""
    places = [
        (channel, message)
        for channel in (workspace.channels[id_] for id_ in stored.shares)
        for ts in stored.shares[channel.id]
        if (message := channel.message(ts)) is not None
    ]
    before = [
        copy.deepcopy(shapes.message(workspace, channel, message, metadata=True))
        for channel, message in places
    ]
    stored.deleted, stored.content = True, None
    for (channel, message), old in zip(places, before, strict=True):
        messages.altered(workspace, channel, message, old)
    event = {
        "type": "file_deleted",
        "file_id": stored.id,
        "channel_ids": list(stored.shares),
        "event_ts": workspace.clock.ts(),
    }
    workspace.tell("file_deleted", event)
    for id_ in stored.shares:
        workspace.changed(id_, "file")
