"""The review's rules: its course, who writes, what is refused, and when its writer is reminded (domain §13)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.adapters.configuration import read_configuration
from bot.domain import commands as ask
from bot.domain.action_items import AddItem, ItemCategory
from bot.domain.effects import DocumentForm, SharePostmortem
from bot.domain.events import PostmortemRequested, PostmortemShared
from bot.domain.react import react
from bot.domain.refusal import Reason
from bot.domain.reminders import next_due, schedule
from bot.domain.review import DocumentOffered, DocumentRead, ReviewMoved, ReviewState, Section, stamp
from bot.domain.review_commands import (
    AcceptWording,
    AssignReview,
    BeginReview,
    MoveReview,
    OfferDocument,
    ReportDocumentRead,
    ReviewCommand,
    TakeOverDocument,
    WaiveItems,
    WriteSection,
)
from bot.domain.severity import Severity
from bot.domain.triage_rule import FalsePage
from bot.files import shipped
from tests.bot.views.telling import ANA, BEN, CLEO, Telling

LEXICON = read_configuration(shipped("playbooks")).lexicon
ROOM = ask.ReportRoomOpened("C0ROOM", "inc-7")
PUBLISH = MoveReview(ReviewState.PUBLISHED, lexicon=LEXICON)
BLAMES = "The engineer failed to check the feed."


def closed(severity: Severity = Severity.SEV2, *, drill: bool = False) -> Telling:
    """Ben led it to its end."""
    told = Telling().declare(severity=severity, drill=drill).by(None, ROOM)
    return told.by(BEN, ask.GiveRole("ic", BEN)).by(BEN, ask.Close("AUC is back"))


def writes(told: Telling, section: Section, text: str) -> Telling:
    """Ana writes it, knowing what it says."""
    return told.by(ANA, WriteSection(section, text, stamp(told.done().it.review.text(section))))


def in_review(text: str = "Stale for two hours") -> Telling:
    """The summary is written, and the post-mortem in review."""
    return writes(closed(), Section.SUMMARY, text).by(ANA, MoveReview(ReviewState.IN_REVIEW))


def published() -> Telling:
    """It is out."""
    return in_review().by(ANA, PUBLISH)


def refused(told: Telling, command: ReviewCommand | ask.Command) -> Reason | None:
    """Why the command is refused."""
    verdict = told.tried(ANA, command)
    return getattr(verdict, "reason", None)


def state(told: Telling) -> ReviewState:
    """How the review stands."""
    return told.done().it.review.state


@pytest.mark.parametrize(
    ("told", "begun"),
    [
        (closed(), True),
        (closed(Severity.SEV1), True),
        (closed(Severity.SEV3), False),
        (closed(drill=True), False),
        (
            Telling().declare().by(BEN, ask.Close("seasonal", false_page=FalsePage.SEASONALITY)),
            False,
        ),
    ],
    ids=["SEV2", "SEV1", "SEV3", "drill", "false page"],
)
def test_begun_at_closing(told: Telling, begun: bool) -> None:
    """Closing begins the review that is owed, and no other."""
    assert (state(told) is ReviewState.DRAFT) is begun


def test_begun_by_hand() -> None:
    """Of anything that is closed a review may be begun, once; of what is open none."""
    told = closed(Severity.SEV3)
    assert state(told.by(ANA, BeginReview())) is ReviewState.DRAFT
    assert told.by(ANA, BeginReview()).events == told.events
    assert state(closed(Severity.SEV3).by(ANA, ask.RequestPostmortem())) is ReviewState.DRAFT
    assert refused(Telling().declare(), BeginReview()) is Reason.REVIEW_LATER
    assert refused(closed(Severity.SEV3), WaiveItems("no")) is Reason.NO_REVIEW


def test_whose_it_is_and_until_when() -> None:
    """The ML Owner writes it, else whoever commands; five days of work later it is due, and it can be given on."""
    told = closed()
    assert (told.done().it.review.owner, told.done().it.review.due) == (BEN, date(2025, 3, 11))
    owned = Telling().declare().by(BEN, ask.GiveRole("ic", BEN)).by(BEN, ask.GiveRole("ml_owner", CLEO))
    assert owned.by(BEN, ask.Close("well")).done().it.review.owner == CLEO
    given = told.by(ANA, AssignReview(CLEO, date(2025, 3, 20))).done().it.review
    assert (given.owner, given.due) == (CLEO, date(2025, 3, 20))
    assert refused(told, AssignReview(CLEO, date(2025, 3, 1))) is Reason.IN_PAST


def test_the_course() -> None:
    """Draft, in review, published, completed: one step after the other, and asked twice is once."""
    told = closed()
    assert refused(told, PUBLISH) is Reason.REVIEW_ORDER
    assert refused(told, MoveReview(ReviewState.IN_REVIEW)) is Reason.NO_SUMMARY
    told = published()
    assert state(told) is ReviewState.PUBLISHED and told.done().it.postmortems_requested == 1
    assert told.by(ANA, PUBLISH).done().it.postmortems_requested == 1
    assert not told.done().it.postmortem_missing


def test_completed_by_a_change_or_a_waiver() -> None:
    """Only a concrete action item, or somebody's word with a reason, closes the loop."""
    complete = MoveReview(ReviewState.COMPLETED)
    assert refused(published(), complete) is Reason.NO_CONCRETE_ITEM
    vague = published().by(ANA, AddItem(ItemCategory.SIGNAL, "Watch freshness"))
    assert refused(vague, complete) is Reason.NO_CONCRETE_ITEM
    item = AddItem(ItemCategory.SIGNAL, "Watch freshness", owner=CLEO, due=date(2025, 4, 1))
    assert state(published().by(ANA, item).by(ANA, complete)) is ReviewState.COMPLETED
    assert refused(published(), WaiveItems(" \n")) is Reason.BLANK
    assert state(published().by(ANA, WaiveItems("It is gone")).by(ANA, complete)) is ReviewState.COMPLETED


def test_left_unwritten() -> None:
    """Completed with sections that nobody wrote, the review says which; the summary is never one of them."""
    complete = MoveReview(ReviewState.COMPLETED)
    told = published().by(ANA, WaiveItems("It is gone")).by(ANA, complete)
    moved = told.events[-2].event
    assert isinstance(moved, ReviewMoved) and moved.left == tuple(Section)[1:]
    whole = in_review("Stale for two hours")
    for section in tuple(Section)[1:]:
        writes(whole, section, "Known")
    moved = whole.by(ANA, PUBLISH).by(ANA, WaiveItems("It is gone")).by(ANA, complete).events[-2].event
    assert isinstance(moved, ReviewMoved) and moved.left == ()
    without = writes(in_review("Stale for two hours"), Section.SUMMARY, "")
    assert refused(without, PUBLISH) is Reason.NO_SUMMARY


def test_the_document_follows_each_time() -> None:
    """Published and completed, the document is asked for once each, and shown in the room in every form."""
    told = published().by(ANA, WaiveItems("It is gone")).by(ANA, MoveReview(ReviewState.COMPLETED))
    it = told.done().it
    assert it.postmortems_requested == 2
    assert told.events[-1].event == PostmortemRequested(number=2)
    assert SharePostmortem(number=2, format="markdown") in react(it, told.events[-1])
    back = told.by(ANA, MoveReview(ReviewState.PUBLISHED, "One more item"))
    assert back.done().it.postmortems_requested == 2


def test_who_wrote_it() -> None:
    """Whose it is and who wrote it are two things: authors are those whose words stand in it, each once."""
    told = closed()
    assert told.done().it.review.authors == ()
    writes(writes(told, Section.IMPACT, "Few"), Section.SUMMARY, "Stale")
    review = told.done().it.review
    assert (review.owner, review.authors) == (BEN, (ANA,))


def test_each_form_is_known_once() -> None:
    """Of a post-mortem in several forms each file is recorded once, whatever comes twice or late."""
    told = published()
    forms: tuple[DocumentForm, ...] = ("markdown", "html", "pdf")
    for form in (*forms, *forms):
        told.by(None, ask.ReportPostmortemShared(1, f"F{form}", f"https://x/{form}", form))
    shared = [each.event for each in told.events if isinstance(each.event, PostmortemShared)]
    assert [(each.number, each.format) for each in shared] == [(1, form) for form in forms]
    told.by(ANA, ask.RequestPostmortem()).by(None, ask.ReportPostmortemShared(2, "F2", "https://x/2", "pdf"))
    told.by(None, ask.ReportPostmortemShared(1, "F1J", "https://x/1j", "json"))
    it = told.done().it
    assert it.postmortem is not None and (it.postmortem.number, it.postmortem.file) == (2, "F2")
    assert it.shared == {*((1, form) for form in forms), (2, "pdf"), (1, "json")}


def test_back() -> None:
    """Going back is allowed with a reason; what is published and changed is in review again; reopened, a draft."""
    assert refused(published(), MoveReview(ReviewState.DRAFT)) is Reason.BLANK
    assert state(published().by(ANA, MoveReview(ReviewState.DRAFT, "Too early"))) is ReviewState.DRAFT
    changed = writes(published(), Section.HARD, "No dashboard")
    assert state(changed) is ReviewState.IN_REVIEW
    assert isinstance(changed.events[-1].event, ReviewMoved) and changed.events[-1].event.why == "changed"
    again = published().by(ANA, WaiveItems("none")).by(BEN, ask.Reopen("It is back")).done().it.review
    assert (again.state, again.waived) == (ReviewState.DRAFT, "")
    assert again.text(Section.SUMMARY) == "Stale for two hours"
    closed_again = published().by(BEN, ask.Reopen("back")).after(days=30).by(BEN, ask.Close("well"))
    assert closed_again.done().it.review.due == date(2025, 4, 10)


def test_nothing_is_overwritten_unseen() -> None:
    """Whoever has not seen what a section says cannot replace it; the same words again are no change."""
    told = writes(closed(), Section.IMPACT, "Everyone")
    assert refused(told, WriteSection(Section.IMPACT, "A slice", stamp(""))) is Reason.WRITTEN_MEANWHILE
    count = len(told.events)
    assert len(told.by(BEN, WriteSection(Section.IMPACT, "Everyone", stamp(""))).events) == count
    assert writes(told, Section.IMPACT, " \n").done().it.review.sections == {}


def test_wording() -> None:
    """What blames keeps it from being published, until it is changed or kept for a reason."""
    told = in_review(BLAMES)
    assert refused(told, PUBLISH) is Reason.WORDING
    keep = AcceptWording(Section.SUMMARY, "failed to check", "The vendor's words")
    assert state(told.by(ANA, keep).by(ANA, PUBLISH)) is ReviewState.PUBLISHED
    assert refused(told, AcceptWording(Section.SUMMARY, "careless", "why")) is Reason.WORDING_GONE
    changed = writes(in_review(BLAMES), Section.SUMMARY, "The feed changed its schema.")
    assert state(changed.by(ANA, PUBLISH)) is ReviewState.PUBLISHED


def test_a_document_is_taken_over_as_it_was_shown() -> None:
    """What somebody wrote since it was compared is never replaced: it is compared anew."""
    text = {Section.LUCKY: "The fallback was warm"}
    told = closed().by(ANA, OfferDocument("F1"))
    told.by(None, ReportDocumentRead("F1", ANA, 5, text, {Section.LUCKY: ""}))
    assert isinstance(told.events[-1].event, DocumentRead)
    writes(told, Section.LUCKY, "A holiday")
    told.by(ANA, TakeOverDocument("F1"))
    assert isinstance(told.events[-1].event, DocumentOffered)
    assert told.done().it.review.text(Section.LUCKY) == "A holiday"
    told.by(None, ReportDocumentRead("F1", ANA, 5, text, {Section.LUCKY: "A holiday"}, (Section.LUCKY,)))
    assert told.by(ANA, TakeOverDocument("F1")).done().it.review.text(Section.LUCKY) == text[Section.LUCKY]
    assert refused(told, TakeOverDocument("F1")) is Reason.DOCUMENT_GONE


def test_reminded_on_mornings_of_work() -> None:
    """Every second day of work, on the day it is due, and then on, until it is completed; never at a weekend."""
    told, mornings = closed(), []
    for _ in range(5):
        due = next_due(told.done().it, told.now)
        assert due is not None
        told.now = due
        told.by(None, ask.LetTimePass())
        mornings.append(due)
    eight = [datetime(2025, 3, day, 8, tzinfo=UTC) for day in (6, 10, 11, 13, 17)]
    assert mornings == eight
    done = published().by(ANA, WaiveItems("none")).by(ANA, MoveReview(ReviewState.COMPLETED))
    assert [reminder.topic for reminder in schedule(done.done().it)] == ["archive"]
