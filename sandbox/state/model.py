"""The things a workspace consists of."""

from dataclasses import dataclass, field
from typing import ClassVar

from sandbox.refusal import Json
from sandbox.state.log import Log, Message

TEAM = "TSANDBOX"
TEAM_DOMAIN = "sandbox"
APP = "ATOCSIN"
BOT = "BTOCSIN"
BOT_USER = "UTOCSIN"
# In whose name Slack itself speaks; nobody of the workspace.
SLACKBOT = "USLACKBOT"
# Who does what no person of the page does: archives a channel behind the scenes, for example.
ADMIN = "UDEE"
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
    status_text: str = ""
    status_emoji: str = ""
    is_away: bool = False
    # Not to be disturbed from when to when, in UTC seconds.
    dnd_since: int = 0
    dnd_until: int = 0

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
    messages: Log = field(default_factory=Log)
    pins: list[Pin] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)
    last_read: dict[str, str] = field(default_factory=dict)
    # who closed this direct conversation → when (ts)
    closed: dict[str, str] = field(default_factory=dict)

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
        found = self.messages.get(ts)
        return found if found is not None and found.ephemeral_to in (None, viewer) else None

    def shared(self) -> list[Message]:
        """The messages every member sees, oldest first."""
        return [m for m in self.messages if m.ephemeral_to is None]

    def thread(self, ts: str) -> list[Message]:
        """The root with this timestamp and its replies, oldest first, as every member sees them."""
        root = self.messages.get(ts)
        found = [root] if root is not None else []
        return [m for m in (*found, *self.messages.replies(ts)) if m.ephemeral_to is None]

    def pin(self, ts: str) -> Pin | None:
        """The pin on the message with this timestamp, or None."""
        return next((p for p in self.pins if p.ts == ts), None)


@dataclass
class StoredFile:
    """An uploaded file; `content` is None until the bytes have come, `complete` once it was handed in."""

    # How the bytes stand in a saved workspace.
    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_bytes": "base64", "val_json_bytes": "base64"}

    id: str
    name: str
    title: str
    length: int
    user: str
    created: int
    upload_key: str
    alt_text: str = ""
    # The language of a snippet; empty for an ordinary file.
    snippet_type: str = ""
    content: bytes | None = None
    complete: bool = False
    deleted: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)
    # Somebody put it into a form of the app, which may read it then (Slack: file_input).
    given: bool = False


@dataclass
class UserGroup:
    """A named group of people (`@handle`)."""

    id: str
    handle: str
    name: str
    users: list[str]
    created: int
    created_by: str = ADMIN
    updated: int = 0
    updated_by: str = ""
    # When and by whom it was disabled; 0 and empty while it is not.
    disabled: int = 0
    disabled_by: str = ""
    description: str = ""
    channels: list[str] = field(default_factory=list)
    private_channels: list[str] = field(default_factory=list)
    is_section: bool = False


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
    # block id → action id → the options an external select has shown
    choices: dict[str, dict[str, list[Json]]] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """The blocks shown."""
        blocks: list[Json] = self.content["blocks"]
        return blocks
