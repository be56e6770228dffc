"""What is confidential stays inside (each surface: `visibility/`); odd values do no harm."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.domain.incident import Incident
from bot.views import playbook_card
from handlers.listeners import BUTTONS, MENU_OPTIONS
from tests.journeys.forging import MENUS, Office, office
from tests.journeys.receiver import Receiver, configured, receiving
from tests.journeys.responding import panel
from tests.journeys.workspace import MovedClock, Room, Slack, eventually

SECRET = "Quixote"
FIELDS = {
    **{name: {"value": "Words of mine"} for name in ("what", "command", "effect", "verify", "lift", "words")},
    **{name: {"value": "Words of mine"} for name in ("reason", "override", "statement", "metric", "target")},
    **{name: {"value": "Words of mine"} for name in ("observed", "verified", "result", "text", "note")},
    **{name: {"value": "Words of mine"} for name in ("impact", "actions", "eta", "options", "rationale")},
    **{name: {"value": "1"} for name in ("psi", "slo_burn", "kpi_change_percent", "slice_share_percent")},
    **{name: {"selected_date_time": 2_000_000_000} for name in ("until", "review_at", "at", "revisit_at")},
    **{name: {"selected_user": "UELI"} for name in ("owner", "person", "lead")},
    "minutes": {"selected_option": {"value": "30"}},
    "review_after": {"selected_option": {"value": "30"}},
    "containment": {"selected_option": {"value": "shed_load"}},
    "state": {"selected_option": {"value": "confirmed"}},
    "holds": {"selected_option": {"value": "well"}},
    "side": {"selected_option": {"value": "for"}},
    "surface": {"selected_option": {"value": "data"}},
    "kind": {"selected_option": {"value": "detector_moved"}},
    "severity": {"selected_option": {"value": "SEV1"}},
    "phase": {"selected_option": {"value": "recover"}},
    "which": {"selected_option": {"value": "started"}},
    "status": {"selected_option": {"value": "red"}},
    "role": {"selected_option": {"value": "ops"}},
    "playbook": {"selected_option": {"value": "p99-latency-spike"}},
    "answer_signal": {"selected_option": {"value": "drift"}},
    "users_hit": {"selected_option": {"value": "none"}},
    "safety_or_legal": {"selected_option": {"value": "no"}},
    "serving_down": {"selected_option": {"value": "no"}},
}
"""Something for every field of every modal."""


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A webhook of the team's."""
    async with receiving() as receiver:
        yield receiver


@pytest_asyncio.fixture
async def there(
    redis_url: str, clock: MovedClock, tmp_path: Path, receiver: Receiver
) -> AsyncIterator[Office]:
    """A workspace with a bot in it, and somebody who forges."""
    async with office(redis_url, clock, configured(tmp_path / "config", receiver.url)) as it:
        yield it


async def incident(there: Office) -> Incident:
    """Incident 1 as it is."""
    it = await there.bot.queries.incident(1, "UANA")
    assert it is not None
    return it


async def busy(slack: Slack, *flags: str, webhook: str = "roll-back") -> Room:
    """Ana declared incident 1, and something of everything was done about it in words that only insiders know."""
    ana = slack.person("ana")
    await ana.declares(SECRET, flags=list(flags), model="ranker", seen=f"{SECRET} is seen")
    room = await slack.room(f"inc-1-{SECRET.casefold()}")
    await ana.runs("/incident take", room)
    await ana.runs("/incident triage", room)
    await panel(slack, room, "*Triage*")
    await ana.runs("/incident playbook attach drift-alert", room)
    await ana.runs(f"/incident hypothesis {SECRET} is the cause", room)
    await ana.runs("/incident verify", room)
    await ana.submits(metric=SECRET, target=f"no {SECRET}")
    for nth, (containment, more) in enumerate(
        (("shed_load", {}), ("roll_back_model", {"webhook": webhook} if webhook else {})), 1
    ):
        await ana.runs("/incident contain", room)
        offered = [
            option["value"]
            for block in (await ana.modal())["blocks"]
            if block.get("block_id") == "containment"
            for option in block["element"]["options"]
        ]
        await ana.submits(**{"containment" if containment in offered else "other": containment})
        await ana.submits(
            what=f"{SECRET} {nth}", effect="Less", verify="p99", lift=f"{SECRET} is gone", **more
        )
        await panel(slack, room, f"*Action {nth}: ", "*Proposed*")
    return room


def values(it: Incident) -> tuple[str, ...]:
    """What the controls of that incident carry, in every shape there is."""
    assert it.playbook is not None
    stamp = playbook_card.stamp_of(it.playbook)
    n = it.number
    return (
        f"{n}",
        f"{n}:1",
        f"{n}:2",
        f"{n}:drift-alert",
        f"{n}:p99-latency-spike",
        f"{n}:detector_changed:no",
        f"{n}:detector_changed",
        f"{n}:{stamp}:check:1",
        f"{n}:{stamp}:row:1",
        f"drift-alert:0:{n}",
    )


def about(it: Incident) -> dict[str, Any]:
    """What the modals of that incident remember."""
    assert it.playbook is not None
    return {
        "incident": it.number,
        "action": 1,
        "hypothesis": 1,
        "question": "signal",
        "stands": "",
        "item": "check:1",
        "stamp": playbook_card.stamp_of(it.playbook),
        "version": it.version,
        "within": 0,
        "step": "declare",
        "outcome": "withdrawn",
        "was": "proposed",
        "containment": "shed_load",
        "attached": 1,
        "run": 0,
        "what": "",
        "role": "ops",
        "which": "started",
    }


async def test_what_an_automation_is_told(there: Office, receiver: Receiver) -> None:
    """The webhook of a confidential incident's action is not told what people wrote about it."""
    await busy(there.slack, "restricted")
    await receiver.heard(1)
    assert SECRET not in json.dumps(receiver.told)


async def test_an_invited_owner_is_inside(there: Office) -> None:
    """Whoever owns the model and was asked to take the role can do so, and sees everything; once gone, nothing."""
    slack = there.slack
    room = await busy(slack, "restricted")
    ben = slack.person("ben")

    async def inside() -> bool:
        return "There is no incident" not in await ben.runs("/incident containments inc-1")

    await eventually(inside, "Ben inside")
    assert SECRET in await ben.runs("/incident containments inc-1")
    assert SECRET in await ben.runs("/incident hypotheses inc-1")
    await ben.does("leave", channel=room.id)

    async def outside() -> bool:
        return not await inside()

    await eventually(outside, "Ben outside")
    assert SECRET not in await ben.runs("/incident hypotheses inc-1")


GARBAGE = (
    "",
    ":",
    ":::::",
    "1:x:y",
    "x:1",
    "999:1",
    "1:999",
    "1:-1",
    "0",
    "-1",
    "1:0:check:1",
    "1:check:99",
    "1:row:0",
    "٣:٣",
    "²",
    "1:²",
    "1:" + "9" * 1990,
    "9" * 2000,
    "1:\x00\u202e<!channel>",
    "{{ 7 * 7 }}",
    "null",
)


async def test_garbage_in_a_control(there: Office, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever a control brings back is answered in private or not at all; nothing breaks."""
    await busy(there.slack)

    async def rehearsed() -> bool:
        return "automation_answered" in {each.event.kind for each in await there.bot.queries.history(1)}

    await eventually(rehearsed, "the automation's answer to the dry run")
    caplog.set_level(logging.INFO)
    before = (await incident(there)).version
    for action_id in (*BUTTONS, *MENUS):
        prefixes = [f"{key}:" for key in MENU_OPTIONS] if action_id == "more" else [""]
        for garbage in (prefix + each for prefix in prefixes for each in GARBAGE):
            status, text = await there.forger.presses("UANA", action_id, garbage)
            assert (status, text) == (200, ""), (action_id, garbage, status, text)
    assert "did not work" not in await there.forger.heard()
    broken = [
        record for record in caplog.records if record.exc_info or record.levelname in ("ERROR", "CRITICAL")
    ]
    assert [(record.getMessage(), str(record.exc_info)[:300]) for record in broken] == []
    # Where a control carries the incident's number alone, whatever else stands in the value does not matter.
    kinds = {each.event.kind for each in (await there.bot.queries.history(1))[before:]}
    assert kinds <= {"role_taken", "postmortem_requested", "postmortem_shared"}
