"""Severity and the other words that classify an incident (domain §1, §2)."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How bad it is, anchored to signals (domain §2)."""

    SEV1 = "SEV1"
    SEV2 = "SEV2"
    SEV3 = "SEV3"

    @property
    def rank(self) -> int:
        """1 for the worst."""
        return int(self.value[-1])


class IncidentType(StrEnum):
    """What kind of trouble it looked like when it was declared (domain §1)."""

    DATA = "data"
    MODEL = "model"
    SERVING = "serving"
    TRAINING = "training"
    SAFETY = "safety"


class Surface(StrEnum):
    """Where it fails; exactly one once known (domain §1)."""

    UNKNOWN = "unknown"
    DATA = "data"
    MODEL = "model"
    SERVING = "serving"


class Phase(StrEnum):
    """Where the response stands; going back is allowed and recorded (domain §1)."""

    DETECT = "detect"
    TRIAGE = "triage"
    CONTAIN = "contain"
    RECOVER = "recover"
    VERIFY = "verify"
    LEARN = "learn"


class Gate(StrEnum):
    """What has to be so before the response moves on, or ends (`bot.domain.gates`)."""

    COMMANDER = "commander"
    METRIC = "metric"
    VERIFICATION = "verification"
    CONTAINMENT = "containment"


class Status(StrEnum):
    """The colour of an update; always shown with its word (domain §8)."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
