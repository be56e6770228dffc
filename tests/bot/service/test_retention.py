"""The retention rules at work on a real store: what goes, what stays and why, and that nothing of it is found again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from redis import Redis

from bot.adapters.redis_store import RedisStore
from bot.domain import workspace
from bot.domain.commands import Close, GiveRole
from bot.domain.events import Closed, Event, Recorded, Reopened, to_json
from bot.domain.fold import fold
from bot.domain.record import record
from bot.domain.reminders import next_due
from bot.domain.retention import Artefact, HoldLifted, HoldPlaced
from bot.domain.retention_rules import Keep, RetentionRules
from bot.domain.retention_run import Stays
from bot.domain.summary import summarise
from bot.retention import retention
from bot.service.ledger import Ledger
from bot.service.ports import Commit, Enqueue
from bot.service.queries import Queries
from bot.service.retention import Retention
from bot.views.retention import plan_text, tombstone_text
from tests.bot.adapters.dumped import everything
from tests.bot.domain.test_redaction import typed
from tests.bot.views.stories import drift
from tests.bot.views.telling import ANA, PEOPLE, History, Telling

EVERYTHING = RetentionRules(messages=10, words=20, people=30, record=40, drills=Keep(record=5))
DAY = timedelta(days=1)
DEMO = Path(__file__).parents[3] / "sandbox" / "demo"


@dataclass
class Hand:
    """A clock in the test's hand."""

    moment: datetime

    def now(self) -> datetime:
        """The present moment."""
        return self.moment

    async def sleep(self, seconds: float) -> None:
        """Let them pass at once."""
        self.moment += timedelta(seconds=seconds)


@dataclass
class There:
    """A store with incidents in it, and the rules at work."""

    url: str
    store: RedisStore
    clock: Hand

    @property
    def ledger(self) -> Ledger:
        """One that has seen nothing yet."""
        return Ledger(self.store)

    def rules(self, rules: RetentionRules = EVERYTHING, ledger: Ledger | None = None) -> Retention:
        """The rules at work."""
        return Retention(self.store, ledger or self.ledger, self.clock, rules)

    async def lived(self, history: History, *, after: int = 0) -> None:
        """The incident as a bot would have recorded it, or what followed version `after` of the first one."""
        it = fold(history.number, history.events)
        assert it is not None
        due = next_due(it, history.now)
        await self.store.commit(
            Commit(
                incident=1 if after else None,
                expected=after,
                command_id=f"{history.number}:{it.version}:{it.declared_at}",
                records=tuple(map(to_json, history.events[after:])),
                effects=(Enqueue("talk", '{"kind":"tell_room","event":1}', False),),
                rank=1,
                due=due.timestamp() if due else None,
                summary=summarise(it).model_dump_json(),
                record=record(it).model_dump_json(),
                open=it.open,
                now=self.clock.now().timestamp(),
                room=it.room.channel if it.room else None,
                messages=tuple(note.source.key for note in it.notes if note.source),
            )
        )

    def found(self, words: set[str]) -> set[str]:
        """Those of the words that stand anywhere in the store."""
        held = everything(self.url)
        return {word for word in words if word in held}


@pytest_asyncio.fixture
async def there(redis_url: str) -> AsyncIterator[There]:
    """A price drift that is over, and the day on which it was closed."""
    async with AsyncExitStack() as stack:
        store = RedisStore(redis_url)
        stack.push_async_callback(store.close)
        story = drift()
        closed = story.it.closed_at
        assert closed is not None
        there = There(redis_url, store, Hand(closed))
        await there.lived(story)
        yield there


def phrases() -> set[str]:
    """Every text that somebody typed or wrote, as JSON has it, if it is long enough to be found by itself."""
    texts = (text for text in typed(drift().events) if len(text) > 25)
    return {json.dumps(text, ensure_ascii=False)[1:-1] for text in texts}


async def test_step_by_step(there: There) -> None:
    """Each artefact goes when its time has come and not before: messages, words, people, and then everything."""
    start = there.clock.moment
    spoken = phrases()
    assert there.found(spoken) == spoken and there.found(set(PEOPLE))
    seen: list[tuple[int, tuple[Artefact, ...]]] = []
    for day in range(42):
        there.clock.moment = start + day * DAY
        seen += [(day, gone.artefacts) for gone in await there.rules().run()]
    assert seen == [
        (10, (Artefact.MESSAGES,)),
        (20, (Artefact.WORDS,)),
        (30, (Artefact.PEOPLE,)),
        (40, (Artefact.RECORD,)),
    ]


async def test_no_word_is_left(there: There) -> None:
    """After messages and words went no text that anybody typed stands in any key; after people nobody's id does."""
    there.clock.moment += 20 * DAY
    gone = await there.rules().run()
    assert [each.artefacts for each in gone] == [(Artefact.MESSAGES, Artefact.WORDS)] and gone[0].entries > 5
    assert there.found(phrases()) == set()
    there.clock.moment += 10 * DAY
    await there.rules().run()
    assert there.found(set(PEOPLE)) == set()
    it = await there.ledger.incident(1)
    assert it is not None and it.title == "[deleted]" and it.severity == drift().it.severity
    assert [event.artefacts for _, event in it.kept.erased] == [
        (Artefact.MESSAGES,),
        (Artefact.WORDS,),
        (Artefact.PEOPLE,),
    ]


async def test_a_tombstone(there: There) -> None:
    """Of a deleted record number, day and rule are left; lists, searches and whoever knew it find nothing."""
    knew = there.ledger
    assert await knew.incident(1) is not None
    there.clock.moment += 40 * DAY
    assert [each.artefacts for each in await there.rules().run()] == [(Artefact.RECORD,)]
    held = everything(there.url)
    assert there.found(phrases()) == set() and there.found(set(PEOPLE)) == set()
    assert all(each not in held for each in ("anker", "C0", "queue", "head", "severity"))
    for ledger in (knew, there.ledger):
        assert await ledger.incident(1) is None and await ledger.history(1) == []
        left = await ledger.tombstone(1)
        assert left is not None and (left.number, left.days, left.by, left.at) == (
            1,
            40,
            None,
            there.clock.moment,
        )
        assert await Queries(there.store, ledger).latest(ANA, 10) == () and await ledger.records() == ()
    assert left is not None
    assert tombstone_text(left).startswith("INC-1 was deleted on ") and "40 days" in tombstone_text(left)


async def test_dry_run_is_the_run(there: There) -> None:
    """What the plan says is what goes, on every day; afterwards the plan says that nothing does."""
    start = there.clock.moment
    for day in (1, 9, 10, 25, 31, 39, 40, 41):
        there.clock.moment = start + day * DAY
        plan = await there.rules().plan()
        said = [(fate.number, tuple(artefact for artefact, _ in fate.goes)) for fate in plan if fate.goes]
        assert said == [(gone.number, gone.artefacts) for gone in await there.rules().run()]
        assert not any(fate.goes for fate in await there.rules().plan())


async def test_why_it_stays(there: There) -> None:
    """An open incident stays, and one that is too young, and one for which there is no rule."""
    await there.lived(Telling().declare("Still open").done())
    plan = {fate.number: fate for fate in await there.rules().plan()}
    assert (plan[1].stays, plan[2].stays) == (Stays.YOUNG, Stays.OPEN)
    assert plan[1].next_at == there.clock.moment + 10 * DAY
    for_good = await there.rules(RetentionRules()).plan()
    assert [fate.stays for fate in for_good] == [Stays.NO_RULE, Stays.OPEN]


async def test_held(there: There) -> None:
    """Nothing goes under a legal hold, however old it is; lifted, everything goes whose time has come."""
    story = drift()
    placed = after(story, HoldPlaced(reason="Court"), there.clock.moment)
    await there.lived(placed, after=story.it.version)
    there.clock.moment += 400 * DAY
    assert [fate.stays for fate in await there.rules().plan()] == [Stays.HELD]
    assert await there.rules().run() == ()
    lifted = after(placed, HoldLifted(reason="Over"), there.clock.moment)
    await there.lived(lifted, after=placed.it.version)
    assert [each.artefacts for each in await there.rules().run()] == [(Artefact.RECORD,)]


async def test_said_later(there: There) -> None:
    """What is said after an incident was taken up again goes when its own time comes, and not never."""
    story = drift()
    there.clock.moment += 25 * DAY
    await there.rules().run()
    known = await there.ledger.history(1)
    it = fold(1, known)
    assert it is not None
    again = after(
        History(1, tuple(known), it, there.clock.moment),
        Reopened(reason="Worse", next_due=None),
        there.clock.moment,
    )
    over = after(again, Closed(verified="Spoken much later", phase=story.it.phase), there.clock.moment + DAY)
    await there.lived(over, after=it.version)
    there.clock.moment += 11 * DAY
    assert [each.artefacts for each in await there.rules().run()] == [(Artefact.MESSAGES,)]
    assert there.found({"Spoken much later"})
    there.clock.moment += 10 * DAY
    await there.rules().run()
    assert not there.found({"Spoken much later"})


def after(history: History, event: Event, at: datetime) -> History:
    """The history with one more event."""
    events = (*history.events, Recorded(version=history.it.version + 1, at=at, by=ANA, event=event))
    it = fold(history.number, events)
    assert it is not None
    return History(history.number, events, it, at)


async def test_on_the_command_line(there: There, redis_url: str, tmp_path: Path) -> None:
    """`tocsin retention --dry-run` says what would go and takes nothing; without it, it goes, and that is recorded."""
    policy = (DEMO / "policy.yml").read_text("utf-8")
    (tmp_path / "policy.yml").write_text(f"{policy}\nretention: {{messages: 10, record: 40}}\n", "utf-8")
    environment = {"REDIS_URL": redis_url, "TOCSIN_CONFIG": str(tmp_path)}
    there.clock.moment += 12 * DAY
    dry = await retention(environment, dry=True, clock=there.clock)
    assert "INC-1      would delete words and authors of Slack messages (10 days), next on" in plan_text(
        dry.fates, dry.graves, dry=True
    )
    assert there.found(phrases()) == phrases()
    run = await retention(environment, dry=False, clock=there.clock)
    assert run == dry and there.found(phrases()) != phrases()
    noted = [workspace.from_json(text).event for text in await there.store.load(workspace.WORKSPACE)]
    runs = [event for event in noted if isinstance(event, workspace.RetentionRun)]
    assert [(each.asked, [one.artefacts for one in each.taken]) for each in runs] == [
        (True, [(Artefact.MESSAGES,)])
    ]


def another() -> History:
    """A short incident that is over."""
    told = Telling().declare("Another").by(ANA, GiveRole("ic", ANA))
    return told.by(ANA, Close("It is well")).done()


async def test_graves_are_listed(there: There, redis_url: str, tmp_path: Path) -> None:
    """What was deleted before has a line among the others: its number, when, and by which rule."""
    there.clock.moment += 40 * DAY
    await there.rules().run()
    await there.lived(Telling().declare("Still open").done())
    plan = await retention({"REDIS_URL": redis_url}, dry=True, clock=there.clock)
    first, second = plan_text(plan.fates, plan.graves, dry=True).splitlines()
    assert first == f"INC-1      was deleted on {there.clock.moment:%Y-%m-%d} (whole record, 40 days)"
    assert second == "INC-2      stays: it is open"


async def test_one_that_cannot_be_read(there: There, caplog: pytest.LogCaptureFixture) -> None:
    """A history that nobody can read keeps none of the others, and what it says does not come into the log."""
    await there.lived(another())
    with Redis.from_url(there.url) as client:
        broken = {"e": '{"version":99,"at":"now","by":null,"event":{"kind":"note_added","text":"Quixote"}}'}
        client.xadd("{tocsin}:incident:1", broken, id="99-0")
    there.clock.moment += 20 * DAY
    assert [gone.number for gone in await there.rules().run()] == [2]
    assert "INC-1: nothing could be deleted; the next run tries again" in caplog.text
    assert "Quixote" not in caplog.text


async def test_taken_up_again(there: There) -> None:
    """A run that was interrupted and is taken up again tells of all that it took, and of nothing that others did."""
    await there.lived(another())
    there.clock.moment += 12 * DAY
    await there.rules().run()
    there.clock.moment += 10 * DAY
    rules = Retention(there.store, there.ledger, there.clock, EVERYTHING, "today")
    first = await rules.run()
    again = await Retention(there.store, there.ledger, there.clock, EVERYTHING, "today").run(again=True)
    assert [(each.number, each.artefacts) for each in again] == [
        (number, (Artefact.WORDS,)) for number in (1, 2)
    ]
    assert again == first
    assert await there.rules().run(again=True) == ()


async def test_two_at_once(there: There) -> None:
    """Two bots that carry the rules out at the same time take everything once."""
    there.clock.moment += 20 * DAY
    runs = await asyncio.gather(there.rules().run(), there.rules().run(), there.rules().run())
    assert sum(map(len, runs)) == 1
    it = await there.ledger.incident(1)
    assert it is not None and len(it.kept.erased) == 2
