"""Action items: the concrete changes that close the loop, their owners and their state (domain §13)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from bot.domain.action_items import (
    ActionItem,
    AddItem,
    ChangeItem,
    DeclineItem,
    ItemCategory,
    ItemState,
    MoveItem,
    item_of,
)
from bot.domain.incident import Incident
from bot.domain.item_days import today
from bot.domain.record import Record, record
from bot.domain.refusal import Reason, Refused
from bot.service.on_call import people_of
from bot.service.slack_port import SlackRefused, SlackSilent
from bot.service.slack_text import typed
from bot.views import item_lists, item_table
from bot.views import items as views
from bot.views.render import Message
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about

ONLY = ("open", "mine", "overdue")
"""What may stand behind `/incident actions` to choose among all incidents' items."""

ASKED_FOR = 1.5
"""Seconds in which Slack says who somebody is; it waits three for the acknowledgement."""

WORDS = 1000
"""Characters of the words that the form begins with."""


async def action(spoken: Spoken) -> None:
    """`/incident action [words]`: the modal of a new one, which begins with the words."""
    it = await spoken.incident()
    if it is not None:
        words = typed(spoken.words)[:WORDS]
        form = views.form(it, spoken.person, words, spoken.services.clock.now())
        await spoken.opens(spoken.services.words.form(it, form, about(incident=it.number)))


async def actions(spoken: Spoken) -> None:
    """`/incident actions [csv]`: of this room's incident; elsewhere, or with a word of `ONLY`, of all of them."""
    words = spoken.words.casefold().split()
    only = next((word for word in words if word in ONLY), "")
    here = spoken.number or await spoken.services.queries.incident_of_room(spoken.channel)
    if here is not None and not only:
        it = await spoken.incident()
        if it is None:
            return
        if "csv" not in words:
            await spoken.answer(spoken.services.words.items(it, 0, spoken.services.clock.now()))
            return
        records: Sequence[Record] = (record(it),)
    else:
        records = await spoken.services.queries.records(spoken.person)
        if "csv" not in words:
            await spoken.answer(await _everywhere(spoken.services, records, spoken.person, 0, only))
            return
        here = None
    sent = _sends(
        spoken.services, spoken.person, _wanted(spoken.services, records, spoken.person, only), here
    )
    await spoken.say("items_file_coming" if sent else "items_none")


async def turn(pressed: Pressed) -> None:
    """Another page in place of the one that was shown: `7:2` of incident 7, `mine:2` of all incidents."""
    scope, _, page = pressed.value.rpartition(":")
    number = int(page) if page.isdecimal() else 0
    if scope in ONLY:
        records = await pressed.services.queries.records(pressed.person)
        only = scope if scope != "open" else ""
        message = await _everywhere(pressed.services, records, pressed.person, number, only)
    else:
        it = await pressed.incident()
        if it is None:
            return
        message = pressed.services.words.items(it, number, pressed.services.clock.now())
    await pressed.args.ack()
    shown = pressed.args.respond(
        text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=True
    )
    pressed.services.aside.run(shown, "Turning the page of action items")


async def as_csv(pressed: Pressed) -> None:
    """The list that the button stands under, as a file sent directly to whoever pressed it."""
    if pressed.value in ONLY:
        records: Sequence[Record] = await pressed.services.queries.records(pressed.person)
    else:
        it = await pressed.incident()
        if it is None:
            return
        records = (record(it),)
    only = pressed.value if pressed.value in ONLY else ""
    items = _wanted(pressed.services, records, pressed.person, only)
    sent = _sends(pressed.services, pressed.person, items, pressed.number)
    await pressed.say("items_file_coming" if sent else "items_none")


async def open_new(pressed: Pressed) -> None:
    """The button that opens the modal of a new one."""
    it = await pressed.incident()
    if it is not None:
        form = views.form(it, pressed.person, "", pressed.services.clock.now())
        await pressed.opens(pressed.services.words.form(it, form, about(incident=it.number)))


async def open_change(pressed: Pressed) -> None:
    """What is to be said differently?"""
    found = await _item(pressed)
    if found is not None:
        it, item = found
        metadata = about(incident=it.number, item=item.number, edition=item.edition)
        await pressed.opens(pressed.services.words.form(it, views.change(it, item), metadata))


async def open_drop(pressed: Pressed) -> None:
    """Why is it not going to be done?"""
    found = await _item(pressed)
    if found is not None:
        it, item = found
        metadata = about(incident=it.number, item=item.number)
        await pressed.opens(pressed.services.words.form(it, views.drop(it, item), metadata))


async def open_decline(pressed: Pressed) -> None:
    """Why can its owner not take it? Anybody else is told that it is not theirs."""
    found = await _item(pressed)
    if found is None:
        return
    it, item = found
    if item.owner != pressed.person:
        values = {"holder": item.owner, "number": str(item.number)}
        refused = Refused(Reason.NOT_ITEM_OWNER, "", values)
        await pressed.tell(pressed.services.words.refusal(refused))
        return
    metadata = about(incident=it.number, item=item.number)
    await pressed.opens(pressed.services.words.form(it, views.decline(it, item), metadata))


def moves(state: ItemState) -> Callable[[Pressed], Awaitable[None]]:
    """The control after which it stands so."""

    async def move(pressed: Pressed) -> None:
        found = await _item(pressed)
        if found is not None:
            it, item = found
            done = await pressed.asks(it, MoveItem(item.number, state))
            if done is not None:
                key = "recorded" if done.events or done.again else "nothing_changed"
                await pressed.say(key)

    return move


async def written(submitted: Submitted) -> None:
    """The filled modal of a new one, or of one that is to say something else."""
    said = (
        ItemCategory(submitted.text("category") or ItemCategory.OTHER),
        submitted.text("change"),
        submitted.text("owner"),
        submitted.day("due"),
        submitted.text("link"),
    )
    number = submitted.about.get("item")
    if await _unreached(submitted, said[2], number):
        await submitted.closes(Refused(Reason.OWNER_UNREACHED, "owner"))
    elif number is None:
        await submitted.asks(AddItem(*said))
    else:
        await submitted.asks(ChangeItem(int(number), *said, int(submitted.about["edition"])))


async def _unreached(submitted: Submitted, owner: str, number: int | None) -> bool:
    """Whether Slack knows the new owner as somebody who can be told nothing; when it does not say soon, they may be."""
    it = await submitted.services.queries.at_hand(submitted.number, submitted.person)
    known = item_of(it.items, int(number)) if it and number else None
    if not owner or (known is not None and known.owner == owner):
        return False
    try:
        async with asyncio.timeout(ASKED_FOR):
            return not (await people_of(submitted.services, (owner,))).people
    except (SlackRefused, SlackSilent, TimeoutError):
        return False


async def dropped(submitted: Submitted) -> None:
    """The reason why it is not going to be done."""
    item = int(submitted.about["item"])
    await submitted.asks(MoveItem(item, ItemState.DROPPED, submitted.text("note")))


async def declined(submitted: Submitted) -> None:
    """Its owner cannot take it."""
    await submitted.asks(DeclineItem(int(submitted.about["item"]), submitted.text("note")))


async def _item(pressed: Pressed) -> tuple[Incident, ActionItem] | None:
    """The incident and the item that the control names as `…:incident:item`; None, and that is told, if not."""
    it = await pressed.incident()
    if it is None:
        return None
    item = item_of(it.items, pressed.part)
    if item is None:
        values = {"number": str(pressed.part), "count": str(len(it.items))}
        unknown = Refused(Reason.UNKNOWN_ACTION_ITEM, "number", values)
        await pressed.tell(pressed.services.words.refusal(unknown))
        return None
    return it, item


async def _everywhere(
    services: Services, records: Sequence[Record], person: str, page: int, only: str
) -> Message:
    """Many incidents take a moment: beside everything else, not before it."""
    view = await asyncio.to_thread(
        item_lists.everywhere, records, person, _today(services), page, "" if only == "open" else only
    )
    return services.words.items_everywhere(view)


def _wanted(
    services: Services, records: Sequence[Record], person: str, only: str
) -> Sequence[item_table.ItemEntry]:
    day = _today(services)
    items = item_table.entries(records, day, only_open=bool(only), only_overdue=only == "overdue")
    return [item for item in items if only != "mine" or item.owner == person]


def _sends(
    services: Services, person: str, items: Sequence[item_table.ItemEntry], number: int | None
) -> bool:
    """Send the file to that person once Slack has been acknowledged; False when there is nothing in it."""
    if items:
        services.aside.run(_send(services, person, items, number), "Sending action items as a file")
    return bool(items)


async def _send(
    services: Services, person: str, items: Sequence[item_table.ItemEntry], number: int | None
) -> None:
    """As a direct message, which nobody else reads; when that fails, it is said there if it can be."""
    channel = (await services.slack.call("conversations.open", users=person))["channel"]["id"]
    # With the mark at its beginning, spreadsheets read it as Unicode.
    content = item_table.as_csv(items).encode("utf-8-sig")
    name = f"inc-{number}-action-items.csv" if number else "action-items.csv"
    try:
        place = await services.slack.call("files.getUploadURLExternal", filename=name, length=len(content))
        await services.slack.upload(place["upload_url"], content)
        comment = services.words.answer("items_file_comment", count=len(items), number=number or "")
        files = [{"id": str(place["file_id"]), "title": name}]
        await services.slack.call(
            "files.completeUploadExternal", files=files, channel_id=channel, initial_comment=comment
        )
    except (SlackRefused, SlackSilent) as error:
        failed = services.words.answer("items_file_failed", reason=str(error))
        await services.slack.call("chat.postMessage", channel=channel, text=failed)


def _today(services: Services) -> date:
    return today(services.policy, services.clock.now())
