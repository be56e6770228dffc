"""A post-mortem that was edited outside Slack: what it changes, what stays, and what cannot be told."""

from __future__ import annotations

import pytest

from bot.domain.commands import Close
from bot.domain.fold import fold
from bot.domain.review import DocumentProblem, Section, SectionsWritten, stamp
from bot.domain.review_commands import WriteSection
from bot.views.edited_document import Comparison, Made, compare
from tests.bot.views.documents import DOCUMENTS
from tests.bot.views.telling import ANA, BEN, HOSTILE, Telling

WAITS = "**To be written:** what should be kept?"


def closed(summary: str = "Stale for two hours") -> Telling:
    """Closed, with a summary."""
    told = Telling().declare().by(BEN, Close("AUC is back"))
    return told.by(ANA, WriteSection(Section.SUMMARY, summary, stamp("")))


def written(told: Telling) -> str:
    """The document as it is now."""
    return DOCUMENTS.postmortem_markdown(told.done().it, told.events, told.now)


def compared(told: Telling, document: str) -> Comparison:
    """What the document changes of the incident as it is now."""

    def then(made: Made) -> str | None:
        events = [each for each in told.events if each.version <= made.version]
        it = fold(told.done().it.number, events)
        same = it is not None and it.version == made.version
        return DOCUMENTS.postmortem_markdown(it, events, made.at) if it and same else None

    it = told.done().it
    return compare(document, it.number, it.review, then)


@pytest.mark.parametrize("summary", ["Stale for two hours", HOSTILE, "<@U0BEN> saw it"])
def test_unedited(summary: str) -> None:
    """A document that nobody edited changes nothing, whatever was typed, and however much time has passed."""
    told = closed(summary)
    document = written(told)
    told.after(days=3)
    found = compared(told, document.replace("\n", "  \r\n"))
    assert (found.sections, found.facts, found.problem) == ({}, (), DocumentProblem.NONE)


def test_edited() -> None:
    """Sections are read, facts are only pointed out."""
    told = closed()
    document = written(told).replace(WAITS, f"{WAITS}\n\n- The gate\n- *Its* test", 1)
    found = compared(told, document.replace("## 2. Impact", "## 2. No impact", 1))
    assert found.sections == {Section.WENT_WELL: "- The gate\n- *Its* test"}
    assert found.facts == ("- ## 2. Impact", "+ ## 2. No impact") and found.conflicts == ()


def test_a_section_taken_back() -> None:
    """A section that was emptied says nothing any more."""
    told = closed()
    found = compared(told, written(told).replace("Stale for two hours", "", 1))
    assert found.sections == {Section.SUMMARY: ""}


def test_written_meanwhile() -> None:
    """What only somebody else changed is theirs; what both changed is a conflict; the same on both sides is nothing."""
    told = closed()
    document = written(told)
    told.by(BEN, WriteSection(Section.SUMMARY, "Stale for three hours", stamp("Stale for two hours")))
    assert compared(told, document).sections == {}
    mine = compared(told, document.replace("Stale for two hours", "Stale for four hours", 1))
    assert (mine.sections, mine.conflicts) == (
        {Section.SUMMARY: "Stale for four hours"},
        (Section.SUMMARY,),
    )
    assert mine.before == {Section.SUMMARY: "Stale for three hours"}
    assert compared(told, document.replace("two hours", "three hours", 1)).sections == {}


def test_mentions_are_no_conflict() -> None:
    """A document has roles where Slack has mentions: that alone is nobody's change."""
    told = closed("<@U0BEN> saw that features were stale")
    found = compared(told, written(told).replace("features were stale", "features were late", 1))
    assert list(found.sections or {}) == [Section.SUMMARY] and found.conflicts == ()


def test_many_mentions() -> None:
    """A section that names many people meanwhile is compared in a moment, and is a conflict as any other."""
    before = "We were" + " the people who were there at that time" * 12
    told = closed(before)
    document = written(told)
    names = " ".join(["<@U0BEN>"] * 60)
    told.by(BEN, WriteSection(Section.SUMMARY, f"We were {names} and all went well", stamp(before)))
    found = compared(told, document.replace("We were", "They were", 1))
    assert found.conflicts == (Section.SUMMARY,)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[//]: # (made", "(made", DocumentProblem.NO_MARKS),
        ("made of incident 7", "made of incident 8", DocumentProblem.OTHER_INCIDENT),
        (", event ", ", event 99", DocumentProblem.UNKNOWN_VERSION),
        ("[//]: # (end summary)\n", "", DocumentProblem.BROKEN_MARKS),
        ("[//]: # (begin impact)", "[//]: # (begin summary)", DocumentProblem.BROKEN_MARKS),
        ("[//]: # (begin impact)", "[//]: # (begin profits)", DocumentProblem.BROKEN_MARKS),
    ],
)
def test_what_cannot_be_told(old: str, new: str, problem: DocumentProblem) -> None:
    """Without its marks, or with those of something else, nothing is taken from a document."""
    told = closed()
    document = written(told)
    assert old in document
    assert compared(told, document.replace(old, new, 1)).problem is problem


def test_what_was_written_is_in_the_history() -> None:
    """The history has every version of a section."""
    said = [each.event for each in closed().events if isinstance(each.event, SectionsWritten)]
    assert [each.sections for each in said] == [{Section.SUMMARY: "Stale for two hours"}]
