"""The messages of one conversation, in order, with what is asked of them often at hand."""

import bisect
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sandbox.refusal import Json


@dataclass
class Message:
    """A message in one conversation; an ephemeral one has `ephemeral_to` and only that person sees it."""

    ts: str
    channel: str
    user: str
    text: str
    by_app: bool = False
    subtype: str | None = None
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    edited: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    ephemeral_to: str | None = None
    client_msg_id: str | None = None
    extra: Json = field(default_factory=dict)
    values: dict[str, dict[str, dict[str, Json]]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether this stands only in a thread, not in the conversation itself."""
        return self.thread_ts is not None and self.thread_ts != self.ts and not self.broadcast


@dataclass
class Log:
    """Messages by time. Whatever changes one says so with `touch`, so that pages can ask for what changed only.

    `entries` are the messages, oldest first; a later one has a later ts.
    """

    entries: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._by_ts: dict[str, Message] = {}
        self._replies: dict[str, list[Message]] = {}
        self._changed: dict[str, int] = {}
        self._removed: dict[str, int] = {}
        self._revision = 0
        for message in self.entries:
            self._index(message)

    def __iter__(self) -> Iterator[Message]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def revision(self) -> int:
        """How many changes there have been."""
        return self._revision

    def get(self, ts: str) -> Message | None:
        """The message with this timestamp."""
        return self._by_ts.get(ts)

    def replies(self, ts: str) -> list[Message]:
        """The replies to the message with this timestamp, oldest first."""
        return self._replies.get(ts, [])

    def append(self, message: Message) -> None:
        """Add the newest message."""
        self.entries.append(message)
        self._index(message)

    def remove(self, message: Message) -> None:
        """Take a message away."""
        del self.entries[self._place(message.ts)]
        del self._by_ts[message.ts]
        self._changed.pop(message.ts, None)
        self._revision += 1
        self._removed[message.ts] = self._revision
        if _answers(message):
            self._replies[message.thread_ts or ""].remove(message)
            self.touch(message.thread_ts or "")

    def touch(self, ts: str) -> None:
        """The message with this timestamp looks different now; nothing happens when there is none."""
        if ts in self._by_ts:
            self._revision += 1
            self._changed.pop(ts, None)
            self._changed[ts] = self._revision

    def changed_since(self, revision: int) -> list[Message]:
        """The messages that are new or different since then, oldest first."""
        found = [self._by_ts[ts] for ts in _newer(self._changed, revision)]
        return sorted(found, key=lambda message: message.ts)

    def removed_since(self, revision: int) -> list[str]:
        """The timestamps of those that are gone since then."""
        return _newer(self._removed, revision)

    def after(self, ts: str) -> list[Message]:
        """The messages later than this timestamp, oldest first."""
        return self.entries[bisect.bisect_right(self.entries, ts, key=lambda message: message.ts) :]

    def near(self, ts: str | None, count: int, belongs: Callable[[Message], bool]) -> list[Message]:
        """Of those that belong, up to `count` before this timestamp (None: before the end) and as many from it on.

        They stand oldest first, without a gap.
        """
        place = len(self.entries) if ts is None else self._place(ts)
        earlier = (self.entries[at] for at in range(place - 1, -1, -1))
        later = (self.entries[at] for at in range(place, len(self.entries)))
        before = list(itertools.islice(filter(belongs, earlier), count))
        return [*reversed(before), *itertools.islice(filter(belongs, later), count)]

    def _place(self, ts: str) -> int:
        return bisect.bisect_left(self.entries, ts, key=lambda message: message.ts)

    def _index(self, message: Message) -> None:
        self._by_ts[message.ts] = message
        if _answers(message):
            self._replies.setdefault(message.thread_ts or "", []).append(message)
            self.touch(message.thread_ts or "")
        self.touch(message.ts)


def _answers(message: Message) -> bool:
    return message.thread_ts not in (None, message.ts)


def _newer(changes: dict[str, int], revision: int) -> list[str]:
    """The keys that were entered after a revision; the newest stand last."""
    found = []
    for key in reversed(changes):
        if changes[key] <= revision:
            break
        found.append(key)
    return found
