"""What Slack really sends, to other apps and in other years, and what is no request of Slack's at all."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import hmac
import io
import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import WSMsgType, web
from redis import Redis

from bot.app import Bot, running
from bot.settings import read_settings
from tests.journeys.conftest import ROOT

PACK = ROOT.parent / "shared" / "slack" / "payloads_real"
SECRET = "a-signing-secret"
NOT_FOR_APPS = ("python-slack-sdk.rtm", "python-slack-sdk.web_response")
"""Files of the pack with answers of the Web API."""

Json = dict[str, Any]
FORM, BODY = "application/x-www-form-urlencoded", "application/json"


def _payloads() -> list[tuple[str, Json]]:
    """Every payload and every Socket Mode frame of the pack, by file and key."""
    found: list[tuple[str, Json]] = []
    for path in sorted(PACK.glob("*.json")):
        if path.name.startswith(NOT_FOR_APPS):
            continue
        for key, value in json.loads(path.read_text("utf-8")).items():
            if key.startswith("_") or key.endswith("_ack") or key == "apps.connections.open":
                continue
            for number, each in enumerate(value if isinstance(value, list) else [value]):
                found.append((f"{path.stem}:{key}:{number}", each))
    return found


def _inner(payload: Json) -> Json | None:
    """What a frame or a form carries; None for a frame that carries nothing (hello, disconnect)."""
    if "__form__" in payload:
        form: Json = payload["__form__"]
        return dict(json.loads(form["payload"]) if isinstance(form.get("payload"), str) else form)
    if payload.get("type") in ("hello", "disconnect"):
        return None
    return dict(payload["payload"]) if "envelope_id" in payload else payload


PAYLOADS = [(name, inner) for name, each in _payloads() if (inner := _inner(each)) is not None]
needs_pack = pytest.mark.skipif(not PAYLOADS, reason=f"there are no payloads in {PACK}")


@dataclass
class PlayedSlack:
    """A server that plays Slack as barely as possible: it lets bots in, sends frames, and notes what they answer."""

    url: str = ""
    answers: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    whispers: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)
    sockets: asyncio.Queue[web.WebSocketResponse] = field(default_factory=asyncio.Queue)
    links: int = 0
    refused_links: int = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[PlayedSlack]:
        """Listening on a port of its own."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/link", self._link)
        app.router.add_post("/respond", self._respond)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _call(self, request: web.Request) -> web.Response:
        match request.match_info["method"]:
            case "auth.test":
                who = {
                    "user_id": "UTOCSIN",
                    "bot_id": "BTOCSIN",
                    "team_id": "T1",
                    "url": "https://t.slack.com/",
                }
                return web.json_response({"ok": True, **who})
            case "apps.connections.open":
                self.links += 1
                address = self.url.replace("http", "ws", 1)
                return web.json_response({"ok": True, "url": f"{address}/link?ticket={self.links}"})
        return web.json_response({"ok": False, "error": "expired_trigger_id"})

    async def _respond(self, request: web.Request) -> web.Response:
        await self.whispers.put(await request.json())
        return web.json_response({"ok": True})

    async def _link(self, request: web.Request) -> web.StreamResponse:
        if self.refused_links:
            self.refused_links -= 1
            raise web.HTTPNotFound
        if request.query["ticket"] != str(self.links):
            raise web.HTTPNotFound(text="a ticket is good once")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        await self.sockets.put(socket)
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                said = json.loads(frame.data)
                self.answers[said["envelope_id"]].set_result(said.get("payload") or {})
        return socket

    async def sends(self, socket: web.WebSocketResponse, envelope: Json) -> Json:
        """Send a frame that wants an answer, and have it."""
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self.answers[envelope["envelope_id"]] = answer
        await socket.send_json(envelope)
        return await asyncio.wait_for(answer, 10)

    def addressed(self, payload: Json) -> Json:
        """The payload with the answer's address on this server."""
        changed = copy.deepcopy(payload)
        if "response_url" in changed:
            changed["response_url"] = f"{self.url}/respond"
        return changed


@pytest_asyncio.fixture
async def played() -> AsyncIterator[PlayedSlack]:
    """A server that plays Slack."""
    async with PlayedSlack().serving() as slack:
        yield slack


def _settings(played: PlayedSlack, redis_url: str, **way: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_API_URL": f"{played.url}/api/",
        "REDIS_URL": redis_url,
        "TOCSIN_CONFIG": str(ROOT / "sandbox" / "demo"),
        "TOCSIN_PORT": "0",
        **way,
    }


@dataclass
class Door:
    """The bot's own address for Slack's requests."""

    url: str
    session: aiohttp.ClientSession

    async def post(
        self,
        body: bytes,
        kind: str,
        *,
        secret: str = SECRET,
        age: int = 0,
        signed: bool = True,
        more: dict[str, str] | None = None,
    ) -> tuple[int, str]:
        """Post as Slack does; status and text of the answer."""
        at = str(int(time.time()) - age)
        digest = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
        signature = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"} if signed else {}
        headers = {"Content-Type": kind, **signature, **(more or {})}
        async with self.session.post(
            f"{self.url}/slack/events", data=io.BytesIO(body), headers=headers
        ) as answer:
            return answer.status, await answer.text()

    async def send(self, payload: Json) -> tuple[int, str]:
        """Post a payload in the encoding of its kind, well signed."""
        return await self.post(*encoded(payload))

    async def works(self) -> None:
        """The bot is well and answers a real command."""
        async with self.session.get(f"{self.url}/health") as answer:
            assert answer.status == 200, await answer.text()
        status, text = await self.send(COMMAND)
        assert (status, json.loads(text)["response_type"]) == (200, "ephemeral")
        assert "/incident declare" in text


COMMAND: Json = {
    "command": "/incident",
    "text": "help",
    "team_id": "T1",
    "user_id": "UANA",
    "channel_id": "CGENERAL",
    "trigger_id": "1.2.3",
    "response_url": "http://127.0.0.1:1/",
}


def encoded(payload: Json) -> tuple[bytes, str]:
    """The payload as Slack posts it, and its content type."""
    if "event" in payload or payload.get("type") == "url_verification":
        return json.dumps(payload).encode(), BODY
    if "command" in payload:
        return urlencode(payload).encode(), FORM
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


@pytest_asyncio.fixture
async def door(played: PlayedSlack, redis_url: str) -> AsyncIterator[Door]:
    """A bot that hears Slack over signed HTTP."""
    settings = read_settings(_settings(played, redis_url, SLACK_SIGNING_SECRET=SECRET))
    async with running(settings) as bot, aiohttp.ClientSession() as session:
        yield Door(f"http://127.0.0.1:{bot.port}", session)


@pytest_asyncio.fixture
async def ear(played: PlayedSlack, redis_url: str) -> AsyncIterator[Bot]:
    """A bot that hears Slack over Socket Mode."""
    async with running(read_settings(_settings(played, redis_url, SLACK_APP_TOKEN="xapp-1-A1-1"))) as bot:
        yield bot


def _no_faults(caplog: pytest.LogCaptureFixture) -> None:
    faults = [r for r in caplog.records if r.levelno >= logging.ERROR or r.exc_info]
    assert [f"{record.name}: {record.getMessage()}" for record in faults] == []


@needs_pack
async def test_real_payloads_over_http(
    door: Door, played: PlayedSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever Slack posts is acknowledged without a fault, and a challenge is answered."""
    print(f"{len(PAYLOADS)} payloads")
    for name, payload in PAYLOADS:
        status, text = await door.send(played.addressed(payload))
        assert status == 200, (name, text)
        if payload.get("type") == "url_verification":
            assert json.loads(text) == {"challenge": payload["challenge"]}
        inputs = [block for block in payload.get("view", {}).get("blocks", ()) if block["type"] == "input"]
        if payload.get("command") or (payload.get("type") == "view_submission" and inputs):
            assert "does not know what that is" in text, name
    await door.works()
    _no_faults(caplog)


@needs_pack
async def test_real_payloads_over_a_socket(
    ear: Bot, played: PlayedSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever Slack sends over Socket Mode is acknowledged without a fault; it hangs up, and the bot comes back."""
    socket = await asyncio.wait_for(played.sockets.get(), 10)
    for number, (name, each) in enumerate(_payloads()):
        if each.get("type") == "disconnect":
            await socket.send_json(each)
            socket = await asyncio.wait_for(played.sockets.get(), 10)
        elif each.get("type") == "hello":
            await socket.send_json(each)
        else:
            envelope = each if "envelope_id" in each else _enveloped(_inner(each) or {})
            envelope = {
                **envelope,
                "payload": played.addressed(envelope["payload"]),
                "envelope_id": f"{number}",
            }
            assert isinstance(await played.sends(socket, envelope), dict), name
    for nonsense in ("", "nonsense", "[]", "{}", '{"type":"new_kind"}', '{"envelope_id":"x"}'):
        await socket.send_str(nonsense)
    said = await played.sends(socket, {"envelope_id": "last", **_enveloped(COMMAND)})
    assert "/incident declare" in str(said)
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{ear.port}/health") as answer,
    ):
        assert await answer.json() == {"ok": True, "redis": "well", "slack": "well"}
    _no_faults(caplog)


def _enveloped(payload: Json) -> Json:
    kind = "events_api" if "event" in payload else "slash_commands" if "command" in payload else "interactive"
    return {"envelope_id": "x", "type": kind, "payload": payload, "accepts_response_payload": True}


@needs_pack
@pytest.mark.parametrize("how", [{"secret": "guessed"}, {"age": 301}, {"signed": False}], ids=str)
async def test_not_from_slack(door: Door, how: dict[str, Any]) -> None:
    """What is signed badly, too long ago or not at all is refused, whatever it is."""
    for name, payload in PAYLOADS:
        if payload.get("type") != "url_verification":
            assert (await door.post(*encoded(payload), **how))[0] == 401, name
    await door.works()


BODIES = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"7",
    b'"text"',
    b"{}",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b"payload=",
    b"payload=%7B",
    b"payload=null",
    b"payload=[]",
    b"command=%2Fincident",
    b"command=",
    b'{"type":7}',
    b'{"command":7}',
    b'{"type":"url_verification"}',
    b'{"type":"event_callback"}',
    b'{"type":"event_callback","event":{}}',
    b'{"type":"event_callback","event":[]}',
    b'{"type":"event_callback","event":{"type":7}}',
    b'{"type":"event_callback","event":{"type":"reaction_added"}}',
    b'{"type":"event_callback","event_id":"E","event":{"type":"message","subtype":"message_changed"}}',
    b'{"type":"event_callback","event":{"type":"member_joined_channel","user":null,"channel":null}}',
    b'{"type":"block_actions"}',
    b'{"type":"block_actions","actions":[]}',
    b'{"type":"block_actions","actions":[{}],"user":null}',
    b'{"type":"block_actions","actions":[{"action_id":"take_command"}]}',
    b'{"type":"view_submission"}',
    b'{"type":"view_submission","view":{"callback_id":"close","state":{},"blocks":[]},"user":{"id":"U1"}}',
    b'{"type":"shortcut"}',
    b'{"type":"message_action","callback_id":"add_to_timeline"}',
    b'{"team":5,"user":[],"channel":{}}',
)


@pytest.mark.parametrize("kind", [BODY, FORM, "text/plain; charset=klingon", "multipart/form-data"])
async def test_garbage(door: Door, kind: str) -> None:
    """A body that makes no sense is refused or acknowledged, never an error of ours, and the bot goes on."""
    for body in BODIES:
        status, text = await door.post(body, kind)
        retried = b'"type":"reaction_added"' in body
        assert status < 500 or retried, (body[:80], status, text)
    status, _ = await door.post(b"x" * 5_000_000, kind)
    assert status == 413
    await door.works()


async def test_http_redelivery_of_what_nobody_wants(door: Door) -> None:
    """A retry is told from its headers only, and is as welcome as the first try."""
    event = {"type": "event_callback", "event_id": "E1", "event": {"type": "app_mention", "user": "U1"}}
    body, kind = encoded(event)
    for number in ("1", "2", "3"):
        more = {"X-Slack-Retry-Num": number, "X-Slack-Retry-Reason": "http_timeout"}
        assert (await door.post(body, kind, more=more))[0] == 200


ACTION: Json = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": {"id": "UANA"},
    "trigger_id": "1.2.3",
    "actions": [{"type": "button", "action_id": "take_command", "value": "7"}],
}
SUBMISSION: Json = {
    "type": "view_submission",
    "team": {"id": "T1"},
    "user": {"id": "UANA"},
    "trigger_id": "1.2.3",
    "view": {
        "id": "V1",
        "type": "modal",
        "callback_id": "close",
        "private_metadata": '{"incident": 1}',
        "blocks": [{"type": "input", "block_id": "verified"}],
        "state": {"values": {"verified": {"value": {"type": "plain_text_input", "value": "yes"}}}},
    },
}
REACTION: Json = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event": {
        "type": "reaction_added",
        "user": "UANA",
        "reaction": "pushpin",
        "item": {"type": "message", "channel": "C1", "ts": "1.2"},
    },
}


async def test_a_handler_that_fails(
    door: Door, played: PlayedSlack, redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of ours is told in private wherever a person waits and is logged; an event comes again."""
    with Redis.from_url(redis_url) as client:
        # Keys of a kind that no version has written: every question about them is a mistake.
        client.set("{tocsin}:rooms", "spoiled")
        client.set("{tocsin}:incident:1", "spoiled")
        client.set("{tocsin}:incident:7", "spoiled")
    status, text = await door.send(COMMAND | {"text": "status"})
    assert status == 200 and "did not work" in text and json.loads(text)["response_type"] == "ephemeral"
    status, text = await door.send(SUBMISSION)
    assert status == 200 and "did not work" in json.loads(text)["errors"]["verified"]
    status, text = await door.send(ACTION | {"response_url": f"{played.url}/respond"})
    assert status == 200
    whisper = await asyncio.wait_for(played.whispers.get(), 10)
    assert "did not work" in whisper["text"] and whisper["replace_original"] is False
    assert (await door.send(REACTION))[0] == 500
    failed = [record.getMessage() for record in caplog.records if record.name == "handlers.otherwise"]
    assert len(failed) == 4 and all("failed" in message for message in failed)
    await door.works()


async def test_controls_of_an_older_version(door: Door, played: PlayedSlack) -> None:
    """A control that is no more gets a private word, and an event that nobody asked for is acknowledged."""
    gone = {"type": "button", "action_id": "gone", "value": "7"}
    pressed = ACTION | {"actions": [gone], "response_url": f"{played.url}/respond"}
    assert (await door.send(pressed))[0] == 200
    assert "does not know what that is" in (await asyncio.wait_for(played.whispers.get(), 10))["text"]
    status, text = await door.send(SUBMISSION | {"view": SUBMISSION["view"] | {"callback_id": "gone"}})
    assert status == 200 and "does not know what that is" in json.loads(text)["errors"]["verified"]
    for name in ("block_suggestion", "dialog_suggestion"):
        status, text = await door.send({**ACTION, "type": name, "callback_id": "gone", "value": ""})
        assert (status, json.loads(text)) == (200, {"options": []})


async def test_oauth_variables_do_not_matter(
    played: PlayedSlack,
    redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    """Variables that Bolt reads by itself change nothing, and it has no reason to warn of ignored tokens."""
    monkeypatch.chdir(tmp_path)
    for name in ("CLIENT_ID", "CLIENT_SECRET", "BOT_TOKEN", "SIGNING_SECRET", "VERIFICATION_TOKEN"):
        monkeypatch.setenv(f"SLACK_{name}", "of somebody else")
    async with AsyncExitStack() as stack:
        settings = read_settings(_settings(played, redis_url, SLACK_SIGNING_SECRET=SECRET))
        bot = await stack.enter_async_context(running(settings))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        await Door(f"http://127.0.0.1:{bot.port}", session).works()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert list(tmp_path.iterdir()) == []
