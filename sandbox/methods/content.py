"""The content of a message, as chat methods and response URLs take it."""

from dataclasses import dataclass
from typing import Any

from sandbox import blockkit
from sandbox.blockkit import limits
from sandbox.methods.args import Args
from sandbox.refusal import Json, Refusal, invalid_arguments

TEXT_LIMIT = 40_000
UPDATE_TEXT_LIMIT = 4_000
ATTACHMENTS_LIMIT = 100


@dataclass(frozen=True)
class Content:
    """Text, blocks, attachments and metadata; None means not given."""

    text: str | None
    blocks: list[Json] | None
    attachments: list[Json] | None
    metadata: Json | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.text or self.blocks or self.attachments)


def read(args: Args, too_long: str = "msg_blocks_too_long") -> Content:
    """Read and check the content of a message; raises Refusal, with `too_long` for blocks of too much text."""
    text = args.text("text") if "text" in args else None
    if args.text("markdown_text") and (text or args.structure("blocks")):
        raise Refusal("markdown_text_conflict")
    if args.text("markdown_text"):
        text = args.text("markdown_text")
    return Content(
        text=text,
        blocks=_blocks(args, too_long),
        attachments=_attachments(args, too_long),
        metadata=_metadata(args),
    )


def _blocks(args: Args, too_long: str) -> list[Json] | None:
    try:
        blocks = args.structure("blocks")
    except ValueError:
        raise Refusal("invalid_blocks_format") from None
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    check_blocks(blocks, too_long)
    return blockkit.complete(blocks)


def check_blocks(blocks: list[Any], too_long: str, at: str = "/blocks") -> None:
    """Refuse blocks a message cannot carry: invalid_blocks, or `too_long` for too much text in all."""
    faults = blockkit.check_blocks(blocks, "message", at)
    if faults:
        messages = [str(fault) for fault in faults]
        raise Refusal(
            "invalid_blocks",
            errors=messages,
            response_metadata={"messages": [f"[ERROR] {message}" for message in messages]},
        )
    if _characters(blocks) > limits.MESSAGE_BLOCK_TEXT:
        raise Refusal(too_long)


def _characters(node: Any) -> int:
    if isinstance(node, dict):
        own = len(node["text"]) if isinstance(node.get("text"), str) else 0
        return own + sum(_characters(value) for value in node.values())
    return sum(_characters(value) for value in node) if isinstance(node, list) else 0


def _attachments(args: Args, too_long: str) -> list[Json] | None:
    try:
        attachments = args.structure("attachments")
    except ValueError:
        raise invalid_arguments("must be an array [json-pointer:/attachments]") from None
    if attachments is None:
        return None
    if not isinstance(attachments, list) or not all(isinstance(entry, dict) for entry in attachments):
        raise invalid_arguments("must be an array [json-pointer:/attachments]")
    if len(attachments) > ATTACHMENTS_LIMIT:
        raise Refusal("too_many_attachments")
    for index, entry in enumerate(attachments):
        check_blocks(entry.get("blocks") or [], too_long, f"/attachments/{index}/blocks")
    return [_attachment(entry, index) for index, entry in enumerate(attachments, start=1)]


def _attachment(entry: Json, index: int) -> Json:
    blocks = {"blocks": blockkit.complete(entry["blocks"])} if entry.get("blocks") else {}
    return (
        {"id": index, "fallback": entry.get("fallback") or entry.get("text") or "[no preview available]"}
        | entry
        | blocks
    )


def _metadata(args: Args) -> Json | None:
    try:
        metadata = args.structure("metadata")
    except ValueError:
        raise Refusal("invalid_metadata_format") from None
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise Refusal("invalid_metadata_format")
    if metadata and not (
        isinstance(metadata.get("event_type"), str)
        and metadata["event_type"]
        and isinstance(metadata.get("event_payload"), dict)
    ):
        raise Refusal("invalid_metadata_schema")
    return metadata
