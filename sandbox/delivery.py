"""What Slack sends the app: events, commands and interactions, and sending again what was not acknowledged."""

import asyncio
import copy
import itertools
import math
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol

from sandbox.clock import Clock
from sandbox.refusal import Json
from sandbox.state.model import APP, BOT_USER, TEAM, VERIFICATION_TOKEN

# Seconds after which an event is sent again (Slack: Events API, retries).
RETRY_SECONDS = (0.0, 60.0, 300.0)


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
    """One payload, and how often it was sent; `acked_after` is in seconds, None while unacknowledged."""

    n: int
    kind: str
    type: str
    at: float
    payload: Json
    acked_after: float | None = None
    attempts: int = 0

    def shape(self) -> Json:
        """As the control API lists it."""
        return dict(vars(self))


@dataclass
class _Waiting:
    delivery: Delivery
    due: float
    reason: str


@dataclass
class Deliveries:
    """Everything sent to the app, and what must be sent again."""

    line: Line
    clock: Clock
    sent: list[Delivery] = field(default_factory=list)
    _waiting: list[_Waiting] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def event(self, inner: Json) -> None:
        """Send an event in the background, again and again as Slack does until it is acknowledged."""
        number = next(self._numbers)
        payload = {
            "token": VERIFICATION_TOKEN,
            "team_id": TEAM,
            "context_team_id": TEAM,
            "context_enterprise_id": None,
            "api_app_id": APP,
            "event": inner,
            "type": "event_callback",
            "event_id": f"Ev0SBX{number:05d}",
            "event_time": self.clock.seconds(),
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
        self._spawn(self._attempt(self._enter("events_api", str(inner["type"]), payload), ""))

    async def interact(self, kind: str, payload: Json) -> Ack:
        """Send a command or an interaction and wait for the answer."""
        delivery = self._enter(kind, str(payload.get("type") or payload.get("command")), payload)
        return await self._send(delivery, "")

    async def replay(self, n: int) -> Ack:
        """Send delivery `n` again with the same payload; raises KeyError for an unknown number."""
        delivery = next((d for d in self.sent if d.n == n), None)
        if delivery is None:
            raise KeyError(n)
        return await self._send(delivery, "timeout")

    def retry_due(self) -> None:
        """Send again what is due by the sandbox clock."""
        self._retry([w for w in self._waiting if w.due <= self.clock.now()])

    def reconnected(self) -> None:
        """Send again what could not be sent, or was not acknowledged, while nobody was connected."""
        self._retry([w for w in self._waiting if math.isinf(w.due)])

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
            n=len(self.sent) + 1, kind=kind, type=type_, at=self.clock.now(), payload=copy.deepcopy(payload)
        )
        self.sent.append(delivery)
        return delivery

    async def _send(self, delivery: Delivery, reason: str) -> Ack:
        attempt = delivery.attempts
        delivery.attempts += 1
        ack = await self.line.send(delivery.kind, delivery.payload, attempt, reason)
        if ack.status == "answered":
            delivery.acked_after = ack.seconds
        return ack

    async def _attempt(self, delivery: Delivery, reason: str) -> None:
        ack = await self._send(delivery, reason)
        if ack.status == "answered" or not ack.retry:
            return
        if ack.status == "no_app":
            delivery.attempts -= 0 if ack.reason == "connection_dropped" else 1
            due = self.clock.now() if self.line.connected else math.inf
            self._waiting.append(_Waiting(delivery, due, ack.reason))
            self.retry_due()
        elif delivery.attempts <= len(RETRY_SECONDS):
            due = self.clock.now() + RETRY_SECONDS[delivery.attempts - 1]
            self._waiting.append(_Waiting(delivery, due, ack.reason))
            self.retry_due()

    def _retry(self, ready: list[_Waiting]) -> None:
        self._waiting = [w for w in self._waiting if not any(w is r for r in ready)]
        for waiting in ready:
            self._spawn(self._attempt(waiting.delivery, waiting.reason))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
