"""The daily digest: open incidents, what changed in them, and what is overdue (domain §8, §13).

Whoever gathers has left out what a place may not be told of; drills are no part of a digest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.domain.digest_log import DigestGivenUp
from bot.domain.digest_rules import DigestKind
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.record import Record
from bot.domain.review import ReviewState
from bot.views.brief_models import DailyView, OpenLine, OverdueLine, QuietView, RefusedLine, ReviewLine, Told
from bot.views.card import late_by, marks
from bot.views.changes import changes
from bot.views.facts import Fact
from bot.views.people import is_person
from bot.views.text import written

OPEN = 3
CHANGES = 2
CLOSED, REVIEWS, ITEMS, REFUSED = 2, 2, 3, 2
"""What a message shows at most, so that it stays two screens of a phone; the document has all of it."""

LATE = timedelta(minutes=30)
"""How long after its time a digest counts as sent late."""

Line = TypeVar("Line")
Tell = Callable[[Fact, Mapping[int, str]], Told]
"""A fact in words; the addresses are those of the messages that told of entries, by their number."""

_UNDER_WAY = (ReviewState.DRAFT, ReviewState.IN_REVIEW, ReviewState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Story:
    """An incident with its history, and the messages that told of its entries, by their number."""

    it: Incident
    history: Sequence[Recorded]
    urls: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that a digest is made of, for one place.

    records: every incident that may be told of there, drills left out. stories: of those that are open, or were closed
    since. names: what people are called. hidden: how many open ones may only be counted. refused: what Slack refused
    to take to some place.
    """

    digest: DigestKind
    day: date
    due: datetime
    since: datetime
    now: datetime
    policy: Policy
    records: Sequence[Record]
    stories: Mapping[int, Story]
    names: Mapping[str, str]
    hidden: int = 0
    refused: Sequence[DigestGivenUp] = ()

    @property
    def sent_late(self) -> bool:
        """Whether it goes out long after its time."""
        return self.now - self.due > LATE

    @property
    def open(self) -> list[Record]:
        """The open incidents, the worst first, then the oldest."""
        return sorted(
            (each for each in self.records if each.summary.open),
            key=lambda each: (each.summary.severity.rank, each.summary.declared_at, each.number),
        )

    @property
    def closed(self) -> list[Record]:
        """Those that were closed since, the worst first."""
        over = (each for each in self.records if _closed_since(each, self.since))
        return sorted(over, key=lambda each: (each.summary.severity.rank, each.number))

    @property
    def reviews(self) -> list[Record]:
        """Those whose post-mortem is not completed, the first due first."""
        under_way = (each for each in self.records if each.review in _UNDER_WAY)
        return sorted(under_way, key=lambda each: (each.review_due or date.max, each.number))

    @property
    def overdue(self) -> list[OverdueLine]:
        """Action items past their day, the longest first."""
        lines = (line for each in self.records for line in _overdue(self, each))
        return sorted(lines, key=lambda line: (-line.days, line.number, line.item))

    def name(self, person: str | None) -> str:
        """What that person is called; empty without one."""
        return self.names.get(person, "somebody") if person else ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.open or self.closed or self.reviews or self.overdue)


def quiet(it: Gathered) -> QuietView:
    """There is nothing to tell."""
    return QuietView(
        name=it.digest,
        day=day_in_words(it.day),
        sent_late=it.sent_late,
        hidden=it.hidden,
        refused=refused(it),
    )


def daily(it: Gathered, tell: Tell, *, whole: bool = False) -> DailyView:
    """The digest as a message, or with everything for a document."""
    stories = [(it.stories[each.number], each) for each in it.open if each.number in it.stories]
    shown = stories if whole else stories[:OPEN]
    closed, reviews, items = it.closed, it.reviews, it.overdue
    return DailyView(
        day=day_in_words(it.day),
        sent_late=it.sent_late,
        since=moment_in_words(it.policy, it.since),
        total=len(it.open),
        open=tuple(_open_line(it, story, tell, whole=whole) for story, _ in shown),
        more_open=len(it.open) - len(shown),
        closed=tuple(_bare(it, each) for each in _cut(closed, CLOSED, whole=whole)),
        more_closed=len(closed) - len(_cut(closed, CLOSED, whole=whole)),
        late=sum(
            each.summary.update_due is not None and each.summary.update_due < it.now for each in it.open
        ),
        awaiting=sum(story.it.verification.awaiting_until is not None for story, _ in stories),
        reviews=tuple(review_line(it, each) for each in _cut(reviews, REVIEWS, whole=whole)),
        more_reviews=len(reviews) - len(_cut(reviews, REVIEWS, whole=whole)),
        items=tuple(_cut(items, ITEMS, whole=whole)),
        more_items=len(items) - len(_cut(items, ITEMS, whole=whole)),
        hidden=it.hidden,
        refused=refused(it),
    )


def refused(it: Gathered) -> tuple[RefusedLine, ...]:
    """What Slack refused to take to some place, the latest first, a few of them."""
    latest = sorted(it.refused, key=lambda each: each.day, reverse=True)[:REFUSED]
    return tuple(
        RefusedLine(each.effect, day_in_words(each.day), each.place, is_person(each.place), each.reason)
        for each in latest
    )


def day_in_words(day: date) -> str:
    """The day as `Friday 20 November 2026`."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def moment_in_words(policy: Policy, at: datetime) -> str:
    """The moment in the team's zone, as `Thu 19 Nov, 09:00`."""
    local = at.astimezone(ZoneInfo(policy.timezone))
    return f"{local:%a} {local.day} {local:%b, %H:%M}"


def review_line(it: Gathered, each: Record) -> ReviewLine:
    """A post-mortem that is not completed."""
    due = each.review_due
    return ReviewLine(
        number=each.number,
        title=each.summary.title,
        state=each.review,
        owner=it.name(each.review_owner),
        due=written(due),
        overdue=due is not None and due < it.day,
        channel=each.summary.channel or "",
    )


def _cut(them: Sequence[Line], most: int, *, whole: bool) -> Sequence[Line]:
    return them if whole else them[:most]


def _open_line(it: Gathered, story: Story, tell: Tell, *, whole: bool) -> OpenLine:
    found = changes(story.it, story.history, it.since)
    shown = found if whole else found[:CHANGES]
    one = story.it
    awaiting = one.verification.awaiting_until
    return OpenLine(
        number=one.number,
        title=one.title,
        marks=marks(drill=one.drill, restricted=one.restricted),
        severity=one.severity,
        phase=one.phase,
        commander=it.name(one.commander),
        channel=one.room.channel if one.room else "",
        late=late_by(one.update_due, it.now) if one.update_due else None,
        awaiting=moment_in_words(it.policy, awaiting) if awaiting else "",
        changes=tuple(tell(fact, story.urls) for fact in shown),
        more_changes=len(found) - len(shown),
    )


def _bare(it: Gathered, each: Record) -> OpenLine:
    """One that is over: its name and its room."""
    return OpenLine(
        number=each.number,
        title=each.summary.title,
        marks=marks(drill=False, restricted=each.summary.restricted),
        severity=each.summary.severity,
        phase=each.phase,
        commander=it.name(each.summary.commander),
        channel=each.summary.channel or "",
        late=None,
        awaiting="",
        changes=(),
        more_changes=0,
    )


def _closed_since(each: Record, since: datetime) -> bool:
    return each.summary.closed_at is not None and each.summary.closed_at >= since


def _overdue(it: Gathered, each: Record) -> Iterable[OverdueLine]:
    for item in each.items:
        if item.due is not None and item.overdue(it.day):
            yield OverdueLine(
                number=each.number,
                item=item.number,
                what=item.what,
                owner=it.name(item.owner),
                due=item.due.isoformat(),
                days=(it.day - item.due).days,
                link=item.link,
            )
