"""The review of one incident: its post-mortem from draft to completed, and what people wrote into it (domain §13)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from bot.domain.strict import Strict


class ReviewState(StrEnum):
    """How the post-mortem stands."""

    NONE = "none"
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    COMPLETED = "completed"


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


@dataclass(frozen=True, slots=True)
class ReviewCommand:
    """Something asked of an incident's review."""


@dataclass(frozen=True, slots=True)
class AssignReview(ReviewCommand):
    """Who writes the post-mortem, and until when (a day in the team's time zone)."""

    owner: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class WriteSection(ReviewCommand):
    """A section says this now; empty takes it back. `was` is the text that the writer had before their eyes."""

    section: Section
    text: str
    was: str


@dataclass(frozen=True, slots=True)
class WriteSections(ReviewCommand):
    """An edited document was uploaded: these sections say something else now; `base` is the version it was made of."""

    sections: dict[Section, str]
    base: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class MoveReview(ReviewCommand):
    """The post-mortem stands otherwise now; `reason` where it goes back."""

    state: ReviewState
    reason: str = ""


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


class ReviewEvent(Strict):
    """Something that happened to the review."""


class ReviewBegun(ReviewEvent):
    """The incident is closed and owes a post-mortem, or somebody wants one: a draft is there; due on that day."""

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
    """How the post-mortem stands now."""

    kind: Literal["review_moved"] = "review_moved"
    was: ReviewState
    now: ReviewState
    reason: str = ""


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
    accepted: pairs of section and words that stay although they were pointed out.
    waived: why no concrete action item is needed, empty unless somebody said so.
    """

    state: ReviewState = ReviewState.NONE
    owner: str = ""
    due: date | None = None
    begun_at: datetime | None = None
    moved_at: datetime | None = None
    published_at: datetime | None = None
    completed_at: datetime | None = None
    sections: dict[Section, Written] = field(default_factory=dict)
    accepted: frozenset[tuple[Section, str]] = frozenset()
    waived: str = ""
    reminded_at: datetime | None = None

    def text(self, section: Section) -> str:
        """What people wrote there, empty when nobody did."""
        written = self.sections.get(section)
        return written.text if written else ""

    def after(self, event: ReviewEvent, at: datetime, by: str | None) -> Review:
        """The review after one more event.

        Raises:
            TypeError: the event is of no kind that a review knows.
        """
        match event:
            case ReviewBegun():
                return replace(
                    self, state=ReviewState.DRAFT, owner=event.owner, due=event.due, begun_at=at, moved_at=at
                )
            case ReviewAssigned():
                return replace(self, owner=event.owner, due=event.due)
            case SectionsWritten():
                written = {key: Written(text, by, at) for key, text in event.sections.items()}
                kept = {**self.sections, **written}
                return replace(self, sections={key: it for key, it in kept.items() if it.text})
            case ReviewMoved():
                return self._moved(event.now, at)
            case WordingAccepted():
                return replace(self, accepted=self.accepted | {(event.section, event.words)})
            case ItemsWaived():
                return replace(self, waived=event.reason)
            case _:
                raise TypeError(f"a review knows no {type(event).__name__}")

    def _moved(self, now: ReviewState, at: datetime) -> Review:
        moved = replace(self, state=now, moved_at=at)
        match now:
            case ReviewState.PUBLISHED:
                return replace(moved, published_at=self.published_at or at, completed_at=None)
            case ReviewState.COMPLETED:
                return replace(moved, completed_at=at)
            case _:
                return replace(moved, published_at=None, completed_at=None)
