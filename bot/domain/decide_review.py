"""What happens when something is asked of an incident's review (domain §13).

The post-mortem goes draft → in review → published → completed, one step after the other, and back by any step with a
reason. What is published is what was reviewed: whoever changes a section of it takes it back into review, and an
incident that is taken up again takes it back to draft. A review may be completed with sections that nobody wrote, the
summary apart: which ones is asked before, told and recorded.
"""

from __future__ import annotations

from datetime import datetime

from bot.domain.events import Event, PostmortemRequested
from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused, Verdict, blank
from bot.domain.review import (
    SECTION_MOST,
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
    stamp,
)
from bot.domain.review_commands import (
    AcceptWording,
    AssignReview,
    BeginReview,
    MoveReview,
    OfferDocument,
    ReportCanvasShown,
    ReportDocumentRead,
    ReviewCommand,
    TakeOverDocument,
    WaiveItems,
    WriteSection,
)
from bot.domain.review_days import due_day
from bot.domain.triage_rule import FalsePage
from bot.domain.wording import pointed_out

COURSE = (ReviewState.DRAFT, ReviewState.IN_REVIEW, ReviewState.PUBLISHED, ReviewState.COMPLETED)
"""The states in the order in which a post-mortem reaches them."""


def decide_review(it: Incident, command: ReviewCommand, now: datetime) -> Verdict:  # noqa: PLR0911 - a rule each
    """What the command makes happen at `now` (UTC).

    Raises:
        TypeError: the command is of no kind that a review knows.
    """
    if isinstance(command, BeginReview):
        return _begin(it, now)
    if it.review.state is ReviewState.NONE:
        return Refused(Reason.NO_REVIEW if not it.open else Reason.REVIEW_LATER)
    match command:
        case AssignReview():
            return _assign(it, command, now)
        case WriteSection():
            return _write(it, command)
        case MoveReview():
            return _move(it, command)
        case AcceptWording():
            return _accept(it, command)
        case WaiveItems():
            return _waive(it, command)
        case OfferDocument():
            return () if command.file in it.review.offered else (DocumentOffered(file=command.file),)
        case ReportDocumentRead():
            return _read(it, command)
        case TakeOverDocument():
            return _take_over(it, command)
        case ReportCanvasShown():
            return () if it.review.canvas == command.canvas else (CanvasShown(canvas=command.canvas),)
        case _:
            raise TypeError(f"no rule for {type(command).__name__}")


def begun_at_close(it: Incident, *, false_page: bool, now: datetime) -> tuple[Event, ...]:
    """The review that closing the incident begins: of what is owed one, and of what had one before."""
    owed = it.policy.rule(it.severity).postmortem_owed and not it.drill and not false_page
    return (_begun(it, now),) if owed or it.review.state is not ReviewState.NONE else ()


def with_review(it: Incident, verdict: Verdict, now: datetime) -> Verdict:
    """What a request for the document makes happen: of an incident that is over it begins the review, too.

    A false page has a short document of its own, and no review unless somebody begins it.
    """
    begins = not it.open and it.review.state is ReviewState.NONE and it.false_page is FalsePage.NONE
    return verdict if isinstance(verdict, Refused) or not begins else (_begun(it, now), *verdict)


def back_at_reopening(it: Incident) -> tuple[Event, ...]:
    """What reopening the incident does to its review: what was reviewed is not how it ended."""
    if it.review.state in (ReviewState.NONE, ReviewState.DRAFT):
        return ()
    return (ReviewMoved(was=it.review.state, now=ReviewState.DRAFT, why="reopened"),)


def unwritten(it: Incident) -> tuple[Section, ...]:
    """The sections that are still to be written."""
    return tuple(section for section in Section if not it.review.text(section))


def _begin(it: Incident, now: datetime) -> Verdict:
    if it.review.state is not ReviewState.NONE:
        return ()
    return Refused(Reason.REVIEW_LATER) if it.open else (_begun(it, now),)


def _begun(it: Incident, now: datetime) -> ReviewBegun:
    rules = it.policy.review
    held = (it.roles[role] for role in rules.owner_roles if role in it.roles)
    return ReviewBegun(owner=it.review.owner or next(held, ""), due=due_day(it, now))


def _assign(it: Incident, command: AssignReview, now: datetime) -> Verdict:
    due = command.due or it.review.due
    if due is not None and due != it.review.due and due < it.policy.calendar.day_of(now):
        return Refused(Reason.IN_PAST, "due")
    if (command.owner, due) == (it.review.owner, it.review.due):
        return ()
    return (ReviewAssigned(owner=command.owner, due=due, was_owner=it.review.owner),)


def _write(it: Incident, command: WriteSection) -> Verdict:
    text, present = command.text.strip(), it.review.text(command.section)
    text = "" if blank(text) else text
    if text == present:
        return ()
    if command.was != stamp(present):
        return Refused(Reason.WRITTEN_MEANWHILE, "text", {"holder": _author(it, command.section)})
    return _written(it, {command.section: text})


def _written(it: Incident, sections: dict[Section, str], file: str = "") -> Verdict:
    """What is published is never other words than those that were reviewed."""
    too_long = next((section for section, text in sections.items() if len(text) > SECTION_MOST), None)
    if too_long is not None:
        return Refused(Reason.SECTION_TOO_LONG, "text", {"most": str(SECTION_MOST), "state": too_long})
    said = SectionsWritten(sections=sections, file=file)
    if not it.review.state.out:
        return (said,)
    return (said, ReviewMoved(was=it.review.state, now=ReviewState.IN_REVIEW, why="changed"))


def _author(it: Incident, section: Section) -> str:
    written = it.review.sections.get(section)
    return (written.by or "") if written else ""


def _move(it: Incident, command: MoveReview) -> Verdict:
    was = it.review.state
    if command.state is was or command.state is ReviewState.NONE:
        return ()
    steps = COURSE.index(command.state) - COURSE.index(was)
    reason = command.reason.strip()
    if steps < 0 and blank(reason):
        return Refused(Reason.BLANK, "reason")
    refused = _not_yet(it, command, steps) if steps > 0 else None
    if refused is not None:
        return refused
    left = unwritten(it) if command.state is ReviewState.COMPLETED else ()
    moved = ReviewMoved(was=was, now=command.state, reason=reason, left=left)
    if steps < 0 or not command.state.out:
        return (moved,)
    return (moved, PostmortemRequested(number=it.postmortems_requested + 1))


def _not_yet(it: Incident, command: MoveReview, steps: int) -> Refused | None:
    """Why it cannot take that step, None when it can."""
    if it.open:
        return Refused(Reason.NOT_CLOSED)
    if steps > 1:
        return Refused(Reason.REVIEW_ORDER, "", {"state": it.review.state})
    if not it.review.text(Section.SUMMARY):
        return Refused(Reason.NO_SUMMARY)
    match command.state:
        case ReviewState.PUBLISHED:
            return _unfit(it, command)
        case ReviewState.COMPLETED if not it.review.waived and not any(each.concrete for each in it.items):
            return Refused(Reason.NO_CONCRETE_ITEM)
        case _:
            return None


def _unfit(it: Incident, command: MoveReview) -> Refused | None:
    """What is published blames nobody, and stands in the room."""
    if command.lexicon is None:
        raise TypeError("publishing needs the lexicon of blaming words")
    pointed = pointed_out(it.review, command.lexicon)
    if pointed:
        return Refused(Reason.WORDING, "", {"count": str(len(pointed))})
    if it.room is None:
        return Refused(Reason.NO_ROOM)
    return Refused(Reason.ROOM_ARCHIVED) if it.room.archived else None


def _accept(it: Incident, command: AcceptWording) -> Verdict:
    reason, words = command.reason.strip(), command.words
    if blank(reason):
        return Refused(Reason.BLANK, "reason")
    if words.casefold() not in it.review.text(command.section).casefold():
        return Refused(Reason.WORDING_GONE, "reason")
    if (command.section, words.casefold()) in it.review.accepted:
        return ()
    return (WordingAccepted(section=command.section, words=words, reason=reason),)


def _waive(it: Incident, command: WaiveItems) -> Verdict:
    reason = command.reason.strip()
    if blank(reason):
        return Refused(Reason.BLANK, "reason")
    return () if reason == it.review.waived else (ItemsWaived(reason=reason),)


def _read(it: Incident, command: ReportDocumentRead) -> Verdict:
    if command.file not in it.review.offered or it.review.offered[command.file] is not None:
        return ()
    too_long = any(len(text) > SECTION_MOST for text in command.sections.values())
    if too_long:
        problem = DocumentProblem.SECTION_TOO_LONG
        return (DocumentRead(file=command.file, author=command.author, problem=problem),)
    read = DocumentRead(
        file=command.file,
        author=command.author,
        base=command.base,
        sections=command.sections,
        before=command.before,
        conflicts=command.conflicts,
        facts=command.facts,
        problem=command.problem,
    )
    return (read,)


def _take_over(it: Incident, command: TakeOverDocument) -> Verdict:
    """What was shown is what is overwritten; whoever wrote since then is shown first: the document is read anew."""
    read = it.review.offered.get(command.file)
    if read is None:
        return Refused(Reason.DOCUMENT_GONE)
    changed = {section: text for section, text in read.sections.items() if it.review.text(section) != text}
    if any(it.review.text(section) != read.before.get(section, "") for section in changed):
        return (DocumentOffered(file=command.file),)
    return _written(it, changed, command.file) if changed else ()
