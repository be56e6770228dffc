"""The methods files.*."""

from typing import Any

from sandbox.methods import content
from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import files as file_shapes
from sandbox.state import messages
from sandbox.state.messages import Draft
from sandbox.state.model import BOT_USER, Channel, StoredFile

CHANNELS_LIMIT = 100
ALT_TEXT_LIMIT = 1000


@method(
    "files.getUploadURLExternal",
    scopes="files:write",
    tier=4,
    args="length! filename! snippet_type alt_txt",
    errors="alt_txt_too_large",
)
def get_upload_url(call: Call) -> Json:
    """Where the bytes of a file go."""
    length = call.args.number("length", 0)
    if length < 1:
        raise invalid_arguments("must be more than 0 [json-pointer:/length]")
    alt_text = call.args.text("alt_txt")
    if len(alt_text) > ALT_TEXT_LIMIT:
        raise Refusal("alt_txt_too_large")
    stored = call.workspace.new_file(call.args.text("filename"), length, BOT_USER, alt_text)
    return {"upload_url": f"{call.workspace.url}/upload/{stored.upload_key}", "file_id": stored.id}


@method(
    "files.completeUploadExternal",
    scopes="files:write",
    tier=4,
    args="files! channel_id thread_ts channels initial_comment blocks username icon_url icon_emoji",
    errors="channel_not_found channels_limit_exceeded file_not_found file_update_failed invalid_blocks "
    "invalid_channel not_in_channel posting_to_channel_denied",
)
def complete_upload(call: Call) -> Json:
    """Hand uploaded files in and share them."""
    entries = _entries(call)
    channels = [_destination(call, id_) for id_ in _channel_ids(call)]
    files = [_uploaded(call, entry) for entry in entries]
    for stored, entry in zip(files, entries, strict=True):
        stored.title = str(entry.get("title") or stored.name)
        stored.complete = True
    for channel in channels:
        messages.share(call.workspace, channel, _draft(call, channel, files))
    return {"files": [file_shapes.shape(call.workspace, stored) for stored in files]}


def _entries(call: Call) -> list[Json]:
    try:
        entries = call.args.structure("files")
    except ValueError:
        entries = None
    if (
        not isinstance(entries, list)
        or not entries
        or not all(isinstance(e, dict) and "id" in e for e in entries)
    ):
        raise invalid_arguments("must be an array of files [json-pointer:/files]")
    return entries


def _channel_ids(call: Call) -> list[str]:
    ids = [call.args.text("channel_id")] if call.args.text("channel_id") else call.args.names("channels")
    if len(ids) > CHANNELS_LIMIT:
        raise Refusal("channels_limit_exceeded")
    return ids


def _destination(call: Call, id_: str) -> Channel:
    channel = call.workspace.channels.get(id_)
    if channel is None or (channel.is_private and BOT_USER not in channel.members):
        raise Refusal("channel_not_found")
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    if channel.is_archived:
        raise Refusal("posting_to_channel_denied")
    return channel


def _uploaded(call: Call, entry: Json) -> StoredFile:
    stored = call.workspace.files.get(str(entry["id"]))
    if stored is None or stored.content is None:
        raise Refusal("file_not_found")
    if stored.complete:
        raise Refusal("file_update_failed")
    return stored


def _draft(call: Call, channel: Channel, files: list[StoredFile]) -> Draft:
    return Draft(
        user=BOT_USER,
        by_app=True,
        subtype="file_share",
        text=call.args.text("initial_comment"),
        blocks=_blocks(call),
        thread_ts=call.args.text("thread_ts") or None,
        files=[stored.id for stored in files],
    )


def _blocks(call: Call) -> list[Json]:
    try:
        blocks: Any = call.args.structure("blocks") or []
        content.check_blocks(blocks, "invalid_blocks")
    except (ValueError, Refusal) as error:
        raise Refusal("invalid_blocks") from error
    return list(blocks)


@method(
    "files.info",
    scopes="files:read",
    tier=4,
    args="file! count cursor limit page",
    errors="file_not_found",
)
def info(call: Call) -> Json:
    """One file."""
    stored = call.workspace.files.get(call.args.text("file"))
    if stored is None or not stored.complete:
        raise Refusal("file_not_found")
    return {
        "file": file_shapes.shape(call.workspace, stored),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }
