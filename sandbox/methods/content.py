"""The content of a message, as chat methods and response URLs take it."""

from dataclasses import dataclass
from typing import Any

from sandbox import blockkit
from sandbox.blockkit import limits
from sandbox.methods import metadata
from sandbox.methods.args import Args
from sandbox.refusal import Json, Refusal, faulty, invalid_arguments

TEXT_LIMIT = 40_000
UPDATE_TEXT_LIMIT = 4_000
ATTACHMENTS_LIMIT = 100
# These have limits of their own.
_TABLES = ("table", "data_table")


@dataclass(frozen=True)
class Content:
    """Text, blocks, attachments and metadata; None means not given. Markdown is text, and stands in a block too."""

    text: str | None
    blocks: list[Json] | None
    attachments: list[Json] | None
    metadata: Json | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show; blank text is nothing."""
        return not ((self.text or "").strip() or self.blocks or self.attachments)

    @property
    def shown(self) -> str:
        """The text as it is kept: at most 40,000 characters."""
        return (self.text or "")[:TEXT_LIMIT]

    @property
    def warnings(self) -> Json:
        """What the answer says of text that was cut."""
        return TRUNCATED if len(self.text or "") > TEXT_LIMIT else {}


TRUNCATED: Json = {
    "warning": "message_truncated",
    "response_metadata": {"warnings": ["message_truncated"]},
}


def read(
    args: Args, too_long: str = "msg_blocks_too_long", bad_attachments: str = "invalid_blocks"
) -> Content:
    """Read and check the content of a message; raises Refusal.

    `too_long` is the code for blocks or Markdown of too much text, `bad_attachments` the one for attachments with
    blocks that are not valid.
    """
    text = args.text("text") if "text" in args else None
    markdown = args.text("markdown_text")
    if markdown and (text or args.plain().get("blocks") not in (None, "", "[]", [])):
        raise Refusal("markdown_text_conflict")
    if len(markdown) > limits.MARKDOWN:
        raise Refusal(too_long)
    blocks = _blocks(args, too_long)
    attachments = read_attachments(args, "attachments", too_long, bad_attachments)
    if markdown:
        text, blocks = markdown, blockkit.complete([{"type": "markdown", "text": markdown}])
    _check_together(blocks, attachments)
    return Content(text, blocks, attachments, metadata.read(args))


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


def check_blocks(blocks: list[Any], too_long: str, at: str = "/blocks", code: str = "invalid_blocks") -> None:
    """Refuse blocks a message cannot carry: `code`, or `too_long` for too much text in all."""
    faults = blockkit.check_blocks(blocks, "message", at)
    if faults:
        raise faulty(code, [str(fault) for fault in faults])
    if _characters([block for block in blocks if block["type"] not in _TABLES]) > limits.MESSAGE_BLOCK_TEXT:
        raise Refusal(too_long)


def _check_together(blocks: list[Json] | None, attachments: list[Json] | None) -> None:
    """Refuse what each list may hold by itself, and both together may not."""
    message = {
        "blocks": blocks or [],
        "attachments": [{"blocks": a.get("blocks") or []} for a in attachments or []],
    }
    faults = blockkit.check_message(message, "") if blocks and attachments else []
    if faults:
        raise faulty("invalid_blocks", [str(fault) for fault in faults])


def _characters(node: Any) -> int:
    if isinstance(node, dict):
        own = len(node["text"]) if isinstance(node.get("text"), str) else 0
        return own + sum(_characters(value) for value in node.values())
    return sum(_characters(value) for value in node) if isinstance(node, list) else 0


def read_attachments(args: Args, name: str, too_long: str, code: str) -> list[Json] | None:
    """The attachments an argument gives, None when it is not given; raises Refusal, with `code` for bad blocks."""
    try:
        attachments = args.structure(name)
    except ValueError:
        raise invalid_arguments(f"must be an array [json-pointer:/{name}]") from None
    if attachments is None:
        return None
    if not isinstance(attachments, list) or not all(isinstance(entry, dict) for entry in attachments):
        raise invalid_arguments(f"must be an array [json-pointer:/{name}]")
    if len(attachments) > ATTACHMENTS_LIMIT:
        raise Refusal("too_many_attachments")
    for index, entry in enumerate(attachments):
        check_blocks(entry.get("blocks") or [], too_long, f"/{name}/{index}/blocks", code)
    return [attachment(entry, index) for index, entry in enumerate(attachments, start=1)]


def attachment(entry: Json, index: int) -> Json:
    """An attachment as a message keeps it: with its number, a fallback text, and its blocks completed."""
    blocks = {"blocks": blockkit.complete(entry["blocks"])} if entry.get("blocks") else {}
    return (
        {"id": index, "fallback": entry.get("fallback") or entry.get("text") or "[no preview available]"}
        | entry
        | blocks
    )
