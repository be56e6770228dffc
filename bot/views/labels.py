"""What the keys of the record mean in plain words: answers, signals, states, kinds of drift and of false pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.domain.action_items import ItemCategory, ItemState
from bot.domain.actions import ActionState, Purpose
from bot.domain.containment import MENU, Containment
from bot.domain.effects import DocumentForm
from bot.domain.retention import Artefact
from bot.domain.severity import Gate, IncidentType
from bot.domain.signals import Signals, UsersHit
from bot.domain.triage_questions import BY_KEY
from bot.domain.triage_rule import Drift, FalsePage

TYPES: Mapping[IncidentType, str] = {
    IncidentType.DATA: "data/feature",
    IncidentType.MODEL: "model quality",
    IncidentType.SERVING: "serving/platform",
    IncidentType.TRAINING: "training/ETL",
    IncidentType.SAFETY: "safety/abuse",
}

MILESTONES: Mapping[str, str] = {
    "started": "Began",
    "detected": "Detected",
    "declared": "Declared",
    "acknowledged": "Acknowledged (somebody took command)",
    "contained": "Contained",
    "recovered": "Recovered",
    "verified": "Verified",
    "closed": "Closed",
}

FALSE_PAGES: Mapping[FalsePage, str] = {
    FalsePage.DETECTOR_MOVED: "the detector moved, not the system",
    FalsePage.LABEL_LAG: "labels that had not arrived yet were read as a drop in quality",
    FalsePage.COLD_START: "instances were cold after they had started or scaled",
    FalsePage.SEASONALITY: "the usual swing of such a day was read as drift",
    FalsePage.NONE: "none",
}

DRIFTS: Mapping[Drift, str] = {
    Drift.VIRTUAL: "virtual: the inputs moved, what they mean did not",
    Drift.REAL: "real: what the inputs mean moved",
    Drift.LABEL: "label: the mix of outcomes moved",
    Drift.NONE: "none: something else explains it",
    Drift.UNKNOWN: "unknown",
}

DOCUMENT_FORMS: Mapping[DocumentForm, str] = {
    "markdown": "Markdown",
    "json": "JSON",
    "html": "HTML",
    "pdf": "PDF",
}
ARTEFACTS: Mapping[Artefact, str] = {
    Artefact.MESSAGES: "words and authors of Slack messages",
    Artefact.WORDS: "what people typed",
    Artefact.PEOPLE: "who did what",
    Artefact.RECORD: "the whole record",
}

STATES: Mapping[ActionState, str] = {
    ActionState.PROPOSED: "proposed",
    ActionState.APPROVED: "approved",
    ActionState.APPLIED: "applied",
    ActionState.VERIFIED: "verified",
    ActionState.LIFTED: "lifted",
    ActionState.REVERTED: "reverted",
    ActionState.FAILED: "failed",
    ActionState.WITHDRAWN: "withdrawn",
}

PURPOSES: Mapping[Purpose, str] = {
    "dry_run": "a dry run",
    "apply": "to apply it",
    "revert": "to take it back",
}

ITEM_CATEGORIES: Mapping[ItemCategory, str] = {
    ItemCategory.SIGNAL: "add or tighten a signal",
    ItemCategory.RUNBOOK: "fix the runbook",
    ItemCategory.BLAST_RADIUS: "shrink the blast radius",
    ItemCategory.PROMOTION_GATE: "improve promotion gates",
    ItemCategory.SEVERITY_RUBRIC: "update the severity rubric",
    ItemCategory.OTHER: "something else",
}

ITEM_STATES: Mapping[ItemState, str] = {
    ItemState.OPEN: "to do",
    ItemState.IN_PROGRESS: "in progress",
    ItemState.DONE: "done",
    ItemState.DROPPED: "not to be done",
}

_GATES: Mapping[str, str] = {
    Gate.COMMANDER: "nobody commanded the incident",
    Gate.METRIC: "no metric was named that proves recovery",
    Gate.VERIFICATION: "it was not said what was verified",
    Gate.CONTAINMENT: "containment was in place without anybody who answers for it",
}

_USERS: Mapping[UsersHit, str] = {
    UsersHit.NOBODY: "no user is hit",
    UsersHit.SLICE: "a slice of users is hit",
    UsersHit.EVERYONE: "everyone is hit",
}

_RESTS_ON = re.compile(r" \[([a-z_]+(?:, [a-z_]+)*)\]$")


def asked(question: str) -> str:
    """The wording of the question of that key; the key itself where the catalogue does not have it."""
    known = BY_KEY.get(question)
    return known.asks if known else question


def answered(question: str, answer: str) -> str:
    """What people read for that answer to that question; the key itself where the catalogue does not have it."""
    known = BY_KEY.get(question)
    return known.label(answer) if known and answer else answer


def contained_by(containment: Containment) -> str:
    """The change as the menu calls it."""
    return MENU[containment].label


def gates(keys: tuple[str, ...]) -> tuple[str, ...]:
    """What stood open, a clause for each gate."""
    return tuple(_GATES.get(key, key) for key in keys)


def without_keys(reason: str) -> str:
    """A reason of triage without the keys of the questions that it rests on."""
    return _RESTS_ON.sub("", reason)


def rests_on(reason: str) -> tuple[str, ...]:
    """The keys of the questions that a reason of triage rests on."""
    found = _RESTS_ON.search(reason)
    return tuple(found[1].split(", ")) if found else ()


def measured(signals: Signals) -> tuple[str, ...]:
    """Everything that was measured, a clause each; nothing where nothing was."""
    return tuple(_measured(signals))


def _measured(signals: Signals) -> Iterator[str]:
    if signals.users_hit is not None:
        yield _USERS[signals.users_hit]
    for figure, words in (
        (signals.slice_share_percent, "{:g} % of users in the slice that is hit"),
        (signals.kpi_change_percent, "KPI {:+g} %"),
        (signals.slo_burn, "error budget spent {:g} times as fast as it lasts"),
        (signals.psi, "PSI {:g}"),
    ):
        if figure is not None:
            yield words.format(figure)
    for known, yes, no in (
        (signals.safety_or_legal, "output is unsafe or legally risky", "output does no harm"),
        (signals.serving_down, "serving is down", "serving is up"),
        (signals.quality_slo_breached, "the quality SLO is breached", "the quality SLO is intact"),
        (signals.workaround_exists, "there is a workaround", "there is no workaround"),
    ):
        if known is not None:
            yield yes if known else no
