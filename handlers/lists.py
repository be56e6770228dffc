"""Finding one's way: help, one incident's status, the list, App Home."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.summary import Summary
from bot.service.slack_text import typed
from bot.views.models import ListPage
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.spoken import Spoken

ON_A_PAGE = 10
LATEST = 50
"""Incidents that `/incident list all` goes back, open or closed."""


async def explain(spoken: Spoken) -> None:
    """`/incident` and `/incident help`."""
    await spoken.answer(spoken.services.words.help())


async def unknown(spoken: Spoken, verbs: Iterable[str]) -> None:
    """A verb that there is not: the nearest that there is."""
    nearest = difflib.get_close_matches(spoken.verb, verbs, n=1, cutoff=0.5)
    verb = typed(spoken.verb)
    await spoken.answer(spoken.services.words.unknown_verb(verb, nearest[0] if nearest else None))


async def status(spoken: Spoken) -> None:
    """`/incident status [number]`: the card, in private."""
    it = await spoken.incident()
    if it is not None:
        await spoken.answer(spoken.services.words.status(it, spoken.services.clock.now()))


async def incidents(spoken: Spoken) -> None:
    """`/incident list [all]`: the open ones, or the latest, that this person may see."""
    everything = spoken.words.casefold() == "all"
    lines = await _lines(spoken.services, spoken.person, everything=everything)
    page = _page(lines, 0, everything=everything)
    await spoken.answer(spoken.services.words.incidents(page, spoken.services.clock.now()))


async def turn_list(pressed: Pressed) -> None:
    """Another page of the list, in place of the one that was shown; `all:2` is a page of the latest."""
    scope, _, number = pressed.value.rpartition(":")
    everything = scope == "all"
    lines = await _lines(pressed.services, pressed.person, everything=everything)
    page = _page(lines, _number(number), everything=everything)
    message = pressed.services.words.incidents(page, pressed.services.clock.now())
    await pressed.args.ack()
    shown = pressed.args.respond(
        text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=True
    )
    pressed.services.aside.run(shown, "Turning the list's page")


async def home_opened(args: AsyncArgs, services: Services) -> None:
    """App Home shows the incidents that its owner may see: the open ones, and the latest that are over."""
    if args.payload.get("tab", "home") == "home":
        services.aside.run(show_home(services, str(args.payload["user"]), 0), "Showing App Home")


async def turn_home(pressed: Pressed) -> None:
    """Another page of App Home."""
    await pressed.args.ack()
    shown = show_home(pressed.services, pressed.person, _number(pressed.value))
    pressed.services.aside.run(shown, "Turning App Home's page")


async def show_home(services: Services, person: str, number: int = 0) -> None:
    """Show this page of App Home, as this person may see it by now."""
    lines = await services.queries.open_incidents(person)
    latest = await services.queries.latest(person, LATEST)
    view = services.words.home(_page(lines, number), services.clock.now(), latest)
    await services.slack.call("views.publish", user_id=person, view=view)


async def _lines(services: Services, person: str, *, everything: bool) -> tuple[Summary, ...]:
    queries = services.queries
    return await (queries.latest(person, LATEST) if everything else queries.open_incidents(person))


def _page(lines: Sequence[Summary], number: int, *, everything: bool = False) -> ListPage:
    pages = max(1, -(-len(lines) // ON_A_PAGE))
    page = min(max(number, 0), pages - 1)
    shown = tuple(lines[page * ON_A_PAGE : (page + 1) * ON_A_PAGE])
    return ListPage(items=shown, page=page, pages=pages, total=len(lines), everything=everything)


def _number(value: str) -> int:
    return int(value) if value.isdecimal() else 0
