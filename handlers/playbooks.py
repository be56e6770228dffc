"""Playbooks: finding one in a crisis, and reading it."""

from __future__ import annotations

from typing import Any

from bot.domain.checklists import AttachPlaybook
from bot.domain.incident import Incident
from bot.domain.playbook import Playbook
from bot.domain.playbook_search import search
from bot.service.slack_text import typed
from bot.views import playbooks as views
from handlers import checklist
from handlers.heard import first_word
from handlers.missing import missing
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.spoken import Spoken

ATTACH = "attach"


async def playbook(spoken: Spoken) -> None:
    """`/incident playbook [words]`: what fits, the best one's first three checks at once; `attach KEY` works by it.

    In an incident's room, or with its number, the incident's type counts and commands are filled in for its model.
    """
    services = spoken.services
    number = spoken.number or await services.queries.incident_of_room(spoken.channel)
    it = await services.queries.incident(number, spoken.person) if number else None
    if spoken.number and it is None:
        await spoken.args.ack(text=await missing(services, spoken.number), response_type="ephemeral")
        return
    first, name = first_word(spoken.words)
    if first.lower() == ATTACH:
        await _attach(spoken, typed(name))
        return
    words, kind = typed(spoken.words), it.type if it else None
    hits = search(services.playbooks, words, views.SHOWN, kind)
    fits = bool(hits)
    if not fits and it is not None:
        hits = search(services.playbooks, "", views.SHOWN, kind)
    view = views.playbooks(hits, words, services.playbooks, _reading(services, it), fits=fits)
    await spoken.answer(services.words.playbooks(view))


async def _attach(spoken: Spoken, name: str) -> None:
    """`/incident playbook attach KEY`: only what is named exactly; a search leaves the choice to the reader."""
    it = await spoken.open_incident()
    if it is None:
        return
    chosen = checklist.find(spoken.services, name)
    if chosen is None:
        await spoken.say("which_playbook", word=name)
    elif it.playbook is not None and it.playbook.playbook != chosen:
        await spoken.opens(checklist.change_form(spoken.services, it, chosen.key))
    else:
        done = await spoken.asks(it, AttachPlaybook(chosen))
        if done is not None:
            key = "playbook_attached" if done.events or done.again else "playbook_attached_already"
            await spoken.say(key, title=chosen.title)


async def read(pressed: Pressed) -> None:
    """The whole of one, in a modal."""
    page = await _page(pressed)
    if page is not None:
        await pressed.opens(page)


async def turn(pressed: Pressed) -> None:
    """Another page of it, in the same modal."""
    page = await _page(pressed)
    if page is not None:
        await pressed.opens(page)


async def _page(pressed: Pressed) -> dict[str, Any] | None:
    """The page that the control names as `key:page:incident`; None, and that is told, when it is no more there."""
    key, page, number = (*pressed.value.split(":"), "", "")[:3]
    services = pressed.services
    at_hand = int(number) if number.isdecimal() else 0
    it = await services.queries.incident(at_hand, pressed.person) if at_hand else None
    found = _attached(it, key) or checklist.find(services, key)
    if found is None:
        await pressed.say("playbook_gone")
        return None
    turned_to = int(page) if page.isdecimal() else 0
    return services.words.playbook(views.playbook(found, _reading(services, it), turned_to))


def _attached(it: Incident | None, key: str) -> Playbook | None:
    """The incident's own copy, which an edit of the library does not change."""
    own = it.playbook.playbook if it and it.playbook else None
    return own if own is not None and own.key == key else None


def _reading(services: Services, it: Incident | None) -> views.Reading:
    return views.reading(it) if it else views.Reading(services.policy.roles)
