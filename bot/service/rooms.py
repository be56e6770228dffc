"""Opening an incident's room and bringing people into it."""

from __future__ import annotations

from bot.domain import commands as ask
from bot.domain import effects as do
from bot.domain.commands import Command
from bot.domain.incident import Incident
from bot.service.answers import passes
from bot.service.slack_port import SlackRefused
from bot.service.way import Way

NAMES_TRIED = 5
INVITED_AT_ONCE = 100


async def open_room(way: Way, it: Incident) -> Command | None:
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


async def invite(way: Way, effect: do.Invite, channel: str) -> Command:
    """Invite people and the members of groups; whoever cannot be invited does not keep the others out.

    Those who are named come first: whoever declared is not kept waiting until groups are looked up.
    """
    refused: dict[str, str] = {}
    named = [person for person in dict.fromkeys(effect.people) if person != way.identity.user_id]
    inside = await _invite_all(way, channel, named, refused)
    people: dict[str, None] = {}
    for group in effect.groups:
        try:
            answer = await way.slack.call("usergroups.users.list", usergroup=group)
            people.update(dict.fromkeys(answer["users"]))
        except SlackRefused as problem:
            if passes(problem):
                raise
            refused[group] = problem.code
    members = [person for person in people if person not in (*named, way.identity.user_id)]
    inside += await _invite_all(way, channel, members, refused)
    return ask.ReportInvited(tuple(inside), refused)


async def _invite_all(way: Way, channel: str, people: list[str], refused: dict[str, str]) -> list[str]:
    """Invite them in batches; who is inside then. Who could not be invited is added to `refused`, with the reason."""
    inside: list[str] = []
    for start in range(0, len(people), INVITED_AT_ONCE):
        batch = people[start : start + INVITED_AT_ONCE]
        kept_out = await _invite_batch(way, channel, batch)
        refused.update(kept_out)
        inside += [person for person in batch if person not in kept_out]
    return inside


async def _invite_batch(way: Way, channel: str, people: list[str]) -> dict[str, str]:
    """Who of these could not be invited, and why."""
    try:
        answer = await way.slack.call(
            "conversations.invite", channel=channel, users=",".join(people), force=True
        )
    except SlackRefused as refused:
        if passes(refused) or refused.code == "is_archived":
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
