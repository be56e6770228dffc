"""The contract of `Store`: commits, reads and due times, on every supported server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from redis import Redis

from bot.adapters.redis_store import COMMAND_MEMORY, RedisStore
from bot.service.ports import Commit, Committed, Conflict, Duplicate, Enqueue, Guard, Guarded

Make = Callable[..., Commit]

HOSTILE = '{"title":"<!channel> \u202e \\u0000 “\' \U0001f525","x":"' + "é\n" * 5000 + '"}'


async def test_numbers(store: RedisStore, step: Make) -> None:
    """New incidents are numbered 1, 2, 3, and the highest number is known."""
    assert await store.last_number() == 0
    assert [await store.commit(step()) for _ in range(3)] == [Committed(n, 1) for n in (1, 2, 3)]
    assert await store.last_number() == 3


async def test_load(store: RedisStore, step: Make) -> None:
    """Events come back as they went in, in order, from any version on; an unknown incident has none."""
    await store.commit(step(records=("a", HOSTILE)))
    assert await store.commit(step(incident=1, expected=2, records=("c",))) == Committed(1, 3)
    assert await store.load(1) == ["a", HOSTILE, "c"]
    assert await store.load(1, after=2) == ["c"]
    assert await store.load(1, after=3) == []
    assert await store.load(7) == []


async def test_entry_ids(store: RedisStore, any_url: str, step: Make) -> None:
    """The stream's entry ids are the versions, so that anybody can read an incident with XRANGE."""
    await store.commit(step(records=("a", "b")))
    with Redis.from_url(any_url, decode_responses=True) as client:
        assert client.xrange("{tocsin}:incident:1") == [("1-0", {"e": "a"}), ("2-0", {"e": "b"})]


async def test_duplicate(store: RedisStore, step: Make) -> None:
    """A command that was committed before answers with its first result and changes nothing."""
    first = step(effects=(Enqueue("card", "{}", False),))
    await store.commit(first)
    await store.commit(step(incident=1, expected=1))
    assert await store.commit(first) == Duplicate(1, 1)
    assert await store.seen(first.command_id) == Duplicate(1, 1)
    assert await store.seen("never") is None
    assert await store.last_number() == 1
    assert len(await store.claim("a", 2000, 30, 10)) == 1


async def test_memory_of_commands(store: RedisStore, any_url: str, step: Make) -> None:
    """Command ids are remembered for a day and then forgotten by the server."""
    await store.commit(step(command_id="c"))
    with Redis.from_url(any_url) as client:
        assert COMMAND_MEMORY - 60 < client.ttl("{tocsin}:command:c") <= COMMAND_MEMORY


async def test_conflict(store: RedisStore, step: Make) -> None:
    """A step decided upon an older version is refused whole, and so is one for an incident nobody declared."""
    await store.commit(step())
    late = step(incident=1, expected=2, room="C1", due=5.0, effects=(Enqueue("card", "{}", False),))
    assert await store.commit(late) == Conflict()
    assert await store.commit(step(incident=9, expected=1)) == Conflict()
    assert await store.load(1) == ['{"type":"Declared"}']
    assert await store.incident_of_room("C1") is None
    assert await store.due(10, 10) == []
    assert await store.next_ready() is None
    assert await store.seen(late.command_id) is None


async def test_guard(store: RedisStore, step: Make) -> None:
    """While a guard is held a commit that carries it is refused with the holder; it lapses by the caller's clock."""
    assert await store.commit(step(guard=Guard("drift", 60))) == Committed(1, 1)
    assert await store.commit(step(guard=Guard("drift", 60), now=1059.0)) == Guarded(1)
    assert await store.commit(step(guard=Guard("other", 60), now=1059.0)) == Committed(2, 1)
    assert await store.commit(step(guard=Guard("drift", 60), now=1060.0)) == Committed(3, 1)
    assert await store.last_number() == 3


async def test_insist(store: RedisStore, step: Make) -> None:
    """Insisting overrides a held guard and renews it with the new number."""
    await store.commit(step(guard=Guard("drift", 60)))
    assert await store.commit(step(guard=Guard("drift", 60, insist=True), now=1050.0)) == Committed(2, 1)
    assert await store.commit(step(guard=Guard("drift", 60), now=1100.0)) == Guarded(2)


async def test_order_of_checks(store: RedisStore, step: Make) -> None:
    """A repeated command is a duplicate even when its guard is held, and a held guard outweighs a conflict."""
    first = step(guard=Guard("drift", 60))
    await store.commit(first)
    assert await store.commit(first) == Duplicate(1, 1)
    assert await store.commit(step(incident=1, expected=7, guard=Guard("drift", 60))) == Guarded(1)


async def test_lookups(store: RedisStore, step: Make) -> None:
    """Rooms and messages lead to their incident, and a later commit without them changes nothing."""
    await store.commit(step(room="C1", messages=("C1:1.5", "C2:2.5")))
    await store.commit(step(incident=1, expected=1))
    assert await store.incident_of_room("C1") == 1
    assert [await store.incident_of_message(key) for key in ("C1:1.5", "C2:2.5", "C1:9")] == [1, 1, None]


async def test_summaries_and_open(store: RedisStore, step: Make) -> None:
    """Summaries are the latest, unknown numbers are left out, and closed incidents are not among the open ones."""
    for n in range(11):
        await store.commit(step(summary=f"{n}"))
    await store.commit(step(incident=2, expected=1, summary=HOSTILE, open=False))
    assert await store.summaries([2, 99, 1]) == {2: HOSTILE, 1: "0"}
    assert await store.summaries([]) == {}
    assert await store.open_incidents() == [1, 3, 4, 5, 6, 7, 8, 9, 10, 11]


async def test_due(store: RedisStore, step: Make) -> None:
    """Due incidents come earliest first, reading changes nothing, and a commit replaces or clears the due time."""
    now = 1763671234.123456
    for due in (now, now - 7, None, now + 0.000001):
        await store.commit(step(due=due))
    assert await store.due(now, 10) == await store.due(now, 10) == [2, 1]
    assert await store.due(now, 1) == [2]
    await store.commit(step(incident=2, expected=1, due=None))
    await store.commit(step(incident=1, expected=1, due=now + 9))
    assert await store.due(now + 1, 10) == [4]


async def test_prefix(store: RedisStore, any_url: str, step: Make) -> None:
    """Two workspaces on one server do not see each other."""
    other = RedisStore(any_url, prefix="other")
    await store.commit(step())
    assert await other.last_number() == 0
    await other.close()


@pytest.mark.parametrize(
    "said",
    [{"records": ()}, {"expected": 1}, {"incident": 1}, {"due": float("nan")}, {"now": float("inf")}],
    ids=str,
)
async def test_nonsense(store: RedisStore, step: Make, said: dict[str, object]) -> None:
    """A step that cannot be meant is refused before anything is sent."""
    with pytest.raises(ValueError, match=r"new incident|not a time"):
        await store.commit(step(**said))
    assert await store.last_number() == 0


async def test_many_at_once(store: RedisStore, step: Make) -> None:
    """Two hundred concurrent commits on twenty incidents all arrive, each once, whatever the conflicts."""
    for _ in range(20):
        await store.commit(step())

    async def add(incident: int, event: str) -> None:
        while True:
            expected = len(await store.load(incident))
            if await store.commit(step(incident=incident, expected=expected, records=(event,))) != Conflict():
                return

    await asyncio.gather(*(add(n % 20 + 1, f"{n}") for n in range(200)))
    for incident in range(1, 21):
        events = (await store.load(incident))[1:]
        assert sorted(map(int, events)) == [n for n in range(200) if n % 20 + 1 == incident]


async def test_one_command_many_times_at_once(store: RedisStore, step: Make) -> None:
    """One command sent twenty times at once declares one incident."""
    command = step()
    results = await asyncio.gather(*(store.commit(command) for _ in range(20)))
    assert sorted(map(str, results)) == [str(Committed(1, 1))] + [str(Duplicate(1, 1))] * 19
    assert await store.last_number() == 1
