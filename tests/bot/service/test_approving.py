"""Approving through the desk on a real store: however two people click, each of them counts once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.adapters.redis_store import RedisStore
from bot.domain.actions import ActionState, ApplyAction, ApproveAction
from bot.domain.commands import Command, GiveRole
from bot.domain.containment import Containment
from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused
from bot.service.desk import Desk, Done
from bot.service.ledger import Ledger
from tests.bot.domain.acting import propose
from tests.bot.service.test_desk import DECLARE, HandClock
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA


def nobody_waits() -> None:
    """No courier is there to be woken."""


@pytest_asyncio.fixture
async def desks(redis_url: str) -> AsyncIterator[tuple[Desk, Desk]]:
    """Two bots on one store, an incident in which three people may approve, and a risky proposal."""
    clock = HandClock()
    async with AsyncExitStack() as stack:
        stores = RedisStore(redis_url), RedisStore(redis_url)
        for store in stores:
            stack.push_async_callback(store.close)
        one, other = (Desk(store, Ledger(store), clock, nobody_waits) for store in stores)
        await one.declare(DECLARE, command_id="declare", by=ANA)
        for person, role in ((ANA, "ic"), (BEN, "ops"), (CLEO, "ml_owner")):
            await one.ask(1, GiveRole(role, person), command_id=role, by=person)
        await one.ask(1, propose(risky=True), command_id="proposed", by=DIMA)
        yield one, other


async def now(desk: Desk) -> Incident:
    """The incident as it is."""
    answer = await desk.ask(1, GiveRole("ic", ANA), command_id="look", by=ANA)
    assert isinstance(answer, Done)
    return answer.incident


@pytest.mark.parametrize("attempt", range(3))
async def test_two_people_at_once_are_two(desks: tuple[Desk, Desk], attempt: int) -> None:
    """Two people who approve at the same instant, by two bots, are two approvals, and the second completes them."""
    one, other = desks
    yes = ApproveAction(1)
    await asyncio.gather(
        one.ask(1, yes, command_id=f"ana {attempt}", by=ANA),
        other.ask(1, yes, command_id=f"ben {attempt}", by=BEN),
    )
    action = (await now(one)).actions[0]
    assert action.state is ActionState.APPROVED
    assert sorted(each.person for each in action.approvals) == sorted((ANA, BEN))


async def test_one_person_at_once_is_one(desks: tuple[Desk, Desk]) -> None:
    """One person who presses on two devices at once, or ten times, is one approval."""
    presses = [
        desk.ask(1, ApproveAction(1), command_id=f"press {nth} {index}", by=ANA)
        for nth in range(5)
        for index, desk in enumerate(desks)
    ]
    assert all(isinstance(answer, Done) for answer in await asyncio.gather(*presses))
    action = (await now(desks[0])).actions[0]
    assert [each.person for each in action.approvals] == [ANA] and action.state is ActionState.PROPOSED


async def test_two_changes_at_once(desks: tuple[Desk, Desk]) -> None:
    """Of two changes that are put in place at the same instant, one is; the other is told to wait."""
    one, other = desks
    second = replace(propose(Containment.SHED_LOAD, what="Shed"), risky=False)
    await one.ask(1, second, command_id="second", by=DIMA)
    asked: list[tuple[str, str, Command]] = [
        ("1", ANA, ApproveAction(1)),
        ("2", BEN, ApproveAction(1)),
        ("3", ANA, ApproveAction(2)),
    ]
    for command_id, person, command in asked:
        await one.ask(1, command, command_id=command_id, by=person)
    answers = await asyncio.gather(
        one.ask(1, ApplyAction(1), command_id="apply 1", by=ANA),
        other.ask(1, ApplyAction(2), command_id="apply 2", by=BEN),
    )
    refused = [each for each in answers if isinstance(each, Refused)]
    assert [each.reason for each in refused] == [Reason.ONE_AT_A_TIME]
    assert len((await now(other)).actions_in_place) == 1
