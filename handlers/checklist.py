"""The playbook that an incident is worked by: attach it, tick it, decide by its table, change it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.checklists import (
    Attached,
    AttachPlaybook,
    ClearItem,
    DetachPlaybook,
    PlaybookCommand,
    TickItem,
)
from bot.domain.incident import Incident
from bot.domain.playbook import Playbook
from bot.domain.playbook_search import search
from bot.domain.refusal import Reason, Refused
from bot.views import playbook_card as show
from bot.views import playbooks as views
from handlers import containment
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.submitted import Submitted, about

MOST_OPTIONS = 100


async def attach(pressed: Pressed) -> None:
    """The button `number:playbook-key`; the first one at once, another one with a reason.

    `…:triage` is what triage said then: when it says something else by now, that is told instead.
    """
    it = await pressed.open_incident()
    if it is None:
        return
    key, _, said_by = pressed.value.partition(":")[2].partition(":")
    chosen, fits = find(pressed.services, key), it.triage.concluded
    if chosen is None:
        await pressed.say("playbook_gone")
    elif said_by and fits is not None and fits.playbook != key:
        await pressed.say("playbook_superseded", title=chosen.title)
    elif it.playbook is None:
        await _attach_first(pressed, it, chosen)
    elif it.playbook.playbook == chosen:
        await pressed.say("playbook_attached_already", title=chosen.title)
    else:
        await pressed.opens(change_form(pressed.services, it, key))


async def _attach_first(pressed: Pressed, it: Incident, chosen: Playbook) -> None:
    done = await pressed.asks(it, AttachPlaybook(chosen))
    if done is None:
        return
    if _in_modal(pressed):
        words = pressed.services.words
        await pressed.opens(words.playbook(views.playbook(chosen, views.reading(done.incident), 0)))
    else:
        await pressed.say("playbook_attached", title=chosen.title)


async def tick(pressed: Pressed) -> None:
    """One press: done, without a result."""
    found = await _pressed_on(pressed)
    if found is not None:
        it, _, item = found
        await pressed.asks(it, TickItem(item))


async def open_items(pressed: Pressed) -> None:
    """Every item with its state."""
    found = await _pressed_on(pressed)
    if found is not None:
        it, attached, _ = found
        await pressed.opens(_items(pressed.services, it, attached))


async def open_item(pressed: Pressed) -> None:
    """One item, to say what was seen, or that it is open after all."""
    found = await _pressed_on(pressed)
    if found is None:
        return
    it, attached, key = found
    item = attached.item(key)
    if item is None:
        await pressed.say("playbook_replaced")
        return
    metadata = about(
        incident=it.number,
        item=key,
        stamp=show.stamp_of(attached),
        version=it.version,
        within=int(_in_modal(pressed)),
    )
    await pressed.opens(pressed.services.words.form(it, show.playbook_item(it, attached, item), metadata))


async def item_settled(submitted: Submitted) -> None:
    """The filled item; where it was opened from the list of all, that list is shown again."""
    item, result = str(submitted.about["item"]), submitted.text("result")
    if await _replaced(submitted):
        await submitted.wrong("result", submitted.services.words.answer("playbook_replaced"))
        return
    done = submitted.text("state") == "done"
    command: PlaybookCommand = TickItem(item, result) if done else ClearItem(item, result)

    def again(it: Incident) -> dict[str, Any]:
        assert it.playbook is not None, "one of its items was just settled"
        return _items(submitted.services, it, it.playbook)

    # The list and its forms share one view, so that what was settled before must not answer for this.
    once = replace(submitted, command_id=f"{submitted.command_id}:{item}:{submitted.about['version']}")
    await once.asks(command, again if submitted.about["within"] else None)


async def open_rows(pressed: Pressed) -> None:
    """The decision table, whole."""
    found = await _pressed_on(pressed)
    if found is not None:
        it, attached, _ = found
        metadata = about(incident=it.number)
        await pressed.opens(pressed.services.words.form(it, show.playbook_rows(it, attached), metadata))


async def choose_row(pressed: Pressed) -> None:
    """What is seen: the containment that follows is proposed, or the decision recorded, each prefilled."""
    found = await _pressed_on(pressed)
    if found is None:
        return
    it, attached, row_key = found
    rows, nth = attached.playbook.decisions, row_key.removeprefix("row:")
    if not nth.isdecimal() or not 1 <= int(nth) <= len(rows):
        await pressed.say("playbook_replaced")
        return
    row = rows[int(nth) - 1]
    option = attached.playbook.option(row.containment) if row.containment else None
    if option is not None:
        await containment.propose_from(pressed, it, option)
        return
    words, metadata = pressed.services.words, about(incident=it.number)
    await pressed.opens(words.decide(it, metadata, what=row.then, rationale=row.when))


async def open_playbook(pressed: Pressed) -> None:
    """The control on the card: the whole checklist, or which playbook to work by while there is none."""
    it = await pressed.open_incident()
    if it is None:
        return
    if it.playbook is None:
        await pressed.opens(change_form(pressed.services, it, ""))
    else:
        await pressed.opens(_items(pressed.services, it, it.playbook))


async def open_change(pressed: Pressed) -> None:
    """Another playbook, or none."""
    found = await _pressed_on(pressed)
    if found is not None:
        await pressed.opens(change_form(pressed.services, found[0], ""))


async def changed(submitted: Submitted) -> None:
    """The filled change: another one, or none where none was chosen."""
    key, reason = submitted.text("playbook"), submitted.text("reason")
    chosen = find(submitted.services, key)
    if key and chosen is None:
        await submitted.wrong("playbook", submitted.services.words.answer("playbook_gone"))
        return
    if chosen is None and not submitted.about["attached"]:
        await submitted.wrong("playbook", submitted.services.words.refusal(Refused(Reason.BLANK, "playbook")))
        return
    await submitted.asks(AttachPlaybook(chosen, reason) if chosen else DetachPlaybook(reason))


def find(services: Services, name: str) -> Playbook | None:
    """The team's playbook of that key or title."""
    wanted = name.strip().casefold()
    return next((each for each in services.playbooks if wanted in (each.key, each.title.casefold())), None)


async def _pressed_on(pressed: Pressed) -> tuple[Incident, Attached, str] | None:
    """The open incident, its playbook and the rest of `number:stamp:rest`; None, and told, when it was replaced."""
    it = await pressed.open_incident()
    if it is None:
        return None
    _, stamp, rest = (*pressed.value.split(":", 2), "", "")[:3]
    if it.playbook is None or stamp != str(show.stamp_of(it.playbook)):
        await pressed.say("playbook_replaced")
        return None
    return it, it.playbook, rest


async def _replaced(submitted: Submitted) -> bool:
    """Whether the incident is worked by another playbook by now; not of one that this person cannot see any more."""
    it = await submitted.services.queries.incident(submitted.number, submitted.person)
    if it is None:
        return False
    return it.playbook is None or show.stamp_of(it.playbook) != submitted.about["stamp"]


def _items(services: Services, it: Incident, attached: Attached) -> dict[str, Any]:
    return services.words.form(it, show.playbook_items(it, attached), about(incident=it.number))


def change_form(services: Services, it: Incident, chosen: str) -> dict[str, Any]:
    """The modal in which another playbook is chosen; `chosen` is the key of the one to begin with, or empty."""
    fitting = [hit.playbook for hit in search(services.playbooks, "", MOST_OPTIONS, it.type)]
    metadata = about(incident=it.number, attached=int(it.playbook is not None))
    return services.words.form(it, show.playbook_change(it, fitting, chosen), metadata)


def _in_modal(pressed: Pressed) -> bool:
    return bool((pressed.args.body.get("view") or {}).get("type") == "modal")
