"""One question to Slack's Web API from the command line: its answer, or why there is none."""

from __future__ import annotations

from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.service.slack_port import SlackRefused, SlackSilent

PATIENCE = 10
"""Seconds for one answer of Slack."""


def client(token: str, api_url: str) -> AsyncWebClient:
    """Who asks; `api_url` is the Web API's base URL, ends in /."""
    return AsyncWebClient(token, base_url=api_url, timeout=PATIENCE)


async def ask(client: AsyncWebClient, method: str, **arguments: str) -> tuple[dict[str, Any], Any]:
    """The answer and its headers.

    Raises:
        SlackRefused: Slack says no.
        SlackSilent: Slack does not answer, or not in its own words.
    """
    try:
        answer = await client.api_call(method, params=arguments)
    except SlackApiError as error:
        said = getattr(error.response, "data", None)
        if not isinstance(said, dict) or "error" not in said:
            raise SlackSilent("not an answer of the Web API", happened=None) from error
        raise SlackRefused(str(said["error"])) from error
    except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError) as error:
        raise SlackSilent(f"{type(error).__name__} {error}".strip(), happened=None) from error
    return (answer.data if isinstance(answer.data, dict) else {}), answer.headers


async def ask_all(
    client: AsyncWebClient, method: str, key: str, pages: int, **arguments: str
) -> list[dict[str, Any]]:
    """Everything that a method lists under `key`, so many pages at most; raises as `ask`."""
    found: list[dict[str, Any]] = []
    cursor = ""
    for _ in range(pages):
        said, _ = await ask(client, method, limit="999", cursor=cursor, **arguments)
        found += said[key]
        cursor = said.get("response_metadata", {}).get("next_cursor", "")
        if not cursor:
            break
    return found
