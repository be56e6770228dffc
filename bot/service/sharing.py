"""Files under a message, shared once: their ids are noted before anybody sees them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.strict import Strict
from bot.service.ports import Claimed
from bot.service.slack_port import SlackRefused
from bot.service.way import Way, remember
from bot.views.text import clip

ALTERNATIVE_MOST = 1000
"""Characters of a picture's text alternative (Slack: files.getUploadURLExternal)."""

_GONE = ("file_not_found", "file_deleted")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file's name, title and content; `alternative` says the same in words where it is a picture."""

    name: str
    title: str
    content: bytes
    alternative: str = ""


class Uploaded(Strict):
    """What an attempt left for the next: files that Slack has and perhaps nobody sees, and what could not be made."""

    files: tuple[tuple[str, str], ...] = ()
    missing: str = ""


Make = Callable[[], Awaitable[tuple[Sequence[Attachment], str]]]
"""Makes the files, and a sentence for those that could not be made."""


async def share(way: Way, claimed: Claimed, channel: str, thread: str, make: Make) -> Uploaded:
    """Put files under the message `thread` of the channel, all at once.

    Raises:
        SlackRefused, SlackSilent: they are not there.
        StoreUnavailable: the store went away meanwhile.
    """
    uploaded = Uploaded.model_validate_json(claimed.note) if claimed.note else Uploaded()
    known = await _info(way, uploaded.files[0][0]) if uploaded.files else None
    if known is None:
        uploaded = await _upload(way, claimed, make)
    elif channel in (*known.get("channels", ()), *known.get("groups", ()), *known.get("ims", ())):
        return uploaded
    if uploaded.files:
        await _show(way, uploaded, channel, thread)
    return uploaded


async def _show(way: Way, uploaded: Uploaded, channel: str, thread: str) -> None:
    """Hand the files in; a public channel that the bot is not in is joined first, for files ask for that."""
    files = [{"id": file, "title": title} for file, title in uploaded.files]
    shown = {"files": files, "channel_id": channel, "thread_ts": thread}
    try:
        await way.slack.call("files.completeUploadExternal", **shown)
    except SlackRefused as refused:
        if refused.code != "not_in_channel":
            raise
        await way.slack.call("conversations.join", channel=channel)
        await way.slack.call("files.completeUploadExternal", **shown)


async def _upload(way: Way, claimed: Claimed, make: Make) -> Uploaded:
    """Send the files to Slack, where nobody sees them yet."""
    attachments, missing = await make()
    files = []
    for each in attachments:
        more = {"alt_txt": clip(each.alternative, ALTERNATIVE_MOST)} if each.alternative else {}
        place = await way.slack.call(
            "files.getUploadURLExternal", filename=each.name, length=len(each.content), **more
        )
        await way.slack.upload(place["upload_url"], each.content)
        files.append((str(place["file_id"]), each.title))
    uploaded = Uploaded(files=tuple(files), missing=missing)
    await remember(way, claimed, uploaded.model_dump_json())
    return uploaded


async def _info(way: Way, file: str) -> dict[str, Any] | None:
    """What Slack knows of the file, None when there is none of that id (any more)."""
    try:
        return dict((await way.slack.call("files.info", file=file))["file"])
    except SlackRefused as refused:
        if refused.code in _GONE:
            return None
        raise
