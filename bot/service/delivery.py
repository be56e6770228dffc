"""How each effect is performed, so that doing one twice is harmless.

A function makes the Slack calls of one effect and returns the command that reports what came of it, or None when
there is nothing to record. What an earlier attempt may have done already is looked for before it is done again:
channels by name among the bot's own, messages by the key in their metadata, files by the id that was noted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from bot.domain import commands as ask
from bot.domain import effects as do
from bot.domain.commands import Command
from bot.domain.effects import Effect
from bot.domain.events import MessageSource, Recorded, RoleTaken
from bot.domain.incident import Incident
from bot.service.ledger import Ledger
from bot.service.ports import Claimed, Clock, Store
from bot.service.slack_port import Identity, Slack, SlackRefused
from bot.service.slack_text import PUSHPIN, from_ts, permalink, typed
from bot.views.postmortem import Documents
from bot.views.render import Message, Words

METADATA = "tocsin_effect"
NAMES_TRIED = 5
INVITED_AT_ONCE = 100
TOPIC_MOST = 250
NOTED_EMOJI = "memo"


@dataclass(frozen=True, slots=True)
class Way:
    """Everything a delivery may use."""

    slack: Slack
    identity: Identity
    store: Store
    ledger: Ledger
    words: Words
    documents: Documents
    clock: Clock
    owner: str


async def deliver(way: Way, claimed: Claimed, effect: Effect, it: Incident) -> Command | None:  # noqa: PLR0911, PLR0912
    """Perform one effect on present state.

    Raises:
        SlackRefused, SlackSilent: Slack did not do it; `answers.judge` says what follows.
        StoreUnavailable: the store went away meanwhile.
    """
    match effect:
        case do.OpenRoom():
            return await _open_room(way, it)
        case do.Invite():
            return await _invite(way, effect, _room(it))
        case do.PostCard():
            ts = await _post(way, claimed, _room(it), way.words.card(it, way.clock.now()))
            return ask.ReportCardPosted(ts)
        case do.RefreshCard():
            return await _refresh_card(way, claimed, it)
        case do.PinCard():
            if it.card:
                await way.slack.call("pins.add", channel=it.card.channel, timestamp=it.card.ts)
            return None
        case do.SetTopic():
            await way.slack.call(
                "conversations.setTopic", channel=_room(it), topic=way.words.topic(it)[:TOPIC_MOST]
            )
            return None
        case do.Announce():
            channel = it.policy.announce.channel or ""
            ts = await _post(way, claimed, channel, way.words.announcement(it, way.clock.now()))
            return ask.ReportAnnounced(channel, ts)
        case do.RefreshAnnouncement():
            if it.announcement:
                message = way.words.announcement(it, way.clock.now())
                await _update(way, it.announcement.channel, it.announcement.ts, message)
            return None
        case do.ShowReceipt():
            await way.slack.call("views.update", view_id=it.receipt, view=way.words.receipt(it))
            return None
        case do.TellRoom():
            recorded = await way.ledger.recorded(it.number, effect.event)
            if recorded is not None:
                await _post(way, claimed, _room(it), way.words.room_message(it, recorded))
            return None
        case do.TellPerson():
            await _tell_person(way, claimed, effect, it)
            return None
        case do.ReadMessage():
            return await _read_message(way, effect)
        case do.MarkNoted():
            method = "reactions.add" if effect.noted else "reactions.remove"
            await way.slack.call(method, channel=effect.channel, timestamp=effect.ts, name=NOTED_EMOJI)
            return None
        case do.SharePostmortem():
            return await _share_postmortem(way, claimed, effect, it)
        case do.ArchiveRoom():
            if it.open:
                # It was taken up again while this waited.
                return None
            await way.slack.call("conversations.archive", channel=_room(it))
            return ask.ReportRoomArchived()
        case do.UnarchiveRoom():
            await way.slack.call("conversations.unarchive", channel=_room(it))
            return ask.ReportRoomUnarchived()
        case _:
            assert_never(effect)


def after_done(effect: Effect) -> Command | None:
    """What to record when Slack says that it was so already."""
    match effect:
        case do.ArchiveRoom():
            return ask.ReportRoomArchived()
        case do.UnarchiveRoom():
            return ask.ReportRoomUnarchived()
        case _:
            return None


def _room(it: Incident) -> str:
    if it.room is None:
        raise SlackRefused("channel_not_found")
    return it.room.channel


async def _open_room(way: Way, it: Incident) -> Command | None:
    """Create the channel.

    A name that is taken is either ours from an attempt that was cut short, or the next is tried.
    """
    if it.room is not None:
        return None
    for attempt in range(NAMES_TRIED):
        name = way.words.room_name(it, attempt)
        try:
            answer = await way.slack.call("conversations.create", name=name, is_private=it.restricted)
        except SlackRefused as refused:
            if refused.code != "name_taken":
                raise
            ours = await _own_channel(way, name, it)
            if ours is not None:
                return ask.ReportRoomOpened(ours, name)
            continue
        channel = answer["channel"]
        return ask.ReportRoomOpened(channel["id"], channel["name"])
    raise SlackRefused("name_taken")


async def _own_channel(way: Way, name: str, it: Incident) -> str | None:
    """The channel of that name if the bot made it for this incident; only the bot's own channels are read."""
    cursor = ""
    while True:
        answer = await way.slack.call(
            "users.conversations", types="public_channel,private_channel", limit=200, cursor=cursor
        )
        for channel in answer["channels"]:
            made_now = channel.get("created", 0) >= int(it.declared_at.timestamp()) - 60
            if channel["name"] == name and channel.get("creator") == way.identity.user_id and made_now:
                taken = await way.store.incident_of_room(channel["id"])
                return channel["id"] if taken is None else None
        cursor = answer.get("response_metadata", {}).get("next_cursor", "")
        if not cursor:
            return None


async def _post(way: Way, claimed: Claimed, channel: str, message: Message, thread: str | None = None) -> str:
    """Post a message once, and return its ts."""
    if claimed.uncertain:
        posted = await _posted(way, channel, claimed.effect_id)
        if posted is not None:
            return posted
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


async def _posted(way: Way, channel: str, key: str) -> str | None:
    """The message that an earlier attempt may have posted, by the key in its metadata."""
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
    recorded = await way.ledger.recorded(int(incident), max(1, int(version)))
    return recorded.at if recorded else way.clock.now()


async def _update(way: Way, channel: str, ts: str, message: Message) -> None:
    await way.slack.call("chat.update", channel=channel, ts=ts, text=message.text, blocks=message.blocks)


async def _refresh_card(way: Way, claimed: Claimed, it: Incident) -> Command | None:
    """Edit the card; one that somebody deleted is posted anew."""
    if it.card is None:
        return None
    message = way.words.card(it, way.clock.now())
    try:
        await _update(way, it.card.channel, it.card.ts, message)
    except SlackRefused as refused:
        if refused.code != "message_not_found":
            raise
        ts = await _post(way, claimed, it.card.channel, message)
        return ask.ReportCardPosted(ts, instead_of=it.card.ts)
    return None


async def _tell_person(way: Way, claimed: Claimed, effect: do.TellPerson, it: Incident) -> None:
    recorded = await way.ledger.recorded(it.number, effect.event)
    if recorded is None:
        return
    answer = await way.slack.call("conversations.open", users=effect.person)
    await _post(way, claimed, answer["channel"]["id"], way.words.person_message(it, recorded, effect.person))


async def _invite(way: Way, effect: do.Invite, channel: str) -> Command:
    """Invite people and the members of groups; whoever cannot be invited does not keep the others out."""
    refused: dict[str, str] = {}
    people = dict.fromkeys(effect.people)
    for group in effect.groups:
        try:
            answer = await way.slack.call("usergroups.users.list", usergroup=group)
            people.update(dict.fromkeys(answer["users"]))
        except SlackRefused as problem:
            if problem.retry_after is not None:
                raise
            refused[group] = problem.code
    people.pop(way.identity.user_id, None)
    wanted = list(people)
    inside: list[str] = []
    for start in range(0, len(wanted), INVITED_AT_ONCE):
        batch = wanted[start : start + INVITED_AT_ONCE]
        kept_out = await _invite_batch(way, channel, batch)
        refused.update(kept_out)
        inside += [person for person in batch if person not in kept_out]
    return ask.ReportInvited(tuple(inside), refused)


async def _invite_batch(way: Way, channel: str, people: list[str]) -> dict[str, str]:
    """Who of these could not be invited, and why."""
    try:
        answer = await way.slack.call(
            "conversations.invite", channel=channel, users=",".join(people), force=True
        )
    except SlackRefused as refused:
        if refused.retry_after is not None or refused.code == "is_archived":
            raise
        if len(people) > 1:
            kept_out: dict[str, str] = {}
            for person in people:
                kept_out.update(await _invite_batch(way, channel, [person]))
            return kept_out
        return {} if refused.code in ("already_in_channel", "cant_invite_self") else {people[0]: refused.code}
    errors = answer.get("errors") or []
    return {
        str(error["user"]): str(error["error"])
        for error in errors
        if error.get("user") and error.get("error") not in ("already_in_channel", "cant_invite_self")
    }


async def _read_message(way: Way, effect: do.ReadMessage) -> Command | None:
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
    return ask.AddNote(source.text, source, "reaction")


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


async def _share_postmortem(way: Way, claimed: Claimed, effect: do.SharePostmortem, it: Incident) -> Command:
    """Upload the document; the file's id is noted before it is shared, so that it is shared once."""
    file = claimed.note
    if not file or not await _file_exists(way, file):
        history = await way.ledger.history(it.number)
        names = await _names(way, history) if it.policy.names_in_exports else None
        content = way.documents.postmortem_markdown(it, history, way.clock.now(), names).encode()
        name = f"{it.room.name if it.room else f'inc-{it.number}'}-postmortem-{effect.number}.md"
        place = await way.slack.call("files.getUploadURLExternal", filename=name, length=len(content))
        await way.slack.upload(place["upload_url"], content)
        file = str(place["file_id"])
        await way.store.remember(way.owner, claimed, file)
    elif shared := await _shared(way, file, _room(it)):
        return ask.ReportPostmortemShared(effect.number, file, shared)
    answer = await way.slack.call(
        "files.completeUploadExternal",
        files=[{"id": file, "title": f"Post-mortem of incident {it.number}"}],
        channel_id=_room(it),
        initial_comment=way.words.postmortem_comment(it, effect.number),
    )
    return ask.ReportPostmortemShared(effect.number, file, str(answer["files"][0].get("permalink", "")))


async def _names(way: Way, history: Sequence[Recorded]) -> dict[str, str]:
    """What the people who took part are called, for a team whose policy wants names."""
    people = {recorded.by for recorded in history} | {
        recorded.event.person for recorded in history if isinstance(recorded.event, RoleTaken)
    }
    names = {}
    for person in sorted(filter(None, people)):
        user = (await way.slack.call("users.info", user=person))["user"]
        names[person] = str(user.get("real_name") or user.get("name") or person)
    return names


async def _file_exists(way: Way, file: str) -> bool:
    try:
        await way.slack.call("files.info", file=file)
    except SlackRefused as refused:
        if refused.code in ("file_not_found", "file_deleted"):
            return False
        raise
    return True


async def _shared(way: Way, file: str, channel: str) -> str | None:
    """The file's permalink if it stands in the channel already."""
    info = (await way.slack.call("files.info", file=file))["file"]
    places = [*info.get("channels", []), *info.get("groups", [])]
    return str(info.get("permalink", "")) if channel in places else None
