"""The methods of chat.* for messages that are posted later."""

from sandbox.methods import content, destinations, mentions
from sandbox.methods.paging import metadata, page
from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state.model import APP, BOT, BOT_USER, TEAM
from sandbox.state.pending import ScheduledMessage

AHEAD = 120 * 24 * 3600
WINDOW = 300
IN_WINDOW = 30
# Seconds before its time from which a message can no longer be called back.
ON_ITS_WAY = 60


@method(
    "chat.scheduleMessage",
    scopes="chat:write",
    tier=3,
    args="channel! post_at! text blocks attachments markdown_text metadata thread_ts reply_broadcast link_names parse "
    "as_user unfurl_links unfurl_media",
    errors="channel_not_found is_archived not_in_channel no_text msg_too_long invalid_blocks invalid_blocks_format "
    "too_many_attachments markdown_text_conflict invalid_metadata_format invalid_metadata_schema "
    "metadata_too_large invalid_time time_in_past time_too_far restricted_too_many",
    simplified="A thread_ts is looked at only when the message is due; one that cannot be posted then is dropped "
    "without a word. With metadata it is never posted, as Slack documents of itself.",
)
def schedule(call: Call) -> Json:
    """Keep a message until its time."""
    mentions.check_parse(call.args, "none", "full")
    for name in ("unfurl_links", "unfurl_media"):
        call.args.flag(name)
    sent = content.read(call.args, "msg_too_long")
    post_at = _time(call)
    channel = destinations.named(call)
    destinations.check(call, channel, tab=False)
    if sent.is_empty:
        raise Refusal("no_text")
    _room(call, channel.id, post_at)
    entry = ScheduledMessage(
        id=call.workspace.new_id("Q"),
        channel=channel.id,
        post_at=post_at,
        created=call.workspace.clock.seconds(),
        text=mentions.linked(call.workspace, sent.shown, call.args),
        blocks=sent.blocks or [],
        attachments=sent.attachments or [],
        thread_ts=call.args.text("thread_ts") or None,
        broadcast=call.args.flag("reply_broadcast"),
        metadata=sent.metadata or None,
    )
    call.workspace.scheduled[entry.id] = entry
    return {
        "channel": channel.id,
        "scheduled_message_id": entry.id,
        "post_at": post_at,
        "message": _shape(call, entry),
        **sent.warnings,
    }


def _shape(call: Call, entry: ScheduledMessage) -> Json:
    shape: Json = {
        "type": "delayed_message",
        "subtype": "bot_message",
        "text": entry.text,
        "user": BOT_USER,
        "username": call.workspace.manifest.bot_name,
        "bot_id": BOT,
        "app_id": APP,
        "team": TEAM,
    }
    for name in ("blocks", "attachments", "metadata"):
        if getattr(entry, name):
            shape[name] = getattr(entry, name)
    return shape


def _time(call: Call) -> int:
    try:
        post_at = int(call.args.text("post_at"))
    except ValueError:
        raise Refusal("invalid_time") from None
    now = call.workspace.clock.now()
    if post_at <= now:
        raise Refusal("time_in_past")
    if post_at > now + AHEAD:
        raise Refusal("time_too_far")
    return post_at


def _room(call: Call, channel: str, post_at: int) -> None:
    """Refuse a message that would be one too many within five minutes in its channel."""
    held = [entry.post_at for entry in call.workspace.scheduled.values() if entry.channel == channel]
    starts = [time for time in (*held, post_at) if post_at - WINDOW < time <= post_at]
    if any(sum(start <= time < start + WINDOW for time in held) >= IN_WINDOW for start in starts):
        raise Refusal("restricted_too_many")


def _bound(call: Call, name: str, default: float) -> float:
    try:
        return float(call.args.text(name) or default)
    except ValueError:
        raise invalid_arguments(f"must be a valid timestamp [json-pointer:/{name}]") from None


@method(
    "chat.scheduledMessages.list",
    tier=3,
    args="channel cursor latest limit oldest team_id",
    errors="invalid_channel invalid_cursor",
    simplified="A page has 100 messages if no limit is given and 1,000 at most; Slack names no number.",
)
def listed(call: Call) -> Json:
    """The messages of the app that wait, the next one first."""
    wanted = call.args.text("channel")
    if wanted:
        try:
            call.channel()
        except Refusal:
            raise Refusal("invalid_channel") from None
    oldest, latest = _bound(call, "oldest", 0), _bound(call, "latest", float("inf"))
    waiting = [
        entry
        for entry in call.workspace.scheduled.values()
        if wanted in ("", entry.channel) and oldest <= entry.post_at <= latest
    ]
    found, cursor = page(sorted(waiting, key=lambda entry: entry.post_at), call.args, 100, 1000)
    shapes = [
        {
            "id": entry.id,
            "channel_id": entry.channel,
            "post_at": entry.post_at,
            "date_created": entry.created,
            "text": entry.text,
        }
        for entry in found
    ]
    return {"scheduled_messages": shapes} | metadata(cursor)


@method(
    "chat.deleteScheduledMessage",
    scopes="chat:write",
    tier=3,
    args="channel! scheduled_message_id! as_user",
    errors="channel_not_found invalid_scheduled_message_id",
)
def delete(call: Call) -> Json:
    """Take a message out of those that wait, up to a minute before its time."""
    channel = call.channel()
    entry = call.workspace.scheduled.get(call.args.text("scheduled_message_id"))
    soon = call.workspace.clock.now() + ON_ITS_WAY
    if entry is None or entry.channel != channel.id or entry.post_at <= soon:
        raise Refusal("invalid_scheduled_message_id")
    del call.workspace.scheduled[entry.id]
    return {}
