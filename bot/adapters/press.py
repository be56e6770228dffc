"""Pictures and PDF documents, made in a process of their own.

matplotlib and Typst take a second of processor time, a hundred megabytes, and text that strangers typed; none of that
belongs where commands are answered. So each task is a child process that gets JSON and answers bytes. It inherits no
environment, so that no token is in it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import tempfile
from pathlib import Path

from bot.adapters.press_task import DrawChart, SetPaper, Task
from bot.service.ports import PressFailed
from bot.views.charts import Chart, Form
from bot.views.paper import Paper

log = logging.getLogger(__name__)

SECONDS_MOST = 60.0
"""How long a task may take; on a machine with nothing else to do it takes two."""

AT_ONCE = 1
"""Tasks side by side: what waits is nothing that anybody is kept waiting for."""

MADE_MOST = 64 * 1024**2
"""Bytes of a file that are taken from a task."""

TEMPLATE = "documents/postmortem.typ"

_KEPT_OF_STDERR = 2000
_PART = 64 * 1024


class ChildPress:
    """`Press` that runs `bot.adapters.press_work` for each task."""

    def __init__(
        self,
        templates: Path,
        *,
        seconds: float = SECONDS_MOST,
        work: tuple[str, ...] = (),
        place: Path | None = None,
    ) -> None:
        """`work`: the command that does a task, in place of our own; `place`: where it works, the system's if None."""
        self._place = place
        self._template = str(templates / TEMPLATE)
        self._seconds = seconds
        self._work = work or (sys.executable, "-I", "-m", "bot.adapters.press_work")
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def picture(self, chart: Chart, form: Form) -> bytes:
        """The chart as an image file.

        Raises:
            PressFailed: it could not be drawn.
        """
        return await self._done(DrawChart(chart=chart, form=form), "The picture could not be drawn")

    async def pdf(self, paper: Paper) -> bytes:
        """The document as a tagged PDF, its pictures included.

        Raises:
            PressFailed: it could not be set.
        """
        return await self._done(SetPaper(paper=paper, template=self._template), "The PDF could not be made")

    async def _done(self, task: Task, failure: str) -> bytes:
        async with self._turn:
            try:
                place = tempfile.TemporaryDirectory(
                    prefix="tocsin-press-", dir=self._place, ignore_cleanup_errors=True
                )
            except OSError as error:
                raise PressFailed(f"{failure}: it has no place to work at ({error.strerror}).") from error
            with place as path:
                return await self._run(task, failure, path)

    async def _run(self, task: Task, failure: str, place: str) -> bytes:
        pipe = asyncio.subprocess.PIPE
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": place,
            "MPLCONFIGDIR": place,
            "OPENBLAS_NUM_THREADS": "1",
            "RAYON_NUM_THREADS": "2",
        }
        try:
            child = await asyncio.create_subprocess_exec(
                *self._work, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, cwd=place
            )
        except OSError as error:
            raise PressFailed(f"{failure}: no process could be started ({error.strerror}).") from error
        try:
            async with asyncio.timeout(self._seconds):
                made, said = await _answer(child, task.model_dump_json().encode())
        except TimeoutError as error:
            raise PressFailed(f"{failure}: it took longer than {self._seconds:g} s.") from error
        finally:
            await _ended(child)
        if len(made) > MADE_MOST:
            raise PressFailed(f"{failure}: it would be larger than {MADE_MOST // 1024**2} MB.")
        if child.returncode or not made:
            log.error("The press failed: %s", said.decode("utf-8", "replace"))
            raise PressFailed(f"{failure}: its process ended with status {child.returncode}.")
        return made


async def _answer(child: asyncio.subprocess.Process, asked: bytes) -> tuple[bytes, bytes]:
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
        made = await _beginning(child.stdout, MADE_MOST + 1)
        if len(made) > MADE_MOST:
            return made, b""
        said = await complaint
        await child.wait()
        return made, said
    finally:
        complaint.cancel()


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
    """A child that nobody waits for any more is stopped."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
