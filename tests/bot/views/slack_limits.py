"""Slack's rules for Block Kit, written down a second time and independently of the program.

`problems_of_message` and `problems_of_view` return what Slack would refuse, each with its place; nothing means fine.
Every text is counted both in code points and in UTF-16 units; the longer of the two has to fit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

BLOCKS = {"header", "section", "context", "actions", "input", "divider"}
INPUTS = {
    "plain_text_input",
    "static_select",
    "radio_buttons",
    "checkboxes",
    "datetimepicker",
    "datepicker",
    "users_select",
    "file_input",
}
PRESSED = {"button", "overflow", "static_select"}
KEYS = {
    "header": {"type", "block_id", "text"},
    "section": {"type", "block_id", "text", "fields", "accessory"},
    "context": {"type", "block_id", "elements"},
    "actions": {"type", "block_id", "elements"},
    "input": {"type", "block_id", "label", "hint", "element", "optional"},
    "divider": {"type", "block_id"},
    "button": {"type", "action_id", "text", "value", "url", "style", "confirm"},
    "overflow": {"type", "action_id", "options"},
    "static_select": {"type", "action_id", "options", "initial_option", "placeholder"},
    "radio_buttons": {"type", "action_id", "options", "initial_option"},
    "checkboxes": {"type", "action_id", "options", "initial_options"},
    "plain_text_input": {"type", "action_id", "initial_value", "max_length", "multiline", "placeholder"},
    "datetimepicker": {"type", "action_id", "initial_date_time"},
    "datepicker": {"type", "action_id", "initial_date", "placeholder"},
    "users_select": {"type", "action_id", "initial_user", "placeholder"},
    "file_input": {"type", "action_id", "filetypes", "max_files"},
    "modal": {"type", "callback_id", "title", "submit", "close", "private_metadata", "blocks"},
    "home": {"type", "callback_id", "private_metadata", "blocks"},
}
OPTIONS = {"static_select": 100, "radio_buttons": 10, "checkboxes": 10, "overflow": 5}
OBSERVED_MESSAGE_TOTAL = 13_200


def problems_of_message(text: str, blocks: list[Json]) -> list[str]:
    """What Slack would refuse of a message."""
    return [
        *_length("text", text, 1, 4000),
        *_blocks(blocks, 50, inputs=False),
        *_length("all blocks", "".join(texts_of(blocks)), 1, OBSERVED_MESSAGE_TOTAL),
    ]


def problems_of_view(view: Json) -> list[str]:
    """What Slack would refuse of a view."""
    return list(_view(view))


def texts_of(part: Any) -> Iterator[str]:
    """Every shown text, in order."""
    if isinstance(part, list):
        for item in part:
            yield from texts_of(item)
    elif isinstance(part, dict):
        if part.get("type") in ("mrkdwn", "plain_text"):
            yield part["text"]
        else:
            for item in part.values():
                yield from texts_of(item)


def markup_of(part: Any) -> Iterator[str]:
    """Every mrkdwn text, in order."""
    if isinstance(part, list):
        for item in part:
            yield from markup_of(item)
    elif isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        else:
            for item in part.values():
                yield from markup_of(item)


def length(text: str) -> int:
    """The longer of the two ways to count."""
    return max(len(text), len(text.encode("utf-16-le", "surrogatepass")) // 2)


def _view(view: Json) -> Iterator[str]:
    yield from _keys("view", view)
    if len(view.get("callback_id", "")) > 255:
        yield "view.callback_id: too long"
    if len(view.get("private_metadata", "")) > 3000:
        yield "view.private_metadata: too long"
    if view["type"] == "modal":
        yield from _plain("view.title", view.get("title"), 24)
    for name in ("submit", "close"):
        if name in view:
            yield from _plain(f"view.{name}", view[name], 24)
    if any(block["type"] == "input" for block in view["blocks"]) and "submit" not in view:
        yield "view.submit: required with inputs"
    yield from _blocks(view["blocks"], 100, inputs=view["type"] == "modal")


def _blocks(blocks: list[Json], most: int, *, inputs: bool) -> Iterator[str]:
    if not 1 <= len(blocks) <= most:
        yield f"blocks: {len(blocks)}"
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    yield from (f"block_id {name!r} twice" for name, count in ids.items() if count > 1)
    for index, block in enumerate(blocks):
        place = f"blocks[{index}]"
        if block.get("type") not in BLOCKS:
            yield f"{place}: type {block.get('type')!r}"
        elif block["type"] == "input" and not inputs:
            yield f"{place}: no inputs here"
        else:
            yield from _block(place, block)


def _block(place: str, block: Json) -> Iterator[str]:
    yield from _keys(place, block)
    if "block_id" in block:
        yield from _length(f"{place}.block_id", block["block_id"], 1, 255)
    match block["type"]:
        case "header":
            yield from _plain(f"{place}.text", block.get("text"), 150)
        case "section":
            yield from _section(place, block)
        case "context":
            yield from _context(place, block["elements"])
        case "actions":
            yield from _actions(place, block["elements"])
        case "input":
            yield from _input(place, block)


def _section(place: str, block: Json) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield f"{place}: neither text nor fields"
    if "text" in block:
        yield from _text(f"{place}.text", block["text"], 3000)
    fields = block.get("fields", [None])
    if not 1 <= len(fields) <= 10:
        yield f"{place}.fields: {len(fields)}"
    for index, field in enumerate(block.get("fields", [])):
        yield from _text(f"{place}.fields[{index}]", field, 2000)
    if "accessory" in block:
        yield from _element(f"{place}.accessory", block["accessory"], PRESSED)


def _context(place: str, elements: list[Json]) -> Iterator[str]:
    if not 1 <= len(elements) <= 10:
        yield f"{place}.elements: {len(elements)}"
    for index, element in enumerate(elements):
        yield from _text(f"{place}.elements[{index}]", element, 2000)


def _actions(place: str, elements: list[Json]) -> Iterator[str]:
    if not 1 <= len(elements) <= 25:
        yield f"{place}.elements: {len(elements)}"
    ids = Counter(element.get("action_id") for element in elements)
    yield from (f"{place}: action_id {name!r} twice" for name, count in ids.items() if count > 1)
    for index, element in enumerate(elements):
        yield from _element(f"{place}.elements[{index}]", element, PRESSED)


def _input(place: str, block: Json) -> Iterator[str]:
    if "block_id" not in block:
        yield f"{place}: an input of ours has its field as block_id"
    yield from _plain(f"{place}.label", block.get("label"), 2000)
    if "hint" in block:
        yield from _plain(f"{place}.hint", block["hint"], 2000)
    if not isinstance(block.get("optional", False), bool):
        yield f"{place}.optional: not a boolean"
    yield from _element(f"{place}.element", block["element"], INPUTS)


def _element(place: str, element: Json, allowed: set[str]) -> Iterator[str]:
    kind = element.get("type")
    if kind not in allowed:
        yield f"{place}: type {kind!r}"
        return
    yield from _keys(place, element)
    yield from _length(f"{place}.action_id", element.get("action_id", ""), 1, 255)
    if "placeholder" in element:
        yield from _plain(f"{place}.placeholder", element["placeholder"], 150)
    match kind:
        case "button":
            yield from _button(place, element)
            yield from _asked(place, element) if "confirm" in element else ()
        case "plain_text_input":
            yield from _typed(place, element)
        case "datetimepicker":
            moment = element.get("initial_date_time", 1_000_000_000)
            if type(moment) is not int or not 1_000_000_000 <= moment <= 9_999_999_999:
                yield f"{place}.initial_date_time: {moment!r}"
        case "datepicker":
            day = element.get("initial_date", "2026-11-20")
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
                yield f"{place}.initial_date: {day!r}"
        case "users_select" | "file_input":
            if not element.get("initial_user", "U").startswith(("U", "W")):
                yield f"{place}.initial_user: not a person"
        case _:
            yield from _options(place, element)


def _button(place: str, element: Json) -> Iterator[str]:
    yield from _plain(f"{place}.text", element.get("text"), 75)
    if "value" in element:
        yield from _length(f"{place}.value", element["value"], 1, 2000)
    if "url" in element:
        yield from _length(f"{place}.url", element["url"], 1, 3000)
        if not element["url"].startswith("https://"):
            yield f"{place}.url: {element['url']!r}"
    if element.get("style", "primary") not in ("primary", "danger"):
        yield f"{place}.style: {element['style']!r}"


def _asked(place: str, element: Json) -> Iterator[str]:
    for part, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        yield from _plain(f"{place}.confirm.{part}", element["confirm"][part], most)


def _typed(place: str, element: Json) -> Iterator[str]:
    most = element.get("max_length", 3000)
    if type(most) is not int or not 1 <= most <= 3000:
        yield f"{place}.max_length: {most!r}"
    if "initial_value" in element:
        yield from _length(f"{place}.initial_value", element["initial_value"], 1, most)


def _options(place: str, element: Json) -> Iterator[str]:
    options = element["options"]
    if not 1 <= len(options) <= OPTIONS[element["type"]]:
        yield f"{place}.options: {len(options)}"
    values = Counter(option["value"] for option in options)
    yield from (f"{place}: value {value!r} twice" for value, count in values.items() if count > 1)
    for index, option in enumerate(options):
        where = f"{place}.options[{index}]"
        yield from _plain(f"{where}.text", option.get("text"), 75)
        yield from _length(f"{where}.value", option["value"], 1, 150)
        if "description" in option:
            yield from _plain(f"{where}.description", option["description"], 75)
        if option.keys() - {"text", "value", "description"}:
            yield f"{where}: {sorted(option)}"
    for chosen in (
        *([element["initial_option"]] if "initial_option" in element else []),
        *element.get("initial_options", []),
    ):
        if chosen not in options:
            yield f"{place}: begins with what is not among its options"


def _text(place: str, text: Any, most: int) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in ("mrkdwn", "plain_text"):
        yield f"{place}: no text object"
        return
    if text["type"] == "plain_text":
        yield from _plain(place, text, most)
        return
    if text.keys() != {"type", "text", "verbatim"} or text["verbatim"] is not True:
        yield f"{place}: what people typed must stay as they typed it"
    yield from _length(f"{place}.text", text["text"], 1, most)


def _plain(place: str, text: Any, most: int) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") != "plain_text":
        yield f"{place}: no plain text object"
        return
    if text.keys() != {"type", "text"}:
        yield f"{place}: {sorted(text)}"
    yield from _length(f"{place}.text", text["text"], 1, most)


def _length(place: str, text: Any, least: int, most: int) -> Iterator[str]:
    if not isinstance(text, str):
        yield f"{place}: {text!r} is not text"
    elif not least <= length(text) <= most or (least and not text.strip()):
        yield f"{place}: {length(text)} characters"


def _keys(place: str, part: Json) -> Iterator[str]:
    unknown = part.keys() - KEYS[part["type"]]
    if unknown:
        yield f"{place}: unknown {sorted(unknown)}"
