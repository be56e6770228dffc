"""Over HTTP the app is sent what Slack sends to a request URL, signed, and again when it fails."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from sandbox.clock import Clock
from sandbox.delivery import Deliveries
from sandbox.httpmode import HttpLine
from sandbox.server import Sandbox
from tests.sandbox.conftest import HandClock
from tests.sandbox.driver import MANIFEST, Driver, Json

SECRET = "sandbox-signing-secret"


@contextlib.asynccontextmanager
async def served(application: web.Application) -> AsyncIterator[str]:
    """The address of an application on a free port."""
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


class Receiver:
    """An app behind a request URL: keeps every request, and answers with what it was told to."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.status = 200
        self.body: Json | None = None
        self.headers: dict[str, str] = {}
        self.redirects = 0
        self.text: Callable[[str], str] | None = None
        self.hangs = False
        self.aborts = False

    async def handle(self, request: web.Request) -> web.Response:
        """One delivery."""
        body = await request.text()
        self.requests.append((body, {k.lower(): v for k, v in request.headers.items()}))
        hop = int(request.query.get("hop", 0))
        if self.hangs:
            await asyncio.Event().wait()
        if self.aborts and request.transport is not None:
            request.transport.abort()
        if hop < self.redirects:
            raise web.HTTPFound(f"/slack/events?hop={hop + 1}")
        if self.text is not None:
            return web.Response(text=self.text(body))
        if self.body is not None:
            return web.json_response(self.body)
        return web.Response(status=self.status, headers=self.headers)

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """The request URL."""
        application = web.Application()
        application.add_routes([web.post("/slack/events", self.handle)])
        async with served(application) as address:
            yield f"{address}/slack/events"

    def form(self) -> Json:
        """The latest command."""
        return {name: values[0] for name, values in parse_qs(self.requests[-1][0]).items()}

    def interaction(self) -> Json:
        """The latest interaction."""
        payload: Json = json.loads(self.form()["payload"])
        return payload

    def tries(self) -> list[tuple[str | None, str | None]]:
        """The retry number and reason of every request."""
        return [
            (headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason"))
            for _, headers in self.requests
        ]


@pytest.fixture
def receiver() -> Receiver:
    """The app."""
    return Receiver()


@pytest.fixture
async def driver(receiver: Receiver) -> AsyncIterator[Driver]:
    """A sandbox that POSTs to it."""
    async with (
        receiver.serving() as url,
        Sandbox(MANIFEST, now=lambda: 1_800_000_000.0, request_url=url) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        yield Driver(sandbox, session)


@contextlib.asynccontextmanager
async def sending(url: str, clock: HandClock, ack_seconds: float = 3.0) -> AsyncIterator[Deliveries]:
    """What sends to a request URL, its time in the test's hand."""
    line = HttpLine(url, SECRET, ack_seconds)
    deliveries = Deliveries(line, Clock(clock))
    yield deliveries
    await deliveries.stop()
    await line.close()


async def test_everything_is_signed(driver: Driver, receiver: Receiver) -> None:
    """Commands, interactions and events bear a signature Slack's own verifier accepts, on one request URL."""
    await driver.act("UANA", "command", channel="CGENERAL", text="/probe a & b")
    await driver.act("UANA", "shortcut", callback_id="try_global")
    await driver.act("UANA", "home")
    await driver.sandbox.deliveries.settle()
    verifier = SignatureVerifier(SECRET)
    assert len(receiver.requests) == 3
    assert all(verifier.is_valid_request(body, headers) for body, headers in receiver.requests)
    kinds = [headers["content-type"] for _, headers in receiver.requests]
    form = "application/x-www-form-urlencoded"
    assert kinds == [form, form, "application/json"]


async def test_the_answer_of_a_command_is_shown(driver: Driver, receiver: Receiver) -> None:
    """The body of a 200 is the reply; a 500 is a failure the person sees."""
    receiver.body = {"text": "Noted"}
    outcome = await driver.act("UANA", "command", channel="CGENERAL", text="/probe")
    assert outcome["response"]["text"] == "Noted"
    receiver.body, receiver.status = None, 500
    assert (await driver.act("UANA", "command", channel="CGENERAL", text="/probe"))["status"] == "failed"


async def test_an_event_comes_four_times_at_most(receiver: Receiver, hand_clock: HandClock) -> None:
    """A failed event comes again at once, a minute later and five minutes later by the sandbox clock, and no more."""
    receiver.status = 500
    counted = []
    async with receiver.serving() as url, sending(url, hand_clock) as deliveries:
        deliveries.event({"type": "probe"})
        for seconds in (0, 59, 1, 299, 1, 3600):
            hand_clock.seconds += seconds
            deliveries.retry_due()
            await deliveries.settle()
            counted.append(len(receiver.requests))
    assert counted == [2, 2, 3, 3, 4, 4]
    again = [(str(number), "http_error") for number in (1, 2, 3)]
    assert receiver.tries() == [(None, None), *again]
    assert len({body for body, _ in receiver.requests}) == 1
    verifier = SignatureVerifier(SECRET)
    assert all(verifier.is_valid_request(body, headers) for body, headers in receiver.requests)


async def test_an_event_that_arrives_at_last_is_done(receiver: Receiver, hand_clock: HandClock) -> None:
    """After an acknowledged retry nothing comes any more."""
    receiver.status = 503
    async with receiver.serving() as url, sending(url, hand_clock) as deliveries:
        deliveries.event({"type": "probe"})
        await deliveries.settle()
        due = deliveries.sent[0].due
        receiver.status = 204
        for seconds in (60, 300):
            hand_clock.seconds += seconds
            deliveries.retry_due()
            await deliveries.settle()
    assert len(receiver.requests) == 3
    assert due == 1_800_000_060.0
    assert (deliveries.sent[0].status, deliveries.sent[0].due) == ("answered", None)


async def test_the_app_may_ask_for_no_retry(receiver: Receiver, hand_clock: HandClock) -> None:
    """An error with X-Slack-No-Retry: 1 is final."""
    receiver.status, receiver.headers = 500, {"X-Slack-No-Retry": "1"}
    async with receiver.serving() as url, sending(url, hand_clock) as deliveries:
        deliveries.event({"type": "probe"})
        await deliveries.settle()
        hand_clock.seconds += 3600
        deliveries.retry_due()
        await deliveries.settle()
    assert len(receiver.requests) == 1


def hang(receiver: Receiver) -> None:
    """Never answer."""
    receiver.hangs = True


def redirect(receiver: Receiver) -> None:
    """Send on and on."""
    receiver.redirects = 3


def abort(receiver: Receiver) -> None:
    """Hang up."""
    receiver.aborts = True


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [(hang, "http_timeout"), (redirect, "too_many_redirects"), (abort, "connection_failed")],
)
async def test_a_retry_says_why(
    receiver: Receiver, hand_clock: HandClock, trouble: Callable[[Receiver], None], reason: str
) -> None:
    """A retry names what went wrong before: no answer in time, too many redirects, or a connection that failed."""
    trouble(receiver)
    async with receiver.serving() as url, sending(url, hand_clock, ack_seconds=0.2) as deliveries:
        deliveries.event({"type": "probe"})
        await deliveries.settle()
    assert ("1", reason) in receiver.tries()
    assert deliveries.sent[0].reason == reason


async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say something that is not HTTP."""
    writer.write(b"220 mail.example ready\r\n\r\n")
    await writer.drain()
    writer.close()


@pytest.mark.parametrize(("scheme", "reason"), [("https", "ssl_error"), ("http", "unknown_error")])
async def test_what_speaks_no_http_is_named(hand_clock: HandClock, scheme: str, reason: str) -> None:
    """A server without TLS behind https is ssl_error, an answer that is not HTTP unknown_error."""
    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, sending(f"{scheme}://127.0.0.1:{port}/", hand_clock) as deliveries:
        deliveries.event({"type": "probe"})
        await deliveries.settle()
    assert (deliveries.sent[0].status, deliveries.sent[0].reason) == ("failed", reason)


async def test_two_redirects_are_followed(receiver: Receiver, hand_clock: HandClock) -> None:
    """The third address after two redirects gets the same signed body, and its answer counts."""
    receiver.redirects = 2
    async with receiver.serving() as url, sending(url, hand_clock) as deliveries:
        deliveries.event({"type": "probe"})
        await deliveries.settle()
    assert len(receiver.requests) == 3
    assert len({(body, headers["x-slack-signature"]) for body, headers in receiver.requests}) == 1
    assert deliveries.sent[0].status == "answered"


async def test_an_interaction_comes_once(driver: Driver, receiver: Receiver) -> None:
    """Commands and interactions that fail are not sent again, however much time passes."""
    receiver.status = 500
    await driver.act("UANA", "command", channel="CGENERAL", text="/probe")
    await driver.act("UANA", "shortcut", callback_id="try_global")
    for seconds in (60, 300):
        await driver.post("/sandbox/clock", advance=seconds)
        await driver.sandbox.deliveries.settle()
    assert receiver.tries() == [(None, None)] * 2


def as_json(asked: str) -> str:
    """The challenge in JSON."""
    return json.dumps({"challenge": json.loads(asked)["challenge"]})


def as_form(asked: str) -> str:
    """The challenge as a form."""
    return f"challenge={json.loads(asked)['challenge']}"


def as_text(asked: str) -> str:
    """The challenge alone."""
    return f"{json.loads(asked)['challenge']}\n"


@pytest.mark.parametrize("answer", [as_json, as_form, as_text])
async def test_a_request_url_is_verified(receiver: Receiver, answer: Callable[[str], str]) -> None:
    """A request URL that gives the challenge back, in any of the three forms, is verified."""
    receiver.text = answer
    async with receiver.serving() as url, line_to(url) as line:
        assert await line.verify() is None
    asked = json.loads(receiver.requests[0][0])
    assert set(asked) == {"token", "challenge", "type"}
    assert asked["type"] == "url_verification"


@contextlib.asynccontextmanager
async def line_to(url: str) -> AsyncIterator[HttpLine]:
    """A line to a request URL."""
    line = HttpLine(url, SECRET, 0.2)
    yield line
    await line.close()


async def test_bolt_passes_the_verification() -> None:
    """A Bolt app behind the request URL gives the challenge back."""
    bolt = AsyncApp(token="xoxb-sandbox", signing_secret=SECRET)
    web_app: Callable[..., web.Application] = bolt.web_app
    async with served(web_app(path="/slack/events")) as address, line_to(f"{address}/slack/events") as line:
        assert await line.verify() is None


def silent(receiver: Receiver) -> None:
    """Answer without the challenge."""
    receiver.body = {"challenge": "another"}


def failing(receiver: Receiver) -> None:
    """Answer with an error."""
    receiver.status = 500


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (silent, "did not give back"),
        (failing, "HTTP error"),
        (hang, "in time"),
        (redirect, "redirects more than 2 times"),
        (abort, "Nothing could be reached"),
    ],
)
async def test_a_request_url_that_fails_is_told_why(
    receiver: Receiver, trouble: Callable[[Receiver], None], words: str
) -> None:
    """A request URL that does not give the challenge back is told in words what was wrong."""
    trouble(receiver)
    async with receiver.serving() as url, line_to(url) as line:
        assert words in str(await line.verify())


async def test_what_is_no_address_cannot_be_verified() -> None:
    """An address without a server, or that is none, is refused in words as well."""
    for url in ("http://127.0.0.1:1/slack/events", "nonsense"):
        async with line_to(url) as line:
            assert str(await line.verify()).endswith(".")
