"""Where blocks may stand, and what holds for all blocks of a message or view together."""

from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.blockkit import limits
from sandbox.blockkit.blocks import BLOCKS
from sandbox.blockkit.schema import Constraint, Fault, by_type, listed, objects, record, unsupported
from sandbox.blockkit.tables import characters

# Slack's Block Kit reference names the surfaces of each block (as slackblocks 3.0.0 has copied them out). An `alert`
# stands in modals only, say node-slack-sdk and java-slack-sdk; Slack's own Block Kit patterns have one in a message. Of
# `auth_provider` and `call` no surface is named: the first may stand anywhere, the second in messages.
_ONLY_IN_MESSAGES = frozenset({"call", "context_actions", "file", "markdown", "plan", "task_card"})
_NOT_IN_MODALS = frozenset({"carousel", "container", "data_table", "data_visualization", "table"})
_NOT_IN_HOMES = frozenset({"alert"})
SURFACES = {
    "message": frozenset(BLOCKS),
    "modal": frozenset(BLOCKS) - _ONLY_IN_MESSAGES - _NOT_IN_MODALS,
    "home": frozenset(BLOCKS) - _ONLY_IN_MESSAGES - _NOT_IN_HOMES,
}
_MOST = {"message": limits.MESSAGE_BLOCKS, "modal": limits.VIEW_BLOCKS, "home": limits.VIEW_BLOCKS}
_CHECKS = {surface: listed(by_type(BLOCKS, SURFACES[surface]), most) for surface, most in _MOST.items()}

Placed = tuple[dict[str, Any], str]


def check_blocks(blocks: Any, surface: str, at: str = "/blocks") -> list[Fault]:
    """Everything wrong with these blocks on a surface: "message", "modal" or "home"; `at` is where they stand."""
    own = list(_alone(blocks, surface, at))
    return own + list(_together(_placed(blocks, at), surface))


def check_message(message: Any, at: str = "") -> list[Fault]:
    """Everything wrong with the blocks of a message, `{"blocks": …, "attachments": [{"blocks": …}]}`.

    What a message may have once, or so much of, is counted over its attachments too. `text` is refused, as
    blocks.validate does (java-slack-sdk and node-slack-sdk tried it).
    """

    def blocks(value: Any, place: str) -> Iterator[Fault]:
        yield from _alone(value, "message", place)

    attached = listed(record({"blocks": blocks}, closed=False), limits.MESSAGE_ATTACHMENTS)
    faults = list(record({"blocks": blocks, "attachments": attached})(message, at))
    placed = list(objects(message, "blocks", at=at))
    for attachment, place in objects(message, "attachments", at=at):
        placed += objects(attachment, "blocks", at=place)
    return faults + list(_together(placed, "message"))


def _placed(blocks: Any, at: str) -> list[Placed]:
    entries = enumerate(blocks if isinstance(blocks, list) else ())
    return [(block, f"{at}/{index}") for index, block in entries if isinstance(block, dict)]


def _alone(blocks: Any, surface: str, at: str) -> Iterator[Fault]:
    """What is wrong with one list of blocks: each block, and ids that stand twice."""
    yield from _CHECKS[surface](blocks, at)
    placed = list(_with_children(_placed(blocks, at)))
    yield from _repeated(placed, "block_id")
    for block, place in placed:
        yield from _repeated(_elements(block, place), "action_id")


def _together(placed: list[Placed], surface: str) -> Iterator[Fault]:
    """What is wrong with the blocks of one message or view when they are counted."""
    every = list(_with_children(placed))
    if surface != "modal":
        yield from _file_inputs(every)
    if surface == "message":
        yield from _sum_above(every, "markdown", limits.MARKDOWN, "characters of markdown")
        yield from _more_than(every, "table", limits.TABLES, "table")
        yield from _more_than(every, "data_visualization", limits.CHARTS, "data visualizations")
    else:
        yield from _focused(every)
    yield from _sum_above(every, "table", limits.TABLE_TEXT, "characters in tables")
    yield from _sum_above(every, "data_table", limits.DATA_TABLE_TEXT, "characters in data tables")


def _with_children(placed: Iterable[Placed]) -> Iterator[Placed]:
    for block, at in placed:
        yield block, at
        for name in ("child_blocks", "tasks"):
            yield from objects(block, name, at=at)
        if block.get("type") == "carousel":
            yield from objects(block, "elements", at=at)


def _elements(block: dict[str, Any], at: str) -> Iterator[Placed]:
    yield from objects(block, "elements", "actions", at=at)
    for name in ("accessory", "element"):
        if isinstance(block.get(name), dict):
            yield block[name], f"{at}/{name}"


def _repeated(placed: Iterable[Placed], name: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for each, at in placed:
        id_ = each.get(name)
        if not isinstance(id_, str) or not id_:
            continue
        if id_ in seen:
            yield Fault(f"`{name}` must be unique", f"{at}/{name}")
        seen.add(id_)


def _file_inputs(placed: list[Placed]) -> Iterator[Fault]:
    for block, at in placed:
        element = block.get("element")
        if isinstance(element, dict) and element.get("type") == "file_input":
            yield unsupported("file_input", f"{at}/element/type")


def _focused(placed: list[Placed]) -> Iterator[Fault]:
    elements = (entry for block, at in placed for entry in _elements(block, at))
    focused = [at for element, at in elements if element.get("focus_on_load") is True]
    for at in focused[1:]:
        yield Fault("only one element can have `focus_on_load`", f"{at}/focus_on_load")


def _more_than(placed: list[Placed], kind: str, most: int, name: str) -> Iterator[Fault]:
    for _, at in [each for each in placed if each[0].get("type") == kind][most:]:
        yield Fault(f"no more than {most} {name} allowed", at, Constraint("max_items", most))


def _sum_above(placed: list[Placed], kind: str, most: int, name: str) -> Iterator[Fault]:
    """The block with which all of this kind together come to have too much text, and those after it."""
    total = 0
    for block, at in placed:
        if block.get("type") != kind:
            continue
        total += _length(block)
        if total > most:
            yield Fault(f"no more than {most} {name} allowed in all", at, Constraint("max_length", most))


def _length(block: dict[str, Any]) -> int:
    if block["type"] == "markdown":
        return len(block["text"]) if isinstance(block.get("text"), str) else 0
    return characters(block)
