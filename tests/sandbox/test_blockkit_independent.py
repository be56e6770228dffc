"""Two validators of Slack's own making judge Block Kit as the sandbox does; where they differ, the reason is listed.

`types` is the JSON schema of @slack/types with the numbers out of its comments, `sdk` is slack_sdk.models. A block that
one of them does not know it does not judge.
"""

import copy
import json
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from jsonschema import Draft7Validator
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, ConfirmObject, Option, OptionGroup, TextObject
from slack_sdk.models.views import View

from tests.sandbox.test_blockkit_cases import PACK, Case, Json, needs_pack, ours, valid_cases
from tests.sandbox.test_blockkit_invalid import invalid_cases

Verdict = bool | None


def _limited(schema: Json, limits: Json) -> None:
    """Put the numbers of one field into its schema."""
    least, most = limits.get("min", [None])[0], limits.get("max", [None])[0]
    length = limits.get("maxLength", [None])[0]
    rules: Json = {}
    if schema.get("type") == "array":
        rules = {"minItems": least, "maxItems": most, "items": _text(length) if length else None}
    elif schema.get("type") == "number":
        rules = {"minimum": least, "maximum": most}
    elif schema.get("type") == "string":
        rules = {"minLength": least, "maxLength": length}
    elif length:
        rules = _text(length)
    given = {key: value for key, value in rules.items() if value is not None}
    schema["allOf"] = [{key: schema.pop(key) for key in list(schema)}, given]


def _text(length: int) -> Json:
    return {"properties": {"text": {"maxLength": length}}}


@cache
def _schemas() -> dict[str, Draft7Validator]:
    """A validator for each block and view that @slack/types knows, by its type."""
    folder = PACK / "blockkit"
    definitions = json.loads((folder / "slack-types-3.2.0.schema.json").read_text())["definitions"]
    noted = json.loads((folder / "limits_from_slack_types_comments.json").read_text())
    for path, limits in noted.items():
        definition, *fields = path.split(".")
        for shape in definitions[definition].get("anyOf", [definitions[definition]]):
            field = shape
            for name in fields:
                field = field.get("properties", {}).get(name, {})
            if field:
                _limited(field, limits)
    known = [each["$ref"].rpartition("/")[2] for each in definitions["KnownBlock"]["anyOf"]]
    found = {}
    for name in [*known, "ModalView", "HomeView"]:
        shapes = definitions[name].get("anyOf", [definitions[name]])
        kind = shapes[0]["properties"]["type"]["const"]
        found[kind] = Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": definitions})
    return found


def types(case: Case) -> Verdict:
    """Whether @slack/types accepts it."""
    parts = [*case.blocks, *([case.payload] if case.is_view else [])]
    schemas = [_schemas().get(part["type"]) for part in parts]
    if any(schema and not schema.is_valid(part) for schema, part in zip(schemas, parts, strict=True)):
        return False
    return None if None in schemas else True


def _nodes(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(inner)


def sdk(case: Case) -> Verdict:
    """Whether slack_sdk.models accepts it: each object is read from JSON and asked to validate itself."""
    payload = copy.deepcopy(case.payload)
    known = True
    try:
        for node in _nodes(payload):
            if node.get("type") in ("plain_text", "mrkdwn"):
                _validate(TextObject.parse(node))
            if "type" in node and "confirm" in node:
                _validate(ConfirmObject.parse(node["confirm"]))
            for group in node.get("option_groups") or ():
                OptionGroup(**group).validate_json()
            for option in node.get("options") or ():
                Option(**option).validate_json()
        if case.is_view:
            View(**payload).to_dict()
        for block in Case(case.name, payload).blocks:
            parsed = Block.parse(block)
            known = known and parsed is not None
            if parsed is not None:
                parsed.to_dict()
    except SlackObjectFormationError:
        return False
    return True if known else None


def _validate(parsed: Any) -> None:
    if parsed is not None:
        parsed.validate_json()


JUDGES: dict[str, Callable[[Case], Verdict]] = {"types": types, "sdk": sdk}
REFUSED_THERE = {
    (
        "objects/option_value_at_limit",
        "types",
    ): "values up to 75; Slack's Block Kit reference and slack_sdk say 150",
    (
        "rich_text/rich_text_list_ordered",
        "types",
    ): "a border is 0 or 1; Slack's Block Kit reference: any number",
    (
        "sdk/view_home_001",
        "types",
    ): "null does not stand for a field that is absent; Slack's answers are full of it",
    ("sdk/view_home_005", "types"): "null does not stand for a field that is absent",
    (
        "view-missing-blocks",
        "sdk",
    ): "a view has at least one block; @slack/types and Slack's reference: no minimum",
}
"""What passes here and one of the others refuses, and why."""

ONLY_HERE = {
    "slack_sdk knows no data tables, and @slack/types notes no numbers for them: Slack's Block Kit reference": (
        "data-table-*",
    ),
    "neither of them knows data_visualization: Slack's Block Kit reference": (
        "data-visualization-title-too-long",
        "pie-chart-*",
        "chart-*",
        "data-series-*",
        "data-point-*",
        "axis-*",
    ),
    "ids that stand twice are no matter of structure: Slack's Block Kit reference": (
        "messages/webhook_message_basic",
        "messages/webhook_message_delete",
    ),
    "a number in Slack's Block Kit reference that neither of them has": (
        "option-group-empty",
        "checkboxes-empty",
        "radio-buttons-empty",
        "url-source-url-*",
        "table-too-many-rows",
        "plain-text-input-max-length-too-large",
        "file-input-max-files-*",
        "video-alt-text-*",
        "video-description-too-long",
        "video-provider-name-too-long",
        "alert-text-too-long",
        "card-too-many-actions",
        "card-subtext-too-long",
        "icon-button-too-many-visible-users",
    ),
    "one of two, or one not above the other, is said in their comments and not checked": (
        "image-url-and-slack-file",
        "number-input-inverted-range",
    ),
}
"""What is refused here and by neither of the others, and why."""


def cases() -> list[Case]:
    """All valid and invalid cases."""
    return [*valid_cases(), *invalid_cases()]


def _listed(found: set[str], patterns: Iterator[str]) -> None:
    """Every one found matches a pattern, and every pattern one found."""
    known = list(patterns)
    assert {name for name in found if not any(fnmatchcase(name, each) for each in known)} == set()
    assert {each for each in known if not any(fnmatchcase(name, each) for name in found)} == set()


def test_what_others_refuse_is_refused() -> None:
    """Nothing that @slack/types or slack_sdk refuses passes here, but for what is listed; the list has nothing else."""
    needs_pack()
    accepted = [case for case in cases() if not ours(case)]
    found = {(case.name, name) for case in accepted for name, judge in JUDGES.items() if judge(case) is False}
    assert found == REFUSED_THERE.keys()


def test_what_is_refused_others_refuse_too() -> None:
    """What is refused here @slack/types or slack_sdk refuses too, but for what is listed; the list has nothing else."""
    needs_pack()
    refused = [case for case in cases() if ours(case)]
    found = {case.name for case in refused if all(judge(case) is not False for judge in JUDGES.values())}
    _listed(found, (pattern for group in ONLY_HERE.values() for pattern in group))


_WRONG: dict[type, Any] = {str: 7, bool: "x", int: "x", float: "x", list: {}, dict: "x"}


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value inside, outermost first."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*path, key)
        yield from _paths(each, (*path, key))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _with(case: Case, block: Json) -> Case:
    around = case.payload if case.is_view else {}
    return Case(case.name, around | {"blocks": [block]})


def mutants() -> Iterator[tuple[str, Case]]:
    """Each accepted block with one field left out or of the wrong kind; "block object.field how" tells which.

    Of mistakes of one name only the first is made.
    """
    seen = set()
    for case in valid_cases():
        if ours(case) or types(case) is not True:
            continue
        for block, path in [(each, path) for each in case.blocks for path in _paths(each)]:
            around = _at(block, path[:-1])
            owner = around.get("type") if isinstance(around, dict) else "list"
            field = path[-1] if isinstance(path[-1], str) else "item"
            keys = [key for key in path[:-1] if isinstance(key, str)]
            name = f"{block['type']} {owner or keys[-1]}.{field}"
            if name in seen:
                continue
            seen.add(name)
            wrong = copy.deepcopy(block)
            _at(wrong, path[:-1])[path[-1]] = _WRONG[type(_at(block, path))]
            yield f"{name} wrong", _with(case, wrong)
            if isinstance(path[-1], str) and path != ("type",):
                without = copy.deepcopy(block)
                del _at(without, path[:-1])[path[-1]]
                yield f"{name} absent", _with(case, without)


LENIENT_HERE = {
    "task_card task_card.status absent": "Slack's Block Kit reference has it as optional, @slack/types asks for it",
}
"""Mistakes that pass here and @slack/types refuses."""

STRICTER_HERE = {
    "plan *": "@slack/types takes any object as a task; Slack's Block Kit reference has task cards",
    "card card.slack_icon wrong": "in Slack's Block Kit reference, not in @slack/types",
    "card card.subtext wrong": "the same",
    "card icon.*": "the same",
    "rich_text rich_text_list.offset wrong": "the same",
    "rich_text style.*": "the same: `highlight`, `client_highlight` and `unlink`",
    "* *static_select.option* absent": "one of two; @slack/types says so in a comment only",
    "* initial_option*.value absent": "an initial option is one of the options; in a comment only",
    "carousel card.title absent": "a card has at least a title, a body, an image or actions; in a comment only",
    "container container.title absent": "a container has one title or the other; in a comment only",
    "* section.text absent": "a section has text or fields; in a comment only",
}
"""Mistakes that are refused here and pass @slack/types."""


def test_the_same_mistakes_are_seen() -> None:
    """One field left out or of the wrong kind is judged as by @slack/types, but for what is listed."""
    needs_pack()
    judged = [(name, not ours(case), types(case)) for name, case in mutants()]
    assert len(judged) > 400
    _listed({name for name, accepted, theirs in judged if accepted and theirs is False}, iter(LENIENT_HERE))
    _listed({name for name, accepted, theirs in judged if not accepted and theirs}, iter(STRICTER_HERE))
