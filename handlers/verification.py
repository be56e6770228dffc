"""The proof of the recovery: name a metric, record what it shows, wait for labels."""

from __future__ import annotations

from bot.domain.decide_verification import labels_expected
from bot.domain.verification import AwaitLabels, NameMetric, RecordVerification, StopAwaiting
from bot.service.slack_text import typed
from bot.views import verification as forms
from handlers.heard import first_word
from handlers.pressed import Pressed
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about

STOP = "stop"
"""The word after which labels are not waited for any more."""


async def verify(spoken: Spoken) -> None:
    """`/incident verify [words]`: the modal that asks what the metric shows, or which one it is."""
    it = await spoken.open_incident()
    if it is not None:
        form = forms.verification_form(it, typed(spoken.words))
        await spoken.opens(spoken.services.words.form(it, form, about(incident=it.number)))


async def open_verification(pressed: Pressed) -> None:
    """The control that opens it."""
    it = await pressed.open_incident()
    if it is not None:
        form = forms.verification_form(it)
        await pressed.opens(pressed.services.words.form(it, form, about(incident=it.number)))


async def open_metric(pressed: Pressed) -> None:
    """The button in that modal that asks for another metric instead."""
    it = await pressed.open_incident()
    if it is not None:
        form = forms.metric_form(it)
        await pressed.opens(pressed.services.words.form(it, form, about(incident=it.number)))


async def metric_named(submitted: Submitted) -> None:
    """The filled modal that names the metric."""
    await submitted.asks(NameMetric(submitted.text("metric"), submitted.text("target")))


async def observed(submitted: Submitted) -> None:
    """The filled modal that says what the metric shows."""
    holds = submitted.text("holds") == "well"
    await submitted.asks(RecordVerification(submitted.text("observed"), holds))


async def wait(spoken: Spoken) -> None:
    """`/incident await [why it can wait]`: for as long as labels take by the catalogue; otherwise the modal.

    `/incident await stop [why]` ends it, as the button does.
    """
    it = await spoken.open_incident()
    if it is None:
        return
    first, rest = first_word(spoken.words)
    if first.lower() == STOP and (not rest or it.verification.awaiting_until is not None):
        done = await spoken.asks(it, StopAwaiting(typed(rest)))
        if done is not None:
            await spoken.say("awaiting_ended" if done.events or done.again else "not_awaiting")
        return
    now, reason = spoken.services.clock.now(), typed(spoken.words)
    if not reason or labels_expected(it, now) is None:
        form = forms.await_form(it, now, reason)
        await spoken.opens(spoken.services.words.form(it, form, about(incident=it.number)))
        return
    done = await spoken.asks(it, AwaitLabels(None, reason))
    until = done.incident.verification.awaiting_until if done else None
    if until is not None:
        await spoken.say("awaiting", at=int(until.timestamp()))


async def open_await(pressed: Pressed) -> None:
    """The control that opens the modal."""
    it = await pressed.open_incident()
    if it is not None:
        form = forms.await_form(it, pressed.services.clock.now())
        await pressed.opens(pressed.services.words.form(it, form, about(incident=it.number)))


async def awaited(submitted: Submitted) -> None:
    """The filled modal."""
    await submitted.asks(AwaitLabels(submitted.moment("until"), submitted.text("reason")))


async def stop_awaiting(pressed: Pressed) -> None:
    """The button that ends waiting."""
    it = await pressed.open_incident()
    if it is None:
        return
    done = await pressed.asks(it, StopAwaiting(""))
    if done is not None and not done.events and not done.again:
        await pressed.say("not_awaiting")
