"""An edited post-mortem that somebody put into the room, read and compared; and the canvas of the published one."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.domain import effects as do
from bot.domain.commands import Command
from bot.domain.fold import fold
from bot.domain.incident import Incident
from bot.domain.review import DocumentProblem
from bot.domain.review_commands import ReportCanvasShown, ReportDocumentRead
from bot.service.files import file_info, names_for
from bot.service.slack_port import SlackRefused
from bot.service.way import Way, room
from bot.views.edited_document import Comparison, Made, compare

BYTES_MOST = 1_000_000
"""What a post-mortem surely does not need."""


async def read_document(way: Way, effect: do.ReadDocument, it: Incident) -> Command:
    """What the document says otherwise than the incident; nothing of it is taken over by that."""
    found = await _compared(way, effect, it)
    return ReportDocumentRead(
        file=effect.file,
        author=effect.asked_by,
        base=found.base,
        sections=found.sections or {},
        before=found.before or {},
        conflicts=found.conflicts,
        facts=found.facts,
        problem=found.problem,
    )


async def _compared(way: Way, effect: do.ReadDocument, it: Incident) -> Comparison:
    known = await file_info(way, effect.file)
    address = str((known or {}).get("url_private_download") or (known or {}).get("url_private") or "")
    if known is None or not address:
        return Comparison(problem=DocumentProblem.GONE)
    if int(known.get("size", 0)) > BYTES_MOST:
        return Comparison(problem=DocumentProblem.TOO_LARGE)
    try:
        text = (await way.slack.download(address, BYTES_MOST)).decode("utf-8-sig")
    except UnicodeDecodeError:
        return Comparison(problem=DocumentProblem.NOT_TEXT)
    except SlackRefused as refused:
        if refused.code not in ("file_not_found", "file_too_large"):
            raise
        gone = refused.code == "file_not_found"
        return Comparison(problem=DocumentProblem.GONE if gone else DocumentProblem.TOO_LARGE)
    if "\x00" in text:
        return Comparison(problem=DocumentProblem.NOT_TEXT)
    history = await way.ledger.history(it.number)
    names = await names_for(way, it, history)

    def written(made: Made) -> str | None:
        """The document as it was then, made anew from the events that it was made of."""
        events = [each for each in history if each.version <= made.version]
        then = fold(it.number, events)
        if then is None or then.version != made.version:
            return None
        return way.documents.postmortem_markdown(then, events, made.at, names)

    return await asyncio.to_thread(compare, text, it.number, it.review, written)


async def show_canvas(way: Way, it: Incident) -> Command | None:
    """Show the published post-mortem in the room's canvas, or in a tab of its own where the room's is somebody else's.

    Doing it twice shows the same: a canvas of ours is replaced as a whole, one that people made is never touched.
    """
    if not it.review.state.out:
        return None
    history = await way.ledger.history(it.number)
    names = await names_for(way, it, history)
    content = {
        "type": "markdown",
        "markdown": way.documents.canvas_markdown(it, history, way.clock.now(), names),
    }
    title = f"Post-mortem of INC-{it.number}"
    known = it.review.canvas or await _own_canvas(way, room(it))
    if known and await _replaced(way, known, content):
        return ReportCanvasShown(known)
    try:
        made = await way.slack.call(
            "conversations.canvases.create", channel_id=room(it), title=title, document_content=content
        )
    except SlackRefused as refused:
        if refused.code != "channel_canvas_already_exists":
            raise
        made = await way.slack.call(
            "canvases.create", channel_id=room(it), title=title, document_content=content
        )
    return ReportCanvasShown(str(made["canvas_id"]))


async def _replaced(way: Way, canvas: str, content: dict[str, str]) -> bool:
    """Whether the canvas is still there and shows this now."""
    change = {"operation": "replace", "document_content": content}
    try:
        await way.slack.call("canvases.edit", canvas_id=canvas, changes=[change])
    except SlackRefused as refused:
        if refused.code not in ("canvas_not_found", "canvas_deleted"):
            raise
        return False
    return True


async def _own_canvas(way: Way, channel: str) -> str:
    """The canvas of ours in that channel that an earlier attempt may have made; empty for none."""
    info: dict[str, Any] = (await way.slack.call("conversations.info", channel=channel))["channel"]
    properties = info.get("properties") or {}
    tabs = [*(properties.get("tabs") or ()), *(properties.get("tabz") or ())]
    places = [properties.get("canvas") or {}, *((tab.get("data") or {}) for tab in tabs)]
    for file in dict.fromkeys(str(place.get("file_id") or "") for place in places):
        known = await file_info(way, file) if file else None
        if known is not None and known.get("user") == way.identity.user_id:
            return file
    return ""
