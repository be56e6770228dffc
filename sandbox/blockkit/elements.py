"""The interactive elements (Slack: block elements)."""

from collections.abc import Iterator
from typing import Any

from sandbox.blockkit import limits
from sandbox.blockkit.composition import (
    CONFIRM,
    DISPATCH,
    FILTER,
    OPTION_GROUP,
    PLAIN_OPTION,
    RICH_OPTION,
    WORKFLOW,
    plain,
)
from sandbox.blockkit.rich_text import RICH_TEXT
from sandbox.blockkit.schema import (
    Check,
    Fault,
    Fields,
    Required,
    anything,
    boolean,
    both,
    exactly_one,
    formatted,
    integer,
    listed,
    objects,
    one_of,
    record,
    string,
)


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
    groups = objects(value, "option_groups", at=at)
    choices = [value, *(group for group, _ in groups)]
    offered = {_bare(entry) for holder in choices for entry, _ in objects(holder, "options", at=at)}
    initial = value.get("initial_option") if isinstance(value, dict) else None
    if isinstance(initial, dict) and _bare(initial) not in offered:
        yield Fault("initial_option must be one of the options", f"{at}/initial_option")
    for entry, place in objects(value, "initial_options", at=at):
        if _bare(entry) not in offered:
            yield Fault("initial_options must be among the options", place)


def _bare(option: dict[str, Any]) -> tuple[str, str]:
    label = option.get("text")
    words = label.get("text") if isinstance(label, dict) else None
    value = option.get("value")
    return (words if isinstance(words, str) else "", value if isinstance(value, str) else "")


def _not_above(low: str, high: str) -> Check:
    def check(value: Any, at: str) -> Iterator[Fault]:
        least, most = (
            _as_number(value.get(name)) if isinstance(value, dict) else None for name in (low, high)
        )
        if least is not None and most is not None and least > most:
            yield Fault(f"{low} must not be more than {high}", at)

    return check


def _as_number(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, (str, int, float)) else None
    except (ValueError, OverflowError):
        return None


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


_IDS = listed(string(least=1))
_COLOURED: Fields = {
    "text": Required(plain(limits.BUTTON_TEXT)),
    "style": one_of("primary", "danger"),
    "confirm": CONFIRM,
    "accessibility_label": string(limits.BUTTON_TEXT),
}
_FEEDBACK = record(
    {
        "text": Required(plain(limits.BUTTON_TEXT)),
        "value": Required(string(limits.BUTTON_VALUE)),
        "accessibility_label": string(limits.BUTTON_TEXT),
    }
)
# The last three of a button are in slack_sdk.models and not in @slack/types.
BUTTON = _element(
    _COLOURED
    | {
        "url": string(limits.URL),
        "value": string(limits.BUTTON_VALUE),
        "agent_prompt": string(limits.AGENT_PROMPT),
        "agent_prompt_display": string(),
        "visible_to_user_ids": _IDS,
    }
)
OVERFLOW = _element(
    {"options": Required(listed(PLAIN_OPTION, limits.OVERFLOW_OPTIONS, 1)), "confirm": CONFIRM}
)
ELEMENTS: dict[str, Check] = {
    "button": BUTTON,
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
    "overflow": OVERFLOW,
    "datepicker": _element(
        _FOCUS | {"initial_date": formatted(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "YYYY-MM-DD")}
    ),
    "timepicker": _element(
        _FOCUS | {"initial_time": formatted(r"([01]\d|2[0-3]):[0-5]\d", "HH:mm"), "timezone": string()}
    ),
    # Ten digits, say @slack/types and Slack's Block Kit reference; slack_sdk.models takes fewer as well.
    "datetimepicker": _element(
        {
            "initial_date_time": integer(0, 9_999_999_999),
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
        _not_above("min_length", "max_length"),
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
        _not_above("min_value", "max_value"),
    ),
    "email_text_input": _element(_TYPED | {"initial_value": string()}),
    "url_text_input": _element(_TYPED | {"initial_value": string()}),
    "rich_text_input": _element(
        _TYPED
        | {
            "initial_value": RICH_TEXT,
            "min_lines": integer(1, limits.LINES),
            "max_lines": integer(1, limits.LINES),
        }
    ),
    "file_input": _element({"filetypes": _IDS, "max_files": integer(1, limits.FILES)}),
    "workflow_button": _element(_COLOURED | {"workflow": Required(WORKFLOW)}),
    "feedback_buttons": _element(
        {"positive_button": Required(_FEEDBACK), "negative_button": Required(_FEEDBACK)}
    ),
    "icon_button": _element(
        {
            # @slack/types takes any name; Slack's Block Kit reference knows only "trash" so far.
            "icon": Required(string(least=1)),
            "text": Required(plain(limits.BUTTON_TEXT)),
            "accessibility_label": string(limits.BUTTON_TEXT),
            "value": string(limits.BUTTON_VALUE),
            "visible_to_user_ids": listed(string(least=1), limits.VISIBLE_TO),
            "confirm": CONFIRM,
        }
    ),
}
