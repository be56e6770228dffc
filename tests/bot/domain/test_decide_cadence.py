"""Silence, more time, another rhythm: what each does to the next update, and what is refused (domain §8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import commands as ask
from bot.domain.cadence_log import (
    CadenceChanged,
    CadenceCommand,
    ChangeCadence,
    ExtendUpdate,
    RemindersSnoozed,
    SnoozeReminders,
    UpdateExtended,
)
from bot.domain.effects import RefreshCard, TellRoom
from bot.domain.react import react
from bot.domain.refusal import Reason
from bot.domain.reminders import schedule
from bot.domain.severity import Phase, Severity, Status
from bot.domain.verification import AwaitLabels, NameMetric, StopAwaiting
from tests.bot.views.telling import BEGINNING, BEN, Telling

LABELS = BEGINNING + timedelta(days=2)
UPDATE = ask.PostUpdate("i", "a", "", Status.AMBER, None)


def at(minutes: float) -> datetime:
    """That many minutes after the beginning."""
    return BEGINNING + timedelta(minutes=minutes)


def led(severity: Severity = Severity.SEV2) -> Telling:
    """Ben commands since twenty minutes; a SEV2 owes its update in forty."""
    telling = Telling().declare(severity=severity).by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))
    return telling.by(BEN, ask.GiveRole("ic", BEN)).after(minutes=20)


def test_silence_leaves_the_update_due() -> None:
    """Silenced, the update is due as before, and its reminders come when the silence ends."""
    telling = led().after(minutes=35).by(BEN, SnoozeReminders(30))
    it = telling.done().it
    assert telling.events[-1].event == RemindersSnoozed(until=at(85))
    assert it.update_due == at(60)
    spoken = [each.at for each in schedule(it) if each.topic.startswith(("update_", "ladder"))]
    assert min(spoken) == at(85)


def test_more_time_counts_from_the_due_time() -> None:
    """More time is added to the time that was left; to an overdue one, from now on."""
    telling = led().by(BEN, ExtendUpdate(45, " backfill "))
    assert telling.events[-1].event == UpdateExtended(until=at(105), was_due=at(60), reason="backfill")
    telling.after(minutes=100).by(BEN, ExtendUpdate(5, "x"))
    assert telling.done().it.update_due == at(125)


def test_more_time_in_quiet_hours() -> None:
    """What is said in business hours only is not made due outside of them."""
    telling = led(Severity.SEV3).by(BEN, ExtendUpdate(10 * 60, "labels"))
    assert telling.done().it.update_due == datetime(2025, 3, 6, 8, tzinfo=UTC)


def test_another_rhythm_stays() -> None:
    """From now on every two hours: for the next update and those after it, and the card's rhythm is that one."""
    telling = led().by(BEN, ChangeCadence(120, " steady "))
    changed = CadenceChanged(minutes=120, was_minutes=60, reason="steady", next_due=at(140))
    assert telling.events[-1].event == changed
    telling.after(minutes=100).by(BEN, UPDATE)
    it = telling.done().it
    assert (it.update_due, it.cadence.minutes, it.cadence_minutes) == (at(240), 120, 120)


@pytest.mark.parametrize(
    "ends",
    [
        (ChangeCadence(None, "back"),),
        (ChangeCadence(60, "as ever"),),
        (ask.ChangeSeverity(Severity.SEV1, "worse"), ask.ChangeSeverity(Severity.SEV2, "better")),
        (ask.Close("v"), ask.Reopen("r")),
        (
            NameMetric("AUC", "0.8"),
            ask.ChangePhase(Phase.RECOVER, "r"),
            AwaitLabels(LABELS, "labels"),
            StopAwaiting("r"),
        ),
    ],
    ids=["set back", "set to the usual", "severity", "reopened", "labels awaited"],
)
def test_another_rhythm_ends(ends: tuple[ask.Command, ...]) -> None:
    """It is the policy's again once it is set back, or another pace began."""
    telling = led().by(BEN, ChangeCadence(120, "steady"))
    for command in ends:
        telling.by(BEN, command)
    it = telling.done().it
    assert (it.cadence_minutes, it.cadence.minutes) == (None, 60)


def test_another_rhythm_of_a_mild_one() -> None:
    """A mild one may be owed more often; it keeps its quiet hours."""
    telling = led(Severity.SEV3).by(BEN, ChangeCadence(240, "before the launch"))
    it = telling.done().it
    assert it.cadence.quiet
    assert it.update_due == datetime(2025, 3, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize("command", [ChangeCadence(None, "x"), ChangeCadence(60, "x")])
def test_the_rhythm_that_stands(command: CadenceCommand) -> None:
    """To ask for the rhythm that stands already changes nothing."""
    telling = led()
    known = len(telling.events)
    telling.by(BEN, command)
    assert len(telling.events) == known


@pytest.mark.parametrize("command", [SnoozeReminders(30), ExtendUpdate(30, "r"), ChangeCadence(120, "r")])
def test_everybody_is_told(command: CadenceCommand) -> None:
    """Each change is said in the room and shown on the card; nothing of it leaves the room."""
    telling = led().by(BEN, command)
    recorded = telling.events[-1]
    assert react(telling.done().it, recorded) == (TellRoom(event=recorded.version), RefreshCard())


@pytest.mark.parametrize("command", [SnoozeReminders(30), ExtendUpdate(30, "r"), ChangeCadence(120, "r")])
def test_not_after_closing(command: CadenceCommand) -> None:
    """A closed incident owes no updates, so there is nothing to change."""
    refused = led().by(BEN, ask.Close("v")).tried(BEN, command)
    assert refused is not None
    assert refused.reason is Reason.CLOSED


@pytest.mark.parametrize(
    ("command", "least", "most"),
    [
        *((SnoozeReminders(count), "5", "120") for count in (-1, 0, 4, 121, 10**9)),
        *((ExtendUpdate(count, "r"), "5", "1440") for count in (-1, 0, 4, 1441, 10**9)),
        *((ChangeCadence(count, "r"), "5", "10080") for count in (-1, 0, 4, 10_081, 10**9)),
    ],
)
def test_minutes_out_of_range(command: CadenceCommand, least: str, most: str) -> None:
    """Minutes that make no sense are refused, with those that do."""
    refused = led().tried(BEN, command)
    assert refused is not None
    assert (refused.reason, refused.where) == (Reason.MINUTES_RANGE, "minutes")
    assert (refused.values["least"], refused.values["most"]) == (least, most)


def test_not_for_ever() -> None:
    """An update cannot be given more time again and again beyond a week."""
    telling = led()
    for _ in range(6):
        telling.by(BEN, ExtendUpdate(1440, "again"))
    refused = telling.tried(BEN, ExtendUpdate(1440, "again"))
    assert refused is not None
    assert (refused.reason, refused.where) == (Reason.TOO_FAR, "minutes")
