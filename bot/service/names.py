"""What people are called, asked of Slack once and kept for as long as the bot runs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from bot.service.slack_port import Slack, SlackRefused, SlackSilent

WITHIN = 1.0
"""Seconds that whoever asks waits at most: Slack wants its answer within three."""

AT_ONCE = 40
"""People who are looked up at a time."""


class Names:
    """The names of people by their Slack ids."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._known: dict[str, tuple[str, ...]] = {}

    async def of(self, people: Iterable[str]) -> tuple[str, ...]:
        """What these people are called; those of whom Slack does not tell in time are left out."""
        wanted = tuple(dict.fromkeys(people))
        unknown = [person for person in wanted if person not in self._known][:AT_ONCE]
        if unknown:
            with suppress(TimeoutError):
                async with asyncio.timeout(WITHIN):
                    await asyncio.gather(*map(self._look_up, unknown))
        return tuple(dict.fromkeys(name for person in wanted for name in self._known.get(person, ())))

    async def _look_up(self, person: str) -> None:
        try:
            user = (await self._slack.call("users.info", user=person)).get("user") or {}
        except (SlackRefused, SlackSilent):
            # The check of words does without this name; the next one asks again.
            return
        profile = user.get("profile") or {}
        names = (user.get("real_name"), profile.get("real_name"), profile.get("display_name"))
        self._known[person] = tuple(dict.fromkeys(str(name).strip() for name in names if name))
