"""One set of facts, rendered for each audience: what each reads, what is unknown, and what customers never read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.configuration import read_configuration
from bot.domain import commands as ask
from bot.domain.audiences import Audience, AudienceRules, Briefing, Route, Writing, Written
from bot.domain.customer_words import offences
from bot.domain.events import UpdatePosted
from bot.domain.incident import Incident
from bot.domain.severity import IncidentType, Severity, Status
from bot.views.postmortem import Documents
from tests.bot.views.slack_limits import problems_of_message
from tests.bot.views.telling import ANA, BEN, HOSTILE, Telling, policy
from tests.bot.views.wording import WORDS

ROOT = Path(__file__).parents[3]
LEXICON = read_configuration(ROOT / "playbooks").customer_words
RULES = AudienceRules(
    executives=Route(people=(BEN,)), customers=Route(channels=("CHELP",)), products={"ranker": "Search"}
)


def declared(kind: IncidentType = IncidentType.DATA) -> Telling:
    """A SEV2 incident whose policy knows what customers call the ranker."""
    return Telling().declare(kind=kind, rules=policy().model_copy(update={"audiences": RULES}))


def posted(telling: Telling, status: Status = Status.AMBER, **facts: str) -> Telling:
    """The same with an update."""
    said = {"impact": "NDCG is down 8 %", "actions": "Half of traffic on 2025.02.25-3", "eta": ""} | facts
    return telling.by(ANA, ask.PostUpdate(said["impact"], said["actions"], said["eta"], status, None))


def text(it: Incident, audience: Audience, sentence: str = "") -> str:
    """What that audience may be told."""
    return WORDS.text_for(it, audience, it.declared_at, sentence)


def test_each_reads_what_concerns_them() -> None:
    """Engineers read versions, executives risk and outlook, customers neither; the note is one paragraph."""
    it = posted(declared(), eta="A decision at noon").done().it
    engineers = text(it, Audience.ENGINEERS)
    for words in (
        "INC-7 · SEV2",
        "version 2025.03.04-1",
        "last known good 2025.02.25-3",
        "Half of traffic",
        "Proof: unknown",
    ):
        assert words in engineers
    executives = text(it, Audience.EXECUTIVES)
    assert "Risk: eased, not well yet" in executives and "Recovery: A decision at noon" in executives
    assert "2025.02.25-3" not in executives and "SEV2" not in executives
    customers = text(it, Audience.CUSTOMERS)
    assert "Search may show results that are less accurate than usual." in customers
    assert "NDCG" not in customers and "noon" not in customers and "INC" not in customers
    note = text(it, Audience.NOTE)
    assert "\n" not in note and "Impact: NDCG is down 8 %." in note


@pytest.mark.parametrize("audience", Audience)
def test_every_text_names_the_next_update(audience: Audience) -> None:
    """Every text says when the next update comes, in the team's zone; after the end that there is none."""
    telling = posted(declared())
    it = telling.done().it
    assert it.update_due is not None
    assert "4 Mar, 15:05 CET" in text(it, audience)
    telling.after(minutes=5).by(ANA, ask.Close("NDCG is back", "In a test"))
    ended = text(telling.done().it, audience)
    assert "15:05" not in ended and "last" in ended


@pytest.mark.parametrize("audience", [Audience.ENGINEERS, Audience.EXECUTIVES, Audience.NOTE])
def test_unknown_is_called_unknown(audience: Audience) -> None:
    """What nobody has said is called unknown and never guessed."""
    it = Telling().declare(entry=None).done().it
    assert text(it, audience).count("unknown") >= 2


@pytest.mark.parametrize("status", [None, *Status])
@pytest.mark.parametrize("kind", IncidentType)
@pytest.mark.parametrize("over", [False, True])
def test_what_is_drafted_for_customers_is_fit_for_them(
    kind: IncidentType, status: Status | None, over: bool
) -> None:
    """Nothing that is drafted from facts is what the check of customers' words would point out."""
    telling = declared(kind) if status is None else posted(declared(kind), status)
    it = telling.by(ANA, ask.Close("Well", "In a test")).done().it if over else telling.done().it
    for each in (it, replace(it, entry=None, model="")):
        assert offences(text(each, Audience.CUSTOMERS), each, LEXICON) == ()


def test_the_writers_own_sentence() -> None:
    """What the writer wrote for customers takes the place of the drafted sentence, and stays as written."""
    it = posted(declared()).done().it
    said = text(it, Audience.CUSTOMERS, "Prices may be <old> & wrong.")
    assert said.startswith("Prices may be <old> & wrong.") and "less accurate" not in said


def test_hostile_words_stay_text() -> None:
    """What goes out is plain text within Slack's limits, whatever was typed."""
    it = posted(declared(), impact=HOSTILE * 3, actions=HOSTILE * 3).done().it
    for audience in Audience:
        drafted = text(it, audience)
        message = WORDS.briefing(it, Briefing(audience=audience, text=drafted), ANA)
        assert problems_of_message(message.text, message.blocks) == []
        assert message.blocks[0]["text"]["type"] == "plain_text"


def test_customers_read_no_more_than_their_words() -> None:
    """A message for customers names no person, number or room; the others say whose words they are."""
    it = posted(declared()).done().it
    for_customers = WORDS.briefing(it, Briefing(audience=Audience.CUSTOMERS, text="Search may be slow."), ANA)
    assert "INC" not in str(for_customers) and ANA not in str(for_customers)
    engineers = WORDS.briefing(it, Briefing(audience=Audience.ENGINEERS, text="p99 is up"), ANA)
    assert "INC-7" in str(engineers) and "dash.example" in str(engineers)


def test_the_post_mortem_has_what_was_told() -> None:
    """The document has each text with its audience, and why words stayed that had been pointed out."""
    telling = declared()
    writing = Writing(
        (
            Written(Audience.EXECUTIVES, "Two percent of bookings."),
            Written(Audience.CUSTOMERS, "The ranker is slow.", "They know the name"),
        )
    )
    telling.by(ANA, ask.PostUpdate("All users", "Looking", "", Status.RED, None, writing))
    told = telling.after(minutes=1).done()
    document = Documents(ROOT / "templates").postmortem_markdown(
        told.it, told.events, told.now + timedelta(hours=1)
    )
    assert "Told to executives (1 person):" in document and "> Two percent of bookings." in document
    assert "Sent although “ranker” had been pointed out." in document and "They know the name" in document
    assert "Also told: executives (1 person); customers and support (1 channel; sent with" in document
    event = told.events[-1].event
    assert isinstance(event, UpdatePosted) and event.briefings[1].flagged == ("ranker",)
    assert told.it.severity is Severity.SEV2
