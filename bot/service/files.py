"""The post-mortem as a file in the room, shared once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.domain import effects as do
from bot.domain.action_items import ItemAdded, ItemChanged
from bot.domain.actions import ActionKept
from bot.domain.commands import Command, ReportPostmortemShared
from bot.domain.events import Recorded, RoleTaken
from bot.domain.hypotheses import HypothesisCorrected, HypothesisRaised
from bot.domain.incident import Incident
from bot.domain.review import ReviewAssigned, ReviewBegun
from bot.service.documents import ENDINGS, document
from bot.service.ports import Claimed, NotYet, PressFailed
from bot.service.slack_port import SlackRefused
from bot.service.way import Way, remember, room

PRESS_TRIED = 3
PRESS_AGAIN = 20.0
"""How often a document is tried to be made, and for how many seconds the first failure is left alone."""


async def share_postmortem(way: Way, claimed: Claimed, effect: do.SharePostmortem, it: Incident) -> Command:
    """Upload the document; the file's id is noted before it is shared, so that it is shared once."""
    file = claimed.note
    known = await file_info(way, file) if file else None
    if known is None:
        file = await _upload(way, claimed, effect, it)
    elif room(it) in (*known.get("channels", ()), *known.get("groups", ())):
        return _shared(effect, file, known)
    answer = await way.slack.call(
        "files.completeUploadExternal",
        files=[{"id": file, "title": f"Post-mortem of incident {it.number}"}],
        channel_id=room(it),
        initial_comment=way.words.postmortem_comment(it, effect.number),
    )
    return _shared(effect, file, answer["files"][0])


def _shared(effect: do.SharePostmortem, file: str, known: Mapping[str, Any]) -> Command:
    link = str(known.get("permalink", ""))
    return ReportPostmortemShared(effect.number, file, link, effect.format)


async def _upload(way: Way, claimed: Claimed, effect: do.SharePostmortem, it: Incident) -> str:
    """Send the document to Slack, where nobody sees it yet; the file's id."""
    history = await way.ledger.history(it.number)
    names = await names_for(way, it, history)
    content = await _made(way, claimed, effect, it, history, names)
    ending = ENDINGS[effect.format]
    name = f"{it.room.name if it.room else f'inc-{it.number}'}-postmortem-{effect.number}.{ending}"
    place = await way.slack.call("files.getUploadURLExternal", filename=name, length=len(content))
    await way.slack.upload(place["upload_url"], content)
    file = str(place["file_id"])
    await remember(way, claimed, file)
    return file


async def _made(
    way: Way,
    claimed: Claimed,
    effect: do.SharePostmortem,
    it: Incident,
    history: Sequence[Recorded],
    names: dict[str, str] | None,
) -> bytes:
    """The document; a press that fails is asked again a few times, and then people are told.

    Raises:
        NotYet: it is to be made again.
        SlackRefused: it cannot be made.
    """
    try:
        return await document(way.documents, way.press, it, history, way.clock.now(), effect.format, names)
    except PressFailed as failed:
        if claimed.attempts < PRESS_TRIED:
            raise NotYet(str(failed), wait=PRESS_AGAIN * claimed.attempts, certain=True) from failed
        raise SlackRefused("document_not_made") from failed


async def names_for(way: Way, it: Incident, history: Sequence[Recorded]) -> dict[str, str] | None:
    """What people are called in documents, None for a team whose policy wants roles."""
    return await _names(way, history) if it.policy.names_in_exports else None


async def _names(way: Way, history: Sequence[Recorded]) -> dict[str, str]:
    """What the people who took part are called, for a team whose policy wants names."""
    people = {recorded.by for recorded in history} | {
        recorded.event.person for recorded in history if isinstance(recorded.event, RoleTaken)
    }
    people |= {
        recorded.event.owner
        for recorded in history
        if isinstance(
            recorded.event,
            HypothesisRaised
            | HypothesisCorrected
            | ItemAdded
            | ItemChanged
            | ActionKept
            | ReviewBegun
            | ReviewAssigned,
        )
    }
    return await names_of(way, filter(None, people))


async def names_of(way: Way, people: Iterable[str]) -> dict[str, str]:
    """What these people (Slack user ids) are called in Slack."""
    names = {}
    for person in sorted(set(people)):
        user = (await way.slack.call("users.info", user=person))["user"]
        names[person] = str(user.get("real_name") or user.get("name") or person)
    return names


async def file_info(way: Way, file: str) -> dict[str, Any] | None:
    """What Slack knows of the file, None when there is none of that id (any more)."""
    try:
        return dict((await way.slack.call("files.info", file=file))["file"])
    except SlackRefused as refused:
        if refused.code in ("file_not_found", "file_deleted"):
            return None
        raise
