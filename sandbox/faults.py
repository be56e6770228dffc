"""Trouble on demand, and rate limits."""

import itertools
import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from sandbox.clock import Clock
from sandbox.methods import TIERS, Method
from sandbox.refusal import Json, Refusal, invalid_arguments

KINDS = ("429", "500", "503", "lost", "latency", "error")
POST_BURST = 5


@dataclass
class Fault:
    """Trouble that meets the next `times` calls of a method ("*": any), optionally of one channel only."""

    id: int
    method: str
    kind: str
    error: str
    channel: str | None
    times: int
    retry_after: int
    seconds: float

    def meets(self, method: str, args: dict[str, Any]) -> bool:
        """Whether this call is met."""
        channel = args.get("channel") or args.get("channel_id")
        return self.times > 0 and self.method in ("*", method) and self.channel in (None, channel)

    def shape(self) -> Json:
        """As the control API lists it."""
        return dict(vars(self))


class Faults:
    """The faults that were asked for and have not all happened."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._numbers = itertools.count(1)

    def add(self, wanted: Json) -> int:
        """Take an order; raises Refusal for one that makes no sense. Returns its id."""
        kind = str(wanted.get("kind", ""))
        if kind not in KINDS:
            raise invalid_arguments(f"kind is one of {', '.join(KINDS)}")
        if kind == "error" and not wanted.get("error"):
            raise invalid_arguments("missing required field: error")
        try:
            fault = self._fault(kind, wanted)
        except (TypeError, ValueError):
            raise invalid_arguments("times, retry_after and seconds are numbers") from None
        self._faults.append(fault)
        return fault.id

    def _fault(self, kind: str, wanted: Json) -> Fault:
        return Fault(
            id=next(self._numbers),
            method=str(wanted.get("method", "*")),
            kind=kind,
            error=str(wanted.get("error", "")),
            channel=wanted.get("channel"),
            times=int(wanted.get("times", 1)),
            retry_after=int(wanted.get("retry_after", 1)),
            seconds=float(wanted.get("seconds", 0.08)),
        )

    def take(self, method: str, args: dict[str, Any]) -> Fault | None:
        """The fault that meets this call, counted down, or None."""
        for fault in self._faults:
            if fault.meets(method, args):
                fault.times -= 1
                return fault
        return None

    def listed(self) -> list[Json]:
        """What is still to come."""
        return [fault.shape() for fault in self._faults if fault.times > 0]

    def clear(self) -> None:
        """Forget every order."""
        self._faults.clear()


@dataclass
class Limits:
    """Rate limits by tier, method and minute, and one message a second and channel; off unless `enabled`."""

    clock: Clock
    enabled: bool = False
    _calls: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, method: Method, args: dict[str, Any]) -> None:
        """Count one call; raises Refusal("ratelimited", retry_after=seconds) when it is too many."""
        if not self.enabled:
            return
        if method.name == "chat.postMessage":
            self._count(f"{method.name} {args.get('channel')}", POST_BURST, float(POST_BURST))
        elif method.tier:
            self._count(method.name, TIERS[method.tier], 60.0)

    def _count(self, key: str, most: int, window: float) -> None:
        now, times = self.clock.now(), self._calls[key]
        while times and times[0] <= now - window:
            times.popleft()
        if len(times) >= most:
            raise Refusal("ratelimited", retry_after=max(1, math.ceil(times[0] + window - now)))
        times.append(now)
