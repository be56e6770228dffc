"""Updates on a cadence: post one, put one off."""

from __future__ import annotations

from bot.domain.commands import PostUpdate, SnoozeUpdate
from bot.domain.severity import Status
from bot.service.slack_text import typed
from handlers.pressed import Pressed
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about


async def update(spoken: Spoken) -> None:
    """`/incident update` opens the modal."""
    it = await spoken.open_incident()
    if it is not None:
        now = spoken.services.clock.now()
        await spoken.opens(spoken.services.words.update(it, now, about(incident=it.number)))


async def open_update(pressed: Pressed) -> None:
    """The button that opens the modal."""
    it = await pressed.open_incident()
    if it is not None:
        now = pressed.services.clock.now()
        await pressed.opens(pressed.services.words.update(it, now, about(incident=it.number)))


async def updated(submitted: Submitted) -> None:
    """The filled update."""
    await submitted.asks(
        PostUpdate(
            impact=submitted.text("impact"),
            actions=submitted.text("actions"),
            eta=submitted.text("eta"),
            status=Status(submitted.text("status")),
            next_check_in=submitted.moment("next_check_in"),
        )
    )


async def snooze(spoken: Spoken) -> None:
    """`/incident snooze [minutes reason]`; without words, the modal."""
    it = await spoken.open_incident()
    if it is None:
        return
    minutes, _, reason = spoken.words.partition(" ")
    if not minutes.isdecimal():
        await spoken.opens(spoken.services.words.snooze(it, about(incident=it.number)))
        return
    done = await spoken.asks(it, SnoozeUpdate(int(minutes[:6]), typed(reason)))
    if done is not None:
        due = done.incident.update_due
        await spoken.say("snoozed", **({"at": int(due.timestamp())} if due else {}))


async def open_snooze(pressed: Pressed) -> None:
    """The control that opens the snooze modal."""
    it = await pressed.open_incident()
    if it is not None:
        await pressed.opens(pressed.services.words.snooze(it, about(incident=it.number)))


async def snoozed(submitted: Submitted) -> None:
    """The filled snooze."""
    await submitted.asks(SnoozeUpdate(int(submitted.text("minutes")), submitted.text("reason")))
