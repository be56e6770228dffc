"""Modals and home tabs (Slack: views)."""

import json
from collections.abc import Iterator
from typing import Any

from sandbox.blockkit import limits
from sandbox.blockkit.blocks import check_blocks
from sandbox.blockkit.elements import plain
from sandbox.blockkit.schema import Fault, Fields, Required, anything, boolean, record, string

_SHARED: Fields = {
    "type": anything,
    "blocks": Required(anything),
    "private_metadata": string(limits.PRIVATE_METADATA),
    "callback_id": string(limits.ID),
    "external_id": string(limits.ID),
}
_MODAL = record(
    _SHARED
    | {
        "title": Required(plain(limits.VIEW_TITLE)),
        "close": plain(limits.VIEW_TITLE),
        "submit": plain(limits.VIEW_TITLE),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    }
)
# A home tab that is sent back as it was received carries these; Slack does not mind them.
_HOME = record(
    _SHARED
    | {"title": anything, "close": anything, "submit": anything}
    | {"clear_on_close": boolean, "notify_on_close": boolean}
)


def _submit_present(view: dict[str, Any], at: str) -> Iterator[Fault]:
    blocks = view.get("blocks")
    inputs = (
        [b for b in blocks if isinstance(b, dict) and b.get("type") == "input"]
        if isinstance(blocks, list)
        else []
    )
    if inputs and not view.get("submit"):
        yield Fault("missing required field: submit", at)


def check_view(view: Any, kind: str, at: str = "/view") -> list[Fault]:
    """Everything wrong with a view of this kind ("modal" or "home"); `at` is where it stands."""
    if not isinstance(view, dict):
        return [Fault("must provide an object", at)]
    if view.get("type") != kind:
        return [Fault(f"unsupported type: {view.get('type')}", f"{at}/type")]
    faults = list((_MODAL if kind == "modal" else _HOME)(view, at))
    if kind == "modal":
        faults += _submit_present(view, at)
    if isinstance(view.get("blocks"), list):
        faults += check_blocks(view["blocks"], kind, f"{at}/blocks")
    return faults


def too_large(view: Any) -> bool:
    """Whether a view is above 250 kB."""
    return len(json.dumps(view)) > limits.VIEW_BYTES
