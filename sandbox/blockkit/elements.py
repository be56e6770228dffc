"""The objects and elements blocks are made of (Slack: composition objects, block elements)."""

from collections.abc import Iterator
from typing import Any

from sandbox.blockkit import limits
from sandbox.blockkit.schema import (
    Check,
    Fault,
    Fields,
    Required,
    anything,
    boolean,
    both,
    by_type,
    exactly_one,
    integer,
    listed,
    one_of,
    record,
    string,
)


def text(most: int, *kinds: str) -> Check:
    """A text object of at most `most` characters and one of these types."""
    body = Required(string(most, least=1))
    table: dict[str, Check] = {
        "plain_text": record({"type": anything, "text": body, "emoji": boolean}),
        "mrkdwn": record({"type": anything, "text": body, "verbatim": boolean}),
    }
    return by_type(table, frozenset(kinds))


def plain(most: int) -> Check:
    """A plain_text object."""
    return text(most, "plain_text")


def either(most: int) -> Check:
    """A plain_text or mrkdwn object."""
    return text(most, "plain_text", "mrkdwn")


CONFIRM = record(
    {
        "title": Required(plain(limits.CONFIRM_TITLE)),
        "text": Required(either(limits.CONFIRM_TEXT)),
        "confirm": Required(plain(limits.CONFIRM_BUTTON)),
        "deny": Required(plain(limits.CONFIRM_BUTTON)),
        "style": one_of("primary", "danger"),
    }
)


def option(label: Check) -> Check:
    """An option object with this rule for its text."""
    return record(
        {
            "text": Required(label),
            "value": Required(string(limits.OPTION_VALUE)),
            "description": either(limits.OPTION_TEXT),
            "url": string(limits.URL),
        }
    )


PLAIN_OPTION = option(plain(limits.OPTION_TEXT))
RICH_OPTION = option(either(limits.OPTION_TEXT))
OPTION_GROUP = record(
    {
        "label": Required(plain(limits.OPTION_TEXT)),
        "options": Required(listed(PLAIN_OPTION, limits.SELECT_OPTIONS, 1)),
    }
)
FILTER = record(
    {
        "include": listed(one_of("im", "mpim", "private", "public"), least=1),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    }
)
DISPATCH = record({"trigger_actions_on": listed(one_of("on_enter_pressed", "on_character_entered"), least=1)})
SLACK_FILE = both(record({"id": string(), "url": string()}), exactly_one("id", "url"))


def _element(fields: Fields) -> Check:
    own: Fields = {"type": anything, "action_id": string(limits.ID, 1)}
    return record(own | fields)


_FOCUS: Fields = {"focus_on_load": boolean, "confirm": CONFIRM, "placeholder": plain(limits.PLACEHOLDER)}
_MANY: Fields = {"max_selected_items": integer(1)}
_TYPED: Fields = {
    "placeholder": plain(limits.PLACEHOLDER),
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH,
}


def _initial_is_offered(value: Any, at: str) -> Iterator[Fault]:
    """Slack refuses an initial option that is not, letter for letter, among the options."""
    offered = list(value.get("options") or ())
    for group in value.get("option_groups") or ():
        offered += group.get("options") or () if isinstance(group, dict) else ()
    bare = [_bare(entry) for entry in offered]
    if value.get("initial_option") is not None and _bare(value["initial_option"]) not in bare:
        yield Fault("initial_option must be one of the options", f"{at}/initial_option")
    for index, entry in enumerate(value.get("initial_options") or ()):
        if _bare(entry) not in bare:
            yield Fault("initial_options must be among the options", f"{at}/initial_options/{index}")


def _bare(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    label = entry.get("text")
    return (label.get("text") if isinstance(label, dict) else label, entry.get("value"))


def _min_not_above_max(low: str, high: str) -> Check:
    def check(value: Any, at: str) -> Iterator[Fault]:
        try:
            crossed = float(value[low]) > float(value[high])
        except (KeyError, TypeError, ValueError):
            return
        if crossed:
            yield Fault(f"{low} must not be more than {high}", at)

    return check


def _static(fields: Fields) -> Check:
    offered: Fields = {
        "options": listed(PLAIN_OPTION, limits.SELECT_OPTIONS, 1),
        "option_groups": listed(OPTION_GROUP, limits.SELECT_OPTIONS, 1),
    }
    return both(
        _element(_FOCUS | offered | fields), exactly_one("options", "option_groups"), _initial_is_offered
    )


def _choice(fields: Fields) -> Check:
    offered = Required(listed(RICH_OPTION, limits.CHOICE_OPTIONS, 1))
    own: Fields = {"options": offered, "confirm": CONFIRM, "focus_on_load": boolean}
    return both(_element(own | fields), _initial_is_offered)


IMAGE = both(
    record(
        {
            "type": anything,
            "image_url": string(limits.URL, 1),
            "slack_file": SLACK_FILE,
            "alt_text": Required(string(limits.ALT_TEXT)),
            "image_width": integer(),
            "image_height": integer(),
            "image_bytes": integer(),
            "fallback": string(),
        }
    ),
    exactly_one("image_url", "slack_file"),
)

_IDS = listed(string())
ELEMENTS: dict[str, Check] = {
    "button": _element(
        {
            "text": Required(plain(limits.BUTTON_TEXT)),
            "url": string(limits.URL),
            "value": string(limits.BUTTON_VALUE),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(limits.BUTTON_TEXT),
        }
    ),
    "checkboxes": _choice({"initial_options": listed(RICH_OPTION, least=1)}),
    "radio_buttons": _choice({"initial_option": RICH_OPTION}),
    "static_select": _static({"initial_option": PLAIN_OPTION}),
    "multi_static_select": _static(_MANY | {"initial_options": listed(PLAIN_OPTION, least=1)}),
    "external_select": _element(_FOCUS | {"initial_option": PLAIN_OPTION, "min_query_length": integer(0)}),
    "multi_external_select": _element(
        _FOCUS | _MANY | {"initial_options": listed(PLAIN_OPTION, least=1), "min_query_length": integer(0)}
    ),
    "users_select": _element(_FOCUS | {"initial_user": string()}),
    "multi_users_select": _element(_FOCUS | _MANY | {"initial_users": _IDS}),
    "conversations_select": _element(
        _FOCUS
        | {
            "initial_conversation": string(),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": FILTER,
        }
    ),
    "multi_conversations_select": _element(
        _FOCUS
        | _MANY
        | {"initial_conversations": _IDS, "default_to_current_conversation": boolean, "filter": FILTER}
    ),
    "channels_select": _element(_FOCUS | {"initial_channel": string(), "response_url_enabled": boolean}),
    "multi_channels_select": _element(_FOCUS | _MANY | {"initial_channels": _IDS}),
    "overflow": _element(
        {
            "options": Required(listed(PLAIN_OPTION, limits.OVERFLOW_OPTIONS, 1)),
            "confirm": CONFIRM,
        }
    ),
    "datepicker": _element(_FOCUS | {"initial_date": string()}),
    "timepicker": _element(_FOCUS | {"initial_time": string(), "timezone": string()}),
    "datetimepicker": _element(
        {
            "initial_date_time": integer(1_000_000_000, 9_999_999_999),
            "confirm": CONFIRM,
            "focus_on_load": boolean,
        }
    ),
    "plain_text_input": both(
        _element(
            _TYPED
            | {
                "initial_value": string(limits.INPUT_LENGTH),
                "multiline": boolean,
                "min_length": integer(0, limits.INPUT_LENGTH),
                "max_length": integer(1, limits.INPUT_LENGTH),
            }
        ),
        _min_not_above_max("min_length", "max_length"),
    ),
    "number_input": both(
        _element(
            _TYPED
            | {
                "is_decimal_allowed": Required(boolean),
                "initial_value": string(),
                "min_value": string(),
                "max_value": string(),
            }
        ),
        _min_not_above_max("min_value", "max_value"),
    ),
    "email_text_input": _element(_TYPED | {"initial_value": string()}),
    "url_text_input": _element(_TYPED | {"initial_value": string()}),
    "rich_text_input": _element(_TYPED | {"initial_value": anything}),
    "file_input": _element({"filetypes": _IDS, "max_files": integer(1, 10)}),
    "workflow_button": _element(
        {
            "text": Required(plain(limits.BUTTON_TEXT)),
            "workflow": Required(anything),
            "style": one_of("primary", "danger"),
            "accessibility_label": string(limits.BUTTON_TEXT),
        }
    ),
}
