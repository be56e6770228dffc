"""The first 90 minutes: paced, late, done by the record, left out by the commander alone, open again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain import commands as ask
from bot.domain import effects as do
from bot.domain.actions import ActionState, ApplyAction, ApproveAction, ProposeAction, SettleAction
from bot.domain.checklists import FinishStep, ReopenStep, SkipStep, StepCommand
from bot.domain.containment import Containment
from bot.domain.events import Reminded
from bot.domain.first_steps import PacedStep, first_steps, next_step, paced_step
from bot.domain.hypotheses import AddEvidence, RaiseHypothesis
from bot.domain.policy import FIRST_STEPS, FirstStep
from bot.domain.react import react
from bot.domain.refusal import Reason, Refused
from bot.domain.reminders import next_due
from bot.domain.severity import Phase, Severity, Status, Surface
from bot.domain.signals import Signals
from bot.domain.triage_log import AnswerTriage, ReportSignals
from bot.domain.verification import NameMetric, RecordVerification
from tests.bot.views.telling import ANA, BEGINNING, BEN, CLEO, Telling, policy

RULES = policy(first_steps=FIRST_STEPS)


def declared(severity: Severity = Severity.SEV2) -> Telling:
    """A policy with the steps that ship."""
    return Telling().declare(severity=severity, rules=RULES)


def led() -> Telling:
    """The same with Ana in command."""
    return declared().by(ANA, ask.GiveRole("ic", ANA))


def of(telling: Telling, key: str) -> PacedStep:
    """The step as it stands."""
    step = paced_step(telling.done().it, key)
    assert step is not None
    return step


def late(telling: Telling) -> list[str]:
    """Keys of the steps that are late by now."""
    told = telling.done()
    return [step.key for step in first_steps(told.it) if step.late(told.now)]


def test_in_the_order_of_their_times() -> None:
    """Steps stand in the order in which they are due, from the declaration on."""
    steps = first_steps(declared().done().it)
    minutes = [(step.due - BEGINNING) / timedelta(minutes=1) for step in steps]
    assert minutes == [5, 10, 15, 20, 30, 35, 45, 60, 75, 90]
    assert [step.key for step in steps][2] == "communicate"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, []),
        (4.9, []),
        (5, ["roles"]),
        (16, ["roles", "severity", "communicate"]),
        (90, [step.key for step in sorted(FIRST_STEPS, key=lambda step: step.minutes)]),
    ],
)
def test_late_as_time_moves(minutes: float, expected: list[str]) -> None:
    """An open step is late from its minute on, and never before."""
    assert late(declared().after(minutes=minutes)) == expected


def test_next_is_the_first_open_one() -> None:
    """What is next is open and due first, late or not; with all settled there is none."""
    telling = led()
    upcoming = next_step(first_steps(telling.done().it))
    assert upcoming is not None and upcoming.key == "roles"
    for step in FIRST_STEPS:
        telling.by(BEN, FinishStep(step.key))
    assert next_step(first_steps(telling.done().it)) is None


def proposed() -> ProposeAction:
    """A rollback."""
    return ProposeAction(
        Containment.ROLL_BACK_MODEL,
        "Back to 3",
        "deploy 3",
        "AUC is back",
        "AUC",
        "A fix is out",
        30,
        risky=False,
    )


UPDATE = ask.PostUpdate("Some", "Looking", "", Status.RED, None)
RECORD: list[tuple[str, Callable[[Telling], Telling]]] = [
    ("communicate", lambda it: it.by(BEN, UPDATE)),
    ("record", lambda it: it.by(BEN, ask.RecordDecision("Roll back"))),
    ("hypothesis", lambda it: it.by(BEN, RaiseHypothesis(Surface.DATA, "The feed is late"))),
    (
        "evidence",
        lambda it: it.by(BEN, RaiseHypothesis(Surface.DATA, "Late")).by(BEN, AddEvidence(1, "for", "nulls")),
    ),
    ("evidence", lambda it: it.by(BEN, ReportSignals(Signals(psi=0.4)))),
    ("evidence", lambda it: it.by(BEN, AnswerTriage("impact", "everyone", "All regions"))),
    ("scope", lambda it: it.by(BEN, AnswerTriage("impact", "everyone"))),
    (
        "roles",
        lambda it: it.by(BEN, ask.GiveRole("ops", BEN)).by(CLEO, ask.GiveRole("ml_owner", CLEO)),
    ),
    (
        "stabilise",
        lambda it: it.by(BEN, proposed()).by(ANA, ApproveAction(1)).by(BEN, ApplyAction(1)),
    ),
    (
        "verify",
        lambda it: it.by(BEN, NameMetric("AUC", "0.9")).by(BEN, RecordVerification("0.91", holds=True)),
    ),
]


@pytest.mark.parametrize(("key", "does"), RECORD)
def test_done_by_the_record(key: str, does: Callable[[Telling], Telling]) -> None:
    """What the record shows to be done needs nobody's tick."""
    telling = led()
    assert of(telling, key).state == "open"
    does(telling)
    step = of(telling, key)
    assert (step.state, step.by_record, step.by) == ("finished", True, "")


def test_stabilised_is_what_held() -> None:
    """Lifted when all is well again, it was stabilised; taken back because it failed, it was not."""
    applied = [ApproveAction(1), ApplyAction(1), SettleAction(1, ActionState.VERIFIED, "AUC is back")]
    lifted, reverted = led().by(BEN, proposed()), led().by(BEN, proposed())
    for command in applied:
        lifted.by(ANA, command)
        reverted.by(ANA, command)
    assert of(lifted.by(BEN, SettleAction(1, ActionState.LIFTED, "Fixed")), "stabilise").state == "finished"
    reverted.by(BEN, SettleAction(1, ActionState.REVERTED, "Worse"))
    assert of(reverted, "stabilise").state == "open"


def test_finished_skipped_reopened() -> None:
    """A person's word goes over the record's, and opening it again goes over both; every word stays."""
    telling = led().by(BEN, UPDATE).by(BEN, ReopenStep("communicate", "Customers are not told"))
    assert of(telling, "communicate").state == "open"
    telling.by(BEN, FinishStep("communicate", "Support has it"))
    step = of(telling, "communicate")
    assert (step.state, step.by, step.words, step.by_record) == ("finished", BEN, "Support has it", False)
    telling.by(ANA, SkipStep("communicate", "Nobody outside uses it"))
    step = of(telling, "communicate")
    assert (step.state, step.by, step.words) == ("skipped", ANA, "Nobody outside uses it")
    kinds = [recorded.event.kind for recorded in telling.done().events[-3:]]
    assert kinds == ["step_reopened", "step_finished", "step_skipped"]


@pytest.mark.parametrize(
    ("by", "command", "refused"),
    [
        (BEN, SkipStep("roles", "why"), Refused(Reason.COMMANDER_ONLY, "step", {"holder": ANA})),
        (None, SkipStep("roles", "why"), Refused(Reason.COMMANDER_ONLY, "step", {"holder": ANA})),
        (ANA, SkipStep("roles", "  "), Refused(Reason.BLANK, "reason")),
        (ANA, SkipStep("nonsense", "why"), Refused(Reason.UNKNOWN_STEP, "step")),
        (ANA, FinishStep("nonsense"), Refused(Reason.UNKNOWN_STEP, "step")),
        (ANA, ReopenStep("nonsense", ""), Refused(Reason.UNKNOWN_STEP, "step")),
    ],
)
def test_refused(by: str | None, command: StepCommand, refused: Refused) -> None:
    """Only the commander leaves a step out, with a reason, and there have to be such steps."""
    assert led().tried(by, command) == refused


def test_nobody_commands() -> None:
    """While nobody commands nobody leaves a step out."""
    assert declared().tried(ANA, SkipStep("roles", "why")) == Refused(
        Reason.COMMANDER_ONLY, "step", {"holder": ""}
    )


@pytest.mark.parametrize(
    "command",
    [
        FinishStep("recover"),
        FinishStep("recover", "Rerun"),
        SkipStep("verify", "No labels"),
        ReopenStep("record", ""),
    ],
)
def test_twice_is_once(command: StepCommand) -> None:
    """What is so already records nothing."""
    telling = led().by(ANA, FinishStep("recover", "Rerun")).by(ANA, SkipStep("verify", "No labels"))
    before = telling.done()
    assert telling.by(ANA, command).done() == before


def test_only_for_bad_ones() -> None:
    """A mild incident has no such steps; made worse, they are paced from then on and not late at once."""
    telling = declared(Severity.SEV3).by(ANA, ask.GiveRole("ic", ANA)).after(hours=5)
    assert first_steps(telling.done().it) == ()
    assert telling.tried(ANA, FinishStep("verify")) == Refused(Reason.UNKNOWN_STEP, "step")
    telling.by(ANA, ask.ChangeSeverity(Severity.SEV1, "Users see it"))
    assert late(telling) == []
    assert of(telling, "roles").due == telling.now + timedelta(minutes=5)
    telling.after(minutes=1).by(ANA, ask.ChangeSeverity(Severity.SEV2, "A slice"))
    assert of(telling, "roles").due == telling.now + timedelta(minutes=4)


def test_reopened() -> None:
    """A reopened incident is paced from its reopening; what was done stays done."""
    telling = led().by(ANA, FinishStep("scope", "EU")).by(ANA, ask.Close("Fresh again")).after(days=2)
    telling.by(ANA, ask.Reopen("Stale again"))
    assert late(telling) == [] and of(telling, "scope").state == "finished"
    assert of(telling, "roles").due == telling.now + timedelta(minutes=5)


def reminded(telling: Telling) -> list[str]:
    """Which steps time has called late so far."""
    return [
        recorded.event.step
        for recorded in telling.done().events
        if isinstance(recorded.event, Reminded) and recorded.event.reminder == "step_late"
    ]


def test_said_once_each() -> None:
    """Every step that becomes late is said once, however often time passes, and a settled one never."""
    telling = led().by(BEN, FinishStep("severity"))
    for _ in range(20):
        telling.after(minutes=5).by(None, ask.LetTimePass())
    assert sorted(reminded(telling)) == sorted({step.key for step in FIRST_STEPS} - {"severity"})


def test_back_after_hours() -> None:
    """What became late while nobody was there, or before there was a room, is said once and harms nothing."""
    telling = declared().after(hours=8).by(None, ask.LetTimePass())
    assert len(reminded(telling)) == len(FIRST_STEPS)
    told = telling.done()
    for recorded in told.events:
        if isinstance(recorded.event, Reminded) and recorded.event.reminder == "step_late":
            assert react(told.it, recorded) == ()
    again = telling.by(None, ask.LetTimePass()).done()
    assert again == told
    due = next_due(told.it, told.now)
    assert due is not None and due > told.now


def test_shown_on_the_card_only() -> None:
    """A step that becomes late refreshes the card and interrupts nobody; one left out is told in the room."""
    telling = (
        led().by(None, ask.ReportRoomOpened("C0ROOM", "inc-7")).after(minutes=5).by(None, ask.LetTimePass())
    )
    event = next(each for each in telling.done().events if isinstance(each.event, Reminded))
    assert react(telling.done().it, event) == (do.RefreshCard(),)
    telling.by(BEN, FinishStep("scope", "EU"))
    last = telling.done().events[-1]
    assert react(telling.done().it, last) == (do.RefreshCard(),)
    telling.by(ANA, SkipStep("verify", "Labels come in June"))
    last = telling.done().events[-1]
    assert react(telling.done().it, last) == (do.TellRoom(event=last.version), do.RefreshCard())


def test_a_teams_own_steps() -> None:
    """A team's own steps are paced like those that ship; nothing on record settles a step of theirs."""
    own = FirstStep(key="legal", title="Ask legal", minutes=12)
    telling = Telling().declare(rules=policy(first_steps=(own,))).after(minutes=13)
    assert late(telling) == ["legal"]


def test_phase_shows_recovery() -> None:
    """Verifying what was recovered shows that it was; going back opens it again."""
    telling = led()
    for command in (NameMetric("AUC", "0.9"), RecordVerification("0.91", holds=True)):
        telling.by(ANA, command)
    telling.by(ANA, ask.ChangePhase(Phase.VERIFY, "Well again", override="In a test"))
    assert of(telling, "recover").state == "finished"
    telling.by(ANA, ask.ChangePhase(Phase.CONTAIN, "Not well", override="In a test"))
    assert of(telling, "recover").state == "open"
