"""What is said of hypotheses: small frozen view models, one a template.

`hypothesis` is the number within the incident, counting from 1; people are Slack ids, empty where there is nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.hypotheses import HypothesisState, Side
from bot.domain.severity import Severity, Surface
from bot.views.models import View


@dataclass(frozen=True, slots=True)
class RaisedView(View):
    """The room is told of a hypothesis."""

    template = "room_hypothesis_raised"
    number: int
    hypothesis: int
    by: str
    surface: Surface
    statement: str
    owner: str


@dataclass(frozen=True, slots=True)
class EvidenceView(View):
    """The room is told what speaks for or against one; `pro` and `contra` count all of it."""

    template = "room_evidence_added"
    number: int
    hypothesis: int
    by: str
    side: Side
    words: str
    statement: str
    pro: int
    contra: int


@dataclass(frozen=True, slots=True)
class JudgedView(View):
    """The room is told how one stands.

    is_cause: it counts as the root cause now; cause: the number of another that does, 0 for none.
    others: numbers of others that are confirmed, too, in words; open: the response still goes on.
    """

    template = "room_hypothesis_judged"
    number: int
    hypothesis: int
    by: str
    was: HypothesisState
    now: HypothesisState
    reason: str
    surface: Surface
    statement: str
    is_cause: bool
    cause: int
    others: str
    open: bool


@dataclass(frozen=True, slots=True)
class CorrectedView(View):
    """The room is told what one says now, and what it said; `reworded` and the like say what differs."""

    template = "room_hypothesis_corrected"
    number: int
    hypothesis: int
    by: str
    reworded: bool
    statement: str
    was_statement: str
    moved: bool
    surface: Surface
    was_surface: Surface
    given: bool
    owner: str
    was_owner: str


@dataclass(frozen=True, slots=True)
class YoursView(View):
    """Somebody is told that a hypothesis is theirs."""

    template = "person_hypothesis"
    number: int
    title: str
    severity: Severity
    hypothesis: int
    surface: Surface
    statement: str
    by: str
    channel: str
    room_url: str


@dataclass(frozen=True, slots=True)
class HypothesisLine:
    """One in the list; `pro` and `contra` count the evidence, and the latest of each is shown."""

    number: int
    statement: str
    surface: Surface
    first_surface: Surface
    state: HypothesisState
    owner: str
    pro: int
    contra: int
    latest_pro: str
    latest_contra: str


@dataclass(frozen=True, slots=True)
class HypothesesView(View):
    """A page of them, the likeliest first; `page` counts from 1, `before` and `after` are neighbours from 0.

    total: on all pages; cause: the number of the root cause as known, 0 for none.
    """

    template = "hypotheses"
    number: int
    title: str
    lines: tuple[HypothesisLine, ...]
    total: int
    cause: int
    page: int
    pages: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class HypothesisForm(View):
    """Something may be the cause; `owner` is who the form begins with."""

    template = "form_hypothesis"
    number: int
    surface: Surface
    surfaces: tuple[Surface, ...]
    owner: str


@dataclass(frozen=True, slots=True)
class CorrectionForm(View):
    """What one says, to be put right."""

    template = "form_correct_hypothesis"
    number: int
    hypothesis: int
    surface: Surface
    surfaces: tuple[Surface, ...]
    first_surface: Surface
    first_statement: str
    statement: str
    owner: str


@dataclass(frozen=True, slots=True)
class EvidenceForm(View):
    """What speaks for or against one; `side` is empty until somebody chooses."""

    template = "form_evidence"
    number: int
    hypothesis: int
    surface: Surface
    statement: str
    side: Side | str


@dataclass(frozen=True, slots=True)
class JudgementForm(View):
    """How one stands, with the latest evidence at hand; `cause` is another that is confirmed, 0 for none."""

    template = "form_judge"
    number: int
    hypothesis: int
    surface: Surface
    statement: str
    state: HypothesisState
    states: tuple[HypothesisState, ...]
    pro: tuple[str, ...]
    more_pro: int
    contra: tuple[str, ...]
    more_contra: int
    cause: int


HYPOTHESES: tuple[type[View], ...] = (
    RaisedView,
    EvidenceView,
    JudgedView,
    CorrectedView,
    YoursView,
    HypothesesView,
    HypothesisForm,
    CorrectionForm,
    EvidenceForm,
    JudgementForm,
)
