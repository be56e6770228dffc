"""Triage, checklists, hypotheses, containment and verification as they stand, for the JSON export.

The keys are those of the models below: an allowlist of what the incident knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from bot.domain.actions import ActionState, Purpose
from bot.domain.containment import Containment
from bot.domain.decide_triage import suggested
from bot.domain.events import Recorded
from bot.domain.hypotheses import HypothesisState, Side
from bot.domain.incident import Incident
from bot.domain.severity import Severity, Surface
from bot.domain.signals import Signals
from bot.domain.strict import Strict
from bot.domain.triage_log import TriageConcluded
from bot.views.course import StepOutcome, step_records


class Copied(Strict):
    """A record that takes its fields from what the domain calls by the same names."""

    @classmethod
    def of(cls, known: object) -> Self:
        """The copy."""
        return cls.model_validate(known, from_attributes=True)


class AnswerCopy(Copied):
    """An answer of triage as it stands: the key of the answer, the evidence for it, when and by whom."""

    answer: str
    evidence: str
    at: datetime
    by: str | None


class TriageCopy(Strict):
    """The triage: answers by the keys of their questions; the severity that everything known suggests."""

    begun_at: datetime | None
    answers: dict[str, AnswerCopy]
    signals: Signals
    concluded: TriageConcluded | None
    suggested: Severity | None


class ItemCopy(Strict):
    """An item of the playbook; done when it has a moment."""

    key: str
    words: str
    done_at: datetime | None
    by: str | None
    result: str


class PlaybookCopy(Strict):
    """The playbook that is worked by; all of it is in the event that it was taken up by."""

    key: str
    version: str
    title: str
    at: datetime
    by: str | None
    items: tuple[ItemCopy, ...]


class StepCopy(Strict):
    """A step of the first 90 minutes; `words`: a note, or why it was left out; `by`: empty if by the record."""

    key: str
    title: str
    due: datetime
    done_at: datetime | None
    outcome: StepOutcome
    by_record: bool
    by: str
    words: str


class EvidenceCopy(Copied):
    """What speaks for or against a hypothesis."""

    side: Side
    words: str
    at: datetime
    by: str | None


class HypothesisCopy(Copied):
    """A hypothesis as it stands and as it was raised; `reason` is why it stands so."""

    number: int
    surface: Surface
    first_surface: Surface
    statement: str
    first_statement: str
    owner: str
    at: datetime
    by: str | None
    state: HypothesisState
    reason: str
    evidence: tuple[EvidenceCopy, ...]


class ActionStepCopy(Copied):
    """A state that an action reached, what was set right left out; that is in the events."""

    state: ActionState
    at: datetime
    by: str | None
    words: str


class ApprovalCopy(Copied):
    """Who approved an action, by which role, and when."""

    person: str
    role: str
    at: datetime


class RunCopy(Copied):
    """One run of an action's automation; `ok` is null while it is under way, `status` is HTTP's."""

    number: int
    purpose: Purpose
    asked_at: datetime
    asked_by: str | None
    override: str
    ok: bool | None
    status: int
    answer: str
    unknown: bool


class ActionCopy(Copied):
    """A containment action as it stands."""

    number: int
    containment: Containment
    what: str
    command: str
    effect: str
    verify: str
    lift: str
    review_after_minutes: int
    risky: bool
    webhook: str
    proposed_by: str | None
    state: ActionState
    steps: tuple[ActionStepCopy, ...]
    approvals: tuple[ApprovalCopy, ...]
    runs: tuple[RunCopy, ...]
    review_at: datetime | None
    kept_by: str
    kept_because: str


class VerificationCopy(Copied):
    """How recovery is proven; texts are empty until they are known."""

    metric: str
    target: str
    observed: str
    holds: bool
    at: datetime | None
    by: str | None
    awaiting_until: datetime | None
    awaiting_because: str


def triage_copy(it: Incident) -> TriageCopy:
    """The triage as it stands."""
    log = it.triage
    return TriageCopy(
        begun_at=log.begun_at,
        answers={question: AnswerCopy.of(given) for question, given in log.answers.items()},
        signals=log.signals,
        concluded=log.concluded,
        suggested=suggested(it),
    )


def playbook_copy(it: Incident) -> PlaybookCopy | None:
    """The playbook that is worked by."""
    worked = it.playbook
    if worked is None:
        return None
    items = []
    for item in worked.items:
        tick = worked.ticks.get(item.key)
        items.append(
            ItemCopy(
                key=item.key,
                words=item.words,
                done_at=tick.at if tick else None,
                by=tick.by if tick else None,
                result=tick.result if tick else "",
            )
        )
    return PlaybookCopy(
        key=worked.playbook.key,
        version=worked.playbook.version,
        title=worked.playbook.title,
        at=worked.at,
        by=worked.by,
        items=tuple(items),
    )


def step_copies(it: Incident, history: Sequence[Recorded], now: datetime) -> tuple[StepCopy, ...]:
    """The first 90 minutes as of `now` (UTC)."""
    return tuple(
        StepCopy(
            key=record.step.key,
            title=record.step.title,
            due=record.step.due,
            done_at=record.done_at,
            outcome=record.outcome,
            by_record=record.step.by_record,
            by=record.step.by,
            words=record.step.words,
        )
        for record in step_records(it.number, history, now)
    )
