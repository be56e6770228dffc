"""An incident in the library: what measures, summaries and searches need of it without folding its history.

Written with every commit beside its line for lists (`summary.py`), so that whoever looks over hundreds of incidents
reads one record each. Times UTC; people are Slack user ids; empty text and None stand for what is not known.
"""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.action_items import ENDED, ItemCategory, ItemState
from bot.domain.action_log import Action
from bot.domain.actions import ActionState
from bot.domain.containment import Containment
from bot.domain.hypotheses import HypothesisState, confirmed, first_right
from bot.domain.incident import Incident
from bot.domain.retention import Artefact
from bot.domain.review import ReviewState, Section
from bot.domain.rollbacks import rollbacks
from bot.domain.severity import IncidentType, Phase, Severity, Status, Surface
from bot.domain.strict import Strict
from bot.domain.summary import Summary, summarise
from bot.domain.triage_questions import DONT_KNOW
from bot.domain.triage_rule import Drift, FalsePage

WORDS_MOST = 4000
"""Characters of typed words that are searched."""


class ContainmentLine(Strict):
    """A change that was tried, what it was, and how it stands."""

    number: int
    containment: Containment
    what: str
    state: ActionState


class ItemLine(Strict):
    """An action item, whose it is, and until when.

    at: when it was written down; state_at: since when it stands as it does, None while it stands as it began.
    link: what people gave; issue: where the tracker keeps it.
    """

    number: int
    category: ItemCategory
    what: str
    owner: str
    due: date | None
    state: ItemState
    link: str
    issue: str = ""
    at: datetime
    state_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.state not in ENDED

    def overdue(self, today: date) -> bool:
        """Whether it should have been done before `today`, a day in the team's time zone."""
        return self.open and self.due is not None and self.due < today


class Record(Strict):
    """One incident as the library knows it.

    summary: its line in lists, which says who may see it.
    first_surface, first_right: what the first hypothesis said, and whether the confirmed one says the same surface.
    cause: the confirmed hypothesis, else empty. words: what people typed, to be searched.
    signals: what triage was told, each as `question:answer`; what nobody knew is left out.
    updates_owed, updates_on_time: updates that fell due, and of those the ones given in time.
    held, erased: whether a legal hold keeps it whole, and which of its artefacts are gone.
    """

    summary: Summary
    type: IncidentType
    started_at: datetime
    detected_at: datetime
    acknowledged_at: datetime | None
    contained_at: datetime | None
    recovered_at: datetime | None
    verified_at: datetime | None
    status: Status | None
    impact: str
    surface: Surface
    drift: Drift
    false_page: FalsePage
    suggested: Severity | None
    playbook: str
    signals: tuple[str, ...] = ()
    first_surface: Surface | None
    first_statement: str
    first_right: bool | None
    cause: str
    words: str
    containments: tuple[ContainmentLine, ...]
    rollbacks_tried: int
    rollbacks_succeeded: int
    updates_owed: int
    updates_on_time: int
    escalations: int
    review: ReviewState
    review_owner: str
    review_due: date | None
    postmortem_owed: bool
    items: tuple[ItemLine, ...]
    held: bool = False
    erased: tuple[Artefact, ...] = ()

    @property
    def number(self) -> int:
        """The incident's number."""
        return self.summary.number

    @property
    def phase(self) -> Phase:
        """How far the response came."""
        return self.summary.phase


def record(it: Incident) -> Record:
    """The record of this incident as it is now."""
    concluded, first, cause = it.triage.concluded, next(iter(it.hypotheses), None), confirmed(it.hypotheses)
    tried, succeeded = rollbacks(it)
    last = it.updates[-1].posted if it.updates else None
    return Record(
        summary=summarise(it),
        type=it.type,
        started_at=it.started_at,
        detected_at=it.detected_at,
        acknowledged_at=it.acknowledged_at,
        contained_at=it.contained_at,
        recovered_at=it.recovered_at,
        verified_at=it.verified_at,
        status=last.status if last else None,
        impact=last.impact if last else "",
        surface=it.surface,
        drift=concluded.drift if concluded else Drift.NONE,
        false_page=it.false_page,
        suggested=concluded.severity if concluded else None,
        playbook=it.playbook.playbook.key if it.playbook else "",
        signals=_signals(it),
        first_surface=first.first_surface if first else None,
        first_statement=first.first_statement if first else "",
        first_right=first_right(it.hypotheses),
        cause=cause.statement if cause else "",
        words=_words(it),
        containments=tuple(_line(action) for action in it.actions),
        rollbacks_tried=tried,
        rollbacks_succeeded=succeeded,
        updates_owed=it.updates_owed,
        updates_on_time=it.updates_on_time,
        escalations=len(it.escalations),
        review=it.review.state,
        review_owner=it.review.owner,
        review_due=it.review.due,
        postmortem_owed=it.postmortem_owed,
        items=tuple(
            ItemLine(
                number=item.number,
                category=item.category,
                what=item.what,
                owner=item.owner,
                due=item.due,
                state=item.state,
                link=item.link,
                issue=item.issue,
                at=item.at,
                state_at=item.state_at,
            )
            for item in it.items
        ),
        held=bool(it.kept.hold),
        erased=it.kept.gone(it.closed_at),
    )


def _line(action: Action) -> ContainmentLine:
    return ContainmentLine(
        number=action.number, containment=action.containment, what=action.what, state=action.state
    )


def _signals(it: Incident) -> tuple[str, ...]:
    said = ((key, given.answer) for key, given in it.triage.answers.items())
    return tuple(f"{question}:{answer}" for question, answer in said if answer != DONT_KNOW)


def _words(it: Incident) -> str:
    """Title and model are searched by themselves; of the rest what says most comes first."""
    thought = (each.statement for each in it.hypotheses if each.state is not HypothesisState.REFUTED)
    evidence = (given.evidence for given in it.triage.answers.values())
    parts = (it.seen, it.review.text(Section.SUMMARY), *thought, *evidence, it.verified)
    return "\n".join(filter(None, parts))[:WORDS_MOST]
