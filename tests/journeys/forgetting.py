"""A team that forgets: its rules, its incidents of long ago, and what its bots and their workspace still know."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.app import Bot
from bot.domain import workspace
from bot.domain.workspace import WORKSPACE, RetentionRun
from tests.journeys.conftest import ROOT
from tests.journeys.workspace import MovedClock, Slack, eventually


def forgetful(folder: Path, rules: Mapping[str, Any]) -> Path:
    """The demo's configuration in a folder of its own, with these rules of retention."""
    shutil.copytree(ROOT / "sandbox" / "demo", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    policy = yaml.safe_load((folder / "policy.yml").read_text("utf-8"))
    policy.pop("audiences", None)
    policy.pop("digests", None)
    (folder / "policy.yml").write_text(
        yaml.safe_dump({**policy, "retention": dict(rules)}, allow_unicode=True), "utf-8"
    )
    return folder


async def runs(bot: Bot) -> list[RetentionRun]:
    """The runs that the workspace's history knows."""
    noted = [workspace.from_json(text).event for text in await bot.store.load(WORKSPACE)]
    return [event for event in noted if isinstance(event, RetentionRun)]


async def days_pass(bot: Bot, clock: MovedClock, days: int) -> RetentionRun:
    """Let so many days pass; the run of that day, as soon as it is recorded."""
    before = len(await runs(bot))
    await clock.forward(days=days)

    async def run() -> RetentionRun | None:
        known = await runs(bot)
        return known[-1] if len(known) > before else None

    return await eventually(run, "a run of the retention rules")


async def heard_all(slack: Slack) -> None:
    """What was said until now counts as heard: it has journeys of its own."""
    for name in ("ana", "ben", "chi", "dee", "eli", "fay"):
        person = slack.person(name)
        for channel in (await slack.get(f"as/{person.id}/channels"))["channels"]:
            told = await slack.get(f"as/{person.id}/channels/{channel['id']}/messages")
            for message in told["messages"]:
                slack.mark(person.id, channel["id"], message["ts"])
