"""Whether Slack grants what Tocsin needs: tokens, scopes, and the channels, people and groups that a team names."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.catalogue import Catalogue
from bot.domain.policy import Policy, SeverityRule
from bot.problem import Problem
from bot.service.slack_port import SlackRefused, SlackSilent

_PATIENCE = 10
"""Seconds for one answer of Slack."""

_NAMES = 3
"""As many names stand where something is missing."""

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
    bot = AsyncWebClient(bot_token, base_url=api_url, timeout=_PATIENCE)
    problems: list[Problem] = []
    name = ""
    try:
        workspace = await _workspace(bot, problems)
        if app_token is not None:
            app = AsyncWebClient(app_token, base_url=api_url, timeout=_PATIENCE)
            problems += [problem async for problem in _socket_mode(app, app_token, workspace)]
        if workspace is not None:
            name = workspace.name
            if lacking := ", ".join(sorted(scopes - workspace.scopes)):
                what = f"The bot token is not granted {lacking}"
                problems.append(Problem(what, f"SLACK_BOT_TOKEN, workspace {name}", _INSTALL_AGAIN))
            if policy is not None:
                problems += [problem async for problem in _named_in(policy, bot)]
            problems += [problem async for problem in _owning(catalogue, bot)]
    except SlackSilent as error:
        remedy = "Check the network, HTTPS_PROXY and SLACK_API_URL, and https://status.slack.com"
        problems.append(Problem(f"Slack does not answer ({error})", api_url, remedy))
    return SlackCondition(name, tuple(problems))


async def _workspace(bot: AsyncWebClient, problems: list[Problem]) -> _Workspace | None:
    try:
        said, headers = await _ask(bot, "auth.test")
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
        await _ask(app, "apps.connections.open")
    except SlackRefused as refused:
        what = f"Slack opens no Socket Mode connection ({refused.code})"
        yield Problem(what, "SLACK_APP_TOKEN", _APP_TOKEN_AGAIN)
        return
    # xapp-1-<app id>-…: tokens of two apps are each valid, and the bot would never hear a thing.
    of_app = re.match(r"xapp-\d+-(A[A-Z0-9]+)-", token)
    if of_app and workspace and workspace.app not in ("", of_app[1]):
        what = f"It belongs to another app ({of_app[1]}) than the bot token ({workspace.app})"
        yield Problem(what, "SLACK_APP_TOKEN", "Take both tokens from the same app's page")


async def _named_in(policy: Policy, bot: AsyncWebClient) -> AsyncIterator[Problem]:
    """Everything that the policy names and that an incident would look for in vain."""
    channel = policy.announce.channel
    if channel is not None and (unseen := await _channel_fault(bot, channel)):
        yield Problem(unseen[0], "policy.yml, announce.channel", unseen[1])
    for person, severities in _named(policy, lambda rule: rule.responders).items():
        if gone := await _person_fault(bot, person):
            where = f"policy.yml, responders of {severities}"
            yield Problem(gone, where, "Name somebody who is there, or nobody")
    rules = policy.escalation
    told = [(person, level.title) for level in rules.all_levels for person in level.people]
    told += [(each, f"rota {name}") for name, rota in rules.rotas.items() for each in rota.people.values()]
    for person, levels in _by_id(told).items():
        if gone := await _person_fault(bot, person):
            yield Problem(gone, f"policy.yml, escalation, {levels}", "Name somebody who is there, or nobody")
    wanted = [
        (f"responder_groups of {severities}", group)
        for group, severities in _named(policy, lambda rule: rule.responder_groups).items()
    ]
    levels_of = _by_id((group, level.title) for level in rules.all_levels for group in level.groups)
    wanted += [(f"escalation, {levels}", group) for group, levels in levels_of.items()]
    active = await _groups(bot) if wanted else None
    for where, group in wanted:
        if active is not None and group not in active:
            remedy = "Name one that is there, or none"
            yield Problem(f"There is no active user group {group}", f"policy.yml, {where}", remedy)


async def _owning(catalogue: Catalogue, bot: AsyncWebClient) -> AsyncIterator[Problem]:
    """Every owner and on-call group that an incident would bring into its room in vain."""
    owners = _by_id((entry.owner, entry.name) for entry in catalogue.models if entry.owner)
    for person, models in owners.items():
        if gone := await _person_fault(bot, person):
            yield Problem(gone, f"models.yml, owner of {models}", "Name somebody who is there, or nobody")
    groups = _by_id((entry.oncall_group, entry.name) for entry in catalogue.models if entry.oncall_group)
    active = await _groups(bot) if groups else None
    for group, models in groups.items():
        if active is not None and group not in active:
            where = f"models.yml, oncall_group of {models}"
            yield Problem(f"There is no active user group {group}", where, "Name one that is there, or none")


def _named(policy: Policy, ids: Callable[[SeverityRule], tuple[str, ...]]) -> dict[str, str]:
    """Each id with the severities that name it."""
    return _by_id((each, severity) for severity, rule in policy.severities.items() for each in ids(rule))


def _by_id(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each id with whatever names it, in words: the first three, and how many more."""
    by_id: dict[str, list[str]] = {}
    for each, name in named:
        by_id.setdefault(each, []).append(name)
    return {each: _some(names) for each, names in by_id.items()}


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return ", ".join(names[:_NAMES]) + more


async def _channel_fault(bot: AsyncWebClient, channel: str) -> tuple[str, str] | None:
    try:
        said, _ = await _ask(bot, "conversations.info", channel=channel)
    except SlackRefused as refused:
        remedy = "Check the id; if the channel is private, invite the bot there: /invite @Tocsin"
        return f"The bot cannot see the channel {channel} ({refused.code})", remedy
    if said["channel"].get("is_archived"):
        return f"The channel {channel} is archived", "Name another one, or unarchive it"
    return None


async def _person_fault(bot: AsyncWebClient, person: str) -> str | None:
    try:
        said, _ = await _ask(bot, "users.info", user=person)
    except SlackRefused as refused:
        return f"The bot cannot find the person {person} ({refused.code})"
    return f"The account of {person} is deactivated" if said["user"].get("deleted") else None


async def _groups(bot: AsyncWebClient) -> frozenset[str] | None:
    """Ids of the active user groups; None when Slack does not tell, which the scopes account for."""
    try:
        said, _ = await _ask(bot, "usergroups.list")
    except SlackRefused:
        return None
    return frozenset(group["id"] for group in said["usergroups"] if not group.get("date_delete"))


async def _ask(client: AsyncWebClient, method: str, **arguments: str) -> tuple[dict[str, Any], Any]:
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
