"""What the app has begun with messages and not finished: some are scheduled, some streaming, some have links to unfurl.

Nothing here needs the workspace, which holds all of it.
"""

from dataclasses import dataclass, field

from sandbox.refusal import Json


@dataclass
class ScheduledMessage:
    """A message of the app that is posted at `post_at` (UTC seconds)."""

    id: str
    channel: str
    post_at: int
    created: int
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None


@dataclass
class Stream:
    """A message whose content is still coming.

    `parts` are its blocks in order; `mode` is how tasks are shown, "timeline" or "plan", and `title` that of the plan.
    """

    channel: str
    ts: str
    mode: str = "timeline"
    title: str = ""
    parts: list[Json] = field(default_factory=list)


@dataclass
class SharedLinks:
    """Links in one message that the app was told of (link_shared)."""

    unfurl_id: str
    channel: str
    ts: str
    source: str
    urls: list[str]


def key(channel: str, ts: str) -> str:
    """What a stream is found by."""
    return f"{channel}:{ts}"
