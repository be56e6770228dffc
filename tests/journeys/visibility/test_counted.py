"""What is counted over many incidents and handed on: measures, action items as a list and as CSV, the tracker."""

from __future__ import annotations

import json
from functools import partial

from bot.domain.action_items import ItemCategory
from tests.journeys.test_responder_visibility import SECRET
from tests.journeys.visibility.stage import EVERYBODY, INSIDE, MEMBER, Stage, told
from tests.journeys.workspace import Room, eventually

MODEL = f"{SECRET} model"


async def with_item(there: Stage, flags: tuple[str, ...]) -> Room:
    """Ana declared incident 1 of a model of its own, and wrote an action item down."""
    ana = there.person(MEMBER)
    await ana.declares(f"{SECRET} nulls", flags=list(flags), model_other=MODEL)
    room = await there.slack.room(f"inc-1-{SECRET.casefold()}-nulls")
    await ana.runs("/incident take", room)
    await there.gathered(room)
    await ana.runs("/incident action", room)
    await ana.submits(category=ItemCategory.SIGNAL, change=f"Alert on {SECRET}", owner=ana.id)
    await there.settled()
    return room


async def test_measures(there: Stage, flags: tuple[str, ...]) -> None:
    """A closed incident is counted, with its model and in detail, for those only who may see it."""
    room = await with_item(there, flags)
    await there.person(MEMBER).runs(f"/incident close {SECRET} is gone", room)
    await there.settled()
    for name in EVERYBODY:
        may, person = name in INSIDE or not flags, there.person(name)
        whole = await person.runs("/incident metrics")
        assert ("1 incident" in whole, MODEL in whole) == (may, may), (name, whole)
        by_model = await person.runs(f"/incident metrics 90d {MODEL}")
        assert ("1 incident" in by_model) is may, (name, by_model)
        misspelt = await person.runs("/incident metrics 90d Quixot model")
        assert told(misspelt) is may, (name, misspelt)


async def test_items(there: Stage, flags: tuple[str, ...]) -> None:
    """Action items are listed, and sent as CSV, to those who may see their incident, and to whoever asked alone."""
    await with_item(there, flags)
    for name in EVERYBODY:
        may, person = name in INSIDE or not flags, there.person(name)
        for words in ("", "open", "overdue"):
            said = await person.runs(f"/incident actions {words}")
            assert told(said) is (may and words != "overdue"), (name, words, said)
        assert ("on its way" in await person.runs("/incident actions csv open")) is may, name
        assert ("on its way" in await person.runs("/incident actions inc-1 csv")) is may, name
    for name in INSIDE if flags else EVERYBODY:
        await eventually(partial(both_tables, there, name), f"{name}'s tables")
    for name in EVERYBODY:
        assert len(await tables(there, name)) == (2 if name in INSIDE or not flags else 0), name


async def both_tables(there: Stage, name: str) -> bool:
    """Whether both tables that this person asked for have come; each tells of the incident."""
    found = await tables(there, name)
    return len(found) == 2 and all(map(told, found))


async def tables(there: Stage, name: str) -> list[str]:
    """The tables that this person may open."""
    return [words for file, words in (await there.files_of(name)).items() if file.endswith(".csv")]


async def test_the_tracker(there: Stage, flags: tuple[str, ...]) -> None:
    """The team's tracker is told of items of open incidents only."""
    await with_item(there, flags)
    assert told(json.dumps(there.tracker.told)) is not bool(flags)


async def test_searching_closed_ones(there: Stage, flags: tuple[str, ...]) -> None:
    """A closed incident is found by its words, its model and its number by those only who may see it."""
    room = await with_item(there, flags)
    await there.person(MEMBER).runs(f"/incident close {SECRET} is gone", room)
    await there.settled()
    for name in EVERYBODY:
        may = name in INSIDE or not flags
        for words in (f"{SECRET} nulls", "nulls", "inc-1", "is:closed nulls"):
            said = await there.person(name).runs(f"/incident search {words}")
            assert ("INC-1" in said) is may, (name, words, said)
