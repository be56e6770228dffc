"""What may be asked of an incident's review (domain §13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot.domain.blameless_lexicon import Lexicon
from bot.domain.review import DocumentProblem, ReviewState, Section


@dataclass(frozen=True, slots=True)
class ReviewCommand:
    """Something asked of an incident's review."""


@dataclass(frozen=True, slots=True)
class BeginReview(ReviewCommand):
    """A post-mortem is wanted, owed or not."""


@dataclass(frozen=True, slots=True)
class AssignReview(ReviewCommand):
    """Who writes the post-mortem, and until when (a day in the team's time zone; None leaves it)."""

    owner: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class WriteSection(ReviewCommand):
    """A section says this now; empty takes it back. `was` is the `stamp` of the text that the writer had seen."""

    section: Section
    text: str
    was: str


@dataclass(frozen=True, slots=True)
class MoveReview(ReviewCommand):
    """The post-mortem stands otherwise now; `reason` where it goes back; publishing reads it by the `lexicon`."""

    state: ReviewState
    reason: str = ""
    lexicon: Lexicon | None = None


@dataclass(frozen=True, slots=True)
class AcceptWording(ReviewCommand):
    """Words that were pointed out as blaming stay as they are, and why."""

    section: Section
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class WaiveItems(ReviewCommand):
    """The review is completed without a concrete action item, and why (domain §13)."""

    reason: str


@dataclass(frozen=True, slots=True)
class OfferDocument(ReviewCommand):
    """An edited document was put into the room: this Slack file."""

    file: str


@dataclass(frozen=True, slots=True)
class ReportDocumentRead(ReviewCommand):
    """What was read in it: see `review.DocumentRead`."""

    file: str
    author: str = ""
    base: int = 0
    sections: dict[Section, str] = field(default_factory=dict)
    before: dict[Section, str] = field(default_factory=dict)
    conflicts: tuple[Section, ...] = ()
    facts: tuple[str, ...] = ()
    problem: DocumentProblem = DocumentProblem.NONE


@dataclass(frozen=True, slots=True)
class TakeOverDocument(ReviewCommand):
    """The sections that the document changes say so now."""

    file: str


@dataclass(frozen=True, slots=True)
class ReportCanvasShown(ReviewCommand):
    """The post-mortem stands in that canvas."""

    canvas: str
