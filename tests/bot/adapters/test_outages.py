"""What the store does when the server, or the line to it, fails."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from redis import Redis

from bot.adapters.embedded import EmbeddedRedis
from bot.adapters.redis_store import RedisStore
from bot.service.ports import Commit, Committed, Duplicate, Enqueue, StoreUnavailable

if TYPE_CHECKING:
    from tests.bot.adapters.conftest import Line

Make = Callable[..., Commit]
CARD = (Enqueue("card", "x", False),)


@pytest_asyncio.fixture
async def mortal_url(server: EmbeddedRedis) -> str:
    """The URL of a running server of this test's own."""
    return await server.start()


@pytest_asyncio.fixture
async def mortal(mortal_url: str) -> AsyncIterator[RedisStore]:
    """A store on a running server of this test's own."""
    store = RedisStore(mortal_url)
    yield store
    await store.close()


@pytest.mark.parametrize("command", [b"EVALSHA", b"EVAL\r\n"], ids=["known", "first"])
async def test_lost_answer_to_a_commit(
    line: tuple[Line, RedisStore], step: Make, redis_url: str, command: bytes
) -> None:
    """A commit whose answer is lost is asked again, stands once, and is told as committed."""
    wire, store = line
    with Redis.from_url(redis_url) as client:
        client.script_flush()
    if command == b"EVALSHA":
        await store.commit(step())
    number = await store.last_number() + 1
    wire.lose_answer_to(command)
    assert await store.commit(step(effects=CARD)) == Committed(number, 1)
    assert await store.last_number() == number
    assert len(await store.load(number)) == 1
    assert len(await store.claim("a", 1000, 30, 10)) == 1


async def test_lost_answer_to_a_claim(line: tuple[Line, RedisStore], step: Make) -> None:
    """A claim whose answer is lost gets what it had taken, as the first attempt that it is."""
    wire, store = line
    await store.commit(step(effects=CARD))
    assert await store.claim("a", 999, 30, 10) == []
    wire.lose_answer_to(b"EVALSHA")
    [claimed] = await store.claim("a", 1000, 30, 10)
    assert (claimed.attempts, claimed.uncertain) == (1, False)
    wire.lose_answer_to(b"EVALSHA")
    await store.remember("a", claimed, "n")
    wire.lose_answer_to(b"EVALSHA")
    await store.release("a", claimed, at=1001, certain=True)
    wire.lose_answer_to(b"EVALSHA")
    [claimed] = await store.claim("a", 1001, 30, 10)
    wire.lose_answer_to(b"EVALSHA")
    await store.finish("a", claimed, now=1001, hold=0)
    assert (claimed.attempts, claimed.note, await store.next_ready()) == (2, "n", None)


async def test_silence(line: tuple[Line, RedisStore], step: Make) -> None:
    """When no answer comes nobody can tell whether the commit stands, and asking again later tells."""
    wire, store = line
    # The server has to know the script: otherwise it is that question whose answer is lost.
    await store.commit(step())
    wire.silent = True
    command = step()
    async with asyncio.timeout(30):
        with pytest.raises(StoreUnavailable) as unavailable:
            await store.commit(command)
    assert unavailable.value.recorded is None
    wire.silent = False
    assert await store.commit(command) == Duplicate(2, 1)
    assert len(await store.load(2)) == 1


async def test_away_and_back(server: EmbeddedRedis, mortal: RedisStore, step: Make) -> None:
    """With the server away every question fails soon, sure that nothing was written; with it back all is well."""
    command = step()
    await mortal.last_number()
    await server.stop()
    async with asyncio.timeout(30):
        with pytest.raises(StoreUnavailable, match="cannot be reached") as unavailable:
            await mortal.commit(command)
    assert unavailable.value.recorded is False
    await server.start()
    assert await mortal.commit(command) == Committed(1, 1)


async def test_restart(server: EmbeddedRedis, mortal: RedisStore, step: Make) -> None:
    """A restarted server has forgotten the scripts, which nobody notices."""
    await mortal.commit(step())
    await server.stop()
    await server.start()
    assert await mortal.commit(step(incident=1, expected=1)) == Committed(1, 2)


async def test_kill(server: EmbeddedRedis, mortal: RedisStore, step: Make) -> None:
    """What was confirmed survives a kill -9 of the server: events, outbox, due times and command ids."""
    command = step(effects=CARD, due=1500.0, room="C1")
    for _ in range(50):
        await mortal.commit(step())
    await mortal.commit(command)
    os.kill(server.pid, signal.SIGKILL)
    await server.stop()
    await server.start()
    assert await mortal.last_number() == 51
    assert await mortal.seen(command.command_id) is not None
    assert await mortal.due(1500, 10) == [51]
    assert await mortal.incident_of_room("C1") == 51
    assert len(await mortal.claim("a", 1000, 30, 10)) == 1


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [("min-replicas-to-write", "3", "too few replicas"), ("maxmemory", "1", "out of memory")],
)
async def test_refusals(
    mortal_url: str, mortal: RedisStore, step: Make, option: str, value: str, says: str
) -> None:
    """A server that refuses writes is named with its reason, and it is certain that nothing was written."""
    with Redis.from_url(mortal_url) as client:
        client.config_set(option, value)
        with pytest.raises(StoreUnavailable, match=says) as unavailable:
            await mortal.commit(step())
        client.config_set(option, "0")
    assert unavailable.value.recorded is False
    assert await mortal.last_number() == 0


async def test_replica(mortal_url: str, mortal: RedisStore, step: Make) -> None:
    """A replica refuses writes, and its condition says what to do."""
    with Redis.from_url(mortal_url) as client:
        client.replicaof("127.0.0.1", "1")
        with pytest.raises(StoreUnavailable, match="replica") as unavailable:
            await mortal.commit(step())
    assert unavailable.value.recorded is False
    assert any("primary" in problem for problem in (await mortal.condition()).problems)


async def test_password(tmp_path: Path, step: Make) -> None:
    """A password that is missing or wrong is told as such."""
    server = EmbeddedRedis(tmp_path / ("long" * 20) / ("name" * 10))
    url = await server.start()
    for wrong in (url.replace("redis://:", "redis://:not"), "redis://" + url.partition("@")[2]):
        store = RedisStore(wrong)
        with pytest.raises(StoreUnavailable, match="password") as unavailable:
            await store.commit(step())
        assert unavailable.value.recorded is False
        await store.close()
    await server.stop()
