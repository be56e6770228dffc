"""What the Slack client itself refuses before a modal is sent to the app."""

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.refusal import Json
from sandbox.state import values
from sandbox.state.model import View


def unfilled(view: View) -> dict[str, str]:
    """What is wrong with the inputs of a modal, by block id."""
    wrong = {}
    for block, element in values.elements(view.blocks):
        if block["type"] != "input":
            continue
        state = view.values[block["block_id"]][element["action_id"]]
        problem = _problem(block, element, state)
        if problem:
            wrong[block["block_id"]] = problem
    return wrong


def _problem(block: Json, element: Json, state: Json) -> str | None:
    if values.is_empty(state):
        return None if block.get("optional") else "Please complete this required field."
    rule = _RULES.get(element["type"])
    return rule(element, state["value"]) if rule else None


def _text(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter no more than {most} characters." if len(value) > most else None


def _number(element: Json, value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and float(value) < float(low):
        return f"Please enter a number of at least {low}."
    return (
        f"Please enter a number of at most {high}."
        if high is not None and float(value) > float(high)
        else None
    )


def _email(element: Json, value: str) -> str | None:
    return None if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value) else "Please enter an email address."


def _url(element: Json, value: str) -> str | None:
    parts = urlsplit(value)
    return None if parts.scheme and parts.netloc else "Please enter a URL."


_RULES: dict[str, Any] = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
}
