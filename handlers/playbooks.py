"""Playbooks: finding one in a crisis, and reading it."""

from __future__ import annotations

from typing import Any

from bot.domain.catalogue import ModelEntry
from bot.domain.incident import Incident
from bot.domain.playbook import Playbook
from bot.domain.playbook_search import search
from bot.service.slack_text import typed
from bot.views import playbooks as views
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.spoken import Spoken

LONGEST_NAME = 75


async def playbook(spoken: Spoken) -> None:
    """`/incident playbook [words]`: what fits, the best one's first three checks at once.

    In an incident's room, or with its number, the incident's type counts and commands are filled in for its model.
    """
    services = spoken.services
    number = spoken.number or await services.queries.incident_of_room(spoken.channel)
    it = await services.queries.incident(number, spoken.person) if number else None
    if spoken.number and it is None:
        await spoken.say("no_such_incident", number=spoken.number)
        return
    words, kind = typed(spoken.words), it.type if it else None
    hits = search(services.playbooks, words, views.SHOWN, kind)
    fits = bool(hits)
    if not fits and it is not None:
        hits = search(services.playbooks, "", views.SHOWN, kind)
    view = views.playbooks(hits, words, services.playbooks, _reading(services, it), fits=fits)
    await spoken.answer(services.words.playbooks(view))


async def read(pressed: Pressed) -> None:
    """The whole of one, in a modal."""
    page = await _page(pressed)
    if page is not None:
        await pressed.opens(page)


async def turn(pressed: Pressed) -> None:
    """Another page of it, in the same modal."""
    page = await _page(pressed)
    if page is not None:
        await pressed.args.ack()
        view_id = str(pressed.args.body["view"]["id"])
        shown = pressed.services.slack.call("views.update", view_id=view_id, view=page)
        pressed.services.aside.run(shown, "Turning a playbook's page")


async def _page(pressed: Pressed) -> dict[str, Any] | None:
    """The page that the control names as `key:page:incident`; None, and that is told, when it is no more there."""
    key, page, number = (*pressed.value.split(":"), "", "")[:3]
    services = pressed.services
    found = _find(services, key)
    if found is None:
        await pressed.say("playbook_gone")
        return None
    at_hand = int(number) if number.isdecimal() else 0
    it = await services.queries.incident(at_hand, pressed.person) if at_hand else None
    turned_to = int(page) if page.isdecimal() else 0
    return services.words.playbook(views.playbook(found, _reading(services, it), turned_to))


def _reading(services: Services, it: Incident | None) -> views.Reading:
    if it is None:
        return views.Reading(services.policy.roles)
    return views.Reading(it.policy.roles, _entry(it), it.number)


def _find(services: Services, key: str) -> Playbook | None:
    return next((each for each in services.playbooks if each.key == key), None)


def _entry(it: Incident) -> ModelEntry | None:
    """What is known of the incident's model; at least its name, when that is all that was said."""
    if not it.model:
        return None
    return it.entry or ModelEntry(name=it.model[:LONGEST_NAME])
