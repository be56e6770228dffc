"""What stands outside Slack in journeys of escalation: a feed of a rota, PagerDuty, and a webhook that alarms."""

from __future__ import annotations

import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.journeys.receiver import SECRET
from tests.journeys.workspace import eventually

DEMO = Path(__file__).parents[2] / "sandbox" / "demo"
ROUTING_KEY = "r0uting-key-of-the-tests"


@dataclass
class Outside:
    """Serves a feed, takes PagerDuty's events, and is a signed webhook.

    shifts: (name, first, last) of the rota, UTC. feed_status, pager_status, hook_status: answered instead of 200s.
    events: what PagerDuty was sent. alarms: what the webhook was told, once a key. rang: alarms by `dedup_key`.
    then: called once PagerDuty has taken an event, before it answers.
    """

    url: str = ""
    shifts: list[tuple[str, datetime, datetime]] = field(default_factory=list)
    feed_status: int = 200
    pager_status: int = 202
    hook_status: int = 200
    events: list[dict[str, Any]] = field(default_factory=list)
    alarms: list[dict[str, Any]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    then: Callable[[], None] | None = None

    @property
    def ringing(self) -> set[str]:
        """The alarms that PagerDuty rings, by their keys: triggered, and neither acknowledged nor resolved."""
        state: dict[str, str] = {}
        for event in self.events:
            key, action = event["dedup_key"], event["event_action"]
            if action == "trigger" or key in state:
                state[key] = action
        return {key for key, action in state.items() if action == "trigger"}

    async def heard(self, events: int) -> None:
        """Wait until PagerDuty was sent so many events."""

        async def look() -> bool:
            return len(self.events) >= events

        await eventually(look, f"event {events}")

    async def alarmed(self, alarms: int) -> None:
        """Wait until the webhook was told so many things."""

        async def look() -> bool:
            return len(self.alarms) >= alarms

        await eventually(look, f"alarm {alarms}")

    async def feed(self, _: web.Request) -> web.Response:
        """The rota as PagerDuty exports it."""
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
        for n, (name, first, last) in enumerate(self.shifts):
            stamps = (f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for moment in (first, last))
            begins, ends = stamps
            lines += ["BEGIN:VEVENT", f"UID:{n}", "DTSTAMP:20260101T000000Z"]
            lines += [
                f"DTSTART:{begins}",
                f"DTEND:{ends}",
                f"SUMMARY:On Call - {name} - Ranking",
                "END:VEVENT",
            ]
        text = "\r\n".join([*lines, "END:VCALENDAR", ""])
        return web.Response(status=self.feed_status, text=text, content_type="text/calendar")

    async def enqueue(self, request: web.Request) -> web.Response:
        """PagerDuty's Events API v2."""
        event = json.loads(await request.read())
        assert event["routing_key"] == ROUTING_KEY
        if self.pager_status != 202:
            return web.Response(status=self.pager_status, text='{"status": "error"}')
        self.events.append(event)
        if self.then is not None:
            self.then()
        body = {"status": "success", "message": "Event processed", "dedup_key": event["dedup_key"]}
        return web.json_response(body, status=202)

    async def hook(self, request: web.Request) -> web.Response:
        """The team's own."""
        content, stamp = await request.read(), request.headers["Tocsin-Timestamp"]
        right = hmac.digest(SECRET.encode(), f"{stamp}.".encode() + content, sha256).hex()
        assert request.headers["Tocsin-Signature"] == f"v1={right}"
        if self.hook_status == 200 and request.headers["Idempotency-Key"] not in self.keys:
            self.keys.add(request.headers["Idempotency-Key"])
            self.alarms.append(json.loads(content))
        return web.Response(status=self.hook_status, text="as you say")


@asynccontextmanager
async def outside() -> AsyncIterator[Outside]:
    """All of it, until the context is left."""
    served = Outside()
    app = web.Application()
    app.router.add_get("/feed/{token}", served.feed)
    app.router.add_post("/v2/enqueue", served.enqueue)
    app.router.add_post("/hook", served.hook)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        served.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield served
    finally:
        await runner.cleanup()


def configured(folder: Path, url: str) -> Path:
    """The demo's configuration with an escalation that uses all of it."""
    policy = (DEMO / "policy.yml").read_text("utf-8")
    escalation = f"""
escalation:
  paths:
    SEV2:
      - {{title: On-call, rotas: [ranking], pagers: [duty], within_minutes: 10}}
      - {{title: Leads, people: [UCHI, UELI], within_minutes: 15}}
      - {{title: Head of ML, people: [UDEE], pagers: [sirens], within_minutes: 20}}
    SEV1:
      - {{title: Everyone, people: [UCHI, UDEE], pagers: [duty], within_minutes: 5}}
  concerns:
    data_governance:
      title: Data governance
      levels:
        - {{title: Privacy, people: [UDEE], within_minutes: 30}}
    vendor:
      title: Vendor
      levels:
        - {{title: Nobody there, rotas: [ranking], within_minutes: 30}}
        - {{title: Buyers, people: [UFAY], within_minutes: 30}}
  rotas:
    ranking: {{url: "{url}/feed/t0ken", people: {{Ben Okafor: UBEN, Chi: UCHI, Fay: UFAY}}, refresh_minutes: 1}}
  pagers:
    duty: {{kind: pagerduty, url: "{url}/v2/enqueue", routing_key: {ROUTING_KEY}}}
    sirens: {{kind: webhook, url: "{url}/hook"}}
"""
    folder.mkdir(exist_ok=True)
    (folder / "policy.yml").write_text(policy + escalation, "utf-8")
    (folder / "models.yml").write_text((DEMO / "models.yml").read_text("utf-8"), "utf-8")
    return folder
