"""Whether the channels, people and groups that a team's configuration names are there, and whom it may have meant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack_asking import ask, ask_all
from bot.domain.catalogue import Catalogue
from bot.domain.named_in_slack import Kind, Named, named
from bot.domain.policy import Policy
from bot.problem import Problem, nearest
from bot.service.slack_port import SlackRefused

NAMES = 3
"""As many places stand where something is missing."""

PAGES = 5
"""Of a thousand names each, among which the nearest is looked for."""

_LISTS: dict[Kind, tuple[str, str, dict[str, str]]] = {
    "channel": (
        "conversations.list",
        "channels",
        {"types": "public_channel,private_channel", "exclude_archived": "true"},
    ),
    "person": ("users.list", "members", {}),
    "group": ("usergroups.list", "usergroups", {}),
}

_ELSE: dict[Kind, str] = {
    "channel": "Check the id; if the channel is private, invite the bot there: /invite @Tocsin",
    "person": "Name somebody who is there, or nobody",
    "group": "Name one that is there, or none",
}


async def missing(policy: Policy | None, catalogue: Catalogue, bot: AsyncWebClient) -> AsyncIterator[Problem]:
    """A problem for everything that is named and cannot be told anything, with all places that name it.

    Raises:
        SlackSilent: Slack does not answer.
    """
    names = Names(bot)
    if policy is not None:
        for each, where in _together(named(policy)):
            if problem := await names.problem(each, f"policy.yml, {where}"):
                yield problem
    for each, where in _together(_of_models(catalogue)):
        if problem := await names.problem(each, f"models.yml, {where}"):
            yield problem


def _of_models(catalogue: Catalogue) -> Iterable[Named]:
    for entry in catalogue.models:
        for each in named(entry):
            yield Named(each.kind, each.id, f"{each.where} of {entry.name}")


def _together(them: Iterable[Named]) -> Iterable[tuple[Named, str]]:
    """Each id once, with the first places that name it and how many more."""
    places: dict[tuple[Kind, str], list[Named]] = {}
    for each in them:
        places.setdefault((each.kind, each.id), []).append(each)
    for all_of_it in places.values():
        where = list(dict.fromkeys(each.where for each in all_of_it))
        more = f" and {len(where) - NAMES} more" if len(where) > NAMES else ""
        yield all_of_it[0], ", ".join(where[:NAMES]) + more


@dataclass
class Names:
    """What Slack knows; lists are read when something is missing, each once."""

    bot: AsyncWebClient
    _listed: dict[Kind, list[dict[str, Any]] | None] = field(default_factory=dict)

    async def problem(self, each: Named, where: str) -> Problem | None:
        """What is wrong with it, if anything."""
        match each.kind:
            case "channel":
                return await self._channel(each.id, where)
            case "person":
                return await self._person(each.id, where)
            case "group":
                return await self._group(each.id, where)

    async def _channel(self, channel: str, where: str) -> Problem | None:
        try:
            said, _ = await ask(self.bot, "conversations.info", channel=channel)
        except SlackRefused as refused:
            what = f"The bot cannot see the channel {channel} ({refused.code})"
            return Problem(what, where, await self._remedy("channel", channel))
        if said["channel"].get("is_archived"):
            return Problem(f"The channel {channel} is archived", where, "Name another one, or unarchive it")
        return None

    async def _person(self, person: str, where: str) -> Problem | None:
        try:
            said, _ = await ask(self.bot, "users.info", user=person)
        except SlackRefused as refused:
            what = f"The bot cannot find the person {person} ({refused.code})"
            return Problem(what, where, await self._remedy("person", person))
        if said["user"].get("deleted"):
            return Problem(f"The account of {person} is deactivated", where, _ELSE["person"])
        if said["user"].get("is_bot"):
            return Problem(f"{person} is a bot, which cannot be told anything", where, _ELSE["person"])
        return None

    async def _group(self, group: str, where: str) -> Problem | None:
        active = await self._all("group")
        if active is None or any(each["id"] == group for each in active):
            return None
        what = f"There is no active user group {group}"
        return Problem(what, where, await self._remedy("group", group))

    async def _remedy(self, kind: Kind, missing_one: str) -> str:
        """The nearest that is there, with its name, and what to do else."""
        them = {each["id"]: each for each in await self._all(kind) or ()}
        meant = nearest(missing_one, them)
        if meant is None:
            return _ELSE[kind]
        return f"Did you mean {meant} ({_name(kind, them[meant])})? {_ELSE[kind]}"

    async def _all(self, kind: Kind) -> list[dict[str, Any]] | None:
        """All that can be named; None when Slack does not tell, which the scopes account for."""
        if kind not in self._listed:
            method, key, arguments = _LISTS[kind]
            try:
                if kind == "group":
                    said, _ = await ask(self.bot, method)
                    found = said[key]
                else:
                    found = await ask_all(self.bot, method, key, PAGES, **arguments)
            except SlackRefused:
                self._listed[kind] = None
            else:
                self._listed[kind] = [
                    each for each in found if not (each.get("deleted") or each.get("date_delete"))
                ]
        return self._listed[kind]


def _name(kind: Kind, it: dict[str, Any]) -> str:
    match kind:
        case "channel":
            return f"#{it['name']}"
        case "person":
            return str(it.get("real_name") or it.get("name"))
        case "group":
            return f"@{it['handle']}"
