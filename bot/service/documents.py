"""The post-mortem in each of its forms, as the bytes of a file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import assert_never

from bot.domain.effects import DocumentForm
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.service.ports import Press, PressFailed
from bot.views.export import export_json
from bot.views.html import html
from bot.views.paper import Paper
from bot.views.postmortem import Documents, TooLong

ENDINGS: dict[DocumentForm, str] = {"markdown": "md", "json": "json", "html": "html", "pdf": "pdf"}
"""What the names of such files end in."""


async def document(
    documents: Documents,
    press: Press,
    it: Incident,
    history: Sequence[Recorded],
    now: datetime,
    form: DocumentForm,
    names: Mapping[str, str] | None = None,
) -> bytes:
    """The document of this incident as of `now` (UTC); `json` is everything recorded, and the ids of people with it.

    Raises:
        PressFailed: its pictures, or the PDF, could not be made.
    """
    match form:
        case "markdown":
            return (await _markdown(documents, it, history, now, names)).encode()
        case "json":
            return f"{export_json(it, history, now)}\n".encode()
        case "html":
            paper = await _paper(documents, it, history, now, names)
            drawn = await asyncio.gather(*(press.picture(chart, "svg") for chart in paper.charts.values()))
            return html(paper, dict(zip(paper.charts, drawn, strict=True))).encode()
        case "pdf":
            return await press.pdf(await _paper(documents, it, history, now, names))
        case _:
            assert_never(form)


async def _markdown(
    documents: Documents,
    it: Incident,
    history: Sequence[Recorded],
    now: datetime,
    names: Mapping[str, str] | None,
) -> str:
    """The document as Markdown; a very long one takes seconds, in which others are answered."""
    return await asyncio.to_thread(documents.postmortem_markdown, it, history, now, names)


async def _paper(
    documents: Documents,
    it: Incident,
    history: Sequence[Recorded],
    now: datetime,
    names: Mapping[str, str] | None,
) -> Paper:
    """The document as a tree; a long one takes a third of a second, in which others are answered."""
    try:
        return await asyncio.to_thread(documents.postmortem_paper, it, history, now, names)
    except TooLong as error:
        raise PressFailed("The document is too long to be set; its Markdown has all of it.") from error
