"""Work in a process of its own, which can be ended: for libraries that take long, take much, or never come back.

A child gets bytes on its standard input and answers bytes. It inherits no environment, so that no token is in it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_KEPT_OF_STDERR = 2000
_PART = 64 * 1024


class ChildFailed(Exception):
    """The work was not done; the text says why, as the end of a sentence. `said`: what the child complained of."""

    def __init__(self, why: str, said: str = "") -> None:
        """`said` may hold what strangers typed."""
        super().__init__(why)
        self.said = said


class ChildNotStarted(ChildFailed):
    """There is no room for a process now; it has nothing to do with the work."""


class ChildTooLarge(ChildFailed):
    """More was answered than is taken."""


class ChildEnded(ChildFailed):
    """It did not come to an end in time, or not to a good one."""


@dataclass(frozen=True, slots=True)
class Child:
    """A command that does one task.

    seconds: how long it may take. made_most: bytes that are taken of its answer. environment: what it is told besides
    `PATH` and `HOME`; `{place}` is its own directory, below `place` (the system's if None), gone when it is done.
    """

    command: tuple[str, ...]
    seconds: float
    made_most: int
    prefix: str
    environment: Mapping[str, str]
    place: Path | None = None

    async def done(self, asked: bytes) -> bytes:
        """What the child answers.

        Raises:
            ChildFailed: it does not, or nothing.
        """
        try:
            place = tempfile.TemporaryDirectory(
                prefix=self.prefix, dir=self.place, ignore_cleanup_errors=True
            )
        except OSError as error:
            raise ChildNotStarted(f"it has no place to work at ({error.strerror})") from error
        with place as path:
            return await self._run(asked, path)

    async def _run(self, asked: bytes, place: str) -> bytes:
        pipe = asyncio.subprocess.PIPE
        told = {key: value.format(place=place) for key, value in self.environment.items()}
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": place, **told}
        try:
            child = await asyncio.create_subprocess_exec(
                *self.command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, cwd=place
            )
        except OSError as error:
            raise ChildNotStarted(f"no process could be started ({error.strerror})") from error
        try:
            async with asyncio.timeout(self.seconds):
                made, said = await _answer(child, asked, self.made_most)
        except TimeoutError as error:
            raise ChildEnded(f"it took longer than {self.seconds:g} s") from error
        finally:
            await _ended(child)
        if len(made) > self.made_most:
            raise ChildTooLarge(f"it would be larger than {self.made_most // 1024**2} MB")
        if child.returncode or not made:
            why = f"its process ended with status {child.returncode}"
            raise ChildEnded(why, said.decode("utf-8", "replace"))
        return made


async def _answer(child: asyncio.subprocess.Process, asked: bytes, most: int) -> tuple[bytes, bytes]:
    """What the child wrote, and what it complained of; of more than anybody wants the rest is left with it."""
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    complaint = asyncio.create_task(_tail(child.stderr))
    try:
        # A child that ended before it read everything says by its status why.
        with contextlib.suppress(ConnectionError):
            child.stdin.write(asked)
            await child.stdin.drain()
        child.stdin.close()
        made = await _beginning(child.stdout, most + 1)
        if len(made) > most:
            return made, b""
        said = await complaint
        await child.wait()
        return made, said
    finally:
        complaint.cancel()
        await asyncio.wait([complaint])


async def _beginning(stream: asyncio.StreamReader, most: int) -> bytes:
    read = bytearray()
    while len(read) < most and (part := await stream.read(_PART)):
        read += part
    return bytes(read)


async def _tail(stream: asyncio.StreamReader) -> bytes:
    read = b""
    while part := await stream.read(_PART):
        read = (read + part)[-_KEPT_OF_STDERR:]
    return read


async def _ended(child: asyncio.subprocess.Process) -> None:
    """A child that nobody waits for any more is stopped.

    What it has written by then is read: asyncio knows of the end only once its pipes are empty.
    """
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
    await child.communicate()
