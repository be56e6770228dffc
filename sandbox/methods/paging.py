"""Cursors: a page of a list, and where the next one begins."""

import base64
import binascii
from typing import TypeVar

from sandbox.methods.args import Args
from sandbox.refusal import Json, Refusal

Item = TypeVar("Item")


def page(
    items: list[Item], args: Args, default: int, most: int, bad_limit: str | None = None
) -> tuple[list[Item], str]:
    """The items of the page `args` asks for, and the next cursor ("" at the end).

    A limit out of bounds is refused with `bad_limit` where the method documents such a code, else brought into bounds.
    Raises Refusal("invalid_cursor").
    """
    limit = args.number("limit", default) or default
    if bad_limit and not 1 <= limit <= most:
        raise Refusal(bad_limit)
    limit = max(1, min(limit, most))
    start = _offset(args.text("cursor"))
    if start > len(items):
        raise Refusal("invalid_cursor")
    end = start + limit
    following = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
    return items[start:end], following


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word == "next":
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise Refusal("invalid_cursor")


def metadata(cursor: str) -> Json:
    """`response_metadata` with the next cursor."""
    return {"response_metadata": {"next_cursor": cursor}}
