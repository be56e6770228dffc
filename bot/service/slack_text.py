"""How Slack writes: message timestamps, permalinks, and the markup around what a person typed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

PUSHPIN = "pushpin"
"""The reaction that puts a message on the timeline (📌)."""

_LINK = re.compile(r"<(?P<target>!date\^[^<>|]+|[^<>|\s]+)(?:\|(?P<label>[^<>]*))?>")


def from_ts(ts: str) -> datetime:
    """The moment (UTC) that a message was written; a ts is seconds since 1970 with microseconds, as text.

    Raises:
        ValueError: not a message timestamp.
    """
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except OverflowError as beyond:
        raise ValueError(f"{ts!r} is not a message timestamp") from beyond


def permalink(workspace_url: str, channel: str, ts: str, thread_ts: str | None = None) -> str:
    """The message's address; `workspace_url` ends in a slash (Slack: chat.getPermalink shows the same shape)."""
    address = f"{workspace_url}archives/{channel}/p{ts.replace('.', '')}"
    return f"{address}?thread_ts={thread_ts}&cid={channel}" if thread_ts and thread_ts != ts else address


def typed(text: str) -> str:
    """What a person typed, out of the markup in which Slack hands it on.

    Links become their address (with its label where it has another), people, channels and groups their id behind
    an @ or #, dates the words that stand for them, and `&amp; &lt; &gt;` the characters that they stand for
    (Slack: formatting message text).
    """
    plain = _LINK.sub(_link, text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return whole(plain)


def whole(text: str) -> str:
    """The text with half a character pair (JSON can carry one, UTF-8 cannot) shown as U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _link(found: re.Match[str]) -> str:
    target, label = found["target"], found["label"]
    if target[0] in "@#":
        return f"{target[0]}{label or target[1:]}"
    if target.startswith("!date^"):
        return label or ""
    if target[0] == "!":
        return f"@{label or target[1:]}".replace("@@", "@")
    for scheme in ("mailto:", "tel:"):
        if target.startswith(scheme):
            return label or target.removeprefix(scheme)
    return target if not label or label in target else f"{label} ({target})"


def person_in(text: str) -> tuple[str, str] | None:
    """The Slack user id of the first person mentioned in text and the words after it, None when nobody is."""
    found = re.search(r"<@([UW][A-Z0-9]+)(?:\|[^>]{0,200})?>", text)
    return (found[1], text[found.end() :].strip()) if found else None
