"""`tocsin check` against a whole sandbox workspace and real servers: what it finds, and what it says."""

from __future__ import annotations

import io
import shutil
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from redis import Redis

from bot.adapters.configuration import read_configuration
from bot.adapters.embedded import EmbeddedRedis
from bot.check import (
    Verdict,
    check_automation,
    check_configuration,
    check_slack,
    check_store,
    check_templates,
    run_check,
)
from bot.clock import SystemClock
from bot.domain.catalogue import Catalogue, ModelEntry
from bot.domain.containment import Containment
from bot.domain.policy import Automation, Policy, Webhook
from bot.files import shipped
from bot.problem import Problem
from bot.settings import Settings, SignedHttp, SocketMode, StoreSettings, read_settings
from bot.slack_app import required_scopes
from sandbox.server import Sandbox

DEMO = Path(__file__).parents[2] / "sandbox" / "demo"


class AheadClock(SystemClock):
    """A machine's clock that is five seconds fast."""

    def now(self) -> datetime:
        """Five seconds too late."""
        return super().now() + timedelta(seconds=5)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A workspace with Tocsin's own manifest installed."""
    async with Sandbox(shipped("manifest.yml")) as running:
        yield running


@pytest.fixture
def demo() -> Policy:
    """The demo workspace's policy, which names a channel, people and a group of the sandbox."""
    return read_configuration(DEMO).policy


def settings(sandbox: Sandbox, **changes: str) -> Settings:
    """The settings of a bot in that workspace."""
    environ = {
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_APP_TOKEN": "xapp-sandbox",
        "SLACK_API_URL": sandbox.api_url,
        "TOCSIN_CONFIG": str(DEMO),
    }
    return read_settings(environ | changes)


def changed(policy: Policy, **announce_or_sev1: object) -> Policy:
    """The policy with another announcement channel, or other responders of SEV1."""
    data = policy.model_dump()
    for key, value in announce_or_sev1.items():
        (data["announce"] if key in data["announce"] else data["severities"]["SEV1"])[key] = value
    return Policy.model_validate(data)


def lines(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Where something is wrong, and what."""
    return [(problem.where, problem.what) for problem in problems]


async def test_all_is_well(sandbox: Sandbox, redis_url: str) -> None:
    """In a workspace and on a server that are as they should be, the check says what it looked at and exits with 0."""
    out = io.StringIO()
    assert await run_check(settings(sandbox, REDIS_URL=redis_url), out) == 0, out.getvalue()
    first, *rest = out.getvalue().splitlines()
    assert first == "Tocsin is ready."
    assert [line.split(":")[0] for line in rest] == [
        "- Configuration",
        "- Automation",
        "- Escalation",
        "- Templates",
        "- Manifest",
        "- Slack",
        "- Store",
    ]
    assert "3 models with 10 SLOs" in out.getvalue()
    assert "workspace Sandbox, over Socket Mode" in out.getvalue()


async def test_everything_at_once(sandbox: Sandbox, tmp_path: Path) -> None:
    """With everything wrong each problem is one line with what, where and what to do, and the exit status is 1."""
    (tmp_path / "policy.yml").write_text("timezone: Mars/Base\n")
    out = io.StringIO()
    changes = {
        "SLACK_BOT_TOKEN": "xoxb-of-yesterday",
        "SLACK_APP_TOKEN": "xapp-of-yesterday",
        "TOCSIN_CONFIG": str(tmp_path),
        "REDIS_URL": "redis://ben:hunter2@127.0.0.1:1/0",
    }
    assert await run_check(settings(sandbox, **changes), out) == 1
    first, *rest = out.getvalue().splitlines()
    assert first.startswith(f"Tocsin is not ready: {len(rest)} problems.")
    assert all(line.startswith("- ") and line.count(" — ") >= 2 for line in rest)
    for part in (
        "timezone",
        "'severities' is missing",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "redis://127.0.0.1:1/0",
    ):
        assert part in out.getvalue()
    assert "hunter2" not in out.getvalue()


async def test_the_check_changes_nothing_in_slack(sandbox: Sandbox, demo: Policy) -> None:
    """Slack is only asked: no method is called that writes anything."""
    await check_slack(settings(sandbox), demo, Catalogue())
    assert {call["method"] for call in sandbox.web_api.calls} == {
        "auth.test",
        "apps.connections.open",
        "conversations.info",
        "users.info",
        "usergroups.list",
    }


async def test_tokens_that_slack_does_not_know(sandbox: Sandbox, demo: Policy) -> None:
    """Either token is told by its variable, with Slack's own word."""
    wrong = settings(sandbox, SLACK_BOT_TOKEN="xoxb-wrong", SLACK_APP_TOKEN="xapp-wrong")
    assert lines((await check_slack(wrong, demo, Catalogue())).problems) == [
        ("SLACK_BOT_TOKEN", "Slack does not accept the token (invalid_auth)"),
        ("SLACK_APP_TOKEN", "Slack opens no Socket Mode connection (invalid_auth)"),
    ]


async def test_over_http_no_app_token_is_looked_at(sandbox: Sandbox, demo: Policy) -> None:
    """With a signing secret there is no Socket Mode to open."""
    over_http = settings(sandbox, SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="s")
    assert isinstance(over_http.listening, SignedHttp)
    verdict = await check_slack(over_http, demo, Catalogue())
    assert (verdict.said, verdict.problems) == ("Slack: workspace Sandbox, over HTTP", ())


async def test_an_app_token_of_another_app(demo: Policy) -> None:
    """An app token that is good but another app's is told: the bot would never hear a thing."""
    token = "xapp-1-AOTHER-1-abc"
    async with Sandbox(shipped("manifest.yml"), app_token=token) as sandbox:
        theirs = settings(sandbox, SLACK_APP_TOKEN=token)
        assert isinstance(theirs.listening, SocketMode)
        problems = (await check_slack(theirs, demo, Catalogue())).problems
    assert lines(problems) == [
        ("SLACK_APP_TOKEN", "It belongs to another app (AOTHER) than the bot token (ATOCSIN)")
    ]


async def test_scopes_that_were_not_granted(tmp_path: Path, demo: Policy) -> None:
    """Every scope that is lacking is named in one line, and what cannot be asked without it adds no noise."""
    manifest = yaml.safe_load(shipped("manifest.yml").read_text("utf-8"))
    granted = ["commands", "chat:write", "channels:read", "users:read"]
    manifest["oauth_config"]["scopes"]["bot"] = granted
    (tmp_path / "manifest.yml").write_text(yaml.safe_dump(manifest))
    async with Sandbox(tmp_path / "manifest.yml") as sandbox:
        ((where, what),) = lines((await check_slack(settings(sandbox), demo, Catalogue())).problems)
    assert where == "SLACK_BOT_TOKEN, workspace Sandbox"
    lacking = required_scopes() - set(granted)
    assert lacking >= {"canvases:write", "channels:history", "chat:write.public", "files:write"}
    assert what == f"The bot token is not granted {', '.join(sorted(lacking))}"


async def test_what_the_policy_names_is_there(sandbox: Sandbox, demo: Policy) -> None:
    """The demo's channel, people and group are found."""
    assert (await check_slack(settings(sandbox), demo, Catalogue())).problems == ()


async def test_what_the_policy_names_is_not_there(sandbox: Sandbox, demo: Policy) -> None:
    """A channel, a person and a group that an incident would look for in vain are told with their place."""
    sandbox.workspace.people["UELI"].deleted = True
    names = changed(
        demo,
        channel="CNOWHERE",
        responders=("UANA", "UELI", "UNOBODY"),
        responder_groups=("SNONE", "SMLONCALL"),
    )
    assert lines((await check_slack(settings(sandbox), names, Catalogue())).problems) == [
        ("policy.yml, severities.SEV1.responders", "The account of UELI is deactivated"),
        ("policy.yml, severities.SEV1.responders", "The bot cannot find the person UNOBODY (user_not_found)"),
        ("policy.yml, severities.SEV1.responder_groups", "There is no active user group SNONE"),
        ("policy.yml, announce.channel", "The bot cannot see the channel CNOWHERE (channel_not_found)"),
    ]


async def test_whom_the_catalogue_names(sandbox: Sandbox) -> None:
    """An owner and an on-call group that an incident would ask in vain are told with the models that name them."""
    catalogue = read_configuration(DEMO).catalogue
    assert (await check_slack(settings(sandbox), None, catalogue)).problems == ()
    sandbox.workspace.people["UBEN"].deleted = True
    gone = {"owner": "UNOBODY", "oncall_group": "SNONE"}
    models = (*catalogue.models, *(ModelEntry(name=f"m{number}", **gone) for number in range(5)))
    assert lines((await check_slack(settings(sandbox), None, Catalogue(models=models))).problems) == [
        ("models.yml, owner of ranker, owner of support-assistant", "The account of UBEN is deactivated"),
        (
            "models.yml, owner of m0, owner of m1, owner of m2 and 2 more",
            "The bot cannot find the person UNOBODY (user_not_found)",
        ),
        (
            "models.yml, oncall_group of m0, oncall_group of m1, oncall_group of m2 and 2 more",
            "There is no active user group SNONE",
        ),
    ]


async def test_an_archived_announcement_channel(sandbox: Sandbox, demo: Policy) -> None:
    """A channel that is there but archived hears of nothing."""
    sandbox.workspace.channels["CINCIDENTS"].is_archived = True
    assert lines((await check_slack(settings(sandbox), demo, Catalogue())).problems) == [
        ("policy.yml, announce.channel", "The channel CINCIDENTS is archived")
    ]


async def test_slack_is_away(demo: Policy) -> None:
    """Nobody at the address is one problem, not one a question."""
    environ = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_API_URL": "http://127.0.0.1:1/api/",
    }
    (problem,) = (await check_slack(read_settings(environ), demo, Catalogue())).problems
    assert problem.where == "http://127.0.0.1:1/api/"
    assert problem.what.startswith("Slack does not answer (")


@pytest.mark.parametrize("path", ["/", "/nowhere/"])
async def test_not_slack_at_that_address(sandbox: Sandbox, demo: Policy, path: str) -> None:
    """A server that is not the Web API is told as that."""
    (problem,) = (
        await check_slack(settings(sandbox, SLACK_API_URL=sandbox.url + path), demo, Catalogue())
    ).problems
    assert problem.what == "Slack does not answer (not an answer of the Web API)"


async def test_an_embedded_server_for_the_visit(tmp_path: Path) -> None:
    """Without REDIS_URL a server is started for the check and stopped after it, and it is fit to keep incidents."""
    where = StoreSettings(None, tmp_path / "data")
    verdict = await check_store(where, SystemClock())
    assert verdict.problems == ()
    server = EmbeddedRedis(where.data)
    await server.start()
    await server.stop()


async def test_the_running_bots_server(tmp_path: Path) -> None:
    """While a bot runs on the data folder the check asks that bot's server, and leaves it running."""
    running = EmbeddedRedis(tmp_path / "data")
    url = await running.start()
    try:
        assert (await check_store(StoreSettings(None, tmp_path / "data"), SystemClock())).problems == ()
        with Redis.from_url(url) as client:
            assert client.ping()
    finally:
        await running.stop()


async def test_a_data_folder_that_cannot_be(tmp_path: Path) -> None:
    """A data folder below a file is a problem with a place, not a crash."""
    (tmp_path / "file").write_text("")
    (problem,) = (await check_store(StoreSettings(None, tmp_path / "file" / "data"), SystemClock())).problems
    assert str(tmp_path / "file" / "data") in problem.where


async def test_a_server_that_forgets(redis_url: str) -> None:
    """A server that may lose what it confirmed is told, each reason in a line of its own."""
    with Redis.from_url(redis_url) as client:
        client.config_set("appendfsync", "everysec")
        client.config_set("maxmemory-policy", "allkeys-lru")
        try:
            verdict = await check_store(StoreSettings(redis_url, Path()), SystemClock())
        finally:
            client.config_set("appendfsync", "always")
            client.config_set("maxmemory-policy", "noeviction")
    assert ["appendfsync" in problem.what for problem in verdict.problems] == [True, False]
    assert ["maxmemory-policy" in problem.what for problem in verdict.problems] == [False, True]


async def test_clocks_that_disagree(redis_url: str) -> None:
    """A machine's clock that is off by more than two seconds is told with the difference."""
    (problem,) = (await check_store(StoreSettings(redis_url, Path()), AheadClock())).problems
    assert problem.what.startswith("Its clock is ")
    assert problem.what.endswith(" s behind this machine's")


async def test_a_url_that_redis_cannot_take() -> None:
    """A URL with options that mean nothing is a problem, not a crash."""
    assert (
        await check_store(StoreSettings("redis://127.0.0.1:1/0?protocol=x", Path()), SystemClock())
    ).problems


def test_templates_with_flaws(tmp_path: Path) -> None:
    """A template or document that names what is not there is told with its file, all of them at once."""
    folder = tmp_path / "templates"
    shutil.copytree(shipped("templates"), folder)
    assert check_templates(folder).problems == ()
    (folder / "slack" / "topic.yml").write_text("text: '{{ nonsense }}'\n")
    (folder / "documents" / "postmortem.md.j2").write_text("{{ rubbish }}\n")
    told = " ".join(problem.what for problem in check_templates(folder).problems)
    assert all(part in told for part in ("topic.yml", "nonsense", "postmortem.md.j2", "rubbish"))


def test_automation_says_whether_it_is_on(demo: Policy) -> None:
    """Whether webhooks may do anything is said; turned on without a secret it is a problem."""
    assert check_automation(demo, "") == Verdict("Automation: off")
    hook = Webhook(name="a", containment=Containment.SHED_LOAD, url="https://ml.example.com")
    on = demo.model_copy(update={"automation": Automation(enabled=True, webhooks=(hook,))})
    assert check_automation(on, "x" * 32) == Verdict("Automation: on, 1 webhook")
    assert lines(check_automation(on, "").problems) == [
        ("TOCSIN_WEBHOOK_SECRET", "Automation is turned on, and there is no secret to sign with")
    ]


def test_configuration_comes_with_its_verdict(tmp_path: Path) -> None:
    """A good folder yields the configuration, a bad one all of its problems and nothing to go on with."""
    verdict, read = check_configuration(DEMO)
    assert read is not None
    assert verdict.said.startswith(
        f"Configuration: {DEMO}, 3 models with 10 SLOs, 10 playbooks, digest {read.digest[:12]}"
    )
    verdict, read = check_configuration(tmp_path / "nowhere")
    assert read is None
    assert len(verdict.problems) == 1
