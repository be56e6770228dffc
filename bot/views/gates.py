"""The modals at which the response moves on, or ends, and the gates that stand open there (domain §1, §9, §11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain import gates
from bot.domain.action_log import Action
from bot.domain.commands import ChangePhase, Close
from bot.domain.gates import Unmet
from bot.domain.incident import Incident
from bot.domain.severity import Gate, Phase
from bot.views.models import View

LEFT_SHOWN = 5
PROMISES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class OpenGate:
    """A gate that stands open; `known` is what it is about, or empty."""

    gate: str
    known: str


@dataclass(frozen=True, slots=True)
class Left:
    """A change that is in place, and when it may be lifted."""

    number: int
    what: str
    state: str
    lift: str


@dataclass(frozen=True, slots=True)
class PhaseForm(View):
    """Another phase. `lead`, `prove`: somebody can take command, or name the metric, in the same step.

    promises: what the catalogue promises of the model.
    """

    template = "form_phase"
    number: int
    phase: Phase
    phases: tuple[Phase, ...]
    reason: str
    override: str
    gates: tuple[OpenGate, ...]
    lead: bool
    prove: bool
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CloseForm(View):
    """It is over. `holds` is `well`, `not_well` or empty.

    refused: this was sent, and something keeps it open. verified: what was said, else what was seen and is well.
    left: what is forgotten in place, which is a gate of its own; `more` counts what is beyond it.
    """

    template = "form_close"
    number: int
    postmortem_owed: bool
    refused: bool
    verified: str
    override: str
    gates: tuple[OpenGate, ...]
    left: tuple[Left, ...]
    more: int
    metric: str
    target: str
    observed: str
    holds: str


GATED: tuple[type[View], ...] = (PhaseForm, CloseForm)


def phase(it: Incident, asked: ChangePhase | None = None) -> PhaseForm:
    """Another phase; what was asked for already is filled in, with every gate that stands open before it."""
    unmet = gates.to_phase(it, asked.phase) if asked else ()
    missing = {each.gate for each in unmet}
    return PhaseForm(
        number=it.number,
        phase=asked.phase if asked else it.phase,
        phases=tuple(Phase),
        reason=asked.reason if asked else "",
        override=asked.override if asked else "",
        gates=_opened(unmet),
        lead=Gate.COMMANDER in missing,
        prove=Gate.METRIC in missing,
        promises=promises(it),
    )


def close(it: Incident, asked: Close | None = None) -> CloseForm:
    """It is over; what was said already is filled in. What is in place is shown before anybody says anything."""
    unmet = gates.to_close(it, asked or Close(verified="?", holds=True))
    known = it.verification
    holds = known.holds if asked is None or asked.holds is None else asked.holds
    looked = known.observed or (asked is not None and asked.holds is not None)
    shown, more = left_in_place(it)
    return CloseForm(
        number=it.number,
        postmortem_owed=it.postmortem_owed,
        refused=bool(asked and unmet),
        verified=asked.verified if asked else known.observed if known.holds else "",
        override=asked.override if asked else "",
        gates=_opened(unmet),
        left=shown,
        more=more,
        metric=known.metric,
        target=known.target,
        observed=known.observed,
        holds=("well" if holds else "not_well") if looked else "",
    )


def left_in_place(it: Incident) -> tuple[tuple[Left, ...], int]:
    """What would be forgotten in place if it were closed now, and how many more than a modal has room for."""
    left = gates.forgotten(it)
    return tuple(map(_left, left[:LEFT_SHOWN])), max(0, len(left) - LEFT_SHOWN)


def promises(it: Incident) -> tuple[str, ...]:
    """What the catalogue promises of the incident's model, as far as a modal has room for it."""
    slos = it.entry.slos if it.entry else ()
    return tuple(f"{slo.name}: {slo.threshold or f'{slo.objective} %'}" for slo in slos[:PROMISES_SHOWN])


def _opened(unmet: Iterable[Unmet]) -> tuple[OpenGate, ...]:
    return tuple(
        OpenGate(each.gate, each.values.get("known", ""))
        for each in unmet
        if each.gate is not Gate.CONTAINMENT
    )


def _left(action: Action) -> Left:
    return Left(action.number, action.what, action.state, action.lift)
