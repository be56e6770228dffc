"""A workspace in which everything is configured that ever tells of an incident, and people near and far of it.

Ana is inside, Eli never was, Dee was and has left, Fay came later. Ben owns the model, Chi is on call.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import yaml
from aiohttp import web
from pypdf import PdfReader

from bot.app import Bot
from bot.domain.incident import Incident
from sandbox.server import Sandbox
from sandbox.state import access
from tests.journeys.forging import Forger, office
from tests.journeys.receiver import DEMO, Receiver, receiving
from tests.journeys.standby import ROUTING_KEY, Outside, outside
from tests.journeys.test_responder_visibility import SECRET
from tests.journeys.workspace import MovedClock, Person, Room, Slack, eventually, outbox_rests, readable

MEMBER, NEVER, LEFT, LATER = "ana", "eli", "dee", "fay"
OUTSIDE = (NEVER, LEFT)
INSIDE = (MEMBER, LATER)
EVERYBODY = (*INSIDE, *OUTSIDE)
NONE = "There is no incident"


@dataclass
class Tracker:
    """The team's issue tracker; `told` is every request's body."""

    url: str
    told: list[str]


@dataclass(frozen=True)
class Stage:
    """All of it, and what stands outside Slack."""

    slack: Slack
    bot: Bot
    forger: Forger
    sandbox: Sandbox
    hook: Receiver
    pagers: Outside
    tracker: Tracker
    redis_url: str
    clock: MovedClock
    policy: Path

    def person(self, name: str) -> Person:
        """One of the people."""
        return self.slack.person(name)

    async def incident(self, number: int = 1, person: str = "UANA") -> Incident:
        """The incident as it is."""
        it = await self.bot.queries.incident(number, person)
        assert it is not None
        return it

    async def settled(self) -> None:
        """Wait until everything that has happened has been told, to the bot and by it."""

        async def told() -> bool:
            await self.sandbox.deliveries.settle()
            return await outbox_rests(self.redis_url, self.clock.now().timestamp())

        await eventually(told, "an empty outbox")
        await eventually(told, "an empty outbox")

    async def gathered(self, room: Room) -> None:
        """Dee came into the room and left again, and Fay came."""
        await self.settled()
        ana = self.person(MEMBER)
        for name in (LEFT, LATER):
            await ana.does("invite", channel=room.id, user=self.person(name).id)
            await self._is_inside(name, inside=True)
        await self.person(LEFT).does("leave", channel=room.id)
        await self._is_inside(LEFT, inside=False)

    async def _is_inside(self, name: str, *, inside: bool) -> None:
        async def look() -> bool:
            it = await self.incident()
            return not it.restricted or (self.person(name).id in it.members) is inside

        await eventually(look, f"{name} {'inside' if inside else 'outside'}")

    async def read_by(self, name: str, *kinds: str) -> str:
        """All that this person can read in conversations (of these kinds), the words of files and canvases with it."""
        person, told = self.person(name), list[str]()
        for channel in (await self.slack.get(f"as/{person.id}/channels"))["channels"]:
            if not kinds or channel["kind"] in kinds:
                room = Room(self.slack, person, channel["id"], channel["name"])
                told += [str(channel), *(readable(message) for message in await room.messages())]
        return "\n".join([*told, *(await self.files_of(name)).values(), *self.canvases_of(name)])

    async def files_of(self, name: str) -> dict[str, str]:
        """The words of every file in the workspace that this person may open, by its name."""
        person, found = self.person(name), dict[str, str]()
        async with aiohttp.ClientSession() as session:
            for file in list(self.sandbox.workspace.files.values()):
                address = f"{self.slack.url}/files/{file.id}/{file.name}"
                async with session.get(address, params={"as": person.id}) as answer:
                    if answer.ok:
                        found[f"{file.id} {file.name}"] = words_of(
                            file.name, await answer.read(), file.alt_text
                        )
        return found

    def canvases_of(self, name: str) -> list[str]:
        """The words of every canvas that this person may open."""
        workspace, person = self.sandbox.workspace, self.person(name)
        known = [each for each in workspace.canvases.values() if not each.deleted]
        return [each.markdown for each in known if access.level(workspace, each, person.id)]


def words_of(name: str, content: bytes, alternative: str) -> str:
    """What is written in a file, whatever its form."""
    if name.endswith(".pdf"):
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return alternative if name.endswith(".png") else content.decode()


def configured(folder: Path, hook: str, pagers: str, tracker: str) -> Path:
    """The demo's configuration with everything that tells somebody something; the policy's file."""
    folder.mkdir()
    (folder / "models.yml").write_text((DEMO / "models.yml").read_text("utf-8"), "utf-8")
    file, policy = folder / "policy.yml", yaml.safe_load((DEMO / "policy.yml").read_text("utf-8"))
    webhook = {"name": "roll-back", "containment": "roll_back_model", "url": hook, "timeout_seconds": 5}
    people = ["UELI", "UANA", "UDEE", "UFAY"]
    daily = {"at": "09:00", "days": [0, 1, 2, 3, 4, 5, 6], "channels": ["CMLPLATFORM"], "people": people}
    weekly = {"at": "09:00", "day": 0, "channels": ["CMLPLATFORM"], "people": people[:2]}
    policy |= {
        "automation": {"enabled": True, "webhooks": [webhook]},
        "digests": {
            "daily": daily,
            "weekly": weekly,
            "documents": ["md"],
        },
        "audiences": {
            "executives": {"channels": ["CGENERAL"], "people": ["UELI"], "groups": ["SMLONCALL"]},
            "note": {"channels": ["CGENERAL"]},
        },
        "escalation": {
            "paths": {
                "SEV2": [
                    {"title": "On-call", "people": ["UCHI"], "pagers": ["duty"], "within_minutes": 600},
                    {"title": "Leads", "people": ["UBEN"], "pagers": ["sirens"], "within_minutes": 600},
                ],
            },
            "pagers": {
                "duty": {"kind": "pagerduty", "url": f"{pagers}/v2/enqueue", "routing_key": ROUTING_KEY},
                "sirens": {"kind": "webhook", "url": f"{pagers}/hook"},
            },
        },
        "items": {"tracker": {"url": tracker, "timeout_seconds": 5}},
        "review": {"format": ["markdown", "html", "pdf", "canvas"]},
    }
    policy["severities"]["SEV2"]["cadence"]["ladder"] = [
        {"after_minutes": 5, "roles": ["ic"], "people": ["UELI", "UFAY"], "groups": ["SMLONCALL"]},
        {"after_minutes": 15, "next_level": True},
    ]
    file.write_text(json.dumps(policy), "utf-8")
    return file


@asynccontextmanager
async def stage(redis_url: str, clock: MovedClock, folder: Path) -> AsyncIterator[Stage]:
    """All of it, until the context is left."""
    tracker = Tracker("", [])

    async def issue(request: web.Request) -> web.Response:
        tracker.told.append(await request.text())
        return web.json_response({"link": "https://tickets.example/1"})

    app = web.Application()
    app.router.add_post("/issues", issue)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        tracker.url = f"http://127.0.0.1:{runner.addresses[0][1]}/issues"
        async with receiving() as hook, outside() as pagers:
            policy = configured(folder, hook.url, pagers.url, tracker.url)
            async with office(redis_url, clock, policy.parent) as it:
                yield Stage(
                    it.slack,
                    it.bot,
                    it.forger,
                    it.sandbox,
                    hook,
                    pagers,
                    tracker,
                    redis_url,
                    clock,
                    policy,
                )
    finally:
        await runner.cleanup()


async def shown_to(stage: Stage, person: Person, text: str, room: Room | None = None) -> str:
    """What a command shows to whoever types it: the answer, and the modal that it opens, which is closed again."""
    said = await person.runs(text, room)
    view = (await stage.slack.get(f"as/{person.id}/view"))["modal"]
    if view is None:
        return said
    await person.closes()
    return f"{said}\n{readable(view)}"


def told(text: Any) -> bool:
    """Whether it tells of the incident; what somebody looked for is not told to them."""
    bare = str(text).replace(f"Looked for: {SECRET}", "").replace(f"for {SECRET}", "")
    return SECRET.casefold() in bare.casefold()
