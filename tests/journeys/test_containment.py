"""Containment by several people: proposed, approved, applied one at a time, verified, and lifted again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.app import Bot
from bot.domain.action_log import Action
from bot.domain.actions import ActionState
from tests.journeys.conftest import Settle
from tests.journeys.opening import closed, commanded
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable

IN_HOURS = pytest.mark.parametrize("start", [datetime(2026, 11, 18, 10, tzinfo=UTC)], ids=["a Wednesday"])
"""The journey begins in business hours: outside them nobody is asked about a SEV3 (domain §2)."""


async def team(slack: Slack, severity: str = "SEV2") -> Room:
    """Ana commands; Ben, Chi and Dee are in the room."""
    room = await commanded(slack, severity)
    for name in ("ben", "chi", "dee"):
        await slack.person(name).does("join", channel=room.id)
    return room


async def takes(slack: Slack, room: Room, name: str, role: str) -> None:
    """Somebody takes a role."""
    await slack.person(name).runs(f"/incident take {role}", room)
    await room.hears("is now")
    await (await slack.direct(name)).hears("You are")


async def proposes(slack: Slack, room: Room, name: str, containment: str, **values: Any) -> dict[str, Any]:
    """Somebody proposes a change through both steps of the modal; the action's living message."""
    person = slack.person(name)
    await person.runs("/incident contain", room)
    form = await person.modal()
    offered = [option["value"] for option in block(form, "containment")["options"]]
    await person.submits(**{"containment" if containment in offered else "other": containment})
    await person.submits(**values)
    return await room.hears("Proposed")


def block(view: dict[str, Any], block_id: str) -> dict[str, Any]:
    """The element of an input."""
    found = next(each for each in view["blocks"] if each.get("block_id") == block_id)
    return dict(found["element"])


async def shows(room: Room, number: int, words: str) -> dict[str, Any]:
    """The action's living message, as soon as it shows these words."""

    async def look() -> dict[str, Any] | None:
        for message in await room.messages():
            text = readable(message)
            if f"*Action {number}: " in text and words in text:
                return message
        return None

    return await eventually(look, f"action {number} with {words!r}")


async def action(bot: Bot, number: int = 1) -> Action:
    """The action as it stands."""
    it = await bot.queries.incident(1, None)
    assert it is not None
    found = it.action(number)
    assert found is not None
    return found


async def says(slack: Slack, room: Room, name: str, button: str, words: str, told: str) -> dict[str, Any]:
    """Somebody presses a button, says what they see, and the room is told."""
    person = slack.person(name)
    await person.clicks(button, room)
    await person.submits(words=words)
    return await room.hears(told)


async def approved(slack: Slack, room: Room, name: str) -> None:
    """Somebody says the last yes that was needed."""
    await slack.person(name).clicks("approve_action", room)
    await room.hears("is approved")


async def test_from_proposal_to_lifting(slack: Slack, bot: Bot) -> None:
    """A change is proposed with everything prefilled, approved, applied, verified, and lifted, by four hands."""
    room = await team(slack)
    chi = slack.person("chi")
    await chi.runs("/incident contain Shed the batch clients", room)
    form = await chi.modal()
    said = readable(form)
    assert "Switch the feature off" in said and "fits: what goes in has changed" in said
    assert "the catalogue names no last-known-good version" in said
    assert (await chi.tries())["errors"] == {"containment": "Please choose a change, above or in the list."}
    await chi.submits(containment="shed_load")
    form = await chi.modal()
    assert block(form, "what")["initial_value"] == "Shed the batch clients"
    assert block(form, "review_after")["initial_option"]["value"] == "30"
    assert "initial_options" not in block(form, "risky")
    assert (await chi.tries(lift=" "))["errors"] == {"lift": "Please say when it is lifted again."}
    await chi.submits(lift="p99 is inside its SLO", command="tcsh --limit 50 < rates")
    said = readable(await room.hears("*Proposed*: 1 more yes needed"))
    assert "May approve: <@UANA>" in said and "Proposed by <@UCHI>" in said
    assert "```tcsh --limit 50 &lt; rates```" in said or "```tcsh --limit 50 < rates```" in said
    assert "Lift when: p99 is inside its SLO" in said and "Looked at again 30 min after" in said
    await chi.clicks("approve_action", room)
    refused = await (await slack.room(room.name, "chi")).hears("You hold none of the roles")
    assert "<@UANA> can." in readable(refused)
    assert (await action(bot)).state is ActionState.PROPOSED
    await approved(slack, room, "ana")
    await shows(room, 1, "*Approved*, not in place yet")
    await slack.person("ben").clicks("apply_action", room)
    await room.hears("Action 1 is in place")
    await shows(room, 1, "*In place, not verified*")
    await slack.person("dee").clicks("verify_action", room)
    assert (await slack.person("dee").tries(words=" "))["errors"]["words"]
    await slack.person("dee").submits(words="p99 fell to 210 ms")
    await room.hears("Action 1 works, verified")
    await says(slack, room, "ana", "lift_action", "Limits are back", "Action 1 is lifted")
    ended = await action(bot)
    assert [step.state for step in ended.steps] == ["proposed", "approved", "applied", "verified", "lifted"]
    assert [step.by for step in ended.steps] == ["UCHI", "UANA", "UBEN", "UDEE", "UANA"]
    listed = await slack.person("ana").runs("/incident containments", room)
    assert "*1. lifted*: Limit the rate" in listed and "|Go to it>" in listed


async def test_a_risky_one_needs_two_others(slack: Slack, bot: Bot) -> None:
    """A risky change waits for two people who hold an approving role, and neither of them proposed it."""
    room = await team(slack)
    message = readable(await proposes(slack, room, "ana", "roll_back_model"))
    assert "*Proposed*, risky: 2 more yes needed" in message
    assert "2 more people are needed who may approve." in message
    await slack.person("ana").clicks("approve_action", room)
    said = readable(await room.hears("It is risky and your own proposal, so 2 others have to say yes."))
    assert "give somebody else one of these roles (Incident Commander" in said
    assert (await action(bot)).approvals == ()
    await takes(slack, room, "ben", "ops")
    await takes(slack, room, "chi", "ml_owner")
    await shows(room, 1, "May approve: <@UCHI> <@UBEN>")
    await slack.person("ben").clicks("approve_action", room)
    await slack.person("ben").clicks("approve_action", room)
    await (await slack.room(room.name, "ben")).hears("Your yes was counted already.")
    await shows(room, 1, "*Proposed*, risky: 1 more yes needed")
    assert [yes.person for yes in (await action(bot)).approvals] == ["UBEN"]
    await approved(slack, room, "chi")
    said = readable(await shows(room, 1, "*Approved*"))
    assert "Approved by <@UBEN> as Operations" in said and "Approved by <@UCHI> as ML Owner" in said


async def test_two_clicks_at_the_same_instant(slack: Slack, bot: Bot) -> None:
    """Two people who approve at once are two; one person who presses twice at once is one."""
    room = await team(slack)
    await proposes(slack, room, "dee", "roll_back_model")
    await takes(slack, room, "ben", "ops")
    ben, ana = slack.person("ben"), slack.person("ana")
    await asyncio.gather(ben.clicks("approve_action", room), ben.clicks("approve_action", room))
    await (await slack.room(room.name, "ben")).hears("Your yes was counted already.")
    assert [yes.person for yes in (await action(bot)).approvals] == ["UBEN"]
    await proposes(slack, room, "dee", "fail_closed")
    await asyncio.gather(ben.clicks("approve_action", room), ana.clicks("approve_action", room))
    await room.hears("Action 2 is approved")
    assert sorted(yes.person for yes in (await action(bot, 2)).approvals) == ["UANA", "UBEN"]


async def test_one_change_at_a_time(slack: Slack, bot: Bot) -> None:
    """A second change waits for the first, unless somebody says why it cannot; that is told."""
    room = await team(slack)
    await proposes(slack, room, "ben", "shed_load", what="Limit batch clients")
    await approved(slack, room, "ana")
    ana = slack.person("ana")
    await ana.clicks("apply_action", room)
    await room.hears("Action 1 is in place")
    await proposes(slack, room, "ben", "raise_capacity", what="Two more replicas")
    await approved(slack, room, "ana")
    await ana.clicks("apply_action", room)
    form = readable(await ana.modal())
    assert "*Action 1 is not verified yet:*" in form and "Limit batch clients" in form
    refused = await ana.tries(override="  ")
    assert "One change at a time: action 1 is not verified yet" in refused["errors"]["override"]
    assert (await action(bot, 2)).state is ActionState.APPROVED
    await ana.submits(override="The queue doubles every minute")
    said = readable(await room.hears("Action 2 is in place"))
    assert "Action 1 is not verified yet. Why both:" in said and "The queue doubles every minute" in said


async def test_taken_back_and_undone(slack: Slack, bot: Bot) -> None:
    """What did not help is taken back; a step that was recorded by mistake is undone, and both are told."""
    room = await team(slack)
    await proposes(slack, room, "ben", "feature_gate")
    await approved(slack, room, "ana")
    ana = slack.person("ana")
    await ana.clicks("apply_action", room)
    await room.hears("Action 1 is in place")
    await says(slack, room, "ben", "revert_action", "No change in errors", "Action 1 is taken back")
    await shows(room, 1, "*Ended: taken back*")
    await ana.clicks("more", room, value="action_undo:1:1")
    assert "It is *taken back* by mistake, and becomes *in place, not verified* again" in readable(
        await ana.modal()
    )
    await ana.submits(reason="That was the other flag")
    said = readable(await room.hears("Action 1 was set right"))
    assert "It is *in place, not verified* again. It had been recorded as taken back." in said
    await says(slack, room, "ana", "fail_action", "The flag has no effect", "Action 1 has failed")
    await ana.clicks("more", room, value="action_page:1:1")
    assert "The flag has no effect" in readable(await ana.modal())
    await ana.closes()
    assert (await action(bot)).state is ActionState.FAILED


async def test_withdrawn(slack: Slack, bot: Bot) -> None:
    """A proposal can be withdrawn by anybody who says why; it cannot be approved after that."""
    room = await team(slack)
    await proposes(slack, room, "ben", "feature_gate")
    await says(slack, room, "ben", "withdraw_action", "The cause is elsewhere", "Action 1 is withdrawn")
    await shows(room, 1, "*Ended: withdrawn*")
    assert (await action(bot)).state is ActionState.WITHDRAWN


@IN_HOURS
async def test_asked_whether_to_lift(slack: Slack, bot: Bot, clock: MovedClock, settled: Settle) -> None:
    """At its review time the room is asked; looking again later is recorded with a reason, and asked again then."""
    room = await team(slack, "SEV3")
    await proposes(slack, room, "ben", "circuit_breaker")
    await approved(slack, room, "ana")
    ana = slack.person("ana")
    await ana.clicks("apply_action", room)
    await room.hears("Action 1 is in place")
    await clock.forward(minutes=16)
    await room.hears("Action 1 is still not verified")
    await says(slack, room, "ana", "verify_action", "Callers answer in 20 ms", "Action 1 works")
    await clock.forward(minutes=16)
    assert "Lift when: " in readable(await room.hears("Can action 1 be lifted?"))
    await ana.clicks("postpone_action", room)
    await ana.submits(minutes="60", reason="The vendor needs an hour")
    await room.hears("Action 1 is looked at again later")
    await clock.forward(minutes=50)
    await settled()
    await clock.forward(minutes=11)
    await room.hears("Can action 1 be lifted?")
    await says(slack, room, "ana", "lift_action", "Synthetic checks pass", "Action 1 is lifted")
    await clock.forward(minutes=30)
    await settled()


@IN_HOURS
async def test_kept_on_purpose_beyond_the_end(
    slack: Slack, bot: Bot, clock: MovedClock, settled: Settle
) -> None:
    """Who answers for what stays is told, and asked directly even when the incident is closed; then it is lifted."""
    room = await team(slack, "SEV3")
    await proposes(slack, room, "ben", "rules_fallback")
    await approved(slack, room, "ana")
    ana, chi = slack.person("ana"), slack.person("chi")
    await ana.clicks("apply_action", room)
    await room.hears("Action 1 is in place")
    await says(slack, room, "ana", "verify_action", "Rules answer", "Action 1 works")
    await ana.clicks("keep_action", room)
    assert block(await ana.modal(), "owner")["initial_user"] == "UANA"
    at = int((clock.now() + timedelta(days=2)).timestamp())
    await ana.submits(owner="UCHI", reason="Retraining takes two days", review_at=at)
    assert "<@UCHI> answers for it." in readable(await room.hears("Action 1 stays on purpose"))
    direct = await slack.direct("chi")
    await direct.hears("You answer for action 1 of INC-1")
    await closed(slack, room)
    await clock.forward(days=2, minutes=1)
    said = readable(await direct.hears("Can action 1 be lifted?"))
    assert "INC-1" in said and "Retraining takes two days" in said
    await chi.clicks("lift_action", direct)
    await chi.submits(words="The new version is out")
    await room.hears("Action 1 is lifted")
    assert (await action(bot)).state is ActionState.LIFTED
    await clock.forward(days=3)
    await settled()


async def test_waiting_for_approval(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """Five minutes after a proposal those who may approve are mentioned, once, and can say yes there and then."""
    room = await team(slack)
    await proposes(slack, room, "chi", "feature_gate", what="Switch ranking off")
    await clock.forward(minutes=4)
    await settled()
    await clock.forward(minutes=1)
    said = readable(await room.hears("waits for approval* since 5 min: 1 more yes needed"))
    assert "<@UANA> please say yes" in said and "Switch ranking off" in said
    await approved(slack, room, "ana")
    await clock.forward(minutes=10)
    await settled()
