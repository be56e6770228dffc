"""blocks.validate says what is wrong, and where, as Slack's reference for it shows."""

import json
from typing import Any

import pytest

from sandbox.methods import validation
from tests.sandbox.driver import Driver, Json
from tests.sandbox.test_blockkit_cases import PACK, modal, plain

SECTION = {"type": "section", "text": plain()}


async def validate(driver: Driver, **args: Any) -> Json:
    """Call blocks.validate with a form, without a token."""
    async with driver.session.post(driver.sandbox.api_url + "blocks.validate", data=args) as response:
        body: Json = await response.json()
        return body


@pytest.mark.parametrize(
    "args",
    [
        {"blocks": json.dumps([SECTION])},
        {
            "message": json.dumps(
                {"blocks": [SECTION], "attachments": [{"blocks": [SECTION], "color": "#ff0000"}]}
            )
        },
        {"view": json.dumps(modal(SECTION))},
        {"view": json.dumps({"type": "home", "blocks": []})},
    ],
)
async def test_what_is_in_order_passes(driver: Driver, args: Json) -> None:
    """Blocks, a message, a modal and a home tab pass, and nobody has to say who they are."""
    assert await validate(driver, **args) == {"ok": True}


async def test_the_examples_of_the_reference(driver: Driver) -> None:
    """The answers are those of the examples in Slack's reference, letter for letter."""
    document = PACK / "methods_docs" / "blocks.validate.json"
    if not document.is_file():
        pytest.skip("Slack's method reference is not beside the project")
    examples = json.loads(document.read_text())["examples"]
    wrong = json.dumps([{"type": "section", "text": {"type": "invalid", "text": "x"}}])
    assert await validate(driver, blocks=json.dumps([SECTION])) == examples["success"]["example"]
    assert await validate(driver, blocks=wrong) == examples["error_invalid_blocks"]["example"]
    assert await validate(driver) == examples["error_invalid_arguments"]["example"]
    assert await validate(driver, blocks="[]", view="{}") == examples["error_invalid_arguments"]["example"]


async def test_a_missing_field_is_named(driver: Driver) -> None:
    """A field that is missing has a code of its own, and the pointer leads to what lacks it."""
    answer = await validate(driver, blocks='[{"text": {}}]')
    assert answer["errors"] == [
        {"code": "missing_field", "message": "missing required field: type", "pointer": "/0", "field": "type"}
    ]


@pytest.mark.parametrize(
    ("name", "payload", "pointer", "constraint"),
    [
        (
            "blocks",
            [{"type": "markdown", "text": "x" * 12001}],
            "/0/text",
            {"type": "max_length", "expected": 12000},
        ),
        (
            "blocks",
            [{"type": "context", "elements": []}],
            "/0/elements",
            {"type": "min_items", "expected": 1},
        ),
        ("blocks", {}, "", None),
        ("message", {"blocks": [SECTION], "text": "x"}, "", None),
        ("message", {"attachments": [{"blocks": [7]}]}, "/attachments/0/blocks/0", None),
        ("view", {"type": "form", "blocks": []}, "/type", {"type": "enum", "expected": ["modal", "home"]}),
        (
            "view",
            modal(SECTION, title=plain("x" * 25)),
            "/title/text",
            {"type": "max_length", "expected": 24},
        ),
    ],
)
async def test_each_kind_of_payload_has_its_code(
    driver: Driver, name: str, payload: Any, pointer: str, constraint: Json | None
) -> None:
    """The code says what was validated; the pointer begins at the payload; the rule is named where it has a name."""
    answer = await validate(driver, **{name: json.dumps(payload)})
    assert answer["error"] == f"invalid_{name}"
    first = answer["errors"][0]
    assert (first["code"], first["pointer"], first.get("constraint")) == (
        "failed_constraint",
        pointer,
        constraint,
    )


async def test_arguments_come_as_json_too(driver: Driver) -> None:
    """An SDK sends blocks in a JSON body, as text or as they are."""
    assert await driver.api("blocks.validate", blocks=[SECTION]) == {"ok": True}
    assert await driver.api("blocks.validate", view=json.dumps(modal(SECTION))) == {"ok": True}


@pytest.mark.parametrize("text", ["{", "[" * 100_000, json.dumps("x" * validation.ARGUMENT_LENGTH)])
async def test_arguments_that_cannot_be_read_are_refused(driver: Driver, text: str) -> None:
    """Text that is no JSON, or longer than Slack takes, is an argument that is not valid."""
    answer = await validate(driver, blocks=text)
    assert answer["error"] == "invalid_arguments"
    assert "[json-pointer:/blocks]" in answer["response_metadata"]["messages"][0]
