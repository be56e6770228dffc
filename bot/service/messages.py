"""Posting a message once, finding one that may have been posted, editing, and reading what people wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.domain import effects as do
from bot.domain.commands import AddNote, Command
from bot.domain.events import MessageSource
from bot.service.ports import Claimed
from bot.service.slack_port import SlackRefused
from bot.service.slack_text import PUSHPIN, from_ts, permalink, typed
from bot.service.way import Way
from bot.views.render import Message

METADATA = "tocsin_effect"
"""The type of the metadata in which every message carries the id of its effect."""


async def post(way: Way, claimed: Claimed, channel: str, message: Message, thread: str | None = None) -> str:
    """Post a message once, and return its ts."""
    if claimed.uncertain:
        known = await posted(way, claimed, channel)
        if known is not None:
            return known
    arguments: dict[str, Any] = {"thread_ts": thread} if thread else {}
    answer = await way.slack.call(
        "chat.postMessage",
        channel=channel,
        text=message.text,
        blocks=message.blocks,
        metadata={"event_type": METADATA, "event_payload": {"effect": claimed.effect_id}},
        unfurl_links=False,
        unfurl_media=False,
        **arguments,
    )
    return str(answer["ts"])


async def posted(way: Way, claimed: Claimed, channel: str) -> str | None:
    """The message that an earlier attempt may have posted, by the key in its metadata."""
    key = claimed.effect_id
    oldest = (await _began(way, key)).timestamp() - 60
    cursor = ""
    while True:
        answer = await _history(
            way, channel=channel, include_all_metadata=True, limit=200, oldest=f"{oldest:.6f}", cursor=cursor
        )
        for message in answer["messages"]:
            metadata = message.get("metadata") or {}
            same = metadata.get("event_payload", {}).get("effect") == key
            if metadata.get("event_type") == METADATA and same:
                return str(message["ts"])
        cursor = answer.get("response_metadata", {}).get("next_cursor", "")
        if not cursor:
            return None


async def _history(way: Way, *, channel: str, **arguments: Any) -> dict[str, Any]:
    """Read a channel; a public one that the bot is not in is joined first."""
    try:
        return await way.slack.call("conversations.history", channel=channel, **arguments)
    except SlackRefused as refused:
        if refused.code != "not_in_channel":
            raise
    await way.slack.call("conversations.join", channel=channel)
    return await way.slack.call("conversations.history", channel=channel, **arguments)


async def _began(way: Way, key: str) -> datetime:
    """When the event behind an effect was recorded; effect ids begin `incident:version`."""
    incident, version, _ = key.split(":", 2)
    at = await way.ledger.moment(int(incident), max(1, int(version)))
    return at or way.clock.now()


async def update(way: Way, channel: str, ts: str, message: Message) -> None:
    """Show something else in a message of ours."""
    await way.slack.call("chat.update", channel=channel, ts=ts, text=message.text, blocks=message.blocks)


async def read_message(way: Way, effect: do.ReadMessage) -> Command | None:
    """The words, author and link of a message; None when it is gone, or its pushpin was taken off meanwhile."""
    found = await _message(way, effect.channel, effect.ts)
    if found is None or all(each["name"] != PUSHPIN for each in found.get("reactions", ())):
        return None
    source = MessageSource(
        channel=effect.channel,
        ts=effect.ts,
        author=str(found.get("user") or found.get("bot_id") or ""),
        written_at=from_ts(effect.ts),
        permalink=permalink(way.identity.workspace_url, effect.channel, effect.ts, found.get("thread_ts")),
        text=typed(str(found.get("text", ""))),
    )
    return AddNote(source.text, source, "reaction")


async def _message(way: Way, channel: str, ts: str) -> dict[str, Any] | None:
    """One message; a reply in a thread is read through its thread."""
    only_this = {"channel": channel, "latest": ts, "oldest": ts, "inclusive": True, "limit": 1}
    for method, arguments in (("conversations.history", {}), ("conversations.replies", {"ts": ts})):
        try:
            answer = await way.slack.call(method, **only_this, **arguments)
        except SlackRefused as refused:
            if refused.code != "thread_not_found":
                raise
            continue
        for message in answer["messages"]:
            if message["ts"] == ts:
                return dict(message)
    return None
