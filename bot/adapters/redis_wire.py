"""Asking a Redis or Valkey server, and knowing afterwards what may have happened.

redis-py's own retry repeats a write whose answer was lost, so it is off. Here a command is repeated too, with the
same arguments, but only because every script of ours makes the second run harmless.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from hashlib import sha1
from importlib.resources import files
from typing import Any

from redis import exceptions as errors
from redis.asyncio import BlockingConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.service.ports import StoreUnavailable

PATIENCE = 2.0
"""Seconds that one question may take, all its attempts included: Slack wants its answer within three."""

BUNDLES = 2
"""Bundles of commands under way side by side: few, so that what comes meanwhile shares the next one."""

_PAUSES = (0.0, 0.05, 0.15, 0.4)
"""Seconds before each attempt."""

_PASSING = {
    "LOADING": "The Redis server is still loading its data.",
    "READONLY": "This Redis server is a replica and takes no writes.",
    "CLUSTERDOWN": "The Redis cluster is down.",
    "MASTERDOWN": "The Redis server has lost its primary.",
    "TRYAGAIN": "The Redis cluster is moving our keys.",
    "BUSY": "The Redis server is busy with another script.",
}
"""Refusals that often end by themselves within moments, so that asking again is worth it."""

_LASTING = {
    "OOM": "The Redis server is out of memory (maxmemory) and refuses writes.",
    "MISCONF": "The Redis server cannot write to its disk and refuses writes.",
    "NOREPLICAS": "The Redis server has too few replicas (min-replicas-to-write) and refuses writes.",
    "NOAUTH": "The Redis server wants a password.",
    "WRONGPASS": "The Redis server did not accept the user name and password.",
    "NOPERM": "The Redis user lacks a permission.",
    "MOVED": "Our keys are kept by another node of this Redis cluster.",
    "ASK": "Our keys are moving to another node of this Redis cluster.",
}
"""Refusals that need somebody to act."""

_ANSWERED = (
    errors.ResponseError,
    errors.BusyLoadingError,
    errors.AuthenticationError,
    errors.AuthorizationError,
)
_UNANSWERED = (errors.ConnectionError, errors.TimeoutError, OSError)


class Refused(StoreUnavailable):
    """The server answered that it will not, and will not until somebody sees to it."""


class Script:
    """A Lua script with the names that all scripts share put before it."""

    def __init__(self, name: str) -> None:
        folder = files("bot.adapters") / "redis_scripts"
        self.text = "".join((folder / f"{part}.lua").read_text("utf-8") for part in ("prelude", name))
        self.sha = sha1(self.text.encode(), usedforsecurity=False).hexdigest()


script = cache(Script)


class _Question:
    """What is known so far about one question and its attempts."""

    def __init__(self) -> None:
        self.lost = False
        self.why = "The Redis server did not answer in time."

    @property
    def recorded(self) -> bool | None:
        return None if self.lost else False


class _Letter:
    """One command on its way, and whoever waits for its answer."""

    def __init__(
        self, command: tuple[str | int, ...], question: _Question, answer: asyncio.Future[Any]
    ) -> None:
        self.command = command
        self.answer = answer
        self._question = question
        self._lost_before = question.lost

    def sent(self) -> None:
        """From now on it may have been carried out."""
        self._question.lost = True

    def answered(self, answer: Any) -> None:
        self._question.lost = self._lost_before
        if not self.answer.done():
            self.answer.set_result(answer)

    def refused(self, refusal: errors.RedisError) -> None:
        self._question.lost = self._lost_before
        if not self.answer.done():
            self.answer.set_exception(refusal)


class Wire:
    """A pool of connections to one server, for one event loop.

    url: redis://, rediss:// or unix://, with options as redis-py knows them.
    pool_size: connections at most; a question waits for a free one.
    socket_timeout: seconds to wait for a connection or for one answer.

    Every question raises `StoreUnavailable` when the server cannot be reached, does not answer or refuses for a
    reason that lies with the server; an answer that means a mistake of ours stays redis-py's `ResponseError`.
    """

    def __init__(self, url: str, *, pool_size: int, socket_timeout: float) -> None:
        self._pool = BlockingConnectionPool.from_url(
            url,
            max_connections=pool_size,
            timeout=PATIENCE,
            socket_timeout=socket_timeout,
            socket_connect_timeout=socket_timeout,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
            decode_responses=True,
        )
        self._waiting: list[_Letter] = []
        self._bundles: set[asyncio.Task[None]] = set()

    async def ask(self, *command: str | int) -> Any:
        """The answer to one command that changes nothing, so that it is certain that nothing was written."""
        try:
            return await self._insist(lambda question: self._attempt(question, *command))
        except StoreUnavailable as away:
            away.recorded = False
            raise

    async def run(self, name: str, key: str, *arguments: str | int) -> Any:
        """The answer of the script `name`, sent again whole when the server does not know it (any more)."""
        code = script(name)

        async def attempt(question: _Question) -> Any:
            try:
                return await self._attempt(question, "EVALSHA", code.sha, 1, key, *arguments)
            except errors.NoScriptError:
                return await self._attempt(question, "EVAL", code.text, 1, key, *arguments)

        return await self._insist(attempt)

    async def close(self) -> None:
        """Close every connection."""
        for bundle in tuple(self._bundles):
            bundle.cancel()
        await asyncio.gather(*self._bundles, return_exceptions=True)
        await self._pool.aclose()

    async def _insist(self, attempt: Callable[[_Question], Awaitable[Any]]) -> Any:
        question = _Question()
        deadline = asyncio.timeout(PATIENCE)
        try:
            async with deadline:
                for pause in _PAUSES:
                    if pause:
                        await asyncio.sleep(pause)
                    try:
                        return await attempt(question)
                    except _ANSWERED as refusal:
                        code = _code(refusal)
                        if code in _LASTING:
                            why = f"{_LASTING[code]} It said: {refusal}"
                            raise Refused(why, recorded=question.recorded) from refusal
                        if code not in _PASSING:
                            raise
                        question.why = f"{_PASSING[code]} It said: {refusal}"
                    except _UNANSWERED as failure:
                        question.why = f"The Redis server cannot be reached: {failure}"
        except TimeoutError:
            if not deadline.expired():
                raise
        raise StoreUnavailable(question.why, recorded=question.recorded)

    async def _connection(self) -> AbstractConnection:
        """A connection that is ours until released. On a Unix socket redis-py hides a refusal in another error."""
        try:
            connection: AbstractConnection = await self._pool.get_connection()  # type: ignore[no-untyped-call]
        except errors.ConnectionError as failure:
            if isinstance(failure.__cause__, _ANSWERED):
                raise failure.__cause__ from None
            raise
        return connection

    async def _attempt(self, question: _Question, *command: str | int) -> Any:
        """Send a command along with whatever else is to be sent at this moment, and wait for its own answer."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Letter(command, question, answer))
        self._send_on()
        return await answer

    def _send_on(self) -> None:
        """Put another bundle on its way if there is something to send and not enough are."""
        if self._waiting and len(self._bundles) < BUNDLES:
            bundle = asyncio.create_task(self._bundle())
            self._bundles.add(bundle)
            bundle.add_done_callback(self._arrived)

    def _arrived(self, bundle: asyncio.Task[None]) -> None:
        self._bundles.discard(bundle)
        self._send_on()

    async def _bundle(self) -> None:
        """One write and one read for everything that waits: what comes at once shares the way and the disk."""
        letters = [letter for letter in self._waiting if not letter.answer.done()]
        self._waiting.clear()
        if not letters:
            return
        try:
            await self._exchange(letters)
        except Exception as failure:  # noqa: BLE001 - every letter carries it to whoever waits
            for letter in letters:
                if not letter.answer.done():
                    letter.answer.set_exception(failure)
        finally:
            for letter in letters:
                letter.answer.cancel()

    async def _exchange(self, letters: list[_Letter]) -> None:
        connection = await self._connection()
        anew = False
        try:
            for letter in letters:
                letter.sent()
            packed = connection.pack_commands([letter.command for letter in letters])
            await connection.send_packed_command(packed)
            for letter in letters:
                try:
                    letter.answered(await connection.read_response())
                except _ANSWERED as refusal:
                    letter.refused(refusal)
                    anew |= _code(refusal) in _PASSING
            if anew:
                # After a failover the same address leads to another server: connect anew.
                await connection.disconnect()
        finally:
            await self._pool.release(connection)


def _code(refusal: errors.RedisError) -> str:
    """The first word of what the server said, such as READONLY; a password that is wrong has several."""
    code = refusal.status_code or str(refusal).partition(" ")[0]
    return "WRONGPASS" if isinstance(refusal, errors.AuthenticationError) and code == "ERR" else code
