"""What Slack adds to blocks it accepts: missing ids and defaults."""

import copy
import itertools
from collections.abc import Iterator
from typing import Any

from sandbox.refusal import Json


def complete(blocks: list[Json]) -> list[Json]:
    """A copy of accepted blocks with every missing `block_id` and `action_id`, and `emoji`/`verbatim` filled in."""
    completed = copy.deepcopy(blocks)
    every = [inner for block in completed for inner in (block, *_children(block))]
    taken = {block["block_id"] for block in every if block.get("block_id")}
    fresh = (name for name in (f"b{n:04d}" for n in itertools.count(1)) if name not in taken)
    for block in every:
        if not block.get("block_id"):
            block["block_id"] = next(fresh)
        for position, element in enumerate(interactive(block)):
            element.setdefault("action_id", f"a{position:02d}")
    for block in completed:
        _fill_texts(block)
    return completed


def _children(block: Json) -> list[Json]:
    """The blocks inside a container or a carousel."""
    inner = {"container": "child_blocks", "carousel": "elements"}.get(block["type"])
    return list(block.get(inner) or []) if inner else []


def interactive(block: Json) -> Iterator[Json]:
    """The interactive elements of one block, in order."""
    held = [block.get("accessory"), block.get("element")]
    if block.get("type") in ("actions", "context_actions"):
        held += block.get("elements") or []
    elif block.get("type") == "card":
        held += block.get("actions") or []
    for element in held:
        if isinstance(element, dict) and element.get("type") != "image":
            yield element


def _fill_texts(node: Any) -> None:
    if isinstance(node, dict):
        if node.get("type") == "plain_text":
            node.setdefault("emoji", True)
        elif node.get("type") == "mrkdwn":
            node.setdefault("verbatim", False)
        for value in node.values():
            _fill_texts(value)
    elif isinstance(node, list):
        for value in node:
            _fill_texts(value)
