"""What the catalogue knows of a model."""

from __future__ import annotations

from bot.domain.incident import Incident
from bot.service.slack_text import typed
from bot.views.render import Message
from handlers.services import Services
from handlers.spoken import Spoken


async def model(spoken: Spoken) -> None:
    """`/incident model [name]`; without a name, the model of the incident that is meant."""
    services, name = spoken.services, typed(spoken.words).strip()
    if name:
        it = await _named_by(spoken, name)
        await spoken.answer(_of_incident(services, it) if it else _of_catalogue(services, name))
    elif spoken.number or await services.queries.incident_of_room(spoken.channel):
        it = await spoken.incident()
        if it is not None:
            await spoken.answer(_of_incident(services, it))
    else:
        await spoken.answer(_of_catalogue(services, ""))


async def _named_by(spoken: Spoken, name: str) -> Incident | None:
    """The incident at hand if it kept what was known of that very model."""
    queries = spoken.services.queries
    number = spoken.number or await queries.incident_of_room(spoken.channel)
    it = await queries.incident(number, spoken.person) if number else None
    kept = it is not None and it.entry is not None and it.entry.name.casefold() == name.casefold()
    return it if kept else None


def _of_incident(services: Services, it: Incident) -> Message:
    if it.entry is not None:
        return services.words.model(it.entry, it, changed=services.catalogue.find(it.entry.name) != it.entry)
    return services.words.unknown_model(services.catalogue, it.model, it)


def _of_catalogue(services: Services, name: str) -> Message:
    entry = services.catalogue.find(name) if name else None
    return services.words.model(entry) if entry else services.words.unknown_model(services.catalogue, name)
