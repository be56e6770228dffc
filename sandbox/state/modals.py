"""Modals and home tabs: opening, pushing, updating and closing them."""

import copy
import secrets
from typing import Any

from sandbox import blockkit
from sandbox.blockkit.views import too_large
from sandbox.refusal import Json, Refusal
from sandbox.state import values
from sandbox.state.model import View
from sandbox.state.workspace import Workspace

STACK_LIMIT = 3
_DEFAULTS: Json = {
    "title": None,
    "close": None,
    "submit": None,
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
}


def check(view: Any, kind: str) -> Json:
    """A view as Slack keeps it; raises Refusal for one Slack would refuse."""
    if isinstance(view, dict) and too_large(view):
        raise Refusal("view_too_large")
    faults = blockkit.check_view(view, kind)
    if faults:
        raise Refusal(
            "invalid_arguments", response_metadata={"messages": [f"[ERROR] {fault}" for fault in faults]}
        )
    content: Json = {key: value for key, value in view.items() if key != "type"}
    return _DEFAULTS | content | {"blocks": blockkit.complete(view["blocks"])}


def _new(workspace: Workspace, kind: str, user: str, content: Json, below: View | None) -> View:
    _external_id_free(workspace, content, None)
    id_ = workspace.new_id("V")
    view = View(
        id=id_,
        type=kind,
        user=user,
        content=content,
        hash=_hash(workspace),
        root_view_id=below.root_view_id if below else id_,
        previous_view_id=below.id if below else None,
        values=values.initial_values(content["blocks"]),
    )
    workspace.views[view.id] = view
    return view


def _hash(workspace: Workspace) -> str:
    return f"{workspace.clock.seconds()}.{secrets.token_hex(4)}"


def _external_id_free(workspace: Workspace, content: Json, own: View | None) -> None:
    wanted = content["external_id"]
    if wanted and any(v is not own and v.content["external_id"] == wanted for v in workspace.views.values()):
        raise Refusal("duplicate_external_id")


def top(workspace: Workspace, user: str) -> View | None:
    """The modal this person has before them, or None."""
    stack = workspace.modal_stacks.get(user)
    return workspace.views[stack[-1]] if stack else None


def home(workspace: Workspace, user: str) -> View | None:
    """This person's home tab, or None before the first `views.publish`."""
    id_ = workspace.homes.get(user)
    return workspace.views[id_] if id_ else None


def open_modal(workspace: Workspace, user: str, content: Json) -> View:
    """Show a modal, in place of any that stood there."""
    clear(workspace, user)
    view = _new(workspace, "modal", user, content, None)
    workspace.modal_stacks[user] = [view.id]
    workspace.changed(None, "view", [user])
    return view


def push(workspace: Workspace, user: str, content: Json) -> View:
    """Lay a modal over the one before the person; raises Refusal("not_found" or "push_limit_reached")."""
    stack = workspace.modal_stacks.get(user)
    if not stack:
        raise Refusal("not_found")
    if len(stack) >= STACK_LIMIT:
        raise Refusal("push_limit_reached")
    view = _new(workspace, "modal", user, content, workspace.views[stack[-1]])
    stack.append(view.id)
    workspace.changed(None, "view", [user])
    return view


def publish(workspace: Workspace, user: str, content: Json, expected_hash: str | None) -> View:
    """Show a home tab; raises Refusal("hash_conflict") when `expected_hash` is not that of the present one."""
    present = home(workspace, user)
    if present is not None:
        return replace(workspace, present, content, expected_hash)
    view = _new(workspace, "home", user, content, None)
    workspace.homes[user] = view.id
    workspace.changed(None, "home", [user])
    return view


def replace(workspace: Workspace, view: View, content: Json, expected_hash: str | None) -> View:
    """Put other content into a view; what was entered stays where block and action id stay the same."""
    if expected_hash is not None and expected_hash != view.hash:
        raise Refusal("hash_conflict")
    _external_id_free(workspace, content, view)
    fresh = values.initial_values(content["blocks"])
    for block_id, actions in fresh.items():
        for action_id, state in actions.items():
            kept = view.values.get(block_id, {}).get(action_id)
            if kept is not None and kept["type"] == state["type"]:
                actions[action_id] = kept
    view.content, view.values, view.hash = content, fresh, _hash(workspace)
    workspace.changed(None, "view" if view.type == "modal" else "home", [view.user])
    return view


def find(workspace: Workspace, view_id: str | None, external_id: str | None) -> View:
    """A view that is still open; raises Refusal("not_found")."""
    for view in workspace.views.values():
        if (view_id and view.id == view_id) or (external_id and view.content["external_id"] == external_id):
            return view
    raise Refusal("not_found")


def close(workspace: Workspace, view: View) -> None:
    """Take the topmost modal away; the one below shows again."""
    stack = workspace.modal_stacks.get(view.user, [])
    if view.id in stack:
        for id_ in stack[stack.index(view.id) :]:
            del workspace.views[id_]
        del stack[stack.index(view.id) :]
    workspace.changed(None, "view", [view.user])


def clear(workspace: Workspace, user: str) -> list[View]:
    """Take all modals of this person away; returns them, the topmost first."""
    closed = [workspace.views.pop(id_) for id_ in reversed(workspace.modal_stacks.pop(user, []))]
    if closed:
        workspace.changed(None, "view", [user])
    return closed


def entered_by_hand(view: View, block_id: str, action_id: str, state: Json) -> None:
    """Remember what the person entered."""
    view.values.setdefault(block_id, {})[action_id] = copy.deepcopy(state)
