"""The first 90 minutes: all steps with their state, one step to settle, and what the room is told (domain §4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.checklists import StepSkipped
from bot.domain.first_steps import PacedStep, first_steps
from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.views.models import View


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step. `state` is open, finished or skipped; `words` and `by` of who settled it; by_record: nobody had to.

    due: when it is to be done; late: it is open past that.
    """

    key: str
    title: str
    hint: str
    state: str
    due: datetime
    late: bool
    by: str
    words: str
    by_record: bool
    value: str


@dataclass(frozen=True, slots=True)
class FirstStepsView(View):
    """All of them in the order in which they are due; none where the severity has none."""

    template = "first_steps"
    number: int
    open: bool
    severity: Severity
    done: int
    total: int
    lines: tuple[StepLine, ...]


@dataclass(frozen=True, slots=True)
class FirstStepForm(View):
    """One step: done, left out or open again."""

    template = "form_first_step"
    number: int
    step: StepLine
    chosen: str
    commander: str
    mine: bool


@dataclass(frozen=True, slots=True)
class StepSkippedView(View):
    """Told in the room: a step is left out."""

    template = "room_step_skipped"
    by: str
    title: str
    reason: str


STEPS: tuple[type[View], ...] = (FirstStepsView, FirstStepForm, StepSkippedView)


def steps(it: Incident, now: datetime) -> FirstStepsView:
    """All steps as they stand."""
    paced = first_steps(it)
    return FirstStepsView(
        number=it.number,
        open=it.open,
        severity=it.severity,
        done=sum(step.state != "open" for step in paced),
        total=len(paced),
        lines=tuple(_line(it, step, now) for step in paced),
    )


def step_form(it: Incident, step: PacedStep, person: str, now: datetime) -> FirstStepForm:
    """One step to settle; it begins with what is likely meant: done when it is open, else as it is."""
    return FirstStepForm(
        number=it.number,
        step=_line(it, step, now),
        chosen="finished" if step.state == "open" else step.state,
        commander=it.commander or "",
        mine=it.commander == person,
    )


def told(event: StepSkipped, by: str) -> StepSkippedView:
    """What the room is told when a step is left out."""
    return StepSkippedView(by=by, title=event.title, reason=event.reason)


def _line(it: Incident, step: PacedStep, now: datetime) -> StepLine:
    return StepLine(
        key=step.key,
        title=step.title,
        hint=step.hint,
        state=step.state,
        due=step.due,
        late=step.late(now),
        by=step.by,
        words=step.words,
        by_record=step.by_record,
        value=f"{it.number}:{step.key}",
    )
