"""What the use cases need from the outside world, and nothing about how it is done.

Everything that changes recorded state goes through `Store.commit`, which is atomic and answers a repeated
command with the first result. Times are POSIX seconds (UTC) because they are scores of sorted sets; texts are JSON
made by the domain models, so that a store never needs to know what an event is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.escalation import Purpose
from bot.domain.escalation_rules import Pager
from bot.views.charts import Chart, Form
from bot.views.paper import Paper


class StoreUnavailable(Exception):
    """The store did not answer.

    `recorded` is False when it is certain that nothing was written (no connection could be had), and None when the
    answer was lost on the way and nobody can tell; it is never True.
    """

    def __init__(self, why: str, *, recorded: bool | None) -> None:
        super().__init__(why)
        self.recorded = recorded


@dataclass(frozen=True, slots=True)
class Enqueue:
    """One effect for the outbox.

    lane: effects of one incident in one lane are performed in order; lanes run side by side.
    body: the effect as JSON.
    collapsible: a request to show present state; while one waits at the end of its lane, a second adds nothing.
    """

    lane: str
    body: str
    collapsible: bool


@dataclass(frozen=True, slots=True)
class Guard:
    """A key that may be set once in a while: while `key` is held, a commit that carries it is refused.

    The commit that sets it stores the incident's number as its value and lets it lapse after `seconds`.
    `insist` overrides a key that is held (and renews it with the new number).
    """

    key: str
    seconds: int
    insist: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """An effect taken from the outbox under a lease: the head of its lane.

    uncertain: an earlier attempt began and nobody knows how it ended, so the effect may already have happened.
    note: what an earlier attempt left for the next (`Store.release`), empty at first.
    attempts: how many times it has been claimed, this one included.
    version: the incident's version when it was claimed; a commit after that queues what must be shown anew.
    """

    incident: int
    lane: str
    effect_id: str
    body: str
    attempts: int
    uncertain: bool
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class Commit:
    """One atomic step: events, effects, due time, indexes and the command's id.

    incident: its number, or None for a new one (the store gives the next number); 0 is the workspace's own history,
        which begins without being asked for.
    expected: the version that was decided upon (0 for a new incident); another one in the store is a conflict.
    records: the events as JSON, versions expected+1, expected+2, …
    rank: 1 is the most severe; lanes of worse incidents are claimed first.
    due: when time next has something to say about the incident, or None for never; replaces the former value.
    summary: the incident's line in lists, as JSON; None where it is no incident.
    record: what the library knows of it, as JSON; None where it is no incident.
    open: whether the incident belongs to the open ones.
    room: a Slack channel id that from now on leads to this incident, or None to change nothing.
    messages: channel:ts keys that from now on lead to this incident (messages on its timeline).
    command_id: from the sender; the same id again answers `Duplicate` with the first result.
    finishes: the claimed effect that this commit completes; it leaves the outbox in the same step.
    hold: seconds for which the finished effect's lane then rests.
    """

    incident: int | None
    expected: int
    command_id: str
    records: tuple[str, ...]
    effects: tuple[Enqueue, ...]
    rank: int
    due: float | None
    summary: str | None
    record: str | None
    open: bool
    now: float
    room: str | None = None
    messages: tuple[str, ...] = ()
    guard: Guard | None = None
    finishes: Claimed | None = None
    hold: float = 0.0


@dataclass(frozen=True, slots=True)
class Committed:
    """The step is durable; `version` is the incident's version after it."""

    incident: int
    version: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """This command's id was committed before, with this result."""

    incident: int
    version: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed the incident in between: load it again and decide again."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """The guard's key is held by this incident; nothing was written."""

    incident: int


CommitResult = Committed | Duplicate | Conflict | Guarded


@dataclass(frozen=True, slots=True)
class StoreCondition:
    """What a store says of itself: version text and every reason why it is not fit to keep incidents."""

    server: str
    problems: tuple[str, ...]
    clock: float


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Another history in the place of an incident's: the same entries, told with less, and what was added to them.

    expected: the version that it was made from. records: all of them as JSON, from version 1 on.
    summary, record, due: as in `Commit`.
    """

    incident: int
    expected: int
    records: tuple[str, ...]
    summary: str
    record: str
    due: float | None


@dataclass(frozen=True, slots=True)
class Burial:
    """An incident's record deleted, as of version `expected`: history, indexes, what waits to be told.

    tombstone: what is left of it, as JSON. rooms, messages: what led to it (`Commit.room`, `Commit.messages`).
    """

    incident: int
    expected: int
    tombstone: str
    rooms: tuple[str, ...]
    messages: tuple[str, ...]


class Store(Protocol):
    """Durable memory of incidents, outbox and due times. Every method may raise `StoreUnavailable`."""

    async def commit(self, step: Commit) -> CommitResult:
        """Write the whole step or nothing; safe to repeat with the same command id."""

    async def load(self, incident: int, after: int = 0, limit: int | None = None) -> list[str]:
        """The incident's events as JSON from version `after`+1 on, in order, at most `limit` of them."""

    async def seen(self, command_id: str) -> Duplicate | None:
        """The result that this command's id was committed with, if it was."""

    async def incident_of_room(self, channel: str) -> int | None:
        """The incident whose room this Slack channel is."""

    async def incident_of_message(self, key: str) -> int | None:
        """The incident on whose timeline the message `channel:ts` stands."""

    async def open_incidents(self) -> list[int]:
        """Numbers of the open incidents, ascending."""

    async def last_number(self) -> int:
        """The highest incident number given so far, 0 when there is none."""

    async def summaries(self, incidents: list[int]) -> dict[int, str]:
        """The summary lines (JSON) of these incidents; unknown numbers are left out."""

    async def records(self, incidents: list[int]) -> dict[int, str]:
        """What the library knows of these incidents (JSON); unknown numbers are left out."""

    async def note_told(self, incident: int, version: int, ts: str, person: str = "") -> None:
        """Remember the message that told the incident's room, or this person, of this event.

        The same again changes nothing.
        """

    async def told_at(self, incident: int, version: int, person: str = "") -> str | None:
        """The message (ts) that told the room, or this person, of this event."""

    async def told(self, incident: int) -> dict[int, str]:
        """The messages (ts) in the incident's room that told of its events, by version."""

    async def rewrite(self, step: Rewrite) -> bool:
        """Replace an incident's history as a whole or not at all; False when it is not at the expected version."""

    async def bury(self, step: Burial) -> bool:
        """Delete an incident's record as a whole or not at all; False when it is not at the expected version.

        From then on `load` answers with the tombstone alone, whatever version is asked for, and every commit
        is a conflict.
        """

    async def graves(self) -> dict[int, str]:
        """The tombstones (JSON) of the incidents whose record was deleted."""

    async def erasures(self) -> int:
        """How often a history was replaced or deleted so far: whoever remembers one forgets it when this grows."""

    async def claim(self, owner: str, now: float, lease: float, limit: int) -> list[Claimed]:
        """Take up to `limit` lane heads that are ready and not leased, worse incidents first, then longest waiting.

        Each is leased to `owner` for `lease` seconds, counted as an attempt and marked uncertain.
        """

    async def renew(self, owner: str, claimed: list[Claimed], now: float, lease: float) -> None:
        """Prolong the leases that `owner` still holds."""

    async def release(self, owner: str, claimed: Claimed, *, at: float, certain: bool) -> None:
        """Give a claimed effect back: try again at `at`. `certain`: it surely has not happened yet."""

    async def finish(self, owner: str, claimed: Claimed, *, now: float, hold: float) -> None:
        """Drop a performed effect from the outbox when nothing else is to be recorded."""

    async def remember(self, owner: str, claimed: Claimed, note: str) -> bool:
        """Keep a note with a claimed effect for whoever has to go on with it after a crash.

        False: the claim has lapsed, and a newer one may not know of what was done under it.
        """

    async def release_owner(self, owner: str, keep: Iterable[str] = ()) -> int:
        """Make what is leased to `owner` claimable at once, the effects in `keep` apart; returns how many lanes.

        For an owner that begins a new life, or that cannot know what it was given: a claim may have been carried out
        long after nobody waited for its answer any more.
        """

    async def due(self, now: float, limit: int) -> list[int]:
        """Incidents whose due time has come, earliest first. Reading changes nothing: the commit moves it on."""

    async def next_ready(self) -> float | None:
        """The earliest time at which a lane becomes ready, or None when the outbox is empty."""

    async def condition(self) -> StoreCondition:
        """Version, durability settings and clock of the server (`tocsin check`)."""

    async def close(self) -> None:
        """Close all connections."""


class NotYet(Exception):
    """An effect is to be tried again in `wait` seconds; `certain`: this attempt surely changed nothing."""

    def __init__(self, why: str, *, wait: float, certain: bool) -> None:
        super().__init__(why)
        self.wait = wait
        self.certain = certain


class NoAnswer(Exception):
    """A webhook did not answer; `happened` is False only when the request never left."""

    def __init__(self, why: str, *, happened: bool | None) -> None:
        super().__init__(why)
        self.happened = happened


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What a webhook answered: HTTP's status, the beginning of its text, and for how many seconds it wants to rest."""

    status: int
    text: str
    retry_after: float | None = None


class Automations(Protocol):
    """Webhooks that carry out containment."""

    async def ask(self, url: str, body: dict[str, object], *, key: str, seconds: float) -> WebhookAnswer:
        """Post the body as JSON, signed, under an idempotency key.

        Raises:
            NoAnswer: there was none within so many seconds.
        """


class PressFailed(Exception):
    """A document or picture could not be made; the text is a sentence for people, and nothing was lost."""


class Press(Protocol):
    """Makes pictures and PDF documents; it takes a second or so, and never holds up the rest."""

    async def picture(self, chart: Chart, form: Form) -> bytes:
        """The chart as an image file.

        Raises:
            PressFailed: it could not be drawn.
        """

    async def pdf(self, paper: Paper) -> bytes:
        """The document as a tagged PDF, its pictures included.

        Raises:
            PressFailed: it could not be set.
        """


@dataclass(frozen=True, slots=True)
class Staffing:
    """Who is meant right now (Slack ids), and a sentence for everything that is wrong with how that is known."""

    people: tuple[str, ...]
    problems: tuple[str, ...] = ()


class OnCall(Protocol):
    """The team's rotas."""

    async def now(self, rota: str) -> Staffing:
        """Who is on call by the rota of that name in the policy; what keeps that from being known is a problem."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What a pager is told: the same for every attempt.

    key: of this alarm, and of no other anywhere; what is asked later about the same alarm carries the same.
    summary: one line for a telephone. severity: 1 is the worst. at: when the level was reached.
    facts: what else may be told, in words that do not change.
    """

    key: str
    purpose: Purpose
    summary: str
    severity: int
    at: datetime
    facts: dict[str, str | int | bool]


class Pagers(Protocol):
    """What alarms people outside Slack."""

    async def ask(self, pager: Pager, signal: Signal, *, seconds: float) -> WebhookAnswer:
        """Tell it once; to be told the same again under the same key does no harm.

        Raises:
            NoAnswer: there was none within so many seconds.
        """


class Clock(Protocol):
    """The one place that knows the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Return after that many seconds of this clock."""
