"""How each effect is performed, so that doing one twice is harmless.

A function makes the Slack calls of one effect and returns the command that reports what came of it, or None when
there is nothing to record. What an earlier attempt may have done already is looked for before it is done again:
channels by name among the bot's own, messages by the key in their metadata, files by the id that was noted.
"""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

from bot.domain import commands as ask
from bot.domain import effects as do
from bot.domain.commands import Command
from bot.domain.effects import Effect
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.visibility import announced_in, may_see
from bot.service.automations import run_automation
from bot.service.briefings import address_group, send_briefing
from bot.service.escalations import page, staff_level
from bot.service.files import share_postmortem
from bot.service.ladder import staff_rung
from bot.service.library import offer_similar
from bot.service.messages import post, read_message, update
from bot.service.ports import Claimed, NotYet
from bot.service.review_documents import read_document, show_canvas
from bot.service.rooms import invite, open_room
from bot.service.slack_port import SlackRefused
from bot.service.tracker import send_item
from bot.service.way import Way, room

TOPIC_MOST = 250
NOTED_EMOJI = "memo"

ON_ITS_WAY = timedelta(seconds=30)
"""How long after its event a message may be on its way, with the words of then."""

TOLD_BY_THEN = 2.0
"""Seconds until it is looked again whether it has arrived."""


async def deliver(way: Way, claimed: Claimed, effect: Effect, it: Incident) -> Command | None:  # noqa: PLR0911, PLR0912
    """Perform one effect on present state.

    Raises:
        SlackRefused, SlackSilent, NotYet: it was not done; `answers.judge` says what follows.
        StoreUnavailable: the store went away meanwhile.
    """
    match effect:
        case do.OpenRoom():
            return await open_room(way, it)
        case do.Invite():
            return await invite(way, effect, room(it))
        case do.PostCard():
            ts = await post(way, claimed, room(it), way.words.card(it, way.clock.now()))
            return ask.ReportCardPosted(ts)
        case do.RefreshCard():
            return await _refresh_card(way, claimed, it)
        case do.PostPanel():
            return await _post_panel(way, claimed, effect.panel, it)
        case do.RefreshPanel():
            return await _refresh_panel(way, claimed, effect.panel, it)
        case do.RunAutomation():
            return await run_automation(way, claimed, effect, it)
        case do.SendItem():
            return await send_item(way, claimed, effect, it)
        case do.StaffLevel():
            return await staff_level(way, effect, it)
        case do.Page():
            return await page(way, claimed, effect, it)
        case do.OfferSimilar():
            return await offer_similar(way, claimed, effect, it)
        case do.StaffRung():
            return await staff_rung(way, effect, it)
        case do.PinCard():
            if it.card:
                await way.slack.call("pins.add", channel=it.card.channel, timestamp=it.card.ts)
            return None
        case do.SetTopic():
            await way.slack.call(
                "conversations.setTopic", channel=room(it), topic=way.words.topic(it)[:TOPIC_MOST]
            )
            return None
        case do.Announce():
            channel = announced_in(it) or ""
            ts = await post(way, claimed, channel, way.words.announcement(it, way.clock.now()))
            return ask.ReportAnnounced(channel, ts)
        case do.RefreshAnnouncement():
            if it.announcement:
                message = way.words.announcement(it, way.clock.now())
                await update(way, it.announcement.channel, it.announcement.ts, message)
            return None
        case do.ShowReceipt():
            await way.slack.call("views.update", view_id=it.receipt, view=way.words.receipt(it))
            return None
        case do.TellRoom() | do.TellPerson() | do.RefreshTold() | do.RefreshToldPerson():
            await _tell(way, claimed, effect, it)
            return None
        case do.SendBriefing():
            await send_briefing(way, claimed, effect, it)
            return None
        case do.AddressGroup():
            return await address_group(way, effect)
        case do.ReadMessage():
            return await read_message(way, effect)
        case do.MarkNoted():
            method = "reactions.add" if effect.noted else "reactions.remove"
            await way.slack.call(method, channel=effect.channel, timestamp=effect.ts, name=NOTED_EMOJI)
            return None
        case do.SharePostmortem():
            return await share_postmortem(way, claimed, effect, it)
        case do.ReadDocument():
            return await read_document(way, effect, it)
        case do.ShowCanvas():
            return await show_canvas(way, it)
        case do.ArchiveRoom():
            if it.open:
                # It was taken up again while this waited.
                return None
            await way.slack.call("conversations.archive", channel=room(it))
            return ask.ReportRoomArchived()
        case do.UnarchiveRoom():
            await way.slack.call("conversations.unarchive", channel=room(it))
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


async def _refresh_card(way: Way, claimed: Claimed, it: Incident) -> Command | None:
    """Edit the card; one that somebody deleted is posted anew."""
    if it.card is None:
        return None
    message = way.words.card(it, way.clock.now())
    try:
        await update(way, it.card.channel, it.card.ts, message)
    except SlackRefused as refused:
        if refused.code != "message_not_found":
            raise
        ts = await post(way, claimed, it.card.channel, message)
        return ask.ReportCardPosted(ts, instead_of=it.card.ts)
    return None


async def _post_panel(way: Way, claimed: Claimed, panel: str, it: Incident) -> Command | None:
    """Post a living message; one that stands already is shown anew instead."""
    if panel in it.panels:
        return await _refresh_panel(way, claimed, panel, it)
    ts = await post(way, claimed, room(it), way.words.panel(it, panel, way.clock.now()))
    return ask.ReportPanelPosted(panel, ts)


async def _refresh_panel(way: Way, claimed: Claimed, panel: str, it: Incident) -> Command | None:
    """Edit a living message; one that somebody deleted is posted anew."""
    place = it.panels.get(panel)
    if place is None:
        return None
    message = way.words.panel(it, panel, way.clock.now())
    try:
        await update(way, place.channel, place.ts, message)
    except SlackRefused as refused:
        if refused.code != "message_not_found":
            raise
        ts = await post(way, claimed, place.channel, message)
        return ask.ReportPanelPosted(panel, ts, instead_of=place.ts)
    return None


Telling = do.TellRoom | do.TellPerson | do.RefreshTold | do.RefreshToldPerson


async def _tell(way: Way, claimed: Claimed, effect: Telling, it: Incident) -> None:
    match effect:
        case do.TellRoom():
            await _tell_room(way, claimed, effect, it)
        case do.TellPerson():
            await _tell_person(way, claimed, effect, it)
        case do.RefreshTold():
            await _refresh_told(way, effect, it)
        case do.RefreshToldPerson():
            await _refresh_told_person(way, effect, it)
        case _:
            assert_never(effect)


async def _tell_room(way: Way, claimed: Claimed, effect: do.TellRoom, it: Incident) -> None:
    """Say it, and remember where it was said, so that summaries lead there."""
    recorded = await way.ledger.recorded(it.number, effect.event)
    if recorded is not None:
        ts = await post(way, claimed, room(it), way.words.room_message(it, recorded))
        await way.store.note_told(it.number, effect.event, ts)


async def _tell_person(way: Way, claimed: Claimed, effect: do.TellPerson, it: Incident) -> None:
    recorded = await way.ledger.recorded(it.number, effect.event)
    if recorded is None or not may_see(it, effect.person):
        # They have left since.
        return
    answer = await way.slack.call("conversations.open", users=effect.person)
    message = way.words.person_message(it, recorded, effect.person)
    ts = await post(way, claimed, answer["channel"]["id"], message)
    await way.store.note_told(it.number, effect.event, ts, effect.person)


async def _refresh_told(way: Way, effect: do.RefreshTold, it: Incident) -> None:
    """Edit what the room was told; nothing where it was not."""
    recorded = await way.ledger.recorded(it.number, effect.event)
    if recorded is None:
        return
    ts = await _told_at(way, it, recorded)
    if ts is not None:
        await update(way, room(it), ts, way.words.room_message(it, recorded))


async def _refresh_told_person(way: Way, effect: do.RefreshToldPerson, it: Incident) -> None:
    """Edit what one person was told; nothing where they were not, or have left since."""
    recorded = await way.ledger.recorded(it.number, effect.event)
    if recorded is None or not may_see(it, effect.person):
        return
    ts = await _told_at(way, it, recorded, effect.person)
    if ts is None:
        return
    answer = await way.slack.call("conversations.open", users=effect.person)
    message = way.words.person_message(it, recorded, effect.person)
    await update(way, answer["channel"]["id"], ts, message)


async def _told_at(way: Way, it: Incident, recorded: Recorded, person: str = "") -> str | None:
    """Where it was told; None where it was not, and when it is told it will be as things stand then.

    Raises:
        NotYet: it may be on its way just now, as things stood before.
    """
    ts = await way.store.told_at(it.number, recorded.version, person)
    if ts is None and way.clock.now() - recorded.at < ON_ITS_WAY:
        raise NotYet("it is being told just now", wait=TOLD_BY_THEN, certain=True)
    return ts
