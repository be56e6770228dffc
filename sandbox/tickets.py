"""Things handed out to be used a few times for a short while: trigger ids and response URLs."""

import itertools
import secrets
from collections import OrderedDict
from dataclasses import dataclass

from sandbox.clock import Clock
from sandbox.refusal import Refusal

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5
# How many of each are remembered; of an older one nothing is known any more.
KEPT = 20_000


@dataclass
class _Trigger:
    user: str
    issued: float
    used: bool = False


class Triggers:
    """Trigger ids: three seconds, once (Slack: views.open)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: OrderedDict[str, _Trigger] = OrderedDict()
        self._numbers = itertools.count(1)

    def issue(self, user: str) -> str:
        """A trigger id for what `user` just did."""
        id_ = f"{int(self._clock.now() * 1000)}.{next(self._numbers)}.{secrets.token_hex(16)}"
        self._issued[id_] = _Trigger(user=user, issued=self._clock.now())
        _forget_old(self._issued)
        return id_

    def exchange(self, id_: str) -> str:
        """The user a trigger id was issued for; raises Refusal (invalid_, exchanged_ or expired_trigger_id)."""
        trigger = self._issued.get(id_)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if self._clock.now() - trigger.issued > TRIGGER_SECONDS:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger.user


@dataclass
class Response:
    """One response URL: who may be answered where, and in which message the interaction took place (None: in none)."""

    user: str
    channel: str
    original_ts: str | None
    thread_ts: str | None
    issued: float
    uses: int = 0


class Responses:
    """Response URLs: five uses in thirty minutes (Slack: response_url)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: OrderedDict[str, Response] = OrderedDict()
        self._numbers = itertools.count(1)

    def issue(
        self,
        family: str,
        user: str,
        channel: str,
        original_ts: str | None = None,
        thread_ts: str | None = None,
    ) -> str:
        """The path of a new response URL below /respond/; `family` is "commands", "actions" or "app"."""
        path = f"{family}/{next(self._numbers)}/{secrets.token_urlsafe(18)}"
        self._issued[path] = Response(
            user=user, channel=channel, original_ts=original_ts, thread_ts=thread_ts, issued=self._clock.now()
        )
        _forget_old(self._issued)
        return path

    def use(self, path: str) -> Response:
        """Count one use; raises Refusal ("used_url", "expired_url" or "invalid_url")."""
        response = self._issued.get(path)
        if response is None:
            raise Refusal("invalid_url")
        if self._clock.now() - response.issued > RESPONSE_SECONDS:
            raise Refusal("expired_url")
        if response.uses >= RESPONSE_USES:
            raise Refusal("used_url")
        response.uses += 1
        return response


def _forget_old(issued: "OrderedDict[str, _Trigger] | OrderedDict[str, Response]") -> None:
    while len(issued) > KEPT:
        issued.popitem(last=False)
