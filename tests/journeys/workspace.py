"""The demo workspace as a test sees it: people who type and press, rooms that are listened to.

Everything goes over HTTP, through the same doors that the page uses. `hears` consumes messages: what nobody heard by
the end of a test fails it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import aiohttp
from redis.asyncio import Redis

from bot.service.courier import REST

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds of real time that a journey waits for something before it fails."""


class MovedClock:
    """The machine's clock plus what a test added to it, beginning now or at the moment that it names."""

    def __init__(self, start: datetime | None = None) -> None:
        self._added = start - datetime.now(UTC) if start else timedelta()
        self._told: list[Callable[[], Awaitable[Any]]] = []

    def now(self) -> datetime:
        """The present moment of the test, in UTC."""
        return datetime.now(UTC) + self._added

    async def sleep(self, seconds: float) -> None:
        """Real seconds; a test moves the clock instead of waiting."""
        await asyncio.sleep(seconds)

    def tell(self, moved: Callable[[], Awaitable[Any]]) -> None:
        """Call this whenever time was moved."""
        self._told.append(moved)

    async def until(self, moment: datetime) -> None:
        """Let time pass at once up to that moment."""
        await self.forward(minutes=(moment - self.now()).total_seconds() / 60)

    async def forward(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass at once."""
        self._added += timedelta(minutes=minutes, hours=hours, days=days)
        for moved in self._told:
            await moved()


async def eventually(look: Callable[[], Awaitable[T | None]], what: str, *, within: float = PATIENCE) -> T:
    """What `look` finds, as soon as it finds something, within so many seconds."""
    loop = asyncio.get_running_loop()
    until = loop.time() + within
    while True:
        found = await look()
        if found:
            return found
        if loop.time() > until:
            raise AssertionError(f"it never came: {what}")
        await asyncio.sleep(0.02)


async def outbox_rests(redis_url: str, now: float) -> bool:
    """Whether nothing is to be told at `now` (POSIX seconds) and nothing is under way.

    A lane that is worked on stands in the outbox at the end of its lease, which is later than any lane rests.
    """
    async with Redis.from_url(redis_url, decode_responses=True) as client:
        waiting = await client.zcard("{tocsin}:ready")
        rest = f"({now}", now + max(REST.values())
        return bool(waiting == await client.zcount("{tocsin}:ready", *rest))


class Slack:
    """The workspace, over the sandbox's control API."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self._session = session
        self._heard: set[tuple[str, str, str]] = set()
        self._people = {
            name: Person(self, f"U{name.upper()}") for name in ("ana", "ben", "chi", "dee", "eli", "fay")
        }

    def person(self, name: str) -> Person:
        """One of the people of the demo workspace."""
        return self._people[name]

    async def get(self, path: str, **query: Any) -> dict[str, Any]:
        """Ask the control API."""
        async with self._session.get(f"{self.url}/sandbox/{path}", params=query) as answer:
            return dict(await answer.json())

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        """Do something through the control API."""
        async with self._session.post(f"{self.url}/sandbox/{path}", json=body) as answer:
            said = dict(await answer.json())
            assert answer.status < 500, said
            return said

    async def delete(self, path: str) -> None:
        """Take something away through the control API."""
        async with self._session.delete(f"{self.url}/sandbox/{path}") as answer:
            assert answer.ok

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """The Web API calls of that method that were made so far."""
        return list((await self.get("calls", method=method))["calls"])

    async def fault(self, method: str, kind: str, **more: Any) -> None:
        """Let the next calls of that method go wrong."""
        await self.post("faults", method=method, kind=kind, **more)

    async def room(self, name: str, seen_by: str = "ana") -> Room:
        """The channel of that name, as soon as it exists for that person."""
        person = self.person(seen_by)

        async def look() -> Room | None:
            for channel in (await self.get(f"as/{person.id}/channels"))["channels"]:
                if channel["name"] == name:
                    return Room(self, person, str(channel["id"]), name)
            return None

        return await eventually(look, f"#{name}")

    async def direct(self, name: str) -> Room:
        """The direct messages of that person with the bot, as soon as there are any."""
        person = self.person(name)

        async def look() -> Room | None:
            for channel in (await self.get(f"as/{person.id}/channels"))["channels"]:
                if channel["kind"] == "im" and channel.get("with_user") == "UTOCSIN":
                    return Room(self, person, str(channel["id"]), f"{name}'s direct messages")
            return None

        return await eventually(look, f"a direct message to {name}")

    def mark(self, person: str, channel: str, ts: str) -> None:
        """This message was heard."""
        self._heard.add(("" if channel.startswith(("C", "G")) else person, channel, ts))

    def was_heard(self, person: str, channel: str, ts: str) -> bool:
        """Whether somebody listened for this message."""
        return ("" if channel.startswith(("C", "G")) else person, channel, ts) in self._heard

    async def unheard(self) -> list[str]:
        """What the bot said that no test listened for."""
        left: dict[tuple[str, str], str] = {}
        for person in self._people.values():
            for channel in (await self.get(f"as/{person.id}/channels"))["channels"]:
                room = Room(self, person, channel["id"], channel["name"])
                for message in await room.messages():
                    if room.is_bots(message) and not self.was_heard(person.id, room.id, message["ts"]):
                        left[room.id, message["ts"]] = f"{room.name}: {readable(message)[:200]}"
        return list(left.values())


class Person:
    """Someone who uses the workspace."""

    def __init__(self, slack: Slack, person_id: str) -> None:
        self._slack = slack
        self.id = person_id

    async def runs(self, text: str, room: Room | None = None) -> str:
        """Type a slash command; what only this person is told in answer, as text."""
        before = await self._private(room)
        channel = room.id if room else "CGENERAL"

        async def look() -> dict[str, Any] | None:
            # A room can be seen a moment before whoever declared is inside and may type there.
            told = await self._slack.post(f"as/{self.id}/command", channel=channel, text=text)
            return told if "status" in told else None

        said = await eventually(look, f"{self.id} to be let into {channel}")
        assert said["status"] == "answered", said
        fresh = [m for m in await self._private(room) if m["ts"] not in {b["ts"] for b in before}]
        for message in fresh:
            self._slack.mark(self.id, channel, message["ts"])
        return "\n".join(map(readable, fresh))

    async def _private(self, room: Room | None) -> list[dict[str, Any]]:
        channel = room.id if room else "CGENERAL"
        told = await self._slack.get(f"as/{self.id}/channels/{channel}/messages")
        return [message for message in told.get("messages", []) if message.get("ephemeral")]

    async def modal(self) -> dict[str, Any]:
        """The modal that this person sees, as soon as there is one."""

        async def look() -> dict[str, Any] | None:
            view: dict[str, Any] | None = (await self._slack.get(f"as/{self.id}/view"))["modal"]
            return view

        return await eventually(look, f"a modal for {self.id}")

    async def sees_no_modal(self) -> None:
        """There is none open."""
        assert (await self._slack.get(f"as/{self.id}/view"))["modal"] is None

    async def submits(self, **values: Any) -> dict[str, Any]:
        """Fill the open modal in and send it; fails when it is refused."""
        said = await self.tries(**values)
        assert said["status"] == "answered" and said.get("response_action") != "errors", said
        return said

    async def tries(self, **values: Any) -> dict[str, Any]:
        """Fill the open modal in and send it; the outcome, errors included."""
        view = await self.modal()
        return await self._slack.post(f"as/{self.id}/submit", view_id=view["id"], values=values)

    async def closes(self) -> None:
        """Close the open modal."""
        view = await self.modal()
        await self._slack.post(f"as/{self.id}/close", view_id=view["id"])

    async def declares(self, title: str, **values: Any) -> dict[str, Any]:
        """The whole way from the command to the submitted modal, and closing what it shows at the end."""
        await self.runs(f"/incident declare {title}")
        said = await self.submits(severity="SEV2", type="data", **values)
        await self.closes()
        return said

    async def clicks(self, action_id: str, room: Room, *, value: str | None = None) -> dict[str, Any]:
        """Press a control on the newest message in the room that has it; of menus, on one that offers this value."""
        wanted = (f"'action_id': '{action_id}'", *((f"'value': '{value}'",) if value else ()))

        async def look() -> dict[str, Any] | None:
            for message in reversed(await room.messages()):
                blocks = str(message.get("blocks"))
                if all(each in blocks for each in wanted):
                    return dict(message)
            return None

        message = await eventually(look, f"a control {action_id} in {room.name}")
        body = {"channel": room.id, "ts": message["ts"], "action_id": action_id}
        said = await self._slack.post(f"as/{self.id}/click", **body, **({"value": value} if value else {}))
        assert said["status"] == "answered", said
        return said

    async def says(self, text: str, room: Room, thread: str | None = None) -> str:
        """Write a message; its ts."""
        more = {"thread_ts": thread} if thread else {}
        return str(
            (await self._slack.post(f"as/{self.id}/message", channel=room.id, text=text, **more))["ts"]
        )

    async def does(self, what: str, **body: Any) -> dict[str, Any]:
        """Anything else that the control API knows: react, edit, delete, join, leave, shortcut …"""
        said = await self._slack.post(f"as/{self.id}/{what}", **body)
        assert said.get("ok", True), said
        return said

    async def home(self) -> dict[str, Any]:
        """Open App Home and see it."""
        await self.does("home")

        async def look() -> dict[str, Any] | None:
            view: dict[str, Any] | None = (await self._slack.get(f"as/{self.id}/view"))["home"]
            return view

        return await eventually(look, f"App Home of {self.id}")


class Room:
    """A channel, listened to by someone who is in it."""

    def __init__(self, slack: Slack, listener: Person, channel: str, name: str) -> None:
        self._slack = slack
        self._listener = listener
        self.id = channel
        self.name = name

    def is_bots(self, message: dict[str, Any]) -> bool:
        """Whether the bot wrote it (channel notices like "has joined" apart)."""
        return bool(message.get("bot_id")) and message.get("subtype") in (None, "bot_message", "file_share")

    async def state(self) -> dict[str, Any]:
        """The channel with its messages, pins and members."""
        return await self._slack.get(f"as/{self._listener.id}/channels/{self.id}/messages")

    async def messages(self) -> list[dict[str, Any]]:
        """Its messages, oldest first."""
        return list((await self.state()).get("messages", []))

    async def hears(self, words: str) -> dict[str, Any]:
        """A message of the bot with these words that was not heard before, as soon as it comes."""

        async def look() -> dict[str, Any] | None:
            for message in await self.messages():
                if self._slack.was_heard(self._listener.id, self.id, message["ts"]) or not self.is_bots(
                    message
                ):
                    continue
                if words.casefold() in readable(message).casefold():
                    self._slack.mark(self._listener.id, self.id, message["ts"])
                    return message
            return None

        try:
            return await eventually(look, f"{words!r} in {self.name}")
        except AssertionError as never:
            said = [readable(m)[:160] for m in await self.messages()]
            raise AssertionError(f"{never}; there is {said}") from None

    async def card(self, words: str = "") -> dict[str, Any]:
        """The pinned card, as soon as it shows these words."""

        async def look() -> dict[str, Any] | None:
            told = await self.state()
            for message in told["messages"]:
                if message["ts"] in told["pins"] and words.casefold() in readable(message).casefold():
                    self._slack.mark(self._listener.id, self.id, message["ts"])
                    return dict(message)
            return None

        try:
            return await eventually(look, f"a pinned card with {words!r} in {self.name}")
        except AssertionError as never:
            said = [readable(m)[:1500] for m in await self.messages()]
            raise AssertionError(f"{never}; there is {said}") from None


def readable(part: Any) -> str:
    """All words of a message or view, blocks included."""
    if isinstance(part, str):
        return part
    if isinstance(part, list):
        return "\n".join(filter(None, map(readable, part)))
    if isinstance(part, dict):
        kept = (
            "text",
            "blocks",
            "fields",
            "elements",
            "title",
            "label",
            "hint",
            "placeholder",
            "description",
        )
        more = ("options", "accessory", "element", "alt_text", "initial_value", "attachments")
        return "\n".join(filter(None, (readable(part[key]) for key in (*kept, *more) if key in part)))
    return ""
