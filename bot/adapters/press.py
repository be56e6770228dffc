"""Pictures and PDF documents, made in a process of their own.

matplotlib and Typst take a second of processor time, a hundred megabytes, and text that strangers typed; none of that
belongs where commands are answered. So each task is a child process (`bot.adapters.child`) that gets JSON.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path

from bot.adapters.child import Child, ChildFailed
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

ENVIRONMENT = {"MPLCONFIGDIR": "{place}", "OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "2"}


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
        self._template = str(templates / TEMPLATE)
        command = work or (sys.executable, "-I", "-m", "bot.adapters.press_work")
        self._child = Child(command, seconds, MADE_MOST, "tocsin-press-", ENVIRONMENT, place)
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
                return await self._child.done(task.model_dump_json().encode())
            except ChildFailed as failed:
                log.warning("The press failed: %s. %s", failed, failed.said)
                raise PressFailed(f"{failure}: {failed}.") from failed
