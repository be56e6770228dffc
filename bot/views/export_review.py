"""The review as it stands, for the JSON export."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.incident import Incident
from bot.domain.review import ReviewState, Section
from bot.domain.strict import Strict


class SectionCopy(Strict):
    """What people wrote in a section, by whom and when last."""

    section: Section
    text: str
    by: str | None
    at: datetime


class KeptWordingCopy(Strict):
    """Words that were pointed out as blaming and stay, and why."""

    section: Section
    words: str
    reason: str


class ReviewCopy(Strict):
    """The post-mortem from draft to completed; `due` is a day in the team's time zone, `waived` may be empty."""

    state: ReviewState
    owner: str
    due: date | None
    begun_at: datetime | None
    published_at: datetime | None
    completed_at: datetime | None
    sections: tuple[SectionCopy, ...]
    kept_wording: tuple[KeptWordingCopy, ...]
    waived: str
    canvas: str


def review_copy(it: Incident) -> ReviewCopy:
    """The incident's review."""
    review = it.review
    return ReviewCopy(
        state=review.state,
        owner=review.owner,
        due=review.due,
        begun_at=review.begun_at,
        published_at=review.published_at,
        completed_at=review.completed_at,
        sections=tuple(
            SectionCopy(section=section, text=written.text, by=written.by, at=written.at)
            for section, written in review.sections.items()
        ),
        kept_wording=tuple(
            KeptWordingCopy(section=section, words=words, reason=reason)
            for (section, words), reason in review.accepted.items()
        ),
        waived=review.waived,
        canvas=review.canvas,
    )
