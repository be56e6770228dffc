"""An incident that is triaged, contained and verified with everything that there is to do it with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot.adapters.library import read_library
from bot.domain import actions as act
from bot.domain import checklists as check
from bot.domain import commands as ask
from bot.domain import hypotheses as think
from bot.domain import triage_log as triage
from bot.domain import verification as prove
from bot.domain.actions import ActionState
from bot.domain.containment import Containment
from bot.domain.policy import FIRST_STEPS, Automation, Policy, Webhook
from bot.domain.severity import Phase, Severity, Status, Surface
from bot.domain.signals import Signals
from bot.domain.triage_rule import FalsePage
from bot.files import shipped
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, HOSTILE, History, Telling, policy

PLAYBOOKS = {
    book.key: book for book in read_library(Path("nowhere"), shipped("playbooks") / "library", None).playbooks
}
ADDRESS = "https://automation.example/hooks/T0P-SECRET"
WEBHOOK = "roll-back-ranker"

Words = Callable[[str], str]
"""What is typed instead of these words."""


def plain(words: str) -> str:
    """The words as they are."""
    return words


def hostile_words(words: str) -> str:
    """Text that would like to be more than text, and at last the words."""
    return f"{HOSTILE}\n{words}"


def long_words(words: str) -> str:
    """The words, and ten thousand characters more."""
    return f"{words} {'y' * 10_000}"


def rules(*, names_in_exports: bool = False) -> Policy:
    """The usual policy with the first 90 minutes and an automation."""
    webhook = Webhook(name=WEBHOOK, containment=Containment.ROLL_BACK_PIPELINE, url=ADDRESS)
    automation = Automation(enabled=True, webhooks=(webhook,))
    usual = policy(names_in_exports=names_in_exports, first_steps=FIRST_STEPS)
    return usual.model_copy(update={"automation": automation})


def responded(typed: Words = plain, *, names_in_exports: bool = False) -> History:
    """A broken feature pipeline from the declaration to the close, worked through by the book."""
    telling = Telling().declare(rules=rules(names_in_exports=names_in_exports))
    telling.after(minutes=2).by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))
    telling.by(BEN, ask.GiveRole("ic", BEN)).by(BEN, ask.GiveRole("ops", CLEO))
    telling.by(BEN, ask.GiveRole("ml_owner", DIMA))
    respond(telling, typed)
    telling.after(minutes=5).by(BEN, ask.Close(typed("PSI is at 0.04.")))
    return telling.after(minutes=1).done()


def respond(telling: Telling, typed: Words = plain) -> None:
    """All of the response; Ben commands, Cleo is Ops, Dima the ML Owner, and the incident is open."""
    _triage(telling, typed)
    _work(telling, typed)
    _suspect(telling, typed)
    _contain(telling, typed)
    _verify(telling, typed)


def false_page(typed: Words = plain) -> History:
    """A detector was re-baselined, and nothing else moved."""
    telling = Telling().declare("PSI alert on price", severity=Severity.SEV3, rules=rules())
    for question, answer in (
        ("signal", "drift"),
        ("detector_changed", "yes"),
        ("old_detector", "no"),
        ("impact", "nobody"),
        ("errors", "normal"),
    ):
        telling.after(minutes=1).by(
            ANA, triage.AnswerTriage(question, answer, typed(f"The log of {question}."))
        )
    telling.by(ANA, ask.Close(typed("The old window stays silent."), false_page=FalsePage.DETECTOR_MOVED))
    return telling.after(minutes=1).done()


def _triage(telling: Telling, typed: Words) -> None:
    telling.after(minutes=1).by(BEN, triage.BeginTriage()).by(
        None, ask.ReportPanelPosted("triage", "1.000300")
    )
    for question, answer in (
        ("signal", "drift"),
        ("detector_changed", "yes"),
        ("errors", "normal"),
        ("latency", "normal"),
        ("onset", "sudden"),
        ("change", "pipeline"),
        ("features", "one"),
        ("feature_fault", "broken"),
        ("labels", "complete"),
        ("impact", "slice"),
        ("quality_slo", "breached"),
    ):
        telling.after(seconds=20).by(
            CLEO, triage.AnswerTriage(question, answer, typed(f"Seen for {question} by <@U0DIMA>."))
        )
    telling.by(BEN, triage.AnswerTriage("detector_changed", "no", typed("That was last week.")))
    telling.by(BEN, triage.AnswerTriage("onset", ""))
    telling.after(minutes=1).by(BEN, triage.ReportSignals(Signals(kpi_change_percent=-3.0, psi=0.32)))
    telling.by(BEN, triage.ReportSignals(Signals(kpi_change_percent=-12.5, psi=0.32, safety_or_legal=False)))
    telling.after(minutes=2).by(BEN, ask.ChangeSeverity(Severity.SEV3, typed("A slice only.")))
    telling.after(minutes=2).by(BEN, ask.ChangeSeverity(Severity.SEV2, typed("The SLO is breached.")))


def _work(telling: Telling, typed: Words) -> None:
    telling.after(minutes=1).by(CLEO, check.AttachPlaybook(PLAYBOOKS["quality-drop"]))
    telling.by(CLEO, check.TickItem("check:1", typed("Labels are complete.")))
    telling.after(minutes=1).by(
        CLEO, check.AttachPlaybook(PLAYBOOKS["drift-alert"], typed("The input moved."))
    )
    telling.by(CLEO, check.TickItem("check:1", typed("The detector is as it was.")))
    telling.by(CLEO, check.TickItem("check:1", typed("The detector did not change, nor its window.")))
    telling.by(CLEO, check.TickItem("check:2")).by(CLEO, check.ClearItem("check:2", typed("Too early.")))
    telling.by(CLEO, check.DetachPlaybook(typed("Looked into something else.")))
    telling.after(minutes=1).by(CLEO, check.AttachPlaybook(PLAYBOOKS["drift-alert"]))
    telling.by(DIMA, check.TickItem("step:1", typed("Done.")))
    telling.by(BEN, check.SkipStep("communicate", typed("Support knows.")))
    telling.by(BEN, check.ReopenStep("communicate", typed("They do not.")))
    telling.by(BEN, check.FinishStep("record", typed("All is in the channel.")))
    telling.after(minutes=10).by(None, ask.LetTimePass())
    telling.by(BEN, ask.PostUpdate(typed("Mobile."), typed("Rolling back."), "", Status.RED, None))


def _suspect(telling: Telling, typed: Words) -> None:
    telling.after(minutes=1).by(
        BEN, think.RaiseHypothesis(Surface.MODEL, typed("The new version is bad."), DIMA)
    )
    telling.by(DIMA, think.AddEvidence(1, "against", typed("The old one does the same in shadow.")))
    telling.by(DIMA, think.JudgeHypothesis(1, think.HypothesisState.REFUTED, typed("Shadow comparison.")))
    telling.by(BEN, think.RaiseHypothesis(Surface.SERVING, typed("A stale cache.")))
    telling.by(CLEO, think.CorrectHypothesis(2, Surface.DATA, typed("Prices are normalised twice."), CLEO))
    telling.by(CLEO, think.AddEvidence(2, "for", typed("The deploy of 12:05.")))
    telling.by(CLEO, think.AddEvidence(2, "against", typed("Desktop is fine.")))
    telling.by(
        CLEO, think.JudgeHypothesis(2, think.HypothesisState.CONFIRMED, typed("Reproduced in staging."))
    )
    telling.by(BEN, think.RaiseHypothesis(Surface.DATA, typed("No test compares offline and online."), DIMA))
    telling.by(BEN, think.JudgeHypothesis(3, think.HypothesisState.SUPPORTED, typed("There is none.")))
    telling.by(BEN, think.RaiseHypothesis(Surface.UNKNOWN, typed("Something else, too.")))


def _propose(
    containment: Containment, what: str, typed: Words, *, risky: bool = False, webhook: str = ""
) -> act.ProposeAction:
    return act.ProposeAction(
        containment=containment,
        what=typed(what),
        command=typed("deployctl rollback --to 2025.02.25-3"),
        effect=typed("PSI falls."),
        verify=typed("PSI below 0.2 for 15 minutes."),
        lift=typed("The pipeline is fixed."),
        review_after_minutes=30,
        risky=risky,
        webhook=webhook,
    )


def _contain(telling: Telling, typed: Words) -> None:
    book = _propose(
        Containment.ROLL_BACK_PIPELINE, "Roll back pipeline and model.", typed, risky=True, webhook=WEBHOOK
    )
    telling.after(minutes=1).by(CLEO, book)
    telling.after(seconds=2).by(
        None, act.ReportAutomation(1, 1, ok=True, status=200, answer=typed("Would do it."))
    )
    telling.by(BEN, act.ApproveAction(1)).by(DIMA, act.ApproveAction(1))
    telling.after(minutes=1).by(BEN, act.AskAutomation(1, "apply"))
    telling.after(seconds=9).by(None, act.ReportAutomation(1, 2, ok=True, status=202, answer=typed("Done.")))
    telling.by(BEN, _propose(Containment.SHED_LOAD, "Shed batch traffic.", typed)).by(
        CLEO, act.ApproveAction(2)
    )
    telling.by(CLEO, act.ApplyAction(2, typed("Half of it."), typed("Queues are full.")))
    telling.by(CLEO, act.SettleAction(2, ActionState.REVERTED, typed("It did not help.")))
    telling.after(minutes=9).by(BEN, act.SettleAction(1, ActionState.VERIFIED, typed("PSI 0.1.")))
    telling.by(BEN, act.CorrectAction(1, typed("That was the old dashboard.")))
    telling.after(minutes=9).by(BEN, act.SettleAction(1, ActionState.VERIFIED, typed("PSI 0.05.")))
    later = telling.now + timedelta(days=2)
    telling.by(BEN, act.KeepAction(1, DIMA, typed("Until the fix is out."), later))
    telling.by(BEN, act.PostponeReview(1, 90, typed("The fix takes longer.")))
    telling.by(CLEO, _propose(Containment.FEATURE_GATE, "Switch re-ranking off.", typed))
    telling.by(CLEO, act.SettleAction(3, ActionState.WITHDRAWN, typed("No need any more.")))


def _verify(telling: Telling, typed: Words) -> None:
    telling.after(minutes=1).by(
        BEN,
        ask.ChangePhase(Phase.VERIFY, typed("All is rolled back."), override=typed("The metric comes next.")),
    )
    telling.by(DIMA, prove.NameMetric(typed("PSI"), typed("below 0.2")))
    telling.by(DIMA, prove.NameMetric(typed("PSI of price_normalised"), typed("below 0.1")))
    telling.by(DIMA, prove.RecordVerification(typed("0.15"), holds=False))
    telling.by(BEN, prove.AwaitLabels(telling.now + timedelta(days=1), typed("Labels take 3 days.")))
    telling.after(minutes=20).by(BEN, prove.StopAwaiting(typed("They came early.")))
    telling.by(DIMA, prove.RecordVerification(typed("0.04 for one hour"), holds=True))
