"""The methods canvases.* and conversations.canvases.create."""

from sandbox.methods import documents
from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import access, canvases
from sandbox.state.canvases import LEVELS, Canvas, Section
from sandbox.state.model import BOT_USER, Channel
from sandbox.state.workspace import Workspace


@method(
    "canvases.create",
    scopes="canvases:write",
    tier=2,
    args="title document_content channel_id",
    errors="canvas_creation_failed",
    simplified="A channel that the app cannot see is refused with canvas_creation_failed; Slack names no code for it.",
)
def create(call: Call) -> Json:
    """Make a canvas that stands alone; with a channel it gets a tab there, and its members may change it."""
    content = documents.content(call, "canvas_creation_failed")
    channel = None
    if call.args.text("channel_id"):
        channel = _visible(call, call.args.text("channel_id"), "canvas_creation_failed")
    canvas = _new(call, content, channel)
    if channel is not None:
        canvas.channels[channel.id] = "write"
    return {"canvas_id": canvas.id}


@method(
    "conversations.canvases.create",
    scopes="canvases:write",
    tier=2,
    args="channel_id! document_content title",
    errors="canvas_creation_failed channel_canvas_already_exists channel_canvas_creation_failed",
    simplified="A channel that is archived or that the app cannot see is refused with channel_canvas_creation_failed; "
    "Slack names no code for it. A new channel has no canvas yet.",
)
def create_for_channel(call: Call) -> Json:
    """Make the one canvas of a channel."""
    content = documents.content(call, "canvas_creation_failed")
    channel = _visible(call, call.args.text("channel_id"), "channel_canvas_creation_failed")
    if channel.is_archived:
        raise Refusal("channel_canvas_creation_failed", detail="the channel is archived")
    if any(c.is_channel_canvas for c in access.tabbed(call.workspace, channel)):
        raise Refusal("channel_canvas_already_exists")
    canvas = _new(call, content, channel)
    canvas.is_channel_canvas = True
    return {"canvas_id": canvas.id}


@method(
    "canvases.edit",
    scopes="canvases:write",
    tier=3,
    args="canvas_id! changes!",
    errors="canvas_editing_failed canvas_not_found canvas_too_large restricted_action",
    simplified="A section is a block of the Markdown; in Slack the items of a list are sections too. A canvas is too "
    "large above 1,048,576 characters; Slack does not say when.",
)
def edit(call: Call) -> Json:
    """Change a canvas: insert, replace or delete sections, or rename it."""
    change = documents.change(call)
    canvas = _accessible(call)
    if access.level(call.workspace, canvas, BOT_USER) == "read":
        raise Refusal("restricted_action")
    operation = change["operation"]
    if operation == "rename":
        canvas.title = documents.markdown(change["title_content"], "title_content")
    else:
        new: list[Section] = []
        if "document_content" in change:
            new = documents.sections(change["document_content"], "canvas_editing_failed", "canvas_too_large")
        canvas.sections = canvases.edited(canvas, operation, str(change.get("section_id", "")), new)
    _changed(call.workspace, canvas)
    return {}


@method(
    "canvases.delete",
    scopes="canvases:write",
    tier=3,
    args="canvas_id!",
    errors="canvas_not_found restricted_action",
)
def delete(call: Call) -> Json:
    """Delete a canvas; only its owner may."""
    canvas = _accessible(call)
    if canvas.owner != BOT_USER:
        raise Refusal("restricted_action")
    canvas.deleted, canvas.sections = True, []
    _changed(call.workspace, canvas)
    return {}


@method(
    "canvases.access.set",
    scopes="canvases:write",
    tier=3,
    args="canvas_id! access_level! channel_ids user_ids",
    errors="canvas_not_found channel_not_found failed_to_update_user_ids invalid_parameters restricted_action "
    "user_not_found",
    simplified="A canvas counts as shared where a message carries its link; a channel where it is not shared is "
    "refused with channel_not_found, for Slack documents no code. Who gives a canvas away may still change it.",
)
def set_access(call: Call) -> Json:
    """Grant people or a channel a level of access to a canvas that stands alone."""
    level = call.args.text("access_level")
    users, channels = documents.ids(call, "user_ids"), documents.ids(call, "channel_ids")
    if level not in LEVELS:
        raise invalid_arguments("must be one of read, write, owner [json-pointer:/access_level]")
    if bool(users) == bool(channels):
        raise Refusal("invalid_parameters")
    if level == "owner" and channels:
        raise invalid_arguments("only users can be owners [json-pointer:/access_level]")
    canvas = _accessible(call)
    if canvas.is_channel_canvas:
        raise Refusal("canvas_not_found")
    own = access.level(call.workspace, canvas, BOT_USER)
    if own == "read" or (level == "owner" and own != "owner"):
        raise Refusal("restricted_action")
    for channel in channels:
        _grant_channel(call, canvas, channel, level)
    for user in users:
        _grant_user(call, canvas, user, level)
    _changed(call.workspace, canvas)
    return {}


@method(
    "canvases.sections.lookup",
    scopes="canvases:read",
    tier=3,
    args="canvas_id! criteria!",
    errors="canvas_deleted canvas_not_found",
)
def lookup(call: Call) -> Json:
    """The ids of the sections of some types, or with some words, or both."""
    types, text = documents.criteria(call)
    known = call.workspace.canvases.get(call.args.text("canvas_id"))
    if known is not None and known.deleted:
        raise Refusal("canvas_deleted")
    canvas = _accessible(call)
    return {"sections": [{"id": section.id} for section in canvases.found(canvas, types, text)]}


def _new(call: Call, content: tuple[str, list[Section]], channel: Channel | None) -> Canvas:
    workspace, now = call.workspace, call.workspace.clock.seconds()
    title, sections = content
    canvas = Canvas(workspace.new_id("F"), title, BOT_USER, now, now, sections)
    canvas.channel = None if channel is None else channel.id
    workspace.canvases[canvas.id] = canvas
    _changed(workspace, canvas)
    return canvas


def _changed(workspace: Workspace, canvas: Canvas) -> None:
    canvas.updated = workspace.clock.seconds()
    workspace.changed(canvas.channel, "canvas")


def _visible(call: Call, id_: str, refusal: str) -> Channel:
    channel = call.workspace.channels.get(id_)
    if channel is None or not call.workspace.sees(BOT_USER, channel):
        raise Refusal(refusal, detail=f"channel not found: {id_}")
    return channel


def _accessible(call: Call) -> Canvas:
    """The canvas the call names, if the app may at least read it; raises Refusal("canvas_not_found")."""
    canvas = call.workspace.canvases.get(call.args.text("canvas_id"))
    if canvas is None or canvas.deleted or access.level(call.workspace, canvas, BOT_USER) is None:
        raise Refusal("canvas_not_found")
    return canvas


def _grant_channel(call: Call, canvas: Canvas, id_: str, level: str) -> None:
    channel = call.workspace.channels.get(id_)
    if channel is None or channel.is_direct or not call.workspace.sees(BOT_USER, channel):
        raise Refusal("channel_not_found")
    if channel.id != canvas.channel and not access.linked(canvas, channel):
        raise Refusal("channel_not_found", detail="share the canvas in the channel first")
    canvas.channels[id_] = level


def _grant_user(call: Call, canvas: Canvas, user: str, level: str) -> None:
    call.workspace.person(user)
    directs = [c for c in call.workspace.channels.values() if c.is_direct and user in c.members]
    known = access.level(call.workspace, canvas, user) is not None
    if user == canvas.owner or not (known or any(access.linked(canvas, c) for c in directs)):
        raise Refusal("failed_to_update_user_ids", failed_to_update_user_ids=[user])
    if level == "owner":
        canvas.users[canvas.owner] = "write"
        canvas.users.pop(user, None)
        canvas.owner = user
    else:
        canvas.users[user] = level
