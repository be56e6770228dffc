"""Files as Slack writes them in JSON."""

import mimetypes
from typing import Any

from sandbox.refusal import Json
from sandbox.state.canvases import Canvas
from sandbox.state.model import BOT_USER, TEAM, StoredFile
from sandbox.state.workspace import Workspace

PREVIEW_LINES = 5
PREVIEW_CHARACTERS = 500
# Languages a snippet may be in (Slack: file types).
_LANGUAGES = """
    applescript bash boxnote c cfm clojure coffeescript cpp crystal csharp css csv cypher d dart diff
    dockerfile elixir elm erlang fortran fsharp go graphql groovy handlebars haskell haxe html java
    javascript json jsx julia kotlin latex lisp lua makefile markdown matlab mumps objc ocaml pascal
    perl php pig powershell puppet python r ruby rust sass scala scheme shell smalltalk sql swift text
    toml tsv typescript vb vbscript velocity verilog xml yaml
"""
SNIPPET_TYPES = frozenset(_LANGUAGES.split())
_PRETTY = {"text": "Plain Text", "javascript": "JavaScript", "typescript": "TypeScript", "csharp": "C#"}


def shape(workspace: Workspace, stored: StoredFile) -> Json:
    """A file object (Slack: file object); of a deleted file only that there was one."""
    if stored.deleted:
        return {"id": stored.id, "mode": "tombstone"}
    extension = stored.name.rpartition(".")[2].lower() if "." in stored.name else "text"
    kind = stored.snippet_type or extension
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
        "mimetype": "text/plain"
        if stored.snippet_type
        else mimetypes.guess_type(stored.name)[0] or "text/plain",
        "filetype": kind,
        "pretty_type": _pretty(stored, kind),
        "user": stored.user,
        "user_team": TEAM,
        "editable": bool(stored.snippet_type),
        "size": stored.length,
        "mode": "snippet" if stored.snippet_type else "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": bool(shared["channel"]),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": address,
        "url_private_download": address,
        "permalink": address,
        "permalink_public": f"{workspace.url}/files/{stored.id}",
        "alt_txt": stored.alt_text,
        "comments_count": 0,
        "is_starred": False,
        "shares": _shares(workspace, stored, shared),
        "channels": shared["channel"],
        "groups": shared["group"],
        "ims": [c for c in stored.shares if workspace.channels[c].is_direct],
        "has_rich_preview": False,
        **(_preview(stored) if stored.snippet_type else {}),
    }


def of_canvas(workspace: Workspace, canvas: Canvas) -> Json:
    """A canvas as a file object: Slack keeps canvases as files."""
    return {
        "id": canvas.id,
        "created": canvas.created,
        "timestamp": canvas.updated,
        "name": canvas.title,
        "title": canvas.title,
        "mimetype": "application/vnd.slack-docs",
        "filetype": "quip",
        "user": canvas.owner,
        "mode": "quip",
        "permalink": f"{workspace.url}/docs/{TEAM}/{canvas.id}",
        "channels": [canvas.channel] if canvas.channel else [],
    }


def _pretty(stored: StoredFile, kind: str) -> str:
    return _PRETTY.get(kind, kind.capitalize()) if stored.snippet_type else kind.upper()


def _preview(stored: StoredFile) -> Json:
    lines = (stored.content or b"").decode(errors="replace").splitlines()
    shown = "\n".join(lines[:PREVIEW_LINES])[:PREVIEW_CHARACTERS]
    return {
        "preview": shown,
        "lines": len(lines),
        "lines_more": max(0, len(lines) - PREVIEW_LINES),
        "preview_is_truncated": shown != "\n".join(lines),
    }


def _shares(workspace: Workspace, stored: StoredFile, shared: dict[str, list[str]]) -> Json:
    def entries(ids: list[str]) -> dict[str, list[dict[str, Any]]]:
        return {id_: [_share(workspace, id_, ts) for ts in stored.shares[id_]] for id_ in ids}

    sides = {"public": entries(shared["channel"]), "private": entries(shared["group"])}
    return {side: found for side, found in sides.items() if found}


def _share(workspace: Workspace, channel_id: str, ts: str) -> Json:
    channel = workspace.channels[channel_id]
    message = channel.message(ts)
    thread = message.thread_ts if message is not None else None
    replies = channel.messages.replies(ts)
    users = list(dict.fromkeys(reply.user for reply in replies))
    found: Json = {
        "reply_users": users,
        "reply_users_count": len(users),
        "reply_count": len(replies),
        "ts": ts,
        "channel_name": channel.name,
        "team_id": TEAM,
    }
    if thread:
        found["thread_ts"] = thread
    if replies:
        found["latest_reply"] = replies[-1].ts
    return found


def visible(workspace: Workspace, stored: StoredFile, user: str) -> bool:
    """Whether somebody may see a file: one's own, one shared where they can look, and for the app what it was given."""
    if user == BOT_USER and stored.given:
        return True
    return stored.user == user or any(workspace.sees(user, workspace.channels[id_]) for id_ in stored.shares)
