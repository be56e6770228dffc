"""What a document may take of the machine: a huge or hostile one is a sentence, and never the end of the bot."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from bot.adapters.press import ChildPress
from bot.domain.events import NoteAdded, Recorded
from bot.domain.fold import fold
from bot.service.documents import document
from bot.service.ports import PressFailed
from bot.views.charts import BarChart
from bot.views.paper import Paper, blocks
from bot.views.postmortem import PAPER_MOST
from tests.bot.views.documents import DOCUMENTS, TEMPLATES
from tests.bot.views.stories import drift
from tests.bot.views.telling import ANA, History

NOTHING = BarChart(title="Nothing", categories=(), series=())
MB = 1024**2


def limited(limit: str) -> ChildPress:
    """Our own press with another limit."""
    told = f"from bot.adapters import press_work; press_work.{limit}; press_work.main()"
    return ChildPress(TEMPLATES, work=(sys.executable, "-I", "-c", told))


def program(told: str) -> ChildPress:
    """A press that runs this instead of drawing."""
    return ChildPress(TEMPLATES, work=(sys.executable, "-I", "-c", told))


@cache
def thick(pages: int) -> Paper:
    """A document of so many pages."""
    lines = "\n\n".join(f"- **{n}** " + "the feed <b>changed</b> its schema " * 60 for n in range(pages))
    return Paper(
        title="Secret words",
        reference="INC-1",
        subject="Post-mortem",
        marks=(),
        as_of=datetime(2026, 12, 28, tzinfo=UTC),
        as_of_words="then",
        blocks=blocks(lines),
        charts={},
    )


async def test_memory_ends() -> None:
    """A document that needs more memory than it may have is told in a sentence; the next one is made all the same."""
    press = limited(f"MEMORY_MOST = {420 * MB}")
    with pytest.raises(
        PressFailed, match=r"^The PDF could not be made: its process ended with status -?\d+\.$"
    ):
        await press.pdf(thick(900))
    assert (await press.pdf(thick(1))).startswith(b"%PDF-")


async def test_time_of_the_processor_ends() -> None:
    """A document that is worked on for ever is ended by the system, whatever the bot does meanwhile."""
    with pytest.raises(PressFailed, match=r"its process ended with status -(24|9)\.$"):
        await limited("CPU_SECONDS_MOST = 1").pdf(thick(300))


async def test_what_is_made_is_not_endless() -> None:
    """A file that never ends is cut off before the bot has taken all of it into its memory."""
    endless = "import sys\nwhile True: sys.stdout.buffer.write(bytes(1 << 20))"
    with pytest.raises(PressFailed, match=r"it would be larger than 64 MB\.$"):
        await program(endless).picture(NOTHING, "png")


async def test_complaints_are_not_endless() -> None:
    """A child that complains for ever while it draws does not stop for it, and is not kept."""
    chatty = "import sys; sys.stderr.write('x' * 5_000_000); sys.stdout.write('made')"
    assert await program(chatty).picture(NOTHING, "png") == b"made"


async def test_it_goes_first_when_memory_is_short() -> None:
    """A machine without memory ends the press and not the bot (Linux: oom_score_adj)."""
    if not Path("/proc/self/oom_score_adj").exists():
        pytest.skip("this system has no such thing")
    shown = "w.done = lambda _: open('/proc/self/oom_score_adj', 'rb').read()"
    told = f"from bot.adapters import press_work as w; {shown}; w.main()"
    assert (await program(told).picture(NOTHING, "png")).strip() == b"1000"


async def test_nowhere_to_work(tmp_path: Path) -> None:
    """Where no temporary directory can be had it is a sentence, too."""
    with pytest.raises(PressFailed, match=r"it has no place to work at \(No such file or directory\)\.$"):
        await ChildPress(TEMPLATES, place=tmp_path / "gone").picture(NOTHING, "png")


async def test_nothing_is_left_of_it() -> None:
    """A process that nobody waits for any more is ended, and its answer is nobody's."""
    told = "import os, sys, time; sys.stderr.write(str(os.getpid())); sys.stderr.flush(); time.sleep(600)"
    asked = asyncio.create_task(program(told).picture(NOTHING, "png"))
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    if not children.exists():
        pytest.skip("this system does not tell a process's children")
    before = set(children.read_text("ascii").split())
    while not (fresh := set(children.read_text("ascii").split()) - before):
        await asyncio.sleep(0.01)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    assert not fresh & set(children.read_text("ascii").split())


async def test_longer_than_a_document_gets() -> None:
    """Of a history of millions of characters there is Markdown; page and PDF are refused before they take memory."""
    life = drift()
    note = NoteAdded(text="It is stale. " * (PAPER_MOST // 12), source=None, via="command")
    events = (*life.events, Recorded(version=life.it.version + 1, at=life.now, by=ANA, event=note))
    it = fold(life.number, events)
    assert it is not None
    long = History(life.number, events, it, life.now)
    written = await document(DOCUMENTS, ChildPress(TEMPLATES), long.it, long.events, long.now, "markdown")
    assert len(written) > PAPER_MOST
    for form in ("html", "pdf"):
        with pytest.raises(
            PressFailed, match=r"^The document is too long to be set; its Markdown has all of it\.$"
        ):
            await document(DOCUMENTS, ChildPress(TEMPLATES), long.it, long.events, long.now, form)
