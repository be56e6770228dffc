"""What the states and sections of a review are called in documents and on the timeline."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.review import ReviewState, Section

STATES = {
    ReviewState.NONE: "",
    ReviewState.DRAFT: "draft",
    ReviewState.IN_REVIEW: "in review",
    ReviewState.PUBLISHED: "published",
    ReviewState.COMPLETED: "completed",
}
SECTIONS = {
    Section.SUMMARY: "Summary",
    Section.IMPACT: "Impact",
    Section.DETECTION: "Detection",
    Section.RESPONSE: "Response",
    Section.CAUSE: "Root cause",
    Section.FACTORS: "Contributing factors",
    Section.WENT_WELL: "What went well",
    Section.LUCKY: "Where we got lucky",
    Section.HARD: "What was hard",
}


def sections(them: Iterable[Section]) -> str:
    """The sections by name, in their order in the document."""
    return ", ".join(SECTIONS[section] for section in sorted(them, key=list(Section).index))
