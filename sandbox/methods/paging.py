"""Cursors: a page of a list, and where the next one begins."""

import base64
import binascii
from typing import Any, TypeVar

from sandbox.methods.args import Args
from sandbox.refusal import Json, Refusal, invalid_arguments

Item = TypeVar("Item")


def page(
    items: list[Item], args: Args, default: int, most: int, bad_limit: str | None = None
) -> tuple[list[Item], str]:
    """The items of the page `args` asks for, and the next cursor ("" at the end).

    Items are known by their `id` (strings and the ids in objects by themselves), so that what comes or goes between
    two pages moves nothing. A limit out of bounds is refused with `bad_limit` where the method documents such a code,
    else brought into bounds. Raises Refusal("invalid_cursor").
    """
    limit = asked_limit(args, default, most, bad_limit)
    start = _start(items, read_cursor(args, "next"))
    end = start + limit
    following = f"{end}:{_name(items[end])}" if end < len(items) else ""
    return items[start:end], write_cursor("next", following)


def asked_limit(args: Args, default: int, most: int, bad_limit: str | None = None) -> int:
    """How many items a page has; 0 asks for the default. `bad_limit` as at `page`."""
    try:
        limit = args.number("limit", default) or default
    except Refusal:
        if bad_limit is None:
            raise
        raise Refusal(bad_limit) from None
    if bad_limit and not 1 <= limit <= most:
        raise Refusal(bad_limit)
    if limit < 1:
        raise invalid_arguments("must be greater than 0 [json-pointer:/limit]")
    return min(limit, most)


def read_cursor(args: Args, word: str) -> str:
    """Where the page begins, "" for the first one; `word` says what kind of place. Raises Refusal("invalid_cursor")."""
    cursor = args.text("cursor")
    if not cursor:
        return ""
    try:
        kind, _, place = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise Refusal("invalid_cursor") from None
    if kind != word or not place:
        raise Refusal("invalid_cursor")
    return place


def write_cursor(word: str, place: str) -> str:
    """The cursor of the page that begins there, "" when there is none."""
    return base64.b64encode(f"{word}:{place}".encode()).decode() if place else ""


def _start(items: list[Any], place: str) -> int:
    """The index of the item the last page ended before; its old index when it is gone."""
    if not place:
        return 0
    index, _, name = place.partition(":")
    if not (index.isdecimal() and len(index) < 10):
        raise Refusal("invalid_cursor")
    found = (position for position, item in enumerate(items) if _name(item) == name)
    return next(found, int(index))


def _name(item: Any) -> str:
    if isinstance(item, str):
        return item
    return str(item["id"] if isinstance(item, dict) else item.id)


def metadata(cursor: str) -> Json:
    """`response_metadata` with the next cursor."""
    return {"response_metadata": {"next_cursor": cursor}}
