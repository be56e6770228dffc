"""The first 90 minutes as a timed checklist (domain §4), paced from the declaration.

Made worse so that the checklist counts from then on, or reopened, it is paced from that moment (`Incident.paced_from`).
A step that the record itself shows to be done needs nobody's tick.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.actions import ActionState
from bot.domain.incident import Incident
from bot.domain.severity import Phase, Surface
from bot.domain.signals import Signals
from bot.domain.triage_questions import DONT_KNOW


@dataclass(frozen=True, slots=True)
class PacedStep:
    """A step as it stands; `by_record`: done because the record shows it. `words`: of who finished or skipped it."""

    key: str
    title: str
    hint: str
    due: datetime
    state: Literal["open", "finished", "skipped"]
    by: str = ""
    words: str = ""
    by_record: bool = False

    def late(self, now: datetime) -> bool:
        """Whether it is open past its time."""
        return self.state == "open" and now >= self.due


def first_steps(it: Incident) -> tuple[PacedStep, ...]:
    """The steps in the order in which they are due; none where the policy wants none for this severity."""
    if it.severity not in it.policy.first_steps_for:
        return ()
    planned = sorted(it.policy.first_steps, key=lambda step: step.minutes)
    return tuple(
        _paced(it, step.key, step.title, step.hint, it.paced_from + timedelta(minutes=step.minutes))
        for step in planned
    )


def paced_step(it: Incident, key: str) -> PacedStep | None:
    """The step of that key, None where there is none for this severity."""
    return next((step for step in first_steps(it) if step.key == key), None)


def next_step(steps: tuple[PacedStep, ...]) -> PacedStep | None:
    """The one that is open and due first."""
    return next((step for step in steps if step.state == "open"), None)


def _paced(it: Incident, key: str, title: str, hint: str, due: datetime) -> PacedStep:
    mark, shown = it.steps.get(key), _SHOWN.get(key, _never)
    if mark is not None and mark.state != "reopened":
        return PacedStep(key, title, hint, due, mark.state, mark.by or "", mark.words)
    if mark is None and shown(it):
        return PacedStep(key, title, hint, due, "finished", by_record=True)
    return PacedStep(key, title, hint, due, "open")


def _never(_: Incident) -> bool:
    return False


def _roles(it: Incident) -> bool:
    """The commander and, where the team has them, Operations and the ML Owner."""
    wanted = ("ic", "ops", "ml_owner")
    return all(role in it.roles for role in wanted if role in it.policy.roles)


def _severity(it: Incident) -> bool:
    """It is what the known signals suggest, or somebody has changed it, with a reason."""
    concluded = it.triage.concluded
    return it.severity_changed or (concluded is not None and concluded.severity is it.severity)


def _scope(it: Incident) -> bool:
    """Triage knows whether it is everyone or a slice."""
    impact = it.triage.answers.get("impact")
    return impact is not None and impact.answer != DONT_KNOW


def _stabilised(it: Incident) -> bool:
    """Something was put in place and not taken back as a failure; lifted when it was well again counts."""
    held = (ActionState.APPLIED, ActionState.VERIFIED, ActionState.LIFTED)
    return any(action.state in held for action in it.actions)


def _evidence(it: Incident) -> bool:
    """Something was measured, or written down beside an answer of triage or a hypothesis."""
    measured = it.triage.signals != Signals()
    beside = any(given.evidence for given in it.triage.answers.values())
    return measured or beside or any(each.evidence for each in it.hypotheses)


_AFTER_RECOVERY = (Phase.VERIFY, Phase.LEARN)

_SHOWN: Mapping[str, Callable[[Incident], bool]] = {
    "roles": _roles,
    "severity": _severity,
    "stabilise": _stabilised,
    "scope": _scope,
    "hypothesis": lambda it: bool(it.hypotheses) or it.surface is not Surface.UNKNOWN,
    "evidence": _evidence,
    "recover": lambda it: it.phase in _AFTER_RECOVERY,
    "verify": lambda it: it.verification.holds,
    "communicate": lambda it: bool(it.updates),
    "record": lambda it: bool(it.decisions),
}
