"""What Slack shows of a review, made from state; the view models are in `review_models`."""

from __future__ import annotations

from datetime import datetime

from bot.domain.blameless_lexicon import NEEDED, Lexicon
from bot.domain.decide_review import COURSE, unwritten
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.review import (
    DocumentRead,
    ItemsWaived,
    ReviewAssigned,
    ReviewBegun,
    ReviewEvent,
    ReviewMoved,
    ReviewState,
    Section,
    SectionsWritten,
    stamp,
)
from bot.domain.wording import Pointed, pointed_out
from bot.views.card import channel_of, room_url
from bot.views.document_diff import differences, joined
from bot.views.models import View
from bot.views.review_facts import facts_for, first_words
from bot.views.review_models import (
    AssignedView,
    AssignReviewForm,
    DocumentView,
    KeepWordingForm,
    MovedView,
    Pointing,
    ReviewBackForm,
    ReviewDueView,
    ReviewUploadForm,
    ReviewView,
    SectionForm,
    TakenOverView,
    WaivedView,
    WaiveForm,
    WordingView,
    YoursToWriteView,
)

INPUT_MOST = 3000
"""Characters that a text field of a modal takes (Slack: plain_text_input)."""

AROUND = 60
"""Characters before and after words that are pointed out."""

SHOWN = 20
FACTS_SHOWN = 6
DIFFERENCES_SHOWN = 3

NO_LEXICON = Lexicon(groups=dict.fromkeys(NEEDED, ()), rules=())
"""Points nothing out."""


def panel(it: Incident, now: datetime, lexicon: Lexicon, url: str = "") -> ReviewView:
    """The living message; `url` leads to the room's own from a copy of it."""
    review = it.review
    last = max(review.sections.values(), key=lambda each: each.at, default=None)
    missing = unwritten(it)
    place = COURSE.index(review.state) if review.state in COURSE else 0
    following = COURSE[place + 1] if place + 1 < len(COURSE) and not it.open else ReviewState.NONE
    return ReviewView(
        number=it.number,
        title=it.title,
        state=review.state,
        open=it.open,
        owner=review.owner,
        authors=review.authors,
        due=review.due,
        late=late(it, now),
        written=tuple(section for section in Section if section not in missing),
        unwritten=missing,
        sections=tuple(Section),
        last_by=(last.by or "") if last else "",
        last_at=last.at if last else None,
        pointed=len(pointed_out(review, lexicon)),
        items=sum(each.state != "dropped" for each in it.items),
        concrete=concrete(it),
        waived=review.waived,
        offered=sum(read is not None for read in review.offered.values()),
        next=following,
        back=place > 0,
        url=url,
        drawn=it.version,
    )


def late(it: Incident, now: datetime) -> bool:
    """Whether it should have been published by now."""
    due = it.review.due
    return due is not None and not it.review.state.out and due < it.policy.calendar.day_of(now)


def concrete(it: Incident) -> int:
    """How many action items close the loop."""
    return sum(each.concrete for each in it.items)


def told(it: Incident, recorded: Recorded, event: ReviewEvent) -> View:
    """What the room is told of it.

    Raises:
        TypeError: the room is told nothing of such an event.
    """
    by = recorded.by or ""
    match event:
        case ReviewMoved():
            back = COURSE.index(event.now) < COURSE.index(event.was)
            return MovedView(
                number=it.number,
                by=by,
                was=event.was,
                now=event.now,
                back=back,
                reason=event.reason,
                why=event.why,
                concrete=concrete(it),
                waived=it.review.waived,
                left=event.left,
            )
        case ReviewAssigned():
            return AssignedView(it.number, by, event.owner, event.was_owner, event.due)
        case SectionsWritten():
            return TakenOverView(it.number, by, tuple(event.sections))
        case ItemsWaived():
            return WaivedView(it.number, by, event.reason)
        case DocumentRead():
            return _document(it, event)
        case _:
            raise TypeError(f"the room is told nothing of {type(event).__name__}")


def _document(it: Incident, event: DocumentRead) -> DocumentView:
    changed = differences(it.review, event)
    shown = changed[:DIFFERENCES_SHOWN]
    return DocumentView(
        number=it.number,
        by=event.author,
        file=event.file,
        base=event.base,
        problem=event.problem,
        differences=shown,
        more=len(changed) - len(shown),
        conflicts=len(event.conflicts),
        facts=joined(event.facts[:FACTS_SHOWN]),
        more_facts=max(0, len(event.facts) - FACTS_SHOWN),
        out=it.review.state.out,
    )


def yours(it: Incident, recorded: Recorded) -> YoursToWriteView:
    """What whoever writes it is told when it becomes theirs, and when they are reminded of it."""
    return YoursToWriteView(
        number=it.number,
        title=it.title,
        state=it.review.state,
        by=recorded.by or "",
        reminder=not isinstance(recorded.event, ReviewBegun | ReviewAssigned),
        due=it.review.due,
        late=late(it, recorded.at),
        unwritten=unwritten(it),
        needs_item=needs_item(it),
        channel=channel_of(it),
        room_url=room_url(it),
    )


def due(it: Incident, recorded: Recorded) -> ReviewDueView:
    """What the room is reminded of when nobody writes it."""
    review = it.review
    return ReviewDueView(it.number, review.state, review.due, late(it, recorded.at), needs_item(it))


def needs_item(it: Incident) -> bool:
    """Whether completing it waits for a concrete action item."""
    return not concrete(it) and not it.review.waived


def section_form(
    it: Incident, section: Section, lexicon: Lexicon, *, conflict: bool = False, typed: str = ""
) -> SectionForm:
    """The modal of a section; after a `conflict` it keeps what was `typed` beside what somebody else wrote."""
    written = it.review.sections.get(section)
    present = it.review.text(section)
    own = pointed_out(it.review, lexicon, [section])
    return SectionForm(
        number=it.number,
        section=section,
        text=typed if conflict else present or first_words(it, section),
        begun=bool(present),
        facts=facts_for(it, section),
        findings=tuple(_pointing(it, each) for each in own[:5]),
        conflict=conflict,
        meanwhile=present if conflict else "",
        meanwhile_by=(written.by or "") if conflict and written else "",
        too_long=len(present) > INPUT_MOST and not conflict,
        out=it.review.state.out,
    )


def assign_form(it: Incident) -> AssignReviewForm:
    """Who writes it, until when?"""
    return AssignReviewForm(it.number, it.review.owner, it.review.due.isoformat() if it.review.due else "")


def back_form(it: Incident) -> ReviewBackForm:
    """Where to, and why?"""
    place = COURSE.index(it.review.state) if it.review.state in COURSE else 0
    states = tuple(reversed(COURSE[:place])) or (ReviewState.DRAFT,)
    return ReviewBackForm(it.number, it.review.state, states, states[0])


def upload_form(it: Incident) -> ReviewUploadForm:
    """Which file is the edited document?"""
    return ReviewUploadForm(it.number)


def waive_form(it: Incident) -> WaiveForm:
    """Why is no concrete action item needed?"""
    return WaiveForm(it.number, sum(each.state != "dropped" for each in it.items))


def wording(it: Incident, lexicon: Lexicon, *, asked: bool = False) -> WordingView:
    """Everything that is pointed out; `asked`: somebody wanted to publish, and this is why not yet."""
    found = pointed_out(it.review, lexicon)
    shown = tuple(_pointing(it, each) for each in found[:SHOWN])
    return WordingView(it.number, shown, len(found) - len(shown), asked)


def pointed(it: Incident, lexicon: Lexicon, section: str, mark: str) -> Pointed | None:
    """The finding that a control named; None when it was settled meanwhile."""
    return next(
        (each for each in pointed_out(it.review, lexicon) if each.section == section and _mark(each) == mark),
        None,
    )


def keep_form(it: Incident, found: Pointed) -> KeepWordingForm:
    """Why do these words stay?"""
    return KeepWordingForm(it.number, _pointing(it, found))


def _mark(found: Pointed) -> str:
    return f"x{stamp(found.found.words.casefold())[:8]}"


def _pointing(it: Incident, each: Pointed) -> Pointing:
    """In its place: a little of what stands around it, whole words."""
    text, found = it.review.text(each.section), each.found
    before, after = text[: found.start], text[found.end :]
    start = before if len(before) <= AROUND else "…" + before[-AROUND:].partition(" ")[2]
    end = after if len(after) <= AROUND else after[:AROUND].rpartition(" ")[0] + "…"
    value = f"{it.number}:{each.section}:{_mark(each)}"
    return Pointing(each.section, start, found.words, end, found.why, found.better, value)
