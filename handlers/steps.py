"""The first 90 minutes: see all steps, settle one, leave one out (domain §4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.checklists import FinishStep, ReopenStep, SkipStep, StepCommand
from bot.domain.first_steps import paced_step
from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused
from bot.views import steps as show
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about


async def steps(spoken: Spoken) -> None:
    """`/incident steps` opens the list."""
    it = await spoken.open_incident()
    if it is not None:
        await spoken.opens(_all(spoken.services, it))


async def open_steps(pressed: Pressed) -> None:
    """The control that opens the list."""
    it = await pressed.open_incident()
    if it is not None:
        await pressed.opens(_all(pressed.services, it))


async def open_step(pressed: Pressed) -> None:
    """One step to settle, in place of the list."""
    it = await pressed.open_incident()
    if it is None:
        return
    step = paced_step(it, pressed.value.partition(":")[2])
    if step is None:
        await pressed.tell(pressed.services.words.refusal(Refused(Reason.UNKNOWN_STEP)))
        return
    form = show.step_form(it, step, pressed.person, pressed.services.clock.now())
    metadata = about(incident=it.number, step=step.key, version=it.version)
    await pressed.opens(pressed.services.words.form(it, form, metadata))


async def step_settled(submitted: Submitted) -> None:
    """The filled step; the list follows."""
    step = str(submitted.about["step"])
    # The list and its forms share one view, so that what was settled before must not answer for this.
    once = replace(submitted, command_id=f"{submitted.command_id}:{step}:{submitted.about['version']}")
    await once.asks(_command(submitted, step), lambda it: _all(submitted.services, it))


def _command(submitted: Submitted, step: str) -> StepCommand:
    words = submitted.text("reason")
    match submitted.text("state"):
        case "skipped":
            return SkipStep(step, words)
        case "open":
            return ReopenStep(step, words)
        case _:
            return FinishStep(step, words)


def _all(services: Services, it: Incident) -> dict[str, Any]:
    return services.words.form(it, show.steps(it, services.clock.now()), about(incident=it.number))
