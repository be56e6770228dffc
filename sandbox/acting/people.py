"""What people do by themselves: write, edit, react, join, leave, read, open the home tab."""

import html
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import channels, messages, modals, people, shapes
from sandbox.state.log import Message
from sandbox.state.messages import Draft
from sandbox.state.model import BOT_USER, Channel, Person, StoredFile
from sandbox.state.values import rich_text
from sandbox.state.workspace import Workspace

_ENTITY = re.compile(r"&lt;([@#][UC][A-Z0-9]+)&gt;")


@dataclass(frozen=True)
class Typed:
    """What somebody typed; `wire` says that it comes as Slack's client sends it, escaped and with picks resolved."""

    text: str
    wire: bool = False

    @property
    def sent(self) -> str:
        """As the client sends it: &, < and > escaped, except around people and channels that were picked."""
        return self.text if self.wire else _ENTITY.sub(r"<\1>", html.escape(self.text, quote=False))

    @property
    def blocks(self) -> list[Json]:
        """The rich text that the client sends along."""
        plain = html.unescape(self.text) if self.wire else self.text
        return [rich_text(plain) | {"block_id": "typed"}] if self.text else []


class People:
    """The people of the workspace, acting."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def active(self, user: str) -> Person:
        """A person who can act; raises Refusal for an unknown, deactivated or automatic one."""
        person = self._workspace.person(user)
        if person.deleted:
            raise Refusal("account_inactive")
        if person.is_bot:
            raise Refusal("is_bot")
        return person

    def channel(self, user: str, channel_id: str) -> Channel:
        """A conversation this person can see; a name does as well as an id. Raises Refusal("channel_not_found")."""
        found = self._workspace.channels.get(channel_id) or self._workspace.channel_named(
            channel_id.removeprefix("#")
        )
        if found is None or not self._workspace.sees(user, found):
            raise Refusal("channel_not_found")
        return found

    def own_channel(self, user: str, channel_id: str) -> Channel:
        """A conversation this person is in and that is not archived."""
        channel = self.channel(user, channel_id)
        if user not in channel.members:
            raise Refusal("not_in_channel")
        if channel.is_archived:
            raise Refusal("is_archived")
        if (
            channel.kind == "im"
            and BOT_USER in channel.members
            and self._workspace.manifest.messages_tab_read_only
        ):
            raise Refusal("messages_tab_read_only")
        return channel

    def message(self, user: str, channel: Channel, ts: str) -> Message:
        """A message this person sees; raises Refusal("message_not_found")."""
        message = channel.message(ts, user)
        if message is None:
            raise Refusal("message_not_found")
        return message

    async def write(
        self,
        user: str,
        channel_id: str,
        typed: Typed,
        thread_ts: str | None = None,
        attached: Sequence[str] = (),
    ) -> str:
        """Write a message; `channel_id` may be a person (their direct message), `attached` are files kept before.

        Returns its ts.
        """
        self.active(user)
        if channel_id in self._workspace.people:
            channel_id = self._workspace.open_direct([user, channel_id]).id
        channel = self.own_channel(user, channel_id)
        if not typed.text and not attached:
            raise Refusal("no_text")
        if thread_ts is not None:
            self.message(user, channel, thread_ts)
        if any(file_id not in self._workspace.files for file_id in attached):
            raise Refusal("file_not_found")
        draft = Draft(
            user=user,
            text=typed.sent,
            subtype="file_share" if attached else None,
            blocks=typed.blocks,
            thread_ts=thread_ts,
            files=list(attached),
            client_msg_id=str(uuid.uuid4()),
        )
        message = (messages.share if attached else messages.post)(self._workspace, channel, draft)
        channel.last_read[user] = message.ts
        return message.ts

    async def keep(self, user: str, name: str, content: bytes) -> StoredFile:
        """Upload a file, for a message or a file input."""
        self.active(user)
        stored = self._workspace.new_file(name, len(content), user, "")
        stored.content, stored.complete = content, True
        return stored

    async def direct(self, user: str, others: Sequence[str]) -> Channel:
        """Open the direct conversation with these people."""
        self.active(user)
        return self._workspace.open_direct([user, *(self._workspace.person(other).id for other in others)])

    def _own_message(self, user: str, channel_id: str, ts: str) -> tuple[Channel, Message]:
        self.active(user)
        channel = self.own_channel(user, channel_id)
        return channel, self.message(user, channel, ts)

    async def edit(self, user: str, channel_id: str, ts: str, typed: Typed) -> None:
        """Edit one's own message."""
        channel, message = self._own_message(user, channel_id, ts)
        if message.user != user:
            raise Refusal("cant_update_message")
        messages.edit(self._workspace, channel, message, user, text=typed.sent, blocks=typed.blocks)

    async def delete(self, user: str, channel_id: str, ts: str) -> None:
        """Delete one's own message."""
        channel, message = self._own_message(user, channel_id, ts)
        if user not in {message.user, message.ephemeral_to}:
            raise Refusal("cant_delete_message")
        messages.delete(self._workspace, channel, message)

    async def react(self, user: str, channel_id: str, ts: str, name: str, *, remove: bool = False) -> None:
        """React to a message, or take the reaction back."""
        channel, message = self._own_message(user, channel_id, ts)
        act = messages.unreact if remove else messages.react
        act(self._workspace, channel, message, user, name.strip(":"))

    async def join(self, user: str, channel_id: str) -> None:
        """Join a public channel."""
        self.active(user)
        channel = self.channel(user, channel_id)
        if channel.is_archived:
            raise Refusal("is_archived")
        if user not in channel.members:
            channels.join(self._workspace, channel, user)

    async def invite(self, user: str, channel_id: str, invited: str) -> None:
        """Add somebody (the app too) to a channel one is in."""
        self.active(user)
        channel = self.own_channel(user, channel_id)
        if self._workspace.person(invited).id not in channel.members:
            channels.join(self._workspace, channel, invited, inviter=user)

    async def leave(self, user: str, channel_id: str) -> None:
        """Leave a channel."""
        self.active(user)
        channel = self.own_channel(user, channel_id)
        if channel.is_general or channel.is_direct:
            raise Refusal("cant_leave_general")
        channels.leave(self._workspace, channel, user)

    async def archive(self, user: str, channel_id: str) -> None:
        """Archive a channel one is in."""
        self.active(user)
        channels.archive(self._workspace, self.own_channel(user, channel_id), user)

    async def unarchive(self, user: str, channel_id: str) -> None:
        """Bring an archived channel back."""
        self.active(user)
        channel = self.channel(user, channel_id)
        if not channel.is_archived:
            raise Refusal("not_archived")
        channels.unarchive(self._workspace, channel, user)

    async def pin(self, user: str, channel_id: str, ts: str, *, remove: bool = False) -> None:
        """Pin a message, or take the pin off."""
        channel, message = self._own_message(user, channel_id, ts)
        act = messages.unpin if remove else messages.pin
        act(self._workspace, channel, message, user)

    async def read(self, user: str, channel_id: str) -> None:
        """Mark a conversation as read."""
        channel = self.channel(user, channel_id)
        if channel.messages:
            channel.last_read[user] = channel.messages.entries[-1].ts
            self._workspace.changed(channel.id, "read", [user])

    async def home(self, user: str) -> None:
        """Open the app's home tab (app_home_opened)."""
        self.active(user)
        channel = self._workspace.open_direct([BOT_USER, user])
        view = modals.home(self._workspace, user)
        event: Json = {
            "type": "app_home_opened",
            "user": user,
            "channel": channel.id,
            "tab": "home",
            "event_ts": self._workspace.clock.ts(),
        }
        self._workspace.tell("app_home_opened", event | ({"view": shapes.view(view)} if view else {}))

    async def arrive(self, name: str, real_name: str) -> Person:
        """Somebody new joins the workspace and #general."""
        if not re.fullmatch(r"[a-z0-9._-]{1,21}", name) or any(
            p.name == name for p in self._workspace.people.values()
        ):
            raise Refusal("invalid_name")
        person = Person(
            id=self._workspace.new_id("U"),
            name=name,
            real_name=real_name,
            updated=self._workspace.clock.seconds(),
        )
        self._workspace.people[person.id] = person
        self._workspace.tell("team_join", {"type": "team_join", "user": people.seen(self._workspace, person)})
        general = next(c for c in self._workspace.channels.values() if c.is_general)
        channels.join(self._workspace, general, person.id)
        self._workspace.changed(None, "people")
        return person

    async def change(self, user: str, wanted: Json) -> Person:
        """Change what stands in `wanted` of somebody; the app is told where Slack would tell it.

        `deleted` deactivates (or brings back), `real_name` renames, `status_text` and `status_emoji` say what they are
        about, `away` is their presence, `quiet_until` (UTC seconds) does not disturb them until then.
        """
        person = self._workspace.person(user)
        if "deleted" in wanted or "real_name" in wanted:
            person.deleted = bool(wanted.get("deleted", person.deleted))
            person.real_name = str(wanted.get("real_name") or person.real_name)
            people.changed(self._workspace, person)
        if "status_text" in wanted or "status_emoji" in wanted:
            text, emoji = str(wanted.get("status_text", "")), str(wanted.get("status_emoji", ""))
            people.set_status(self._workspace, person, text, emoji)
        if "away" in wanted:
            people.set_away(self._workspace, person, away=bool(wanted["away"]))
        if "quiet_until" in wanted:
            people.set_quiet(self._workspace, person, _seconds(wanted["quiet_until"]))
        return person


def _seconds(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise invalid_arguments("quiet_until is UTC seconds")
    return int(value)
