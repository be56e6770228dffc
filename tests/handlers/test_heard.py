"""What people type or paste after `/incident`, and which incident they mean."""

from __future__ import annotations

import pytest

from handlers.heard import WITH_WORDS, WITHOUT_WORDS, WORDS_ONLY, Heard, first_word, hear
from handlers.listeners import VERBS

NAMING = sorted(set(VERBS) - WITH_WORDS - WORDS_ONLY)
"""Verbs that are about an incident."""

TWO = (
    "inc-2",
    "INC-2",
    "Inc-2:",
    "inc-2,",
    "INC-2.",
    "INC-2;",
    "#2",
    "#2:",
    "inc 2",
    "INC 2:",
    "inc2",
    "inc–2",
)
TWO_PASTED = ("\u200binc-2", "\u00a0INC-2:", "\n#2", "inc-002", "inc-２")

NO_NUMBER = (
    "inc-0",
    "INC-0:",
    "#0",
    "inc 0",
    "INC-1.5",
    "#1.5",
    "inc-2a",
    "#1st",
    "inc-2's",
    "inc-2/3",
    "inc--2",
)
NO_NUMBER_PASTED = (
    "inc-9999999999",
    "inc-99999999999999999999",
    "inc-²",
    "ｉｎｃ-2",
    "inc-\u200b2",
    "(INC-2)",
    "*inc-2*",
    "`#2`",
)


@pytest.mark.parametrize("verb", NAMING)
@pytest.mark.parametrize("name", [*TWO, *TWO_PASTED])
def test_a_number_with_its_sign(verb: str, name: str) -> None:
    """After every verb that is about an incident, its name means it and is none of the words."""
    heard = hear(f"{verb} {name} back to normal")
    assert (heard.verb, heard.number, heard.bare) == (verb, 2, False)
    assert (heard.rest, heard.misnamed) == ("back to normal", "")


@pytest.mark.parametrize("verb", NAMING)
@pytest.mark.parametrize("name", [*NO_NUMBER, *NO_NUMBER_PASTED])
def test_an_odd_number(verb: str, name: str) -> None:
    """What was to name an incident and cannot is told apart, and never taken for words about the one at hand."""
    heard = hear(f"{verb} {name} back to normal")
    assert (heard.number, heard.misnamed) == (None, name.strip())


@pytest.mark.parametrize("verb", sorted(WORDS_ONLY | WITH_WORDS))
@pytest.mark.parametrize("words", ["inc-1.5", "#1st try", "2 % of requests fail", "inc-0"])
def test_words_that_name_nothing(verb: str, words: str) -> None:
    """What is looked for, or a new incident's title, may begin like a number."""
    if verb:
        heard = hear(f"{verb} {words}")
        assert (heard.words, heard.misnamed) == (words, "")


@pytest.mark.parametrize("words", ["INC-7: ranker fails again", "#2 pod crashed", "7 pods crashed"])
def test_a_title(words: str) -> None:
    """A new incident's title keeps another incident's number."""
    assert hear(f"declare {words}") == Heard("declare", words)


@pytest.mark.parametrize(
    ("said", "number", "misnamed"),
    [
        ("similar 2", 2, ""),
        ("status 2.", 2, ""),
        ("summary 2: executives", 2, ""),
        ("status 0", None, "0"),
        ("status 1.5", None, "1.5"),
        ("status 9999999999", None, "9999999999"),
        ("status -1", None, "-1"),
        ("summary executives", None, ""),
        ("note 2 % of requests fail", 2, ""),
        ("note 0 requests pass", None, ""),
        ("note 1.5 % of requests fail", None, ""),
        ("note increased by 5 %", None, ""),
        ("note include 5 more", None, ""),
        ("note # of requests fell", None, ""),
        ("snooze 99999999999999", None, ""),
        ("search 500", 500, ""),
    ],
)
def test_a_bare_number(said: str, number: int | None, misnamed: str) -> None:
    """A bare number is odd only after verbs without words; elsewhere what it means depends on the place."""
    heard = hear(said)
    assert (heard.number, heard.misnamed) == (number, misnamed)
    assert heard.bare is (number is not None)
    assert heard.words == said.partition(" ")[2]


@pytest.mark.parametrize(
    "blank", [" ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u2028", " \u200b", "\ufeff\t "]
)
def test_what_stands_between(blank: str) -> None:
    """Any white space parts the verb from its words, which keep their own line breaks."""
    assert hear(f"{blank}Note{blank}one\ntwo\tthree{blank}") == Heard("note", "one\ntwo\tthree")
    assert first_word(f"SEV3{blank}a  b") == ("SEV3", "a  b")


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u200b", "\ufeff \u00a0", "\u200e"])
def test_nothing_said(blank: str) -> None:
    """Nothing but white space and signs that nobody sees is nothing."""
    assert hear(blank) == Heard("")


def test_invisible_signs() -> None:
    """Signs that nobody sees at a verb's ends are no part of it; those within the words are."""
    assert hear("\u200bstatus\u2060").verb == "status"
    assert hear("note 👩\u200d🚒 came").words == "👩\u200d🚒 came"


def test_verbs_are_known() -> None:
    """What is said of a verb is said of one that there is."""
    assert set(VERBS) >= WITHOUT_WORDS | WITH_WORDS | WORDS_ONLY


@pytest.mark.parametrize(
    ("said", "reads"),
    [
        ("search ranker", True),
        ("list", True),
        ("metrics 30d", True),
        ("status", True),
        ("playbook drift", True),
        ("playbook attach drift-alert", False),
        ("note search", False),
        ("close", False),
        ("take", False),
        ("nonsense", False),
    ],
)
def test_only_reads(said: str, reads: bool) -> None:
    """What only shows something is told apart from what records something."""
    assert hear(said).only_reads is reads
