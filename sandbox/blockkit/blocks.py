"""The blocks of messages, modals and home tabs (Slack: blocks)."""

from collections.abc import Iterator
from typing import Any

from sandbox.blockkit import limits
from sandbox.blockkit.elements import ELEMENTS, IMAGE, SLACK_FILE, either, plain
from sandbox.blockkit.schema import (
    Check,
    Fault,
    Fields,
    Required,
    any_of,
    anything,
    boolean,
    both,
    by_type,
    exactly_one,
    integer,
    listed,
    one_of,
    record,
    string,
)

_SELECTS = frozenset(name for name in ELEMENTS if name.endswith("_select"))
_PICKERS = frozenset({"datepicker", "timepicker", "datetimepicker"})
_CHOICES = frozenset({"checkboxes", "radio_buttons"})
_TYPED = frozenset(
    {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"}
)
IN_SECTION = (
    _SELECTS | _CHOICES | frozenset({"button", "overflow", "datepicker", "timepicker", "workflow_button"})
)
IN_ACTIONS = (
    frozenset(name for name in _SELECTS if not name.startswith("multi_"))
    | _PICKERS
    | _CHOICES
    | frozenset({"button", "overflow", "workflow_button"})
)
IN_INPUT = _SELECTS | _PICKERS | _CHOICES | _TYPED | frozenset({"file_input"})


def _block(fields: Fields) -> Check:
    own: Fields = {"type": anything, "block_id": string(limits.ID)}
    return record(own | fields)


def _loosely(value: Any, at: str) -> Iterator[Fault]:
    """Blocks whose inside the sandbox does not check, apart from their id."""
    yield from string(limits.ID)(value.get("block_id", ""), f"{at}/block_id")


_SECTION = both(
    _block(
        {
            "text": either(limits.TEXT),
            "fields": listed(either(limits.SECTION_FIELD), limits.SECTION_FIELDS, 1),
            "accessory": by_type(ELEMENTS | {"image": IMAGE}, IN_SECTION | {"image"}),
            "expand": boolean,
        }
    ),
    any_of("text", "fields"),
)
_TEXT_OR_IMAGE = by_type({"plain_text": either(limits.TEXT), "mrkdwn": either(limits.TEXT), "image": IMAGE})
_RICH_TEXT = by_type(
    dict.fromkeys(
        ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"), anything
    )
)
BLOCKS: dict[str, Check] = {
    "actions": _block(
        {"elements": Required(listed(by_type(ELEMENTS, IN_ACTIONS), limits.ACTIONS_ELEMENTS, 1))}
    ),
    "context": _block({"elements": Required(listed(_TEXT_OR_IMAGE, limits.CONTEXT_ELEMENTS, 1))}),
    "divider": _block({}),
    "file": _block({"external_id": Required(string()), "source": Required(one_of("remote"))}),
    "header": _block({"text": Required(plain(limits.HEADER)), "level": integer(1, 4)}),
    "image": both(
        _block(
            {
                "image_url": string(limits.URL, 1),
                "slack_file": SLACK_FILE,
                "alt_text": Required(string(limits.ALT_TEXT)),
                "title": plain(limits.LABEL),
                "image_width": integer(),
                "image_height": integer(),
                "image_bytes": integer(),
                "is_animated": boolean,
                "fallback": string(),
            }
        ),
        exactly_one("image_url", "slack_file"),
    ),
    "input": _block(
        {
            "label": Required(plain(limits.LABEL)),
            "element": Required(by_type(ELEMENTS, IN_INPUT)),
            "hint": plain(limits.LABEL),
            "optional": boolean,
            "dispatch_action": boolean,
        }
    ),
    "markdown": _block({"text": Required(string(limits.MARKDOWN, 1))}),
    "rich_text": _block({"elements": Required(listed(_RICH_TEXT))}),
    "section": _SECTION,
    "video": _block(
        {
            "alt_text": Required(string(200, 1)),
            "title": Required(plain(200)),
            "thumbnail_url": Required(string(limits.URL, 1)),
            "video_url": Required(string(limits.URL, 1)),
            "author_name": string(50),
            "description": plain(200),
            "provider_icon_url": string(),
            "provider_name": string(50),
            "title_url": string(),
        }
    ),
}
_LOOSE_ANYWHERE = ("alert",)
_LOOSE_IN_MESSAGES = (
    "call",
    "card",
    "carousel",
    "container",
    "context_actions",
    "data_table",
    "data_visualization",
    "plan",
    "table",
    "task_card",
)
BLOCKS |= dict.fromkeys((*_LOOSE_ANYWHERE, *_LOOSE_IN_MESSAGES), _loosely)

_ONLY_IN_MESSAGES = frozenset({"file", "markdown", *_LOOSE_IN_MESSAGES})
_SURFACES = {
    "message": frozenset(BLOCKS),
    "modal": frozenset(BLOCKS) - _ONLY_IN_MESSAGES,
    "home": frozenset(BLOCKS) - _ONLY_IN_MESSAGES,
}


def _repeated_ids(blocks: list[Any], at: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        block_id = block.get("block_id")
        if block_id and block_id in seen:
            yield Fault("`block_id` must be unique", f"{at}/{index}/block_id")
        seen.add(block_id or "")
        yield from _repeated_actions(block, f"{at}/{index}")


def _repeated_actions(block: dict[str, Any], at: str) -> Iterator[Fault]:
    seen: set[str] = set()
    elements = block.get("elements")
    for index, element in enumerate(elements if isinstance(elements, list) else ()):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if action_id and action_id in seen:
            yield Fault("`action_id` must be unique", f"{at}/elements/{index}/action_id")
        seen.add(action_id or "")


def _only_in_modals(blocks: list[Any], at: str) -> Iterator[Fault]:
    for index, block in enumerate(blocks):
        element = block.get("element") if isinstance(block, dict) else None
        if isinstance(element, dict) and element.get("type") == "file_input":
            yield Fault("unsupported type: file_input", f"{at}/{index}/element/type")


def check_blocks(blocks: Any, surface: str, at: str = "/blocks") -> list[Fault]:
    """Everything wrong with these blocks on a surface: "message", "modal" or "home"; `at` is where they stand."""
    most = limits.MESSAGE_BLOCKS if surface == "message" else limits.VIEW_BLOCKS
    faults = list(listed(by_type(BLOCKS, _SURFACES[surface]), most)(blocks, at))
    if isinstance(blocks, list):
        faults += _repeated_ids(blocks, at)
        faults += () if surface == "modal" else _only_in_modals(blocks, at)
    return faults
