"""The Web API over one shared connection pool, with no retries of its own: the courier knows when to try again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.service.slack_port import SlackRefused, SlackSilent

TIMEOUT = aiohttp.ClientTimeout(total=12, connect=4)
"""Seconds; below the courier's lease, so that nobody else tries while a call may still succeed."""

SERVER_ERROR = 500
TOO_MANY = 429
DEFAULT_RETRY_AFTER = 1.0
"""Seconds to rest after a 429 that names no time, or none at all."""


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """Who the bot is, as `auth.test` says; `workspace_url` ends in a slash."""

    user_id: str
    bot_id: str
    team_id: str
    workspace_url: str


class SlackApi:
    """`Slack` over HTTP."""

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._client = client
        self._session = session

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method of the Web API and return its answer.

        Raises:
            SlackRefused: the answer is `ok: false` or a 429.
            SlackSilent: no answer in time, or a 5xx.
        """
        as_json = method.startswith(("chat.", "views.", "canvases.", "conversations.canvases.")) or (
            method == "files.completeUploadExternal"
        )
        given = {name: value for name, value in arguments.items() if value is not None and value != ""}
        body: dict[str, Any] = (
            {"json": given} if as_json else {"params": {k: _plain(v) for k, v in given.items()}}
        )
        try:
            answer = await self._client.api_call(method, **body)
        except SlackApiError as error:
            raise _no(error) from error
        except aiohttp.ClientConnectorError as error:
            raise SlackSilent(f"{method}: {error}", happened=False) from error
        except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError) as error:
            raise SlackSilent(f"{method}: {type(error).__name__} {error}", happened=None) from error
        return answer.data if isinstance(answer.data, dict) else {}

    async def upload(self, url: str, content: bytes) -> None:
        """Send a file's bytes to the address that `files.getUploadURLExternal` gave.

        Raises:
            SlackSilent: it did not arrive; sending it again is harmless.
        """
        try:
            async with self._session.post(url, data=content) as answer:
                if not answer.ok:
                    raise SlackSilent(f"upload answered {answer.status}", happened=False)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise SlackSilent(f"upload: {error}", happened=False) from error

    async def download(self, url: str, most: int) -> bytes:
        """The file at that private address, which the bot's token opens (Slack: working with files).

        The token is shown to Slack only: to the host that is asked as the Web API, or one below slack.com.

        Raises:
            SlackRefused: `file_not_found`, or `file_too_large` when it has more than `most` bytes.
            SlackSilent: no answer, or a 5xx.
        """
        if not _is_slacks(url, self._client.base_url):
            raise SlackRefused("file_not_found")
        headers = {"Authorization": f"Bearer {self._client.token}"}
        try:
            async with self._session.get(url, headers=headers, timeout=TIMEOUT) as answer:
                if answer.status >= SERVER_ERROR or answer.status == TOO_MANY:
                    raise SlackSilent(f"the file's address answered {answer.status}", happened=False)
                if not answer.ok:
                    raise SlackRefused("file_not_found")
                content = await answer.content.read(most + 1)
                while len(content) <= most and (more := await answer.content.read(most + 1 - len(content))):
                    content += more
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise SlackSilent(f"download: {error}", happened=False) from error
        if len(content) > most:
            raise SlackRefused("file_too_large")
        return content

    async def identity(self) -> BotIdentity:
        """Who the token belongs to.

        Raises:
            SlackRefused, SlackSilent: as for `call`.
        """
        said = await self.call("auth.test")
        url = str(said.get("url", "https://slack.com/"))
        return BotIdentity(str(said["user_id"]), str(said.get("bot_id", "")), str(said["team_id"]), url)


def _is_slacks(url: str, api: str) -> bool:
    asked, ours = urlsplit(url), urlsplit(api)
    host = asked.hostname or ""
    if asked.scheme == ours.scheme and asked.netloc == ours.netloc:
        return True
    return asked.scheme == "https" and (host == "slack.com" or host.endswith(".slack.com"))


def _plain(value: Any) -> Any:
    """Query strings know no booleans."""
    return ("true" if value else "false") if isinstance(value, bool) else value


def _no(error: SlackApiError) -> SlackRefused | SlackSilent:
    response = error.response
    status = int(getattr(response, "status_code", getattr(response, "status", 0)))
    data = response.data if isinstance(getattr(response, "data", None), dict) else {}
    code = str(data.get("error", ""))
    if status == TOO_MANY or code == "ratelimited":
        headers = getattr(response, "headers", None) or {}
        seconds = headers.get("Retry-After") or headers.get("retry-after") or DEFAULT_RETRY_AFTER
        return SlackRefused("ratelimited", retry_after=max(float(seconds), DEFAULT_RETRY_AFTER), answer=data)
    if status >= SERVER_ERROR or not code:
        return SlackSilent(f"Slack answered {status} without a word of its own", happened=None)
    return SlackRefused(code, answer=data)
