"""Modals and home tabs (Slack: views)."""

import json
from collections.abc import Iterator
from typing import Any

from sandbox.blockkit import limits
from sandbox.blockkit.composition import plain
from sandbox.blockkit.schema import (
    Constraint,
    Fault,
    Fields,
    Required,
    anything,
    boolean,
    both,
    missing,
    objects,
    record,
    string,
    unsupported,
)
from sandbox.blockkit.surfaces import check_blocks

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


def _submit_present(view: Any, at: str) -> Iterator[Fault]:
    blocks = objects(view, "blocks", at=at)
    if not view.get("submit") and any(block.get("type") == "input" for block, _ in blocks):
        yield missing("submit", at)


_KINDS = {"modal": both(_MODAL, _submit_present), "home": _HOME}


def check_view(view: Any, kind: str | None = None, at: str = "/view") -> list[Fault]:
    """Everything wrong with a view of this kind ("modal" or "home", None for either); `at` is where it stands.

    A view without any blocks passes: slack_sdk.models wants one, @slack/types and Slack's reference do not.
    """
    if not isinstance(view, dict):
        return [Fault("must provide an object", at)]
    if view.get("type") is None:
        return [missing("type", at)]
    kinds = tuple(_KINDS) if kind is None else (kind,)
    if view["type"] not in kinds:
        return [unsupported(view["type"], f"{at}/type", Constraint("enum", kinds))]
    faults = list(_KINDS[view["type"]](view, at))
    if view.get("blocks") is not None:
        faults += check_blocks(view["blocks"], view["type"], f"{at}/blocks")
    return faults


def too_large(view: Any) -> bool:
    """Whether a view is above 250 kB, or nested deeper than can be written."""
    try:
        return len(json.dumps(view)) > limits.VIEW_BYTES
    except RecursionError:
        return True
