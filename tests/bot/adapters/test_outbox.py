"""The contract of `Store`: lanes of effects, leases and holds, on every supported server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from bot.adapters.redis_store import RedisStore
from bot.service.ports import Claimed, Commit, Committed, Enqueue

Make = Callable[..., Commit]


def queued(*bodies: str, lane: str = "card") -> tuple[Enqueue, ...]:
    """Effects that each have to happen."""
    return tuple(Enqueue(lane, body, False) for body in bodies)


SHOW = (Enqueue("card", "show", True),)


async def bodies(store: RedisStore, now: float, limit: int = 10) -> list[str]:
    """What an owner of its own is given at that time, with a lease of 30 s."""
    return [claimed.body for claimed in await store.claim("someone", now, 30, limit)]


async def one(store: RedisStore, now: float, owner: str = "a") -> Claimed:
    """The only effect that is ready."""
    [claimed] = await store.claim(owner, now, 30, 10)
    return claimed


async def test_claimed(store: RedisStore, step: Make) -> None:
    """A claim tells all about the effect, and its id is made of incident, version and place in the commit."""
    await store.commit(step(records=("a", "b"), effects=(*queued("x"), *queued("<y> \n ü", lane="a:b c"))))
    assert await store.claim("a", 1000, 30, 10) == [
        Claimed(1, "a:b c", "1:2:1", "<y> \n ü", 1, False, "", 2),
        Claimed(1, "card", "1:2:0", "x", 1, False, "", 2),
    ]


async def test_lanes(store: RedisStore, step: Make) -> None:
    """Effects of a lane come one after the other, lanes side by side."""
    await store.commit(step(effects=(*queued("1", "2"), *queued("z", lane="dm"))))
    assert await store.claim("a", 999, 30, 10) == []
    first, other = await store.claim("a", 1000, 30, 10)
    assert (first.body, other.body) == ("1", "z")
    assert await bodies(store, 1001) == []
    await store.finish("a", first, now=1002, hold=0)
    assert await bodies(store, 1002) == ["2"]


async def test_ids_are_unique(store: RedisStore, step: Make) -> None:
    """Commits without events ask for effects at one and the same version, yet no two effects share an id."""
    await store.commit(step(effects=queued("1", lane="a")))
    await store.commit(step(incident=1, expected=1, records=(), effects=queued("2", lane="b")))
    await store.commit(step(incident=1, expected=1, records=(), effects=queued("3", lane="c")))
    assert len({claimed.effect_id for claimed in await store.claim("a", 1000, 30, 10)}) == 3


async def test_severity_first(store: RedisStore, step: Make) -> None:
    """Worse incidents are claimed first, then who waits longest, and never more than the limit."""
    for rank, now in ((3, 1000.0), (1, 1003.0), (3, 999.5), (1, 1002.0)):
        await store.commit(step(rank=rank, now=now, effects=queued(f"{rank} {now}")))
    assert await bodies(store, 1010, 3) == ["1 1002.0", "1 1003.0", "3 999.5"]
    assert await bodies(store, 1010, 3) == ["3 1000.0"]


async def test_rank_follows_the_incident(store: RedisStore, step: Make) -> None:
    """A commit that makes an incident worse moves what already waits to the front."""
    for _ in range(2):
        await store.commit(step(effects=queued("x")))
    await store.commit(step(incident=2, expected=1, rank=1))
    assert [claimed.incident for claimed in await store.claim("a", 1000, 30, 10)] == [2, 1]


async def test_collapse(store: RedisStore, step: Make) -> None:
    """A request to show present state adds nothing behind an equal one that waits."""
    await store.commit(step(effects=(*queued("first"), *SHOW, *SHOW)))
    await store.commit(step(incident=1, expected=1, effects=SHOW))
    seen = []
    for now in range(1000, 1010):
        for claimed in await store.claim("a", now, 30, 10):
            seen.append(claimed.body)
            await store.finish("a", claimed, now=now, hold=0)
    assert seen == ["first", "show"]


async def test_no_collapse(store: RedisStore, step: Make) -> None:
    """Nothing collapses into another body, into what must happen, or across what stands between."""
    other = (Enqueue("card", "other", True),)
    await store.commit(step(effects=(*SHOW, *other, *queued("show"), *SHOW)))
    seen = []
    while found := await store.claim("a", 1000, 30, 10):
        seen.append(found[0].body)
        await store.finish("a", found[0], now=1000, hold=0)
    assert seen == ["show", "other", "show", "show"]


async def test_no_collapse_into_flight(store: RedisStore, step: Make) -> None:
    """What is in flight, or may have happened, may show an older state: the request is queued behind it."""
    await store.commit(step(effects=SHOW))
    flying = await one(store, 1000)
    await store.commit(step(incident=1, expected=1, effects=SHOW))
    await store.finish("a", flying, now=1001, hold=0)
    again = await one(store, 1001)
    await store.release("a", again, at=1002, certain=False)
    await store.commit(step(incident=1, expected=2, effects=SHOW))
    await store.finish("a", await one(store, 1003), now=1003, hold=0)
    assert await bodies(store, 1003) == ["show"]


async def test_collapse_into_backing_off(store: RedisStore, step: Make) -> None:
    """What surely has not happened yet will show the newest state, so nothing is added, nor does it come sooner."""
    await store.commit(step(effects=SHOW))
    await store.release("a", await one(store, 1000), at=1060, certain=True)
    await store.commit(step(incident=1, expected=1, now=1010.0, effects=SHOW))
    assert await bodies(store, 1059) == []
    await store.finish("a", await one(store, 1060), now=1061, hold=0)
    assert await store.next_ready() is None


async def test_lease(store: RedisStore, step: Make) -> None:
    """A lease keeps others away until it runs out; then the effect may already have happened."""
    await store.commit(step(effects=queued("x")))
    await store.claim("a", 1000, 30, 10)
    assert await store.next_ready() == 1030
    assert await store.claim("b", 1029.9, 30, 10) == []
    taken = await one(store, 1030, "b")
    assert (taken.attempts, taken.uncertain) == (2, True)


async def test_renew(store: RedisStore, step: Make) -> None:
    """Renewing prolongs the leases that are still held and no others."""
    await store.commit(step(effects=(*queued("x"), *queued("y", lane="dm"))))
    held = await store.claim("a", 1000, 30, 10)
    await store.finish("a", held[1], now=1001, hold=0)
    await store.renew("a", held, 1020, 30)
    assert await store.claim("b", 1049, 30, 10) == []
    await one(store, 1050, "b")
    await store.renew("a", held, 1051, 300)
    await store.renew("a", [], 1051, 300)
    assert await store.next_ready() == 1080


async def test_lost_lease(store: RedisStore, step: Make) -> None:
    """Whoever lost its lease, be it to a later claim of its own, changes nothing any more."""
    await store.commit(step(effects=queued("x", "y")))
    old = await one(store, 1000)
    for owner, now in (("b", 1030), ("a", 1060)):
        current = await one(store, now, owner)
        await store.finish("a", old, now=now, hold=0)
        await store.release("a", old, at=now, certain=True)
        assert not await store.remember("a", old, "late")
    assert await store.next_ready() == 1090
    assert await store.remember("a", current, "mine")
    await store.release("a", current, at=1070, certain=False)
    after = await one(store, 1070)
    assert (after.body, after.note, after.uncertain, after.attempts) == ("x", "mine", True, 4)


async def test_not_held(store: RedisStore, step: Make) -> None:
    """What was given back, finished, or is another's cannot be finished, not even at the same attempt."""
    await store.commit(step(effects=queued("x", "y")))
    held = await one(store, 1000)
    await store.finish("b", held, now=1000, hold=0)
    await store.release("a", held, at=1001, certain=True)
    await store.finish("a", held, now=1001, hold=0)
    again = await one(store, 1001)
    await store.finish("a", again, now=1001, hold=0)
    behind = await one(store, 1001)
    await store.finish("a", replace(again, attempts=1), now=1001, hold=0)
    await store.release("a", behind, at=1002, certain=True)
    assert (again.body, behind.body, await bodies(store, 1002)) == ("x", "y", ["y"])


async def test_release(store: RedisStore, step: Make) -> None:
    """A released effect comes back at its time with its note; whether it may have happened is kept as it was said."""
    await store.commit(step(effects=queued("x", "y")))
    first = await one(store, 1000)
    await store.remember("a", first, "waited")
    await store.release("a", first, at=1010, certain=True)
    assert await store.next_ready() == 1010
    second = await one(store, 1010)
    assert (second.attempts, second.uncertain, second.note) == (2, False, "waited")
    await store.release("a", second, at=1020, certain=False)
    third = await one(store, 1020)
    assert (third.attempts, third.uncertain, third.note) == (3, True, "waited")
    await store.finish("a", third, now=1021, hold=0)
    assert await one(store, 1021) == Claimed(1, "card", "1:1:1", "y", 1, False, "", 1)


async def test_remember(store: RedisStore, step: Make) -> None:
    """A note survives the owner's crash and does not outlive the effect."""
    await store.commit(step(effects=queued("x", "y")))
    await store.remember("a", await one(store, 1000), "posted C1:1.5 \n é")
    later = await one(store, 1030, "b")
    assert later.note == "posted C1:1.5 \n é"
    await store.finish("b", later, now=1031, hold=0)
    assert (await one(store, 1031, "b")).note == ""


async def test_hold(store: RedisStore, step: Make) -> None:
    """After an effect its lane rests, also when it is empty and something new arrives meanwhile."""
    await store.commit(step(effects=queued("x", "y")))
    await store.finish("a", await one(store, 1000), now=1001, hold=4.5)
    assert await bodies(store, 1005) == []
    await store.finish("a", await one(store, 1005.5), now=1006, hold=4)
    assert await store.next_ready() is None
    await store.commit(step(incident=1, expected=1, now=1007.0, effects=queued("z")))
    assert await store.next_ready() == 1010
    assert await bodies(store, 1009) == []
    assert await bodies(store, 1010) == ["z"]


async def test_rest_ends(store: RedisStore, step: Make) -> None:
    """An empty lane that has rested is forgotten, and what comes later is not kept waiting."""
    await store.commit(step(effects=queued("x")))
    await store.finish("a", await one(store, 1000), now=1001, hold=4)
    assert await bodies(store, 1005) == []
    await store.commit(step(incident=1, expected=1, now=1004.0, effects=queued("y")))
    assert await store.next_ready() == 1004


async def test_finishing_commit(store: RedisStore, step: Make) -> None:
    """A commit takes the effect it completes out of the outbox in the same step, with or without events."""
    await store.commit(step(effects=(*SHOW, *queued("y"))))
    done = await one(store, 1000)
    told = step(incident=1, expected=1, finishes=done, hold=2.0, now=1001.0, effects=queued("z"))
    assert await store.commit(told) == Committed(1, 2)
    assert await bodies(store, 1002) == []
    after = await one(store, 1003)
    assert after.body == "y"
    silent = step(incident=1, expected=2, records=(), finishes=after, now=1004.0)
    assert await store.commit(silent) == Committed(1, 2)
    assert await bodies(store, 1004) == ["z"]
    assert len(await store.load(1)) == 2


async def test_finishing_commit_asks_again(store: RedisStore, step: Make) -> None:
    """The state a commit changes is shown anew even if the effect it finishes has just shown the old one."""
    await store.commit(step(effects=SHOW))
    done = await one(store, 1000)
    await store.commit(step(incident=1, expected=1, finishes=done, effects=SHOW, now=1001.0))
    again = await one(store, 1001)
    assert (again.effect_id, again.attempts) == ("1:2:0", 1)


async def test_finishing_what_is_gone(store: RedisStore, step: Make) -> None:
    """What a late owner has to tell is recorded although its effect is gone; the one behind it stays."""
    await store.commit(step(effects=queued("x", "y")))
    late = await one(store, 1000)
    await store.finish("b", await one(store, 1030, "b"), now=1031, hold=0)
    assert await store.commit(step(incident=1, expected=1, finishes=late, now=1032.0)) == Committed(1, 2)
    assert await bodies(store, 1032) == ["y"]


async def test_conflict_finishes_nothing(store: RedisStore, step: Make) -> None:
    """A refused commit leaves the effect with its owner."""
    await store.commit(step(effects=queued("x")))
    mine = await one(store, 1000)
    await store.commit(step(incident=1, expected=5, finishes=mine))
    await store.release("a", mine, at=1001, certain=True)
    assert replace(await one(store, 1001), attempts=1) == mine


async def test_two_owners(store: RedisStore, step: Make) -> None:
    """Owners that claim side by side never hold the same effect, and between them they get all."""
    for n in range(60):
        await store.commit(step(effects=queued(f"{n}")))
    claims = await asyncio.gather(*(store.claim(owner, 2000, 30, 7) for owner in "abcdefghij"))
    assert sorted(int(claimed.body) for claim in claims for claimed in claim) == list(range(60))
    assert max(map(len, claims)) == 7


async def test_orphans(store: RedisStore, step: Make) -> None:
    """An owner that lost touch gets back what it does not know of; what it works on, it keeps, and so do others."""
    for n in range(3):
        await store.commit(step(effects=queued(f"{n}", f"{n} later")))
    working, orphan = await store.claim("a", 1000, 3000, 2)
    await store.claim("b", 1000, 3000, 1)
    assert await store.release_owner("a", [working.effect_id]) == 1
    [again] = await store.claim("a", 1000, 30, 10)
    assert (again.effect_id, again.uncertain) == (orphan.effect_id, True)
    await store.finish("a", working, now=1000, hold=0)
    assert await bodies(store, 1000) == ["0 later"]


async def test_former_life(store: RedisStore, step: Make) -> None:
    """After a crash an owner's effects are claimable at once, marked as uncertain; others keep theirs."""
    for n in range(3):
        await store.commit(step(effects=queued(f"{n}")))
    await store.claim("a", 1000, 3000, 2)
    await store.claim("b", 1000, 3000, 1)
    assert await store.release_owner("a") == 2
    assert await store.release_owner("a") == 0
    again = await store.claim("a", 1000, 30, 10)
    assert [(claimed.body, claimed.uncertain) for claimed in again] == [("0", True), ("1", True)]
