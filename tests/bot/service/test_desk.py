"""The desk against a real store: one atomic step a command, whoever asks, however often, and whatever breaks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

import pytest
import pytest_asyncio

from bot.adapters.redis_store import RedisStore
from bot.domain import commands as ask
from bot.domain import effects, events
from bot.domain.events import Recorded
from bot.domain.refusal import Reason, Refused
from bot.domain.reminders import schedule
from bot.domain.severity import IncidentType, Phase, Severity, Status
from bot.domain.summary import Summary
from bot.service.desk import Answer, DeclaredBefore, Desk, Done, NoSuchIncident, Overtaken
from bot.service.heartbeat import Heartbeat
from bot.service.ledger import Ledger
from bot.service.office import Office as Workspace
from bot.service.ports import Claimed, Commit, CommitResult, StoreUnavailable
from tests.bot.views.telling import ANA, BEGINNING, BEN, CLEO, HOSTILE, RANKER, message, policy

DECLARE = ask.Declare(
    title="Ranker is stale",
    seen="CTR fell",
    severity=Severity.SEV2,
    type=IncidentType.DATA,
    model="ranker",
    entry=RANKER,
    started_at=None,
    restricted=False,
    drill=False,
    source=None,
    receipt="",
    policy=policy(),
)
UPDATE = ask.PostUpdate("i", "a", "", Status.AMBER, None)
IC = ask.GiveRole("ic", BEN)
CLOSE = ask.Close("v")


class HandClock:
    """Time in the test's hand."""

    def __init__(self) -> None:
        self.moment = BEGINNING

    def now(self) -> datetime:
        """The present moment."""
        return self.moment

    async def sleep(self, seconds: float) -> None:
        """Let them pass at once."""
        self.moment += timedelta(seconds=seconds)


class Office:
    """One bot's desk, with a ledger and a store of its own."""

    def __init__(self, url: str, clock: HandClock, kind: type[RedisStore] = RedisStore) -> None:
        self.clock = clock
        self.store = kind(url)
        self.ledger = Ledger(self.store)
        self.woken = 0
        self.desk = Desk(self.store, self.ledger, clock, self._wake)
        self.heart = Heartbeat(
            self.store,
            self.ledger,
            self.desk,
            Workspace(self.store, clock, DECLARE.policy, self._wake),
            clock,
        )
        self._commands = 0

    def _wake(self) -> None:
        self.woken += 1

    def fresh(self) -> str:
        """A command id that nobody else has."""
        self._commands += 1
        return f"{id(self)}:{self._commands}"

    async def declares(
        self, command: ask.Declare = DECLARE, *, by: str = ANA, command_id: str = ""
    ) -> Answer:
        """Somebody declares."""
        return await self.desk.declare(command, command_id=command_id or self.fresh(), by=by)

    async def asks(
        self,
        command: ask.Command,
        *,
        by: str | None = BEN,
        command_id: str = "",
        number: int = 1,
        finishes: Claimed | None = None,
        hold: float = 0.0,
    ) -> Answer:
        """Somebody asks something of an incident, the first unless said otherwise."""
        return await self.desk.ask(
            number, command, command_id=command_id or self.fresh(), by=by, finishes=finishes, hold=hold
        )

    async def claims(self, after: float = 0) -> list[Claimed]:
        """Everything in the outbox that is ready then."""
        return await self.store.claim("me", self.clock.now().timestamp() + after, 30, 100)

    async def kinds(self, number: int = 1) -> list[str]:
        """What the store holds of an incident."""
        return [events.from_json(text).event.kind for text in await self.store.load(number)]


@pytest.fixture
def clock() -> HandClock:
    """Time in the test's hand."""
    return HandClock()


@pytest_asyncio.fixture
async def offices(redis_url: str, clock: HandClock) -> AsyncIterator[tuple[Office, Office]]:
    """Two bots on one server."""
    both = Office(redis_url, clock), Office(redis_url, clock)
    async with AsyncExitStack() as stack:
        for each in both:
            stack.push_async_callback(each.store.close)
        yield both


@pytest.fixture
def office(offices: tuple[Office, Office]) -> Office:
    """One of them."""
    return offices[0]


def done(answer: Answer) -> Done:
    """The answer, that has to be yes."""
    assert isinstance(answer, Done), answer
    return answer


async def test_declare(office: Office) -> None:
    """A declaration is on record with its number, its line, its due time and the effect that opens the room."""
    answer = done(await office.declares())
    assert (answer.incident.number, answer.incident.version, answer.again) == (1, 1, False)
    assert await office.kinds() == ["declared"]
    line = Summary.model_validate_json((await office.store.summaries([1]))[1])
    assert (line.title, line.open, line.declared_by) == ("Ranker is stale", True, ANA)
    assert await office.store.open_incidents() == [1]
    assert await office.store.due((BEGINNING + timedelta(minutes=4, seconds=59)).timestamp(), 10) == []
    assert await office.store.due((BEGINNING + timedelta(minutes=5)).timestamp(), 10) == [1]
    assert [effects.from_json(each.body) for each in await office.claims()] == [effects.OpenRoom()]
    assert office.woken == 1


async def test_declare_hostile_words(office: Office) -> None:
    """Whatever was typed is on record as it was typed."""
    await office.declares(replace(DECLARE, title=HOSTILE, seen="🔥" * 5_000))
    incident = await Ledger(office.store).incident(1)
    assert incident is not None
    assert (incident.title, incident.seen) == (HOSTILE.strip(), "🔥" * 5_000)


async def test_declare_refused(office: Office) -> None:
    """A refused declaration leaves nothing, not even the memory that somebody declared."""
    assert await office.declares(replace(DECLARE, title=" ")) == Refused(Reason.BLANK, "title")
    assert await office.store.last_number() == 0
    assert done(await office.declares()).incident.number == 1
    assert office.woken == 1


async def test_declare_again_by_id(offices: tuple[Office, Office]) -> None:
    """The same declaration sent again, to whichever bot, is answered with the incident that it made."""
    for office, again in zip((*offices, *offices), (False, True, True, True), strict=True):
        answer = done(await office.declares(command_id="the modal"))
        assert (answer.incident.number, answer.again) == (1, again)
    assert await offices[0].store.last_number() == 1
    assert await offices[0].kinds() == ["declared"]


async def test_declared_before(offices: tuple[Office, Office], clock: HandClock) -> None:
    """Who declared minutes ago is asked first, at any bot; others are not, nor those who insist, nor after a while."""
    one, other = offices
    await one.declares()
    assert await other.declares(replace(DECLARE, title="another")) == DeclaredBefore(1)
    assert done(await other.declares(by=BEN)).incident.number == 2
    assert await one.declares(by=BEN) == DeclaredBefore(2)
    insisted = await one.declares(replace(DECLARE, anyway=True))
    assert done(insisted).incident.number == 3
    clock.moment += timedelta(minutes=9, seconds=59)
    assert await one.declares() == DeclaredBefore(3)
    clock.moment += timedelta(seconds=1)
    assert done(await one.declares()).incident.number == 4
    assert await one.store.open_incidents() == [1, 2, 3, 4]


async def test_two_declare_at_once(offices: tuple[Office, Office]) -> None:
    """A button pressed at both bots in one moment makes one incident; two people make two."""
    same = await asyncio.gather(*(office.declares(by=ANA) for office in offices for _ in range(5)))
    assert sum(isinstance(answer, Done) for answer in same) == 1
    assert same.count(DeclaredBefore(1)) == 9
    await asyncio.gather(offices[0].declares(by=BEN), offices[1].declares(by=CLEO))
    assert await offices[0].store.open_incidents() == [1, 2, 3]


async def test_ask(office: Office, clock: HandClock) -> None:
    """What happened is answered, on record, in the line, and its effects wait in the outbox."""
    await office.declares()
    await office.claims()
    clock.moment += timedelta(seconds=10)
    answer = done(await office.asks(IC, by=CLEO))
    assert answer.events == (
        Recorded(
            version=2,
            at=clock.moment,
            by=CLEO,
            event=events.RoleTaken(role="ic", person=BEN, before=None),
        ),
    )
    assert (answer.incident.commander, answer.again) == (BEN, False)
    assert (await office.store.summaries([1]))[1].count(f'"commander":"{BEN}"') == 1
    [told] = await office.claims()
    assert effects.from_json(told.body) == effects.TellPerson(person=BEN, event=2)


async def test_no_such_incident(office: Office) -> None:
    """Asking of an incident that nobody declared is answered so, and makes none."""
    assert await office.asks(IC, number=9) == NoSuchIncident(9)
    assert await office.store.last_number() == 0


async def test_nothing_changes(office: Office) -> None:
    """What changes nothing is done, without events, and nobody is woken."""
    await office.declares()
    await office.asks(IC)
    woken = office.woken
    answer = done(await office.asks(IC))
    assert (answer.events, answer.again, answer.incident.version) == ((), False, 2)
    assert office.woken == woken


@pytest.mark.parametrize(
    ("first", "then", "command", "happens"),
    [
        pytest.param((), (), UPDATE, ["update_posted"], id="an update"),
        pytest.param((), (CLOSE,), UPDATE, ["update_posted"], id="an update that would now be refused"),
        pytest.param(
            (), (ask.GiveRole("ic", CLEO),), IC, ["role_taken"], id="a role that has passed on since"
        ),
        pytest.param((), (), CLOSE, ["closed", "review_begun"], id="closing, that would now change nothing"),
        pytest.param((CLOSE,), (), ask.Reopen("r"), ["reopened"], id="reopening, that would now be refused"),
        pytest.param((), (), ask.AddNote("n", None, "command"), ["note_added"], id="a note"),
    ],
)
async def test_again(
    offices: tuple[Office, Office],
    first: tuple[ask.Command, ...],
    then: tuple[ask.Command, ...],
    command: ask.Command,
    happens: list[str],
) -> None:
    """A command sent again is answered as done before, at any bot, whatever happened since; nothing happens twice."""
    one, other = offices
    await one.declares()
    for before in first:
        await one.asks(before)
    pressed = done(await one.asks(command, command_id="pressed"))
    assert [news.event.kind for news in pressed.events] == happens
    for since in then:
        await one.asks(since)
    known = await one.kinds()
    for office in (one, other, one):
        answer = done(await office.asks(command, command_id="pressed"))
        assert (answer.again, answer.events, answer.incident.version) == (True, (), len(known))
    assert await one.kinds() == known


async def test_again_at_once(offices: tuple[Office, Office]) -> None:
    """One command that reaches both bots in one moment happens once, and everybody is told that it did."""
    await offices[0].declares()
    sent = (office.asks(UPDATE, command_id="pressed") for office in offices for _ in range(5))
    answers = [done(answer) for answer in await asyncio.gather(*sent)]
    assert await offices[0].kinds() == ["declared", "update_posted"]
    assert sorted(answer.again for answer in answers) == [False] + [True] * 9


async def test_many_at_once(offices: tuple[Office, Office]) -> None:
    """What two bots are asked of one incident at once is all on record, each once, in one order."""
    await offices[0].declares()
    notes = [f"note {number}" for number in range(40)]
    answers = await asyncio.gather(
        *(offices[n % 2].asks(ask.AddNote(text, None, "command")) for n, text in enumerate(notes))
    )
    versions = [news.version for answer in answers for news in done(answer).events]
    assert sorted(versions) == list(range(2, 42))
    seen = [await office.ledger.incident(1) for office in offices]
    assert seen[0] == seen[1] == await Ledger(offices[0].store).incident(1)
    assert seen[0] is not None
    assert sorted(note.text for note in seen[0].notes) == sorted(notes)
    assert [news.version for news in await offices[1].ledger.history(1)] == list(range(1, 42))


async def test_one_takes_command(offices: tuple[Office, Office]) -> None:
    """When two press the same button at once, one commands and the other hears who does."""
    await offices[0].declares()
    pressed = [ask.GiveRole("ic", person, if_vacant=True) for person in (BEN, CLEO)]
    answers = await asyncio.gather(
        *(office.asks(command, by=command.person) for office, command in zip(offices, pressed, strict=True))
    )
    [winner] = [answer for answer in answers if isinstance(answer, Done)]
    [loser] = [answer for answer in answers if isinstance(answer, Refused)]
    assert loser.reason is Reason.ROLE_HELD
    assert loser.values["holder"] == winner.incident.commander


@pytest.mark.parametrize(
    ("known", "meanwhile", "command", "then"),
    [
        pytest.param((), (CLOSE,), ask.Reopen("r"), ["reopened"], id="refused no more"),
        pytest.param((IC,), (ask.GiveRole("ic", CLEO),), IC, ["role_taken"], id="no longer so already"),
        pytest.param(
            (ask.RecordDecision("a"),),
            (ask.RecordDecision("b"),),
            ask.RecordDecision("c", corrects=2),
            ["decision_recorded"],
            id="a decision known only to the other",
        ),
        pytest.param((), (CLOSE,), UPDATE, Reason.CLOSED, id="refused by now"),
        pytest.param((), (CLOSE,), CLOSE, [], id="so already by now"),
        pytest.param(
            (), (IC, ask.ChangePhase(Phase.CONTAIN, "r")), UPDATE, ["update_posted"], id="behind, and welcome"
        ),
    ],
)
async def test_behind(
    offices: tuple[Office, Office],
    known: tuple[ask.Command, ...],
    meanwhile: tuple[ask.Command, ...],
    command: ask.Command,
    then: list[str] | Reason,
) -> None:
    """A bot that has not heard what another recorded decides on the present state, be it yes, no or nothing."""
    one, other = offices
    await one.declares()
    for each in known:
        await one.asks(each)
    behind = one.ledger.kept(1)
    for each in meanwhile:
        await other.asks(each)
    assert one.ledger.kept(1) is behind
    before = await other.kinds()
    answer = await one.asks(command)
    if isinstance(then, Reason):
        assert isinstance(answer, Refused)
        assert answer.reason is then
    else:
        assert [news.event.kind for news in done(answer).events] == then
    assert len(before) == 1 + len(known) + len(meanwhile) + before.count("review_begun")
    assert await one.kinds() == before + ([] if isinstance(then, Reason) else then)


async def test_reporting_on_an_effect(office: Office) -> None:
    """The report on an effect takes it out of the outbox in the same step, even when it is no news."""
    await office.declares()
    [claimed] = await office.claims()
    opened = ask.ReportRoomOpened("C0ROOM", "inc-1")
    assert len(done(await office.asks(opened, by=None, finishes=claimed)).events) == 1
    assert await office.ledger.of_room("C0ROOM") == 1
    waiting = {each.lane: each for each in await office.claims()}
    assert waiting.keys() == {"card", "people", "topic"}
    answer = done(
        await office.asks(ask.ReportInvited((ANA,), {}), by=None, finishes=waiting["people"], hold=20)
    )
    assert answer.events == ()
    lanes = {each.lane for each in await office.claims(after=31)}
    assert lanes == {"card", "topic"}


async def test_a_lane_rests(office: Office) -> None:
    """What follows a finished effect in its lane waits for as long as the lane is to rest."""
    await office.declares()
    [claimed] = await office.claims()
    await office.asks(ask.ReportRoomOpened("C0ROOM", "inc-1"), by=None, finishes=claimed)
    card = next(each for each in await office.claims() if each.lane == "card")
    await office.asks(UPDATE)
    await office.asks(ask.ReportCardPosted("1.0"), by=None, finishes=card, hold=5)
    assert "card" not in {each.lane for each in await office.claims(after=4.9)}
    assert "card" in {each.lane for each in await office.claims(after=5)}


async def test_messages_lead_to_their_incident(office: Office) -> None:
    """A message on the timeline leads to its incident, also after it was taken off again."""
    source = message("PSI is 0.35", ts="3.000000")
    await office.declares()
    await office.asks(ask.AddNote(source.text, source, "reaction"))
    await office.asks(ask.WithdrawNote(source.key, "deleted"))
    assert await office.store.incident_of_message(source.key) == 1
    assert await office.store.incident_of_message("C0ROOM:4.0") is None


async def test_closing(office: Office) -> None:
    """A closed incident is no longer among the open ones and waits for its review alone; reopening brings all back."""
    later = (BEGINNING + timedelta(days=900)).timestamp()
    await office.declares()
    closed = done(await office.asks(CLOSE)).incident
    [review] = schedule(closed)
    assert review.topic == "review_due" and review.at > BEGINNING + timedelta(days=1)
    assert await office.store.open_incidents() == []
    assert await office.store.due(review.at.timestamp() - 1, 10) == []
    assert await office.store.due(review.at.timestamp(), 10) == [1]
    reopened = done(await office.asks(ask.Reopen("r"))).incident
    assert "review_due" not in {each.topic for each in schedule(reopened)}
    assert (await office.store.open_incidents(), await office.store.due(later, 10)) == ([1], [1])


async def test_closing_what_owes_nothing(office: Office) -> None:
    """A closed drill, of which no review is owed, waits for nothing; reopening brings both back."""
    later = (BEGINNING + timedelta(days=900)).timestamp()
    await office.declares(replace(DECLARE, drill=True))
    assert [news.event.kind for news in done(await office.asks(CLOSE)).events] == ["closed"]
    assert (await office.store.open_incidents(), await office.store.due(later, 10)) == ([], [])
    await office.asks(ask.Reopen("r"))
    assert (await office.store.open_incidents(), await office.store.due(later, 10)) == ([1], [1])


class Crowded(RedisStore):
    """A store on which somebody else always commits first."""

    other: Office

    async def commit(self, step: Commit) -> CommitResult:
        """Let the other be first."""
        await self.other.asks(ask.AddNote(f"Faster than {self.other.fresh()}", None, "command"))
        return await super().commit(step)


async def test_overtaken(
    redis_url: str, office: Office, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Who is overtaken again and again is told that nothing is recorded, and may ask again; no heart stops for it."""
    await office.declares()
    crowded = Office(redis_url, clock, Crowded)
    assert isinstance(crowded.store, Crowded)
    crowded.store.other = office
    async with AsyncExitStack() as stack:
        stack.push_async_callback(crowded.store.close)
        with pytest.raises(Overtaken) as overtaken:
            await crowded.asks(UPDATE, command_id="pressed")
        assert overtaken.value.recorded is False
        clock.moment += timedelta(minutes=5)
        assert await crowded.heart.beat() == 1
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []
    assert "reminded" not in await office.kinds()
    assert done(await office.asks(UPDATE, command_id="pressed")).again is False


async def test_two_hearts(offices: tuple[Office, Office], clock: HandClock) -> None:
    """When two bots let time pass at once, what is due is said once, and due no more."""
    one, other = offices
    await one.declares()
    clock.moment += timedelta(minutes=62)
    hearts = [office.heart for office in offices]
    await asyncio.gather(*(heart.beat() for heart in hearts for _ in range(3)))
    assert await one.kinds() == ["declared", "reminded", "reminded"]
    assert await other.store.due(clock.now().timestamp(), 10) == []
    assert [await heart.beat() for heart in hearts] == [0, 0]


async def test_one_history_nobody_can_read(
    office: Office, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """An incident that this version cannot read does not silence the others, and the log says which it is."""
    newer = Commit(
        incident=None,
        expected=0,
        command_id="from the future",
        records=('{"version":1,"event":{"kind":"foretold"}}',),
        effects=(),
        rank=1,
        due=clock.now().timestamp(),
        summary="{}",
        record="{}",
        open=True,
        now=clock.now().timestamp(),
    )
    await office.store.commit(newer)
    await office.declares()
    clock.moment += timedelta(minutes=5)
    await office.heart.beat()
    assert await office.kinds(2) == ["declared", "reminded"]
    assert "incident 1" in caplog.text


class Line:
    """A TCP line to the server that can hang up before a question is passed on, or lose its answer."""

    def __init__(self, url: str) -> None:
        self._path = unquote(urlsplit(url).path)
        self.hangs_up = False
        self.mute = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until either side hangs up."""
        up, down = await asyncio.open_unix_connection(self._path)
        try:
            while (asked := await reader.read(1 << 20)) and not self.hangs_up:
                down.write(asked)
                answer = await up.read(1 << 20)
                if not self.mute:
                    writer.write(answer)
        finally:
            down.close()
            writer.close()


@pytest_asyncio.fixture
async def line(redis_url: str, clock: HandClock) -> AsyncIterator[tuple[Line, Office]]:
    """A line that can be cut, and a bot that speaks over it."""
    line = Line(redis_url)
    listening = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    host, port = listening.sockets[0].getsockname()
    office = Office(f"redis://{host}:{port}", clock)
    yield line, office
    await office.store.close()
    listening.close()


async def test_away(line: tuple[Line, Office]) -> None:
    """While the store is away nothing is promised, kept or recorded; once it is back the same command happens once."""
    wire, office = line
    await office.declares()
    before, woken = office.ledger.kept(1), office.woken
    wire.hangs_up = True
    with pytest.raises(StoreUnavailable):
        await office.asks(UPDATE, command_id="pressed")
    with pytest.raises(StoreUnavailable):
        await office.declares(by=BEN, command_id="the modal")
    assert office.ledger.kept(1) is before
    assert office.woken == woken
    wire.hangs_up = False
    assert await office.kinds() == ["declared"]
    assert await office.store.last_number() == 1
    assert done(await office.asks(UPDATE, command_id="pressed")).again is False
    assert done(await office.declares(by=BEN, command_id="the modal")).incident.number == 2
    assert await office.kinds() == ["declared", "update_posted"]


async def test_nobody_there(clock: HandClock, unused_tcp_port: int) -> None:
    """Where no store listens it is certain that nothing was recorded."""
    office = Office(f"redis://127.0.0.1:{unused_tcp_port}", clock)
    with pytest.raises(StoreUnavailable) as away:
        await office.declares()
    assert away.value.recorded is False
    with pytest.raises(StoreUnavailable) as away:
        await office.asks(UPDATE)
    assert away.value.recorded is False
    assert await office.heart.beat() == 0
    await office.store.close()


async def test_an_answer_lost(line: tuple[Line, Office]) -> None:
    """When the store's answer is lost nobody can tell; asked again, the command is answered as done before."""
    wire, office = line
    await office.declares()
    await office.asks(IC)
    wire.mute = True
    with pytest.raises(StoreUnavailable) as away:
        await office.asks(UPDATE, command_id="pressed")
    assert away.value.recorded is None
    wire.mute = False
    assert done(await office.asks(UPDATE, command_id="pressed")).again is True
    assert await office.kinds() == ["declared", "role_taken", "update_posted"]
