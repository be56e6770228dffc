"""Verification and labels that are waited for: what is recorded, what is refused, when waiting ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from bot.domain import commands as ask
from bot.domain import effects as do
from bot.domain import events as happened
from bot.domain.actions import ActionState, ApplyAction, ApproveAction, CorrectAction, SettleAction
from bot.domain.cadence import next_update_due
from bot.domain.commands import Command
from bot.domain.decide_verification import LONGEST_WAIT, SAME_LOOK_WITHIN, labels_expected
from bot.domain.events import Recorded
from bot.domain.react import react
from bot.domain.refusal import Reason, Refused
from bot.domain.reminders import Reminder, schedule
from bot.domain.severity import Phase, Severity, Status
from bot.domain.verification import (
    AwaitingEnded,
    AwaitLabels,
    LabelsAwaited,
    MetricNamed,
    NameMetric,
    RecordVerification,
    StopAwaiting,
    VerificationRecorded,
)
from tests.bot.domain.test_gates import AUC, NOT_WELL, ROLLBACK, WELL, led, named
from tests.bot.views.histories import histories
from tests.bot.views.telling import ANA, BEN, History, Telling

LAG = timedelta(days=3)
"""As the catalogue says of the ranker."""


def mitigated() -> Telling:
    """Contained, and a metric is named."""
    return named().by(BEN, ask.ChangePhase(Phase.RECOVER, "The fallback holds"))


def waiting() -> Telling:
    """Labels are waited for, for three days."""
    return mitigated().by(BEN, AwaitLabels(None, "Bookings settle"))


def ended(told: Telling) -> AwaitingEnded:
    """The latest end of waiting."""
    return next(each.event for each in reversed(told.events) if isinstance(each.event, AwaitingEnded))


def acting() -> Telling:
    """A roll-back is in place, and nobody has seen yet what it does."""
    return led().by(BEN, ROLLBACK).by(BEN, ApproveAction(1)).by(BEN, ApplyAction(1))


def labels(told: Telling) -> list[datetime]:
    """When it is asked whether the labels are there."""
    return [each.at for each in schedule(told.done().it) if each.topic == "labels_due"]


def asked(told: Telling) -> list[Recorded]:
    """Where it was asked whether the labels are there."""
    return [each for each in told.events if getattr(each.event, "reminder", "") == "labels_due"]


def test_naming_the_metric() -> None:
    """Naming records the metric and the one before it; the same again is no news, another one is seen by nobody yet."""
    told = led().by(BEN, NameMetric(" AUC ", " 0.82 "))
    assert told.events[-1].event == MetricNamed(metric="AUC", target="0.82", was="")
    count = len(told.events)
    told.by(ANA, AUC)
    assert len(told.events) == count
    told.by(BEN, WELL).by(ANA, NameMetric("CTR", "3 %"))
    assert told.events[-1].event == MetricNamed(metric="CTR", target="3 %", was="AUC")
    it = told.done().it
    assert not it.verification.holds and it.verification.observed == "" and it.verified_at is None


def test_looking_at_it() -> None:
    """A look is recorded with the metric and target it was for; a double click is one look, a later one is another."""
    told = named().by(BEN, NOT_WELL)
    assert told.events[-1].event == VerificationRecorded(
        metric="AUC", target="0.82", observed="0.79", holds=False
    )
    count = len(told.events)
    told.after(seconds=SAME_LOOK_WITHIN.total_seconds() - 1).by(ANA, NOT_WELL)
    assert len(told.events) == count
    told.after(seconds=1).by(ANA, NOT_WELL)
    assert len(told.events) == count + 1 and told.done().it.verification.by == ANA


def test_the_moments_follow() -> None:
    """A metric that is well dates containment, recovery and proof; seen not to be, only the proof is taken back."""
    told = named().after(minutes=10).by(BEN, WELL)
    well_at, it = told.now, told.done().it
    assert (it.contained_at, it.recovered_at, it.verified_at) == (well_at,) * 3
    told.after(minutes=10).by(BEN, NOT_WELL)
    it = told.done().it
    assert (it.contained_at, it.recovered_at, it.verified_at) == (well_at, well_at, None)
    told.after(minutes=10).by(BEN, WELL).after(minutes=10).by(BEN, ask.Close("AUC is back"))
    assert told.done().it.verified_at == told.now - timedelta(minutes=10)


def test_an_action_that_works_contains_it() -> None:
    """The first action that is verified dates containment, not recovery; what is said of it later moves nothing."""
    told = acting().after(minutes=5).by(BEN, SettleAction(1, ActionState.VERIFIED, "PSI falls"))
    at = told.now
    it = told.done().it
    assert (it.contained_at, it.recovered_at) == (at, None)
    told.after(minutes=5).by(BEN, CorrectAction(1, "The old dashboard")).after(minutes=5)
    told.by(BEN, SettleAction(1, ActionState.FAILED, "It does not help"))
    assert told.done().it.contained_at == at
    late = acting().by(BEN, ask.Close("well", override="Seen elsewhere")).after(minutes=5)
    late.by(BEN, SettleAction(1, ActionState.VERIFIED, "PSI falls"))
    assert late.done().it.contained_at is None


def test_reopened_it_is_seen_by_nobody() -> None:
    """What was seen before it came back proves nothing afterwards; the metric stays named."""
    told = named().by(BEN, WELL).by(BEN, ask.Close("v")).by(BEN, ask.Reopen("It came back"))
    known = told.done().it.verification
    assert (known.metric, known.observed, known.holds) == ("AUC", "", False)


REFUSED: list[tuple[str, Callable[[], Telling], Command, Refused]] = [
    ("no metric", led, NameMetric(" ", "0.82"), Refused(Reason.BLANK, "metric")),
    ("no target", led, NameMetric("AUC", "\u200b"), Refused(Reason.BLANK, "target")),
    ("look at nothing", led, WELL, Refused(Reason.GATE_METRIC, "metric")),
    ("look without words", named, RecordVerification(" ", True), Refused(Reason.BLANK, "observed")),
    ("wait in the past", mitigated, AwaitLabels(led().now, "r"), Refused(Reason.IN_PAST, "until")),
    (
        "wait for too long",
        mitigated,
        AwaitLabels(led().now + LONGEST_WAIT + timedelta(minutes=1), "r"),
        Refused(Reason.TOO_FAR, "until", {"days": "180"}),
    ),
    (
        "wait without a time",
        lambda: Telling().declare(entry=None),
        AwaitLabels(None, "r"),
        Refused(Reason.BLANK, "until"),
    ),
    ("wait without a reason", mitigated, AwaitLabels(None, " "), Refused(Reason.BLANK, "reason")),
    ("wait uncontained", named, AwaitLabels(None, "r"), Refused(Reason.NOT_CONTAINED, "until")),
    (
        "wait for nothing named",
        lambda: led().by(BEN, ask.ChangePhase(Phase.RECOVER, "r")),
        AwaitLabels(None, "r"),
        Refused(Reason.GATE_METRIC, "until"),
    ),
    (
        "wait beside what is unverified",
        lambda: mitigated().by(ANA, ROLLBACK).by(BEN, ApproveAction(1)).by(BEN, ApplyAction(1)),
        AwaitLabels(None, "r"),
        Refused(Reason.UNVERIFIED, "until", {"known": "1"}),
    ),
    ("name after the end", lambda: led().by(BEN, ask.Close("v")), AUC, Refused(Reason.CLOSED)),
]


@pytest.mark.parametrize(
    ("before", "command", "refused"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_refused(before: Callable[[], Telling], command: Command, refused: Refused) -> None:
    """What cannot be is refused, with what has to change."""
    assert before().tried(BEN, command) == refused


def test_waiting_relaxes_the_cadence() -> None:
    """Waiting lasts as long as labels take by the catalogue, and until then updates are owed as in a SEV3."""
    told = mitigated()
    relaxed = next_update_due(told.done().it.policy, Severity.SEV3, told.now)
    assert labels_expected(told.done().it, told.now) == told.now + LAG
    told.by(BEN, AwaitLabels(None, " Bookings settle "))
    assert told.events[-1].event == LabelsAwaited(
        until=told.now + LAG, reason="Bookings settle", next_due=relaxed
    )
    it = told.done().it
    assert it.severity is Severity.SEV2 and it.paced_by is Severity.SEV3 and it.update_due == relaxed
    told.after(hours=1).by(BEN, ask.PostUpdate("i", "a", "", Status.GREEN, None))
    assert told.done().it.update_due == next_update_due(it.policy, Severity.SEV3, told.now)
    told.by(BEN, ask.ChangeSeverity(Severity.SEV3, "r"))
    assert told.done().it.verification.awaiting_until is not None


def test_milder_goes_on_waiting() -> None:
    """Lowering the severity neither ends waiting nor shortens it."""
    told = Telling().declare(severity=Severity.SEV1).by(BEN, ask.GiveRole("ic", BEN)).by(BEN, AUC)
    told.by(BEN, ask.ChangePhase(Phase.RECOVER, "r")).by(BEN, AwaitLabels(None, "r"))
    told.by(BEN, ask.ChangeSeverity(Severity.SEV2, "r"))
    it = told.done().it
    assert it.verification.awaiting_until and it.update_due == next_update_due(
        it.policy, Severity.SEV3, told.now
    )


def test_the_labels_are_asked_for() -> None:
    """When labels are due it is asked whether they are there, and every day again until somebody settles it.

    Waiting is as quiet as a SEV3: what is due on a weekend is asked when business hours begin.
    """
    told = waiting()
    due = told.now + LAG
    assert labels(told) == [due]
    told.after(days=3).by(None, ask.LetTimePass())
    saturday, monday = told.now + timedelta(days=1), datetime(2025, 3, 10, 8, tzinfo=UTC)
    calendar = told.done().it.policy.calendar
    assert labels(told) == [monday] == [calendar.next_business_moment(saturday)]
    told.after(days=1).by(None, ask.LetTimePass())
    assert labels(told) == [monday] and len(asked(told)) == 1
    told.after(days=4).by(None, ask.LetTimePass())
    assert len(asked(told)) == 2 and labels(told) == [told.now + timedelta(days=1)]
    told.by(BEN, AwaitLabels(told.now + timedelta(days=2), "Two more"))
    assert labels(told) == [told.now + timedelta(days=2)]
    told.by(BEN, StopAwaiting(""))
    assert labels(told) == []


ENDS: list[tuple[str, Callable[[Telling], Telling], str]] = [
    ("asked", lambda told: told.by(BEN, StopAwaiting(" Enough ")), "asked"),
    ("worse", lambda told: told.by(BEN, ask.ChangeSeverity(Severity.SEV1, "r")), "worse"),
    ("back to containment", lambda told: told.by(BEN, ask.ChangePhase(Phase.CONTAIN, "r")), "back"),
    (
        "another change",
        lambda told: told.by(ANA, ROLLBACK).by(BEN, ApproveAction(1)).by(BEN, ApplyAction(1)),
        "change",
    ),
    ("not well", lambda told: told.by(BEN, NOT_WELL), "not_well"),
    ("told", lambda told: told.after(days=3).by(BEN, WELL), "told"),
]


@pytest.mark.parametrize(("then", "because"), [case[1:] for case in ENDS], ids=[case[0] for case in ENDS])
def test_waiting_ends(then: Callable[[Telling], Telling], because: str) -> None:
    """Harm that may be back ends waiting by itself: the severity's own cadence counts again, and it says why."""
    told = then(waiting().after(hours=1))
    it = told.done().it
    assert it.verification.awaiting_until is None and it.paced_by is it.severity and labels(told) == []
    assert ended(told).because == because
    assert it.update_due == next_update_due(it.policy, it.severity, told.now)


STAYS: list[tuple[str, Command]] = [
    ("milder", ask.ChangeSeverity(Severity.SEV3, "r")),
    ("forward", ask.ChangePhase(Phase.VERIFY, "r")),
    ("well before its time", WELL),
    ("an update", ask.PostUpdate("i", "a", "", Status.GREEN, None)),
    ("a proposal", ROLLBACK),
]


@pytest.mark.parametrize("command", [case[1] for case in STAYS], ids=[case[0] for case in STAYS])
def test_waiting_goes_on(command: Command) -> None:
    """Nothing else ends it."""
    told = waiting().after(hours=1).by(BEN, command)
    assert told.done().it.verification.awaiting_until is not None


def test_waiting_for_the_same() -> None:
    """The same time again is no news, and stopping what nobody waits for neither."""
    told = waiting()
    count, until = len(told.events), told.done().it.verification.awaiting_until
    told.by(ANA, AwaitLabels(until, "again"))
    assert len(told.events) == count
    told.by(BEN, StopAwaiting("")).by(BEN, StopAwaiting(""))
    assert len(told.events) == count + 1


def test_closed_and_reopened_nobody_waits() -> None:
    """Closing ends waiting without a word, and reopened it owes updates by its own severity."""
    told = waiting().by(BEN, ask.Close("Labels are there", holds=True)).by(BEN, ask.Reopen("It came back"))
    it = told.done().it
    assert it.verification.awaiting_until is None and it.paced_by is Severity.SEV2
    assert it.update_due == next_update_due(it.policy, Severity.SEV2, told.now)


def test_a_verified_change_can_wait() -> None:
    """Once somebody has seen what a change does, labels can be waited for with it in place."""
    told = mitigated().by(ANA, ROLLBACK).by(BEN, ApproveAction(1)).by(BEN, ApplyAction(1))
    told.by(BEN, SettleAction(1, ActionState.VERIFIED, "canary holds")).by(BEN, AwaitLabels(None, "r"))
    assert told.done().it.verification.awaiting_until is not None


@pytest.mark.parametrize("command", [NameMetric("CTR", "3 %"), WELL, AwaitLabels(None, "r")])
def test_told_in_the_room(command: Command) -> None:
    """Everything that happens to it is told in the room and stands on the card."""
    told = mitigated().by(None, ask.ReportRoomOpened("C0ROOM", "inc-7")).by(BEN, command)
    news = told.events[-1]
    assert react(told.done().it, news) == (do.TellRoom(event=news.version), do.RefreshCard())


@given(histories())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_in_the_order_of_the_arc(history: History) -> None:
    """Whatever happens, containment is not after recovery and recovery not after its proof; who waits is mitigated."""
    it = history.it
    known = [at for at in (it.contained_at, it.recovered_at, it.verified_at) if at is not None]
    assert known == sorted(known)
    if it.verification.awaiting_until is not None:
        assert it.open and it.verification.metric and not it.unverified_actions
        assert Reminder("labels_due", labels_next(history)) in schedule(it) or (
            it.room is not None and it.room.archived
        )
    shut = [each.event for each in history.events if isinstance(each.event, happened.Closed)]
    assert all(each.phase is Phase.LEARN for each in shut)


def labels_next(history: History) -> datetime:
    """When the labels are asked for next."""
    known = history.it.verification
    assert known.awaiting_until is not None
    asked = known.labels_asked_at
    return asked + timedelta(days=1) if asked else known.awaiting_until
