"""`tocsin actions` and `tocsin metrics`: what all incidents hold, as a table, CSV or JSON, from the store alone."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.redis_store import RedisStore
from bot.domain.action_items import AddItem, ItemCategory, ItemState, MoveItem
from bot.domain.commands import Declare
from bot.domain.severity import IncidentType, Severity
from bot.reports import UnknownPeriod, actions, measures
from bot.service.desk import Desk
from bot.service.ledger import Ledger
from bot.settings import StoreSettings
from bot.views.item_table import safe
from tests.bot.views.telling import policy
from tests.journeys.workspace import MovedClock

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FORMULA = '=HYPERLINK("https://evil.example")'


class Standing(MovedClock):
    """A clock that stands still until it is moved."""

    def now(self) -> datetime:
        """The moment at which it stands."""
        return NOW + self._added


@pytest.fixture
async def settings(redis_url: str) -> StoreSettings:
    """A store with a restricted incident and a drill, each with an action item, the first of them overdue."""
    store, clock = RedisStore(redis_url), Standing()
    desk = Desk(store, Ledger(store), clock, lambda: None)
    for number, drill in ((1, False), (2, True)):
        declared = Declare(
            title="Odd scores",
            seen="",
            severity=Severity.SEV2,
            type=IncidentType.DATA,
            model="ranker",
            entry=None,
            started_at=NOW - timedelta(hours=2),
            restricted=not drill,
            drill=drill,
            source=None,
            receipt="",
            policy=policy(),
            anyway=True,
        )
        await desk.declare(declared, command_id=f"declare:{number}", by="UANA")
        add = AddItem(ItemCategory.SIGNAL, FORMULA, "UANA", NOW.date())
        await desk.ask(number, add, command_id=f"add:{number}", by="UANA")
    more = AddItem(ItemCategory.RUNBOOK, "Describe it", "UANA", NOW.date())
    await desk.ask(1, more, command_id="more", by="UANA")
    await desk.ask(1, MoveItem(2, ItemState.DONE), command_id="done", by="UANA")
    await store.close()
    return StoreSettings(redis_url=redis_url, data=Path("unused"))


async def test_actions(settings: StoreSettings) -> None:
    """Every item is a line, restricted ones and drills marked; a formula is text in CSV and as typed in JSON."""
    clock = Standing()
    await clock.forward(days=1)
    rows = list(csv.DictReader(io.StringIO(await actions(settings, policy(), "csv", clock=clock))))
    told = [(row["incident"], row["item"], row["restricted"], row["drill"], row["overdue"]) for row in rows]
    assert told == [
        ("1", "1", "yes", "no", "yes"),
        ("1", "2", "yes", "no", "no"),
        ("2", "1", "no", "yes", "yes"),
    ]
    assert rows[0]["what"] == f"'{FORMULA}"
    found = json.loads(await actions(settings, policy(), "json", only_open=True, clock=clock))
    assert [item["what"] for item in found["items"]] == [FORMULA, FORMULA]
    lines = await actions(settings, policy(), "table", only_overdue=True, clock=clock)
    assert lines.count("OVERDUE") == 2 and "Describe it" not in lines
    assert "no such" in await actions(settings, policy(), "table", only_overdue=True, clock=Standing())


async def test_metrics(settings: StoreSettings) -> None:
    """The same figures in every format; the drill is counted apart; a period that is none says which there are."""
    clock = Standing()
    await clock.forward(hours=1)
    found = json.loads(await measures(settings, policy(), "json", "7d", "", clock))
    assert (found["incidents"], found["drills"], found["detect"]["median"]) == (1, 1, 7200.0)
    rows = list(csv.DictReader(io.StringIO(await measures(settings, policy(), "csv", "7d", "Ranker", clock))))
    by_name = {(row["measure"], row["of"]): (row["value"], row["n"]) for row in rows}
    assert by_name["time_to_detect", "median"] == ("7200", "1") and by_name["drills", "all"] == ("1", "")
    table = await measures(settings, policy(), "table", "7d", "", clock)
    assert "2 h" in table and "n = 1" in table
    with pytest.raises(UnknownPeriod, match="quarter"):
        await measures(settings, policy(), "json", "quater", "", clock)


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("  +1", "'+1"),
        ("\t-1", "'-1"),
        ("\x00@x", "'@x"),
        ("\uff1d1", "'\uff1d1"),
        ("a\r\nb", "a b"),
        ("plain = text", "plain = text"),
        ("", ""),
        (None, ""),
        (True, "yes"),
        (-3, "-3"),
    ],
)
def test_no_cell_is_a_formula(typed: object, cell: str) -> None:
    """Whatever begins as a formula does, behind blanks and control characters, too, is text for a spreadsheet."""
    assert safe(typed) == cell
