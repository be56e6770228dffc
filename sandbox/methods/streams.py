"""The methods of chat.* for messages whose text comes piece by piece."""

from typing import Any

from sandbox import blockkit
from sandbox.blockkit import limits
from sandbox.blockkit.schema import (
    Required,
    anything,
    boolean,
    by_type,
    listed,
    one_of,
    record,
    string,
)
from sandbox.methods import content, destinations, metadata
from sandbox.methods.chat import customised
from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal, faulty, invalid_arguments
from sandbox.state import messages, shapes
from sandbox.state.log import Message
from sandbox.state.messages import Draft
from sandbox.state.model import BOT_USER, TEAM, Channel
from sandbox.state.pending import Stream, key
from sandbox.state.values import rich_text

MODES = ("timeline", "plan")
DETAIL = 256
_CHUNKS = listed(
    by_type(
        {
            "markdown_text": record({"type": anything, "text": Required(string(limits.MARKDOWN))}),
            "plan_update": record({"type": anything, "title": Required(string())}),
            "task_update": record(
                {
                    "type": anything,
                    "id": Required(string(limits.ID, 1)),
                    "title": Required(string()),
                    "status": Required(one_of("pending", "in_progress", "complete", "error")),
                    "details": string(DETAIL),
                    "output": string(DETAIL),
                    "sources": listed(
                        record(
                            {
                                "type": Required(one_of("url")),
                                "url": Required(string(limits.URL, 1)),
                                "text": Required(string(least=1)),
                            }
                        )
                    ),
                    "hide_title": boolean,
                    "icon": anything,
                }
            ),
            "blocks": record({"type": anything, "blocks": Required(listed(anything))}),
        }
    )
)
_BAD_CONTENT = "invalid_chunks invalid_blocks msg_blocks_too_long msg_blocks_too_many"
_BAD_PLACE = "channel_not_found channel_type_not_supported is_archived messages_tab_disabled not_in_channel"
_BAD_MESSAGE = "message_not_found message_not_owned_by_app message_not_in_streaming_state"
_SIMPLIFIED = (
    "Group direct messages stand for the conversations that channel_type_not_supported means. Every piece goes to the "
    "app as message_changed."
)


def _pieces(call: Call) -> list[Json]:
    """What `markdown_text` and `chunks` bring, as chunks; raises Refusal."""
    markdown = call.args.text("markdown_text")
    if len(markdown) > limits.MARKDOWN:
        raise Refusal("msg_blocks_too_long")
    try:
        chunks: Any = call.args.structure("chunks") or []
    except ValueError:
        raise Refusal("invalid_chunks") from None
    faults = [str(fault) for fault in _CHUNKS(chunks, "/chunks")]
    if faults:
        raise faulty("invalid_chunks", faults)
    for index, chunk in enumerate(chunks):
        if chunk["type"] == "blocks":
            _check_blocks(chunk["blocks"], f"/chunks/{index}/blocks")
    return [*([{"type": "markdown_text", "text": markdown}] if markdown else []), *chunks]


def _check_blocks(blocks: list[Any], at: str) -> None:
    if len(blocks) > limits.MESSAGE_BLOCKS:
        raise Refusal("msg_blocks_too_many")
    content.check_blocks(blocks, "msg_blocks_too_long", at)


def _channel(call: Call) -> Channel:
    channel = call.channel()
    if channel.kind == "mpim":
        raise Refusal("channel_type_not_supported")
    destinations.check(call, channel)
    return channel


def _streaming(call: Call) -> tuple[Channel, Message, Stream]:
    channel = _channel(call)
    message = channel.message(call.args.text("ts"))
    if message is None:
        raise Refusal("message_not_found")
    if not message.by_app:
        raise Refusal("message_not_owned_by_app")
    stream = call.workspace.streams.get(key(channel.id, message.ts))
    if stream is None:
        raise Refusal("message_not_in_streaming_state")
    return channel, message, stream


def _grow(stream: Stream, pieces: list[Json]) -> Json:
    """Put chunks to a stream; returns the warning about text that was cut."""
    blocks = sum(part["type"] not in ("markdown", "task_card") for part in stream.parts)
    coming = sum(len(piece["blocks"]) for piece in pieces if piece["type"] == "blocks")
    if blocks + coming > limits.MESSAGE_BLOCKS:
        raise Refusal("msg_blocks_too_many")
    cut = False
    for piece in pieces:
        if piece["type"] == "markdown_text":
            cut |= _say(stream, piece["text"])
        elif piece["type"] == "task_update":
            _task(stream, piece)
        elif piece["type"] == "plan_update":
            stream.title = piece["title"]
        else:
            stream.parts.extend(piece["blocks"])
    return content.TRUNCATED if cut else {}


def _say(stream: Stream, text: str) -> bool:
    """Put text to the end of a stream; returns whether some of it was cut."""
    kept = text[: max(0, content.TEXT_LIMIT - len(_text(stream)))]
    if stream.parts and stream.parts[-1]["type"] == "markdown":
        stream.parts[-1]["text"] += kept
    elif kept:
        stream.parts.append({"type": "markdown", "text": kept})
    return len(kept) < len(text)


def _task(stream: Stream, piece: Json) -> None:
    card = {"type": "task_card", "task_id": piece["id"], "title": piece["title"], "status": piece["status"]}
    card |= {name: rich_text(piece[name]) for name in ("details", "output") if piece.get(name)}
    card |= {name: piece[name] for name in ("sources", "hide_title", "icon") if piece.get(name)}
    known = next((part for part in stream.parts if part.get("task_id") == piece["id"]), None)
    if known is None:
        stream.parts.append(card)
    else:
        known |= card


def _text(stream: Stream) -> str:
    return "".join(part["text"] for part in stream.parts if part["type"] == "markdown")


def _blocks(stream: Stream) -> list[Json]:
    """The blocks of the message; with `plan` all tasks stand together where the first one stood."""
    tasks = [part for part in stream.parts if part["type"] == "task_card"]
    if stream.mode != "plan" or not tasks:
        return blockkit.complete(stream.parts)
    plan = {"type": "plan", "title": stream.title, "tasks": tasks}
    return blockkit.complete(
        [plan if part is tasks[0] else part for part in stream.parts if part is tasks[0] or part not in tasks]
    )


def _recipient(call: Call, channel: Channel) -> None:
    """Outside of a direct message Slack asks whom the text is for."""
    if channel.kind == "im":
        return
    for name in ("recipient_team_id", "recipient_user_id"):
        if not call.args.text(name):
            raise Refusal(f"missing_{name}")
    person = call.workspace.people.get(call.args.text("recipient_user_id"))
    if person is None or person.deleted or call.args.text("recipient_team_id") != TEAM:
        raise Refusal("user_not_found")


@method(
    "chat.startStream",
    scopes="chat:write",
    tier=2,
    args="channel! chunks markdown_text thread_ts recipient_user_id recipient_team_id task_display_mode icon_emoji "
    "icon_url username",
    errors=f"missing_recipient_team_id missing_recipient_user_id user_not_found {_BAD_PLACE} {_BAD_CONTENT}",
    simplified=f"{_SIMPLIFIED} An unknown thread_ts, or none in a direct message, is invalid_arguments.",
)
def start(call: Call) -> Json:
    """Post a message whose text is still to come."""
    mode = call.args.text("task_display_mode") or "timeline"
    if mode not in MODES:
        raise invalid_arguments(
            "must be a valid enum value: timeline, plan [json-pointer:/task_display_mode]"
        )
    pieces = _pieces(call)
    channel = _channel(call)
    if channel.kind == "im" and not call.args.text("thread_ts"):
        raise invalid_arguments("missing required field: thread_ts")
    unknown = invalid_arguments("no such message [json-pointer:/thread_ts]")
    thread = destinations.thread(call, channel, unknown)
    _recipient(call, channel)
    stream = Stream(channel=channel.id, ts="", mode=mode)
    warning = _grow(stream, pieces)
    extra = customised(call)
    draft = Draft(
        user=BOT_USER,
        by_app=True,
        subtype="bot_message" if extra else None,
        text=_text(stream),
        blocks=_blocks(stream),
        thread_ts=thread,
        extra=extra,
    )
    message = messages.post(call.workspace, channel, draft)
    stream.ts = message.ts
    call.workspace.streams[key(channel.id, message.ts)] = stream
    return {"channel": channel.id, "ts": message.ts, **warning}


@method(
    "chat.appendStream",
    scopes="chat:write",
    tier=4,
    # Not required: Slack's own clients send `chunks` alone, and no_text is the code for neither.
    args="channel! ts! markdown_text chunks",
    errors=f"no_text {_BAD_MESSAGE} {_BAD_PLACE} {_BAD_CONTENT}",
    simplified=_SIMPLIFIED,
)
def append(call: Call) -> Json:
    """Put more to the end of a message that is streaming."""
    pieces = _pieces(call)
    if not pieces:
        raise Refusal("no_text")
    channel, message, stream = _streaming(call)
    warning = _grow(stream, pieces)
    messages.revise(call.workspace, channel, message, text=_text(stream), blocks=_blocks(stream))
    return {"channel": channel.id, "ts": message.ts, **warning}


@method(
    "chat.stopStream",
    scopes="chat:write",
    tier=2,
    args="channel! ts! markdown_text chunks blocks metadata",
    errors=f"no_text invalid_metadata_format invalid_metadata_schema metadata_too_large {_BAD_MESSAGE} {_BAD_PLACE} "
    f"{_BAD_CONTENT}",
    simplified=_SIMPLIFIED,
)
def stop(call: Call) -> Json:
    """Put the last to a message that is streaming; nothing comes after it."""
    pieces = _pieces(call)
    try:
        below = call.args.structure("blocks") or []
    except ValueError:
        raise Refusal("invalid_blocks") from None
    if not isinstance(below, list):
        raise Refusal("invalid_blocks")
    _check_blocks(below, "/blocks")
    given = metadata.read(call.args)
    channel, message, stream = _streaming(call)
    warning = _grow(stream, pieces)
    stream.parts.extend(below)
    if not stream.parts:
        raise Refusal("no_text")
    del call.workspace.streams[key(channel.id, message.ts)]
    changes: Json = {"text": _text(stream), "blocks": _blocks(stream), "metadata": given or None}
    messages.revise(call.workspace, channel, message, **changes)
    shape = shapes.message(call.workspace, channel, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shape, **warning}
