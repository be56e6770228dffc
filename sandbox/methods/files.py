"""The methods files.*."""

from typing import Any

from sandbox import blockkit
from sandbox.methods import content
from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import access, messages, removal
from sandbox.state import files as file_shapes
from sandbox.state.messages import Draft
from sandbox.state.model import BOT_USER, Channel, StoredFile

CHANNELS_LIMIT = 100
ALT_TEXT_LIMIT = 1000
SNIPPET_LIMIT = 1_000_000


@method(
    "files.getUploadURLExternal",
    json=False,
    scopes="files:write",
    tier=4,
    args="length! filename! snippet_type alt_txt",
    errors="alt_txt_too_large snippet_too_large unknown_snippet_type",
    simplified="Only the more usual snippet types are known.",
)
def get_upload_url(call: Call) -> Json:
    """Where the bytes of a file go."""
    length = call.args.number("length", 0)
    if length < 1:
        raise invalid_arguments("must be more than 0 [json-pointer:/length]")
    alt_text, snippet_type = call.args.text("alt_txt"), call.args.text("snippet_type")
    if len(alt_text) > ALT_TEXT_LIMIT:
        raise Refusal("alt_txt_too_large")
    if snippet_type and snippet_type not in file_shapes.SNIPPET_TYPES:
        raise Refusal("unknown_snippet_type")
    if snippet_type and length > SNIPPET_LIMIT:
        raise Refusal("snippet_too_large")
    stored = call.workspace.new_file(call.args.text("filename"), length, BOT_USER, alt_text)
    stored.snippet_type = snippet_type
    return {"upload_url": f"{call.workspace.url}/upload/{stored.upload_key}", "file_id": stored.id}


@method(
    "files.completeUploadExternal",
    scopes="files:write",
    tier=4,
    args="files! channel_id thread_ts channels initial_comment blocks username icon_url icon_emoji",
    errors="channel_not_found channels_limit_exceeded file_not_found file_update_failed invalid_blocks "
    "invalid_channel not_in_channel posting_to_channel_denied",
    simplified="The message stands there as soon as this answers; in Slack it follows a moment later. A thread_ts "
    "that is no message of the conversation is invalid_arguments, for Slack documents no code.",
)
def complete_upload(call: Call) -> Json:
    """Hand uploaded files in and share them."""
    entries, blocks, named = _entries(call), _blocks(call), _named(call)
    channels = _channels(call)
    thread_ts = _thread(call, channels)
    files = [_uploaded(call, entry) for entry in entries]
    for stored, entry in zip(files, entries, strict=True):
        stored.title = str(entry.get("title") or stored.name)
        stored.complete = True
        _tell_created(call, stored)
    for channel in channels:
        draft = Draft(
            user=BOT_USER,
            by_app=True,
            subtype="file_share",
            text=call.args.text("initial_comment"),
            blocks=blocks,
            thread_ts=thread_ts,
            files=[stored.id for stored in files],
            extra=named,
        )
        messages.share(call.workspace, channel, draft)
    return {"files": [file_shapes.shape(call.workspace, stored) for stored in files]}


def _tell_created(call: Call, stored: StoredFile) -> None:
    event = {
        "type": "file_created",
        "file_id": stored.id,
        "user_id": stored.user,
        "file": {"id": stored.id},
        "event_ts": call.workspace.clock.ts(),
    }
    call.workspace.tell("file_created", event)


def _entries(call: Call) -> list[Json]:
    try:
        entries = call.args.structure("files")
    except ValueError:
        entries = None
    if (
        not isinstance(entries, list)
        or not entries
        or not all(isinstance(entry, dict) and isinstance(entry.get("id"), str) for entry in entries)
        or len({entry["id"] for entry in entries}) < len(entries)
    ):
        raise invalid_arguments("must be an array of files [json-pointer:/files]")
    return entries


def _named(call: Call) -> Json:
    """The name and icon of the message, for which one more scope is needed."""
    if not any(call.args.text(name) for name in ("username", "icon_url", "icon_emoji")):
        return {}
    call.need_scope("chat:write.customize")
    extra: Json = {"username": call.args.text("username")} if call.args.text("username") else {}
    if call.args.text("icon_emoji"):
        return extra | {"icons": {"emoji": call.args.text("icon_emoji")}}
    if call.args.text("icon_url"):
        return extra | {"icons": {"image_48": call.args.text("icon_url")}}
    return extra


def _channels(call: Call) -> list[Channel]:
    """The conversations to share in: one named by `channel_id`, or several, people too, by `channels`."""
    if call.args.text("channel_id"):
        return [_destination(call, call.args.text("channel_id"), "channel_not_found")]
    ids = list(dict.fromkeys(call.args.names("channels")))
    if len(ids) > CHANNELS_LIMIT:
        raise Refusal("channels_limit_exceeded")
    return [_destination(call, id_, "invalid_channel") for id_ in ids]


def _destination(call: Call, id_: str, unknown: str) -> Channel:
    person = call.workspace.people.get(id_)
    if person is not None and unknown == "invalid_channel" and not person.deleted:
        return call.workspace.open_direct([BOT_USER, id_])
    channel = call.workspace.channels.get(id_)
    if channel is None or (channel.is_private and BOT_USER not in channel.members):
        raise Refusal(unknown)
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    if channel.is_archived:
        raise Refusal("posting_to_channel_denied")
    return channel


def _thread(call: Call, channels: list[Channel]) -> str | None:
    """The thread to share in; Slack says: one channel only, and never the ts of a reply."""
    wanted = call.args.text("thread_ts")
    if not wanted:
        return None
    root = channels[0].message(wanted) if len(channels) == 1 else None
    if root is None or root.thread_ts not in (None, wanted):
        raise invalid_arguments("must be the ts of a message in one channel [json-pointer:/thread_ts]")
    return wanted


def _uploaded(call: Call, entry: Json) -> StoredFile:
    stored = call.workspace.files.get(entry["id"])
    if stored is None or stored.user != BOT_USER or stored.deleted or stored.content is None:
        raise Refusal("file_not_found")
    if stored.complete:
        raise Refusal("file_update_failed")
    return stored


def _blocks(call: Call) -> list[Json]:
    """The blocks of the message; Slack ignores them beside an `initial_comment`."""
    if call.args.text("initial_comment"):
        return []
    try:
        blocks: Any = call.args.structure("blocks") or []
        content.check_blocks(blocks, "invalid_blocks")
    except (ValueError, Refusal) as error:
        raise Refusal("invalid_blocks") from error
    return blockkit.complete(blocks)


def _existing(call: Call) -> StoredFile:
    """The file `file` names, as far as the app can see it."""
    stored = call.workspace.files.get(call.args.text("file"))
    if stored is None or not stored.complete or not file_shapes.visible(call.workspace, stored, BOT_USER):
        raise Refusal("file_not_found")
    if stored.deleted:
        raise Refusal("file_deleted")
    return stored


@method(
    "files.info",
    json=False,
    scopes="files:read",
    tier=4,
    args="file! count cursor limit page",
    errors="file_deleted file_not_found",
    simplified="There are no thumbnails, and no comments on files; of a canvas there is only whose it is "
    "and where.",
)
def info(call: Call) -> Json:
    """One file."""
    canvas = call.workspace.canvases.get(call.args.text("file"))
    if canvas is not None and not canvas.deleted and access.level(call.workspace, canvas, BOT_USER):
        return {"file": file_shapes.of_canvas(call.workspace, canvas)}
    return {
        "file": file_shapes.shape(call.workspace, _existing(call)),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


@method(
    "files.delete",
    scopes="files:write",
    tier=3,
    args="file!",
    errors="cant_delete_file file_deleted file_not_found",
)
def delete(call: Call) -> Json:
    """Delete a file of the app's own; a tombstone stays in the messages it was shared in."""
    stored = _existing(call)
    if stored.user != BOT_USER:
        raise Refusal("cant_delete_file")
    removal.delete_file(call.workspace, stored)
    return {}
