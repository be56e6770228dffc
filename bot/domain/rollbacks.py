"""Rollbacks tried and succeeded: a measure of how well going back works here (domain §9, §14)."""

from __future__ import annotations

from typing import NamedTuple

from bot.domain.action_log import Action
from bot.domain.actions import ActionState
from bot.domain.containment import Containment
from bot.domain.incident import Incident

ROLLBACKS = frozenset({Containment.ROLL_BACK_MODEL, Containment.ROLL_BACK_PIPELINE})
"""What counts as a rollback; shadowing one or shifting a share of traffic is a step towards it and does not."""

_UNDONE = frozenset({ActionState.REVERTED, ActionState.FAILED})


class Rollbacks(NamedTuple):
    """How many were tried, and how many of those were seen to work."""

    tried: int
    succeeded: int


def rollbacks(it: Incident) -> Rollbacks:
    """Counted are rollbacks of a model, alone or with its pipeline; one is tried once it was applied, or failed to be.

    It succeeded when it was verified and not taken back after that; lifting it later is part of succeeding.
    """
    tried = [action for action in it.actions if action.containment in ROLLBACKS and _tried(action)]
    return Rollbacks(len(tried), sum(map(_succeeded, tried)))


def _tried(action: Action) -> bool:
    return any(step.state in (ActionState.APPLIED, ActionState.FAILED) for step in action.steps)


def _succeeded(action: Action) -> bool:
    verified = any(step.state is ActionState.VERIFIED for step in action.steps)
    return verified and action.state not in _UNDONE
