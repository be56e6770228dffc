"""What summaries and digests show: small frozen view models, one a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.severity import Phase, Severity
from bot.views.facts import Fact
from bot.views.leaves import Markup
from bot.views.models import View


@dataclass(frozen=True, slots=True)
class Part:
    """Facts under one heading (table `brief`)."""

    heading: str
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, and what it rests on: the address of the message that said it, else the timeline entry (0: none)."""

    text: Markup
    url: str
    entry: int


@dataclass(frozen=True, slots=True)
class ToldPart:
    """Sentences under one heading (table `brief`)."""

    heading: str
    lines: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class BriefView(View):
    """What one person is told of an incident.

    name: what it is (table `brief`). audience: for whom, or empty. words: the text that this audience would be told.
    """

    template = "brief"
    name: str
    audience: str
    number: int
    title: str
    marks: tuple[str, ...]
    words: str
    parts: tuple[ToldPart, ...]


@dataclass(frozen=True, slots=True)
class OpenLine:
    """An open incident in a digest; `commander` is a name; `late`: by how much its update is."""

    number: int
    title: str
    marks: tuple[str, ...]
    severity: Severity
    phase: Phase
    commander: str
    channel: str
    late: timedelta | None
    awaiting: str
    changes: tuple[Told, ...]
    more_changes: int


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A post-mortem that is not completed; `owner` is a name, `due` a day in words, both perhaps empty."""

    number: int
    title: str
    state: str
    owner: str
    due: str
    overdue: bool
    channel: str


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """An action item past its day; `owner` is a name, `late` in days."""

    number: int
    item: int
    what: str
    owner: str
    due: str
    days: int
    link: str


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """What (table `digest_refused`) Slack refused to take to a channel, or `direct` to a person, and its word why."""

    effect: str
    day: str
    place: str
    direct: bool
    reason: str


@dataclass(frozen=True, slots=True)
class DailyView(View):
    """How the open incidents stand, `total` of them.

    day: in words. sent_late: it was due long ago. since: from when on changes are told, in words. hidden: how many
    confidential incidents are open that are not told of here. more_*: how many are not shown.
    """

    template = "digest_daily"
    day: str
    sent_late: bool
    since: str
    total: int
    open: tuple[OpenLine, ...]
    more_open: int
    closed: tuple[OpenLine, ...]
    more_closed: int
    late: int
    awaiting: int
    reviews: tuple[ReviewLine, ...]
    more_reviews: int
    items: tuple[OverdueLine, ...]
    more_items: int
    hidden: int
    refused: tuple[RefusedLine, ...]


@dataclass(frozen=True, slots=True)
class TrendLine:
    """A measure (table `measure`): this week and the weeks before, each in words with its number of cases."""

    measure: str
    now: str
    before: str


@dataclass(frozen=True, slots=True)
class CountLine:
    """How many of something (a surface, a severity) this week, and a week on average of those before, in words."""

    name: str
    now: int
    average: str


@dataclass(frozen=True, slots=True)
class WeeklyView(View):
    """Measures, overdue action items and trends. `weeks`: how many before are compared; the rest as in `DailyView`."""

    template = "digest_weekly"
    since: str
    until: str
    sent_late: bool
    weeks: int
    declared: int
    closed: int
    open: int
    severities: tuple[CountLine, ...]
    surfaces: tuple[CountLine, ...]
    trends: tuple[TrendLine, ...]
    cadence: TrendLine
    false_pages: CountLine
    reviews: tuple[ReviewLine, ...]
    more_reviews: int
    items: tuple[OverdueLine, ...]
    more_items: int
    hidden: int
    refused: tuple[RefusedLine, ...]


@dataclass(frozen=True, slots=True)
class QuietView(View):
    """There is nothing to tell."""

    template = "digest_quiet"
    name: str
    day: str
    sent_late: bool
    hidden: int
    refused: tuple[RefusedLine, ...]


BRIEFS: tuple[type[View], ...] = (BriefView, DailyView, WeeklyView, QuietView)
