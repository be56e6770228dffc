"""The post-mortem as a file in the room, shared once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain import effects as do
from bot.domain.actions import ActionKept
from bot.domain.commands import Command, ReportPostmortemShared
from bot.domain.events import Recorded, RoleTaken
from bot.domain.hypotheses import HypothesisCorrected, HypothesisRaised
from bot.domain.incident import Incident
from bot.service.ports import Claimed
from bot.service.slack_port import SlackRefused
from bot.service.way import Way, room


async def share_postmortem(way: Way, claimed: Claimed, effect: do.SharePostmortem, it: Incident) -> Command:
    """Upload the document; the file's id is noted before it is shared, so that it is shared once."""
    file = claimed.note
    known = await _info(way, file) if file else None
    if known is None:
        file = await _upload(way, claimed, effect, it)
    elif room(it) in (*known.get("channels", ()), *known.get("groups", ())):
        return ReportPostmortemShared(effect.number, file, str(known.get("permalink", "")))
    answer = await way.slack.call(
        "files.completeUploadExternal",
        files=[{"id": file, "title": f"Post-mortem of incident {it.number}"}],
        channel_id=room(it),
        initial_comment=way.words.postmortem_comment(it, effect.number),
    )
    return ReportPostmortemShared(effect.number, file, str(answer["files"][0].get("permalink", "")))


async def _upload(way: Way, claimed: Claimed, effect: do.SharePostmortem, it: Incident) -> str:
    """Send the document to Slack, where nobody sees it yet; the file's id."""
    history = await way.ledger.history(it.number)
    names = await _names(way, history) if it.policy.names_in_exports else None
    content = way.documents.postmortem_markdown(it, history, way.clock.now(), names).encode()
    name = f"{it.room.name if it.room else f'inc-{it.number}'}-postmortem-{effect.number}.md"
    place = await way.slack.call("files.getUploadURLExternal", filename=name, length=len(content))
    await way.slack.upload(place["upload_url"], content)
    file = str(place["file_id"])
    await way.store.remember(way.owner, claimed, file)
    return file


async def _names(way: Way, history: Sequence[Recorded]) -> dict[str, str]:
    """What the people who took part are called, for a team whose policy wants names."""
    people = {recorded.by for recorded in history} | {
        recorded.event.person for recorded in history if isinstance(recorded.event, RoleTaken)
    }
    people |= {
        recorded.event.owner
        for recorded in history
        if isinstance(recorded.event, HypothesisRaised | HypothesisCorrected | ActionKept)
    }
    names = {}
    for person in sorted(filter(None, people)):
        user = (await way.slack.call("users.info", user=person))["user"]
        names[person] = str(user.get("real_name") or user.get("name") or person)
    return names


async def _info(way: Way, file: str) -> dict[str, Any] | None:
    """What Slack knows of the file, None when there is none of that id (any more)."""
    try:
        return dict((await way.slack.call("files.info", file=file))["file"])
    except SlackRefused as refused:
        if refused.code in ("file_not_found", "file_deleted"):
            return None
        raise
