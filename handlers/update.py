"""Updates on a cadence: post one."""

from __future__ import annotations

from bot.domain.commands import PostUpdate
from bot.domain.incident import Incident
from bot.domain.severity import Status
from handlers.audiences import overtaken, previewed
from handlers.pressed import Pressed
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about


async def update(spoken: Spoken) -> None:
    """`/incident update` opens the modal."""
    it = await spoken.open_incident()
    if it is not None:
        now = spoken.services.clock.now()
        await spoken.opens(spoken.services.words.update(it, now, _about(it)))


async def open_update(pressed: Pressed) -> None:
    """The button that opens the modal."""
    it = await pressed.open_incident()
    if it is not None:
        now = pressed.services.clock.now()
        await pressed.opens(pressed.services.words.update(it, now, _about(it)))


def _about(it: Incident) -> str:
    return about(incident=it.number, seen=len(it.updates))


async def updated(submitted: Submitted) -> None:
    """The filled update: posted at once, or shown first as the audiences chosen would read it.

    When somebody else posted one since it was opened, it is shown first, too, with what they wrote.
    """
    command = PostUpdate(
        impact=submitted.text("impact"),
        actions=submitted.text("actions"),
        eta=submitted.text("eta"),
        status=Status(submitted.text("status")),
        next_check_in=submitted.moment("next_check_in"),
        seen=submitted.about.get("seen"),
    )
    if await previewed(submitted, command):
        return
    answer = await submitted.ask(command)
    if not await overtaken(submitted, command, answer):
        await submitted.closes(answer)
