"""The methods bookmarks.*."""

import re

from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import shapes
from sandbox.state.model import BOT_USER, Bookmark, Channel

BOOKMARKS_LIMIT = 100
TITLE_LIMIT = 256
LINK_LIMIT = 2048
_EMOJI = re.compile(r":[a-z0-9_+'\-]+(::skin-tone-[2-6])?:")
_ACCESS_LEVELS = {"", "read", "write"}


def _check_fields(call: Call) -> None:
    if "title" in call.args and not call.args.text("title"):
        raise invalid_arguments("must be more than 0 characters [json-pointer:/title]")
    if len(call.args.text("title")) > TITLE_LIMIT:
        raise invalid_arguments(f"must be less than {TITLE_LIMIT + 1} characters [json-pointer:/title]")
    link = call.args.text("link")
    if "link" in call.args and (len(link) > LINK_LIMIT or not re.match(r"https?://[^\s/]", link)):
        raise Refusal("invalid_link")
    if call.args.text("emoji") and not _EMOJI.fullmatch(call.args.text("emoji")):
        raise Refusal("invalid_emoji")


def _conversation(call: Call) -> Channel:
    if not call.args.text("channel_id"):
        raise invalid_arguments("missing required field: channel_id")
    return call.channel("channel_id")


def _writable(call: Call) -> Channel:
    channel = _conversation(call)
    if BOT_USER not in channel.members or channel.is_archived:
        raise Refusal("permission_denied")
    return channel


@method(
    "bookmarks.add",
    scopes="bookmarks:write",
    tier=2,
    args="channel_id title! type! link emoji entity_id access_level parent_id",
    errors="channel_not_found invalid_bookmark_type invalid_emoji invalid_link parent_bookmark_disabled "
    "permission_denied too_many_bookmarks",
    simplified="Only links, no folders; a channel that is archived or that the app is not in is permission_denied.",
)
def add(call: Call) -> Json:
    """Put a link at the head of a conversation."""
    if call.args.text("type") != "link":
        raise Refusal("invalid_bookmark_type")
    if not call.args.text("link"):
        raise Refusal("invalid_link")
    _check_fields(call)
    if call.args.text("access_level") not in _ACCESS_LEVELS:
        raise invalid_arguments("must be read or write [json-pointer:/access_level]")
    if call.args.text("parent_id"):
        raise Refusal("parent_bookmark_disabled")
    channel, workspace = _writable(call), call.workspace
    if len(channel.bookmarks) >= BOOKMARKS_LIMIT:
        raise Refusal("too_many_bookmarks")
    entry = Bookmark(
        id=workspace.new_id("Bk"),
        channel=channel.id,
        title=call.args.text("title"),
        link=call.args.text("link"),
        emoji=call.args.text("emoji"),
        created=workspace.clock.seconds(),
        updated=0,
        updated_by=BOT_USER,
    )
    channel.bookmarks.append(entry)
    workspace.changed(channel.id, "channel")
    return {"bookmark": shapes.bookmark(entry)}


@method(
    "bookmarks.edit",
    scopes="bookmarks:write",
    tier=2,
    args="channel_id bookmark_id title link emoji",
    errors="channel_not_found invalid_emoji invalid_link not_found permission_denied",
    simplified="A channel that is archived or that the app is not in is permission_denied.",
)
def edit(call: Call) -> Json:
    """Change a bookmark."""
    _check_fields(call)
    channel = _writable(call)
    entry = call.workspace.bookmark(channel, call.args.text("bookmark_id"))
    for field in ("title", "link", "emoji"):
        if field in call.args:
            setattr(entry, field, call.args.text(field))
    entry.updated, entry.updated_by = call.workspace.clock.seconds(), BOT_USER
    call.workspace.changed(channel.id, "channel")
    return {"bookmark": shapes.bookmark(entry)}


@method(
    "bookmarks.remove",
    scopes="bookmarks:write",
    tier=2,
    args="channel_id bookmark_id quip_section_id",
    errors="channel_not_found not_found permission_denied",
    simplified="A channel that is archived or that the app is not in is permission_denied; there are no Quip sections.",
)
def remove(call: Call) -> Json:
    """Take a bookmark away."""
    channel = _writable(call)
    channel.bookmarks.remove(call.workspace.bookmark(channel, call.args.text("bookmark_id")))
    call.workspace.changed(channel.id, "channel")
    return {}


@method("bookmarks.list", scopes="bookmarks:read", tier=3, args="channel_id", errors="channel_not_found")
def list_all(call: Call) -> Json:
    """The bookmarks of a conversation."""
    return {"bookmarks": [shapes.bookmark(entry) for entry in _conversation(call).bookmarks]}
