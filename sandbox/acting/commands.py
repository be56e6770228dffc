"""Slash commands and shortcuts."""

import html
import re

from sandbox.acting import payloads
from sandbox.acting.people import People
from sandbox.acting.respond import Answers
from sandbox.delivery import Ack, Deliveries
from sandbox.manifest import Command
from sandbox.refusal import Json, Refusal
from sandbox.state.workspace import Workspace
from sandbox.tickets import Responses, Triggers

_PICKED = re.compile(r"<(@|#|!subteam\^)([A-Z0-9]+)>")
_TYPED = re.compile(r"(?<!\S)([@#])([a-z0-9._-]+)")


class Commands:
    """What people start the app with."""

    def __init__(
        self,
        workspace: Workspace,
        people: People,
        deliveries: Deliveries,
        triggers: Triggers,
        responses: Responses,
        answers: Answers,
    ) -> None:
        self._workspace = workspace
        self._people = people
        self._deliveries = deliveries
        self._triggers = triggers
        self._responses = responses
        self._answers = answers

    async def command(self, user: str, channel_id: str, text: str) -> Json:
        """Run "/name rest" in a conversation; the answer, a time-out or a failure shows there to the person.

        Returns `status` (answered, operation_timeout, no_app or failed), `seconds`, and `response` when the
        acknowledgement said something. Raises Refusal for a command the app does not have.
        """
        person = self._people.active(user)
        channel = self._people.own_channel(user, channel_id)
        name, _, rest = text.strip().partition(" ")
        command = self._workspace.manifest.command(name)
        if command is None:
            raise Refusal("unknown_command")
        path = self._responses.issue("commands", user, channel.id)
        payload = payloads.command(
            person,
            channel,
            name,
            self._text(command, rest.strip()),
            self._triggers.issue(user),
            f"{self._workspace.url}/respond/{path}",
        )
        ack = await self._deliveries.interact("slash_commands", payload)
        outcome: Json = {"status": ack.status, "seconds": ack.seconds}
        try:
            response = self._answers.acknowledged(user, channel, ack.body)
        except Refusal as refusal:
            return outcome | {"status": "failed", "error": refusal.code, "seconds": ack.seconds}
        if ack.status == "operation_timeout":
            self._answers.timed_out(user, channel, name)
        elif ack.status != "answered":
            self._answers.unreachable(user, channel, name)
        return outcome | ({"response": response} if response else {})

    def _text(self, command: Command, typed: str) -> str:
        """What the app receives of what was typed: escaped, with people and channels resolved if it asked for that."""
        text = _PICKED.sub(self._name_of, typed)
        text = html.escape(text, quote=False)
        return _TYPED.sub(self._entity, text) if command.should_escape else text

    def _name_of(self, found: "re.Match[str]") -> str:
        sign, id_ = found.groups()
        if sign == "@" and id_ in self._workspace.people:
            return f"@{self._workspace.people[id_].name}"
        if sign == "#" and id_ in self._workspace.channels:
            return f"#{self._workspace.channels[id_].name}"
        if id_ in self._workspace.groups:
            return f"@{self._workspace.groups[id_].handle}"
        return found.group(0)

    def _entity(self, found: "re.Match[str]") -> str:
        sign, name = found.groups()
        if sign == "@":
            person = next((p for p in self._workspace.people.values() if p.name == name), None)
            group = next((g for g in self._workspace.groups.values() if g.handle == name), None)
            if person is not None:
                return f"<@{person.id}|{person.name}>"
            return f"<!subteam^{group.id}|@{group.handle}>" if group else found.group(0)
        channel = self._workspace.channel_named(name)
        return f"<#{channel.id}|{channel.name}>" if channel else found.group(0)

    async def shortcut(self, user: str, callback_id: str) -> Json:
        """Start a global shortcut; raises Refusal("unknown_shortcut")."""
        person = self._people.active(user)
        if self._workspace.manifest.shortcut(callback_id, "global") is None:
            raise Refusal("unknown_shortcut")
        trigger_id = self._triggers.issue(user)
        payload = payloads.shortcut(person, callback_id, trigger_id, self._workspace.clock.ts())
        return outcome(await self._deliveries.interact("interactive", payload))

    async def message_shortcut(self, user: str, callback_id: str, channel_id: str, ts: str) -> Json:
        """Start a message shortcut on a message; raises Refusal("unknown_shortcut")."""
        person = self._people.active(user)
        if self._workspace.manifest.shortcut(callback_id, "message") is None:
            raise Refusal("unknown_shortcut")
        channel = self._people.channel(user, channel_id)
        message = self._people.message(user, channel, ts)
        path = self._responses.issue("app", user, channel.id, thread_ts=message.thread_ts)
        payload = payloads.message_action(
            self._workspace,
            person,
            channel,
            message,
            callback_id,
            self._triggers.issue(user),
            f"{self._workspace.url}/respond/{path}",
        )
        return outcome(await self._deliveries.interact("interactive", payload))


def outcome(ack: Ack) -> Json:
    """How it went, for the control API."""
    return {"status": ack.status, "seconds": ack.seconds}
