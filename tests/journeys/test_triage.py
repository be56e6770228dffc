"""Triage by several people: question by question on one card, measured signals, and false pages closed as such."""

from __future__ import annotations

from typing import Any

import pytest

from bot.app import Bot
from bot.domain.incident import Incident
from bot.domain.triage_log import TriageAnswered, TriageConcluded
from bot.domain.triage_questions import BY_KEY
from bot.domain.triage_rule import FalsePage
from tests.journeys.conftest import Settle
from tests.journeys.opening import commanded, ended
from tests.journeys.responding import hears_conclusions
from tests.journeys.test_verification import in_place
from tests.journeys.workspace import MovedClock, Person, Room, Slack, eventually, readable

EASY = "detector_changed=no cold_start=no"


async def incident(bot: Bot) -> Incident:
    """Incident 1 as it is."""
    it = await bot.queries.incident(1, None)
    assert it is not None
    return it


async def card(slack: Slack, room: Room, words: str) -> dict[str, Any]:
    """The card of triage, as soon as it shows these words."""

    async def look() -> dict[str, Any] | None:
        for message in await room.messages():
            said = readable(message)
            if (
                room.is_bots(message)
                and "*Triage*" in said
                and words in said
                and not message.get("ephemeral")
            ):
                slack.mark("UANA", room.id, message["ts"])
                return message
        return None

    try:
        return await eventually(look, f"a card of triage with {words!r}")
    except AssertionError as never:
        said = [readable(message) for message in await room.messages()]
        raise AssertionError(f"{never}; there is {said[-3:]}") from None


async def presses(person: Person, room: Room, shown: dict[str, Any], value: str) -> dict[str, Any]:
    """Press the control of that message which brings this value back, or choose it in a menu."""
    elements = [element for block in shown["blocks"] for element in block.get("elements", ())]
    body = {"channel": room.id, "ts": shown["ts"]}
    for element in elements:
        if element.get("value") == value:
            return await person.does("click", **body, action_id=element["action_id"])
        if value in [option["value"] for option in element.get("options", ())]:
            return await person.does("click", **body, action_id=element["action_id"], value=value)
    raise AssertionError(f"no control brings {value!r} back: {elements}")


async def leads(slack: Slack, room: Room, answers: str, *people: str) -> None:
    """These people answer in turn, each the question that stands on the card."""
    for nth, pair in enumerate(answers.split()):
        question, _, _ = pair.partition("=")
        shown = await card(slack, room, f"*{BY_KEY[question].asks}*")
        person = slack.person(people[nth % len(people)])
        await presses(person, room, shown, f"1:{pair.replace('=', ':')}")
        await card(slack, room, f"*Triage* · {nth + 1} answered")
    await hears_conclusions(room, answers)


async def begun(slack: Slack) -> Room:
    """Ana commands an incident and triage has begun; Ben is in the room."""
    room = await commanded(slack)
    ana = slack.person("ana")
    assert "Triage begins" in await ana.runs("/incident triage", room)
    await slack.person("ben").does("join", channel=room.id)
    await card(slack, room, "What raised the alarm?")
    return room


async def private(person: Person, slack: Slack, room: Room) -> str:
    """What only that person was told in the room, as soon as it is there."""

    async def look() -> str:
        told = await slack.get(f"as/{person.id}/channels/{room.id}/messages")
        for message in told["messages"]:
            if message.get("ephemeral"):
                slack.mark(person.id, room.id, message["ts"])
        return "\n".join(readable(each) for each in told["messages"] if each.get("ephemeral"))

    return await eventually(look, f"a private word to {person.id}")


@pytest.mark.parametrize(
    ("answers", "found", "playbook"),
    [
        (
            (
                "signal=drift detector_changed=no cold_start=no seasonality=no errors=normal latency=normal "
                "onset=sudden change=pipeline predictions=moved features=one feature_fault=broken"
            ),
            "So far: the data* · no drift · high confidence",
            "Drift alert",
        ),
        (
            "signal=requests detector_changed=no cold_start=no errors=some latency=both_up",
            "So far: serving* · no drift · high confidence",
            "p99 latency spike",
        ),
        (
            (
                "signal=quality detector_changed=no labels=complete cold_start=no seasonality=no errors=normal "
                "latency=normal onset=gradual change=nothing predictions=moved features=none impact=everyone harm=none "
                "workaround=no quality_slo=breached"
            ),
            "So far: the model* · real drift: quality is breached · high confidence",
            "Quality drop",
        ),
    ],
    ids=["data", "serving", "model"],
)
async def test_led_to_a_conclusion(slack: Slack, bot: Bot, answers: str, found: str, playbook: str) -> None:
    """Two people who answer what is asked are led to where it fails and to the playbook that fits."""
    room = await begun(slack)
    await leads(slack, room, answers, "ana", "ben")
    shown = readable(await card(slack, room, found))
    assert f"*Playbook that fits: {playbook}*" in shown
    it = await incident(bot)
    assert {given.by for given in it.triage.answers.values()} == {"UANA", "UBEN"}
    assert (
        it.triage.concluded is not None and it.triage.concluded.playbook.replace("-", " ") == playbook.lower()
    )


async def test_a_changed_answer_is_followed(slack: Slack, bot: Bot) -> None:
    """An answer changed in the modal changes the conclusion; both answers and both conclusions are recorded."""
    room = await begun(slack)
    await leads(slack, room, f"signal=requests {EASY} errors=some", "ana", "ben")
    shown = await card(slack, room, "So far: serving")
    ben = slack.person("ben")
    await presses(ben, room, shown, "1:errors")
    form = await ben.modal()
    assert form["title"]["text"] == "Triage of INC-1" and "Are requests failing?" in readable(form)
    await ben.submits(answer_errors="normal", evidence_errors="5xx at 0.1 %, as every day")
    said = readable(await card(slack, room, "nothing points to serving"))
    assert "Are requests failing? *No more than usual*, by <@UBEN>" in said
    assert "> 5xx at 0.1 %, as every day" in said
    history = [recorded.event for recorded in await bot.queries.history(1)]
    changed = [event for event in history if isinstance(event, TriageAnswered) and event.question == "errors"]
    assert [(event.was, event.answer) for event in changed] == [("", "some"), ("some", "normal")]
    concluded = [event.surface for event in history if isinstance(event, TriageConcluded)]
    assert concluded[-2:] == ["serving", "unknown"]


async def test_another_question_in_the_modal(slack: Slack) -> None:
    """In the modal any question can be chosen, its answer given with evidence, and taken back again."""
    room = await begun(slack)
    await leads(slack, room, "signal=drift", "ana")
    ana = slack.person("ana")
    await ana.clicks("triage_explain:next", room)
    view = await ana.modal()
    await ana.does("click", view_id=view["id"], action_id="triage_question", value="1:impact")

    async def turned() -> bool:
        return "Which users are hit?" in readable((await ana.modal())["blocks"][1])

    await eventually(turned, "the question about users")
    await ana.submits(answer_impact="slice", evidence_impact="Only mobile: -3 %")
    await card(slack, room, "Which users are hit? *A slice")
    shown = await card(slack, room, "*Severity: SEV2*, as signals suggest")
    await presses(ana, room, shown, "1:impact")
    await ana.submits(back_impact=["yes"])
    said = readable(await card(slack, room, "*Triage* · 1 answered"))
    assert "Severity" not in said


async def test_answered_meanwhile(slack: Slack, bot: Bot, clock: MovedClock) -> None:
    """Who presses what somebody else has just answered overwrites nothing, and is told privately what stands."""
    room = await begun(slack)
    shown = await card(slack, room, "What raised the alarm?")
    ana, ben = slack.person("ana"), slack.person("ben")
    await slack.fault("chat.update", "503", times=2)
    await presses(ben, room, shown, "1:signal:requests")
    await presses(ana, room, shown, "1:signal:drift")
    said = await private(ana, slack, room)
    assert "<@UBEN> has answered that meanwhile, so nothing was changed." in said
    assert "What raised the alarm? Latency, errors or timeouts of requests" in said
    assert (await incident(bot)).triage.said == {"signal": "requests"}
    await clock.forward(minutes=1)
    await card(slack, room, "Did the detector itself change")


async def test_answered_while_the_modal_was_open(slack: Slack, bot: Bot) -> None:
    """Nor does a modal overwrite what was answered while it was open; opened again, it may."""
    room = await begun(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.clicks("triage_explain:next", room)
    await presses(ben, room, await card(slack, room, "What raised the alarm?"), "1:signal:requests")
    refused = await ana.tries(answer_signal="drift")
    assert "has answered that meanwhile" in refused["errors"]["answer_signal"]
    await ana.closes()
    await card(slack, room, "*Triage* · 1 answered")
    await ana.clicks("triage_explain:changed", room)
    await ana.submits(answer_signal="drift")
    await card(slack, room, "What raised the alarm? *A drift measure")
    assert (await incident(bot)).triage.said == {"signal": "drift"}


async def test_pressed_twice(slack: Slack, bot: Bot, clock: MovedClock) -> None:
    """The same answer pressed again and again, by two people, stands once and as it was first given."""
    room = await begun(slack)
    shown = await card(slack, room, "What raised the alarm?")
    await slack.fault("chat.update", "503", times=2)
    for name in ("ana", "ana", "ben"):
        await presses(slack.person(name), room, shown, "1:signal:requests")
    history = await bot.queries.history(1)
    assert [each.by for each in history if isinstance(each.event, TriageAnswered)] == ["UANA"]
    await clock.forward(minutes=1)
    await card(slack, room, "Did the detector itself change")


async def test_a_false_page_in_two_clicks(slack: Slack, bot: Bot) -> None:
    """What is concluded to be a false page is closed as such by a button and a submit, with its kind."""
    room = await begun(slack)
    await leads(slack, room, "signal=drift detector_changed=yes old_detector=no", "ana", "ben")
    await card(slack, room, "It looks like a false page:* the detector moved, not the system")
    ben = slack.person("ben")
    await ben.clicks("false_page:found", room)
    form = readable(await ben.modal())
    assert "The detector changed before it paged. The detector as it was stays silent." in form
    await ben.submits()
    said = await ended(room)
    assert "*INC-1 is closed as a false page* by <@UBEN>: the detector moved, not the system." in said
    assert "What shows it: The detector changed before it paged." in said and "owed" not in said
    it = await incident(bot)
    assert (it.open, it.false_page, it.postmortem_owed) == (False, FalsePage.DETECTOR_MOVED, False)
    assert "the incident is closed" in readable(await card(slack, room, "the incident is closed"))


async def test_called_false_by_people(slack: Slack, bot: Bot) -> None:
    """Whoever knows that a page was none says so with its kind and what shows it, without answering a question."""
    room = await begun(slack)
    ana = slack.person("ana")
    await ana.clicks("false_page:said", room)
    assert (await ana.tries(verified="It is Sunday"))["client_side"]
    assert (await ana.tries(kind="seasonality", verified=" \t"))["errors"].keys() == {"verified"}
    await ana.submits(kind="seasonality", verified="Every Sunday since March looks like this")
    await room.hears("is closed as a false page")
    assert (await incident(bot)).false_page is FalsePage.SEASONALITY


async def test_signals_change_the_suggestion(slack: Slack, bot: Bot) -> None:
    """What was measured suggests a severity; the card says where it differs, and a button changes it, prefilled."""
    room = await begun(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.runs("/incident signals", room)
    wrong = await ana.tries(kpi_change_percent="a lot", psi="-1", slo_burn="14.4x")
    assert wrong["errors"].keys() == {"kpi_change_percent", "psi"}
    assert "“a lot” is no change." in wrong["errors"]["kpi_change_percent"]
    await ana.submits(users_hit="everyone", kpi_change_percent="-12 %", psi="0,32", slo_burn="")
    shown = readable(await card(slack, room, "*Severity: signals so far suggest SEV1*, it is SEV2"))
    assert "The KPI fell by 12 % and hits everyone, 10 % being grave." in shown
    await ben.clicks("change_severity:suggested", room)
    form = await ben.modal()
    assert "*What is known suggests SEV1.* You decide." in readable(form)
    chosen = next(block for block in form["blocks"] if block.get("block_id") == "severity")["element"]
    assert chosen["initial_option"]["value"] == "SEV1"
    await ben.submits()
    said = readable(await room.hears("raised the severity from SEV2 to *SEV1*"))
    assert "Reason: The KPI fell by 12 %" in said and "otherwise" not in said
    await card(slack, room, "*Severity: SEV1*, as signals suggest")
    await ana.runs("/incident severity SEV3 It is only a shadow model", room)
    assert "Signals suggest SEV1; people decided otherwise." in readable(await room.hears("*SEV3*"))
    signals = (await incident(bot)).triage.signals
    assert (signals.kpi_change_percent, signals.psi, signals.slo_burn) == (-12.0, 0.32, None)


async def test_asked_for_again(slack: Slack) -> None:
    """Who asks for triage that has begun is shown the way to its card, and what it says, in private."""
    room = await begun(slack)
    shown = await card(slack, room, "What raised the alarm?")
    said = await slack.person("ben").runs("/incident triage", room)
    assert "Only you see this" in said and f"/archives/{room.id}/p{shown['ts'].replace('.', '')}" in said
    assert "*What raised the alarm?*" in said


async def test_what_people_type_stays_text(slack: Slack) -> None:
    """Evidence is text, whatever it holds, and long evidence does not push the card off the screen."""
    room = await begun(slack)
    ana = slack.person("ana")
    await ana.clicks("triage_explain:next", room)
    await ana.submits(
        answer_signal="drift", evidence_signal="<!channel> *bold* <https://evil.example|x> " * 11
    )
    said = readable(await card(slack, room, "*Triage* · 1 answered"))
    assert "&lt;!channel&gt;" in said and "<!channel>" not in said and "evil.example|x>" not in said
    assert len(said.splitlines()) < 40


async def test_closed_is_closed(slack: Slack) -> None:
    """A closed incident takes no triage, and says so."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.runs("/incident close Well again", room)
    await ended(room)
    for line in ("triage", "signals"):
        assert "This incident is closed. Reopen it first." in await ana.runs(f"/incident {line}", room)


async def test_from_the_card(slack: Slack, bot: Bot) -> None:
    """The button on the incident's card begins triage; pressed again it shows the way, and begins nothing."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.clicks("open_triage", room)
    await card(slack, room, "What raised the alarm?")
    version = (await incident(bot)).version
    await ana.clicks("open_triage", room)
    assert "Only you see this" in await private(ana, slack, room)
    assert (await incident(bot)).version == version


async def test_the_playbook_that_fits_is_attached(slack: Slack, bot: Bot, settled: Settle) -> None:
    """The playbook that triage offers is attached by its button, and the card stops offering it."""
    room = await begun(slack)
    await leads(slack, room, "signal=drift", "ana")
    shown = await card(slack, room, "*Playbook that fits: Drift alert*")
    await presses(slack.person("ana"), room, shown, "1:drift-alert")
    assert "“Drift alert” is attached" in await private(slack.person("ana"), slack, room)
    offers = await card(slack, room, "*Playbook: Drift alert*, attached")
    assert "Attach the playbook" not in readable(offers)
    it = await incident(bot)
    assert it.playbook is not None and it.playbook.playbook.key == "drift-alert"
    await settled()
    await room.hears("0 of 12 done")


async def test_a_new_conclusion_is_told(slack: Slack, bot: Bot) -> None:
    """The room is told when triage points somewhere, elsewhere, or to a false page; never of mere answers."""
    room = await begun(slack)
    await leads(slack, room, "signal=drift detector_changed=yes old_detector=no", "ana", "ben")
    newest = (await room.messages())[-1]
    assert "*Next:* close it as a false page" in readable(newest) and "Close as a false page" in readable(
        newest
    )
    shown = await card(slack, room, "It looks like a false page")
    await presses(slack.person("ana"), room, shown, "1:old_detector")
    await slack.person("ana").submits(answer_old_detector="yes")
    said = readable(await room.hears("no false page after all"))
    assert "*Next:*" in said
    await card(slack, room, "nothing points to serving")


async def test_a_false_page_forgets_no_containment(slack: Slack, bot: Bot, clock: MovedClock) -> None:
    """What is in place is shown by the modal that calls a page false, which then asks why it may stay."""
    room = await begun(slack)
    ana = slack.person("ana")
    await in_place(bot, clock, room)
    await ana.clicks("false_page:said", room)
    form = readable(await ana.modal())
    assert "*Still in place*" in form and "*1, not verified yet:* Serve ranker &lt;old&gt; again" in form
    said = await ana.tries(kind="seasonality", verified="Every Sunday")
    assert said.get("response_action") == "update"
    assert "Every Sunday" in readable(await ana.modal()) and (await incident(bot)).open
    await ana.submits(override="It is the better version anyway")
    told = readable(await room.hears("is closed as a false page"))
    assert "Because: It is the better version anyway" in told
    assert (await incident(bot)).false_page is FalsePage.SEASONALITY


async def test_what_triage_offers_says_by_itself_what_is_next(slack: Slack) -> None:
    """The message that names where it fails offers the playbook that fits, and its button attaches it."""
    room = await begun(slack)
    await leads(slack, room, f"signal=requests {EASY} errors=some", "ana", "ben")
    newest = (await room.messages())[-1]
    assert "*Triage points to serving*" in readable(newest)
    assert "attach the playbook “p99 latency spike”" in readable(newest)
    await presses(slack.person("ana"), room, newest, "1:p99-latency-spike:triage")
    assert "is attached" in await private(slack.person("ana"), slack, room)
    await room.hears("0 of ")


async def test_what_triage_offered_once_is_not_attached_later(slack: Slack, bot: Bot) -> None:
    """The button of an earlier conclusion attaches nothing once triage says that another playbook fits."""
    room = await begun(slack)
    await leads(slack, room, f"signal=requests {EASY} errors=some", "ana", "ben")
    earlier = next(m for m in reversed(await room.messages()) if "*Triage points to serving*" in readable(m))
    more = "latency=both_up time_spent=dependency saturation=no dependency=feature_store"
    for pair in more.split():
        question, _, _ = pair.partition("=")
        shown = await card(slack, room, f"*{BY_KEY[question].asks}*")
        await presses(slack.person("ana"), room, shown, f"1:{pair.replace('=', ':')}")
    await card(slack, room, "*Playbook that fits: Feature-store outage*")
    await presses(slack.person("ana"), room, earlier, "1:p99-latency-spike:triage")
    assert "Nothing was attached" in await private(slack.person("ana"), slack, room)
    assert (await incident(bot)).playbook is None
