"""Gates: what has to be so before the response moves on, or ends (domain §1, §9, §11).

A gate explains itself and can be passed with a reason, which is recorded beside the gates that stood open.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.action_log import Actions
from bot.domain.commands import Close
from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused, blank
from bot.domain.severity import Gate, Phase
from bot.domain.triage_rule import FalsePage


@dataclass(frozen=True, slots=True)
class Unmet:
    """A gate that stands open; `values` fill its words."""

    gate: Gate
    values: dict[str, str] = field(default_factory=dict)


_BEHIND_CONTAIN = (Phase.CONTAIN, Phase.RECOVER, Phase.VERIFY, Phase.LEARN)
_BEHIND_VERIFY = (Phase.VERIFY, Phase.LEARN)
_ORDER = tuple(Phase)


def goes_back(was: Phase, now: Phase) -> bool:
    """Whether that is a step back."""
    return _ORDER.index(now) < _ORDER.index(was)


def to_phase(it: Incident, phase: Phase, metric: str = "") -> tuple[Unmet, ...]:
    """What is missing for that phase; going back needs nothing.

    Contain needs an incident commander, and a severity, which every incident has; Verify a named metric, where
    `metric` is one that is named in the same step; Learn, that it was seen to hold.
    """
    if goes_back(it.phase, phase):
        return ()
    unmet = []
    if phase in _BEHIND_CONTAIN and it.commander is None:
        unmet.append(Unmet(Gate.COMMANDER))
    named = metric.strip() or it.verification.metric
    if phase in _BEHIND_VERIFY and blank(named):
        unmet.append(Unmet(Gate.METRIC))
    elif phase is Phase.LEARN and not (it.verification.holds and named == it.verification.metric):
        unmet.append(Unmet(Gate.VERIFICATION, {"known": named}))
    return tuple(unmet)


def to_close(it: Incident, command: Close) -> tuple[Unmet, ...]:
    """What is missing for closing: what was verified, a named metric that holds, and no containment forgotten.

    Of a false page no metric has to recover; what was put in place because of it is forgotten all the same.
    """
    unmet, known = [], it.verification
    holds = known.holds if command.holds is None else command.holds
    if blank(command.verified):
        unmet.append(Unmet(Gate.VERIFICATION))
    elif known.metric and not holds and command.false_page is FalsePage.NONE:
        unmet.append(Unmet(Gate.VERIFICATION, {"known": known.metric}))
    left = forgotten(it)
    if left:
        numbers = ", ".join(str(action.number) for action in left)
        unmet.append(Unmet(Gate.CONTAINMENT, {"known": numbers, "count": str(len(left))}))
    return tuple(unmet)


def forgotten(it: Incident) -> Actions:
    """What is in place, or being put there, and does not stay on purpose, with somebody who answers for it."""
    return tuple(
        action for action in it.actions if (action.in_place or action.unverified) and not action.kept_by
    )


def overridden(gates: tuple[Unmet, ...], override: str) -> Refused | None:
    """The refusal by the first gate that stands open; None when none does, or when a reason overrides them."""
    if not gates or not blank(override):
        return None
    first = gates[0]
    return Refused(_REASONS[first.gate], "override", first.values)


def by_a_gate(refused: Refused) -> bool:
    """Whether a gate refused it, which a reason would override."""
    return refused.reason in _REASONS.values() and refused.where == "override"


_REASONS = {
    Gate.COMMANDER: Reason.GATE_COMMANDER,
    Gate.METRIC: Reason.GATE_METRIC,
    Gate.VERIFICATION: Reason.GATE_VERIFICATION,
    Gate.CONTAINMENT: Reason.GATE_CONTAINMENT,
}
