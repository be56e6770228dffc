"""Wording that blames is found where it stands, and what only sounds like it is left alone (domain §13)."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.adapters.configuration import read_configuration
from bot.domain.blameless import MOST, findings
from bot.domain.blameless_lexicon import Lexicon
from bot.files import shipped
from tests.bot.steps import steps

LEXICON = read_configuration(shipped("playbooks")).lexicon
PEOPLE = ("Ana", "Ben", "Dee", "Ana Ferreira")
LABELLED = yaml.safe_load((Path(__file__).parent / "blameless_sentences.yml").read_text())

AIM = 0.9


class Score(NamedTuple):
    """How many of what is pointed out blames, and how much of what blames is pointed out."""

    precision: float
    recall: float


def score(blaming: list[str], fine: list[str]) -> Score:
    """The score of the shipped lexicon on these sentences."""
    right = sum(bool(findings(sentence, LEXICON, PEOPLE)) for sentence in blaming)
    wrong = sum(bool(findings(sentence, LEXICON, PEOPLE)) for sentence in fine)
    return Score(right / (right + wrong), right / len(blaming))


def test_precision_and_recall() -> None:
    """On at least 150 labelled sentences both are at least 0.9; run with -s to see the figures."""
    blaming, fine = LABELLED["blaming"], LABELLED["fine"]
    assert len(blaming) + len(fine) >= 150
    known = score(blaming, fine)
    print(f"{len(blaming)} that blame, {len(fine)} that do not: {known}")
    assert min(known) >= AIM


def test_every_rule_is_needed() -> None:
    """Each rule finds something in the labelled sentences, so that none stands there untried."""
    found = {each.rule for text in LABELLED["blaming"] for each in findings(text, LEXICON, PEOPLE)}
    assert {rule.key for rule in LEXICON.rules} == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Then Ben should have asked.", "should have"),
        ("It was caused by <@U012ABC>.", "caused by <@U012ABC>"),
        ("@ana forgot the flag", "forgot"),
        ("Ana Ferreira broke the encoder.", "Ana Ferreira broke"),
        ("It is the vendor’s fault.", "the vendor’s fault"),
        ("THIS WAS HUMAN ERROR", "HUMAN ERROR"),
        ("The\nroot cause: human\nerror.", "human\nerror"),
    ],
)
def test_in_its_place(text: str, words: str) -> None:
    """What is pointed out are the very characters of the text, with why and with what says more."""
    (found,) = findings(text, LEXICON, PEOPLE)
    assert (found.words, text[found.start : found.end]) == (words, words)
    assert found.why and found.better


@pytest.mark.parametrize(
    "text",
    [
        "He wrote: “you were careless”.",
        "```\nhuman error\n```",
        "> it was Ben's fault\n",
        "`operator error`",
        'The page said "human error".',
        "See https://wiki.example/human-error and go on.",
        "Nobody was careless.",
        "There was no negligence.",
        "",
        "   \n\n",
    ],
)
def test_left_alone(text: str) -> None:
    """Quotations, code, links and what is denied are not pointed out."""
    assert findings(text, LEXICON, PEOPLE) == ()


def test_whose_doing() -> None:
    """The same words are fine of a system and pointed out of a person, also when only `they` stands for either."""
    assert not findings("The pods restarted, and they failed to respond.", LEXICON)
    assert findings("The engineers restarted the pods, and failed to check.", LEXICON)
    assert findings("The engineers met, and they failed to check.", LEXICON)
    assert not findings("The data engineer's dashboard failed to update.", LEXICON)


@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    """Whatever people type is read to its end; findings are in order, inside the text and do not overlap."""
    found = findings(text, LEXICON, PEOPLE)
    ends = [0, *(each.end for each in found)]
    assert all(end <= each.start < each.end <= len(text) for end, each in zip(ends, found, strict=False))


def test_very_long_texts() -> None:
    """Ten thousand characters of anything come back, and so much blame is cut to what a person can read."""
    blame = "The engineer was careless. " * 400
    assert len(findings(blame, LEXICON)) == MOST
    for text in (
        "a " * 5000,
        "the " * 2500,
        "engineer " * 1200,
        "'" * 10_000,
        "“" * 10_000,
        "did not " * 1250,
    ):
        assert len(findings(text, LEXICON)) <= MOST


def test_a_lexicon_that_cannot_be_read() -> None:
    """A rule that names an unknown group, or a lexicon without a group that it needs, is refused with its name."""
    whole = LEXICON.model_dump()
    rule = {**whole["rules"][0], "find": ["caused by {aliens}"]}
    with pytest.raises(ValidationError, match="aliens"):
        Lexicon.model_validate({**whole, "rules": [rule]})
    groups = {key: words for key, words in whole["groups"].items() if key != "denials"}
    with pytest.raises(ValidationError, match="denials missing"):
        Lexicon.model_validate({**whole, "groups": groups})


@pytest.mark.parametrize(
    "unit",
    [
        "Ana forgot to check it and ",
        "should have ",
        "human error ",
        "the model forgot, they forgot ",
        "Ana's forgot/",
        "not Ana forgot ",
        "Ana forgot to check it.\n",
    ],
)
def test_steps(unit: str) -> None:
    """A text of twice the length takes at most about twice the steps, though no sentence ends in it."""
    text = (unit * 20_000)[:20_000]
    half = steps("/blameless.py", lambda: findings(text[:10_000], LEXICON, PEOPLE))
    whole = steps("/blameless.py", lambda: findings(text, LEXICON, PEOPLE))
    assert whole < 2.5 * half
    assert len(findings(text, LEXICON, PEOPLE)) <= MOST


@pytest.mark.parametrize("name", ["a_" * 40 + "a--", "<@UA|" * 4_000, "ab" * 10_000, "a.b-" * 5_000])
def test_no_name_is_read_twice(name: str) -> None:
    """A word that is nearly a technical name, however long, is read in one way and then left."""
    (found,) = findings(f"{name} Ana forgot the flag", LEXICON, PEOPLE)
    assert found.words.endswith("forgot")
