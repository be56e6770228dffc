"""What an incident is, for one person: a summary for some audience, and what whoever joins late has to know."""

from __future__ import annotations

from bot.domain.audiences import Audience
from bot.domain.incident import Incident
from bot.service.links import links
from bot.service.slack_text import typed
from bot.views.brief import Brief, catch_up, summary
from bot.views.render import Message
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.spoken import Spoken

AUDIENCES = {
    "": Audience.ENGINEERS,
    **{each.value: each for each in Audience},
    **{each.value.removesuffix("s"): each for each in Audience},
    "support": Audience.CUSTOMERS,
    "managers": Audience.EXECUTIVES,
    "status": Audience.NOTE,
}
"""Whom people may name."""

_IN_ITS_WORDS = (Audience.CUSTOMERS, Audience.NOTE)
"""Audiences whose text is told as they would be sent it, before the facts that it rests on."""


async def summarise(spoken: Spoken) -> None:
    """`/incident summary [number] [engineers|executives|customers|note]`."""
    audience = AUDIENCES.get(spoken.words.casefold())
    if audience is None:
        await spoken.say("which_audience", word=typed(spoken.words))
        return
    it = await spoken.incident()
    if it is None:
        return
    services = spoken.services
    now = services.clock.now()
    words = services.words.text_for(it, audience, now) if audience in _IN_ITS_WORDS else ""
    history = await services.queries.history(it.number)
    parts = summary(it, history, audience, now)
    await spoken.answer(await _told(services, it, Brief("summary", parts, audience, words)))


async def catch_up_by_command(spoken: Spoken) -> None:
    """`/incident catchup [number]`."""
    it = await spoken.incident()
    if it is not None:
        await spoken.answer(await _catch_up(spoken.services, it))


async def catch_up_by_button(pressed: Pressed) -> None:
    """The same from the card's menu."""
    it = await pressed.incident()
    if it is not None:
        await pressed.shows(await _catch_up(pressed.services, it))


async def _catch_up(services: Services, it: Incident) -> Message:
    history = await services.queries.history(it.number)
    return await _told(services, it, Brief("catchup", catch_up(it, history, services.clock.now())))


async def _told(services: Services, it: Incident, brief: Brief) -> Message:
    history, told = await services.queries.history(it.number), await services.queries.told(it.number)
    return services.words.brief(it, brief, links(told, services.identity, it, history))
