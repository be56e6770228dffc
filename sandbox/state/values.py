"""What stands in an input: its initial value, and a value somebody enters."""

from collections.abc import Iterator
from typing import Any

from sandbox.blockkit.ids import interactive
from sandbox.refusal import Json

# Element type → (the key its value stands under in a payload, the key of its initial value).
_SINGLE = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
_MANY = {
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "file_input": ("files", "initial_files"),
}
_TYPED = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
OFFERED = {"static_select", "radio_buttons", "multi_static_select", "checkboxes", "overflow"}
EXTERNAL = {"external_select", "multi_external_select"}


class NotOffered(Exception):
    """A value that the element does not offer, or of the wrong kind."""


def holds_value(element: Json) -> bool:
    """Whether the element keeps a value (a button does not)."""
    return element["type"] in _SINGLE or element["type"] in _MANY


def initial(element: Json) -> Json:
    """The state of an element nobody has touched."""
    kind = element["type"]
    if kind in _SINGLE:
        key, first = _SINGLE[kind]
        return {"type": kind, key: element.get(first)}
    key, first = _MANY[kind]
    return {"type": kind, key: list(element.get(first) or [])}


def initial_values(blocks: list[Json]) -> dict[str, dict[str, Json]]:
    """`state.values` of blocks nobody has touched."""
    values: dict[str, dict[str, Json]] = {}
    for block, element in elements(blocks):
        if holds_value(element):
            values.setdefault(block["block_id"], {})[element["action_id"]] = initial(element)
    return values


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with the block it stands in."""
    for block in blocks:
        for element in interactive(block):
            yield block, element


def entered(element: Json, value: Any, choices: list[Json]) -> Json:
    """The state after somebody entered `value`: text, an option's value, an id, a date, or a list of those.

    `choices` are the options an external select was given. None empties the input. Raises NotOffered.
    """
    kind = element["type"]
    if kind in _SINGLE:
        key = _SINGLE[kind][0]
        return {"type": kind, key: None if value in (None, "") else _one(element, value, choices)}
    key = _MANY[kind][0]
    if value is not None and not isinstance(value, list):
        raise NotOffered(f"{kind} takes a list")
    picked = [_one(element, each, choices) for each in value or []]
    most = element.get("max_selected_items")
    if most is not None and len(picked) > most:
        raise NotOffered(f"at most {most} may be selected")
    return {"type": kind, key: picked}


def _one(element: Json, value: Any, choices: list[Json]) -> Any:
    kind = element["type"]
    if kind in OFFERED or kind in EXTERNAL:
        return chosen(options(element) + choices, value)
    if kind == "datetimepicker":
        if isinstance(value, bool) or not isinstance(value, int):
            raise NotOffered("datetimepicker takes whole UTC seconds")
        return value
    if kind in _TYPED or kind != "rich_text_input":
        if not isinstance(value, str):
            raise NotOffered(f"{kind} takes text")
        return value
    return rich_text(value) if isinstance(value, str) else value


def options(element: Json) -> list[Json]:
    """The options of an element, those in groups included."""
    found = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        found += group["options"]
    return found


def chosen(offered: list[Json], value: Any) -> Json:
    """The option with this value; raises NotOffered."""
    for option in offered:
        if option.get("value") == value:
            return option
    raise NotOffered(f"{value!r} is not among the options")


def feedback(element: Json, value: Any) -> Any:
    """The value of one of two feedback buttons; raises NotOffered."""
    offered = [element[key]["value"] for key in ("positive_button", "negative_button") if key in element]
    if value not in offered:
        raise NotOffered(f"{value!r} is not the value of a button")
    return value


def is_empty(state: Json) -> bool:
    """Whether nothing has been entered."""
    return not any(value not in (None, "", []) for key, value in state.items() if key != "type")


def rich_text(text: str) -> Json:
    """What the client sends for text typed by a person."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
