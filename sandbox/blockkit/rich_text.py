"""Rich text: the block, its four parts and what stands in them (Slack: rich text block)."""

from sandbox.blockkit import limits
from sandbox.blockkit.schema import (
    Check,
    Fields,
    Required,
    anything,
    boolean,
    by_type,
    integer,
    listed,
    one_of,
    record,
    string,
)

# @slack/types has the first five for everything; Slack's Block Kit reference adds the last three for mentions.
_STYLE = record(
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean
    )
)
_ID = Required(string(least=1))


def _piece(fields: Fields, *, closed: bool = True) -> Check:
    own: Fields = {"type": anything, "style": _STYLE}
    return record(own | fields, closed=closed)


_TEXT = _piece({"text": Required(string())})
_LINK = _piece({"url": _ID, "text": string(), "unsafe": boolean})
# The ten of @slack/types.
_SIMPLE: dict[str, Check] = {
    "broadcast": _piece({"range": Required(one_of("here", "channel", "everyone"))}),
    "channel": _piece({"channel_id": _ID}),
    "color": _piece({"value": _ID}),
    "date": _piece(
        {
            "timestamp": Required(integer()),
            "format": _ID,
            "url": string(),
            "fallback": string(),
        }
    ),
    "emoji": _piece({"name": _ID, "unicode": string(), "url": string(), "skin_tone": integer(1, 6)}),
    "link": _LINK,
    "team": _piece({"team_id": _ID}),
    "text": _TEXT,
    "user": _piece({"user_id": _ID}),
    "usergroup": _piece({"usergroup_id": _ID}),
}
# The further ones of Slack's Block Kit reference. Not all of their fields are known here: others are let through.
_FURTHER: dict[str, Check] = {
    "attachment_mention": _piece({"url": _ID, "text": string()}, closed=False),
    "canvas": _piece({"file_id": _ID, "label": string(), "hide_title": boolean}, closed=False),
    "canvas_message_unfurl": _piece({"root_message_ts": _ID, "root_message_channel": _ID}, closed=False),
    "canvas_user_mention": _piece({"user_id": _ID, "thread_id": string()}, closed=False),
    "citation": _piece({}, closed=False),
    "file": _piece({}, closed=False),
    "list_record": _piece({}, closed=False),
    "message_mention": _piece({}, closed=False),
    "salesforce_data_field": _piece({}, closed=False),
    "tag": _piece({}, closed=False),
    "work_object_mention": _piece({"entity_id": _ID, "app_id": _ID, "text": _ID, "url": _ID}, closed=False),
    "workflow_mention": _piece(
        {"workflow_id": _ID, "function_trigger_id": _ID, "text": _ID, "url": string()}, closed=False
    ),
}
PIECES = _SIMPLE | _FURTHER
_FLOW = Required(listed(by_type(PIECES)))
# @slack/types knows 0 and 1; Slack's Block Kit reference says a number.
_BORDER = integer(0)


def _part(fields: Fields) -> Check:
    own: Fields = {"type": anything}
    return record(own | fields)


_SECTION = _part({"elements": _FLOW})
PARTS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_list": _part(
        {
            "elements": Required(listed(by_type({"rich_text_section": _SECTION}))),
            "style": Required(one_of("bullet", "ordered")),
            "indent": integer(0, limits.LIST_INDENT),
            # In Slack's Block Kit reference and slack_sdk.models, not in @slack/types.
            "offset": integer(0),
            "border": _BORDER,
        }
    ),
    "rich_text_preformatted": _part(
        {
            "elements": Required(listed(by_type({"text": _TEXT, "link": _LINK}))),
            "border": _BORDER,
            "language": string(),
        }
    ),
    "rich_text_quote": _part({"elements": _FLOW, "border": _BORDER}),
}
RICH_TEXT_FIELDS: Fields = {
    "type": anything,
    "block_id": string(limits.ID),
    "elements": Required(listed(by_type(PARTS))),
}
RICH_TEXT = by_type({"rich_text": record(RICH_TEXT_FIELDS)})
