"""The measures of one incident."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import commands as ask
from bot.domain.cadence_log import ExtendUpdate
from bot.domain.severity import Phase, Severity, Status
from bot.views.measures import Measures, measure
from tests.bot.views.stories import drift
from tests.bot.views.telling import ANA, BEGINNING, BEN, CLEO, History, Telling


def _measures(history: History) -> Measures:
    return measure(history.it, history.events, history.now)


def _update(telling: Telling, by: str = ANA) -> Telling:
    return telling.by(by, ask.PostUpdate("Same.", "Looking.", "", Status.RED, None))


def test_spans_of_a_whole_incident() -> None:
    """Each span runs from its documented beginning, and times known better count as they are known now."""
    found = _measures(drift())
    assert found.detect.since == BEGINNING - timedelta(minutes=58)
    assert found.detect.seconds == 49 * 60
    assert found.declare.seconds == 9 * 60
    assert found.acknowledge.seconds == 6 * 60 + 4
    assert found.contain.until == drift().it.contained_at
    assert found.close.state == "reached"
    assert found.impact.until == drift().it.recovered_at


def test_what_was_not_reached_has_no_length() -> None:
    """A span without an end is not reached, and has neither a length nor a moment."""
    found = _measures(Telling().declare().after(minutes=5).done())
    assert (found.contain.state, found.contain.until, found.contain.seconds) == ("not_reached", None, None)
    assert found.impact.state == "not_reached"


def test_moments_that_contradict_each_other() -> None:
    """When it is now known to have begun after it was detected, there is no length to give."""
    telling = Telling().declare().after(minutes=5)
    telling.by(ANA, ask.CorrectTime("started", BEGINNING + timedelta(minutes=2), "The log says so."))
    assert _measures(telling.done()).detect.state == "contradictory"


def test_updates_on_time_and_late() -> None:
    """An update given by the minute it is due is on time, one given later is late by the time since."""
    telling = _update(Telling().declare().after(minutes=60))
    telling = _update(telling.after(minutes=61))
    found = _measures(telling.after(minutes=1).done())
    assert [(owed.outcome, owed.late_seconds) for owed in found.cadence] == [
        ("on_time", None),
        ("late", 60.0),
        ("waiting", None),
    ]
    assert (found.updates_on_time, found.updates_owed) == (1, 2)


def test_an_update_put_off_in_time_is_not_missed() -> None:
    """Putting an update off before it is due moves the moment, putting it off afterwards misses it."""
    telling = Telling().declare().after(minutes=59).by(ANA, ExtendUpdate(30, "Waiting for data."))
    telling.after(minutes=32).by(ANA, ExtendUpdate(30, "Waiting for more."))
    found = _measures(_update(telling.after(minutes=1)).done())
    assert [(owed.outcome, owed.ended_by) for owed in found.cadence[:2]] == [
        ("missed", "extended"),
        ("on_time", "update"),
    ]
    assert found.extensions == 2


def test_updates_that_never_came() -> None:
    """An overdue update is missed when the severity changes, the incident closes, or someone looks."""
    telling = Telling().declare().after(minutes=61)
    assert _measures(telling.done()).cadence[0].ended_by == "export"
    telling.by(ANA, ask.ChangeSeverity(Severity.SEV1, "Worse.")).after(minutes=31)
    telling.by(ANA, ask.Close("Gone.")).after(days=1)
    found = _measures(telling.done())
    assert [(owed.outcome, owed.ended_by) for owed in found.cadence] == [
        ("missed", "severity"),
        ("missed", "close"),
    ]
    assert (found.updates_on_time, found.updates_owed) == (0, 2)


def test_counts() -> None:
    """Hand-overs are roles passed on from somebody; nudges and reminders of updates are counted apart."""
    telling = Telling().declare().after(minutes=5).by(None, ask.LetTimePass())
    telling.by(BEN, ask.GiveRole("ic", BEN)).by(BEN, ask.GiveRole("ic", CLEO))
    telling.after(minutes=50).by(None, ask.LetTimePass()).by(CLEO, ask.ChangePhase(Phase.CONTAIN, "Known."))
    telling.by(CLEO, ask.RecordDecision("Roll back.")).by(CLEO, ask.RecordDecision("Do not.", corrects=1))
    telling.by(CLEO, ask.Close("Gone.")).by(CLEO, ask.Reopen("Not gone."))
    found = _measures(telling.done())
    assert found.handovers == 1
    assert (found.commander_nudges, found.update_reminders) == (1, 1)
    assert (found.decisions, found.decisions_corrected, found.reopenings) == (2, 1, 1)
