"""The measures of how an incident was understood and contained."""

from __future__ import annotations

from bot.domain import actions as act
from bot.domain import commands as ask
from bot.domain import hypotheses as think
from bot.domain import triage_log as triage
from bot.domain.actions import ActionState
from bot.domain.checklists import FinishStep, SkipStep
from bot.domain.containment import Containment
from bot.domain.policy import FIRST_STEPS
from bot.domain.severity import Phase, Severity, Status, Surface
from bot.domain.verification import AwaitLabels, NameMetric, StopAwaiting
from bot.views.course import step_records
from bot.views.measures import measure
from bot.views.measures_response import ResponseMeasures
from tests.bot.views.responses import false_page, responded
from tests.bot.views.telling import BEN, History, Telling, policy


def _measures(history: History) -> ResponseMeasures:
    return measure(history.it, history.events, history.now).response


def _told(telling: Telling) -> ResponseMeasures:
    return _measures(telling.done())


def _proposed(telling: Telling, containment: Containment) -> Telling:
    words = "Do it."
    return telling.by(BEN, act.ProposeAction(containment, words, "", words, words, words, 30, risky=False))


def _applied(containment: Containment) -> Telling:
    telling = _proposed(Telling().declare().by(BEN, ask.GiveRole("ic", BEN)), containment)
    return telling.by(BEN, act.ApproveAction(1)).by(BEN, act.ApplyAction(1))


def test_a_whole_response() -> None:
    """Actions, roll-backs, overrides, gates, runs and the first hypothesis are counted as they are documented."""
    found = _measures(responded())
    assert (found.actions, found.actions_applied, found.actions_verified) == (3, 2, 1)
    assert (found.actions_reverted, found.actions_failed) == (1, 0)
    assert (found.roll_backs_tried, found.roll_backs_succeeded) == (1, 1)
    assert (found.changes_beside, found.gates_overridden, found.automation_runs) == (1, 1, 2)
    assert (found.hypotheses, found.first_hypothesis_right) == (4, False)
    assert (found.surface, found.severity_suggested) == (Surface.DATA, Severity.SEV2)
    assert (found.severity_differs, found.severity_differences) == (False, 2)
    assert found.triage_answers == 10


def test_only_roll_backs_count_as_roll_backs() -> None:
    """Shifting traffic, shadowing and load shedding are no roll-backs; of the model or with its pipeline they are."""
    for containment in Containment:
        tried = _told(_applied(containment)).roll_backs_tried
        assert tried == (containment.value.startswith("roll_back_")), containment


def test_a_roll_back_succeeds_when_it_is_verified_and_stays() -> None:
    """Applied is tried only; verified succeeded; reverted afterwards did not; lifted afterwards did."""
    telling = _applied(Containment.ROLL_BACK_MODEL)
    assert _told(telling).roll_backs_succeeded == 0
    telling.by(BEN, act.SettleAction(1, ActionState.VERIFIED, "It works."))
    assert _told(telling).roll_backs_succeeded == 1
    telling.by(BEN, act.CorrectAction(1, "It does not."))
    assert _told(telling).roll_backs_succeeded == 0
    telling.by(BEN, act.SettleAction(1, ActionState.VERIFIED, "Now it does."))
    telling.by(BEN, act.SettleAction(1, ActionState.REVERTED, "It broke checkout."))
    found = _told(telling)
    assert (found.roll_backs_tried, found.roll_backs_succeeded) == (1, 0)
    telling = _applied(Containment.ROLL_BACK_MODEL)
    telling.by(BEN, act.SettleAction(1, ActionState.VERIFIED, "It works."))
    telling.by(BEN, act.SettleAction(1, ActionState.LIFTED, "The fix is out."))
    assert _told(telling).roll_backs_succeeded == 1


def test_a_roll_back_that_was_only_proposed_was_not_tried() -> None:
    """What nobody approved or applied counts as an action, and as nothing else."""
    telling = _proposed(Telling().declare().by(BEN, ask.GiveRole("ic", BEN)), Containment.ROLL_BACK_MODEL)
    telling.by(BEN, act.SettleAction(1, ActionState.WITHDRAWN, "No need."))
    found = _told(telling)
    assert (found.actions, found.roll_backs_tried) == (1, 0)
    telling = _proposed(Telling().declare().by(BEN, ask.GiveRole("ic", BEN)), Containment.ROLL_BACK_MODEL)
    telling.by(BEN, act.ApproveAction(1)).by(BEN, act.SettleAction(1, ActionState.FAILED, "No such version."))
    found = _told(telling)
    assert (found.actions_failed, found.roll_backs_tried, found.roll_backs_succeeded) == (1, 1, 0)


def test_the_first_hypothesis_is_judged_once_one_is_confirmed() -> None:
    """Until then, and where a surface is not named, nobody can tell; a later correction does not make it right."""
    telling = Telling().declare().by(BEN, think.RaiseHypothesis(Surface.MODEL, "A bad version."))
    assert _told(telling).first_hypothesis_right is None
    telling.by(BEN, think.CorrectHypothesis(1, Surface.DATA, "The inputs moved.", ""))
    telling.by(BEN, think.JudgeHypothesis(1, think.HypothesisState.CONFIRMED, "Seen."))
    assert _told(telling).first_hypothesis_right is False
    vague = Telling().declare().by(BEN, think.RaiseHypothesis(Surface.UNKNOWN, "Something."))
    vague.by(BEN, think.JudgeHypothesis(1, think.HypothesisState.CONFIRMED, "Seen."))
    assert _told(vague).first_hypothesis_right is None


def test_a_false_page_is_counted_with_its_kind() -> None:
    """Its kind is the measure; a reopened one is none any more."""
    told = false_page()
    assert _measures(told).false_page == "detector_moved"
    telling = Telling()
    telling.now, telling.events, telling.it = told.now, list(told.events), told.it
    assert _told(telling.by(BEN, ask.Reopen("It was one."))).false_page == "none"


def test_no_signal_suggests_nothing() -> None:
    """Without signals there is neither a suggested severity nor a difference."""
    found = _told(Telling().declare())
    assert (found.severity_suggested, found.severity_differs, found.severity_differences) == (None, None, 0)


def test_a_severity_that_differs_at_the_end() -> None:
    """What the signals suggest at the end is compared with what is chosen then."""
    telling = Telling().declare(severity=Severity.SEV3)
    telling.by(BEN, triage.AnswerTriage("quality_slo", "breached"))
    found = _told(telling)
    assert (found.severity_suggested, found.severity_differs, found.severity_differences) == (
        Severity.SEV2,
        True,
        1,
    )


def test_steps_that_were_late() -> None:
    """A step done after its time or never is late; one that was left out or done in time is not."""
    telling = Telling().declare(rules=policy(first_steps=FIRST_STEPS)).by(BEN, ask.GiveRole("ic", BEN))
    telling.by(BEN, SkipStep("roles", "Nobody else is awake.")).by(BEN, FinishStep("severity"))
    telling.after(minutes=16).by(BEN, FinishStep("communicate"))
    found = _told(telling)
    assert (found.steps, found.steps_late) == (10, 1)
    assert _told(telling.after(minutes=80)).steps_late == 8


def test_what_was_done_before_the_checklist_began_was_done_then() -> None:
    """A step that the record showed before the severity asked for it is done since then, and on time."""
    telling = Telling().declare(rules=policy(first_steps=FIRST_STEPS), severity=Severity.SEV3)
    telling.after(minutes=5).by(BEN, ask.PostUpdate("Mobile.", "Looking.", "", Status.RED, None))
    done = telling.now
    telling.after(minutes=90).by(BEN, ask.ChangeSeverity(Severity.SEV2, "Worse."))
    told = telling.done()
    found = {each.step.key: each for each in step_records(told.number, told.events, told.now)}
    assert (found["communicate"].done_at, found["communicate"].outcome) == (done, "on_time")


def test_a_checklist_that_ended_is_still_told() -> None:
    """When the severity comes to be one without the first 90 minutes, what they were stays in the record."""
    telling = Telling().declare(rules=policy(first_steps=FIRST_STEPS)).after(minutes=95)
    telling.by(BEN, ask.ChangeSeverity(Severity.SEV3, "It is over."))
    found = _told(telling)
    assert (found.steps, found.steps_late) == (10, 10)


def test_nothing_is_late_after_the_end() -> None:
    """What was not due when the incident was closed is not late, however much later one looks."""
    telling = Telling().declare(rules=policy(first_steps=FIRST_STEPS)).after(minutes=1)
    telling.by(BEN, ask.Close("It was nothing.")).after(days=30)
    assert _told(telling).steps_late == 0


def test_waiting_for_labels_relaxes_the_cadence() -> None:
    """An update that is overdue when labels begin to be awaited is missed; afterwards the relaxed cadence counts."""
    telling = Telling().declare().by(BEN, ask.ChangePhase(Phase.RECOVER, "Rolled back.", "Nobody commands."))
    telling.by(BEN, NameMetric("AUC", "0.87")).after(minutes=61)
    telling.by(BEN, AwaitLabels(telling.now.replace(day=7), "Labels take days.")).after(hours=3)
    told = telling.by(BEN, StopAwaiting("They are there.")).after(minutes=59).done()
    owed = measure(told.it, told.events, told.now).cadence
    assert [(each.outcome, each.ended_by) for each in owed] == [("missed", "labels"), ("waiting", "export")]
