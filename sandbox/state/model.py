"""The things a workspace consists of."""

from dataclasses import dataclass, field

from sandbox.refusal import Json

TEAM = "TSANDBOX"
TEAM_DOMAIN = "sandbox"
APP = "ATOCSIN"
BOT = "BTOCSIN"
BOT_USER = "UTOCSIN"
VERIFICATION_TOKEN = "sandbox-verification-token"


@dataclass
class Person:
    """A member of the workspace, human or bot."""

    id: str
    name: str
    real_name: str
    title: str = ""
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    updated: int = 0

    @property
    def email(self) -> str:
        """The address `users.lookupByEmail` finds this person by."""
        return f"{self.name}@sandbox.example"


@dataclass
class Note:
    """A topic or a purpose: the text, who set it, and when (UTC seconds)."""

    value: str = ""
    creator: str = ""
    last_set: int = 0

    def shape(self) -> Json:
        """As Slack writes it."""
        return {"value": self.value, "creator": self.creator, "last_set": self.last_set}


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
class Pin:
    """A pinned message."""

    ts: str
    created: int
    created_by: str


@dataclass
class Bookmark:
    """A link at the head of a conversation."""

    id: str
    channel: str
    title: str
    link: str
    emoji: str
    created: int
    updated: int
    updated_by: str


@dataclass
class Channel:
    """A conversation. `kind` is "channel" (public), "group" (private), "im" or "mpim"."""

    id: str
    name: str
    kind: str
    created: int
    creator: str
    members: list[str] = field(default_factory=list)
    is_archived: bool = False
    is_general: bool = False
    topic: Note = field(default_factory=Note)
    purpose: Note = field(default_factory=Note)
    previous_names: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    pins: list[Pin] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)
    last_read: dict[str, str] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        """Whether only members can see it."""
        return self.kind != "channel"

    @property
    def is_direct(self) -> bool:
        """Whether it is a conversation without a name."""
        return self.kind in ("im", "mpim")

    def message(self, ts: str, viewer: str | None = None) -> Message | None:
        """The message with this timestamp; an ephemeral one only for its own `viewer`."""
        return next((m for m in self.messages if m.ts == ts and m.ephemeral_to in (None, viewer)), None)

    def shared(self) -> list[Message]:
        """The messages every member sees, oldest first."""
        return [m for m in self.messages if m.ephemeral_to is None]

    def thread(self, ts: str) -> list[Message]:
        """The root with this timestamp and its replies, oldest first."""
        return [m for m in self.shared() if ts in {m.ts, m.thread_ts}]

    def pin(self, ts: str) -> Pin | None:
        """The pin on the message with this timestamp, or None."""
        return next((p for p in self.pins if p.ts == ts), None)


@dataclass
class StoredFile:
    """An uploaded file; `content` is None until the bytes have come, `complete` once it was handed in."""

    id: str
    name: str
    title: str
    length: int
    user: str
    created: int
    upload_key: str
    alt_text: str = ""
    content: bytes | None = None
    complete: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class UserGroup:
    """A named group of people (`@handle`)."""

    id: str
    handle: str
    name: str
    users: list[str]
    created: int


@dataclass
class View:
    """A modal or an App Home as one person has it before them."""

    id: str
    type: str
    user: str
    content: Json
    hash: str
    root_view_id: str
    previous_view_id: str | None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    choices: dict[tuple[str, str], list[Json]] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """The blocks shown."""
        blocks: list[Json] = self.content["blocks"]
        return blocks
