"""The blocks (Slack: blocks); where they may stand is in `surfaces`."""

from sandbox.blockkit import limits
from sandbox.blockkit.charts import CHART
from sandbox.blockkit.composition import (
    IMAGE,
    IMAGE_FIELDS,
    IMAGE_SOURCE,
    ONE_ICON,
    SLACK_ICON,
    either,
    plain,
)
from sandbox.blockkit.elements import BUTTON, ELEMENTS, OVERFLOW
from sandbox.blockkit.rich_text import RICH_TEXT, RICH_TEXT_FIELDS
from sandbox.blockkit.schema import (
    Check,
    Fields,
    Required,
    any_of,
    anything,
    boolean,
    both,
    by_type,
    integer,
    listed,
    one_of,
    record,
    string,
)
from sandbox.blockkit.tables import DATA_TABLE, TABLE

_SELECTS = frozenset(name for name in ELEMENTS if name.endswith("_select"))
_PICKERS = frozenset({"datepicker", "timepicker", "datetimepicker"})
_CHOICES = frozenset({"checkboxes", "radio_buttons"})
_TYPED = frozenset(
    {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"}
)
_PRESSED = frozenset({"button", "overflow", "workflow_button"})
IN_SECTION = _SELECTS | _CHOICES | _PRESSED | frozenset({"datepicker", "timepicker"})
# @slack/types has menus of several choices and rich_text_input here; Slack's Block Kit reference does not name them.
IN_ACTIONS = _SELECTS | _PICKERS | _CHOICES | _PRESSED | frozenset({"rich_text_input"})
IN_INPUT = _SELECTS | _PICKERS | _CHOICES | _TYPED | frozenset({"file_input"})
IN_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})
# @slack/types and Slack's Block Kit reference.
IN_CONTAINER = frozenset(
    {
        "actions",
        "context",
        "divider",
        "file",
        "header",
        "image",
        "input",
        "rich_text",
        "section",
        "table",
        "video",
    }
)


def _block(fields: Fields) -> Check:
    own: Fields = {"type": anything, "block_id": string(limits.ID)}
    return record(own | fields)


_TEXT_OR_IMAGE = by_type({"plain_text": either(limits.TEXT), "mrkdwn": either(limits.TEXT), "image": IMAGE})
_SOURCE = by_type(
    {"url": record({"type": anything, "url": Required(string(limits.URL, 1)), "text": Required(string())})}
)
# @slack/types asks for a status, Slack's Block Kit reference does not; its example has a lone card that is pending.
_TASK: Fields = {
    "task_id": Required(string(least=1)),
    "title": Required(string(least=1)),
    "status": one_of("pending", "in_progress", "complete", "error"),
    "details": RICH_TEXT,
    "output": RICH_TEXT,
    "sources": listed(_SOURCE),
}
# @slack/types has texts in mrkdwn only, slack_sdk.models has both; `slack_icon` and `subtext` are in Slack's Block Kit
# reference.
_CARD = both(
    _block(
        {
            "hero_image": IMAGE,
            "icon": IMAGE,
            "slack_icon": SLACK_ICON,
            "title": either(limits.CARD_TITLE),
            "subtitle": either(limits.CARD_TITLE),
            "body": either(limits.CARD_BODY),
            "subtext": either(limits.CARD_BODY),
            "actions": listed(by_type({"button": BUTTON}), limits.CARD_ACTIONS),
        }
    ),
    any_of("hero_image", "title", "actions", "body"),
    ONE_ICON,
)
_PLAIN_BLOCKS: dict[str, Check] = {
    "actions": _block(
        {"elements": Required(listed(by_type(ELEMENTS, IN_ACTIONS), limits.ACTIONS_ELEMENTS, 1))}
    ),
    "alert": _block(
        {
            "text": Required(either(limits.ALERT)),
            "level": one_of("default", "info", "warning", "error", "success"),
        }
    ),
    "call": _block(
        {
            "call_id": Required(string(least=1)),
            "api_decoration_available": boolean,
            "call": record({}, closed=False),
        }
    ),
    "card": _CARD,
    "carousel": _block({"elements": Required(listed(by_type({"card": _CARD}), limits.CAROUSEL_CARDS, 1))}),
    "context": _block({"elements": Required(listed(_TEXT_OR_IMAGE, limits.CONTEXT_ELEMENTS, 1))}),
    "context_actions": _block(
        {
            "elements": Required(
                listed(by_type(ELEMENTS, IN_CONTEXT_ACTIONS), limits.CONTEXT_ACTIONS_ELEMENTS, 1)
            )
        }
    ),
    "data_table": both(_block(DATA_TABLE.fields), DATA_TABLE.shape),
    "data_visualization": _block(
        {"title": Required(string(limits.CHART_TITLE, 1)), "chart": Required(CHART)}
    ),
    "divider": _block({}),
    "file": _block({"external_id": Required(string()), "source": Required(one_of("remote"))}),
    "header": _block({"text": Required(plain(limits.HEADER)), "level": integer(1, 4)}),
    "image": both(
        _block(IMAGE_FIELDS | {"title": plain(limits.LABEL), "is_animated": boolean}), IMAGE_SOURCE
    ),
    "input": _block(
        {
            "label": Required(plain(limits.LABEL)),
            "element": Required(by_type(ELEMENTS, IN_INPUT)),
            "hint": plain(limits.LABEL),
            "optional": boolean,
            "dispatch_action": boolean,
        }
    ),
    "markdown": _block({"text": Required(string(limits.MARKDOWN, 1))}),
    # A task may leave its type out, as in Slack's Block Kit reference; @slack/types lets any object pass here.
    "plan": _block(
        {
            "title": Required(string(least=1)),
            "tasks": listed(record(_TASK | {"type": one_of("task_card"), "block_id": string(limits.ID)})),
        }
    ),
    "rich_text": record(RICH_TEXT_FIELDS),
    "section": both(
        _block(
            {
                "text": either(limits.TEXT),
                "fields": listed(either(limits.SECTION_FIELD), limits.SECTION_FIELDS, 1),
                "accessory": by_type(ELEMENTS | {"image": IMAGE}, IN_SECTION | {"image"}),
                "expand": boolean,
            }
        ),
        any_of("text", "fields"),
    ),
    "table": _block(TABLE),
    "task_card": _block(_TASK),
    "video": _block(
        {
            "alt_text": Required(string(limits.VIDEO_TEXT, 1)),
            "title": Required(plain(limits.VIDEO_TEXT)),
            "thumbnail_url": Required(string(limits.URL, 1)),
            "video_url": Required(string(limits.URL, 1)),
            "author_name": string(limits.VIDEO_NAME),
            "description": plain(limits.VIDEO_TEXT),
            "provider_icon_url": string(),
            "provider_name": string(limits.VIDEO_NAME),
            "title_url": string(),
        }
    ),
}
# A header divider beside `is_collapsible` is refused by slack_sdk.models, only without effect for @slack/types.
_CONTAINER = both(
    _block(
        {
            "title": plain(limits.CONTAINER_TITLE),
            "rich_text_title": RICH_TEXT,
            "subtitle": either(limits.CONTAINER_TITLE),
            "icon": IMAGE,
            "child_blocks": Required(listed(by_type(_PLAIN_BLOCKS, IN_CONTAINER), limits.CONTAINER_BLOCKS)),
            "width": one_of("narrow", "standard", "wide", "full"),
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        }
    ),
    any_of("title", "rich_text_title"),
)
# In slack_sdk.models, not in @slack/types.
_AUTH_PROVIDER = _block(
    {
        "value": Required(string(limits.PROVIDER_VALUE, 1)),
        "name": Required(plain(limits.PROVIDER_NAME)),
        "is_connected": Required(boolean),
        "description": plain(limits.PROVIDER_DESCRIPTION),
        "icon_url": string(limits.URL),
        "auth_url": string(limits.URL),
        "disconnect_url": string(limits.URL),
        "connected_identity": plain(limits.PROVIDER_NAME),
        "connected_context": plain(limits.PROVIDER_NAME),
        "accessory": by_type({"overflow": OVERFLOW}),
        "fallback": listed(by_type(_PLAIN_BLOCKS)),
    }
)
BLOCKS = _PLAIN_BLOCKS | {"auth_provider": _AUTH_PROVIDER, "container": _CONTAINER}
