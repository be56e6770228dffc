"""Mistakes in the escalation of a policy: all told at once, each with its line and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.adapters.configuration import ConfigurationErrors, read_configuration
from bot.adapters.escalation_faults import feed_problems, unsigned_pagers
from bot.adapters.slack_condition import slack_condition
from bot.clock import SystemClock
from bot.domain.catalogue import Catalogue
from bot.files import shipped
from bot.slack_app import required_scopes
from sandbox.server import Sandbox
from tests.journeys.standby import DEMO, configured, outside

MISTAKES = """
escalation:
  paths:
    SEV2:
      - {title: On-call, rotas: [rankin], pagers: [dutty], roles: [ml_ower], within_minutes: 10}
      - {title: Nobody, within_minutes: 10}
  concerns:
    safety: {title: Safety, levels: [{title: Lead, pagers: [nowhere], within_minutes: 0}]}
  rotas:
    ranking: {people: {Ben: UBEN}}
    open: {url: "http://rota.example.com/feed"}
  pagers:
    duty: {kind: pagerduty}
    sirens: {kind: webhook, url: "http://pager.example.com/hook"}
    bells: {kind: webhook}
    horn: {kind: horn}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demo's configuration, to be changed."""
    shutil.copytree(DEMO, tmp_path / "config", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "config"


def test_every_mistake_is_told_at_once(folder: Path) -> None:
    """Unknown names with the nearest right one, missing addresses and keys, addresses that are not safe."""
    policy = folder / "policy.yml"
    policy.write_text(policy.read_text("utf-8") + MISTAKES, "utf-8")
    with pytest.raises(ConfigurationErrors) as raised:
        read_configuration(folder)
    told = "\n".join(map(str, raised.value.problems))
    for words in (
        "There is no rota 'rankin'",
        "Did you mean ranking?",
        "There is no pager 'dutty'",
        "Did you mean duty?",
        "There is no role 'ml_ower'",
        "There is no pager 'nowhere'",
        "'routing_key' is missing",
        "not encrypted",
        "Name somebody",
        "escalation.rotas.ranking",
        "escalation.pagers.bells",
        "escalation.pagers.horn",
        "escalation.concerns.safety",
    ):
        assert words in told, (words, told)


async def test_feeds_are_read_by_the_check(tmp_path: Path) -> None:
    """A feed that cannot be read is a problem, and so is somebody on call whom the policy does not know."""
    clock = SystemClock()
    async with outside() as served:
        policy = read_configuration(configured(tmp_path / "config", served.url)).policy
        assert await feed_problems(policy, clock) == ()
        served.shifts = [("Zoe Unknown", clock.now().replace(year=2020), clock.now().replace(year=2099))]
        [stranger] = await feed_problems(policy, clock)
        assert "Zoe Unknown" in str(stranger) and "Add the name" in str(stranger)
        ben = ("Ben Okafor", *served.shifts[0][1:])
        served.shifts = [ben, ("Chi\r\nRRULE:FREQ=NEVER", *ben[1:])]
        [odd] = await feed_problems(policy, clock)
        assert "1 shift of the rota ranking cannot be understood" in str(odd) and "ranking" in str(odd)
        served.feed_status = 404
        [away] = await feed_problems(policy, clock)
        assert "it answers 404" in str(away) and "t0ken" not in str(away)


async def test_people_and_groups_are_looked_up_in_slack(tmp_path: Path) -> None:
    """Whoever a level or a rota names has to be there, and every group."""
    folder = configured(tmp_path / "config", "http://127.0.0.1:9")
    policy = (folder / "policy.yml").read_text("utf-8")
    changed = policy.replace("people: [UCHI, UELI]", "people: [UGONE], groups: [SGONE]")
    (folder / "policy.yml").write_text(changed.replace("Fay: UFAY", "Fay: UAWAY"), "utf-8")
    read = read_configuration(folder)
    async with Sandbox(shipped("manifest.yml")) as sandbox:
        found = await slack_condition(
            sandbox.api_url, "xoxb-sandbox", None, required_scopes(), read.policy, Catalogue()
        )
    told = [str(problem) for problem in found.problems]
    assert [any(word in each for each in told) for word in ("UGONE", "SGONE", "UAWAY")] == [True] * 3
    assert len(told) == 3, told
    assert any("escalation.paths" in each for each in told)


def test_a_webhook_that_pages_is_signed(tmp_path: Path) -> None:
    """Without the secret nothing would show it who asks; PagerDuty needs none."""
    policy = read_configuration(configured(tmp_path / "config", "http://127.0.0.1:9")).policy
    [problem] = unsigned_pagers(policy, "")
    assert "TOCSIN_WEBHOOK_SECRET" in str(problem)
    assert unsigned_pagers(policy, "s" * 32) == ()
