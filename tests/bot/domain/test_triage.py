"""Triage: what answers mean, and which question is next."""

from __future__ import annotations

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from bot.adapters.configuration import read_configuration
from bot.domain.severity import Surface
from bot.domain.triage import Conclusion, Verdict, conclude, next_question, skipped
from bot.domain.triage_questions import BY_KEY, DONT_KNOW, QUESTIONS, Question, Step, given
from bot.domain.triage_rule import FalsePage, PlaybookKey, Rule
from bot.domain.triage_rules import (
    CONTRADICTIONS,
    DRIFTS,
    EARLY,
    EXPLANATIONS,
    FALSE_PAGE_CHECKS,
    FINDINGS,
    OBJECTIONS,
    PLAYBOOKS,
    RULED_OUT,
    SKIPS,
)
from bot.files import shipped
from tests.bot.domain.triage_tables import PAGE, TABLE, TABLES, with_tables

often = settings(max_examples=200, deadline=None)

WELL = "errors=normal latency=normal"

DRILLS = {
    "holiday drift": (
        (
            f"signal=drift detector_changed=no cold_start=no seasonality=no {WELL} onset=gradual change=world "
            "predictions=moved features=one feature_fault=shifted measurement=no impact=everyone harm=none "
            "workaround=no quality_slo=breached label_mix=no"
        ),
        "data real none high drift-alert",
    ),
    "feature-store outage": (
        (
            "signal=requests detector_changed=no cold_start=no errors=some latency=both_up time_spent=dependency "
            "saturation=no dependency=feature_store onset=sudden change=nothing impact=everyone"
        ),
        "serving none none high feature-store-outage",
    ),
    "prompt injection": (
        f"signal=output detector_changed=no {WELL} onset=sudden change=nothing impact=slice harm=injected",
        "data none none medium prompt-injection",
    ),
    "price-feature drift": (
        (
            f"signal=drift detector_changed=no cold_start=no seasonality=no {WELL} onset=sudden change=pipeline "
            "predictions=moved features=one feature_fault=broken impact=slice harm=none workaround=no"
        ),
        "data none none high drift-alert",
    ),
    "city-feature drift": (
        (
            f"signal=quality detector_changed=no labels=complete cold_start=no seasonality=no {WELL} onset=sudden "
            "change=world predictions=moved features=one feature_fault=shifted measurement=no impact=slice "
            "harm=none workaround=no quality_slo=breached label_mix=no"
        ),
        "data real none high drift-alert",
    ),
    "silent detector re-baseline": (
        f"signal=drift detector_changed=yes old_detector=no {WELL} impact=nobody harm=none quality_slo=intact",
        "unknown none detector_moved high none",
    ),
}

CASES = (
    *DRILLS.values(),
    ("", "unknown unknown none low none"),
    # False pages.
    ("detector_changed=yes", "unknown none detector_moved low none"),
    ("detector_changed=yes old_detector=no", "unknown none detector_moved medium none"),
    ("detector_changed=yes old_detector=dont_know impact=nobody", "unknown none detector_moved medium none"),
    ("detector_changed=yes old_detector=yes", "unknown unknown none low none"),
    ("labels=incomplete", "unknown none label_lag low none"),
    (f"signal=quality labels=incomplete {WELL} impact=nobody", "unknown none label_lag medium none"),
    ("cold_start=yes latency=tail_up", "unknown none cold_start low none"),
    ("cold_start=yes errors=some latency=both_up", "unknown none cold_start low none"),
    ("cold_start=yes errors=normal latency=tail_up", "unknown none cold_start medium none"),
    ("seasonality=yes", "unknown none seasonality low none"),
    (f"seasonality=yes {WELL} impact=nobody quality_slo=intact", "unknown none seasonality high none"),
    ("seasonality=yes features=one feature_fault=shifted", "unknown none seasonality low none"),
    ("labels=incomplete seasonality=yes impact=nobody", "unknown none label_lag medium none"),
    # Explanations that do not hold.
    ("seasonality=yes quality_slo=breached", "unknown unknown none low quality-drop"),
    ("seasonality=yes latency=tail_up", "serving none none low p99-latency-spike"),
    ("cold_start=yes errors=down", "serving none none low p99-latency-spike"),
    ("detector_changed=yes old_detector=no impact=slice", "unknown unknown none low none"),
    ("detector_changed=yes feature_fault=broken", "data none none low drift-alert"),
    ("labels=incomplete features=one", "data unknown none low drift-alert"),
    ("labels=incomplete quality_slo=breached impact=nobody", "unknown none label_lag low none"),
    ("seasonality=yes harm=unsafe", "model none none low unsafe-output"),
    ("detector_changed=yes labels=incomplete quality_slo=breached", "unknown none label_lag low none"),
    # Serving.
    ("errors=down", "serving none none medium p99-latency-spike"),
    ("errors=some", "serving none none medium p99-latency-spike"),
    ("latency=tail_up", "serving none none medium p99-latency-spike"),
    ("latency=both_up time_spent=queue saturation=yes", "serving none none high p99-latency-spike"),
    ("errors=some dependency=vendor", "serving none none high vendor-outage"),
    ("dependency=feature_store", "serving none none medium feature-store-outage"),
    ("saturation=yes", "serving none none low p99-latency-spike"),
    ("saturation=yes change=infrastructure", "serving none none medium p99-latency-spike"),
    ("latency=both_up features=all feature_fault=broken", "serving none none medium p99-latency-spike"),
    ("errors=some change=model onset=sudden", "serving none none medium p99-latency-spike"),
    ("signal=requests", "unknown unknown none low p99-latency-spike"),
    # Data.
    ("features=one", "data unknown none medium drift-alert"),
    ("features=all quality_slo=intact", "data virtual none medium drift-alert"),
    (f"{WELL} features=all onset=gradual quality_slo=intact", "data virtual none high drift-alert"),
    (f"{WELL} features=one change=nothing quality_slo=breached", "data real none high drift-alert"),
    (f"{WELL} features=one change=pipeline quality_slo=breached", "data none none high drift-alert"),
    (f"{WELL} features=all measurement=sample", "data unknown none low drift-alert"),
    (f"{WELL} features=one measurement=late", "data none none high drift-alert"),
    (f"{WELL} features=one measurement=skew quality_slo=breached", "data none none high drift-alert"),
    (
        f"{WELL} features=one label_mix=yes quality_slo=breached onset=gradual",
        "data label none high drift-alert",
    ),
    ("change=nothing", "data unknown none low drift-alert"),
    ("onset=gradual change=world", "data unknown none medium drift-alert"),
    ("onset=gradual change=world quality_slo=breached", "data real none medium drift-alert"),
    ("feature_fault=broken", "data none none medium drift-alert"),
    ("signal=drift quality_slo=intact", "unknown virtual none low drift-alert"),
    ("signal=drift quality_slo=breached", "unknown real none low drift-alert"),
    ("predictions=moved quality_slo=intact", "unknown virtual none low none"),
    # Model.
    (f"{WELL} features=none quality_slo=breached onset=gradual", "model real none high quality-drop"),
    (f"{WELL} features=none predictions=moved change=model", "model none none high quality-drop"),
    (f"{WELL} features=none predictions=moved quality_slo=intact", "model unknown none medium drift-alert"),
    ("features=none quality_slo=breached", "model real none medium quality-drop"),
    ("change=model", "model none none low quality-drop"),
    ("change=model artefact=broken", "model none none medium training-etl-failure"),
    (f"{WELL} features=none change=model artefact=broken", "model none none high training-etl-failure"),
    (f"{WELL} features=none change=nothing quality_slo=breached", "model real none high quality-drop"),
    ("features=none predictions=same quality_slo=intact", "unknown none none low none"),
    ("signal=job", "unknown unknown none low training-etl-failure"),
    ("signal=job artefact=broken", "model none none medium training-etl-failure"),
    # Safety and abuse.
    ("signal=personal_data", "unknown none none low pii-leakage"),
    ("signal=output", "unknown unknown none low unsafe-output"),
    ("signal=output harm=personal_data", "unknown none none low pii-leakage"),
    ("signal=output harm=unsafe change=model", "model none none medium unsafe-output"),
    ("signal=segment", "unknown unknown none low fairness-regression"),
    (
        "signal=segment harm=unfair features=none quality_slo=breached",
        "model real none medium fairness-regression",
    ),
    ("signal=segment harm=none features=one", "data unknown none medium drift-alert"),
    ("errors=some harm=injected", "serving none none medium prompt-injection"),
    # Contradictions.
    ("features=one artefact=broken", "data none none low training-etl-failure"),
    (f"{WELL} dependency=vendor", "serving none none low vendor-outage"),
    (f"{WELL} signal=requests", "unknown unknown none low p99-latency-spike"),
    ("onset=gradual change=model features=one", "data unknown none low drift-alert"),
    (f"{WELL} features=none feature_fault=broken", "data none none low drift-alert"),
    ("impact=nobody errors=down", "serving none none low p99-latency-spike"),
    ("impact=nobody quality_slo=breached features=none", "model real none low quality-drop"),
    (
        "detector_changed=no old_detector=no errors=down dependency=vendor",
        "serving none none medium vendor-outage",
    ),
    ("signal=output harm=none", "unknown unknown none low none"),
    # What is not known, and what is not in the catalogue.
    ("errors=dont_know latency=dont_know features=one", "data unknown none medium drift-alert"),
    ("features=sideways weather=fine", "unknown unknown none low none"),
    ("signal=people", "unknown unknown none low quality-drop"),
    ("signal=business", "unknown unknown none low quality-drop"),
)


def said(text: str) -> dict[str, str]:
    """The answers, written as `question=answer` with blanks between."""
    return dict(part.split("=") for part in text.split())


def told(it: Conclusion) -> str:
    """The conclusion in five words."""
    return " ".join(
        value.value
        for value in (
            it.surface.value,
            it.drift.value,
            it.false_page.value,
            it.confidence.value,
            it.playbook.value,
        )
    )


def answered(question: Question) -> st.SearchStrategy[str]:
    """Any answer to that question."""
    return st.sampled_from([choice.key for choice in question.choices])


sets_of_answers = st.fixed_dictionaries({}, optional={each.key: answered(each) for each in QUESTIONS})


@pytest.mark.parametrize(("answers", "expected"), CASES, ids=[case[0] or "nothing" for case in CASES])
def test_answers_mean(answers: str, expected: str) -> None:
    """These answers lead to this surface, drift, false page, confidence and playbook."""
    assert told(conclude(said(answers))) == expected


@pytest.mark.parametrize("drill", DRILLS)
def test_drills_are_led_through_by_the_questions(drill: str) -> None:
    """Whoever answers only what is asked is asked in a drill for exactly what the drill knows."""
    known = said(DRILLS[drill][0])
    asked: dict[str, str] = {}
    while question := next_question(asked):
        asked[question.key] = known.get(question.key, DONT_KNOW)
    assert known.keys() <= asked.keys()
    assert told(conclude(asked)) == DRILLS[drill][1]


@pytest.mark.parametrize("rule", CONTRADICTIONS, ids=lambda rule: rule.when)
def test_contradictions_are_named(rule: Rule) -> None:
    """Answers that do not go together are named with their keys, and confidence is not high any more."""
    answers = {key: min(values) for key, among, values in rule.parts if among}
    found = conclude(answers)
    assert rule.says in {reason.says for reason in found.contradictions}
    named = next(reason for reason in found.contradictions if reason.says == rule.says)
    assert set(named.keys) == answers.keys()
    assert found.confidence.value != "high"


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        ("", "signal"),
        ("signal=drift", "detector_changed"),
        ("signal=drift detector_changed=yes", "old_detector"),
        ("signal=drift detector_changed=no", "cold_start"),
        ("signal=quality detector_changed=dont_know", "labels"),
        ("signal=people", "harm"),
        ("signal=people harm=none", "labels"),
        ("signal=segment", "harm"),
        ("signal=output", "harm"),
        ("signal=output harm=dont_know", "detector_changed"),
        ("signal=personal_data", "detector_changed"),
        ("signal=output harm=unsafe detector_changed=no", "errors"),
        ("signal=drift detector_changed=yes old_detector=no", "errors"),
        (f"signal=drift detector_changed=yes old_detector=no {WELL}", "impact"),
        ("signal=requests detector_changed=no cold_start=no errors=down", "saturation"),
        (f"signal=output harm=unsafe detector_changed=no {WELL}", "onset"),
        (f"signal=output harm=unsafe detector_changed=no {WELL} onset=sudden change=nothing", "impact"),
    ],
)
def test_next_question(answers: str, key: str) -> None:
    """The next question is the first that is neither answered nor made moot."""
    question = next_question(said(answers))
    assert question is not None
    assert question.key == key


@often
@drawn(sets_of_answers)
def test_order_does_not_matter(answers: dict[str, str]) -> None:
    """The same answers in another order mean the same and lead to the same question."""
    backwards = dict(reversed(answers.items()))
    assert conclude(backwards) == conclude(answers)
    assert next_question(backwards) == next_question(answers)


@often
@drawn(
    st.dictionaries(
        st.sampled_from([*BY_KEY, "weather"]) | st.text(), st.text() | st.sampled_from(["yes", "no"])
    )
)
def test_nothing_breaks_it(answers: dict[str, str]) -> None:
    """Whatever is in the answers, there is a conclusion, that of the answers which the catalogue knows."""
    assert conclude(answers) == conclude(given(answers))
    assert next_question(answers) == next_question(given(answers))


@often
@drawn(sets_of_answers)
def test_every_conclusion_has_its_reasons(answers: dict[str, str]) -> None:
    """Each part has a sentence, and every key it names was answered with more than "don't know"."""
    found = conclude(answers)
    known = {key for key, answer in answers.items() if answer != DONT_KNOW}
    verdicts: tuple[Verdict[object], ...] = (
        found.surface,
        found.drift,
        found.false_page,
        found.confidence,
        found.playbook,
    )
    for verdict in verdicts:
        assert verdict.reasons
        assert all(reason.says and set(reason.keys) <= known for reason in verdict.reasons)
    for reason in found.contradictions:
        assert reason.says
        assert set(reason.keys) <= known
    assert (found.false_page.value is FalsePage.NONE) or found.surface.value is Surface.UNKNOWN
    assert not found.contradictions or found.confidence.value != "high"


@often
@drawn(sets_of_answers)
def test_not_knowing_is_like_not_saying(answers: dict[str, str]) -> None:
    """Nothing follows from the answer "don't know"."""
    without = {key: answer for key, answer in answers.items() if answer != DONT_KNOW}
    assert conclude(answers) == conclude(without)


@often
@drawn(sets_of_answers, st.sampled_from(QUESTIONS), st.data())
def test_a_changed_answer_counts_at_once(
    answers: dict[str, str], question: Question, data: st.DataObject
) -> None:
    """After a change the conclusion is that of the new answers, and that of the old ones after changing back."""
    before = conclude(answers)
    changed = {**answers, question.key: data.draw(answered(question))}
    fresh = {key: changed[key] for key in sorted(changed)}
    assert conclude(changed) == conclude(fresh)
    back = {key: answer for key, answer in changed.items() if key != question.key}
    if question.key in answers:
        back[question.key] = answers[question.key]
    assert conclude(back) == before


@often
@drawn(sets_of_answers, st.data())
def test_the_walk_ends(answers: dict[str, str], data: st.DataObject) -> None:
    """From any answers on, each question is asked at most once, never one that is moot, and then it is over."""
    asked = []
    while question := next_question(answers):
        assert question.key not in answers
        assert skipped(question.key, answers) is None
        asked.append(question.key)
        answers = {**answers, question.key: data.draw(answered(question))}
    assert len(asked) == len(set(asked)) <= len(QUESTIONS)


@often
@drawn(st.data())
def test_a_walk_from_nothing_goes_forward(data: st.DataObject) -> None:
    """The order is that of domain §5, never backwards, but for what is urgent and for an explanation refuted later."""
    answers: dict[str, str] = {}
    places = []
    while question := next_question(answers):
        if not any(rule.question == question.key and rule.holds(answers) for rule in EARLY):
            places.append(QUESTIONS.index(question))
        answers[question.key] = data.draw(answered(question))
    assert places == sorted(places) or any(rule.holds(answers) for rule in EXPLANATIONS)


def test_the_catalogue_is_in_order() -> None:
    """Every step has questions, and they come in the order of domain §5."""
    steps = [question.step for question in QUESTIONS]
    assert list(dict.fromkeys(steps)) == list(Step)
    assert steps == sorted(steps, key=list(Step).index)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_every_question_fits_and_explains_itself(question: Question) -> None:
    """A question is short enough for Slack, says why and where to look, and takes "don't know"."""
    assert question.asks.rstrip(".").endswith("?") or "?" in question.asks
    assert len(question.asks) <= 150
    assert question.why.endswith(".")
    assert question.evidence.endswith(".")
    keys = [choice.key for choice in question.choices]
    assert keys[-1] == DONT_KNOW
    assert len(keys) == len(set(keys)) >= 3
    assert all(0 < len(choice.label) <= 75 for choice in question.choices)


RULES: tuple[Rule, ...] = (
    *(*SKIPS, *EARLY, *EXPLANATIONS, *OBJECTIONS, *FALSE_PAGE_CHECKS, *FINDINGS),
    *(*RULED_OUT.values(), *CONTRADICTIONS, *DRIFTS, *PLAYBOOKS),
)


def test_rules_name_what_exists() -> None:
    """Every condition is made of questions and answers of the catalogue, or of earlier conclusions."""
    derived = {"false_page": {kind.value for kind in FalsePage}, "surface": {each.value for each in Surface}}
    known = {key: {option.key for option in each.options} | {"?"} for key, each in BY_KEY.items()} | derived
    wrong = [
        rule.when for rule in RULES for key, _, values in rule.parts if not values <= known.get(key, set())
    ]
    assert wrong == []
    assert {skip.question for skip in SKIPS} | {early.question for early in EARLY} <= BY_KEY.keys()


def test_every_playbook_is_reached() -> None:
    """Each of the ten playbooks of domain §10 is suggested by some row of the table."""
    assert {expected.split()[-1] for _, expected in CASES} == {key.value for key in PlaybookKey}


def test_every_playbook_ships() -> None:
    """Each key that triage may name, but for none, is that of a playbook that ships."""
    library = read_configuration(shipped("playbooks")).playbooks
    assert {key.value for key in PlaybookKey if key is not PlaybookKey.NONE} <= {each.key for each in library}


def test_the_page_shows_the_rules() -> None:
    """docs/triage.md has every table, exactly as the code has it."""
    page = PAGE.read_text("utf-8")
    assert {found[2] for found in TABLE.finditer(page)} == TABLES.keys()
    assert with_tables(page) == page, "python -m tests.bot.domain.triage_tables writes them anew"
