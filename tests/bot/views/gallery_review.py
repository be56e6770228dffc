"""Everything that is said of a review, for the gallery."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from bot.adapters.configuration import read_configuration
from bot.domain.events import Event
from bot.domain.incident import Incident
from bot.domain.review import (
    CanvasShown,
    DocumentOffered,
    DocumentProblem,
    DocumentRead,
    ItemsWaived,
    ReviewAssigned,
    ReviewBegun,
    ReviewMoved,
    ReviewState,
    Section,
    SectionsWritten,
    WordingAccepted,
)
from bot.domain.wording import pointed_out
from bot.files import shipped
from bot.views import review_card as views
from bot.views.render import Message, Words

LEXICON = read_configuration(shipped("playbooks")).lexicon
TOLD_ROOM = (ReviewMoved, ReviewAssigned, DocumentRead, ItemsWaived)
TOLD_PERSON = (ReviewBegun, ReviewAssigned)
DAY = date(2026, 11, 27)
_BLAMES = "The engineer failed to check the feed. It was careless."


def nothing() -> tuple[Event, ...]:
    """Every event of a review, with every word left out."""
    return (
        ReviewBegun(owner="", due=None),
        ReviewAssigned(owner="", due=None, was_owner=""),
        SectionsWritten(sections={Section.SUMMARY: ""}),
        ReviewMoved(was=ReviewState.DRAFT, now=ReviewState.IN_REVIEW),
        WordingAccepted(section=Section.SUMMARY, words="", reason=""),
        ItemsWaived(reason=""),
        DocumentOffered(file="F0"),
        DocumentRead(file="F0", problem=DocumentProblem.NO_MARKS),
        CanvasShown(canvas="F1"),
    )


def happenings(text: str, amount: int) -> tuple[Event, ...]:
    """A review that went all the way and back, with everything in every section."""
    course = tuple(ReviewState)[1:]
    sections = dict.fromkeys(Section, _BLAMES) | {Section.SUMMARY: f"{_BLAMES} {text}\n{text}"}
    return (
        ReviewBegun(owner="UBEN", due=DAY),
        ReviewAssigned(owner="UANA", due=DAY, was_owner="UBEN"),
        SectionsWritten(sections=sections),
        WordingAccepted(section=Section.SUMMARY, words="careless", reason=text),
        ItemsWaived(reason=text),
        *(ReviewMoved(was=was, now=now, reason=text) for was, now in pairwise(course)),
        ReviewMoved(was=ReviewState.PUBLISHED, now=ReviewState.COMPLETED, left=tuple(Section)[1:]),
        ReviewMoved(was=ReviewState.COMPLETED, now=ReviewState.IN_REVIEW, why="changed"),
        ReviewMoved(was=ReviewState.IN_REVIEW, now=ReviewState.DRAFT, why="reopened", reason=text),
        DocumentOffered(file="F1"),
        DocumentRead(
            file="F1",
            author="UBEN",
            base=7,
            sections=dict.fromkeys(Section, "\n".join([text] * min(amount, 3))),
            before=sections,
            conflicts=(Section.SUMMARY,),
            facts=tuple(f"+ {text}" for _ in range(amount * 10)),
        ),
        CanvasShown(canvas="F1"),
    )


def messages(words: Words, it: Incident) -> Iterator[tuple[str, Message]]:
    """The living message of the room, its copy for one person, and what is told of documents that say nothing."""
    now = it.declared_at + timedelta(days=30)
    yield "review", words.review(views.panel(it, now, LEXICON), it)
    for state in ReviewState:
        least = replace(it.review, state=state, sections={}, waived=it.review.waived or "none")
        bare = replace(it, review=least)
        yield f"review without sections, {state}", words.review(views.panel(bare, now, LEXICON), bare)
    yield (
        "review copy",
        words.review(views.panel(it, now, LEXICON, "https://acme.slack.com/archives/C/p1"), it),
    )


def modals(words: Words, it: Incident) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every modal of a review."""
    for section in (Section.SUMMARY, Section.CAUSE, Section.RESPONSE):
        yield f"section {section}", words.form(it, views.section_form(it, section, LEXICON), "{}")
    conflict = views.section_form(it, Section.SUMMARY, LEXICON, conflict=True, typed=it.title)
    yield "section conflict", words.form(it, conflict, "{}")
    yield "wording", words.form(it, views.wording(it, LEXICON, asked=True), "{}")
    for found in pointed_out(it.review, LEXICON)[:1]:
        yield "keep wording", words.form(it, views.keep_form(it, found), "{}")
    yield "assign review", words.form(it, views.assign_form(it), "{}")
    yield "review back", words.form(it, views.back_form(it), "{}")
    yield "review upload", words.form(it, views.upload_form(it), "{}")
    yield "waive", words.form(it, views.waive_form(it), "{}")
