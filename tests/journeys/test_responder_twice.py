"""Pressed twice, sent again, by two people in the same moment, through two bots: what happened stands once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from bot.app import Bot
from bot.domain.actions import ActionState
from bot.domain.events import from_json
from tests.journeys.conftest import Settle, StartBot
from tests.journeys.forging import Office, office
from tests.journeys.responding import on, panel, presses
from tests.journeys.test_containment import action, proposes, shows, takes, team
from tests.journeys.test_hostile import hear_all
from tests.journeys.test_responder_visibility import FIELDS, about, busy
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable


@pytest_asyncio.fixture
async def there(redis_url: str, clock: MovedClock) -> AsyncIterator[Office]:
    """A workspace with a bot in it, and somebody who sends again what Slack has sent."""
    async with office(redis_url, clock) as it:
        yield it


def chosen(value: str) -> dict[str, Any]:
    """An option as a modal brings it back."""
    return {"selected_option": {"value": value}}


PRESSES = (
    ("triage_answer:1", "1:detector_changed:no", "triage_answered"),
    ("tick_item", "1:{stamp}:check:2", "item_ticked"),
    ("approve_action", "1:1", "action_approved"),
)
SUBMISSIONS: tuple[tuple[str, dict[str, Any], dict[str, Any], str], ...] = (
    ("triage_answer", {}, {}, "triage_answered"),
    ("triage_signals", {}, {}, "signals_reported"),
    ("playbook_item", {}, {"state": chosen("done")}, "item_ticked"),
    ("change_playbook", {}, {}, "playbook_attached"),
    ("first_step", {"step": "scope"}, {"state": chosen("finished")}, "step_finished"),
    ("hypothesis", {}, {}, "hypothesis_raised"),
    ("evidence", {}, {}, "evidence_added"),
    ("correct_hypothesis", {"hypothesis": 2}, {"statement": {"value": "Other"}}, "hypothesis_corrected"),
    ("judge", {}, {}, "hypothesis_judged"),
    ("metric", {}, {}, "metric_named"),
    ("verification", {}, {}, "verification_recorded"),
    ("phase", {}, {}, "phase_changed"),
    ("await_labels", {}, {}, "labels_awaited"),
    ("proposal", {}, {"webhook": chosen("by_hand")}, "action_proposed"),
    ("apply", {}, {}, "action_applied"),
    ("settle", {"outcome": "verified"}, {}, "action_settled"),
    ("keep", {}, {"owner": {"selected_user": "UANA"}}, "action_kept"),
    ("postpone", {}, {}, "review_postponed"),
    ("undo", {"was": "verified"}, {}, "action_corrected"),
    ("false_page", {}, {}, "closed"),
)
"""Every modal of the response: what it remembers, what is filled in, and what that is."""


async def kinds(bot: Bot) -> Counter[str]:
    """How often what has happened."""
    return Counter[str](from_json(text).event.kind for text in await bot.store.load(1))


async def test_everything_comes_again(there: Office) -> None:
    """Every button and every modal of the response, sent three times at once and once more later, counts once."""
    await busy(there.slack, webhook="")
    forger, bot = there.forger, there.bot
    it = await bot.queries.incident(1, "UANA")
    assert it is not None
    remembered = about(it)
    later = int(it.declared_at.timestamp()) + 7200
    fields = FIELDS | {name: {"selected_date_time": later} for name in ("until", "review_at")}
    for nth, (action_id, value, kind) in enumerate(PRESSES):
        before = (await kinds(bot))[kind]
        press = {"trigger": f"again.{nth}"}
        for times in (3, 1):
            carried = value.format(stamp=remembered["stamp"])
            again = (forger.presses("UANA", action_id, carried, **press) for _ in range(times))
            assert [status for status, _ in await asyncio.gather(*again)] == [200] * times
        assert (await kinds(bot))[kind] == before + 1, action_id
    for nth, (callback_id, more, values, kind) in enumerate(SUBMISSIONS):
        before, view = (await kinds(bot))[kind], f"VAGAIN{nth}"
        for times in (3, 1):
            submissions = (
                forger.submits("UANA", callback_id, remembered | more, fields | values, view=view)
                for _ in range(times)
            )
            answers = await asyncio.gather(*submissions)
            assert all(each.get("response_action") != "errors" for each in answers), (callback_id, answers)
        assert (await kinds(bot))[kind] == before + 1, callback_id


@pytest_asyncio.fixture
async def other(start_bot: StartBot) -> Bot:
    """A second bot on the same workspace and store."""
    return await start_bot()


async def everybody(slack: Slack, room: Room, shown: dict[str, Any], *pressed: tuple[str, str, str]) -> None:
    """These people press these controls in the same moment: name, end of the value, kind of control."""
    await asyncio.gather(
        *(presses(slack.person(name), on(room, shown), shown, ending, kind) for name, ending, kind in pressed)
    )


async def test_through_two_bots(slack: Slack, bot: Bot, other: Bot, settled: Settle) -> None:
    """Several people answer, approve and apply in the same moments through two bots: each thing stands once."""
    room = await team(slack)
    await takes(slack, room, "ben", "ops")
    await slack.person("ana").runs("/incident triage", room)
    shown = await panel(slack, room, "*Triage*", "*What raised the alarm?*")
    answers = (("ana", ":signal:drift"), ("ben", ":signal:quality"), ("chi", ":signal:business"))
    await everybody(slack, room, shown, *((name, ending, "triage_answer") for name, ending in answers))
    await panel(slack, room, "*Triage*", "1 answered")
    assert (await kinds(other))["triage_answered"] == 1

    for nth, containment in enumerate(("roll_back_model", "fail_closed"), 1):
        message = await proposes(slack, room, "dee", containment)
        twice = (("ana", "", "approve"), ("ben", "", "approve"), ("ana", "", "approve"))
        await everybody(slack, room, message, *twice)
        await room.hears(f"Action {nth} is approved")
        assert sorted(yes.person for yes in (await action(bot, nth)).approvals) == ["UANA", "UBEN"]
    one, two = await shows(room, 1, "*Approved*"), await shows(room, 2, "*Approved*")
    await asyncio.gather(
        presses(slack.person("ana"), on(room, one), one, ":1", "apply_action"),
        presses(slack.person("ben"), on(room, two), two, ":2", "apply_action"),
    )
    states = [(await action(other, number)).state for number in (1, 2)]
    assert sorted(states) == [ActionState.APPLIED, ActionState.APPROVED]
    loser = "ben" if states[0] is ActionState.APPLIED else "ana"
    assert "Why can it not wait?" in readable(await slack.person(loser).modal())
    await slack.person(loser).submits(override="It cannot wait")
    assert (await kinds(bot))["action_applied"] == 2
    await settled()
    once = await kinds(bot)
    assert once["triage_begun"] == 1 and once["panel_posted"] == 3
    headings = ("*Triage*", "*Action 1: ", "*Action 2: ")
    said = [readable(m) for m in await room.messages() if room.is_bots(m) and not m.get("ephemeral")]
    assert [len([text for text in said if heading in text]) for heading in headings] == [1, 1, 1]
    await hear_all(slack)


async def test_attached_again_before_it_stood(
    slack: Slack, bot: Bot, clock: MovedClock, settled: Settle
) -> None:
    """A playbook that is taken away and attached anew before its first message was posted stands in the room once."""
    room = await team(slack)
    ana = slack.person("ana")
    await settled()
    await slack.fault("chat.postMessage", "429", retry_after=300, channel=room.id)
    await ana.runs("/incident playbook attach drift-alert", room)

    async def waits() -> bool:
        return any(call["status"] == 429 for call in await slack.calls("chat.postMessage"))

    await eventually(waits, "a message that waits")
    await ana.runs("/incident playbook attach p99-latency-spike", room)
    await ana.submits(playbook=None, reason="Neither")
    await ana.runs("/incident playbook attach p99-latency-spike", room)
    assert (await kinds(bot))["playbook_detached"] == 1
    assert (await kinds(bot))["panel_posted"] == 0
    await clock.forward(minutes=5.1)
    shown = await panel(slack, room, ", attached by ")
    await settled()
    assert "p99 latency spike" in readable(shown)
    said = [readable(m) for m in await room.messages() if room.is_bots(m)]
    assert len([text for text in said if ", attached by " in text]) == 1
    assert (await kinds(bot))["panel_posted"] == 1
    await hear_all(slack)
