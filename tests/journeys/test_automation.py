"""Webhooks carry out containment: once per approval, whatever breaks on the way, and only while the policy says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from redis import Redis

from bot.adapters.redis_store import RedisStore
from bot.app import Bot, CannotStart, running
from bot.domain.action_log import Action
from bot.domain.actions import ActionState, ApproveAction, AskAutomation, ProposeAction, SettleAction
from bot.domain.commands import GiveRole
from bot.domain.containment import Containment
from bot.domain.events import from_json
from bot.domain.refusal import Reason, Refused
from bot.service.automations import NO_ANSWER, TURNED_OFF
from bot.service.ledger import Ledger
from sandbox.server import Sandbox
from tests.journeys.asking import AskingDesk
from tests.journeys.conftest import ROOT, Settle, StartBot, settings_of
from tests.journeys.forked import ForkedBot
from tests.journeys.processes import environment
from tests.journeys.receiver import SECRET, Gate, Receiver, configured, receiving
from tests.journeys.workspace import MovedClock, Slack, eventually, readable

ROLL_BACK = ProposeAction(
    containment=Containment.ROLL_BACK_MODEL,
    what="Back to 411",
    command="",
    effect="The old scores",
    verify="AUC above 0.8",
    lift="When 413 is out",
    review_after_minutes=60,
    risky=False,
    webhook="roll-back",
)


class Desks(AskingDesk):
    """What people ask of incident 1, and how its action stands."""

    async def action(self, number: int = 1) -> Action:
        """The containment action as it stands."""
        it = await Ledger(self.store).incident(1)
        action = it.action(number) if it else None
        assert action is not None
        return action

    async def answered(self, runs: int) -> Action:
        """The action, as soon as so many runs have come to an end."""

        async def look() -> Action | None:
            action = await self.action()
            return action if len([run for run in action.runs if run.ok is not None]) == runs else None

        return await eventually(look, f"{runs} answered runs")

    async def approved(self) -> None:
        """Proposed with a dry run that went well, and approved."""
        await self.asks(GiveRole("ic", "UANA"))
        await self.asks(ROLL_BACK, by="UBEN")
        assert (await self.answered(1)).tried
        await self.asks(ApproveAction(1))


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A webhook of the team's."""
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
def config(tmp_path: Path, receiver: Receiver) -> Path:
    """The demo's configuration, with automation turned on."""
    return configured(tmp_path / "config", receiver.url)


@pytest_asyncio.fixture
async def desks(redis_url: str, clock: MovedClock) -> AsyncIterator[Desks]:
    """The desk that people ask."""
    store = RedisStore(redis_url)
    yield Desks(store, clock)
    await store.close()


@pytest_asyncio.fixture
async def office(sandbox: Sandbox) -> AsyncIterator[Slack]:
    """The workspace; what the bot says about containment is heard elsewhere."""
    async with aiohttp.ClientSession() as session:
        yield Slack(sandbox.url, session)


@asynccontextmanager
async def alive(sandbox: Sandbox, redis_url: str, clock: MovedClock, config: Path) -> AsyncIterator[Bot]:
    """A bot that lives until the context is left; it hears when time is moved."""
    async with running(settings_of(sandbox, redis_url, config), clock) as bot:

        async def moved() -> None:
            bot.called.set()

        clock.tell(moved)
        yield bot


async def _declared(office: Slack, *flags: str) -> None:
    await office.person("ana").declares("Ranker is stale", model="ranker", flags=list(flags))


async def test_no_start_without_a_secret(sandbox: Sandbox, redis_url: str, config: Path) -> None:
    """Turned on without a secret, Tocsin does not start, and says what to do."""
    settings = replace(settings_of(sandbox, redis_url, config), webhook_secret="")
    with pytest.raises(CannotStart, match="TOCSIN_WEBHOOK_SECRET — Set"):
        async with running(settings):
            pass


async def test_from_the_dry_run_to_the_change(
    office: Slack, bot: Bot, desks: Desks, receiver: Receiver
) -> None:
    """The dry run's answer is there before anybody approves; pressed, it is carried out once and stands as applied."""
    await _declared(office)
    await desks.asks(GiveRole("ic", "UANA"))
    await desks.asks(ROLL_BACK, by="UBEN")
    tried = await desks.answered(1)
    assert (tried.state, tried.runs[0].status, tried.runs[0].answer) == (
        ActionState.PROPOSED,
        200,
        receiver.words,
    )
    early = await desks.asks(AskAutomation(1, "apply"))
    assert isinstance(early, Refused) and early.reason is Reason.WRONG_STATE
    await desks.asks(ApproveAction(1))
    await desks.asks(AskAutomation(1, "apply"))
    assert (await desks.answered(2)).state is ActionState.APPLIED
    assert [(body["purpose"], body["dry_run"]) for body in receiver.told] == [
        ("dry_run", True),
        ("apply", False),
    ]
    [change] = receiver.changed
    assert (change["model"], change["containment"], change["approved_by"]) == (
        "ranker",
        "roll_back_model",
        ["UANA"],
    )
    await desks.asks(AskAutomation(1, "revert"))
    assert (await desks.answered(3)).state is ActionState.REVERTED
    assert (receiver.did("apply"), receiver.did("revert")) == (1, 1)
    assert len(set(receiver.keys)) == 3
    assert bot.port


async def test_pressed_again_and_again(office: Slack, bot: Bot, desks: Desks, receiver: Receiver) -> None:
    """However often and by whomever the button is pressed, while it runs or later, there is one run."""
    await _declared(office)
    await desks.approved()
    receiver.after = gate = Gate()
    await asyncio.gather(*(desks.asks(AskAutomation(1, "apply"), by=by) for by in ("UANA", "UBEN") * 4))
    await gate.reached.wait()
    await desks.asks(AskAutomation(1, "apply"))
    gate.opened.set()
    await desks.answered(2)
    later = await desks.asks(AskAutomation(1, "apply"))
    assert isinstance(later, Refused) and later.reason is Reason.WRONG_STATE
    assert (len(receiver.told), receiver.did("apply")) == (2, 1)
    assert bot.port


async def test_the_answer_is_lost(
    office: Slack, bot: Bot, desks: Desks, receiver: Receiver, clock: MovedClock, settled: Settle
) -> None:
    """Done, and the answer lost: it is asked again under the same key with the same body, and changed once."""
    await _declared(office)
    await desks.approved()
    receiver.lost = 1
    await desks.asks(AskAutomation(1, "apply"))
    await receiver.heard(2)
    await settled()
    await clock.forward(minutes=0.1)
    assert (await desks.answered(2)).state is ActionState.APPLIED
    assert receiver.told[1] == receiver.told[2]
    assert receiver.did("apply") == 1
    assert bot.port


async def test_not_now_and_then_yes(
    office: Slack, bot: Bot, desks: Desks, receiver: Receiver, clock: MovedClock, settled: Settle
) -> None:
    """While it is busy or away it is asked again under the same key; a minute later it is done, and done once."""
    await _declared(office)
    await desks.approved()
    receiver.answers = [409, 503, 429]
    await desks.asks(AskAutomation(1, "apply"))
    for asked in (2, 3, 4):
        await receiver.heard(asked)
        await settled()
        await clock.forward(minutes=0.3)
    assert (await desks.answered(2)).state is ActionState.APPLIED
    assert (len(set(receiver.keys)), receiver.did("apply")) == (2, 1)
    assert bot.port


async def test_it_says_no(office: Slack, bot: Bot, desks: Desks, receiver: Receiver) -> None:
    """A no is final: it has failed with the answer, and neither it nor anything else is asked again."""
    await _declared(office)
    await desks.approved()
    receiver.answers = [422]
    await desks.asks(AskAutomation(1, "apply"))
    failed = await desks.answered(2)
    assert (failed.state, failed.runs[1].status, failed.runs[1].answer) == (
        ActionState.FAILED,
        422,
        "Not now.",
    )
    assert (len(receiver.told), receiver.changed) == (2, [])
    assert bot.port


async def test_nobody_knows(
    office: Slack, bot: Bot, desks: Desks, receiver: Receiver, clock: MovedClock, settled: Settle
) -> None:
    """When no answer comes any more it counts as a change that may be in place, until a person has looked."""
    await _declared(office)
    await desks.approved()
    receiver.lost = 99
    await desks.asks(AskAutomation(1, "apply"))
    await receiver.heard(2)
    await settled()
    await clock.forward(minutes=6)
    unknown = await desks.answered(2)
    assert (unknown.state, unknown.unverified, unknown.runs[1].unknown) == (ActionState.APPROVED, True, True)
    assert unknown.runs[1].answer == NO_ANSWER
    again = await desks.asks(AskAutomation(1, "apply"))
    assert isinstance(again, Refused) and again.reason is Reason.WRONG_STATE
    await desks.asks(SettleAction(1, ActionState.FAILED, "It runs 412 still."))
    assert not (await desks.action()).unverified
    assert bot.port


async def test_a_drill_changes_nothing(office: Slack, bot: Bot, desks: Desks, receiver: Receiver) -> None:
    """In a drill every request is a dry run, and people see the same as ever."""
    await _declared(office, "drill")
    await desks.approved()
    await desks.asks(AskAutomation(1, "apply"))
    assert (await desks.answered(2)).state is ActionState.APPLIED
    await desks.asks(AskAutomation(1, "revert"))
    assert (await desks.answered(3)).state is ActionState.REVERTED
    assert [(body["drill"], body["dry_run"]) for body in receiver.told] == [(True, True)] * 3
    assert receiver.changed == []
    assert bot.port


async def test_turned_off_meanwhile(
    office: Slack,
    sandbox: Sandbox,
    redis_url: str,
    clock: MovedClock,
    config: Path,
    desks: Desks,
    receiver: Receiver,
) -> None:
    """What waits when the policy turns automation off is not carried out, and the action says why."""
    async with alive(sandbox, redis_url, clock, config):
        await _declared(office)
        await desks.approved()
        receiver.answers = [429]
        await desks.asks(AskAutomation(1, "apply"))
        await receiver.heard(2)
    configured(config, receiver.url, enabled=False)
    async with alive(sandbox, redis_url, clock, config):
        await clock.forward(minutes=0.5)
        failed = await desks.answered(2)
    assert (failed.state, failed.runs[1].answer) == (ActionState.FAILED, TURNED_OFF)
    assert (len(receiver.told), receiver.changed) == (2, [])


async def test_stopped_in_the_middle(
    office: Slack,
    sandbox: Sandbox,
    redis_url: str,
    clock: MovedClock,
    config: Path,
    desks: Desks,
    receiver: Receiver,
) -> None:
    """A bot that is stopped while the webhook works leaves it to the next, which asks under the same key."""
    async with alive(sandbox, redis_url, clock, config):
        await _declared(office)
        await desks.approved()
        receiver.after = gate = Gate()
        await desks.asks(AskAutomation(1, "apply"))
        await gate.reached.wait()
    receiver.after = None
    gate.opened.set()
    async with alive(sandbox, redis_url, clock, config):
        await clock.forward(minutes=0.5)
        assert (await desks.answered(2)).state is ActionState.APPLIED
    assert receiver.told[1] == receiver.told[2]
    assert receiver.did("apply") == 1


async def test_slow_is_not_twice(
    office: Slack, bot: Bot, desks: Desks, receiver: Receiver, clock: MovedClock
) -> None:
    """A webhook that works longer than a lease lasts is asked once, and its answer counts."""
    await _declared(office)
    await desks.approved()
    receiver.after = gate = Gate()
    await desks.asks(AskAutomation(1, "apply"))
    await gate.reached.wait()
    await clock.forward(minutes=1)
    await office.person("ana").runs("/incident list")
    gate.opened.set()
    assert (await desks.answered(2)).state is ActionState.APPLIED
    assert len(receiver.told) == 2
    assert bot.port


async def test_two_bots_and_a_lease_that_ran_out(
    office: Slack, start_bot: StartBot, desks: Desks, receiver: Receiver, clock: MovedClock
) -> None:
    """A bot that takes over from one that seemed dead asks under the same key; whoever answers, it is done once."""
    await start_bot()
    await _declared(office)
    await desks.approved()
    receiver.after = gate = Gate()
    await desks.asks(AskAutomation(1, "apply"))
    await gate.reached.wait()
    await start_bot()
    await clock.forward(minutes=0.5)
    await receiver.heard(3)
    gate.opened.set()
    assert (await desks.answered(2)).state is ActionState.APPLIED
    assert (len(set(receiver.keys)), receiver.did("apply")) == (2, 1)
    kinds = [from_json(text).event.kind for text in await desks.store.load(1)]
    assert (kinds.count("automation_answered"), kinds.count("action_applied")) == (2, 1)


@pytest.mark.parametrize("purpose", ["apply", "revert"])
async def test_killed_in_the_middle(
    redis_url: str, tmp_path: Path, config: Path, receiver: Receiver, purpose: str
) -> None:
    """Killed after the webhook did it and before it said so, the bot comes back, asks again, and it is done once."""
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(ROOT / "manifest.yml"))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        store = RedisStore(redis_url)
        stack.push_async_callback(store.close)
        desks = Desks(store, MovedClock())
        bot = ForkedBot(
            environment(sandbox.api_url, redis_url, config, TOCSIN_WEBHOOK_SECRET=SECRET),
            tmp_path / "log",
        )
        await stack.enter_async_context(bot.watched())
        await _declared(Slack(sandbox.url, session))
        await desks.approved()
        if purpose == "revert":
            await desks.asks(AskAutomation(1, "apply"))
            await desks.answered(2)
        before = len(receiver.told)
        receiver.after = gate = Gate()
        await desks.asks(AskAutomation(1, "apply" if purpose == "apply" else "revert"))
        await gate.reached.wait()
        bot.kill()
        receiver.after = None
        gate.opened.set()
        action = await desks.answered(2 if purpose == "apply" else 3)
        assert action.state is (ActionState.APPLIED if purpose == "apply" else ActionState.REVERTED)
        assert bot.starts == 2
        assert len(receiver.told) == before + 2
        assert receiver.told[-1] == receiver.told[-2]
        assert receiver.did(purpose) == 1
        assert "t0ken" not in (tmp_path / "log").read_text("utf-8")


async def test_the_address_stays_in_the_policy(
    office: Slack, bot: Bot, desks: Desks, receiver: Receiver, redis_url: str, settled: Settle
) -> None:
    """Neither the store nor Slack ever holds a webhook's address, and its answer is text wherever it is shown."""
    receiver.words = "<!channel> *done* \u202eback\x00" + "x" * 5000
    await _declared(office)
    await desks.approved()
    receiver.answers = [404]
    await desks.asks(AskAutomation(1, "apply"))
    failed = await desks.answered(2)
    assert failed.runs[0].answer == ("<!channel> *done* back" + "x" * 5000)[:500]
    await settled()
    with Redis.from_url(redis_url, decode_responses=True) as client:
        kept = "".join(_content(client, key) for key in client.keys("*"))
    assert "roll-back" in kept
    assert "t0ken" not in kept
    assert "t0ken" not in str(await office.get("calls"))
    room = await office.room("inc-1-ranker-is-stale")
    assert "t0ken" not in readable(await room.messages())
    assert bot.port


def _content(client: Redis, key: str) -> str:
    """All that stands under a key, whatever its kind."""
    match client.type(key):
        case "string":
            return f"{key} {client.get(key)!r}"
        case "list":
            return f"{key} {client.lrange(key, 0, -1)}"
        case "hash":
            return f"{key} {client.hgetall(key)}"
        case "zset":
            return f"{key} {client.zrange(key, 0, -1)}"
        case "stream":
            return f"{key} {client.xrange(key)}"
        case kind:
            raise AssertionError(f"{key} is a {kind!s}")
