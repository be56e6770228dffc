"""`tocsin check`: everything that would keep Tocsin from working, found before an incident finds it.

Nothing is changed, neither in Slack nor among the incidents.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import yaml

from bot.adapters.automation_faults import unsigned
from bot.adapters.configuration import Configuration, ConfigurationErrors, read_configuration
from bot.adapters.embedded_files import EmbeddedError
from bot.adapters.escalation_faults import feed_problems, unsigned_pagers
from bot.adapters.redis_store import RedisStore
from bot.adapters.slack_condition import names_missing, slack_condition
from bot.adapters.store_server import inspect, serving, shown
from bot.clock import SystemClock
from bot.domain.catalogue import Catalogue
from bot.domain.policy import Policy
from bot.domain.slo import slo_count
from bot.files import shipped
from bot.problem import Problem
from bot.service.ports import Clock, StoreUnavailable
from bot.service.slack_port import SlackSilent
from bot.settings import Settings, SocketMode, StoreSettings
from bot.slack_app import COMMANDS, EVENTS, GLOBAL_SHORTCUTS, MESSAGE_SHORTCUTS, required_scopes
from bot.views.postmortem import DocumentErrors, Documents
from bot.views.render import Words
from bot.views.templates import TemplateErrors

log = logging.getLogger(__name__)

NAMES_AFTER = 30.0
"""Seconds after the start until it is asked who is there: what waits to be told comes first."""

NAMES_EVERY = 24 * 60 * 60.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that was looked at: what it is, in half a line, and all that is wrong with it."""

    said: str
    problems: tuple[Problem, ...] = ()


async def run_check(settings: Settings, out: TextIO) -> int:
    """Look at everything and write down what was found; the exit status: 0 when all is well, else 1."""
    verdicts = await check(settings)
    problems = [problem for verdict in verdicts for problem in verdict.problems]
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        out.write(f"Tocsin is not ready: {count}. Each line: what is wrong — where — what to do.\n")
        out.writelines(f"- {problem}\n" for problem in problems)
        return 1
    out.write("Tocsin is ready.\n")
    out.writelines(f"- {verdict.said}\n" for verdict in verdicts)
    return 0


async def check(settings: Settings, clock: Clock | None = None) -> list[Verdict]:
    """What Tocsin depends on, each with its problems; `clock` is the machine's unless given."""
    configured, configuration = check_configuration(settings.config)
    policy = configuration.policy if configuration else None
    catalogue = configuration.catalogue if configuration else Catalogue()
    automation = [check_automation(policy, settings.webhook_secret)] if policy else []
    clock = clock or SystemClock()
    automation += [await check_escalation(policy, settings.webhook_secret, clock)] if policy else []
    slack, store = await asyncio.gather(
        check_slack(settings, policy, catalogue), check_store(settings.store, clock)
    )
    templates, manifest = check_templates(shipped("templates")), check_manifest(shipped("manifest.yml"))
    return [configured, *automation, templates, manifest, slack, store]


def check_configuration(folder: Path) -> tuple[Verdict, Configuration | None]:
    """The team's configuration, and it itself when it can be used."""
    try:
        read = read_configuration(folder)
    except ConfigurationErrors as errors:
        return Verdict(str(folder), errors.problems), None
    models = read.catalogue.models
    counts = f"{_counted(len(models), 'model')} with {_counted(slo_count(models), 'SLO')}"
    counts += f", {_counted(len(read.playbooks), 'playbook')}"
    return Verdict(f"Configuration: {folder}, {counts}, digest {read.digest[:12]}"), read


def check_automation(policy: Policy, secret: str) -> Verdict:
    """Whether webhooks may carry out containment, and can show who asks."""
    webhooks = policy.automation.webhooks
    how = f"on, {_counted(len(webhooks), 'webhook')}" if policy.automation.enabled else "off"
    return Verdict(f"Automation: {how}", unsigned(policy, secret))


async def check_escalation(policy: Policy, secret: str, clock: Clock) -> Verdict:
    """Whether feeds can be read now, and pagers can be shown who asks; no pager is asked."""
    rules = policy.escalation
    paths = _counted(len(rules.paths) + len(rules.concerns), "path")
    how = f"{paths}, {_counted(len(rules.rotas), 'rota')}, {_counted(len(rules.pagers), 'pager')}"
    problems = (*unsigned_pagers(policy, secret), *await feed_problems(policy, clock))
    return Verdict(f"Escalation: {how}", problems)


def _counted(number: int, what: str) -> str:
    return f"{number} {what if number == 1 else f'{what}s'}"


def check_templates(folder: Path) -> Verdict:
    """Every template for Slack and every document, against what it may name and what Slack takes."""
    said: list[str] = []
    try:
        Words(folder / "slack")
    except TemplateErrors as errors:
        said += errors.problems
    try:
        Documents(folder)
    except DocumentErrors as errors:
        said += str(errors).splitlines()
    remedy = "Correct the template, or install Tocsin again"
    return Verdict(f"Templates: {folder}", tuple(Problem(text, str(folder), remedy) for text in said))


def check_manifest(path: Path) -> Verdict:
    """The manifest, against what the code asks of Slack (`bot.slack_app`)."""
    try:
        manifest = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return Verdict(
            str(path), (Problem(f"It cannot be read: {error}", str(path), "Install Tocsin again"),)
        )
    problems = (*_differences(manifest, str(path)), *_switches(manifest, str(path)))
    return Verdict(f"Manifest: {path}", problems)


def _differences(manifest: Any, where: str) -> Iterable[Problem]:
    shortcuts = _at(manifest, "features", "shortcuts") or ()
    lists: tuple[tuple[str, Iterable[str], frozenset[str]], ...] = (
        (
            "slash command",
            (entry["command"] for entry in _at(manifest, "features", "slash_commands") or ()),
            COMMANDS,
        ),
        (
            "global shortcut",
            (entry["callback_id"] for entry in shortcuts if entry["type"] == "global"),
            GLOBAL_SHORTCUTS,
        ),
        (
            "message shortcut",
            (entry["callback_id"] for entry in shortcuts if entry["type"] == "message"),
            MESSAGE_SHORTCUTS,
        ),
        ("event", _at(manifest, "settings", "event_subscriptions", "bot_events") or (), frozenset(EVENTS)),
        ("bot scope", _at(manifest, "oauth_config", "scopes", "bot") or (), required_scopes()),
    )
    for kind, declared, needed in lists:
        there = frozenset(declared)
        for name in sorted(needed - there):
            yield Problem(f"The {kind} {name} is missing", where, "Add it")
        for name in sorted(there - needed):
            yield Problem(f"The {kind} {name} is declared and never used", where, "Take it out")


def _switches(manifest: Any, where: str) -> Iterable[Problem]:
    for path in (
        ("settings", "interactivity", "is_enabled"),
        ("features", "app_home", "home_tab_enabled"),
        ("features", "app_home", "messages_tab_enabled"),
    ):
        if _at(manifest, *path) is not True:
            yield Problem(f"{'.'.join(path)} is off", where, "Set it to true")


def _at(node: Any, *path: str) -> Any:
    for key in path:
        node = node.get(key) if isinstance(node, dict) else None
    return node


async def check_slack(settings: Settings, policy: Policy | None, catalogue: Catalogue) -> Verdict:
    """Tokens, scopes, and whatever policy and catalogue name in the workspace."""
    listening = settings.listening
    app_token = listening.app_token if isinstance(listening, SocketMode) else None
    found = await slack_condition(
        settings.slack_api_url, settings.bot_token, app_token, required_scopes(), policy, catalogue
    )
    way = "HTTP" if app_token is None else "Socket Mode"
    return Verdict(f"Slack: workspace {found.workspace}, over {way}", found.problems)


@asynccontextmanager
async def watched_names(settings: Settings, after: float = NAMES_AFTER) -> AsyncIterator[None]:
    """While the bot runs, the log says what policy and catalogue name in vain: after so many seconds, then once a day.

    Nothing depends on it: a Slack that is away is asked the next day.
    """
    watching = asyncio.create_task(_watch_names(settings, after))
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _watch_names(settings: Settings, wait: float) -> None:
    read = read_configuration(settings.config)
    while True:
        await asyncio.sleep(wait)
        wait = NAMES_EVERY
        try:
            problems = await names_missing(
                settings.slack_api_url, settings.bot_token, read.policy, read.catalogue
            )
        except SlackSilent as silent:
            log.info("Whether everybody who is named is there cannot be asked: %s", silent)
            continue
        for problem in problems:
            log.warning("%s", problem)


async def check_store(settings: StoreSettings, clock: Clock) -> Verdict:
    """The server that keeps the incidents: version, durability, clock."""
    where = shown(settings.redis_url, settings.data)
    try:
        async with serving(settings.redis_url, settings.data) as url:
            store = RedisStore(url)
            try:
                server, problems = await inspect(store, clock, where)
            finally:
                await store.close()
    except EmbeddedError as error:
        remedy = "See to that, or set REDIS_URL to a server that runs elsewhere"
        return Verdict(where, (Problem(f"The embedded server cannot serve. {error}", where, remedy),))
    except (StoreUnavailable, OSError, ValueError) as error:
        remedy = "Start the server, or correct REDIS_URL or TOCSIN_DATA"
        return Verdict(where, (Problem(f"The store does not answer. {error}", where, remedy),))
    return Verdict(f"Store: {server}, {where}", problems)
