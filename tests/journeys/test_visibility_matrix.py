"""One table of every outward surface, and who reads of an incident there: insiders, and of an open one everybody.

Whoever adds a verb, a control or a modal adds its line here; what is about one incident is refused to outsiders in the
words that are said of an incident that there is not.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio

from bot.domain.incident import Incident
from handlers.listeners import BUTTONS, MENU_OPTIONS, VERBS, VIEWS
from tests.journeys.forging import Office, office
from tests.journeys.receiver import Receiver, configured, receiving
from tests.journeys.test_responder_visibility import FIELDS, SECRET, about, busy, values
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable

About = Literal["one", "many", "nothing"]
"""one: an incident that is named. many: whatever the asker may see. nothing: no incident at all."""

VERB_TABLE: dict[str, tuple[About, str]] = {
    "": ("nothing", ""),
    "help": ("nothing", ""),
    "declare": ("nothing", "Something else"),
    "oncall": ("nothing", ""),
    "list": ("many", "all"),
    "search": ("many", SECRET),
    "metrics": ("many", ""),
    "actions": ("many", ""),
    **dict.fromkeys(
        ("status", "summary", "catchup", "similar", "steps", "take", "decline", "update", "decisions"),
        ("one", ""),
    ),
    **dict.fromkeys(
        ("hypotheses", "triage", "signals", "times", "close", "postmortem", "review"), ("one", "")
    ),
    **dict.fromkeys(("retry", "ack", "containments", "contain", "verify", "model"), ("one", "")),
    "playbook": ("one", "attach drift-alert"),
    "assign": ("one", "<@UELI> ops"),
    "handover": ("one", "<@UELI> ops"),
    "snooze": ("one", "30"),
    "extend": ("one", "30 Words"),
    "cadence": ("one", "30 Words"),
    "severity": ("one", "SEV1 Words"),
    "phase": ("one", "recover Words"),
    **dict.fromkeys(("decide", "hypothesis", "note", "await", "reopen", "hold", "unhold"), ("one", "Words")),
    **dict.fromkeys(("escalate", "action"), ("one", "Words")),
}
"""Of each verb: whom it is about, and words that go with it."""

CONTROLS_OF_MANY = {"list_page:prev", "list_page:next", "home_page:prev", "home_page:next"} | {
    "search_page:prev",
    "search_page:next",
    "items_page:prev",
    "items_page:next",
    "items_csv",
}
CONTROLS_OF_NOTHING = {"declare_incident", "choose_playbook", "playbook_page:prev", "playbook_page:next"} | {
    f"read_playbook:{nth}" for nth in (1, 2, 3)
}
CONTROLS_OF_ONE = frozenset(
    [
        "take_command",
        "assign_role",
        "decline_role",
        "post_update",
        "extend_update",
        "snooze_reminders",
        "record_decision",
        "add_item",
        "change_item",
        "decline_item",
        "item_start",
        "item_done",
        "open_hypothesis",
        "add_evidence",
        "evidence_for",
        "evidence_against",
        "judge_hypothesis",
        "correct_hypothesis",
        "hypotheses_page:prev",
        "hypotheses_page:next",
        "take_ownership",
        "decline_ownership",
        "change_severity",
        "change_severity:suggested",
        "open_triage",
        "triage_answer:1",
        "triage_answer:2",
        "triage_answer:3",
        "triage_answer:4",
        "triage_answer:5",
        "triage_answer_menu",
        "triage_explain:next",
        "triage_explain:changed",
        "triage_question",
        "report_signals",
        "false_page:found",
        "false_page:said",
        "open_verification",
        "name_metric",
        "await_labels",
        "stop_awaiting",
        "close_incident",
        "send_last_word",
        "reopen_incident",
        "write_postmortem",
        "write_section",
        "write_summary",
        "move_review",
        "open_wording",
        "assign_review",
        "take_over_document",
        "retry_deliveries",
        "open_escalation",
        "acknowledge_escalation",
        "read_past:1",
        "read_past:2",
        "read_past:3",
        "attach_playbook",
        "change_playbook",
        "tick_item",
        "open_items",
        "open_item",
        "open_item:1",
        "open_item:2",
        "open_item:3",
        "open_rows",
        "choose_row",
        "open_steps",
        "open_step",
        "propose_containment",
        "approve_action",
        "apply_action",
        "run_action",
        "try_action",
        "run_back_action",
        "withdraw_action",
        "verify_action",
        "lift_action",
        "revert_action",
        "fail_action",
        "keep_action",
        "postpone_action",
    ]
)
OPTIONS_OF_ONE = frozenset(
    [
        "phase",
        "times",
        "decisions",
        "evidence",
        "judge",
        "correct_hypothesis",
        "item_start",
        "item_done",
        "item_open",
        "item_change",
        "item_drop",
        "item_decline",
        "rhythm",
        "catch_up",
        "open_playbook",
        "open_steps",
        "open_hypothesis",
        "open_verification",
        "assign_review",
        "share_review",
        "waive_items",
        "review_back",
        "change_wording",
        "keep_wording",
        "action_page",
        "action_keep",
        "action_undo",
        "actions",
    ]
)
MODALS_OF_ONE = frozenset(
    [
        "update",
        "update_preview",
        "last_word",
        "rhythm",
        "severity",
        "triage_answer",
        "triage_signals",
        "false_page",
        "phase",
        "times",
        "decide",
        "hypothesis",
        "evidence",
        "judge",
        "item",
        "item_drop",
        "item_decline",
        "correct_hypothesis",
        "note",
        "role",
        "decline",
        "metric",
        "verification",
        "await_labels",
        "section",
        "review_assign",
        "review_back",
        "keep_wording",
        "waive_items",
        "close",
        "reopen",
        "escalate",
        "playbook_item",
        "change_playbook",
        "first_step",
        "containment",
        "proposal",
        "apply",
        "settle",
        "keep",
        "postpone",
        "undo",
    ]
)
MODALS_OF_NOTHING = {"declare"}

OF_MODALS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "item": (
        {"item": 1, "edition": 0},
        {
            "category": {"selected_option": {"value": "signal"}},
            "due": {"selected_date": "2030-01-01"},
            "link": {"value": "https://tracker.example/1"},
        },
    ),
    "item_drop": ({"item": 1}, {}),
    "item_decline": ({"item": 1}, {}),
    "keep_wording": ({"section": "summary", "words": "careless"}, {}),
    "section": ({"section": "summary"}, {}),
    "review_back": ({}, {"state": {"selected_option": {"value": "draft"}}}),
    "update_preview": (
        {"impact": "x", "actions": "x", "eta": "", "status": "red", "next": 0, "next_check_in": 0},
        {},
    ),
}
"""What single modals remember and ask beside what all of them do."""

DIGESTS = """
digests:
  daily: {at: "09:00", channels: [CMLPLATFORM], people: [UELI, UANA], days: [0, 1, 2, 3, 4, 5, 6]}
  weekly: {at: "09:00", day: 0, channels: [CMLPLATFORM], people: [UELI, UANA]}
"""


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A webhook of the team's."""
    async with receiving() as receiver:
        yield receiver


@pytest_asyncio.fixture
async def there(
    redis_url: str, clock: MovedClock, tmp_path: Path, receiver: Receiver
) -> AsyncIterator[Office]:
    """A workspace whose team has digests for a channel, for Ana and for Eli, and somebody who forges."""
    folder = configured(tmp_path / "config", receiver.url)
    policy = folder / "policy.yml"
    policy.write_text(f"{policy.read_text('utf-8')}\n{DIGESTS}", "utf-8")
    async with office(redis_url, clock, folder) as it:
        yield it


def test_the_table_knows_everything() -> None:
    """Every verb, control and modal stands in the table, and nothing that there is not any more."""
    assert set(VERB_TABLE) == set(VERBS)
    assert set(BUTTONS) == CONTROLS_OF_MANY | CONTROLS_OF_NOTHING | CONTROLS_OF_ONE
    assert set(MENU_OPTIONS) == OPTIONS_OF_ONE
    assert set(VIEWS) == MODALS_OF_ONE | MODALS_OF_NOTHING


async def incident(there: Office) -> Incident:
    """Incident 1 as it is."""
    it = await there.bot.queries.incident(1, "UANA")
    assert it is not None
    return it


async def test_verbs_to_an_outsider(there: Office) -> None:
    """Of a confidential incident no verb tells an outsider anything, whatever number or words it is given."""
    slack = there.slack
    await busy(slack, "restricted")
    before, eli, wrong = (await incident(there)).version, slack.person("eli"), {}
    for verb, (kind, words) in VERB_TABLE.items():
        if kind == "one":
            hidden = await eli.runs(f"/incident {verb} inc-1 {words}")
            missing = await eli.runs(f"/incident {verb} inc-99 {words}")
            if hidden.replace(" 1 ", " 99 ") != missing or "There is no incident 99" not in missing:
                wrong[verb] = (hidden, missing)
        else:
            said = (await eli.runs(f"/incident {verb} {words}")).replace(f"Looked for: {SECRET}", "")
            if SECRET in said.replace(f"for {SECRET}", ""):
                wrong[verb] = (said, "")
        view = (await slack.get(f"as/{eli.id}/view"))["modal"]
        if view is not None:
            assert SECRET not in readable(view), verb
            await eli.closes()
    assert wrong == {}
    assert (await incident(there)).version == before


@pytest.mark.parametrize("flags", [(), ("restricted",)], ids=["open", "restricted"])
async def test_verbs_to_an_insider(there: Office, flags: tuple[str, ...]) -> None:
    """Who is inside is told of it by every verb that tells of incidents; of an open one so is everybody."""
    slack = there.slack
    await busy(slack, *flags)
    for name in ("ana",) if flags else ("ana", "eli"):
        person = slack.person(name)
        for told in (
            "status inc-1",
            "summary inc-1",
            "catchup inc-1",
            "list all",
            f"search {SECRET}",
            "hypotheses inc-1",
        ):
            assert SECRET in await person.runs(f"/incident {told}"), (name, told)
        assert SECRET in readable(await person.home()), name


async def test_controls_to_an_outsider(there: Office) -> None:
    """Nor does any button, menu or modal, however it is forged."""
    slack, forger = there.slack, there.forger
    await busy(slack, "restricted")
    it = await incident(there)
    wrong: dict[str, str] = {}
    for action_id in BUTTONS:
        for value in (*values(it), f"0:{SECRET}"[:20]):
            status, text = await forger.presses("UELI", action_id, value)
            assert status == 200 and SECRET not in text
        said = (await forger.heard()).replace(f"Looked for: {SECRET}", "").replace(f"for {SECRET}", "")
        refused = said.count("There is no incident") >= len(values(it))
        if SECRET in said or (action_id in CONTROLS_OF_ONE and not refused):
            wrong[action_id] = said[:300]
    for option in MENU_OPTIONS:
        for value in values(it):
            await forger.presses("UELI", "more", f"{option}:{value}")
        said = await forger.heard()
        if SECRET in said or said.count("There is no incident") != len(values(it)):
            wrong[option] = said[:300]
    for callback_id in MODALS_OF_ONE:
        remembered, filled = OF_MODALS.get(callback_id, ({}, {}))
        answer = str(await forger.submits("UELI", callback_id, about(it) | remembered, FIELDS | filled))
        if SECRET in answer or "There is no incident" not in answer:
            wrong[f"modal {callback_id}"] = answer[:300]
    assert wrong == {}
    assert (await incident(there)).version == it.version
    for name in ("eli", "fay", "dee"):
        assert SECRET not in await everything_said_to(slack, name), name


@pytest.mark.parametrize("flags", [(), ("restricted",)], ids=["open", "restricted"])
async def test_what_is_sent(there: Office, clock: MovedClock, flags: tuple[str, ...]) -> None:
    """Announcements, digests to a channel and to people, home: an open incident is told, a confidential one not."""
    slack = there.slack
    await busy(slack, *flags)
    await clock.forward(days=8)
    assert SECRET in await eventually(lambda: digest_of(slack, "ana"), "Ana's digest")
    await eventually(lambda: digest_of(slack, "eli"), "Eli's digest")
    for name in ("eli", "fay", "dee"):
        said = await everything_said_to(slack, name)
        home = readable(await slack.person(name).home())
        assert not flags or SECRET not in said + home, name
    assert (SECRET in await everything_said_to(slack, "eli")) == (not flags)


@pytest.mark.parametrize("flags", [(), ("restricted",)], ids=["open", "restricted"])
async def test_what_a_room_is_offered(there: Office, flags: tuple[str, ...]) -> None:
    """A later room is shown an open past incident and never a confidential one; who was inside may ask for it."""
    slack, ana, eli = there.slack, there.slack.person("ana"), there.slack.person("eli")
    await ana.declares(f"{SECRET} nulls", flags=list(flags), model="ranker")
    first = await slack.room(f"inc-1-{SECRET.casefold()}-nulls")
    await ana.runs("/incident take", first)
    await ana.runs("/incident close", first)
    await ana.submits(verified="It is well")
    await eli.declares("Quixotes null", model="ranker")
    room = await slack.room("inc-2-quixotes-null", seen_by="eli")
    await room.card()
    if not flags:
        assert f"{SECRET} nulls" in readable(await room.hears("looks like what was here before"))
    said = [readable(message) for message in await room.messages()]
    assert any("looks like" in each for each in said) == (not flags)
    assert (f"{SECRET} nulls" in await eli.runs("/incident similar inc-2")) == (not flags)
    assert f"{SECRET} nulls" in await ana.runs("/incident similar inc-2")


async def digest_of(slack: Slack, name: str) -> str:
    """All direct messages with a digest, as soon as there is one."""
    said = await everything_said_to(slack, name, kinds=("im",))
    return said if "incident" in said.casefold() else ""


async def everything_said_to(slack: Slack, name: str, kinds: tuple[str, ...] = ()) -> str:
    """All that this person can read anywhere."""
    person = slack.person(name)
    told: list[Any] = []
    for channel in (await slack.get(f"as/{person.id}/channels"))["channels"]:
        if not kinds or channel["kind"] in kinds:
            messages = await Room(slack, person, channel["id"], channel["name"]).messages()
            told += [readable(message) for message in messages]
            told += [str(message.get("files", "")) for message in messages]
    return "\n".join(told)
