"""Gates: what stands open before each phase and before the end, and that a reason passes them on the record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from bot.domain import commands as ask
from bot.domain import events as happened
from bot.domain.actions import (
    ActionState,
    ApplyAction,
    ApproveAction,
    KeepAction,
    ProposeAction,
    SettleAction,
)
from bot.domain.containment import Containment
from bot.domain.gates import by_a_gate, forgotten, to_close, to_phase
from bot.domain.refusal import Reason, Refused
from bot.domain.severity import Gate, Phase
from bot.domain.triage_rule import FalsePage
from bot.domain.verification import NameMetric, RecordVerification
from tests.bot.views.histories import histories
from tests.bot.views.telling import ANA, BEN, CLEO, HOSTILE, History, Telling

AUC = NameMetric("AUC", "0.82")
WELL, NOT_WELL = RecordVerification("0.83", True), RecordVerification("0.79", False)
ROLLBACK = ProposeAction(
    containment=Containment.ROLL_BACK_MODEL,
    what="Back to the old version",
    command="",
    effect="AUC is back",
    verify="AUC on the canary",
    lift="The new version is fixed",
    review_after_minutes=60,
    risky=False,
)


def declared() -> Telling:
    """Nobody commands it."""
    return Telling().declare().after(minutes=5)


def led() -> Telling:
    """Ben commands."""
    return declared().by(BEN, ask.GiveRole("ic", BEN))


def named() -> Telling:
    """It is known what will prove the recovery."""
    return led().by(BEN, AUC)


def seen(*looks: RecordVerification) -> Telling:
    """Somebody looked at the metric, an hour between the looks."""
    told = named()
    for look in looks:
        told.after(hours=1).by(BEN, look)
    return told


def approved() -> Telling:
    """A rollback is approved."""
    return led().by(ANA, ROLLBACK).by(BEN, ApproveAction(1))


def applied() -> Telling:
    """The rollback is in place, and nobody has looked what it does."""
    return approved().by(BEN, ApplyAction(1))


def kept(told: Telling) -> Telling:
    """It stays on purpose, and Cleo answers for that."""
    return told.by(BEN, KeepAction(1, CLEO, "Until the retrain", told.now + timedelta(days=30)))


def gates_to(told: Telling, phase: Phase, metric: str = "") -> tuple[str, ...]:
    """The keys of the gates before that phase."""
    return tuple(unmet.gate.value for unmet in to_phase(told.done().it, phase, metric))


BEFORE: list[tuple[Callable[[], Telling], Phase, tuple[str, ...]]] = [
    (declared, Phase.TRIAGE, ()),
    (declared, Phase.CONTAIN, ("commander",)),
    (declared, Phase.RECOVER, ("commander",)),
    (declared, Phase.VERIFY, ("commander", "metric")),
    (declared, Phase.LEARN, ("commander", "metric")),
    (led, Phase.CONTAIN, ()),
    (led, Phase.RECOVER, ()),
    (led, Phase.VERIFY, ("metric",)),
    (named, Phase.VERIFY, ()),
    (named, Phase.LEARN, ("verification",)),
    (lambda: seen(NOT_WELL), Phase.LEARN, ("verification",)),
    (lambda: seen(WELL), Phase.LEARN, ()),
    (lambda: seen(WELL, NOT_WELL), Phase.LEARN, ("verification",)),
    (lambda: seen(WELL).by(BEN, NameMetric("CTR", "3 %")), Phase.LEARN, ("verification",)),
]


@pytest.mark.parametrize(("given_so", "phase", "gates"), BEFORE)
def test_before_a_phase(given_so: Callable[[], Telling], phase: Phase, gates: tuple[str, ...]) -> None:
    """Contain waits for a commander, Verify for a named metric, Learn for that metric to be seen well."""
    assert gates_to(given_so(), phase) == gates


@pytest.mark.parametrize(("given_so", "phase", "gates"), BEFORE)
def test_a_reason_passes(given_so: Callable[[], Telling], phase: Phase, gates: tuple[str, ...]) -> None:
    """What a gate refuses goes on with a reason, and the event names every gate that stood open and the reason."""
    told = given_so()
    refused = told.tried(BEN, ask.ChangePhase(phase, "why"))
    assert (refused is not None) is bool(gates)
    if refused is None:
        return
    assert by_a_gate(refused)
    assert told.tried(BEN, ask.ChangePhase(phase, "why", override=" \u200b")) == refused
    told.by(BEN, ask.ChangePhase(phase, "why", override=HOSTILE))
    changed = told.events[-1].event
    assert isinstance(changed, happened.PhaseChanged)
    assert (changed.gates, changed.override) == (gates, HOSTILE.strip())


@pytest.mark.parametrize("back", [Phase.DETECT, Phase.TRIAGE, Phase.CONTAIN, Phase.RECOVER])
def test_going_back_needs_nothing(back: Phase) -> None:
    """Nobody has to command, and nothing to be named, for a step back."""
    told = led().by(BEN, ask.ChangePhase(Phase.VERIFY, "why", override="at once")).by(BEN, GONE)
    told.by(BEN, ask.ChangePhase(back, "It came back"))
    changed = told.events[-1].event
    assert isinstance(changed, happened.PhaseChanged) and changed.gates == () and changed.override == ""


GONE = ask.DeclineRole("ic", "")


def test_an_override_that_nothing_needed() -> None:
    """A reason that no gate asked for is not recorded as one."""
    told = led().by(BEN, ask.ChangePhase(Phase.CONTAIN, "why", override="whatever"))
    changed = told.events[-1].event
    assert isinstance(changed, happened.PhaseChanged) and changed.override == ""


def test_the_metric_is_named_in_the_same_step() -> None:
    """Moving to Verify may name the metric at once; half of it is refused, and nothing is recorded then."""
    told = led()
    half = told.tried(BEN, ask.ChangePhase(Phase.VERIFY, "why", metric="AUC"))
    assert half == Refused(Reason.BLANK, "target") and not told.done().it.verification.metric
    told.by(BEN, ask.ChangePhase(Phase.VERIFY, "why", metric="AUC", target="0.82"))
    assert [each.event.kind for each in told.events[-2:]] == ["metric_named", "phase_changed"]
    assert gates_to(led(), Phase.LEARN, "AUC") == ("verification",)


def gates_at_the_end(told: Telling, command: ask.Close) -> tuple[str, ...]:
    """The keys of the gates before closing so."""
    return tuple(unmet.gate.value for unmet in to_close(told.done().it, command))


SAID, SAID_WELL = ask.Close("AUC is back"), ask.Close("AUC is back", holds=True)
NONE_OF_IT = ask.Close("The window was re-baselined", false_page=FalsePage.LABEL_LAG)
AT_THE_END: list[tuple[Callable[[], Telling], ask.Close, tuple[str, ...]]] = [
    (declared, SAID, ()),
    (declared, ask.Close(" "), ("verification",)),
    (named, SAID, ("verification",)),
    (named, SAID_WELL, ()),
    (named, ask.Close("still low", holds=False), ("verification",)),
    (named, NONE_OF_IT, ()),
    (lambda: seen(WELL), SAID, ()),
    (lambda: seen(WELL), ask.Close("low again", holds=False), ("verification",)),
    (lambda: seen(NOT_WELL), SAID, ("verification",)),
    (approved, SAID, ()),
    (applied, SAID, ("containment",)),
    (applied, NONE_OF_IT, ("containment",)),
    (lambda: applied().by(BEN, AUC), SAID, ("verification", "containment")),
    (lambda: applied().by(BEN, SettleAction(1, ActionState.VERIFIED, "ok")), SAID, ("containment",)),
    (lambda: applied().by(BEN, SettleAction(1, ActionState.REVERTED, "worse")), SAID, ()),
    (lambda: kept(applied().by(BEN, SettleAction(1, ActionState.VERIFIED, "ok"))), SAID, ()),
]


@pytest.mark.parametrize(("given_so", "command", "gates"), AT_THE_END)
def test_before_the_end(given_so: Callable[[], Telling], command: ask.Close, gates: tuple[str, ...]) -> None:
    """Closing waits for what was verified, for a named metric to be well, and for no containment to be forgotten."""
    assert gates_at_the_end(given_so(), command) == gates


@pytest.mark.parametrize(("given_so", "command", "gates"), AT_THE_END)
def test_a_reason_closes(given_so: Callable[[], Telling], command: ask.Close, gates: tuple[str, ...]) -> None:
    """It stays open until a reason is given, and then the record names the gates; unproven, it counts as unverified."""
    told = given_so()
    refused = told.tried(BEN, command)
    assert (refused is not None) is bool(gates) is told.done().it.open
    if refused is None:
        return
    told.by(
        BEN,
        ask.Close(command.verified, "The market closes", false_page=command.false_page, holds=command.holds),
    )
    (ended,), it = (
        (each.event for each in told.events if isinstance(each.event, happened.Closed)),
        told.done().it,
    )
    assert not it.open
    assert (ended.gates, ended.override) == (gates, "The market closes")
    assert (it.verified_at is None) is ("verification" in gates)


def test_the_last_look_is_recorded() -> None:
    """Closing with words about the metric records them as a look at it, in the same step."""
    told = named().by(BEN, SAID_WELL)
    assert [each.event.kind for each in told.events[-3:]] == [
        "verification_recorded",
        "closed",
        "review_begun",
    ]
    known = told.done().it.verification
    assert (known.observed, known.holds) == ("AUC is back", True)


def test_a_blank_ending_is_no_gate() -> None:
    """That nothing was said is asked for at its field, before any reason is."""
    refused = declared().tried(BEN, ask.Close(" "))
    assert refused == Refused(Reason.BLANK, "verified") and not by_a_gate(refused)


def test_the_numbers_of_what_is_left() -> None:
    """The containment gate names what is in place."""
    told = applied()
    refused = told.tried(BEN, SAID)
    assert refused == Refused(Reason.GATE_CONTAINMENT, "override", {"known": "1", "count": "1"})
    assert [action.number for action in forgotten(told.done().it)] == [1]


@given(histories())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_never_passed_in_silence(history: History) -> None:
    """Whatever happens, a gate that stood open when it was passed has a reason, and a reason has its gates."""
    for recorded in history.events:
        if isinstance(recorded.event, happened.PhaseChanged | happened.Closed):
            assert bool(recorded.event.gates) is bool(recorded.event.override)
            assert set(recorded.event.gates) <= {gate.value for gate in Gate}
