"""Whatever responders type, in any field of any modal of the response and behind any verb, is text and is kept."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.app import Bot
from bot.clock import SystemClock
from bot.export import export
from bot.service.slack_text import whole
from bot.settings import StoreSettings
from sandbox.server import Sandbox
from tests.bot.views.gallery import HOSTILE
from tests.journeys.conftest import Settle
from tests.journeys.responding import on, panel, presses
from tests.journeys.test_hostile import EVERYTHING, LIVE, REFUSED, fill, first_room, spoken
from tests.journeys.workspace import MovedClock, Person, Room, Slack

CHOSEN = ("markup", "code", "unseen", "quotes", "emoji", "half")
TEXTS = {name: EVERYTHING[name] for name in CHOSEN} | {"story": HOSTILE}
VERBS = (
    "triage {}",
    "signals {}",
    "steps {}",
    "playbook {}",
    "playbook attach {}",
    "contain {}",
    "containments {}",
    "verify {}",
    "await {}",
    "model {}",
    "hypothesis {}",
    "{}",
)


@pytest_asyncio.fixture
async def slack(sandbox: Sandbox, bot: Bot) -> AsyncIterator[Slack]:
    """The workspace with the bot in it; here every message is looked at, and none is expected."""
    async with aiohttp.ClientSession() as session:
        yield Slack(sandbox.url, session)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_everything_typed_is_text(
    slack: Slack,
    bot: Bot,
    clock: MovedClock,
    settled: Settle,
    redis_url: str,
    text: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The same text behind every verb and in every field: Slack refuses nothing, nobody is called, nothing is lost."""
    ana = slack.person("ana")
    await ana.runs("/incident declare x")
    await fill(ana, text, severity="SEV1", type="data", flags=[])
    room = await first_room(slack)
    await room.card()
    await ana.runs("/incident take", room)
    for verb in VERBS:
        await ana.runs(f"/incident {verb.format(text)}", room)
    await _triage(slack, ana, room, text)
    await _playbook(slack, ana, room, text)
    await _containment(slack, ana, room, text)
    await _proof(ana, room, text, int(clock.now().timestamp()) + 7200)
    for verb in ("containments", "hypotheses", "status", "model", "list"):
        await ana.runs(f"/incident {verb}", room)
    await ana.home()
    await settled()
    await ana.runs("/incident close", room)
    await fill(ana, text, holds="well")
    await ana.runs("/incident postmortem", room)
    await settled()

    said: list[str] = []
    for call in (await slack.get("calls"))["calls"]:
        assert call["ok"] or call["error"] in REFUSED, call
        said += spoken(call["args"])
    assert [markup for markup in said if LIVE.search(markup)] == []
    assert "UFAY" not in (await room.state())["members"]
    assert [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []
    store = StoreSettings(redis_url, Path())
    assert (await export(store, 1, "markdown", SystemClock())).endswith(b"\n")
    kept = set(_strings(json.loads(await export(store, 1, "json", SystemClock()))))
    told = {whole(text[:most]).strip() for most in (500, 1000)}
    assert told <= kept, (
        "what fields of 500 and of 1,000 characters took stands in the record to the last character"
    )
    it = await bot.queries.incident(1, None)
    assert it is not None and not it.open and it.postmortem is not None


def _strings(part: object) -> list[str]:
    if isinstance(part, str):
        return [part]
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return [found for each in parts for found in _strings(each)]


async def _triage(slack: Slack, ana: Person, room: Room, text: str) -> None:
    await panel(slack, room, "*Triage*")
    await ana.clicks("triage_explain:next", room)
    await fill(ana, text, answer_signal="drift")
    await panel(slack, room, "*Triage*", "1 answered")
    await ana.clicks("report_signals", room)
    view = await ana.modal()
    numbers = ("slice_share_percent", "kpi_change_percent", "slo_burn", "psi")
    said = await ana.tries(**dict.fromkeys(numbers, text[:20]))
    assert set(said["errors"]) == set(numbers), (view["id"], said)
    await ana.submits(slice_share_percent="12", kpi_change_percent="-3", slo_burn="2", psi="0.3")


async def _playbook(slack: Slack, ana: Person, room: Room, text: str) -> None:
    await ana.runs("/incident playbook attach drift-alert", room)
    shown = await panel(slack, room, ", attached by ", "0 of ")
    for nth in (1, 2, 3):
        await presses(ana, on(room, shown), shown, f":check:{nth}", "open_item")
        await fill(ana, text, state="done")
        shown = await panel(slack, room, ", attached by ", f"{nth} of ")
    await ana.clicks("change_playbook", room)
    await fill(ana, text, playbook="p99-latency-spike")
    await panel(slack, room, ", attached by ", "p99 latency spike")
    await ana.runs("/incident steps", room)
    steps = await ana.modal()
    await presses(ana, {"view_id": steps["id"]}, steps, ":scope", "open_step")
    await fill(ana, text, state="skipped")
    await ana.closes()
    await ana.runs("/incident hypothesis", room)
    await fill(ana, f"2{text}", surface="data")
    for pressed, values in (
        ("evidence_against", {}),
        ("judge_hypothesis", {"state": "confirmed"}),
    ):
        await ana.clicks(pressed, room)
        await fill(ana, text, **values)


async def _containment(slack: Slack, ana: Person, room: Room, text: str) -> None:
    for number in (1, 2):
        await ana.runs("/incident contain", room)
        fits = next(each for each in (await ana.modal())["blocks"] if each.get("block_id") == "containment")
        await ana.submits(**{"containment" if "shed_load" in str(fits) else "other": "shed_load"})
        await fill(ana, f"{number}{text}" if number > 1 else text)
        shown = await panel(slack, room, f"*Action {number}: ", "*Proposed*")
        await presses(ana, on(room, shown), shown, f":{number}", "approve_action")
        shown = await panel(slack, room, f"*Action {number}: ", "*Approved*")
        await presses(ana, on(room, shown), shown, f":{number}", "apply_action")
        if number > 1:
            await fill(ana, text)
        shown = await panel(slack, room, f"*Action {number}: ", "*In place, not verified*")
    first = await panel(slack, room, "*Action 1: ", "*In place, not verified*")
    await presses(ana, on(room, first), first, ":1", "verify_action")
    await fill(ana, text)
    first = await panel(slack, room, "*Action 1: ", "*In place and verified*")
    await presses(ana, on(room, first), first, ":1", "keep_action")
    await fill(ana, text)
    first = await panel(slack, room, "*Action 1: ", "Stays on purpose")
    await presses(ana, on(room, first), first, "action_page:1:1", "more")
    await ana.closes()
    await presses(ana, on(room, shown), shown, "action_undo:1:2", "more")
    await fill(ana, text)
    shown = await panel(slack, room, "*Action 2: ", "*Approved*")
    await presses(ana, on(room, shown), shown, ":2", "withdraw_action")
    await fill(ana, text)
    await presses(ana, on(room, first), first, ":1", "lift_action")
    await fill(ana, text)
    await panel(slack, room, "Action 1 is lifted")


async def _proof(ana: Person, room: Room, text: str, later: int) -> None:
    for verb, values in (
        ("verify", {}),
        ("verify", {"holds": "not_well"}),
        ("phase", {"phase": "recover"}),
        ("verify", {"holds": "well"}),
        ("await", {"until": later}),
    ):
        await ana.runs(f"/incident {verb}", room)
        await fill(ana, text, **values)
