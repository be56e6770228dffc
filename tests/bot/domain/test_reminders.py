"""What time has to say, and when: given a history and a delay, then these reminders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import commands as ask
from bot.domain.business_calendar import BusinessHours, Holidays
from bot.domain.cadence_log import ExtendUpdate, UpdateMissed
from bot.domain.cadence_rules import Cadence
from bot.domain.commands import Command
from bot.domain.policy import Nudges, Policy
from bot.domain.reminders import SILENT, Reminder, due_by, next_due, schedule
from bot.domain.review import ReviewState, Section, stamp
from bot.domain.review_commands import MoveReview, WriteSection
from bot.domain.severity import Severity, Status
from bot.views.review_card import NO_LEXICON
from tests.bot.views.histories import commands, histories
from tests.bot.views.telling import BEGINNING, BEN, CLEO, History, Telling, policy

IC = ask.GiveRole("ic", BEN)
GONE = ask.DeclineRole("ic", "")
UPDATE = ask.PostUpdate("i", "a", "", Status.AMBER, None)
OPENED = ask.ReportRoomOpened("C0ROOM", "inc-7")
ARCHIVED, BACK = ask.ReportRoomArchived(), ask.ReportRoomUnarchived()
SHARED = ask.ReportPostmortemShared(1, "F1", "https://x/F1")
CLOSE, REOPEN = ask.Close("v"), ask.Reopen("r")


def at(minutes: float) -> datetime:
    """That many minutes after the beginning."""
    return BEGINNING + timedelta(minutes=minutes)


def said(told: Telling, until: float, every: float = 1) -> list[tuple[str, float]]:
    """Let time pass until then; what was said, and at which minute after the beginning."""
    known = len(told.events)
    while told.now < at(until):
        told.after(minutes=every).by(None, ask.LetTimePass())
    return [
        (getattr(news.event, "reminder", news.event.kind), (news.at - BEGINNING).total_seconds() / 60)
        for news in told.events[known:]
        if not isinstance(news.event, UpdateMissed)
    ]


def without_ladder() -> Policy:
    """A policy by which nobody is told directly that an update is missing (`test_ladder.py` is about that)."""
    plain = policy()
    rules = {
        severity: rule.model_copy(update={"cadence": rule.cadence.model_copy(update={"ladder": ()})})
        for severity, rule in plain.severities.items()
    }
    return plain.model_copy(update={"severities": rules})


def led(severity: Severity = Severity.SEV2, rules: Policy | None = None) -> Telling:
    """Somebody commands from the first moment on."""
    return Telling().declare(severity=severity, rules=rules or without_ladder()).by(BEN, IC)


def with_nudges(after: int, every: int) -> Policy:
    """A policy that nudges so."""
    nudges = Nudges(commander_after_minutes=after, commander_every_minutes=every)
    return policy().model_copy(update={"nudges": nudges})


def with_cadence(cadence: Cadence) -> Policy:
    """A policy whose SEV2 owes updates so."""
    plain = policy()
    rule = plain.rule(Severity.SEV2).model_copy(update={"cadence": cadence})
    return plain.model_copy(update={"severities": plain.severities | {Severity.SEV2: rule}})


def test_nobody_leads() -> None:
    """Nobody commands: said at five minutes and every five from then on, until somebody does."""
    told = Telling().declare()
    assert said(told, 17) == [("no_commander", 5), ("no_commander", 10), ("no_commander", 15)]
    told.by(BEN, IC)
    assert said(told, 54) == []


def test_nobody_leads_any_more() -> None:
    """When command is given back, the five minutes begin again."""
    told = led().after(minutes=3).by(BEN, GONE)
    assert said(told, 14) == [("no_commander", 8), ("no_commander", 13)]


def test_handed_over() -> None:
    """While command passes from one to another nobody is nudged."""
    told = led().after(minutes=3).by(BEN, ask.GiveRole("ic", CLEO))
    assert said(told, 54) == []


@pytest.mark.parametrize(("after", "every", "then"), [(1, 1, [1, 2, 3]), (7, 2, [7, 9]), (2, 7, [2, 9])])
def test_nudges_as_the_policy_says(after: int, every: int, then: list[int]) -> None:
    """First after this many minutes, then every so many."""
    told = Telling().declare(rules=with_nudges(after, every))
    assert [minute for _, minute in said(told, 10)][: len(then)] == then


def test_an_update_falls_due() -> None:
    """Five minutes before, when it is due, and every quarter of an hour for as long as it is missing."""
    assert said(led(), 95) == [
        ("update_soon", 55),
        ("update_due", 60),
        ("update_overdue", 75),
        ("update_overdue", 90),
    ]


def test_an_update_in_time() -> None:
    """An update that is given in time begins the hour again."""
    told = led()
    assert said(told, 57) == [("update_soon", 55)]
    told.by(BEN, UPDATE)
    assert said(told, 117) == [("update_soon", 112), ("update_due", 117)]


def test_an_overdue_update_given() -> None:
    """An update that is given late ends what was overdue."""
    told = led()
    said(told, 80)
    told.by(BEN, UPDATE)
    assert said(told, 136) == [("update_soon", 135)]


@pytest.mark.parametrize(
    ("command", "then"),
    [
        pytest.param(
            ExtendUpdate(80, "r"), [("update_soon", 135), ("update_due", 140)], id="given more time"
        ),
        pytest.param(
            ask.ChangeSeverity(Severity.SEV1, "r"),
            [("update_soon", 75), ("update_due", 80), ("update_overdue", 95)],
            id="worse",
        ),
        pytest.param(ask.ChangeSeverity(Severity.SEV3, "r"), [], id="milder"),
    ],
)
def test_due_otherwise(command: Command, then: list[tuple[str, float]]) -> None:
    """Putting it off, or another severity, moves what is due."""
    told = led().after(minutes=50).by(BEN, command)
    assert said(told, 141)[: len(then) or None] == then


@pytest.mark.parametrize(
    ("check_in", "then"),
    [
        pytest.param(6, [("update_soon", 1), ("update_due", 6)], id="long enough ahead"),
        pytest.param(5, [("update_due", 5)], id="not worth saying soon"),
        pytest.param(1, [("update_due", 1)], id="a minute"),
    ],
)
def test_soon(check_in: int, then: list[tuple[str, float]]) -> None:
    """That an update is due soon is only said when it was not due that soon from the start."""
    update = ask.PostUpdate("i", "a", "", Status.RED, at(check_in))
    assert said(led().by(BEN, update), check_in) == then


def test_stages_as_the_policy_says() -> None:
    """How long before and how often after is the policy's."""
    cadence = Cadence(minutes=30, remind_before_minutes=10, overdue_every_minutes=7, ladder=())
    assert said(led(rules=with_cadence(cadence)), 46) == [
        ("update_soon", 20),
        ("update_due", 30),
        ("update_overdue", 37),
        ("update_overdue", 44),
    ]


def test_once_a_business_day() -> None:
    """A mild one declared on Friday is quiet over the weekend and owes its update on Monday at ten, in Vienna."""
    told = Telling(now=datetime(2025, 3, 28, 15, 0, tzinfo=UTC))
    told.declare(severity=Severity.SEV3).by(BEN, IC)
    monday = datetime(2025, 3, 31, 8, 0, tzinfo=UTC)
    assert schedule(told.done().it) == (
        Reminder("missed", monday + timedelta(minutes=5)),
        Reminder("update_soon", monday - timedelta(minutes=5)),
        Reminder("update_due", monday),
        Reminder("update_overdue", monday + timedelta(minutes=15)),
        Reminder("ladder", monday + timedelta(minutes=60)),
    )


@pytest.mark.parametrize(
    ("away", "then"),
    [
        pytest.param(54, ["no_commander"], id="before soon"),
        pytest.param(55, ["no_commander", "update_soon"], id="soon"),
        pytest.param(60, ["no_commander", "update_due"], id="due"),
        pytest.param(74, ["no_commander", "update_due"], id="still due"),
        pytest.param(75, ["no_commander", "update_overdue"], id="overdue"),
        pytest.param(60 * 24 * 30, ["no_commander", "update_overdue"], id="a month"),
    ],
)
def test_after_a_while_away(away: int, then: list[str]) -> None:
    """Whatever came due while nobody was there to say it is said once, in its latest form; then it goes on."""
    told = Telling().declare(rules=without_ladder())
    assert said(told, away, every=away) == [(topic, away) for topic in then]
    due = next_due(told.done().it, told.now)
    assert due is not None
    assert told.now < due <= told.now + timedelta(minutes=15)


def decided(*revisits: float) -> Telling:
    """Decisions to be looked at again at these minutes; somebody commands, and updates are far off."""
    told = led().by(BEN, ask.PostUpdate("i", "a", "", Status.RED, at(10_000)))
    for number, minutes in enumerate(revisits, 1):
        told.by(BEN, ask.RecordDecision(f"decision {number}", revisit_at=at(minutes)))
    return told


def test_revisit() -> None:
    """A decision is to be looked at again at its time, once."""
    told = decided(20, 10)
    assert said(told, 30) == [("revisit", 10), ("revisit", 20)]
    numbers = [getattr(news.event, "decision", None) for news in told.events[-2:]]
    assert numbers == [2, 1]


def test_revisit_after_a_while_away() -> None:
    """Decisions do not stand for each other: after a while away each is named."""
    assert said(decided(10, 20), 60, every=60) == [("revisit", 60), ("revisit", 60)]


def test_a_corrected_decision_is_not_revisited() -> None:
    """A decision that was set right is not looked at again; the one that set it right is."""
    told = decided(10)
    told.by(BEN, ask.RecordDecision("better", corrects=1, revisit_at=at(20)))
    assert said(told, 30) == [("revisit", 20)]


def test_revisit_after_closing() -> None:
    """What was to be looked at again while it was closed is said when it is reopened."""
    told = decided(10).after(minutes=5).by(BEN, CLOSE)
    assert said(told, 20) == []
    told.by(BEN, REOPEN)
    assert said(told, 22) == [("revisit", 21)]


DAY = 24 * 60


def out(told: Telling) -> Telling:
    """The post-mortem is written, reviewed and published."""
    told.by(BEN, WriteSection(Section.SUMMARY, "Stale", stamp("")))
    told.by(BEN, MoveReview(ReviewState.IN_REVIEW))
    return told.by(BEN, MoveReview(ReviewState.PUBLISHED, lexicon=NO_LEXICON))


ARCHIVING: dict[str, tuple[Callable[[], Telling], list[tuple[str, float]]]] = {
    "never, while the post-mortem is missing": (lambda: led().by(None, OPENED).by(BEN, CLOSE), []),
    "after two weeks, once it was published": (
        lambda: out(led().by(None, OPENED).by(BEN, CLOSE)),
        [("archive_requested", 14 * DAY)],
    ),
    "at once, when it was published late": (
        lambda: out(led().by(None, OPENED).by(BEN, CLOSE).after(days=20)),
        [("archive_requested", 20.5 * DAY)],
    ),
    "not on a post-mortem from before": (
        lambda: led().by(None, OPENED).by(None, SHARED).after(minutes=1).by(BEN, CLOSE),
        [],
    ),
    "after two weeks, where none is owed": (
        lambda: led(Severity.SEV3).by(None, OPENED).by(BEN, CLOSE),
        [("archive_requested", 14 * DAY)],
    ),
    "after two weeks, in a drill": (
        lambda: Telling().declare(drill=True).by(None, OPENED).by(BEN, CLOSE),
        [("archive_requested", 14 * DAY)],
    ),
    "never, where policy keeps rooms": (
        lambda: led(Severity.SEV3, policy(archive_after_days=None)).by(None, OPENED).by(BEN, CLOSE),
        [],
    ),
    "never without a room": (lambda: led(Severity.SEV3).by(BEN, CLOSE), []),
    "never, when it is archived": (
        lambda: led(Severity.SEV3).by(None, OPENED).by(BEN, CLOSE).by(None, ARCHIVED),
        [],
    ),
    "once, even when it was brought back": (
        lambda: (
            led(Severity.SEV3)
            .by(None, OPENED)
            .by(BEN, CLOSE)
            .after(days=14)
            .by(None, ask.LetTimePass())
            .by(None, ARCHIVED)
            .by(None, BACK)
        ),
        [],
    ),
    "two weeks from the last closing": (
        lambda: (
            led(Severity.SEV3).by(None, OPENED).by(BEN, CLOSE).after(days=13).by(BEN, REOPEN).by(BEN, CLOSE)
        ),
        [("archive_requested", 27 * DAY)],
    ),
}


@pytest.mark.parametrize(("before", "then"), ARCHIVING.values(), ids=ARCHIVING)
def test_archiving(before: Callable[[], Telling], then: list[tuple[str, float]]) -> None:
    """A room goes two weeks after closing, and never before the post-mortem that is owed is out."""
    others = [each for each in said(before(), 60 * DAY, every=DAY / 2) if each[0] != "review_due"]
    assert others == then


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(lambda: Telling().declare().by(BEN, CLOSE), id="nobody leads"),
        pytest.param(lambda: decided(10, 20).by(BEN, CLOSE), id="decisions"),
        pytest.param(
            lambda: led().after(minutes=100).by(None, ask.LetTimePass()).by(BEN, CLOSE), id="overdue"
        ),
        pytest.param(
            lambda: Telling().declare().by(None, OPENED).by(None, ARCHIVED), id="archived while open"
        ),
    ],
)
def test_nothing_more(before: Callable[[], Telling]) -> None:
    """Once it is closed, or its room is archived, nothing is said, and only the post-mortem is waited for."""
    told = before()
    assert {reminder.topic for reminder in schedule(told.done().it)} <= {"review_due"}
    assert said(told, 400, every=30) == []


def test_going_on_in_a_room_that_is_back() -> None:
    """What was due while the room was archived is said when it is back."""
    told = Telling().declare(rules=without_ladder()).by(None, OPENED).by(None, ARCHIVED)
    told.after(minutes=65).by(None, BACK)
    assert said(told, 66) == [("no_commander", 66), ("update_due", 66)]


def test_reopened() -> None:
    """A reopened incident nudges and owes updates from then on."""
    told = Telling().declare().by(BEN, CLOSE).after(minutes=100).by(BEN, REOPEN)
    assert said(told, 156) == [("no_commander", minute) for minute in range(105, 160, 5) if minute < 155] + [
        ("no_commander", 155),
        ("update_soon", 155),
    ]


DELAYS = st.sampled_from([0, 1, 59, 300, 301, 3600, 86_400, 1_300_000, 40_000_000])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), DELAYS)
def test_time_moves_on(history: History, delay: int) -> None:
    """Once what is due was said nothing is said twice, and the next is later than now."""
    told = Telling(history.number, history.now)
    told.events, told.it = list(history.events), history.it
    told.after(seconds=delay).by(None, ask.LetTimePass())
    it = told.done().it
    due = next_due(it, told.now)
    assert due is None or due > told.now
    assert due_by(it, told.now) == ()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_history_of_days(data: st.DataObject) -> None:
    """Living from due time to due time always moves on, and each time there is something to say."""
    history = data.draw(histories(max_steps=8))
    told = Telling(history.number, history.now)
    told.events, told.it = list(history.events), history.it
    for _ in range(12):
        due = next_due(told.done().it, told.now)
        if due is None:
            break
        told.now = max(told.now, due)
        assert due_by(told.done().it, told.now)
        told.by(None, ask.LetTimePass())
        after = next_due(told.done().it, told.now)
        assert after is None or after > told.now
        if data.draw(st.booleans()):
            told.tried(BEN, data.draw(commands(told.now)))


@pytest.mark.parametrize("country", ["", "AT"])
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60 * 24 * 20), st.integers(0, 60 * 24 * 20), st.booleans())
def test_quiet_hours_are_looked_at_once(country: str, began: int, away: int, led_by_ben: bool) -> None:
    """Back at any hour of any day, a mild incident says what it may, and is next looked at when it may speak again."""
    plain = policy()
    business = BusinessHours(holidays=Holidays(country=country))
    rules = plain.model_copy(update={"timezone": "Europe/Vienna", "business": business})
    told = Telling(now=datetime(2026, 12, 14, tzinfo=UTC) + timedelta(minutes=began))
    told.declare(severity=Severity.SEV3, rules=rules)
    if led_by_ben:
        told.by(BEN, IC)
    told.after(minutes=away).by(None, ask.LetTimePass())
    it = told.done().it
    due = next_due(it, told.now)
    assert due is not None and due > told.now and due_by(it, told.now) == ()
    assert {each.topic for each in due_by(it, due)} <= SILENT or it.policy.calendar.in_hours(due)
    assert due_by(it, due) and not due_by(it, due - timedelta(seconds=1))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_what_is_said_is_scheduled(history: History) -> None:
    """What is due is part of the schedule, at most one stage of the update, and only what has come."""
    it = history.it
    come = due_by(it, history.now)
    assert set(come) <= set(schedule(it))
    assert all(reminder.at <= history.now for reminder in come)
    assert sum(reminder.topic.startswith("update_") for reminder in come) <= 1
    assert it.open or {reminder.topic for reminder in schedule(it)} <= {"archive", "review_due", "item"}
    if it.postmortem_missing:
        assert {reminder.topic for reminder in schedule(it)} <= {"review_due", "item"}
