"""Past incidents: searched by words, compared with the one at hand, read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.domain.incident import Incident
from bot.domain.library import Found, search
from bot.domain.library_query import Wanted, read_query
from bot.domain.record import Record
from bot.service.library import like
from bot.service.slack_text import typed
from bot.views import library as views
from bot.views.render import Message
from handlers.missing import missing
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.spoken import Spoken


async def find(spoken: Spoken) -> None:
    """`/incident search words|model:…|surface:…`: the past incidents that fit, of those this person may see."""
    asked = typed(spoken.words)
    if spoken.number:
        asked = f"inc-{spoken.number} {asked}".strip()
    if not asked:
        await spoken.say("say_what", verb="search")
        return
    records = await spoken.services.queries.records(spoken.person)
    await spoken.answers(_found(spoken.services, records, asked, 0), "Searching past incidents")


async def turn(pressed: Pressed) -> None:
    """Another page of what was found, in place of the one that was shown."""
    page, _, asked = pressed.value.partition(":")
    number = int(page) if page.isdecimal() else 0
    records = await pressed.services.queries.records(pressed.person)
    await pressed.args.ack()
    pressed.services.aside.run(_turn(pressed, records, asked, number), "Turning the page of a search")


async def _turn(pressed: Pressed, records: Sequence[Record], asked: str, page: int) -> None:
    message = await _found(pressed.services, records, asked, page)
    await pressed.args.respond(
        text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=True
    )


async def similar(spoken: Spoken) -> None:
    """`/incident similar`: past incidents like this one, of those this person may see."""
    it = await spoken.incident()
    if it is None:
        return
    records = await spoken.services.queries.records(spoken.person)
    await spoken.answers(_alike(spoken.services, it, records), "Comparing past incidents")


async def _alike(services: Services, it: Incident, records: Sequence[Record]) -> Message:
    return services.words.similar(it, await like(it, records, services.clock.now()))


async def read(pressed: Pressed) -> None:
    """What the library knows of one incident, in a modal."""
    known = await pressed.services.queries.record(pressed.number or 0, pressed.person)
    if known is None:
        await pressed.tell(await missing(pressed.services, pressed.number))
        return
    await pressed.opens(pressed.services.words.past(known))


async def _found(services: Services, records: Sequence[Record], asked: str, page: int) -> Message:
    wanted, hits = await asyncio.to_thread(_looked_for, services, records, asked)
    return services.words.found(views.found(hits, wanted, asked, page))


def _looked_for(
    services: Services, records: Sequence[Record], asked: str
) -> tuple[Wanted, tuple[Found, ...]]:
    """Many incidents take a moment: beside everything else, not before it."""
    zone, now = ZoneInfo(services.policy.timezone), services.clock.now()
    wanted = read_query(asked, records, now.astimezone(zone).date())
    return wanted, search(records, wanted, now, zone, services.library_words)
