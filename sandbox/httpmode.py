"""Request URL: events, commands and interactions as signed HTTP POSTs."""

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from sandbox.delivery import Ack
from sandbox.refusal import Json

REDIRECTS_LIMIT = 2


class HttpLine:
    """Reaches the app by POSTing to its request URL, with Slack's v0 signature.

    `ack_seconds` is how long (real seconds) an answer may take. The timestamp of the signature is real time, because
    the app compares it with its own clock.
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
        """POST one payload and read the answer."""
        body, content_type = _encode(kind, payload)
        headers = self._signed(body) | {"Content-Type": content_type}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason or "http_timeout"}
        if self._session is None:
            self._session = aiohttp.ClientSession()
        started = time.monotonic()
        try:
            async with self._session.post(
                self._url,
                data=body,
                headers=headers,
                max_redirects=REDIRECTS_LIMIT,
                timeout=aiohttp.ClientTimeout(total=self._ack_seconds),
            ) as response:
                text = await response.text()
        except TimeoutError:
            return Ack("operation_timeout", time.monotonic() - started, reason="http_timeout")
        except aiohttp.TooManyRedirects:
            return Ack("failed", time.monotonic() - started, reason="too_many_redirects")
        except aiohttp.ClientError:
            return Ack("failed", time.monotonic() - started, reason="connection_failed")
        seconds = time.monotonic() - started
        if not 200 <= response.status < 300:
            retry = response.headers.get("X-Slack-No-Retry") != "1"
            return Ack("failed", seconds, reason="http_error", retry=retry)
        return Ack("answered", seconds, _answer(text))

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _signed(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(time.time()))
        digest = hmac.new(self._secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


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
