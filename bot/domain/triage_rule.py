"""What a rule of triage is: a condition on answers, a sentence, and what follows (domain §1, §5, §10).

A condition is written as `errors=normal, latency=both_up|tail_up`: all of its parts hold. `?` stands for an answer that
is missing or "don't know", `!=` for any answer but these, a missing one included. Beside answers, conditions may name
what was concluded before: `false_page` and `surface`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.severity import Surface
from bot.domain.triage_questions import DONT_KNOW


class Drift(StrEnum):
    """What kind of drift it is (domain §1); `none` where a defect or a false page explains it."""

    VIRTUAL = "virtual"
    REAL = "real"
    LABEL = "label"
    NONE = "none"
    UNKNOWN = "unknown"


class FalsePage(StrEnum):
    """Why a page was none (domain §5.0); `none` where it was one."""

    DETECTOR_MOVED = "detector_moved"
    LABEL_LAG = "label_lag"
    COLD_START = "cold_start"
    SEASONALITY = "seasonality"
    NONE = "none"


class PlaybookKey(StrEnum):
    """The keys of the playbooks that ship (domain §10)."""

    DRIFT_ALERT = "drift-alert"
    QUALITY_DROP = "quality-drop"
    P99_LATENCY_SPIKE = "p99-latency-spike"
    FEATURE_STORE_OUTAGE = "feature-store-outage"
    PROMPT_INJECTION = "prompt-injection"
    UNSAFE_OUTPUT = "unsafe-output"
    TRAINING_ETL_FAILURE = "training-etl-failure"
    FAIRNESS_REGRESSION = "fairness-regression"
    PII_LEAKAGE = "pii-leakage"
    VENDOR_OUTAGE = "vendor-outage"
    NONE = "none"


class Evidence(StrEnum):
    """How far a finding carries: a direct observation of the fault, or an indication of where it is."""

    DIRECT = "direct"
    INDICATION = "indication"


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition and, in a sentence, what it means."""

    when: str
    says: str

    @property
    def parts(self) -> tuple[tuple[str, bool, frozenset[str]], ...]:
        """Each part's key, whether the value is to be among those that follow, and those values."""
        found = []
        for part in self.when.split(", "):
            key, _, values = part.partition("=")
            found.append((key.removesuffix("!"), not key.endswith("!"), frozenset(values.split("|"))))
        return tuple(found)

    def holds(self, facts: Mapping[str, str]) -> bool:
        """Whether every part holds of these facts."""
        return all((_known(facts, key) in values) == among for key, among, values in self.parts)

    def keys(self, facts: Mapping[str, str]) -> tuple[str, ...]:
        """The facts that it rests on, those that are not known left out."""
        return tuple(key for key, _, _ in self.parts if _known(facts, key) != "?")


def _known(facts: Mapping[str, str], key: str) -> str:
    answer = facts.get(key, DONT_KNOW)
    return "?" if answer == DONT_KNOW else answer


@dataclass(frozen=True, slots=True)
class Skip(Rule):
    """A question that need not be asked when the condition holds."""

    question: str


@dataclass(frozen=True, slots=True)
class Early(Rule):
    """A question that is asked before all others when the condition holds, unless it is skipped."""

    question: str


@dataclass(frozen=True, slots=True)
class FalsePageRule(Rule):
    """What explains a page away, or (as an objection) refutes that explanation."""

    kind: FalsePage


@dataclass(frozen=True, slots=True)
class Finding(Rule):
    """What speaks for a surface."""

    surface: Surface
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class DriftRule(Rule):
    """The first that holds names the drift."""

    drift: Drift


@dataclass(frozen=True, slots=True)
class PlaybookRule(Rule):
    """The first that holds names the playbook."""

    playbook: PlaybookKey
