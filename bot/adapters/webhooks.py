"""Webhooks over HTTP: signed, under an idempotency key, never redirected (domain §15)."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from hmac import new as keyed

import aiohttp

from bot.service.ports import Clock, NoAnswer, WebhookAnswer

LONGEST = 4000
"""Bytes of an answer that are read."""


def session() -> aiohttp.ClientSession:
    """Connections of their own, so that webhooks that hang take none of Slack's; no cookie is kept."""
    # Each request has its own: one that was kept may be closed by the other end just when it is used again.
    connector = aiohttp.TCPConnector(force_close=True)
    jar, headers = aiohttp.DummyCookieJar(), {"User-Agent": "Tocsin"}
    return aiohttp.ClientSession(connector=connector, cookie_jar=jar, headers=headers)


class Webhooks:
    """`Automations` over HTTP."""

    def __init__(self, session: aiohttp.ClientSession, secret: str, clock: Clock) -> None:
        """`secret` signs what is sent, so that its receiver knows the sender."""
        self._session = session
        self._secret = secret.encode()
        self._clock = clock

    async def ask(self, url: str, body: dict[str, object], *, key: str, seconds: float) -> WebhookAnswer:
        """Post the body as JSON. Headers: `Idempotency-Key`, `Tocsin-Timestamp`, and `Tocsin-Signature`.

        A status that has come is the answer, even if the text after it breaks off or never ends.

        Raises:
            NoAnswer: there was none within so many seconds; what it says names no address.
        """
        content = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        stamp = str(int(self._clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": key,
            "Tocsin-Timestamp": stamp,
            "Tocsin-Signature": signature(self._secret, stamp, content),
        }
        return await post_json(self._session, url, content, headers, seconds)


async def post_json(
    session: aiohttp.ClientSession, url: str, content: bytes, headers: dict[str, str], seconds: float
) -> WebhookAnswer:
    """Post that content, and say what was answered.

    A status that has come is the answer, even if the text after it breaks off or never ends.

    Raises:
        NoAnswer: there was none within so many seconds; what it says names no address.
    """
    limit = aiohttp.ClientTimeout(total=seconds, sock_connect=seconds / 2)
    try:
        async with session.post(
            url, data=content, headers=headers, timeout=limit, allow_redirects=False
        ) as answer:
            text = await _beginning(answer)
            return WebhookAnswer(answer.status, text, _seconds(answer.headers.get("Retry-After", "")))
    except aiohttp.ClientConnectorCertificateError as error:
        raise NoAnswer("its certificate cannot be trusted", happened=False) from error
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
        raise NoAnswer("it cannot be reached", happened=False) from error
    except TimeoutError as error:
        raise NoAnswer(f"it took longer than {seconds:g} s", happened=None) from error
    except (aiohttp.ClientError, OSError) as error:
        raise NoAnswer("the connection broke", happened=None) from error


def signature(secret: bytes, stamp: str, content: bytes) -> str:
    """The value of `Tocsin-Signature`: `v1=` and the hex HMAC-SHA256 of the timestamp, a full stop and the body."""
    return "v1=" + keyed(secret, stamp.encode() + b"." + content, sha256).hexdigest()


async def _beginning(answer: aiohttp.ClientResponse) -> str:
    """As much of the answer's text as is read, or as came."""
    read = b""
    try:
        while len(read) < LONGEST and (part := await answer.content.read(LONGEST - len(read))):
            read += part
    except (TimeoutError, aiohttp.ClientError, OSError):
        # The status is here, and it is what counts.
        pass
    return read.decode("utf-8", "replace")


def _seconds(header: str) -> float | None:
    """The seconds of a Retry-After; a date there is no reason to wait in any other way than without one."""
    return float(header) if re.fullmatch(r"[0-9]{1,6}", header.strip()) else None
