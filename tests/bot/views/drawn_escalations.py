"""What may be asked of escalations, drawn at random, and the paths on which they go."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot.domain.announcement_rules import Announcements
from bot.domain.escalation import (
    AcknowledgeEscalation,
    Escalate,
    EscalationCommand,
    ReportPaged,
    ReportStaffed,
)
from bot.domain.escalation_rules import Concern, EscalationRules, LevelRule, Pager
from bot.domain.policy import Policy
from bot.domain.severity import Severity
from tests.bot.views.telling import BEN, CLEO, DIMA, PEOPLE, policy

CONCERN = "data_governance"
PAGER = "duty"


def alerting() -> Policy:
    """A policy whose worse severities and one concern have paths."""
    on_call = LevelRule(title="On-call", people=(BEN,), pagers=(PAGER,), within_minutes=10)
    leads = LevelRule(title="Leads", people=(CLEO,), roles=("ml_owner",), within_minutes=15)
    head = LevelRule(title="Head", people=(DIMA,), within_minutes=20)
    rules = EscalationRules(
        paths={Severity.SEV1: (leads, head), Severity.SEV2: (on_call, leads, head)},
        concerns={CONCERN: Concern(title="Data governance", levels=(head,))},
        pagers={PAGER: Pager(kind="pagerduty", routing_key="k3y")},
    )
    announce = Announcements(channel="C0ALL", drill_channel="C0DRILL")
    return policy().model_copy(update={"escalation": rules, "announce": announce})


def escalations(text: SearchStrategy[str]) -> SearchStrategy[EscalationCommand]:
    """Anything that people and the courier may tell of them, refused or not."""
    number, level = st.integers(0, 3), st.integers(0, 2)
    people = st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True).map(tuple)
    problems = st.lists(text, max_size=1).map(tuple)
    return st.one_of(
        st.builds(
            Escalate,
            concern=st.sampled_from(["", "", CONCERN, "weather"]),
            reason=text,
            seen=st.none() | st.integers(0, 30),
        ),
        st.builds(AcknowledgeEscalation, number=number),
        st.builds(ReportStaffed, number=number, level=level, people=people, problems=problems),
        st.builds(
            ReportPaged,
            number=number,
            level=level,
            pager=st.just(PAGER),
            purpose=st.sampled_from(["alarm", "acknowledge", "resolve"]),
            problem=st.sampled_from(["", "It answers 500."]),
        ),
    )
