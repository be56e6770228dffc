"""Files as Slack writes them in JSON."""

import mimetypes
from typing import Any

from sandbox.refusal import Json
from sandbox.state.model import TEAM, StoredFile
from sandbox.state.workspace import Workspace


def shape(workspace: Workspace, stored: StoredFile) -> Json:
    """A file object (Slack: file object)."""
    extension = stored.name.rpartition(".")[2].lower() if "." in stored.name else "text"
    address = f"{workspace.url}/files/{stored.id}/{stored.name}"
    shared = {
        kind: [c for c in stored.shares if workspace.channels[c].kind == kind]
        for kind in ("channel", "group")
    }
    return {
        "id": stored.id,
        "created": stored.created,
        "timestamp": stored.created,
        "name": stored.name,
        "title": stored.title,
        "mimetype": mimetypes.guess_type(stored.name)[0] or "text/plain",
        "filetype": extension,
        "pretty_type": extension.upper(),
        "user": stored.user,
        "user_team": TEAM,
        "editable": False,
        "size": stored.length,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": bool(shared["channel"]),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": address,
        "url_private_download": address,
        "permalink": address,
        "alt_txt": stored.alt_text,
        "comments_count": 0,
        "is_starred": False,
        "shares": _shares(workspace, stored, shared),
        "channels": shared["channel"],
        "groups": shared["group"],
        "ims": [c for c in stored.shares if workspace.channels[c].is_direct],
        "has_rich_preview": False,
    }


def _shares(workspace: Workspace, stored: StoredFile, shared: dict[str, list[str]]) -> Json:
    def entries(ids: list[str]) -> dict[str, list[dict[str, Any]]]:
        return {
            id_: [
                {"ts": ts, "channel_name": workspace.channels[id_].name, "team_id": TEAM}
                for ts in stored.shares[id_]
            ]
            for id_ in ids
        }

    sides = {"public": entries(shared["channel"]), "private": entries(shared["group"])}
    return {side: found for side, found in sides.items() if found}
