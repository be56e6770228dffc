"""The methods views.*."""

from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import modals, shapes

_TRIGGER_ERRORS = "expired_trigger_id exchanged_trigger_id invalid_trigger_id"


def _content(call: Call, kind: str) -> Json:
    try:
        view = call.args.structure("view")
    except ValueError:
        raise invalid_arguments("must provide an object [json-pointer:/view]") from None
    return modals.check(view, kind)


def _triggered_by(call: Call) -> str:
    # A pointer is exchanged like a trigger; the sandbox has no functions and so never gives one out.
    trigger_id = call.args.text("trigger_id") or call.args.text("interactivity_pointer")
    if not trigger_id:
        raise invalid_arguments("missing required field: trigger_id")
    return call.triggers.exchange(trigger_id)


@method(
    "views.open",
    tier=4,
    args="view! trigger_id interactivity_pointer",
    errors=f"duplicate_external_id view_too_large {_TRIGGER_ERRORS}",
    simplified="It takes the place of the modals that are open.",
)
def open_view(call: Call) -> Json:
    """Show a modal to whoever did something a moment ago."""
    content = _content(call, "modal")
    return {"view": shapes.view(modals.open_modal(call.workspace, _triggered_by(call), content), state=False)}


@method(
    "views.push",
    tier=4,
    args="view! trigger_id interactivity_pointer",
    errors=f"duplicate_external_id not_found push_limit_reached view_too_large {_TRIGGER_ERRORS}",
)
def push(call: Call) -> Json:
    """Lay a modal over the one before the person."""
    content = _content(call, "modal")
    return {"view": shapes.view(modals.push(call.workspace, _triggered_by(call), content), state=False)}


@method(
    "views.update",
    tier=4,
    args="view! view_id external_id hash",
    errors="duplicate_external_id hash_conflict not_found view_too_large",
)
def update(call: Call) -> Json:
    """Put other content into a view."""
    if not (call.args.text("view_id") or call.args.text("external_id")):
        raise invalid_arguments("missing required field: view_id")
    view = modals.find(call.workspace, call.args.text("view_id"), call.args.text("external_id"))
    content = _content(call, view.type)
    replaced = modals.replace(call.workspace, view, content, call.args.text("hash") or None)
    return {"view": shapes.view(replaced)}


@method(
    "views.publish",
    tier=4,
    args="user_id! view! hash interactivity_pointer",
    errors="duplicate_external_id hash_conflict not_enabled view_too_large",
)
def publish(call: Call) -> Json:
    """Show somebody's home tab."""
    content = _content(call, "home")
    if not call.workspace.manifest.home_tab:
        raise Refusal("not_enabled")
    user = call.args.text("user_id")
    if user not in call.workspace.people:
        raise invalid_arguments("invalid `user_id`")
    view = modals.publish(call.workspace, user, content, call.args.text("hash") or None)
    return {"view": shapes.view(view)}
