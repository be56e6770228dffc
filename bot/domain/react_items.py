"""What must be told because of what happened to an action item (domain §13)."""

from __future__ import annotations

from bot.domain import effects as do
from bot.domain.action_items import (
    ENDED,
    ActionItem,
    ItemAdded,
    ItemChanged,
    ItemDeclined,
    ItemEvent,
    ItemMoved,
    ItemReminded,
    ItemSent,
    item_of,
)
from bot.domain.effects import ITEMS, Effect
from bot.domain.events import DeliveryGivenUp, Recorded
from bot.domain.incident import Incident
from bot.domain.unreached import unreached_person
from bot.domain.visibility import may_see


def react_to_items(it: Incident, recorded: Recorded, event: ItemEvent) -> tuple[Effect, ...]:
    """The effects of `event`, which is what was recorded, on the incident after it.

    The room's list of items always shows them as they stand. What is said in the room besides is what somebody there
    has to know: a new one, one that is over or open again, one that nobody owns any more.
    """
    listed = do.RefreshPanel(panel=ITEMS) if ITEMS in it.panels else do.PostPanel(panel=ITEMS)
    tell = do.TellRoom(event=recorded.version)
    item = item_of(it.items, event.number)
    if item is None:
        return ()
    tracked = () if it.drill else (do.SendItem(number=event.number, event=recorded.version),)
    match event:
        case ItemAdded():
            return (listed, tell, *_to(it, recorded, event.owner), *tracked)
        case ItemChanged():
            # Whoever had it is told that it is not theirs any more.
            people = dict.fromkeys((event.owner, event.was_owner))
            told = (effect for person in people for effect in _to(it, recorded, person))
            return (listed, *told, *tracked)
        case ItemMoved():
            said = (tell,) if ENDED & {event.was, event.now} else ()
            return (listed, *said, *_to(it, recorded, item.owner), *tracked)
        case ItemDeclined():
            return (listed, tell, *_to(it, recorded, answers_for_item(it, item) or ""), *tracked)
        case ItemReminded():
            return (*_to(it, recorded, answers_for_item(it, item) or ""), listed)
        case ItemSent():
            return (listed,)
        case _:
            raise TypeError(f"an action item knows no {type(event).__name__}")


def owner_unreached(it: Incident, recorded: Recorded, event: DeliveryGivenUp) -> tuple[Effect, ...]:
    """Whoever answers for the items of somebody whom Slack will not tell anything hears of that, once."""
    person = unreached_person(event)
    if it.unreached.get(person) != recorded.version:
        return ()
    theirs = (item for item in it.items if item.open and item.owner == person)
    told = dict.fromkeys(answers_for_item(it, item) or "" for item in theirs)
    return tuple(effect for each in told for effect in _to(it, recorded, each))


def answers_for_item(it: Incident, item: ActionItem) -> str | None:
    """Whose it is; while it is nobody's, who wrote it down, writes the review, commands or declared, and may know.

    Somebody whom Slack will not tell anything is as good as nobody.
    """
    people = (item.owner, item.by, it.review.owner, it.commander, it.declared_by)
    return next((each for each in people if each and each not in it.unreached and may_see(it, each)), None)


def _to(it: Incident, recorded: Recorded, person: str) -> tuple[Effect, ...]:
    """Told directly, unless it was their own doing, or they may not know of the incident, or cannot be told."""
    if not person or person == recorded.by or person in it.unreached or not may_see(it, person):
        return ()
    return (do.TellPerson(person=person, event=recorded.version),)
