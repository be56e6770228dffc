"""Blocks and views are refused where Slack refuses them, and the place is named."""

from typing import Any

import pytest

from sandbox.blockkit import check_blocks, check_view
from tests.sandbox.driver import Driver


def plain(text: str) -> dict[str, Any]:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> dict[str, Any]:
    """A section block."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(**more: Any) -> dict[str, Any]:
    """A button."""
    return {"type": "button", "action_id": "b", "text": plain("Go")} | more


def option(value: str, text: str = "Option") -> dict[str, Any]:
    """An option of a menu."""
    return {"text": plain(text), "value": value}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    """An actions block."""
    return {"type": "actions", "elements": list(elements)}


def field(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An input block."""
    return {"type": "input", "label": plain("Label"), "element": element} | more


TEXT_INPUT = {"type": "plain_text_input", "action_id": "t"}


@pytest.mark.parametrize(
    ("blocks", "pointer"),
    [
        ([section("x" * 3001)], "/blocks/0/text/text"),
        ([section("")], "/blocks/0/text/text"),
        ([{"type": "section"}], "/blocks/0"),
        ([{"type": "section", "text": {"type": "html", "text": "x"}}], "/blocks/0/text/type"),
        ([{"type": "section", "fields": [plain("x")] * 11}], "/blocks/0/fields"),
        ([{"type": "section", "fields": [plain("x" * 2001)]}], "/blocks/0/fields/0/text"),
        ([{"type": "header", "text": plain("x" * 151)}], "/blocks/0/text/text"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "/blocks/0/text/type"),
        ([{"type": "context", "elements": []}], "/blocks/0/elements"),
        ([{"type": "context", "elements": [plain("x")] * 11}], "/blocks/0/elements"),
        ([{"type": "context", "elements": [button()]}], "/blocks/0/elements/0/type"),
        ([{"type": "marquee"}], "/blocks/0/type"),
        ([{}], "/blocks/0"),
        (["text"], "/blocks/0"),
        ({"type": "divider"}, "/blocks"),
        ([{"type": "divider"}] * 51, "/blocks"),
        ([{"type": "divider", "block_id": "x" * 256}], "/blocks/0/block_id"),
        ([{"type": "divider", "block_id": "d"}] * 2, "/blocks/1/block_id"),
        ([{"type": "divider", "colour": "red"}], "/blocks/0"),
        ([actions(button(text=plain("x" * 76)))], "/blocks/0/elements/0/text/text"),
        ([actions(button(value="x" * 2001))], "/blocks/0/elements/0/value"),
        ([actions(button(style="green"))], "/blocks/0/elements/0/style"),
        ([actions(button(), button())], "/blocks/0/elements/1/action_id"),
        ([actions(*[button(action_id=f"b{n}") for n in range(26)])], "/blocks/0/elements"),
        ([actions({"type": "number_input", "is_decimal_allowed": True})], "/blocks/0/elements/0/type"),
        (
            [actions({"type": "icon_button", "icon": "trash", "text": plain("x")})],
            "/blocks/0/elements/0/type",
        ),
        ([actions({"type": "datepicker", "initial_date": "tomorrow"})], "/blocks/0/elements/0/initial_date"),
        ([actions({"type": "timepicker", "initial_time": "24:00"})], "/blocks/0/elements/0/initial_time"),
        ([actions({"type": "users_select", "filter": {}})], "/blocks/0/elements/0"),
        ([actions({"type": "conversations_select", "filter": {}})], "/blocks/0/elements/0/filter"),
        (
            [actions({"type": "workflow_button", "text": plain("x"), "workflow": {}})],
            "/blocks/0/elements/0/workflow",
        ),
        ([actions(TEXT_INPUT)], "/blocks/0/elements/0/type"),
        (
            [actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]})],
            "/blocks/0/elements/0/options",
        ),
        (
            [actions({"type": "static_select", "options": [option(str(n)) for n in range(101)]})],
            "/blocks/0/elements/0/options",
        ),
        ([actions({"type": "static_select"})], "/blocks/0/elements/0"),
        (
            [actions({"type": "static_select", "options": [option("a", "x" * 76)]})],
            "/blocks/0/elements/0/options/0/text/text",
        ),
        (
            [actions({"type": "static_select", "options": [option("x" * 151)]})],
            "/blocks/0/elements/0/options/0/value",
        ),
        (
            [
                actions(
                    {"type": "static_select", "options": [option("a")], "initial_option": option("b")},
                )
            ],
            "/blocks/0/elements/0/initial_option",
        ),
        (
            [actions({"type": "checkboxes", "options": [option(str(n)) for n in range(11)]})],
            "/blocks/0/elements/0/options",
        ),
        ([field(button())], "/blocks/0/element/type"),
        ([field(TEXT_INPUT | {"max_length": 3001})], "/blocks/0/element/max_length"),
        ([field(TEXT_INPUT | {"min_length": 9, "max_length": 3})], "/blocks/0/element"),
        ([field({"type": "number_input"})], "/blocks/0/element"),
        ([field({"type": "file_input"})], "/blocks/0/element/type"),
        ([field(TEXT_INPUT, label=plain("x" * 2001))], "/blocks/0/label/text"),
        ([{"type": "image", "image_url": "https://x.example/a.png"}], "/blocks/0"),
        ([{"type": "image", "alt_text": "x"}], "/blocks/0"),
        ([{"type": "markdown", "text": "x" * 12001}], "/blocks/0/text"),
        (
            [
                section(
                    "x",
                    accessory=button(
                        confirm={
                            "title": plain("x" * 101),
                            "text": plain("x"),
                            "confirm": plain("Yes"),
                            "deny": plain("No"),
                        }
                    ),
                )
            ],
            "/blocks/0/accessory/confirm/title/text",
        ),
    ],
)
def test_message_blocks_are_refused(blocks: Any, pointer: str) -> None:
    """Every limit of a block is kept, and the fault points at the value that breaks it."""
    assert pointer in [fault.pointer for fault in check_blocks(blocks, "message")]


MODAL: dict[str, Any] = {"type": "modal", "title": plain("Title"), "blocks": [section("x")]}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"title": plain("x" * 25)}, "/view/title/text"),
        ({"title": None}, "/view"),
        ({"submit": plain("x" * 25)}, "/view/submit/text"),
        ({"close": plain("x" * 25)}, "/view/close/text"),
        ({"blocks": None}, "/view"),
        ({"blocks": [{"type": "divider"}] * 101}, "/view/blocks"),
        ({"blocks": [field(TEXT_INPUT)]}, "/view"),
        ({"blocks": [{"type": "markdown", "text": "x"}]}, "/view/blocks/0/type"),
        ({"private_metadata": "x" * 3001}, "/view/private_metadata"),
        ({"callback_id": "x" * 256}, "/view/callback_id"),
        ({"external_id": "x" * 256}, "/view/external_id"),
        ({"type": "home"}, "/view/type"),
        ({"id": "V1"}, "/view"),
    ],
)
def test_modals_are_refused(changes: dict[str, Any], pointer: str) -> None:
    """Every limit of a modal is kept, and a modal with an input needs its submit button."""
    assert pointer in [fault.pointer for fault in check_view(MODAL | changes, "modal")]


def test_what_is_just_within_the_limits_is_accepted() -> None:
    """At the limit itself nothing is refused, whatever the text."""
    hostile = '<!channel> "quoted" \u202e\u0007 \U0001f525'
    blocks = [section("x" * 3000), section(hostile), {"type": "header", "text": plain("x" * 150)}]
    assert check_blocks(blocks + [{"type": "divider"}] * 47, "message") == []
    assert check_view(MODAL | {"title": plain("x" * 24), "blocks": [section("x")] * 100}, "modal") == []


async def test_the_refusal_names_the_place(driver: Driver) -> None:
    """invalid_blocks says what is wrong and where, as Slack words it."""
    answer = await driver.api(
        "chat.postMessage", channel="CGENERAL", blocks=[section("ok"), section("x" * 3001)]
    )
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    ]
