"""Histories rewritten and deleted in the store: as a whole or not at all, on every supported server."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable

import pytest
from redis import Redis

from bot.adapters.embedded import EmbeddedRedis
from bot.adapters.redis_store import RedisStore
from bot.service.ports import Burial, Commit, Committed, Conflict, Enqueue, Rewrite
from tests.bot.adapters.conftest import Line
from tests.bot.adapters.dumped import everything

Make = Callable[..., Commit]
SECRET = "Quixote"
GRAVE = '{"tombstone":{"number":1}}'


def rewrite(expected: int, *records: str) -> Rewrite:
    """These records in the place of the first incident's."""
    return Rewrite(1, expected, records, summary='{"s":2}', record='{"r":2}', due=None)


def bury(expected: int) -> Burial:
    """The first incident, with its room and a message."""
    return Burial(1, expected, GRAVE, rooms=("C1",), messages=("C1:1.0",))


async def lived(store: RedisStore, step: Make) -> None:
    """An incident of three events in a room, with a message, something due and something to be told; and another."""
    queued = (Enqueue("card", f'"{SECRET}"', False), Enqueue("talk", f'"{SECRET}"', False))
    said = {"summary": f'"{SECRET}"', "record": f'"{SECRET}"', "due": 5000.0, "room": "C1"}
    records = (SECRET, f"{SECRET} 2", f"{SECRET} 3")
    await store.commit(step(records=records, effects=queued, messages=("C1:1.0",), **said))
    await store.note_told(1, 1, "1.0")
    await store.commit(
        step(effects=(Enqueue("card", "{}", False),), room="C2", messages=("C2:1.0",), due=9.0)
    )


async def test_rewrite(store: RedisStore, any_url: str, step: Make) -> None:
    """Another history stands under the same versions, indexes with it; the next step follows the new version."""
    await lived(store, step)
    assert await store.rewrite(rewrite(3, "a", "b", "c", "d"))
    assert await store.load(1) == ["a", "b", "c", "d"]
    assert await store.load(1, after=3) == ["d"]
    assert await store.summaries([1]) == {1: '{"s":2}'} and await store.records([1]) == {1: '{"r":2}'}
    assert await store.due(10_000, 10) == [2]
    with Redis.from_url(any_url, decode_responses=True) as client:
        assert [entry for entry, _ in client.xrange("{tocsin}:incident:1")] == ["1-0", "2-0", "3-0", "4-0"]
    assert await store.commit(step(incident=1, expected=3)) == Conflict()
    assert await store.commit(step(incident=1, expected=4)) == Committed(1, 5)


async def test_rewrite_too_late(store: RedisStore, any_url: str, step: Make) -> None:
    """A history that was made from an older version changes nothing."""
    await lived(store, step)
    await store.commit(step(incident=1, expected=3, summary='"now"', record='"now"'))
    before = everything(any_url)
    assert not await store.rewrite(rewrite(3, "a", "b", "c", "d"))
    assert not await store.bury(bury(3))
    assert everything(any_url) == before


async def test_bury(store: RedisStore, any_url: str, step: Make) -> None:
    """Nothing of a deleted incident is left in any key but its tombstone; others keep what is theirs."""
    await lived(store, step)
    assert await store.bury(bury(3))
    left = everything(any_url)
    assert SECRET not in left and left.count(GRAVE) == 2
    assert await store.graves() == {1: GRAVE}
    assert await store.incident_of_room("C1") is None and await store.incident_of_message("C1:1.0") is None
    assert await store.incident_of_room("C2") == 2 and await store.incident_of_message("C2:1.0") == 2
    assert await store.open_incidents() == [2] and await store.due(10_000, 10) == [2]
    assert await store.summaries([1]) == {} and await store.records([1]) == {}
    assert [each.incident for each in await store.claim("a", 2000, 30, 10)] == [2]


async def test_buried_for_good(store: RedisStore, step: Make) -> None:
    """Whatever version one knew, the tombstone is what is read; no step follows, and no number is given twice."""
    await lived(store, step)
    await store.bury(bury(3))
    for known in (0, 1, 3, 500):
        assert await store.load(1, after=known) == [GRAVE]
        assert await store.commit(step(incident=1, expected=max(known, 1))) == Conflict()
    assert not await store.bury(bury(1)) and not await store.rewrite(rewrite(1, "a"))
    assert await store.commit(step()) == Committed(3, 1)


async def test_in_flight(store: RedisStore, step: Make) -> None:
    """Who was telling something of it when it was deleted finishes without harm."""
    await lived(store, step)
    taken = next(each for each in await store.claim("a", 2000, 30, 10) if each.incident == 1)
    await store.bury(bury(3))
    await store.renew("a", [taken], 2010, 30)
    await store.release("a", taken, at=2020, certain=False)
    await store.finish("a", taken, now=2030, hold=1.0)
    assert {each.incident for each in await store.claim("b", 9000, 30, 10)} == {2}


@pytest.mark.parametrize("act", ["rewrite", "bury"])
async def test_answer_lost(line: tuple[Line, RedisStore], step: Make, act: str) -> None:
    """When the answer is lost it is done once, and looking again shows it."""
    cable, store = line
    await lived(store, step)
    cable.lose_answer_to(b"EVALSHA")
    wanted = ["a", "b", "c", "d"] if act == "rewrite" else [GRAVE]
    await (store.rewrite(rewrite(3, *wanted)) if act == "rewrite" else store.bury(bury(3)))
    assert await store.load(1) == wanted


@pytest.mark.parametrize("act", ["rewrite", "bury"])
async def test_kill(server: EmbeddedRedis, step: Make, act: str) -> None:
    """A server that is killed while hundreds of histories are taken away has each as it was or as it became."""
    store = RedisStore(await server.start())
    count, length = 200, 6
    old, new = [f"{SECRET} {n}" for n in range(length)], [*["x"] * length, "erased"]
    for n in range(1, count + 1):
        await store.commit(
            step(records=tuple(old), room=f"C{n}", summary=f'"{SECRET}"', record=f'"{SECRET}"')
        )

    async def take(n: int) -> bool:
        if act == "rewrite":
            return await store.rewrite(Rewrite(n, length, tuple(new), '"-"', '"-"', None))
        return await store.bury(Burial(n, length, GRAVE, (f"C{n}",), ()))

    done = 0
    for n in range(1, count // 2 + 1):
        done += await take(n)
    under_way = [asyncio.create_task(take(n)) for n in range(count // 2 + 1, count + 1)]
    await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
    os.kill(server.pid, signal.SIGKILL)
    await asyncio.gather(*under_way, return_exceptions=True)
    await server.stop()
    await server.start()
    gone = new if act == "rewrite" else [GRAVE]
    for n in range(1, count + 1):
        found, shown = await store.load(n), (await store.summaries([n])).get(n)
        assert found in ([old, gone] if n > count // 2 else [gone])
        assert shown == (f'"{SECRET}"' if found == old else '"-"' if act == "rewrite" else None)
        assert (await store.incident_of_room(f"C{n}") is None) == (found == [GRAVE])
    assert done == count // 2
    await store.close()
