"""Request URL: events, commands and interactions as signed HTTP POSTs."""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlencode, urljoin

import aiohttp

from sandbox.delivery import Ack
from sandbox.refusal import Json
from sandbox.state.model import VERIFICATION_TOKEN

REDIRECTS_LIMIT = 2
_REDIRECTS = frozenset(
    [
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    ]
)
_IN_WORDS = {
    "http_timeout": "The request URL did not answer in time.",
    "too_many_redirects": f"The request URL redirects more than {REDIRECTS_LIMIT} times.",
    "connection_failed": "Nothing could be reached at the request URL.",
    "ssl_error": "The encrypted connection to the request URL failed.",
    "http_error": "The request URL answered with an HTTP error.",
    "unknown_error": "What the request URL answered could not be understood.",
}


class _TooManyRedirectsError(Exception):
    """One redirect more than Slack follows."""


class HttpLine:
    """Reaches the app by POSTing to its request URL, with Slack's v0 signature.

    `ack_seconds` is how long (real seconds) an answer may take, redirects included. The timestamp of the signature is
    real time, because the app compares it with its own clock.
    """

    def __init__(self, url: str, signing_secret: str, ack_seconds: float) -> None:
        self._url = url
        self._secret = signing_secret.encode()
        self._ack_seconds = ack_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def connected(self) -> bool:
        """True: there is an address; whether anyone is there shows when it is used."""
        return True

    async def send(self, kind: str, payload: Json, attempt: int, reason: str) -> Ack:
        """POST one payload and read the answer.

        From the second time on (`attempt` 1, 2, 3) it bears X-Slack-Retry-Num and X-Slack-Retry-Reason. A failure has
        one of Slack's reasons: http_timeout, too_many_redirects, connection_failed, ssl_error, http_error or
        unknown_error; after an answer with X-Slack-No-Retry: 1 it must not be sent again (Slack: Events API).
        """
        body, content_type = _encode(kind, payload)
        headers = self._signed(body) | {"Content-Type": content_type}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason or "http_timeout"}
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._ack_seconds):
                status, answered, text = await self._post(body, headers)
        except TimeoutError:
            return Ack("operation_timeout", time.monotonic() - started, reason="http_timeout")
        except (_TooManyRedirectsError, aiohttp.ClientError) as error:
            return Ack("failed", time.monotonic() - started, reason=_reason(error))
        seconds = time.monotonic() - started
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            retry = answered.get("X-Slack-No-Retry") != "1"
            return Ack("failed", seconds, reason="http_error", retry=retry)
        return Ack("answered", seconds, _answer(text))

    async def verify(self) -> str | None:
        """Ask the request URL to give a challenge back, as JSON, form or plain text (Slack: url_verification).

        Returns None when it did, else what was wrong, in words.
        """
        challenge = secrets.token_urlsafe(32)
        asked = {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
        ack = await self.send("events_api", asked, 0, "")
        if ack.status != "answered":
            return _IN_WORDS[ack.reason]
        given = ack.body or {}
        if given.get("challenge") == challenge:
            return None
        if str(given.get("text", "")).strip() in (challenge, urlencode({"challenge": challenge})):
            return None
        return "The request URL did not give back the value of challenge."

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, Mapping[str, str], str]:
        """Status, headers and text of the answer; every redirect is sent the same signed POST."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        url = self._url
        for _ in range(REDIRECTS_LIMIT + 1):
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                if response.status not in _REDIRECTS or "Location" not in response.headers:
                    return response.status, response.headers, await response.text(errors="replace")
                url = urljoin(url, response.headers["Location"])
        raise _TooManyRedirectsError

    def _signed(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(time.time()))
        digest = hmac.new(self._secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def _reason(error: Exception) -> str:
    """What Slack says of a request that had no answer."""
    match error:
        case _TooManyRedirectsError():
            return "too_many_redirects"
        case aiohttp.ClientSSLError():
            return "ssl_error"
        case aiohttp.ClientConnectionError():
            return "connection_failed"
        case _:
            return "unknown_error"


def _encode(kind: str, payload: Json) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _answer(text: str) -> Json | None:
    if not text.strip():
        return None
    try:
        body = json.loads(text)
    except ValueError:
        return {"text": text}
    return body if isinstance(body, dict) else {"text": text}
