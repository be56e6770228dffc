"""Triage in an incident: answers given, changed and taken back, what follows, and the severity that is suggested."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import commands as ask
from bot.domain import events as happened
from bot.domain.decide import decide
from bot.domain.decide_triage import suggested, suggestion
from bot.domain.effects import TRIAGE, Effect, PostPanel, RefreshPanel, TellRoom
from bot.domain.events import Event
from bot.domain.policy import Thresholds
from bot.domain.react import react
from bot.domain.refusal import Reason, Refused
from bot.domain.severity import Severity, Surface
from bot.domain.signals import Signals, UsersHit, from_answers, suggest
from bot.domain.triage import conclude
from bot.domain.triage_log import (
    AnswerTriage,
    BeginTriage,
    ReportSignals,
    SignalsReported,
    TriageAnswered,
    TriageBegun,
    TriageConcluded,
)
from bot.domain.triage_questions import QUESTIONS
from bot.domain.triage_rule import FalsePage
from tests.bot.views.telling import ANA, BEN, CLEO, Telling, policy

FEW = settings(max_examples=60, deadline=None)


def told() -> Telling:
    """An incident with a room, of which nothing has been answered."""
    return Telling().declare().by(None, ask.ReportRoomOpened("C0ROOM", "inc-7")).after(minutes=1)


def answering(*answers: str, by: str = ANA) -> Telling:
    """The same with these answers, each written as `question=answer`."""
    telling = told()
    for each in answers:
        question, _, answer = each.partition("=")
        telling.by(by, AnswerTriage(question, answer))
    return telling


def asked(telling: Telling, command: ask.Command, by: str | None = ANA) -> tuple[Event, ...]:
    """What that command makes happen; it is not refused."""
    assert telling.it is not None
    verdict = decide(telling.it, command, telling.now, by)
    assert not isinstance(verdict, Refused), verdict
    return verdict


def refused(telling: Telling, command: ask.Command, by: str | None = ANA) -> Refused:
    """The refusal of that command."""
    assert telling.it is not None
    verdict = decide(telling.it, command, telling.now, by)
    assert isinstance(verdict, Refused), verdict
    return verdict


def effects(telling: Telling) -> list[Effect]:
    """What the last event makes Tocsin tell."""
    assert telling.it is not None
    return list(react(telling.it, telling.events[-1]))


def test_it_begins_once() -> None:
    """Triage begins with its card in the room, and beginning it again changes nothing."""
    telling = told().by(ANA, BeginTriage())
    assert telling.events[-1].event == TriageBegun()
    assert PostPanel(panel=TRIAGE) in effects(telling)
    assert asked(telling, BeginTriage(), BEN) == ()


def test_the_first_answer_begins_it() -> None:
    """An answer or a measurement before anybody began it begins it, so that its card is in the room."""
    assert asked(told(), AnswerTriage("errors", "down"))[0] == TriageBegun()
    assert asked(told(), ReportSignals(Signals(psi=0.3)))[0] == TriageBegun()


def test_an_answer_and_what_it_means() -> None:
    """An answer is recorded with its evidence, and with it what everything means by now, with the reasons."""
    telling = told().by(ANA, BeginTriage())
    answered, concluded = asked(telling, AnswerTriage("errors", "some", " 5xx at 4 % "))
    assert answered == TriageAnswered(question="errors", answer="some", evidence="5xx at 4 %", was="")
    assert isinstance(concluded, TriageConcluded)
    assert (concluded.surface, concluded.false_page) == (Surface.SERVING, FalsePage.NONE)
    assert concluded.reasons[0] == "More requests fail than usual. [errors]"


def test_the_same_button_twice() -> None:
    """The same answer again changes nothing, whoever presses, and keeps the evidence that was given."""
    telling = told().by(ANA, AnswerTriage("errors", "some", "5xx at 4 %"))
    for person in (ANA, BEN):
        assert asked(telling, AnswerTriage("errors", "some", instead_of=""), person) == ()
    assert telling.it is not None
    assert telling.it.triage.answers["errors"].evidence == "5xx at 4 %"


def test_the_same_answer_with_evidence() -> None:
    """Evidence can be added to an answer that stands; what it means is not concluded anew."""
    telling = answering("errors=some")
    (again,) = asked(telling, AnswerTriage("errors", "some", "5xx at 4 %", instead_of="some"))
    assert again == TriageAnswered(question="errors", answer="some", evidence="5xx at 4 %", was="some")


def test_a_changed_answer() -> None:
    """A changed answer is recorded with the one before it, and the conclusion follows."""
    telling = answering("errors=some")
    changed, concluded = asked(telling, AnswerTriage("errors", "normal", instead_of="some"))
    assert changed == TriageAnswered(question="errors", answer="normal", evidence="", was="some")
    assert isinstance(concluded, TriageConcluded)
    assert concluded.surface is Surface.UNKNOWN


def test_an_answer_taken_back() -> None:
    """An answer that is taken back leaves the question open and what followed from it undone; both are recorded."""
    telling = answering("errors=some").by(BEN, AnswerTriage("errors", "", "kept for nothing"))
    taken = next(each.event for each in reversed(telling.events) if isinstance(each.event, TriageAnswered))
    assert taken == TriageAnswered(question="errors", answer="", evidence="", was="some")
    assert telling.it is not None
    assert telling.it.triage.said == {}
    assert telling.it.surface is Surface.UNKNOWN
    assert asked(telling, AnswerTriage("errors", "")) == ()


def test_nobody_is_overruled_unseen() -> None:
    """Who has not seen somebody else's answer does not overwrite it; who has seen it, or gave it, may."""
    telling = answering("errors=some", by=BEN)
    no = refused(telling, AnswerTriage("errors", "normal", instead_of=""), CLEO)
    assert no.reason is Reason.ANSWERED_MEANWHILE
    assert no.values == {"holder": BEN, "known": "Are requests failing? More than usual fail"}
    assert asked(telling, AnswerTriage("errors", "normal", instead_of="some"), CLEO)
    assert asked(telling, AnswerTriage("errors", "normal", instead_of=""), BEN)
    assert asked(telling, AnswerTriage("errors", "normal"), CLEO)


def test_taken_back_meanwhile() -> None:
    """An answer that was taken back while somebody looked at it may be given anew: nobody is overruled."""
    telling = answering("errors=some", by=BEN).by(BEN, AnswerTriage("errors", ""))
    assert asked(telling, AnswerTriage("errors", "normal", instead_of="some"), CLEO)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (AnswerTriage("weather", "fine"), Reason.UNKNOWN_QUESTION),
        (AnswerTriage("errors", "sideways"), Reason.UNKNOWN_ANSWER),
        (AnswerTriage("", ""), Reason.UNKNOWN_QUESTION),
    ],
)
def test_what_is_not_in_the_catalogue(command: AnswerTriage, reason: Reason) -> None:
    """A question or an answer that triage does not have is refused."""
    assert refused(told(), command).reason is reason


@pytest.mark.parametrize("command", [BeginTriage(), AnswerTriage("errors", "down"), ReportSignals(Signals())])
def test_over_is_over(command: ask.Command) -> None:
    """Nothing is answered or measured once the incident is closed."""
    telling = answering("errors=some").by(ANA, ask.Close("It is well."))
    assert refused(telling, command).reason is Reason.CLOSED


def test_concluded_only_when_changed() -> None:
    """What follows is recorded when it is something else than before, not with every answer."""
    telling = answering("saturation=no", "detector_changed=dont_know")
    assert not [each for each in telling.events if isinstance(each.event, TriageConcluded)]
    telling.by(ANA, AnswerTriage("errors", "some")).by(ANA, AnswerTriage("onset", "sudden"))
    assert len([each for each in telling.events if isinstance(each.event, TriageConcluded)]) == 1


def test_no_severity_out_of_nothing() -> None:
    """While nothing known speaks for a severity none is suggested, nor recorded as if it were."""
    telling = answering("change=model")
    assert telling.it is not None
    assert suggestion(telling.it) is None
    assert telling.it.triage.concluded is not None
    assert telling.it.triage.concluded.severity is None


def test_signals_suggest() -> None:
    """What was measured suggests a severity, answers add to it, and both are recorded with the one that was chosen."""
    telling = told().by(ANA, ReportSignals(Signals(kpi_change_percent=-3)))
    assert telling.it is not None
    assert suggested(telling.it) is Severity.SEV2
    telling.by(BEN, AnswerTriage("harm", "unsafe"))
    assert suggested(telling.it) is Severity.SEV1
    concluded = telling.it.triage.concluded
    assert concluded is not None
    assert (concluded.severity, concluded.chosen) == (Severity.SEV1, Severity.SEV2)
    assert "SEV1: Output is unsafe or legally risky." in concluded.reasons
    assert asked(telling, ReportSignals(Signals(kpi_change_percent=-3))) == ()


def test_the_choice_is_recorded_beside_the_suggestion() -> None:
    """Who chooses a severity chooses freely, and what signals suggested then stands beside it."""
    telling = answering("errors=down").by(BEN, ask.ChangeSeverity(Severity.SEV3, "Only a test cluster."))
    changed = next(
        each.event for each in reversed(telling.events) if isinstance(each.event, happened.SeverityChanged)
    )
    assert (changed.now, changed.suggested) == (Severity.SEV3, Severity.SEV1)
    assert RefreshPanel(panel=TRIAGE) in effects(telling)


def test_the_team_has_thresholds_of_its_own() -> None:
    """Where figures begin to count is what the policy said when the incident was declared."""
    strict = policy().model_copy(update={"thresholds": Thresholds(kpi_grave_percent=2)})
    signals = Signals(kpi_change_percent=-3, users_hit=UsersHit.EVERYONE)
    for rules, severity in ((policy(), Severity.SEV2), (strict, Severity.SEV1)):
        telling = Telling().declare(rules=rules).by(ANA, ReportSignals(signals))
        assert telling.it is not None
        assert suggested(telling.it) is severity


def test_its_card_follows() -> None:
    """Every answer and measurement shows the card anew, and so do the end and its undoing."""
    telling = answering("errors=some")
    for command in (
        AnswerTriage("latency", "normal"),
        ReportSignals(Signals(psi=0.3)),
        ask.Close("Well again."),
        ask.Reopen("Not well."),
    ):
        before = len(telling.events)
        telling.by(ANA, command)
        assert telling.it is not None
        told = [effect for news in telling.events[before:] for effect in react(telling.it, news)]
        assert RefreshPanel(panel=TRIAGE) in told


def test_a_false_page_is_closed_as_such() -> None:
    """Closing as a false page needs what shows it, is recorded with its kind, and owes no post-mortem."""
    telling = answering("signal=drift", "detector_changed=yes", "old_detector=no")
    assert refused(telling, ask.Close(" ", false_page=FalsePage.DETECTOR_MOVED)).where == "verified"
    telling.by(ANA, ask.Close("The old window stays silent.", false_page=FalsePage.DETECTOR_MOVED))
    assert telling.it is not None
    assert telling.it.false_page is FalsePage.DETECTOR_MOVED
    assert not telling.it.postmortem_owed


answers = st.sampled_from([(each.key, choice.key) for each in QUESTIONS for choice in each.choices])
steps = st.lists(
    st.one_of(
        answers.map(lambda pair: AnswerTriage(*pair)),
        st.sampled_from(QUESTIONS).map(lambda each: AnswerTriage(each.key, "")),
        st.floats(0, 5, allow_nan=False).map(lambda psi: ReportSignals(Signals(psi=psi))),
    ),
    max_size=12,
)


@FEW
@given(steps)
def test_the_record_says_what_it_means(commands: list[AnswerTriage | ReportSignals]) -> None:
    """After any answers, changes and measurements, what was concluded last is what the answers that stand mean."""
    telling = told()
    for command in commands:
        telling.by(ANA, command)
    assert telling.it is not None
    log = telling.it.triage
    found = conclude(log.said)
    assert telling.it.surface is found.surface.value
    last = log.concluded
    if last is not None:
        assert (last.drift, last.false_page) == (found.drift.value, found.false_page.value)
        assert (last.confidence, last.playbook) == (found.confidence.value, found.playbook.value)
        signals = from_answers(log.said, log.signals)
        known = suggest(signals).severity if signals != Signals() else None
        assert last.severity is known
    reported = [each.event.signals for each in telling.events if isinstance(each.event, SignalsReported)]
    assert log.signals == (reported[-1] if reported else Signals())


def news(telling: Telling) -> list[str]:
    """What of the conclusions was told, in order."""
    return [
        each.event.news
        for each in telling.events
        if isinstance(each.event, TriageConcluded) and each.event.news
    ]


def test_a_first_surface_is_told_and_no_mere_answer() -> None:
    """Naming a surface is told once; answers that leave it as it is are not."""
    telling = answering("signal=requests", "detector_changed=no", "cold_start=no", "errors=some")
    assert news(telling) == ["surface"]
    assert TellRoom(event=telling.events[-1].version) in effects(telling)
    telling.by(ANA, AnswerTriage("latency", "both_up"))
    assert news(telling) == ["surface"]


def test_back_to_nothing_and_to_the_same_is_told_once() -> None:
    """A surface that is lost and found again is nothing new to the room."""
    telling = answering("signal=requests", "detector_changed=no", "cold_start=no", "errors=some")
    for answer in ("normal", "some"):
        telling.by(ANA, AnswerTriage("errors", answer))
    assert news(telling) == ["surface"]


def test_another_surface_names_the_one_before() -> None:
    """Pointing elsewhere is told, with what was told before."""
    telling = answering("signal=requests", "detector_changed=no", "cold_start=no", "errors=some")
    for each in (
        "errors=normal",
        "latency=normal",
        "predictions=moved",
        "features=one",
        "feature_fault=broken",
    ):
        question, _, answer = each.partition("=")
        telling.by(ANA, AnswerTriage(question, answer))
    told = [
        each.event for each in telling.events if isinstance(each.event, TriageConcluded) and each.event.news
    ]
    assert [(each.was_surface, each.surface) for each in told][-1] == (Surface.SERVING, Surface.DATA)


def test_a_false_page_is_told_and_taken_back() -> None:
    """That it is a false page is told, and that it is none after all."""
    telling = answering("signal=drift", "detector_changed=yes", "old_detector=no")
    assert news(telling) == ["false_page"]
    telling.by(ANA, AnswerTriage("old_detector", "yes"))
    assert news(telling)[1:] in (["no_false_page"], ["surface"])
