"""The review of one incident: its post-mortem from draft to completed, and what people wrote into it (domain §13).

What is asked of it is in `review_commands.py`, the rules are in `decide_review.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Literal

from pydantic import Field

from bot.domain.strict import Strict

SECTION_MOST = 20_000
"""Characters of one section."""


class ReviewState(StrEnum):
    """How the post-mortem stands."""

    NONE = "none"
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    COMPLETED = "completed"

    @property
    def out(self) -> bool:
        """Whether people outside the review may rely on it."""
        return self in (ReviewState.PUBLISHED, ReviewState.COMPLETED)


class Section(StrEnum):
    """The sections that people write; everything else is made of recorded facts (domain §13)."""

    SUMMARY = "summary"
    IMPACT = "impact"
    DETECTION = "detection"
    RESPONSE = "response"
    CAUSE = "cause"
    FACTORS = "factors"
    WENT_WELL = "went_well"
    LUCKY = "lucky"
    HARD = "hard"


class DocumentProblem(StrEnum):
    """Why nothing can be taken from an uploaded document."""

    NONE = ""
    GONE = "gone"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    NO_MARKS = "no_marks"
    BROKEN_MARKS = "broken_marks"
    OTHER_INCIDENT = "other_incident"
    UNKNOWN_VERSION = "unknown_version"
    SECTION_TOO_LONG = "section_too_long"


Why = Literal["", "changed", "reopened"]
"""Why a review went back by itself: what was published was changed, or the incident was taken up again."""


class ReviewEvent(Strict):
    """Something that happened to the review."""


class ReviewBegun(ReviewEvent):
    """The incident is closed and owes a post-mortem, or somebody wants one: a draft is there; due on that day.

    Closed once more, it begins again with what was written.
    """

    kind: Literal["review_begun"] = "review_begun"
    owner: str
    due: date | None


class ReviewAssigned(ReviewEvent):
    """Who writes it now, and until when."""

    kind: Literal["review_assigned"] = "review_assigned"
    owner: str
    due: date | None
    was_owner: str


class SectionsWritten(ReviewEvent):
    """These sections say something else now; `file` is the uploaded document's Slack id, or empty."""

    kind: Literal["sections_written"] = "sections_written"
    sections: dict[Section, str]
    file: str = ""


class ReviewMoved(ReviewEvent):
    """How the post-mortem stands now; `why` where it went back by itself; `left`: it is completed without these."""

    kind: Literal["review_moved"] = "review_moved"
    was: ReviewState
    now: ReviewState
    reason: str = ""
    why: Why = ""
    left: tuple[Section, ...] = ()


class WordingAccepted(ReviewEvent):
    """Words that were pointed out as blaming were kept on purpose."""

    kind: Literal["wording_accepted"] = "wording_accepted"
    section: Section
    words: str
    reason: str


class ItemsWaived(ReviewEvent):
    """Somebody answers for completing the review without a concrete action item."""

    kind: Literal["items_waived"] = "items_waived"
    reason: str


class DocumentOffered(ReviewEvent):
    """Somebody put an edited document into the room; it is to be read."""

    kind: Literal["document_offered"] = "document_offered"
    file: str


class DocumentRead(ReviewEvent):
    """What the document says otherwise than the incident.

    author: who put it there. base: the version it was made of.
    sections: those that its author changed, as they stand in it. before: what those said when it was read.
    conflicts: of those, the ones that somebody else wrote meanwhile.
    facts: how lines outside the sections differ from what is recorded, which they never change.
    """

    kind: Literal["document_read"] = "document_read"
    file: str
    author: str = ""
    base: int = 0
    sections: dict[Section, str] = Field(default_factory=dict)
    before: dict[Section, str] = Field(default_factory=dict)
    conflicts: tuple[Section, ...] = ()
    facts: tuple[str, ...] = ()
    problem: DocumentProblem = DocumentProblem.NONE


class CanvasShown(ReviewEvent):
    """The published post-mortem stands in that canvas of the room."""

    kind: Literal["canvas_shown"] = "canvas_shown"
    canvas: str


@dataclass(frozen=True, slots=True)
class Written:
    """A section's words, by whom and when."""

    text: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """The review as it stands.

    owner: a Slack user id, or empty. due: a day in the team's time zone.
    sections: what people wrote; a section that nobody wrote is missing here.
    accepted: section and words, casefolded, that stay although they were pointed out, to why.
    waived: why no concrete action item is needed, empty unless somebody said so.
    offered: what was read in uploaded documents that nobody took over yet, by file; None while it is being read.
    """

    state: ReviewState = ReviewState.NONE
    owner: str = ""
    due: date | None = None
    begun_at: datetime | None = None
    moved_at: datetime | None = None
    published_at: datetime | None = None
    completed_at: datetime | None = None
    sections: dict[Section, Written] = field(default_factory=dict)
    accepted: dict[tuple[Section, str], str] = field(default_factory=dict)
    waived: str = ""
    reminded_at: datetime | None = None
    offered: dict[str, DocumentRead | None] = field(default_factory=dict)
    canvas: str = ""

    @property
    def pending(self) -> bool:
        """Whether it was begun and is not completed."""
        return self.state not in (ReviewState.NONE, ReviewState.COMPLETED)

    def text(self, section: Section) -> str:
        """What people wrote there, empty when nobody did."""
        written = self.sections.get(section)
        return written.text if written else ""

    @property
    def authors(self) -> tuple[str, ...]:
        """Who wrote what stands in its sections, each once, in the sections' order."""
        found = (self.sections[section].by for section in Section if section in self.sections)
        return tuple(dict.fromkeys(by for by in found if by))

    def after(self, event: ReviewEvent, at: datetime, by: str | None) -> Review:
        """The review after one more event.

        Raises:
            TypeError: the event is of no kind that a review knows.
        """
        match event:
            case ReviewBegun():
                draft = replace(self, state=ReviewState.DRAFT, owner=event.owner, due=event.due)
                return replace(draft, begun_at=at, moved_at=at, reminded_at=None)
            case ReviewAssigned():
                return replace(self, owner=event.owner, due=event.due, reminded_at=None)
            case SectionsWritten():
                return self._written(event, at, by)
            case ReviewMoved():
                waived = "" if event.why == "reopened" else self.waived
                return replace(self._moved(event.now, at), waived=waived)
            case WordingAccepted():
                key = (event.section, event.words.casefold())
                return replace(self, accepted={**self.accepted, key: event.reason})
            case ItemsWaived():
                return replace(self, waived=event.reason)
            case DocumentOffered():
                return replace(self, offered={**self.offered, event.file: None})
            case DocumentRead():
                kept = {file: read for file, read in self.offered.items() if file != event.file}
                return replace(self, offered={**kept, event.file: event} if event.sections else kept)
            case CanvasShown():
                return replace(self, canvas=event.canvas)
            case _:
                raise TypeError(f"a review knows no {type(event).__name__}")

    def _written(self, event: SectionsWritten, at: datetime, by: str | None) -> Review:
        written = {key: Written(text, by, at) for key, text in event.sections.items()}
        kept = {key: it for key, it in {**self.sections, **written}.items() if it.text}
        offered = {file: read for file, read in self.offered.items() if file != event.file}
        return replace(self, sections=kept, offered=offered)

    def _moved(self, now: ReviewState, at: datetime) -> Review:
        moved = replace(self, state=now, moved_at=at, reminded_at=None)
        match now:
            case ReviewState.PUBLISHED:
                return replace(moved, published_at=at, completed_at=None)
            case ReviewState.COMPLETED:
                return replace(moved, completed_at=at)
            case _:
                return replace(moved, published_at=None, completed_at=None)


def stamp(text: str) -> str:
    """What tells one text of a section from another, short enough for a modal to remember."""
    return sha256(text.encode()).hexdigest()[:16]
