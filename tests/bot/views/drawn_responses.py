"""What may be asked of triage, checklists, hypotheses and containment, drawn at random."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot.domain import actions as act
from bot.domain import checklists as check
from bot.domain import hypotheses as think
from bot.domain import triage_log as triage
from bot.domain.actions import ActionState
from bot.domain.commands import Command
from bot.domain.containment import Containment
from bot.domain.ownership import DeclineProposal
from bot.domain.policy import FIRST_STEPS
from bot.domain.severity import Surface
from bot.domain.signals import Signals, UsersHit
from bot.domain.triage_questions import QUESTIONS
from tests.bot.views.responses import PLAYBOOKS, WEBHOOK
from tests.bot.views.telling import PEOPLE

_number = st.integers(0, 3)
_owner = st.sampled_from(["", *PEOPLE])
_surface = st.sampled_from(Surface)
_item = st.sampled_from(["check:1", "step:1", "verification:1", "no:1"])
_step = st.sampled_from([*(step.key for step in FIRST_STEPS), "no_such_step"])
_figure = st.none() | st.floats(-100, 100, allow_nan=False)


def responses(now: datetime, text: SearchStrategy[str]) -> SearchStrategy[Command]:
    """Anything of that at that moment, refused or not."""
    later = st.integers(-10, 10_000).map(lambda minutes: now + timedelta(minutes=minutes))
    return st.one_of(
        _triaged(text),
        _worked(text),
        _suspected(text),
        _contained(text, later),
        st.just(DeclineProposal()),
    )


def _triaged(text: SearchStrategy[str]) -> SearchStrategy[Command]:
    answers = st.sampled_from(QUESTIONS).flatmap(
        lambda question: st.builds(
            triage.AnswerTriage,
            question=st.just(question.key),
            answer=st.sampled_from(["", *(choice.key for choice in question.choices)]),
            evidence=text,
        )
    )
    signals = st.builds(
        Signals,
        users_hit=st.none() | st.sampled_from(UsersHit),
        slice_share_percent=_figure.map(lambda figure: figure and abs(figure)),
        kpi_change_percent=_figure,
        psi=_figure.map(lambda figure: figure and abs(figure)),
        safety_or_legal=st.none() | st.booleans(),
    )
    return st.one_of(
        st.just(triage.BeginTriage()), answers, answers, st.builds(triage.ReportSignals, signals=signals)
    )


def _worked(text: SearchStrategy[str]) -> SearchStrategy[Command]:
    books = st.sampled_from(sorted(PLAYBOOKS)).map(PLAYBOOKS.__getitem__)
    return st.one_of(
        st.builds(check.AttachPlaybook, playbook=books, reason=text),
        st.builds(check.DetachPlaybook, reason=text),
        st.builds(check.TickItem, item=_item, result=text),
        st.builds(check.ClearItem, item=_item, reason=text),
        st.builds(check.FinishStep, step=_step, note=text),
        st.builds(check.SkipStep, step=_step, reason=text),
        st.builds(check.ReopenStep, step=_step, reason=text),
    )


def _suspected(text: SearchStrategy[str]) -> SearchStrategy[Command]:
    return st.one_of(
        st.builds(think.RaiseHypothesis, surface=_surface, statement=text, owner=_owner),
        st.builds(think.AddEvidence, number=_number, side=st.sampled_from(["for", "against"]), words=text),
        st.builds(
            think.JudgeHypothesis, number=_number, state=st.sampled_from(think.HypothesisState), reason=text
        ),
        st.builds(think.CorrectHypothesis, number=_number, surface=_surface, statement=text, owner=_owner),
    )


def _contained(text: SearchStrategy[str], later: SearchStrategy[datetime]) -> SearchStrategy[Command]:
    purpose = st.sampled_from(["dry_run", "apply", "revert"])
    proposals = st.builds(
        act.ProposeAction,
        containment=st.sampled_from(Containment),
        what=text,
        command=text,
        effect=text,
        verify=text,
        lift=text,
        review_after_minutes=st.integers(1, 10_000),
        risky=st.booleans(),
        webhook=st.sampled_from(["", "", WEBHOOK]),
    )
    return st.one_of(
        proposals,
        st.builds(act.ApproveAction, number=_number),
        st.builds(act.ApplyAction, number=_number, note=text, override=text),
        st.builds(act.SettleAction, number=_number, outcome=st.sampled_from(ActionState), words=text),
        st.builds(act.KeepAction, number=_number, owner=_owner, reason=text, review_at=later),
        st.builds(act.PostponeReview, number=_number, minutes=st.integers(0, 10_000), reason=text),
        st.builds(act.CorrectAction, number=_number, reason=text),
        st.builds(act.AskAutomation, number=_number, purpose=purpose, override=text),
        st.builds(
            act.ReportAutomation,
            number=_number,
            run=_number,
            ok=st.booleans(),
            status=st.sampled_from([0, 200, 503]),
            answer=text,
            unknown=st.booleans(),
        ),
    )
