"""Asking for a model: what the catalogue says, what an incident kept of it, and names that are not there."""

from __future__ import annotations

from tests.journeys.opening import owner_asked
from tests.journeys.workspace import Slack


async def test_a_model_of_the_catalogue(slack: Slack) -> None:
    """Anybody may ask for a model by name, whatever its letter case, and is told who owns it and what stands in."""
    said = await slack.person("eli").runs("/incident model RANKER")
    for part in (
        "*ranker* · production · tier 1 · internal data",
        "*Owner:* <@UBEN>, Search",
        "*On call:* <!subteam^SMLONCALL",
        "*Version:* 2026.11.2, deployed <!date^1795010700^",
        "*Last known good:* 2026.10.4",
        "*Watch first:* price_normalised, city_popularity, ctr_7d",
        "popularity order (rules): all searches",
        "answers: 99.9 % over 30 days, no 5xx and no timeout",
        "|Dashboard>",
        "|Runbook>",
    ):
        assert part in said, part
    assert "declared" not in said
    assert "restricted to the people" in await slack.person("eli").runs("/incident model fraud-score")


async def test_names_that_are_not_there(slack: Slack) -> None:
    """A mistyped name is answered with the nearest; no name outside a room with those that there are."""
    ana = slack.person("ana")
    said = await ana.runs("/incident model rankr")
    assert "The catalogue does not list “rankr”." in said and "Did you mean ranker?" in said
    assert "Did you mean fraud-score?" in await ana.runs("/incident model fraud score")
    said = await ana.runs("/incident model")
    assert "Which model?" in said and "ranker, fraud-score, support-assistant" in said


async def test_in_an_incident(slack: Slack) -> None:
    """In a room, or by an incident's number, the model is shown as it was at the declaration; another one as it is."""
    ana = slack.person("ana")
    await ana.declares("Slow drift", model="ranker")
    room = await slack.room("inc-1-slow-drift")
    await room.card("Slow drift")
    await owner_asked(slack, room)
    await (await slack.room("incidents")).hears("Slow drift")
    for words in ("/incident model", "/incident model Ranker"):
        said = await ana.runs(words, room)
        assert "As it was when INC-1 was declared" in said and "has changed since" not in said
    assert "As it was when INC-1 was declared" in await ana.runs("/incident model inc-1")
    other = await ana.runs("/incident model support-assistant", room)
    assert "prompt-57" in other and "As it was" not in other


async def test_an_incident_of_an_unlisted_model(slack: Slack) -> None:
    """A room whose model the catalogue did not list says so, with the name that may have been meant."""
    ana = slack.person("ana")
    await ana.declares("Odd order", model_other="rankers")
    room = await slack.room("inc-1-odd-order")
    await room.card("Odd order")
    await (await slack.room("incidents")).hears("Odd order")
    said = await ana.runs("/incident model", room)
    assert "The model of INC-1, “rankers”, was not in the catalogue" in said
    assert "Did you mean ranker?" in said


async def test_a_model_with_personal_data(slack: Slack) -> None:
    """What an incident kept of its model is nobody else's business when the incident is restricted."""
    ana, eli = slack.person("ana"), slack.person("eli")
    await ana.declares("Scores doubled", model="fraud-score")
    room = await slack.room("inc-1-scores-doubled")
    await room.card("[RESTRICTED] INC-1 · Scores doubled")
    await owner_asked(slack, room, "chi", "fraud-score")
    hidden, missing = [await eli.runs(f"/incident model inc-{n} fraud-score") for n in (1, 99)]
    assert hidden == missing and "INC-1" not in hidden
    assert "There is no incident 1 " in await eli.runs("/incident model inc-1")
