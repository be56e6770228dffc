"""Pictures and PDF documents, made in a process of their own."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader

from bot.adapters.press import ChildPress
from bot.service.ports import PressFailed
from bot.views.charts import BarChart, Chart, Series
from bot.views.paper import Paper
from tests.bot.views.documents import DOCUMENTS, TEMPLATES
from tests.bot.views.responses import false_page, long_words, responded
from tests.bot.views.stories import drift, empty, hostile, whole_life
from tests.bot.views.telling import History

TEXT = "{http://www.w3.org/2000/svg}text"
BARS = BarChart(
    title="Incidents $by$ <severity> & week",
    categories=("W40", "W41"),
    series=(
        Series(name="SEV1", values=(1, 0)),
        Series(name="SEV2", values=(2, 1200)),
    ),
    note="Drills are not counted.",
)
NOTHING = BarChart(title="Nothing", categories=(), series=())


def press(*work: str, seconds: float = 60) -> ChildPress:
    """The press of the templates here; `work` is a program in place of ours."""
    return ChildPress(TEMPLATES, seconds=seconds, work=(sys.executable, "-I", "-c", *work) if work else ())


def paper_of(history: History) -> Paper:
    """Its document as a tree."""
    return DOCUMENTS.postmortem_paper(history.it, history.events, history.now)


def timeline_of(history: History) -> Chart:
    """Its timeline."""
    return paper_of(history).charts["timeline"]


def words(svg: bytes) -> list[str]:
    """The text of a drawing."""
    return ["".join(each.itertext()) for each in ET.fromstring(svg).iter(TEXT)]  # noqa: S314 - our own drawing


@pytest.mark.parametrize("life", [drift, empty, hostile, whole_life, false_page])
async def test_a_timeline_is_drawn(life: Any) -> None:
    """Every life has a drawing with its rows as text, its name and what it shows, and nothing that could be run."""
    chart = timeline_of(life())
    assert chart.kind == "timeline"
    svg = await press().picture(chart, "svg")
    drawn = words(svg)
    assert chart.title in drawn
    assert sum(row.name.split(":")[0] in " ".join(drawn) for row in chart.lanes) == len(chart.lanes)
    assert b"<script" not in svg and b'href="http' not in svg.replace(b'xlink:href="#', b"")
    assert b"<desc>" in svg


async def test_the_same_twice() -> None:
    """The same chart and the same document are the same bytes, whenever they are made."""
    chart, paper = timeline_of(drift()), paper_of(drift())
    assert await press().picture(chart, "svg") == await press().picture(chart, "svg")
    assert await press().picture(BARS, "png") == await press().picture(BARS, "png")
    assert await press().pdf(paper) == await press().pdf(paper)


async def test_figures_are_drawn_and_text_is_text() -> None:
    """Bars bear their figures, and the whole stands above them; a dollar is no formula."""
    bars = words(await press().picture(BARS, "svg"))
    assert {BARS.title, "1,200", "3", "SEV1", "Drills are not counted."} <= set(bars)
    assert "Nothing to show yet" in words(await press().picture(NOTHING, "svg"))


async def test_a_png_is_sharp_enough() -> None:
    """A picture for Slack has twice the pixels of its layout, and is no larger than half a megabyte."""
    png = await press().picture(BARS, "png")
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height > 500, len(png) < 500_000) == (1440, True, True)


@pytest.mark.parametrize(
    ("life", "pages"),
    [
        pytest.param(drift, range(4, 12), id="plain"),
        pytest.param(empty, range(2, 8), id="empty"),
        pytest.param(hostile, range(20, 140), id="hostile"),
        pytest.param(false_page, range(1, 12), id="false page"),
        pytest.param(lambda: responded(long_words), range(10, 400), id="as long as it gets"),
    ],
)
async def test_a_pdf_can_be_read(life: Any, pages: range) -> None:
    """A PDF has a title, a language, tags, the text alternative of its picture, and a running head and foot."""
    history = life()
    paper = paper_of(history)
    read = PdfReader(io.BytesIO(await press().pdf(paper)))
    assert len(read.pages) in pages
    assert read.metadata is not None
    assert read.metadata.title == paper.title
    assert read.metadata.creation_date is not None
    assert abs(read.metadata.creation_date - history.now).total_seconds() < 1
    catalogue: Any = read.trailer["/Root"]
    assert catalogue["/Lang"] == "en"
    assert "/StructTreeRoot" in catalogue and catalogue["/MarkInfo"]["/Marked"]
    last = read.pages[-1].extract_text()
    assert f"Page {len(read.pages)} of {len(read.pages)}" in last
    assert paper.reference in last
    box = read.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)
    assert list(alternatives(catalogue["/StructTreeRoot"])) == [
        chart.alternative for chart in paper.charts.values()
    ]


def alternatives(node: Any) -> Iterator[str]:
    """The text alternatives of a tagged document's figures."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from alternatives(each)
    elif isinstance(node, dict):
        if "/Alt" in node:
            yield str(node["/Alt"])
        if "/K" in node:
            yield from alternatives(node["/K"])


async def test_the_words_of_a_pdf_can_be_copied() -> None:
    """Facts, typed words with their tricks, and the picture's labels are text in it; addresses are links."""
    read = PdfReader(io.BytesIO(await press().pdf(paper_of(hostile()))))
    text = "".join(page.extract_text() for page in read.pages[:12])
    seen = "".join(text.replace("\u200b", "").split())
    assert "<script>alert('x')</script>" in seen
    assert "#notaheading" in seen
    assert "Milestones" in seen
    links = {
        str(target)
        for page in PdfReader(io.BytesIO(await press().pdf(paper_of(drift())))).pages
        for note in page.get("/Annots", ())
        if (target := note.get_object().get("/A", {}).get("/URI"))
    }
    assert "https://team.slack.example/files/F0FILE/inc-7.md" in links


async def test_a_crash_is_a_sentence() -> None:
    """A process that dies, says nothing, or cannot be started is told in a sentence without anybody's words."""
    with pytest.raises(
        PressFailed, match=r"^The picture could not be drawn: its process ended with status -9\.$"
    ):
        await press("import os; os.kill(os.getpid(), 9)").picture(BARS, "png")
    with pytest.raises(PressFailed, match=r"ended with status 0\.$"):
        await press("pass").picture(BARS, "png")
    with pytest.raises(PressFailed, match=r"^The PDF could not be made: no process could be started"):
        await ChildPress(TEMPLATES, work=("no-such-program-anywhere",)).pdf(paper_of(empty()))


async def test_patience_ends() -> None:
    """A process that goes on for ever is stopped when its time is over."""
    with pytest.raises(PressFailed, match=r"it took longer than 0\.5 s\.$"):
        await press("import time; time.sleep(600)", seconds=0.5).picture(BARS, "png")


async def test_it_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process sees none of the bot's environment but the path of programs."""
    monkeypatch.setitem(os.environ, "SLACK_BOT_TOKEN", "xoxb-secret")
    shown = await press("import os; print(sorted(os.environ))").picture(BARS, "png")
    assert b"PATH" in shown
    assert b"SLACK" not in shown and b"REDIS" not in shown


def test_the_bot_is_free_of_it() -> None:
    """A bot with all its handlers has neither matplotlib nor Typst nor the libraries of calendars in its process."""
    told = (
        "import sys, bot.app, handlers.listeners, bot.export; print([m for m in sys.modules if '.' not in m])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", told],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    apart = {"'matplotlib'", "'typst'", "'numpy'", "'PIL'", "'icalendar'", "'recurring_ical_events'"}
    assert not apart & set(ran.stdout.strip("[]\n").split(", "))
