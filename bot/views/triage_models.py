"""What is shown of triage in Slack: small frozen view models, one a template. Times are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.severity import Severity, Surface
from bot.domain.triage import Confidence
from bot.domain.triage_rule import Drift, FalsePage
from bot.views.forms import Choice
from bot.views.gates import Left
from bot.views.models import View


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One answer as a control: its place among the others from 1, what comes back, what is shown."""

    nth: int
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """The question that is asked now: as `buttons` where they are few, else in a `menu`."""

    value: str
    asks: str
    why: str
    look: str
    buttons: tuple[AnswerChoice, ...]
    menu: tuple[AnswerChoice, ...]


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """The answer given last; `by` is empty where nobody is known."""

    asks: str
    label: str
    evidence: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SuggestedSeverity:
    """What the signals suggest, why, and whether another one was chosen; `value` is what its button brings back."""

    severity: Severity
    differs: bool
    because: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class FittingPlaybook:
    """The playbook that fits, why, and whether it is the one that is attached."""

    title: str
    because: str
    attached: bool
    value: str


@dataclass(frozen=True, slots=True)
class TriageCardView(View):
    """The living card; with the address of that card in `url` it is what one person is shown beside it.

    changes: what the button that changes an answer brings back, empty while there is none.
    reasons: for false page, surface, drift and confidence, each with the questions that it rests on.
    drawn: another one each time, so that Slack forgets what was chosen in the menu.
    """

    template = "triage_card"
    number: int
    open: bool
    url: str
    answered: int
    last: LastAnswer | None
    question: NextQuestion | None
    changes: str
    chosen: Severity
    false_page: FalsePage
    surface: Surface
    drift: Drift
    confidence: Confidence
    reasons: tuple[str, ...]
    contradictions: tuple[str, ...]
    severity: SuggestedSeverity | None
    playbook: FittingPlaybook | None
    at_work: bool
    drawn: int


@dataclass(frozen=True, slots=True)
class QuestionChoice:
    """A question that can be answered, and how it was answered so far."""

    value: str
    label: str
    answered: str


@dataclass(frozen=True, slots=True)
class TriageAnswerForm(View):
    """A question with its answers; `question` is its key, `by` who gave the answer that stands."""

    template = "form_triage_answer"
    number: int
    questions: tuple[QuestionChoice, ...]
    value: str
    question: str
    asks: str
    why: str
    look: str
    choices: tuple[Choice, ...]
    answer: str
    evidence: str
    by: str


@dataclass(frozen=True, slots=True)
class SignalsForm(View):
    """What was measured, as it was reported last; figures as people write them, empty for what is not known."""

    template = "form_signals"
    number: int
    users: tuple[str, ...]
    users_hit: str
    slice_share_percent: str
    kpi_change_percent: str
    slo_burn: str
    psi: str
    safety_or_legal: str
    serving_down: str
    scale: str
    visible: str
    grave: str
    page_burn: str
    drift: str


@dataclass(frozen=True, slots=True)
class FalsePageForm(View):
    """It was none; `kind` is what triage concludes, empty when it does not. refused, left, more: as in `CloseForm`."""

    template = "form_false_page"
    number: int
    refused: bool
    kinds: tuple[FalsePage, ...]
    kind: str
    shows: str
    override: str
    left: tuple[Left, ...]
    more: int


@dataclass(frozen=True, slots=True)
class TriageToldView(View):
    """Triage has come to another conclusion, and what is next; `was` is the surface that was told before.

    news: what is new of it, as in `TriageConcluded`; after_all: it was taken for a false page until now.
    playbook: the one that fits and can be attached; working_by: the title of the one that is, empty for none.
    """

    template = "room_triage_concluded"
    number: int
    open: bool
    news: str
    surface: Surface
    was: Surface
    false_page: FalsePage
    after_all: bool
    confidence: Confidence
    because: str
    playbook: FittingPlaybook | None
    working_by: str


TRIAGE_VIEWS: tuple[type[View], ...] = (
    TriageCardView,
    TriageAnswerForm,
    SignalsForm,
    FalsePageForm,
    TriageToldView,
)
