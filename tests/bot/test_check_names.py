"""Whoever and whatever a configuration names in Slack: all that is not there is told at once, with the nearest."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.configuration import read_configuration
from bot.check import check_slack, watched_names
from bot.domain.catalogue import Catalogue
from bot.domain.named_in_slack import Named, named
from bot.domain.policy import Policy
from bot.files import shipped
from bot.settings import Settings, read_settings
from sandbox.server import Sandbox

DEMO = Path(__file__).parents[2] / "sandbox" / "demo"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A workspace with Tocsin's own manifest installed."""
    async with Sandbox(shipped("manifest.yml")) as running:
        yield running


def settings(sandbox: Sandbox, **changes: str) -> Settings:
    """The settings of a bot in that workspace."""
    environ = {
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_APP_TOKEN": "xapp-sandbox",
        "SLACK_API_URL": sandbox.api_url,
        "TOCSIN_CONFIG": str(DEMO),
    }
    return read_settings(environ | changes)


def test_every_id_is_found() -> None:
    """What a configuration names follows from its types: ids, with what they are ids of and their place, no words."""
    found = list(named(read_configuration(DEMO).policy))
    assert Named("person", "UANA", "severities.SEV1.responders") in found
    assert Named("group", "SMLONCALL", "severities.SEV2.responder_groups") in found
    assert Named("channel", "CINCIDENTS", "announce.channel") in found
    assert {each.id for each in found} == {"UANA", "UBEN", "UDEE", "SMLONCALL", "CGENERAL", "CINCIDENTS"}


EVERYWHERE: dict[str, Any] = {
    "announce": {"channel": "CINCIDENT"},
    "audiences": {
        "executives": {"people": ["UDE"], "groups": ["SMLONCAL"]},
        "note": {"channels": ["C0LOST"]},
    },
    "digests": {
        "daily": {"channels": ["CMLPLATFORMS"]},
        "weekly": {"people": ["UTOCSIN", "UANA"], "channels": ["CMLPLATFORMS"]},
    },
    "escalation": {
        "paths": {"SEV1": [{"title": "First", "groups": ["SGONE"], "rotas": ["ml"], "within_minutes": 5}]},
        "rotas": {"ml": {"url": "https://rota.example.com/ml", "people": {"Fay": "UFAYE"}}},
    },
}


async def test_everything_that_is_named(sandbox: Sandbox) -> None:
    """Channels, people and groups of announcements, audiences, digests, ladders, paths and rotas, with the nearest."""
    wanted = read_configuration(DEMO).policy.model_dump(mode="json") | EVERYWHERE
    wanted["severities"]["SEV2"]["cadence"]["ladder"][1]["people"] = ["UBENN"]
    wrong = Policy.model_validate(wanted)
    problems = (await check_slack(settings(sandbox), wrong, Catalogue())).problems
    assert {
        problem.where.removeprefix("policy.yml, "): problem.remedy.split("?")[0] for problem in problems
    } == {
        "severities.SEV2.cadence.ladder[2].people": "Did you mean UBEN (Ben Okafor)",
        "announce.channel": "Did you mean CINCIDENTS (#incidents)",
        "audiences.executives.people": "Did you mean UDEE (Dee Larsen)",
        "audiences.executives.groups": "Did you mean SMLONCALL (@ml-oncall)",
        "audiences.note.channels": "Check the id; if the channel is private, invite the bot there: /invite @Tocsin",
        "digests.daily.channels, digests.weekly.channels": "Did you mean CMLPLATFORM (#ml-platform)",
        "digests.weekly.people": "Name somebody who is there, or nobody",
        "escalation.paths.SEV1[1].groups": "Name one that is there, or none",
        "escalation.rotas.ml.people.Fay": "Did you mean UFAY (Fay Romano)",
    }


async def test_a_running_bot_says_who_is_not_there(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Who is named in vain is a line of the log after the start; of a Slack that is away only that it is."""
    shutil.copytree(DEMO, tmp_path / "config")
    file = tmp_path / "config" / "policy.yml"
    file.write_text(file.read_text("utf-8").replace("people: [UDEE]", "people: [UDEEE]"), "utf-8")
    team = {"TOCSIN_CONFIG": str(file.parent)}
    for api_url, said in ((sandbox.api_url, "UDEEE"), ("http://127.0.0.1:1/api/", "cannot be asked")):
        caplog.clear()
        with caplog.at_level("INFO", logger="bot.check"):
            async with (
                watched_names(settings(sandbox, SLACK_API_URL=api_url, **team), 0),
                asyncio.timeout(10),
            ):
                while not caplog.messages:
                    await asyncio.sleep(0.01)
        [message] = caplog.messages
        assert said in message
