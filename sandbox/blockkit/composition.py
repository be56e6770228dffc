"""The objects that elements and blocks are made of (Slack: composition objects)."""

from sandbox.blockkit import limits
from sandbox.blockkit.schema import (
    Check,
    Fields,
    Required,
    any_of,
    anything,
    at_most_one,
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


# @slack/types asks only for the text; Slack's Block Kit reference for the title and both buttons too.
CONFIRM = record(
    {
        "title": plain(limits.CONFIRM_TITLE),
        "text": Required(either(limits.CONFIRM_TEXT)),
        "confirm": plain(limits.CONFIRM_BUTTON),
        "deny": plain(limits.CONFIRM_BUTTON),
        "style": one_of("primary", "danger"),
    }
)


def option(label: Check, description: Check) -> Check:
    """An option object with these rules for its text and its description."""
    return record(
        {
            "text": Required(label),
            # @slack/types has it as optional; Slack's Block Kit reference and slack_sdk.models ask for it.
            "value": string(limits.OPTION_VALUE),
            "description": description,
            "url": string(limits.URL),
        }
    )


# @slack/types has descriptions in plain_text only; Slack's Block Kit reference has mrkdwn too in checkboxes and
# radio buttons.
PLAIN_OPTION = option(plain(limits.OPTION_TEXT), plain(limits.OPTION_TEXT))
RICH_OPTION = option(either(limits.OPTION_TEXT), either(limits.OPTION_TEXT))
OPTION_GROUP = record(
    {
        "label": Required(plain(limits.OPTION_TEXT)),
        "options": Required(listed(PLAIN_OPTION, limits.SELECT_OPTIONS, 1)),
    }
)
_FILTERS = ("include", "exclude_external_shared_channels", "exclude_bot_users")
FILTER = both(
    record(
        {
            "include": listed(one_of("im", "mpim", "private", "public"), least=1),
            "exclude_external_shared_channels": boolean,
            "exclude_bot_users": boolean,
        }
    ),
    any_of(*_FILTERS),
)
DISPATCH = record({"trigger_actions_on": listed(one_of("on_enter_pressed", "on_character_entered"), least=1)})
SLACK_FILE = both(record({"id": string(least=1), "url": string(least=1)}), exactly_one("id", "url"))
TRIGGER = record(
    {
        "url": Required(string(least=1)),
        "customizable_input_parameters": listed(
            record({"name": Required(string(least=1)), "value": Required(string())})
        ),
    }
)
WORKFLOW = record({"trigger": Required(TRIGGER)})
_ICONS = (
    "archive book bookmark bot bug calendar call caret-left caret-right check clipboard code comment compass copy cube "
    "download edit email eye-closed eye-open file flag folder gear globe heart help image info key lightbulb link map "
    "mobile new-window pin plus refine refresh rocket save screen share sparkle star star-filled tag thumbs-down "
    "thumbs-up trash upload user warning"
)
SLACK_ICON = record({"type": Required(one_of("icon")), "name": Required(one_of(*_ICONS.split()))})
# What Slack adds to an image it has fetched is accepted when it is sent back.
IMAGE_FIELDS: Fields = {
    "image_url": string(limits.URL, 1),
    "slack_file": SLACK_FILE,
    "alt_text": Required(string(limits.ALT_TEXT)),
    "image_width": integer(),
    "image_height": integer(),
    "image_bytes": integer(),
    "fallback": string(),
}
IMAGE_SOURCE = exactly_one("image_url", "slack_file")
IMAGE = by_type({"image": both(record(IMAGE_FIELDS | {"type": anything}), IMAGE_SOURCE)})
ONE_ICON = at_most_one("icon", "slack_icon")
