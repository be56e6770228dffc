"""The menu of containment: predefined changes that stop the harm and can be taken back (domain §9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Containment(StrEnum):
    """The key of one change on the menu; playbooks, decisions and exports use it."""

    SHIFT_TRAFFIC = "shift_traffic"
    ROLL_BACK_MODEL = "roll_back_model"
    ROLL_BACK_PIPELINE = "roll_back_pipeline"
    SHADOW_ROLLBACK = "shadow_rollback"
    GRADUAL_MIGRATION = "gradual_migration"
    RULES_FALLBACK = "rules_fallback"
    CACHED_FEATURES = "cached_features"
    FEATURE_GATE = "feature_gate"
    SHED_LOAD = "shed_load"
    RAISE_CAPACITY = "raise_capacity"
    CIRCUIT_BREAKER = "circuit_breaker"
    STRICT_MODERATION = "strict_moderation"
    QUARANTINE = "quarantine"
    REVOKE_CREDENTIALS = "revoke_credentials"
    PAUSE_PROMOTION = "pause_promotion"
    FAIL_OPEN = "fail_open"
    FAIL_CLOSED = "fail_closed"


@dataclass(frozen=True, slots=True)
class Change:
    """A change on the menu: what it is called, and how it is taken back."""

    label: str
    undone: str


MENU: Mapping[Containment, Change] = {
    Containment.SHIFT_TRAFFIC: Change(
        "Route a share of traffic to last-known-good", "Set the share back to what it was"
    ),
    Containment.ROLL_BACK_MODEL: Change("Roll back the model", "Deploy the newer version again"),
    Containment.ROLL_BACK_PIPELINE: Change(
        "Roll back the feature pipeline together with the model", "Deploy both newer versions again, together"
    ),
    Containment.SHADOW_ROLLBACK: Change(
        "Shadow the last-known-good version first", "Stop the shadow; it answered nobody"
    ),
    Containment.GRADUAL_MIGRATION: Change(
        "Migrate gradually: 10, 25, 50, 100 %", "Go back to the last step that held"
    ),
    Containment.RULES_FALLBACK: Change(
        "Fall back to rules", "Give the requests back to the model, slice by slice"
    ),
    Containment.CACHED_FEATURES: Change(
        "Serve cached or default features, or fewer of them",
        "Switch online features on again, once they are fresh",
    ),
    Containment.FEATURE_GATE: Change("Switch the feature off", "Switch it on again"),
    Containment.SHED_LOAD: Change(
        "Limit the rate, shed non-critical traffic", "Lift the limit in steps, watching saturation"
    ),
    Containment.RAISE_CAPACITY: Change(
        "Raise the replica floor, cap batch size or input length", "Put floor and caps back to their defaults"
    ),
    Containment.CIRCUIT_BREAKER: Change("Open the circuit breaker", "Close it half-way, then whole"),
    Containment.STRICT_MODERATION: Change(
        "Moderate more strictly, block risky tools", "Go back to the usual thresholds and tools"
    ),
    Containment.QUARANTINE: Change("Quarantine the batch or pipeline", "Release it after its checks pass"),
    Containment.REVOKE_CREDENTIALS: Change("Revoke credentials", "Issue new ones; the old stay revoked"),
    Containment.PAUSE_PROMOTION: Change("Pause retraining or promotion", "Let promotion run again"),
    Containment.FAIL_OPEN: Change("Fail open: let requests pass unscored", "Score again before letting pass"),
    Containment.FAIL_CLOSED: Change(
        "Fail closed: hold or refuse requests that cannot be scored", "Score again and release what is held"
    ),
}
