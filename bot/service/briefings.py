"""Telling audiences outside the room, place by place (domain §8): each place once, whatever becomes of the others."""

from __future__ import annotations

from bot.domain import effects as do
from bot.domain.audiences import ReportAddressed
from bot.domain.briefings import briefing_of
from bot.domain.incident import Incident
from bot.service.messages import post
from bot.service.on_call import people_of
from bot.service.ports import Claimed
from bot.service.way import Way

_PEOPLE = ("U", "W")


async def send_briefing(way: Way, claimed: Claimed, effect: do.SendBriefing, it: Incident) -> None:
    """Post it in a channel, or tell a person directly; looked for first when an earlier attempt may have done it."""
    briefing = briefing_of(it, effect.event, effect.audience)
    recorded = await way.ledger.recorded(it.number, effect.event)
    if briefing is None or recorded is None:
        return
    channel = effect.to
    if channel.startswith(_PEOPLE):
        answer = await way.slack.call("conversations.open", users=effect.to)
        channel = str(answer["channel"]["id"])
    await post(way, claimed, channel, way.words.briefing(it, briefing, recorded.by or ""))


async def address_group(way: Way, effect: do.AddressGroup) -> ReportAddressed:
    """Who is in the group now, and a sentence for everybody in it who cannot be told."""
    staffing = await people_of(way, groups=(effect.group,))
    people = tuple(person for person in staffing.people if person != way.identity.user_id)
    return ReportAddressed(effect.event, effect.audience, effect.group, people, staffing.problems)
