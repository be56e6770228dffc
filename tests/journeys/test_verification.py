"""The way out: phases behind gates, a metric that proves the recovery, labels that are waited for, the end."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.app import Bot
from bot.domain.actions import (
    ActionState,
    ApplyAction,
    ApproveAction,
    KeepAction,
    ProposeAction,
    SettleAction,
)
from bot.domain.commands import Close, Command, PostUpdate
from bot.domain.containment import Containment
from bot.domain.incident import Incident
from bot.domain.severity import Phase, Status
from bot.service.desk import Desk, Done
from bot.service.ledger import Ledger
from tests.journeys.conftest import Settle
from tests.journeys.opening import commanded, declared, ended, until
from tests.journeys.responding import told_alone
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable

ROLLBACK = ProposeAction(
    containment=Containment.ROLL_BACK_MODEL,
    what="Serve ranker <old> again",
    command="",
    effect="AUC is back",
    verify="AUC on the canary",
    lift="The new version passes the shadow test",
    review_after_minutes=240,
    risky=False,
)


async def incident(bot: Bot) -> Incident:
    """Incident 1 as it is."""
    it = await bot.queries.incident(1, None)
    assert it is not None
    return it


async def asked(bot: Bot, clock: MovedClock, by: str, *commands: Command) -> None:
    """Somebody asks for all that, one after the other, and nothing of it is refused."""
    desk = Desk(bot.store, Ledger(bot.store), clock, bot.called.set)
    for command in commands:
        version = (await incident(bot)).version
        answer = await desk.ask(1, command, command_id=f"test:{version}", by=by)
        assert isinstance(answer, Done), answer


async def in_place(bot: Bot, clock: MovedClock, room: Room) -> None:
    """Ben proposed a rollback, Ana approved and applied it; the room knows."""
    await asked(bot, clock, "UBEN", ROLLBACK)
    await asked(bot, clock, "UANA", ApproveAction(1), ApplyAction(1))
    for words in ("Action 1: Roll back the model", "Action 1 is approved", "Action 1 is in place"):
        await room.hears(words)


async def named(slack: Slack, room: Room) -> None:
    """Ben names the metric."""
    ben = slack.person("ben")
    await ben.runs("/incident verify AUC on desktop", room)
    await ben.submits(target="0.82 or more")
    await room.hears("what will prove the recovery")


async def test_nobody_commands(slack: Slack, bot: Bot) -> None:
    """A typed phase that waits for a commander becomes the modal that says so; taking command there is one step."""
    room = await declared(slack)
    ben = slack.person("ben")
    await ben.runs("/incident phase contain Rolling back", room)
    form = readable(await ben.modal())
    assert "Not changed yet." in form and "nobody commands this incident" in form and "Rolling back" in form
    again = await ben.tries(phase="contain", reason="Rolling back")
    assert again["response_action"] == "update"
    await ben.submits(lead=["lead"])
    await room.hears("is now Incident Commander")
    await (await slack.direct("ben")).hears("You are Incident Commander")
    assert "Although" not in readable(await room.hears("Phase Contain, after Triage."))
    it = await incident(bot)
    assert it.commander == "UBEN" and it.phase is Phase.CONTAIN


async def test_going_on_without_a_commander(slack: Slack, bot: Bot) -> None:
    """With a reason it goes on all the same, and the room reads what was missing and why."""
    room = await declared(slack)
    ben = slack.person("ben")
    await ben.runs("/incident phase contain Rolling back", room)
    await ben.submits(override="Ana's phone is <off>; users see wrong prices")
    said = readable(await room.hears("Phase Contain, after Detect."))
    assert "Although:" in said and "• nobody commands this incident" in said
    assert "Because: Ana's phone is <off>; users see wrong prices" in said
    assert (await incident(bot)).phase is Phase.CONTAIN


async def test_the_metric_in_the_same_step(slack: Slack, bot: Bot) -> None:
    """Verify asks for the metric in its own modal; half an answer is asked about next to its field."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.runs("/incident phase verify Fallback holds", room)
    assert "no metric is named that will prove the recovery" in readable(await ana.modal())
    half = await ana.tries(metric="AUC on desktop")
    assert half["errors"] == {"target": "Please say at which value it is well."}
    await ana.submits(metric="AUC on desktop", target="0.82")
    await room.hears("what will prove the recovery")
    await room.hears("Phase Verify, after Triage.")
    ben = slack.person("ben")
    await ben.runs("/incident phase learn Done", room)
    assert "the recovery was not seen: AUC on desktop" in readable(await ben.modal())
    await ben.closes()


async def test_a_gate_that_opens_while_the_modal_is_there(slack: Slack) -> None:
    """A modal that was opened from the card shows what is missing when it is sent, and keeps what was typed."""
    room = await declared(slack)
    ana = slack.person("ana")
    await ana.clicks("more", room, value="phase:1")
    assert "Not changed yet" not in readable(await ana.modal())
    said = await ana.tries(phase="recover", reason="Fallback holds")
    assert said["response_action"] == "update"
    form = readable(await ana.modal())
    assert "Before Recover:" in form and "Fallback holds" in form
    await ana.submits(override="Everybody is here")
    assert "Because: Everybody is here" in readable(await room.hears("Phase Recover"))


async def test_closing_asks_for_the_metric(slack: Slack, bot: Bot) -> None:
    """With a metric named, closing asks what it shows; what is not well keeps it open, and one modal ends it."""
    room = await commanded(slack)
    await named(slack, room)
    ana = slack.person("ana")
    await ana.runs("/incident close All is fine again", room)
    form = readable(await ana.modal())
    assert "the recovery was not seen: AUC on desktop" in form and "Well is: 0.82 or more" in form
    assert "What does AUC on desktop show?" in form and "All is fine again" in form
    said = await ana.tries(verified="0.79 since 14:00", holds="not_well")
    assert said["response_action"] == "update" and (await incident(bot)).open
    await ana.submits(verified="0.83 since 14:30", holds="well")
    look = readable(await room.hears("the target is met"))
    assert "Seen: 0.83 since 14:30" in look and "Close it" not in look
    last = await ended(room)
    assert "Verified: 0.83 since 14:30" in last and "Although" not in last
    assert (await incident(bot)).verification.holds


async def test_closing_by_words_once_it_was_seen(slack: Slack, bot: Bot) -> None:
    """Whoever looked and saw it well closes with words or with the button on what was told."""
    room = await commanded(slack)
    await named(slack, room)
    ben = slack.person("ben")
    await ben.clicks("open_verification", room)
    assert "Nobody has looked yet." in readable(await ben.modal())
    await ben.submits(observed="0.79", holds="not_well")
    assert "Not well yet" in readable(await room.hears("Not well yet"))
    await ben.clicks("open_verification", room)
    assert "not well: 0.79" in readable(await ben.modal())
    await ben.submits(observed="0.84 in all segments", holds="well")
    await room.hears("Verified: AUC on desktop")
    assert (await incident(bot)).verified_at is not None
    assert "INC-1 is closed." in await slack.person("ana").runs("/incident close AUC held for an hour", room)
    await ended(room)


async def test_another_metric(slack: Slack, bot: Bot) -> None:
    """The modal that asks what the metric shows can ask for another one instead, which nobody has looked at yet."""
    room = await commanded(slack)
    await named(slack, room)
    ben = slack.person("ben")
    await ben.runs("/incident verify", room)
    view = await ben.modal()
    await slack.post(f"as/{ben.id}/click", view_id=view["id"], action_id="name_metric")

    async def asks() -> bool:
        return "Named until now: AUC on desktop" in readable(await ben.modal())

    await eventually(asks, "the form that names another metric")
    await ben.submits(metric="CTR", target="3 %")
    assert "Until now: AUC on desktop" in readable(await room.hears("Metric: CTR"))
    assert (await incident(bot)).verification.metric == "CTR"


async def test_refused_in_a_modal(slack: Slack, bot: Bot, clock: MovedClock) -> None:
    """What is refused inside a modal is said on top of it; going back, the modal is as it was."""
    room = await commanded(slack)
    await named(slack, room)
    ana = slack.person("ana")
    await ana.runs("/incident verify", room)
    form = await ana.modal()
    await asked(bot, clock, "UBEN", Close("AUC is back", override="It was a test"))
    await ended(room)
    await (await slack.direct("ana")).hears("The post-mortem of INC-1 is yours to write")
    await ana.does("click", view_id=form["id"], action_id="name_metric")

    async def refused() -> bool:
        return "This incident is closed. Reopen it first." in readable(await ana.modal())

    await eventually(refused, "the refusal on top")
    await ana.closes()
    assert (await ana.modal())["id"] == form["id"]


async def test_containment_is_not_forgotten(slack: Slack, bot: Bot, clock: MovedClock) -> None:
    """What is in place keeps it open: closing lists it with its lift criterion, and a reason is told in the room."""
    room = await commanded(slack)
    await in_place(bot, clock, room)
    ben = slack.person("ben")
    await ben.runs("/incident close AUC is back", room)
    form = readable(await ben.modal())
    assert "Still in place" in form and "*1, not verified yet:* Serve ranker &lt;old&gt; again" in form
    assert "Lift when: The new version passes the shadow test" in form
    assert (await incident(bot)).open
    await ben.submits(override="The old version stays for good; the change is merged")
    said = await ended(room)
    assert "a change is still in place, and nobody keeps it on purpose" in said
    assert "Because: The old version stays for good; the change is merged" in said
    await (await slack.direct("ana")).hears("The post-mortem of INC-1 is yours to write")


async def test_kept_on_purpose_is_not_forgotten(slack: Slack, bot: Bot, clock: MovedClock) -> None:
    """What somebody keeps on purpose does not keep it open."""
    room = await commanded(slack)
    await in_place(bot, clock, room)
    keep = KeepAction(1, "UBEN", "Until the retrain", clock.now() + timedelta(days=30))
    await asked(bot, clock, "UANA", SettleAction(1, ActionState.VERIFIED, "The canary holds"), keep)
    await room.hears("Action 1 works, verified")
    await room.hears("stays on purpose")
    await (await slack.direct("ben")).hears("you are asked")
    assert "INC-1 is closed." in await slack.person("ana").runs("/incident close AUC is back", room)
    await ended(room)


async def mitigated(slack: Slack, clock: MovedClock) -> Room:
    """The ranker's SEV1 is contained, and it is known which metric will tell; it is Monday, so labels come in hours."""
    await until(clock, weekday=0, hour=10)
    ana = slack.person("ana")
    await ana.runs("/incident declare Feature store is stale")
    await ana.submits(severity="SEV1", type="model", model="ranker")
    await ana.closes()
    room = await slack.room("inc-1-feature-store-is-stale")
    await room.card("Feature store")
    await (await slack.room("incidents")).hears("Feature store")
    await ana.runs("/incident take", room)
    await room.hears("is now Incident Commander")
    await (await slack.direct("ana")).hears("You are Incident Commander")
    await owner_told(slack, room)
    await named(slack, room)
    await ana.runs("/incident phase recover Everyone is on the fallback", room)
    await room.hears("Phase Recover")
    return room


async def owner_told(slack: Slack, room: Room) -> None:
    """The model's owner is proposed as ML Owner, in the room and directly."""
    await room.hears("ML Owner")
    await (await slack.direct("ben")).hears("ML Owner")


async def test_awaiting_labels(slack: Slack, bot: Bot, clock: MovedClock, settled: Settle) -> None:
    """Mitigated, it waits as long as labels take and interrupts as a SEV3; then it asks until somebody has looked."""
    room = await mitigated(slack, clock)
    ana = slack.person("ana")
    told = await ana.runs("/incident await Everyone is on the fallback, bookings settle", room)
    assert "Labels are waited for until" in told
    said = readable(await room.hears("Mitigated, awaiting labels"))
    assert "They will tell by: AUC on desktop" in said and "Next update by" in said
    await clock.forward(minutes=95)
    await settled()
    it = await incident(bot)
    assert it.verification.awaiting_until is not None and it.update_due is not None
    labels = it.verification.awaiting_until
    assert timedelta(days=1, hours=22) < labels - clock.now() < timedelta(days=2)
    await asked(bot, clock, "UANA", updates(clock, labels + timedelta(days=3)))
    await room.hears("Impact: none")
    await clock.forward(days=2)
    said = readable(await room.hears("The labels are due"))
    assert "<@UANA>" in said and "Well is: 0.82 or more" in said and "Wait longer" in said
    await clock.forward(days=1)
    assert "for 1 day:" in readable(await room.hears("The labels are due"))
    await slack.person("ben").clicks("open_verification", room)
    await slack.person("ben").submits(observed="0.83 on 98 % of labels", holds="well")
    await room.hears("the target is met")
    assert "they have told" in readable(await room.hears("Labels are not waited for any more"))
    assert "INC-1 is closed." in await ana.runs("/incident close AUC 0.83 on settled labels", room)
    await ended(room)


def updates(clock: MovedClock, until: datetime) -> PostUpdate:
    """An update, with the next one after that moment."""
    return PostUpdate("none", "waiting", "", Status.GREEN, until)


async def test_waiting_longer_and_no_more(slack: Slack, bot: Bot, clock: MovedClock) -> None:
    """Whoever is asked waits longer with a reason, or stops, and then the severity's own cadence counts again."""
    room = await mitigated(slack, clock)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.runs("/incident await", room)
    assert "By the catalogue they take 2 days" in readable(await ana.modal())
    await ana.submits(reason="Bookings settle")
    await room.hears("Mitigated, awaiting labels")
    await asked(bot, clock, "UANA", updates(clock, clock.now() + timedelta(days=6)))
    await room.hears("Impact: none")
    await clock.forward(days=2, minutes=1)
    await room.hears("The labels are due")
    await ben.clicks("await_labels", room)
    assert "Waited for until now" in readable(await ben.modal())
    later = int((clock.now() + timedelta(days=1)).timestamp())
    await ben.submits(until=later, reason="One more day of bookings")
    await room.hears("Reason: One more day of bookings")
    assert "are not waited for any more" in await ben.runs("/incident await stop", room)
    said = readable(await room.hears("Labels are not waited for any more"))
    assert "<@UBEN> ended it." in said
    assert "No labels are waited for." in await ben.runs("/incident await stop", room)
    await ben.clicks("stop_awaiting", room)
    assert "No labels are waited for." in await told_alone(slack, room, "ben", "No labels")
    it = await incident(bot)
    assert it.update_due is not None and it.update_due <= clock.now() + timedelta(minutes=31)


async def test_harm_is_not_forgotten(slack: Slack, bot: Bot) -> None:
    """Nothing uncontained or unverified waits for labels, and a phase that goes back ends waiting."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.runs("/incident await Labels take two days", room)
    refused = await ana.tries(until=int((await now(bot)).timestamp()), reason="Labels take two days")
    assert refused["errors"] == {
        "until": "Only what is mitigated can wait for labels: move the phase to Recover first."
    }
    await ana.closes()
    await named(slack, room)
    await ana.runs("/incident phase recover The fallback holds", room)
    await room.hears("Phase Recover")
    await ana.runs("/incident await", room)
    await ana.submits(until=int((await now(bot)).timestamp()), reason="Labels take two days")
    await room.hears("Mitigated, awaiting labels")
    await ana.runs("/incident phase contain It came back", room)
    await room.hears("Phase Contain")
    assert "the phase went back" in readable(await room.hears("Labels are not waited for any more"))


async def now(bot: Bot) -> datetime:
    """A day after the declaration."""
    return (await incident(bot)).declared_at + timedelta(days=1)
