"""Every rendered text made to fit its place (Slack: Block Kit reference).

`fit_message` and `fit_view` take rendered Block Kit: texts are clipped to the limit of their place, required texts
that came out empty become a dash, optional properties that came out empty are left out, and an
`initial_option` that names a value becomes the option with that value.
"""

from __future__ import annotations

from typing import Any

from bot.views.text import blank, clip, clip_markup, tidy

FALLBACK = 3000
TOPIC = 250
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
INPUT = 3000
NOTHING = "—"

_TEXT = {
    "header": 150,
    "section": 3000,
    "context": 2000,
    "fields": 2000,
    "button": 75,
    "options": 75,
    "label": 2000,
    "hint": 2000,
    "placeholder": 150,
    "title": 24,
    "submit": 24,
    "close": 24,
    "description": 75,
}
_COUNT = {
    "fields": 10,
    "context": 10,
    "actions": 25,
    "static_select": 100,
    "radio_buttons": 10,
    "checkboxes": 10,
    "overflow": 5,
}
_PLACES = {"text": "", "elements": "", "initial_option": "options", "initial_options": "options"}
_CHOICES = ("static_select", "radio_buttons", "checkboxes", "overflow")
_OPTIONAL = ("hint", "placeholder", "description", "close", "submit")

Json = dict[str, Any]


def fit_text(text: str, limit: int) -> str:
    """Mrkdwn that stands alone, of at most `limit` units; a dash if nothing is left of it."""
    tidied = clip_markup(tidy(text), limit)
    return NOTHING if blank(tidied) else tidied


def fit_message(text: str, blocks: list[Json]) -> tuple[str, list[Json]]:
    """The fallback text and the blocks of a message."""
    return fit_text(text, FALLBACK), _blocks(blocks, MESSAGE_BLOCKS)


def fit_view(view: Json) -> Json:
    """A modal or home view."""
    fitted = {key: value for key, value in view.items() if key != "blocks"}
    return {**_texts(fitted, "view"), "blocks": _blocks(view["blocks"], VIEW_BLOCKS)}


def _blocks(blocks: list[Json], limit: int) -> list[Json]:
    return [_any(block, block["type"]) for block in blocks if block.get("elements") != []][:limit]


def _any(value: Any, place: str) -> Any:
    """A block, an element or a property of one; `place` names what it is."""
    if isinstance(value, list):
        return [_any(item, place) for item in value[: _COUNT.get(place, len(value))]]
    if not isinstance(value, dict):
        return value
    if value.get("type") in ("mrkdwn", "plain_text"):
        return _text_object(value, place)
    return _texts(_choices(value), str(value.get("type", place)))


def _texts(value: Json, kind: str) -> Json:
    """Every property fitted; a nested one's place is its own name, or that of what it belongs to."""
    fitted = {
        key: _any(part, _PLACES.get(key, key) or kind)
        for key, part in value.items()
        if not _left_out(key, part)
    }
    if "initial_value" in fitted:
        fitted["initial_value"] = clip(fitted["initial_value"], fitted.get("max_length", INPUT))
    return fitted


def _left_out(key: str, part: Any) -> bool:
    """Whether the property is optional and came out empty."""
    if key in _OPTIONAL and isinstance(part, dict):
        return blank(part["text"])
    return part in ("", None, []) and key != "text"


def _text_object(value: Json, place: str) -> Json:
    limit = _TEXT.get(place, FALLBACK)
    shorten = clip_markup if value["type"] == "mrkdwn" else clip
    text = shorten(tidy(value["text"]), limit)
    return {**value, "text": NOTHING if blank(text) else text}


def _choices(value: Json) -> Json:
    """A choice with at most as many options as Slack allows; what is chosen at first is one of them, or none."""
    kind = value.get("type")
    if kind not in _CHOICES:
        return value
    options = value["options"][: _COUNT[kind]]
    chosen = [value.get("initial_option"), *value.get("initial_options", [])]
    initial = [option for option in options if option["value"] in chosen]
    rest = {key: part for key, part in value.items() if key not in ("initial_option", "initial_options")}
    if initial and kind == "checkboxes":
        rest["initial_options"] = initial
    elif initial:
        rest["initial_option"] = initial[0]
    return {**rest, "options": options}
