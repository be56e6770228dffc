"""Who is meant by people, user groups and rotas right now, leaving out whom Slack could not reach (domain §7)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Protocol

from bot.service.answers import passes
from bot.service.ports import OnCall, Staffing
from bot.service.slack_port import Slack, SlackRefused

GONE = {"user_not_found", "user_not_visible", "users_not_found"}
"""Slack's words for somebody who is not in this workspace."""


_NO_MENTION = str.maketrans("<>", "()")


class Asking(Protocol):
    """Where it is asked who somebody is: a delivery's way, or what handlers have."""

    @property
    def slack(self) -> Slack:
        """The Web API."""

    @property
    def on_call(self) -> OnCall:
        """The rotas."""


async def people_of(
    way: Asking, people: Iterable[str] = (), groups: Iterable[str] = (), rotas: Iterable[str] = ()
) -> Staffing:
    """Everybody who is meant, each once, in the order in which they were named; and a sentence for what is wrong.

    people, groups: Slack ids. rotas: names in the policy. In the sentences people are mentioned as `<@U…>`.

    Raises:
        SlackRefused, SlackSilent: Slack cannot say now, and may later.
    """
    found: dict[str, None] = dict.fromkeys(people)
    problems: list[str] = []
    for group in dict.fromkeys(groups):
        members, problem = await _members(way, group)
        found.update(dict.fromkeys(members))
        problems += filter(None, (problem,))
    for staffing in await asyncio.gather(*map(way.on_call.now, dict.fromkeys(rotas))):
        found.update(dict.fromkeys(staffing.people))
        # What strangers wrote into a feed mentions nobody.
        problems += (problem.translate(_NO_MENTION) for problem in staffing.problems)
    faults = await asyncio.gather(*(_fault(way, person) for person in found))
    there = tuple(person for person, fault in zip(found, faults, strict=True) if not fault)
    return Staffing(there, (*problems, *filter(None, faults)))


async def _members(way: Asking, group: str) -> tuple[tuple[str, ...], str]:
    """Who is in the user group, and what is wrong with it."""
    try:
        answer = await way.slack.call("usergroups.users.list", usergroup=group)
    except SlackRefused as refused:
        if passes(refused):
            raise
        return (), f"The user group {group} cannot be read ({refused.code})."
    members = tuple(map(str, answer.get("users") or ()))
    return members, "" if members else f"Nobody is in the user group {group}."


async def _fault(way: Asking, person: str) -> str:
    """Why this person cannot be told, empty when nothing speaks against it."""
    try:
        answer = await way.slack.call("users.info", user=person)
    except SlackRefused as refused:
        if passes(refused):
            raise
        return f"<@{person}> is not in this workspace." if refused.code in GONE else ""
    user: dict[str, Any] = answer.get("user") or {}
    if user.get("deleted"):
        return f"The account of <@{person}> is deactivated."
    return f"<@{person}> is an app, not a person." if user.get("is_bot") else ""
