"""What Slack sends the app: events, commands and interactions, and sending again what was not acknowledged."""

import asyncio
import copy
import itertools
import math
from collections import OrderedDict, deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol

from sandbox.clock import Clock
from sandbox.refusal import Json, Refusal
from sandbox.state.model import APP, BOT_USER, TEAM, VERIFICATION_TOKEN

# Seconds after which an event is sent again (Slack: Events API, retries).
RETRY_SECONDS = (0.0, 60.0, 300.0)
# Events an app is sent in an hour before it is told app_rate_limited instead (Slack: rate limits).
EVENTS_AN_HOUR = 30_000
HOUR_SECONDS = 3600.0
KEPT = 5_000
NO_CONNECTION = "no_connection"


@dataclass(frozen=True)
class Ack:
    """How the app answered.

    `status` is answered, operation_timeout, no_app or failed; `seconds` how long it took; `body` what the answer
    carried; `reason` what Slack would say in a retry; `retry` whether it may be sent again.
    """

    status: str
    seconds: float
    body: Json | None = None
    reason: str = ""
    retry: bool = True


class Line(Protocol):
    """A way to reach the app."""

    async def send(self, kind: str, payload: Json, attempt: int, reason: str) -> Ack:
        """Send one payload; `kind` is events_api, slash_commands or interactive."""
        ...

    @property
    def connected(self) -> bool:
        """Whether the app can be reached, as far as is known."""
        ...


@dataclass
class Delivery:
    """One payload, how often it was sent and what became of it.

    `at` is when it happened and `due` when it comes again, by the sandbox clock in UTC seconds; `due` is None when it
    does not, or only with the next connection. `status` is sending or that of the latest Ack, `reason` why Slack
    would say that it comes again. `acked_after` is in seconds, None while unacknowledged. `revision` grows with every
    change of any delivery.
    """

    n: int
    kind: str
    type: str
    at: float
    payload: Json
    acked_after: float | None = None
    attempts: int = 0
    status: str = "sending"
    reason: str = ""
    due: float | None = None
    revision: int = 0

    def shape(self) -> Json:
        """As the control API lists it."""
        return dict(vars(self))


@dataclass
class _Waiting:
    delivery: Delivery
    due: float


@dataclass
class _Volume:
    """How many events went out within the past hour, and which minute was last told app_rate_limited."""

    times: deque[float] = field(default_factory=deque)
    told: float = -math.inf

    def within_hour(self, now: float) -> int:
        while self.times and self.times[0] <= now - HOUR_SECONDS:
            self.times.popleft()
        return len(self.times)


@dataclass
class Deliveries:
    """Everything sent to the app, and what must be sent again.

    `events_an_hour` is how many events may go out within an hour, `kept` how many deliveries stay on record.
    `on_change` is called after every new or changed delivery.
    """

    line: Line
    clock: Clock
    events_an_hour: int = EVENTS_AN_HOUR
    kept: int = KEPT
    on_change: Callable[[], None] = lambda: None
    _by_number: "OrderedDict[int, Delivery]" = field(default_factory=OrderedDict)
    _by_change: "OrderedDict[int, Delivery]" = field(default_factory=OrderedDict)
    _revision: int = 0
    _volume: _Volume = field(default_factory=_Volume)
    _waiting: list[_Waiting] = field(default_factory=list)
    _tasks: set[asyncio.Task[object]] = field(default_factory=set)
    _events: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def sent(self) -> list[Delivery]:
        """The deliveries on record, by number."""
        return list(self._by_number.values())

    @property
    def revision(self) -> int:
        """The number of the latest change."""
        return self._revision

    def since(self, revision: int, limit: int) -> list[Delivery]:
        """The deliveries that are new or changed after `revision`, by number; of too many the latest `limit`."""
        latest = reversed(self._by_change.values())
        changed = itertools.takewhile(lambda delivery: delivery.revision > revision, latest)
        return sorted(itertools.islice(changed, limit), key=lambda delivery: delivery.n)

    def event(self, inner: Json) -> None:
        """Send an event in the background, again and again as Slack does until it is acknowledged.

        Beyond `events_an_hour` it is not sent; the app is told app_rate_limited instead, once a minute.
        """
        now = self.clock.now()
        if self._volume.within_hour(now) >= self.events_an_hour:
            self._withhold(now)
            return
        self._volume.times.append(now)
        payload = _callback(inner, next(self._events), self.clock.seconds())
        self._spawn(self._attempt(self._enter("events_api", str(inner["type"]), payload)))

    async def interact(self, kind: str, payload: Json) -> Ack:
        """Send a command or an interaction, once, and wait for the answer."""
        return await self._send(
            self._enter(kind, str(payload.get("type") or payload.get("command")), payload)
        )

    async def replay(self, n: int) -> Ack:
        """Send delivery `n` again with the same payload.

        Raises KeyError for a number that never was, Refusal("delivery_forgotten") for one no longer on record.
        """
        delivery = self._by_number.get(n)
        if delivery is not None:
            return await self._send(delivery)
        if self._by_number and 0 < n < next(iter(self._by_number)):
            raise Refusal("delivery_forgotten", kept=self.kept)
        raise KeyError(n)

    def retry_due(self) -> None:
        """Send again what is due by the sandbox clock, and give up what nobody could take for too long."""
        now = self.clock.now()
        self._waiting = [each for each in self._waiting if not _given_up(each, now)]
        self._retry(lambda each: each.due <= now)

    def reconnected(self) -> None:
        """Send again what could not be sent, or was not acknowledged, while nobody was connected."""
        self.retry_due()
        self._retry(lambda each: math.isinf(each.due))

    async def stop(self) -> None:
        """Stop sending."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def settle(self) -> None:
        """Wait until nothing is on its way."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def _enter(self, kind: str, type_: str, payload: Json) -> Delivery:
        delivery = Delivery(
            n=next(self._numbers), kind=kind, type=type_, at=self.clock.now(), payload=copy.deepcopy(payload)
        )
        self._by_number[delivery.n] = delivery
        if len(self._by_number) > self.kept:
            forgotten, _ = self._by_number.popitem(last=False)
            self._by_change.pop(forgotten, None)
        self._changed(delivery)
        return delivery

    def _changed(self, delivery: Delivery) -> None:
        self._revision += 1
        delivery.revision = self._revision
        if delivery.n in self._by_number:
            self._by_change[delivery.n] = delivery
            self._by_change.move_to_end(delivery.n)
        self.on_change()

    async def _send(self, delivery: Delivery) -> Ack:
        attempt = delivery.attempts
        delivery.attempts += 1
        delivery.status, delivery.due = "sending", None
        self._changed(delivery)
        ack = await self.line.send(delivery.kind, delivery.payload, attempt, delivery.reason)
        if ack.reason == NO_CONNECTION:
            delivery.attempts -= 1
        if ack.status == "answered":
            delivery.acked_after = ack.seconds
        delivery.status, delivery.reason = ack.status, ack.reason
        self._changed(delivery)
        return ack

    async def _attempt(self, delivery: Delivery) -> None:
        ack = await self._send(delivery)
        if ack.status == "answered" or not ack.retry or delivery.attempts > len(RETRY_SECONDS):
            return
        if ack.status == "no_app":
            wait = 0.0 if self.line.connected else math.inf
        else:
            wait = RETRY_SECONDS[delivery.attempts - 1]
        if not wait:
            self._again(delivery)
            return
        waiting = _Waiting(delivery, self.clock.now() + wait)
        self._waiting.append(waiting)
        if not math.isinf(wait):
            delivery.due = waiting.due
            self._changed(delivery)

    def _retry(self, ready: Callable[[_Waiting], bool]) -> None:
        chosen = [each for each in self._waiting if ready(each)]
        self._waiting = [each for each in self._waiting if not ready(each)]
        for each in chosen:
            self._again(each.delivery)

    def _again(self, delivery: Delivery) -> None:
        self._volume.times.append(self.clock.now())
        self._spawn(self._attempt(delivery))

    def _withhold(self, now: float) -> None:
        minute = now - now % 60
        if minute == self._volume.told:
            return
        self._volume.told = minute
        payload: Json = {
            "token": VERIFICATION_TOKEN,
            "type": "app_rate_limited",
            "team_id": TEAM,
            "minute_rate_limited": int(minute),
            "api_app_id": APP,
        }
        self._spawn(self._send(self._enter("events_api", "app_rate_limited", payload)))

    def _spawn(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _given_up(waiting: _Waiting, now: float) -> bool:
    """Whether nobody was connected for as long as Slack would have tried."""
    return math.isinf(waiting.due) and waiting.delivery.at + sum(RETRY_SECONDS) < now


def _callback(inner: Json, number: int, seconds: int) -> Json:
    """The envelope of an event (Slack: event_callback)."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": inner,
        "type": "event_callback",
        "event_id": f"Ev0SBX{number:05d}",
        "event_time": seconds,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-sandbox-{number}",
    }
