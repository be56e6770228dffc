"""The workspace: everything there is, and whom a change must be told."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from sandbox.clock import Clock
from sandbox.installation import Installation
from sandbox.manifest import Manifest
from sandbox.oauth import Authorizations
from sandbox.refusal import Json, Refusal
from sandbox.state import seed
from sandbox.state.canvases import Canvas
from sandbox.state.log import Message
from sandbox.state.model import BOT_USER, Bookmark, Channel, Person, StoredFile, UserGroup, View
from sandbox.state.pending import ScheduledMessage, SharedLinks, Stream

EventSink = Callable[[Json], None]
ChangeSink = Callable[[str | None, str, frozenset[str] | None], None]

# The scope an app needs to be told of an event (Slack: the event reference, `scopes`).
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "dnd_updated_user": "dnd:read",
    "file_created": "files:read",
    "file_deleted": "files:read",
    "file_shared": "files:read",
    "group_archive": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "link_shared": "links:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "subteam_created": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "team_join": "users:read",
    "user_change": "users:read",
    "user_profile_changed": "users:read",
    "user_status_changed": "users:read",
}
MESSAGE_EVENT = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}
READ_SCOPE = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}


@dataclass
class Contents:
    """Everything a workspace holds; this is what is saved and loaded."""

    installation: Installation
    people: dict[str, Person]
    channels: dict[str, Channel]
    groups: dict[str, UserGroup]
    files: dict[str, StoredFile] = field(default_factory=dict)
    canvases: dict[str, Canvas] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    # user → ids of their open modals, the topmost last
    modal_stacks: dict[str, list[str]] = field(default_factory=dict)
    # user → id of their home tab
    homes: dict[str, str] = field(default_factory=dict)
    # id → message that is yet to be posted
    scheduled: dict[str, ScheduledMessage] = field(default_factory=dict)
    # "channel:ts" → message whose text is still coming
    streams: dict[str, Stream] = field(default_factory=dict)
    # unfurl id → links the app was told of
    shared_links: dict[str, SharedLinks] = field(default_factory=dict)
    # how many ids were made
    numbers: int = 0


class Workspace(Contents):
    """One workspace with one app installed.

    `on_event` receives every inner event the app subscribed to and may see; `on_change` receives what changed, where
    (a channel id or None) and for whom (None means everyone who can see that channel).
    """

    def __init__(self, manifest: Manifest, clock: Clock) -> None:
        self.manifest = manifest
        self.clock = clock
        self.url = ""
        self.on_event: EventSink = lambda event: None
        self.on_change: ChangeSink = lambda channel, what, viewers: None
        self.link_tickets: set[str] = set()
        self.authorizations = Authorizations(clock)
        now = clock.seconds()
        super().__init__(
            installation=Installation(asked=list(manifest.scopes), granted=list(manifest.scopes)),
            people={p.id: p for p in seed.people(manifest.bot_name, now)},
            channels={c.id: c for c in seed.channels(now)},
            groups={g.id: g for g in seed.groups(now)},
        )

    def new_id(self, prefix: str) -> str:
        """An id nothing else has, for example C0SBX00001."""
        self.numbers += 1
        return f"{prefix}0SBX{self.numbers:05d}"

    def person(self, user: str) -> Person:
        """The person with this id; raises Refusal("user_not_found")."""
        if user not in self.people:
            raise Refusal("user_not_found")
        return self.people[user]

    def channel_named(self, name: str) -> Channel | None:
        """The public or private channel with this name, archived ones included (Slack keeps their names taken)."""
        return next((c for c in self.channels.values() if not c.is_direct and c.name == name), None)

    def sees(self, user: str, channel: Channel) -> bool:
        """Whether this person can see the conversation at all; guests see only what they are in."""
        if user in channel.members:
            return True
        person = self.people.get(user)
        return not channel.is_private and person is not None and not person.is_restricted

    def direct(self, users: Iterable[str]) -> Channel | None:
        """The direct conversation of exactly these people, or None."""
        wanted = set(users)
        return next((c for c in self.channels.values() if c.is_direct and set(c.members) == wanted), None)

    def open_direct(self, users: Iterable[str]) -> Channel:
        """The direct conversation of exactly these people, opened when there was none."""
        members = list(dict.fromkeys(users))
        existing = self.direct(members)
        if existing is not None:
            return existing
        kind = "im" if len(members) <= 2 else "mpim"
        name = "" if kind == "im" else "mpdm-" + "--".join(self.people[m].name for m in members) + "-1"
        channel = Channel(
            id=self.new_id("D" if kind == "im" else "G"),
            name=name,
            kind=kind,
            created=self.clock.seconds(),
            creator=members[0],
            members=members,
        )
        self.channels[channel.id] = channel
        self.changed(channel.id, "channel")
        return channel

    def bookmark(self, channel: Channel, bookmark_id: str) -> Bookmark:
        """The bookmark of this channel with this id; raises Refusal("not_found")."""
        found = next((b for b in channel.bookmarks if b.id == bookmark_id), None)
        if found is None:
            raise Refusal("not_found")
        return found

    def new_file(self, name: str, length: int, user: str, alt_text: str) -> StoredFile:
        """Make room for a file of `length` bytes that will be uploaded."""
        file = StoredFile(
            id=self.new_id("F"),
            name=PurePosixPath(name).name or "file",
            title=name,
            length=length,
            user=user,
            created=self.clock.seconds(),
            upload_key=secrets.token_urlsafe(18),
            alt_text=alt_text,
        )
        self.files[file.id] = file
        return file

    def permalink(self, message: Message) -> str:
        """The address of a message."""
        link = f"{self.url}/archives/{message.channel}/p{message.ts.replace('.', '')}"
        return f"{link}?thread_ts={message.thread_ts}&cid={message.channel}" if message.is_reply else link

    def has_scope(self, scope: str) -> bool:
        """Whether the app was granted this scope."""
        return scope in self.installation.granted

    def tell(self, subscription: str, event: Json, channel: Channel | None = None) -> None:
        """Tell the app of an event, if it subscribed, has scope and token, and is in the channel, if there is one."""
        scope = EVENT_SCOPES.get(subscription)
        if subscription in {"member_joined_channel", "member_left_channel"}:
            scope = READ_SCOPE[channel.kind] if channel is not None else None
        if subscription not in self.manifest.events or (scope is not None and not self.has_scope(scope)):
            return
        if channel is not None and BOT_USER not in channel.members:
            return
        if self.installation.active:
            self.on_event(event)

    def changed(self, channel: str | None, what: str, viewers: Iterable[str] | None = None) -> None:
        """Tell whoever watches that something changed.

        `what` is message, channel, canvas, view, home, file, reaction, pin, read, people or app.
        """
        self.on_change(channel, what, None if viewers is None else frozenset(viewers))
