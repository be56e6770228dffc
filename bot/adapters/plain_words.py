"""What pydantic found wrong in a configuration file, in plain words for the person who wrote it."""

from __future__ import annotations

import types
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.adapters.yaml_text import Place
from bot.problem import nearest

_LONGEST = 60
_MOST_LISTED = 15

_PATTERNS = (
    (
        "^[UW]",
        "is no Slack user id such as U024BE7LH",
        "Slack shows it in the person's profile, ⋮, Copy member ID",
    ),
    (
        "^S[",
        "is no Slack user group id such as S0614TZR7",
        "Slack shows it in the group's ⋮ menu, Copy group ID",
    ),
    (
        "^[CG]",
        "is no Slack channel id such as C024BE91L",
        "Slack shows it at the foot of the channel's details; a name will not do, as names change",
    ),
    ("^[0-9a-z]", "is no name of a webhook", "Use small letters, digits and hyphens, such as roll-back"),
    ("^[a-z0-9]", "is no key of a playbook", "Use small letters, digits and hyphens, such as drift-alert"),
    ("^[a-z]", "is no role key", "Use small letters and underscores, such as data_engineer"),
    (r"\{window", "has no {window}", "Write {window} where the range stands: rate(errors_total[{window}])"),
    ("^http", "is no link", "Give the whole address, beginning with https:// and without blanks"),
)

_BOUNDS = {
    "greater_than_equal": ("too small", "Give {ge} or more"),
    "less_than_equal": ("too large", "Give {le} or less"),
    "greater_than": ("too small", "Give more than {gt}"),
    "less_than": ("too large", "Give less than {lt}"),
    "decimal_max_places": ("too exact", "Give at most {decimal_places} decimal places"),
    "string_too_short": ("too short", "Write at least {min_length} character(s)"),
    "string_too_long": ("too long", "Write at most {max_length} characters"),
    "too_short": ("too short", "Give at least {min_length}"),
    "too_long": ("too long", "Give at most {max_length}"),
}

_KINDS = {
    "int": ("is no whole number", "Write digits only"),
    "decimal": ("is no number", "Write it as 99.9, without a percent sign"),
    "finite": ("is no number", "Write it as 99.9, without a percent sign"),
    "duration": ("is no length of time", "Write it as 36 hours or 2 days; a remark may follow in (brackets)"),
    "bool": ("is neither yes nor no", "Write true or false"),
    "time": ("is no time of day", "Write it as '16:00'"),
    "date": ("is no date", "Write it as 2026-11-20"),
    "datetime": ("is no point in time", "Write it as 2026-11-20T09:30:00+01:00, or with Z for UTC"),
    "string": ("is no text", "Write one text here, not a list or several keys"),
    "tuple": ("is no list", "Write one item a line, each after '- '"),
    "dict": ("has no keys", "Write 'key: value' lines below it"),
    "model": ("has no keys", "Write 'key: value' lines below it"),
}


def in_plain_words(error: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """What is wrong and what to do, for one error of validating `model` on text."""
    kind = error["type"]
    context = error.get("ctx", {})
    shown = _shown(error)
    if kind == "timezone_aware":
        return "It does not say in which time zone", "Add Z for UTC, or +01:00"
    if kind == "missing":
        return f"{str(error['loc'][-1])!r} is missing", "Add it"
    if kind == "extra_forbidden":
        return _unknown_key(error["loc"], model)
    if kind == "enum":
        return f"{shown} is not known here", f"Write {context['expected']}"
    if kind in _BOUNDS:
        fault, remedy = _BOUNDS[kind]
        return f"{shown} is {fault}", remedy.format_map(context)
    if kind == "string_pattern_mismatch":
        for beginning, fault, remedy in _PATTERNS:
            if context["pattern"].startswith(beginning):
                return f"{shown} {fault}", remedy
    fault, remedy = _KINDS.get(kind.split("_")[0], ("", ""))
    if fault:
        return f"{shown} {fault}", remedy
    said = str(context["error"]) if kind == "value_error" else error["msg"]
    return said[:1].upper() + said[1:], "Correct it"


def shortened(text: str) -> str:
    """The text, or as much of it as a line of a message can bear."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _shown(error: ErrorDetails) -> str:
    """What was typed, where it was one value."""
    typed = error["input"]
    if typed is None:
        return "null"
    return repr(shortened(typed)) if isinstance(typed, str) else "This"


def _unknown_key(place: Place, model: type[BaseModel]) -> tuple[str, str]:
    key = str(place[-1])
    known = _keys(model, place[:-1])
    meant = nearest(key, known)
    what = f"The key {shortened(key)!r} is not known here"
    if meant:
        return what, f"Did you mean {meant}?"
    if len(known) > _MOST_LISTED:
        return what, "Delete it; playbooks/README.md has all that are known"
    return what, f"Delete it; known are {', '.join(known)}"


def _keys(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that may stand at that place."""
    here: Any = model
    for step in place:
        here = _bare(here)
        if isinstance(here, type) and issubclass(here, BaseModel):
            here = here.model_fields[str(step)].annotation
        else:
            # The values of a dict, the items of a tuple of any length.
            here = next(a for a in reversed(get_args(here)) if a is not Ellipsis)
    return list(_bare(here).model_fields)


def _bare(annotation: Any) -> Any:
    """The type without Annotated and without `| None`."""
    while get_origin(annotation) in (Annotated, Union, types.UnionType):
        annotation = next(a for a in get_args(annotation) if a is not types.NoneType)
    return annotation
