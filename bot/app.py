"""The composition root: the only file that knows every layer."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.adapters import slack_listening, webhooks
from bot.adapters.automation_faults import unsigned
from bot.adapters.clockwork import Clockwork
from bot.adapters.configuration import Configuration, read_configuration
from bot.adapters.embedded import EmbeddedRedis
from bot.adapters.escalation_faults import unsigned_pagers
from bot.adapters.followed_clock import followed
from bot.adapters.pagers import HttpPagers
from bot.adapters.press import ChildPress
from bot.adapters.redis_store import RedisStore
from bot.adapters.rota_feeds import rota_feeds
from bot.adapters.slack_api import BotIdentity, SlackApi
from bot.adapters.store_server import inspect, shown
from bot.clock import SystemClock
from bot.domain.policy import Policy
from bot.files import shipped
from bot.intake import web
from bot.problem import Problem
from bot.service.answers import AGAIN, UNTIL_MENDED
from bot.service.courier import Courier
from bot.service.desk import Desk
from bot.service.heartbeat import Heartbeat
from bot.service.ledger import Ledger
from bot.service.names import Names
from bot.service.office import Office
from bot.service.pacing import Pace
from bot.service.ports import Clock, OnCall, StoreUnavailable
from bot.service.queries import Queries
from bot.service.slack_port import SlackRefused, SlackSilent
from bot.service.way import Way
from bot.settings import Settings, SignedHttp, SocketMode
from bot.views.digest_document import DigestDocuments
from bot.views.postmortem import Documents
from bot.views.render import Words
from handlers.registration import listen_to
from handlers.services import Aside, Services

log = logging.getLogger(__name__)

SLACK_TRIED_EVERY = 3.0
"""Seconds between attempts to reach Slack at start."""

DRAINED_WITHIN = 5.0


documents_of = functools.cache(Documents)
"""Loaded once a process, like the words: what ships stays as it is."""


class CannotStart(Exception):
    """Something that can be known at start is wrong; `problems` has all of it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot that is running: where it listens, and what a test or a drill may ask of it."""

    port: int
    identity: BotIdentity
    store: RedisStore
    queries: Queries
    heartbeat: Heartbeat
    called: asyncio.Event


@asynccontextmanager
async def running(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Bot]:
    """A bot that works until the context is left.

    It takes its port first: an instance is known by host and port, so whoever holds the port may finish at once what
    a former life of the same instance had begun.

    Raises:
        CannotStart, ConfigurationErrors, TemplateErrors, EmbeddedError: what to do is in the text.
    """
    configuration = read_configuration(settings.config)
    if problems := _unsigned(configuration.policy, settings.webhook_secret):
        raise CannotStart(problems)
    words = Words(shipped("templates") / "slack", configuration.playbooks, configuration.lexicon)
    documents = documents_of(shipped("templates"))
    async with AsyncExitStack() as stack:
        clock = await stack.enter_async_context(followed(clock or SystemClock(), settings.clock_url))
        store = await _store(settings, stack)
        session = await stack.enter_async_context(slack_listening.session())
        client = slack_listening.web_client(settings.bot_token, settings.slack_api_url, session)
        slack = SlackApi(client, session)
        identity = await _identity(slack)
        secret = settings.listening.signing_secret if isinstance(settings.listening, SignedHttp) else None
        listening = slack_listening.web_client(None, settings.slack_api_url, session)
        bolt = slack_listening.bolt(listening, settings.bot_token, secret, identity)
        ledger = Ledger(store)
        called = asyncio.Event()
        desk = Desk(store, ledger, clock, called.set)
        queries = Queries(store, ledger)
        aside = Aside()
        stack.push_async_callback(aside.drain, DRAINED_WITHIN)
        feeds = await stack.enter_async_context(rota_feeds(configuration.policy, clock))
        services = _services(desk, queries, words, clock, configuration, identity, aside, slack, feeds)
        listen_to(bolt, services)

        ear: slack_listening.OverSocket | None = None
        if isinstance(settings.listening, SocketMode):
            own = slack_listening.web_client(None, settings.slack_api_url, session)
            ear = slack_listening.OverSocket(bolt, settings.listening.app_token, own)

        async def health() -> dict[str, Any]:
            return await _health(store, ear)

        handler = slack_listening.over_http(bolt) if ear is None else None
        port = await _listen(settings, web.application(health, handler), stack)
        owner = f"{socket.gethostname()}:{settings.host}:{port}"
        await store.release_owner(owner)
        outside = await stack.enter_async_context(webhooks.session())
        automations = webhooks.Webhooks(outside, settings.webhook_secret, clock)
        way = Way(
            slack=slack,
            identity=identity,
            store=store,
            ledger=ledger,
            words=words,
            documents=documents,
            digest_documents=DigestDocuments(shipped("templates"), documents, words),
            automations=automations,
            policy=configuration.policy,
            clock=clock,
            owner=owner,
            on_call=feeds,
            pagers=HttpPagers(outside, automations),
            press=ChildPress(shipped("templates")),
        )
        office = Office(store, clock, configuration.policy, called.set)
        with contextlib.suppress(StoreUnavailable):
            # What this policy wants counts from now; a store that went away hears of it at the first beat.
            await office.let_time_pass()
        await _start(Courier(way, Pace(slack, clock), desk, office, called), stack)
        heartbeat = Heartbeat(store, ledger, desk, office, clock)
        clockwork = Clockwork(heartbeat.beat)
        clockwork.start()
        stack.callback(clockwork.stop)
        if ear is not None:
            stack.push_async_callback(ear.stop)
            await _connect(ear)
        yield Bot(port, identity, store, queries, heartbeat, called)


def _unsigned(policy: Policy, secret: str) -> tuple[Problem, ...]:
    """Whatever stands outside is shown who asks."""
    return (*unsigned(policy, secret), *unsigned_pagers(policy, secret))


def _services(  # noqa: PLR0913, PLR0917 - everything a handler may use
    desk: Desk,
    queries: Queries,
    words: Words,
    clock: Clock,
    configuration: Configuration,
    identity: BotIdentity,
    aside: Aside,
    slack: SlackApi,
    on_call: OnCall,
) -> Services:
    return Services(
        desk=desk,
        queries=queries,
        words=words,
        clock=clock,
        policy=configuration.policy,
        catalogue=configuration.catalogue,
        lexicon=configuration.lexicon,
        playbooks=configuration.playbooks,
        customer_words=configuration.customer_words,
        library_words=configuration.library_words,
        names=Names(slack),
        identity=identity,
        aside=aside,
        slack=slack,
        on_call=on_call,
    )


async def _store(settings: Settings, stack: AsyncExitStack) -> RedisStore:
    """The team's server, or one of our own; either must keep what it is given."""
    url = settings.store.redis_url
    if url is None:
        embedded = EmbeddedRedis(settings.store.data)
        url = await embedded.start()
        stack.push_async_callback(embedded.stop)
        watching = asyncio.create_task(embedded.watch())
        stack.push_async_callback(_cancel, watching)
    store = RedisStore(url)
    stack.push_async_callback(store.close)
    where = shown(url if settings.store.redis_url else None, settings.store.data)
    try:
        _, problems = await inspect(store, SystemClock(), where)
    except StoreUnavailable as away:
        remedy = "Start the server, or correct REDIS_URL, or unset it to let Tocsin run a server of its own"
        raise CannotStart((Problem(f"Redis does not answer: {away}", where, remedy),)) from away
    if problems:
        raise CannotStart(problems)
    return store


async def _identity(slack: SlackApi) -> BotIdentity:
    """Who we are. A token that is refused is final; a Slack that is silent is waited for."""
    while True:
        try:
            return await slack.identity()
        except SlackRefused as refused:
            if refused.retry_after is None and refused.code not in AGAIN:
                known = "revoked or mistyped" if refused.code in UNTIL_MENDED else refused.code
                problem = Problem(
                    f"Slack refuses the bot token ({known})", "SLACK_BOT_TOKEN", "Install the app again"
                )
                raise CannotStart((problem,)) from refused
            log.warning("Slack is not ready yet: %s", refused)
            await asyncio.sleep(refused.retry_after or SLACK_TRIED_EVERY)
        except SlackSilent as silent:
            log.warning("Slack does not answer yet: %s", silent)
            await asyncio.sleep(SLACK_TRIED_EVERY)


async def _connect(ear: slack_listening.OverSocket) -> None:
    while True:
        try:
            await ear.start()
        except Exception as error:  # the SDK raises anything from a refused token to a broken socket
            reason = str(error)
            if any(code in reason for code in UNTIL_MENDED | {"not_allowed_token_type", "missing_scope"}):
                remedy = "Make an app-level token with the scope connections:write"
                problem = Problem(f"Slack refuses the app token: {reason}", "SLACK_APP_TOKEN", remedy)
                raise CannotStart((problem,)) from error
            log.warning("Slack cannot be heard yet: %s", reason)
            await asyncio.sleep(SLACK_TRIED_EVERY)
        else:
            return


async def _listen(settings: Settings, app: Any, stack: AsyncExitStack) -> int:
    try:
        runner, port = await web.serve(app, settings.host, settings.port)
    except OSError as error:
        remedy = "Stop what listens there, or choose another with TOCSIN_PORT"
        where = f"{settings.host}:{settings.port}"
        raise CannotStart(
            (Problem(f"The address cannot be had: {error.strerror or error}", where, remedy),)
        ) from error
    stack.push_async_callback(runner.cleanup)
    return port


async def _start(courier: Courier, stack: AsyncExitStack) -> None:
    task = asyncio.create_task(courier.run())
    stack.push_async_callback(_cancel, task)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _health(store: RedisStore, ear: slack_listening.OverSocket | None) -> dict[str, Any]:
    """Whether incidents can be recorded and Slack can be heard, each in a word."""
    try:
        await store.last_number()
        memory = "well"
    except StoreUnavailable as away:
        memory = f"away: {away}"
    heard = "well" if ear is None or await ear.connected() else "not connected"
    return {"ok": memory == heard == "well", "redis": memory, "slack": heard}
