"""Each block stands where Slack lets it stand, and what a message or view may have once it has once."""

from typing import Any

import pytest

from sandbox.blockkit import check_blocks, check_message, check_view, complete
from sandbox.blockkit.blocks import BLOCKS
from sandbox.blockkit.ids import interactive
from tests.sandbox.test_blockkit_cases import Json, element_in_block, modal, mrkdwn, plain, rich_text_in_block

URL = "https://x.example/a"
TEXT = {"type": "raw_text", "text": "x"}
TABLE = {"type": "table", "rows": [[TEXT]]}
CHART = {
    "type": "data_visualization",
    "title": "t",
    "chart": {"type": "pie", "segments": [{"label": "a", "value": 0.5}]},
}
CARD = {"type": "card", "title": mrkdwn()}
BUTTON = {"type": "button", "text": plain()}
RICH = rich_text_in_block({"type": "text", "text": ""})
TASK = {"task_id": "t", "title": "T", "status": "pending", "details": RICH}
SMALLEST: dict[str, Json] = {
    "actions": {"elements": [BUTTON]},
    "alert": {"text": plain(), "level": "warning"},
    "auth_provider": {
        "value": "v",
        "name": plain(),
        "is_connected": False,
        "fallback": [{"type": "divider"}],
    },
    "call": {"call_id": "R1"},
    "card": {"actions": [BUTTON]},
    "carousel": {"elements": [CARD]},
    "container": {"rich_text_title": RICH, "child_blocks": []},
    "context": {"elements": [plain()]},
    "context_actions": {"elements": [{"type": "icon_button", "icon": "trash", "text": plain()}]},
    "data_table": {"caption": "", "rows": [[TEXT], [RICH]]},
    "data_visualization": CHART,
    "divider": {},
    "file": {"external_id": "f", "source": "remote"},
    "header": {"text": plain()},
    "image": {"slack_file": {"id": "F1"}, "alt_text": ""},
    "input": {"label": plain(), "element": {"type": "plain_text_input"}},
    "markdown": {"text": "x"},
    "plan": {"title": "T", "tasks": [TASK]},
    "rich_text": RICH,
    "section": {"text": mrkdwn()},
    "table": TABLE,
    "task_card": TASK,
    "video": {"alt_text": "a", "title": plain(), "thumbnail_url": URL, "video_url": URL},
}
IN_MESSAGES_ONLY = {"call", "context_actions", "file", "markdown", "plan", "task_card"}
NOT_IN_MODALS = {"carousel", "container", "data_table", "data_visualization", "table"}
REFUSED = {
    "message": set[str](),
    "modal": IN_MESSAGES_ONLY | NOT_IN_MODALS,
    "home": IN_MESSAGES_ONLY | {"alert"},
}


def smallest(kind: str, **more: Any) -> Json:
    """A block of this type with as little in it as may be."""
    return SMALLEST[kind] | {"type": kind} | more


def pointers(faults: list[Any]) -> list[str]:
    """The places of faults."""
    return [fault.pointer for fault in faults]


@pytest.mark.parametrize("surface", REFUSED)
@pytest.mark.parametrize("kind", sorted(BLOCKS))
def test_blocks_stand_where_they_may(kind: str, surface: str) -> None:
    """Every block with its least passes on the surfaces Slack has it on, and is of an unknown type on the others."""
    found = pointers(check_blocks([smallest(kind)], surface))
    assert found == (["/blocks/0/type"] if kind in REFUSED[surface] else [])


@pytest.mark.parametrize(
    ("kind", "changes", "pointer"),
    [
        ("alert", {"level": "loud"}, "/level"),
        ("auth_provider", {"fallback": [{"type": "auth_provider"}]}, "/fallback/0/type"),
        ("auth_provider", {"accessory": BUTTON}, "/accessory/type"),
        ("call", {"call": []}, "/call"),
        ("card", {"actions": None}, ""),
        ("card", {"icon": {"type": "image", "image_url": URL}}, "/icon"),
        ("card", {"slack_icon": {"type": "icon", "name": "unicorn"}}, "/slack_icon/name"),
        ("card", {"actions": [{"type": "overflow"}]}, "/actions/0/type"),
        ("carousel", {"elements": [{"type": "section"}]}, "/elements/0/type"),
        ("container", {"child_blocks": [CARD]}, "/child_blocks/0/type"),
        ("container", {"width": "huge"}, "/width"),
        ("context_actions", {"elements": [BUTTON]}, "/elements/0/type"),
        ("data_table", {"rows": [[TEXT], [TEXT, TEXT]]}, "/rows/1"),
        ("data_table", {"rows": [[RICH], [RICH]]}, "/rows/0/0/type"),
        ("data_table", {"rows": [[TEXT], [{"type": "raw_number", "text": "1"}]]}, "/rows/1/0"),
        ("data_table", {"caption": None}, ""),
        ("data_visualization", {"chart": {"type": "donut"}}, "/chart/type"),
        ("plan", {"tasks": [TASK | {"status": "lost"}]}, "/tasks/0/status"),
        ("task_card", {"details": {"type": "section"}}, "/details/type"),
        ("table", {"rows": [[TEXT] * 21]}, "/rows/0"),
        ("table", {"column_settings": [{"align": "middle"}]}, "/column_settings/0/align"),
        ("rich_text", {"elements": [{"type": "text", "text": "x"}]}, "/elements/0/type"),
    ],
)
def test_newer_blocks_are_refused(kind: str, changes: Json, pointer: str) -> None:
    """The inside of a newer block is looked into, and the fault points at the value that is wrong."""
    assert f"/blocks/0{pointer}" in pointers(check_blocks([smallest(kind, **changes)], "message"))


@pytest.mark.parametrize(
    ("piece", "pointer"),
    [
        ({"type": "rich_text_list", "elements": []}, ""),
        ({"type": "rich_text_list", "style": "bullet", "elements": [], "indent": 9}, "/indent"),
        ({"type": "rich_text_list", "style": "bullet", "elements": [RICH]}, "/elements/0/type"),
        (
            {"type": "rich_text_preformatted", "elements": [{"type": "emoji", "name": "x"}]},
            "/elements/0/type",
        ),
        ({"type": "rich_text_quote", "elements": {}}, "/elements"),
        ({"type": "broadcast", "range": "all"}, "/elements/0/range"),
        ({"type": "date", "timestamp": "now", "format": "{date}"}, "/elements/0/timestamp"),
        ({"type": "emoji", "name": ""}, "/elements/0/name"),
        ({"type": "link", "text": "x"}, "/elements/0"),
        ({"type": "text", "text": "x", "style": {"bold": 1}}, "/elements/0/style/bold"),
        ({"type": "text", "text": "x", "style": {"loud": True}}, "/elements/0/style"),
        ({"type": "user", "user_id": "U1", "name": "ana"}, "/elements/0"),
        ({"type": "shout", "text": "x"}, "/elements/0/type"),
    ],
)
def test_rich_text_is_refused(piece: Json, pointer: str) -> None:
    """Every part and piece of rich text is looked into."""
    assert pointers(check_blocks([rich_text_in_block(piece)], "message")) == [
        f"/blocks/0/elements/0{pointer}"
    ]


def test_a_message_has_one_table_and_two_charts() -> None:
    """A second table and a third chart are refused, in attachments too."""
    assert check_message({"blocks": [TABLE, CHART, CHART, smallest("data_table")]}) == []
    message = {"blocks": [TABLE, CHART], "attachments": [{"blocks": [CHART]}, {"blocks": [TABLE, CHART]}]}
    assert pointers(check_message(message)) == ["/attachments/1/blocks/0", "/attachments/1/blocks/1"]


def test_text_is_counted_over_the_message() -> None:
    """All markdown of a message has 12,000 characters at most, all tables 10,000, all data tables 20,000."""
    half, rest = smallest("markdown", text="x" * 6000), smallest("markdown", text="y" * 6001)
    assert check_message({"blocks": [half, half]}) == []
    assert pointers(check_message({"blocks": [half], "attachments": [{"blocks": [rest]}]})) == [
        "/attachments/0/blocks/0"
    ]
    cell = {"type": "raw_text", "text": "x" * 5000}
    assert check_blocks([{"type": "table", "rows": [[cell, cell]]}], "home") == []
    assert pointers(check_blocks([{"type": "table", "rows": [[cell, cell, TEXT]]}], "home")) == ["/blocks/0"]
    data = smallest("data_table", rows=[[cell], [cell]])
    assert check_blocks([data, data], "message") == []
    assert pointers(check_blocks([data, data, smallest("data_table")], "message")) == ["/blocks/2"]


def test_ids_are_unique_inside_blocks_too() -> None:
    """A block_id may not come again inside a container or carousel, nor an action_id among the buttons of a card."""
    divider = {"type": "divider", "block_id": "d"}
    twice = BUTTON | {"action_id": "a"}
    blocks = [
        divider,
        smallest("container", child_blocks=[divider]),
        smallest("carousel", elements=[CARD | {"block_id": "d"}, CARD | {"actions": [twice, twice]}]),
    ]
    assert pointers(check_blocks(blocks, "message")) == [
        "/blocks/1/child_blocks/0/block_id",
        "/blocks/2/elements/0/block_id",
        "/blocks/2/elements/1/actions/1/action_id",
    ]


def test_one_element_has_the_focus() -> None:
    """Of the elements of a view one may have focus_on_load; in a message it means nothing."""
    field = element_in_block({"type": "email_text_input", "focus_on_load": True})
    still = element_in_block({"type": "email_text_input", "focus_on_load": False})
    assert check_view(modal(field, still)) == []
    assert pointers(check_view(modal(still, field, field))) == ["/view/blocks/2/element/focus_on_load"]
    assert check_blocks([field, field], "message") == []


def test_files_are_put_into_modals_only() -> None:
    """file_input is of an unknown type anywhere but in a modal."""
    field = element_in_block({"type": "file_input"})
    assert check_blocks([field], "modal") == []
    assert pointers(check_blocks([field], "home")) == ["/blocks/0/element/type"]


def test_what_is_inside_gets_ids() -> None:
    """Blocks inside a container and buttons of a card are given ids as those outside are."""
    inner = {"type": "divider", "block_id": "b0001"}
    container, card = complete(
        [smallest("container", child_blocks=[inner, {"type": "divider"}]), smallest("card")]
    )
    assert [
        container["block_id"],
        *(each["block_id"] for each in container["child_blocks"]),
        card["block_id"],
    ] == [
        "b0002",
        "b0001",
        "b0003",
        "b0004",
    ]
    assert [element["action_id"] for element in interactive(card)] == ["a00"]
