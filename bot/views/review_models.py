"""What is said of a review: small frozen view models, one a template; people are Slack ids, empty for nobody.

`bot.views.review` makes the records that the document shows; these are shown in Slack.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.review import DocumentProblem, ReviewState, Section, Why
from bot.views.models import View


@dataclass(frozen=True, slots=True)
class ReviewView(View):
    """The living message of the review.

    late: it should have been published by now. pointed: findings of blaming words that nobody settled yet.
    items, concrete: all action items that are not dropped, and those that close the loop (domain §13).
    next: the state that the way on leads to, empty when there is none; url: where the message stands, in a copy of it.
    drawn: another one each time, so that Slack forgets what was chosen in the menu.
    """

    template = "review"
    number: int
    title: str
    state: ReviewState
    open: bool
    owner: str
    authors: tuple[str, ...]
    due: date | None
    late: bool
    written: tuple[Section, ...]
    unwritten: tuple[Section, ...]
    sections: tuple[Section, ...]
    last_by: str
    last_at: datetime | None
    pointed: int
    items: int
    concrete: int
    waived: str
    offered: int
    next: ReviewState
    back: bool
    url: str
    drawn: int


@dataclass(frozen=True, slots=True)
class MovedView(View):
    """The room is told how the post-mortem stands now; `back`: it went back; `left`: unwritten, on purpose."""

    template = "room_review_moved"
    number: int
    by: str
    was: ReviewState
    now: ReviewState
    back: bool
    reason: str
    why: Why
    concrete: int
    waived: str
    left: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class AssignedView(View):
    """The room is told who writes it now."""

    template = "room_review_assigned"
    number: int
    by: str
    owner: str
    was_owner: str
    due: date | None


@dataclass(frozen=True, slots=True)
class YoursToWriteView(View):
    """Somebody is told, or reminded, that the post-mortem is theirs to write."""

    template = "person_review"
    number: int
    title: str
    state: ReviewState
    by: str
    reminder: bool
    due: date | None
    late: bool
    unwritten: tuple[Section, ...]
    needs_item: bool
    channel: str
    room_url: str


@dataclass(frozen=True, slots=True)
class ReviewDueView(View):
    """The room is reminded of a post-mortem that nobody writes."""

    template = "room_review_due"
    number: int
    state: ReviewState
    due: date | None
    late: bool
    needs_item: bool


@dataclass(frozen=True, slots=True)
class SectionDifference:
    """How an uploaded document changes a section; `diff` has a sign before each line."""

    section: Section
    conflict: bool
    by: str
    diff: str


@dataclass(frozen=True, slots=True)
class DocumentView(View):
    """The room is told what an uploaded document says otherwise, or why nothing can be taken from it."""

    template = "room_document_read"
    number: int
    by: str
    file: str
    base: int
    problem: DocumentProblem
    differences: tuple[SectionDifference, ...]
    more: int
    conflicts: int
    facts: str
    more_facts: int
    out: bool


@dataclass(frozen=True, slots=True)
class TakenOverView(View):
    """The room is told that sections were taken over from a document."""

    template = "room_document_taken"
    number: int
    by: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class WaivedView(View):
    """The room is told that no concrete action item is needed, and why."""

    template = "room_items_waived"
    number: int
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pointing:
    """Words that are pointed out, in their place; `value` names them on a control."""

    section: Section
    before: str
    words: str
    after: str
    why: str
    better: str
    value: str


@dataclass(frozen=True, slots=True)
class WordingView(View):
    """Everything that is pointed out, to be changed or kept; `more` did not fit."""

    template = "wording"
    number: int
    findings: tuple[Pointing, ...]
    more: int
    asked: bool


@dataclass(frozen=True, slots=True)
class SectionForm(View):
    """A section to be written.

    facts: what the record says of it. meanwhile: what somebody else wrote while this was open, by whom.
    too_long: it is longer than Slack's field, so it can only be changed in the document.
    """

    template = "form_section"
    number: int
    section: Section
    text: str
    begun: bool
    facts: tuple[str, ...]
    findings: tuple[Pointing, ...]
    conflict: bool
    meanwhile: str
    meanwhile_by: str
    too_long: bool
    out: bool


@dataclass(frozen=True, slots=True)
class AssignReviewForm(View):
    """Who writes it, until when; `due` is a day as Slack writes it, or empty."""

    template = "form_review_assign"
    number: int
    owner: str
    due: str


@dataclass(frozen=True, slots=True)
class ReviewBackForm(View):
    """It goes back: where to, and why?"""

    template = "form_review_back"
    number: int
    state: ReviewState
    states: tuple[ReviewState, ...]
    first: ReviewState


@dataclass(frozen=True, slots=True)
class ReviewUploadForm(View):
    """The edited document comes back: which file?"""

    template = "form_review_upload"
    number: int


@dataclass(frozen=True, slots=True)
class KeepWordingForm(View):
    """Words that are pointed out are to stay: why?"""

    template = "form_keep_wording"
    number: int
    found: Pointing


@dataclass(frozen=True, slots=True)
class WaiveForm(View):
    """No concrete action item is needed: why?"""

    template = "form_waive"
    number: int
    items: int


REVIEWS: tuple[type[View], ...] = (
    ReviewView,
    MovedView,
    AssignedView,
    YoursToWriteView,
    ReviewDueView,
    DocumentView,
    TakenOverView,
    WaivedView,
    WordingView,
    SectionForm,
    AssignReviewForm,
    ReviewBackForm,
    ReviewUploadForm,
    KeepWordingForm,
    WaiveForm,
)
