"""Valid and invalid Block Kit collected elsewhere is judged here as it is there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.blockkit import check_message, check_view
from sandbox.blockkit.blocks import IN_ACTIONS, IN_CONTEXT_ACTIONS
from sandbox.blockkit.rich_text import PARTS

PACK = Path(__file__).parents[3] / "shared" / "slack"
FIXTURES = PACK / "blockkit" / "slackblocks.fixtures"
Json = dict[str, Any]
# What Slack adds to a view it shows; no app sends it.
_RECEIVED = frozenset(
    [
        "id",
        "team_id",
        "state",
        "hash",
        "root_view_id",
        "previous_view_id",
        "app_id",
        "app_installed_team_id",
        "bot_id",
    ]
)


@dataclass(frozen=True)
class Case:
    """A whole message, `{"blocks": …, "attachments": …}`, or a view, by its name in the collection."""

    name: str
    payload: Json

    @property
    def blocks(self) -> list[Any]:
        """All its blocks."""
        attached = [block for each in self.payload.get("attachments", []) for block in each["blocks"]]
        return [*self.payload.get("blocks", []), *attached]

    @property
    def is_view(self) -> bool:
        """Whether it is a view."""
        return "type" in self.payload


def needs_pack() -> None:
    """Skip the test where the collection is not beside the project."""
    if not FIXTURES.is_dir():
        pytest.skip("the Block Kit examples are not beside the project")


def ours(case: Case) -> list[str]:
    """What the sandbox finds wrong."""
    faults = check_view(case.payload) if case.is_view else check_message(case.payload)
    return [str(fault) for fault in faults]


def plain(text: str = "x") -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Json:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def option(**more: Any) -> Json:
    """An option of a menu."""
    return {"text": plain(), "value": "v"} | more


def modal(*blocks: Any, **more: Any) -> Json:
    """A modal with these blocks."""
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks)} | more


def element_in_block(element: Json) -> Json:
    """A block this element may stand in."""
    kind = element["type"]
    if kind == "image":
        return {"type": "context", "elements": [element]}
    if kind == "url":
        return {"type": "task_card", "task_id": "t", "title": "T", "status": "complete", "sources": [element]}
    if kind in IN_CONTEXT_ACTIONS:
        return {"type": "context_actions", "elements": [element]}
    if kind in IN_ACTIONS - {"rich_text_input"}:
        return {"type": "actions", "elements": [element]}
    return {"type": "input", "label": plain(), "element": element}


def rich_text_in_block(piece: Json) -> Json:
    """The rich text block around a part or a piece of one."""
    part = piece if piece["type"] in PARTS else {"type": "rich_text_section", "elements": [piece]}
    return {"type": "rich_text", "elements": [part]}


def _object_in_block(name: str, value: Json) -> Json:
    button = {"type": "button", "text": plain()}
    parameters = {"url": "https://x.example", "customizable_input_parameters": [value]}
    around: dict[str, Any] = {
        "confirmation": lambda: button | {"confirm": value},
        "conversation_filter": lambda: {"type": "conversations_select", "filter": value},
        "dispatch": lambda: {"type": "plain_text_input", "dispatch_action_config": value},
        "input_parameter": lambda: _workflow({"trigger": parameters}),
        "option_group": lambda: {"type": "static_select", "option_groups": [value]},
        "option": lambda: {"type": "static_select", "options": [value]},
        "trigger": lambda: _workflow({"trigger": value}),
        "workflow": lambda: _workflow(value),
    }
    if name.startswith("text"):
        return {"type": "section", "text": value}
    return element_in_block(next(make() for start, make in around.items() if name.startswith(start)))


def _workflow(workflow: Json) -> Json:
    return {"type": "workflow_button", "text": plain(), "workflow": workflow}


def _in_payload(family: str, name: str, value: Any) -> Json:
    if family == "blocks":
        return {"blocks": value if isinstance(value, list) else [value]}
    if family == "elements":
        block = element_in_block(value)
        return modal(block) if value["type"] == "file_input" else {"blocks": [block]}
    if family == "objects":
        return {"blocks": [_object_in_block(name, value)]}
    if family == "rich_text":
        return {"blocks": [rich_text_in_block(value)]}
    if family == "attachments":
        return {"attachments": [value]}
    if family == "messages":
        return {key: value[key] for key in ("blocks", "attachments") if key in value}
    return dict(value)


def valid_cases() -> Iterator[Case]:
    """The valid examples of the collection, each put into a whole message or view."""
    for path in sorted((FIXTURES / "valid").glob("*/*.json")):
        family = path.parent.name
        name = f"{family}/{path.stem}"
        yield Case(name, _in_payload(family, path.stem, json.loads(path.read_text())))
    for path in sorted((PACK / "payloads_real" / "views").glob("*.json")):
        received = json.loads(path.read_text())
        yield Case(
            f"sdk/{path.stem}", {key: value for key, value in received.items() if key not in _RECEIVED}
        )


VALID_REFUSED = {
    "elements/rich_text_input_basic": "its initial value is a piece of text, for Slack it is a rich_text block",
    "messages/webhook_message_basic": "two of its blocks have one block_id",
    "messages/webhook_message_delete": "two of its blocks have one block_id",
}
"""The valid examples that are refused here, and why."""


def test_valid_examples_are_accepted() -> None:
    """Every valid example passes, but for those listed with a reason."""
    needs_pack()
    refused = {case.name: found for case in valid_cases() if (found := ours(case))}
    assert refused.keys() == VALID_REFUSED.keys(), refused
