"""Whether Slack grants what Tocsin needs: tokens, scopes, and the channels, people and groups that a team names."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack_asking import ask, client
from bot.adapters.slack_names import missing
from bot.domain.catalogue import Catalogue
from bot.domain.policy import Policy
from bot.problem import Problem
from bot.service.slack_port import SlackRefused, SlackSilent

_INSTALL_AGAIN = (
    "On your app's page paste manifest.yml under App Manifest, then Install App, Reinstall to Workspace"
)
_BOT_TOKEN_AGAIN = "Copy it again from your app's page, Install App, Bot User OAuth Token"
_APP_TOKEN_AGAIN = (
    "Make one on your app's page, Basic Information, App-Level Tokens, with the scope connections:write, "
    "and turn Socket Mode on"
)


@dataclass(frozen=True, slots=True)
class SlackCondition:
    """What Slack says: the workspace's name, empty when it did not come to that, and every problem found."""

    workspace: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Workspace:
    name: str
    app: str
    scopes: frozenset[str]


async def slack_condition(
    api_url: str,
    bot_token: str,
    app_token: str | None,
    scopes: frozenset[str],
    policy: Policy | None,
    catalogue: Catalogue,
) -> SlackCondition:
    """Ask Slack whether everything is granted that Tocsin needs; changes nothing there.

    Args:
        api_url: the Web API's base URL, ends in /.
        bot_token, app_token: the tokens; without an app token Socket Mode is not looked at.
        scopes: what the bot token must be granted.
        policy: whose channel, people and groups are looked up, or None when it could not be read.
        catalogue: whose owners and on-call groups are looked up, each once.
    """
    bot = client(bot_token, api_url)
    problems: list[Problem] = []
    name = ""
    try:
        workspace = await _workspace(bot, problems)
        if app_token is not None:
            app = client(app_token, api_url)
            problems += [problem async for problem in _socket_mode(app, app_token, workspace)]
        if workspace is not None:
            name = workspace.name
            if lacking := ", ".join(sorted(scopes - workspace.scopes)):
                what = f"The bot token is not granted {lacking}"
                problems.append(Problem(what, f"SLACK_BOT_TOKEN, workspace {name}", _INSTALL_AGAIN))
            problems += [problem async for problem in missing(policy, catalogue, bot)]
    except SlackSilent as error:
        remedy = "Check the network, HTTPS_PROXY and SLACK_API_URL, and https://status.slack.com"
        problems.append(Problem(f"Slack does not answer ({error})", api_url, remedy))
    return SlackCondition(name, tuple(problems))


async def _workspace(bot: AsyncWebClient, problems: list[Problem]) -> _Workspace | None:
    try:
        said, headers = await ask(bot, "auth.test")
    except SlackRefused as refused:
        what = f"Slack does not accept the token ({refused.code})"
        problems.append(Problem(what, "SLACK_BOT_TOKEN", _BOT_TOKEN_AGAIN))
        return None
    granted = headers.get("x-oauth-scopes", "")
    scopes = frozenset(scope.strip() for scope in granted.split(",") if scope.strip())
    return _Workspace(str(said.get("team", "")), str(said.get("app_id", "")), scopes)


async def _socket_mode(
    app: AsyncWebClient, token: str, workspace: _Workspace | None
) -> AsyncIterator[Problem]:
    try:
        await ask(app, "apps.connections.open")
    except SlackRefused as refused:
        what = f"Slack opens no Socket Mode connection ({refused.code})"
        yield Problem(what, "SLACK_APP_TOKEN", _APP_TOKEN_AGAIN)
        return
    # xapp-1-<app id>-…: tokens of two apps are each valid, and the bot would never hear a thing.
    of_app = re.match(r"xapp-\d+-(A[A-Z0-9]+)-", token)
    if of_app and workspace and workspace.app not in ("", of_app[1]):
        what = f"It belongs to another app ({of_app[1]}) than the bot token ({workspace.app})"
        yield Problem(what, "SLACK_APP_TOKEN", "Take both tokens from the same app's page")


async def names_missing(
    api_url: str, bot_token: str, policy: Policy, catalogue: Catalogue
) -> tuple[Problem, ...]:
    """Only what policy and catalogue name in vain.

    Raises:
        SlackSilent: Slack does not answer.
    """
    return tuple([problem async for problem in missing(policy, catalogue, client(bot_token, api_url))])
