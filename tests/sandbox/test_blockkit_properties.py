"""Any JSON is judged as Block Kit without stumbling, in proportion to its size, and faults name real places."""

import copy
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.blockkit import check_blocks, check_message, check_view
from sandbox.blockkit.blocks import BLOCKS as KINDS
from sandbox.blockkit.elements import ELEMENTS
from sandbox.blockkit.rich_text import PARTS, PIECES
from sandbox.blockkit.schema import Fault
from sandbox.blockkit.views import too_large
from tests.sandbox.test_blockkit_invalid import BLOCKS, VIEWS, invalid_cases

Judge = Callable[[Any], list[Fault]]
JUDGES: dict[str, Judge] = {
    "message": lambda value: check_message(value, ""),
    "view": lambda value: check_view(value, at=""),
    "modal": lambda value: check_blocks(value, "modal", ""),
    "home": lambda value: check_blocks(value, "home", ""),
    "blocks": lambda value: check_blocks(value, "message", ""),
}


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(inner)


_KEYS = sorted({"type", "blocks", *_keys(list(BLOCKS.values())), *_keys(list(VIEWS.values()))})
_WORDS = sorted(
    {*KINDS, *ELEMENTS, *PARTS, *PIECES, "plain_text", "mrkdwn", "raw_text", "modal", "home", "pie", "url"}
)
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(_WORDS)
)
ANY_JSON = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(_KEYS) | st.text(max_size=4), inner, max_size=4)
        | st.builds(
            lambda kind, more: {**more, "type": kind},
            st.sampled_from(_WORDS),
            st.dictionaries(st.sampled_from(_KEYS), inner, max_size=5),
        )
    ),
    max_leaves=25,
)


def resolve(payload: Any, pointer: str) -> Any:
    """The value a JSON pointer names; raises LookupError or ValueError where there is none."""
    tokens = pointer.split("/")
    assert tokens[0] == ""
    for token in tokens[1:]:
        payload = payload[int(token)] if isinstance(payload, list) else payload[token]
    return payload


def judged(payload: Any) -> None:
    """Have everything judge this, and see that every fault names a place in it."""
    for judge in JUDGES.values():
        for fault in judge(payload):
            place = resolve(payload, fault.pointer)
            if fault.missing is not None:
                assert place.get(fault.missing) is None or not place[fault.missing]


@given(ANY_JSON)
@settings(max_examples=300, deadline=None)
def test_any_json_is_judged(value: Any) -> None:
    """No JSON makes a check raise, and every pointer leads to a value, or to what lacks the missing field."""
    judged(value)
    judged([value])
    judged({"type": "modal", "blocks": [value], "attachments": [{"blocks": [value]}]})


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*path, key)
        yield from _places(each, (*path, key))


_SMALL = {case.name: case.payload for case in invalid_cases() if len(list(_places(case.payload))) < 100}


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_any_json_in_the_place_of_a_value_is_judged(data: st.DataObject) -> None:
    """Nor does a block or view that was in order but for one value of any kind."""
    payload = copy.deepcopy(_SMALL[data.draw(st.sampled_from(sorted(_SMALL)))])
    *way, last = data.draw(st.sampled_from(list(_places(payload))))
    around = payload
    for key in way:
        around = around[key]
    around[last] = data.draw(ANY_JSON)
    judged(payload)
    judged(payload["blocks"])


def test_any_depth_is_judged() -> None:
    """Nesting far beyond what can be read from JSON text is refused, not stumbled over."""
    for wrap in (
        lambda v: [v],
        lambda v: {"type": "container", "child_blocks": [v]},
        lambda v: {"elements": v},
    ):
        deep: Any = {"type": "divider"}
        for _ in range(100_000):
            deep = wrap(deep)
        for judge in JUDGES.values():
            assert judge(deep)
            assert judge([deep]) or judge is JUDGES["message"]
        assert too_large(deep)


class Counted(str):
    """Text that counts how often any of it is compared."""

    __slots__ = ()
    comparisons = 0

    def __eq__(self, other: object) -> bool:
        Counted.comparisons += 1
        return str.__eq__(self, other) if isinstance(other, str) else False

    __hash__ = str.__hash__


def work(judge: Judge, payload: Any) -> int:
    """The calls and comparisons it takes to judge this."""
    calls = 0

    def count(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    Counted.comparisons = 0
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        judge(payload)
    finally:
        sys.setprofile(before)
    return calls + Counted.comparisons


def _option(n: int) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": Counted(n)}, "value": Counted(n)}


def _series(n: int) -> dict[str, Any]:
    return {"name": Counted(n), "data": [{"label": Counted(n), "value": 1}] * 5}


GROWING: dict[str, Callable[[int], Any]] = {
    "blocks": lambda n: [{"type": "divider", "block_id": Counted(i)} for i in range(n)],
    "not blocks": lambda n: [7] * n,
    "properties": lambda n: [{"type": "divider"} | {f"p{i}": i for i in range(n)}],
    "actions": lambda n: [
        {"type": "actions", "elements": [{"type": "button", "action_id": Counted(i)} for i in range(n)]}
    ],
    "initial options": lambda n: [
        {
            "type": "section",
            "accessory": {
                "type": "multi_static_select",
                "options": [_option(i) for i in range(n)],
                "initial_options": [_option(-i) for i in range(n)],
            },
        }
    ],
    "option groups": lambda n: [
        {
            "type": "section",
            "accessory": {
                "type": "static_select",
                "option_groups": [{"options": [_option(i)]} for i in range(n)],
                "initial_option": _option(-1),
            },
        }
    ],
    "rich text": lambda n: [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}] * n,
        }
    ],
    "rows": lambda n: [{"type": "data_table", "rows": [[{"type": "raw_text", "text": "x"}] * 3] * n}],
    "cards": lambda n: [
        {"type": "carousel", "elements": [{"type": "card", "block_id": Counted(i)} for i in range(n)]}
    ],
    "children": lambda n: [
        {"type": "container", "child_blocks": [{"type": "divider", "block_id": Counted(i)} for i in range(n)]}
    ],
    "series": lambda n: [
        {"type": "data_visualization", "chart": {"type": "bar", "series": [_series(i) for i in range(n)]}}
    ],
    "inputs": lambda n: [
        {"type": "input", "element": {"type": "email_text_input", "focus_on_load": True}} for _ in range(n)
    ],
    "tables": lambda n: [{"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 100}]]}] * n,
}


@pytest.mark.parametrize("growing", GROWING)
def test_work_grows_with_the_payload(growing: str) -> None:
    """Four times as much to judge is at most four times the work, and a little."""
    for judge in (JUDGES["modal"], JUDGES["blocks"]):
        little, much = (work(judge, GROWING[growing](n)) for n in (200, 800))
        assert much <= 4.2 * little, (little, much)
