"""Words for customers: internal names, versions, people and promises are found; what may be said is left alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.configuration import read_configuration
from bot.domain.audiences import AudienceRules
from bot.domain.customer_lexicon import CustomerWords, WordRule
from bot.domain.customer_words import MOST, Offence, offences, words_of
from bot.domain.incident import Incident, Room
from bot.domain.policy import Policy
from tests.bot.views.telling import ANA, BEN, HOSTILE, Telling

ROOT = Path(__file__).parents[3]
CONFIGURATION = read_configuration(ROOT / "sandbox" / "demo")
WORDS = CONFIGURATION.customer_words
NAMES = ("Ana Lindt", "Ben Okafor", "Will Mark")
_LABELLED = yaml.safe_load((Path(__file__).with_name("customer_sentences.yml")).read_text("utf-8"))
OFFENDS = [(str(each["says"]), str(each["words"]), str(each["kind"])) for each in _LABELLED["offends"]]
HARMLESS = [str(each) for each in _LABELLED["harmless"]]


def incident(**rules: object) -> Incident:
    """The demo's ranker returns stale prices; these are what the policy says of audiences besides the demo's."""
    policy = CONFIGURATION.policy
    audiences = AudienceRules.model_validate({**policy.audiences.model_dump(), **rules})
    told = Telling().declare(
        entry=CONFIGURATION.catalogue.find("ranker"),
        rules=policy.model_copy(update={"audiences": audiences}),
    )
    it = told.done().it
    return replace(it, members=frozenset({"UANA", "UBEN"}), room=Room("CROOM", "inc-7-stale-prices"))


IT = incident()


def found(text: str) -> tuple[Offence, ...]:
    """What is pointed out in it."""
    return offences(text, IT, WORDS, NAMES)


@pytest.mark.parametrize(("says", "words", "kind"), OFFENDS, ids=[says for says, _, _ in OFFENDS])
def test_what_does_not_belong_there(says: str, words: str, kind: str) -> None:
    """Each is found in its place, as what it is, with why and what says more."""
    hits = [each for each in found(says) if each.words == words]
    assert hits, [(each.words, each.kind) for each in found(says)]
    assert hits[0].kind == kind
    assert says[hits[0].start : hits[0].end] == words
    assert hits[0].why and hits[0].better


@pytest.mark.parametrize("says", HARMLESS)
def test_what_may_be_said(says: str) -> None:
    """Nothing is pointed out in what customers may read."""
    assert [(each.words, each.kind) for each in found(says)] == []


def test_measured() -> None:
    """Of the labelled sentences at least 97 % of those that offend are found, and at most 3 % of the others are."""
    caught = sum(any(each.words == words for each in found(says)) for says, words, _ in OFFENDS)
    accused = sum(bool(found(says)) for says in HARMLESS)
    print(f"found {caught} of {len(OFFENDS)}; accused {accused} of {len(HARMLESS)} harmless ones")
    assert caught >= 0.97 * len(OFFENDS)
    assert accused <= 0.03 * len(HARMLESS)


def test_what_customers_know() -> None:
    """What the policy calls a product, or allows, is never pointed out, even where it is a name of ours."""
    said = "Ranker results and https://status.example.com; more at the price feed."
    assert found(said)
    it = incident(products={"ranker": "Ranker"}, allowed=["https://status.example.com", "price feed"])
    assert offences(said, it, WORDS, NAMES) == ()


def test_first_names_that_are_words() -> None:
    """A first name that is a word, too, is found only with the family name."""
    assert words_of(found("Will Mark looks. Will it help? Mark it.")) == ("Will Mark",)


def test_without_a_lexicon() -> None:
    """Names and shapes are found without any list of words; promises need one."""
    it = Telling().declare().done().it
    assert words_of(offences("ranker at 10.0.0.1, will be fixed", it)) == ("ranker", "10.0.0.1")


def test_a_model_that_is_only_named() -> None:
    """A model that the catalogue does not know is found by the name that was typed."""
    it = replace(Telling().declare(entry=None).done().it, model="price-guesser")
    assert words_of(offences("The price_guesser and priceguesser", it)) == ("price_guesser", "priceguesser")


def test_people_by_id() -> None:
    """Whoever takes part is found by id, written with and without an @."""
    it = replace(Telling().declare().done().it, members=frozenset({ANA, BEN}))
    assert words_of(offences(f"{ANA} and @{BEN}", it)) == (ANA, f"@{BEN}")


def test_many() -> None:
    """There is an end to what is pointed out."""
    assert len(found("v1 " * 500)) == MOST


@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    """Whatever is typed, offences stand in order, without overlaps, where they say."""
    hits = found(text)
    assert all(text[each.start : each.end] == each.words for each in hits)
    assert all(before.end <= after.start for before, after in pairwise(hits))


def test_hostile_text() -> None:
    """Text that means harm is read like any other, and mentions in it are found."""
    assert {"person", "place"} <= {each.kind for each in found(HOSTILE + " <@UBEN>")}


def test_a_rule_that_names_no_group() -> None:
    """A rule that names a group that is not there is told."""
    with pytest.raises(ValueError, match="there is no group 'nobody'"):
        CustomerWords(rules=(WordRule(kind="promise", find=("{nobody}",), why="x", better="y"),))


RULES = CustomerWords(
    groups={
        "people": ("colleague", "mr."),
        "opens": ("our",),
        "telling": ("post", "not"),
        "yours": ("your booking",),
    },
    harmless=("{yours} {code}", "dear {name}"),
    rules=(
        WordRule(
            kind="person",
            find=("{name} {name}?",),
            behind=("people",),
            unless=("opens",),
            exact=True,
            why="x",
            better="y",
        ),
        WordRule(kind="promise", find=("will|shall",), unless_then=("telling",), why="x", better="y"),
    ),
)


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ("Our colleague Ada Lovelace knows.", ("Ada Lovelace",)),
        ("Our colleague Ada.", ("Ada",)),
        ("Ada knows.", ()),
        ("Dear Mr. Byron, a colleague knows.", ("Byron",)),
        ("A colleague Our Ada", ()),
        ("It will work.", ("will work",)),
        ("It will.", ("will",)),
        ("We will post again, and will not guess.", ()),
        ("About AB-1234.", ("AB-1234",)),
        ("About your booking AB-1234.", ()),
    ],
)
def test_how_rules_are_read(says: str, words: tuple[str, ...]) -> None:
    """What stands right before, begins or follows a phrase decides, and a harmless phrase may name groups."""
    assert words_of(offences(says, Telling().declare(entry=None).done().it, RULES)) == words


def test_harmless_phrases_that_name_no_group() -> None:
    """A harmless phrase that names a group that is not there is told."""
    with pytest.raises(ValueError, match="harmless: there is no group 'nobody'"):
        CustomerWords(harmless=("dear {nobody}",))


def test_names_of_the_catalogue() -> None:
    """Other models, teams and vendors are internal names; a plain word is one only beside a word for a team."""
    said = "fraud-score and Core Banking; asked the Payments team about payments, and DeviceSure's."
    assert words_of(found(said)) == ("fraud-score", "Core Banking", "Payments team", "DeviceSure")
    assert set(WORDS.internal) >= {"fraud-score", "Core Banking", "Payments", "DeviceSure"}


def test_the_policy_without_audiences() -> None:
    """A team that configured nothing tells nobody."""
    policy = Policy.model_validate(read_configuration(ROOT / "playbooks").policy.model_dump())
    assert not any(policy.audiences.route(each).leads for each in ("engineers", "customers"))  # type: ignore[arg-type]
