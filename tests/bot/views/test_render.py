"""Everything that Tocsin says: within Slack's limits, marked, calm, and deaf to what people typed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import events as happened
from bot.views.render import ANSWERS, Message
from bot.views.room import NothingToSay
from tests.bot.views.gallery import ANA, BEN, HOSTILE, NOW, Said, Story, bare, closed, gallery, page_of, story
from tests.bot.views.slack_limits import length, markup_of, problems_of_message, problems_of_view, texts_of
from tests.bot.views.wording import WORDS

PLAIN = "Feature store is stale since the nightly run"
STORIES = {
    "plain": story(PLAIN),
    "drill": story(PLAIN, drill=True),
    "restricted": story(PLAIN, restricted=True),
    "hostile": story(HOSTILE, drill=True, restricted=True),
    "empty": bare(),
    "invisible": bare(" \u200b\u2060"),
    "maximal": story("W" * 10_000, amount=30, drill=True),
    "maximal lines": story("line\n" * 2_000, amount=30),
    "maximal signs": story("<&>" * 3_000, amount=30),
    "maximal emoji": story("\U0001f525" * 10_000, amount=30),
}
OURS = re.compile(
    r"<@(?:UANA|UBEN|UCHI|UGONE\d+)>|<#CROOM>|<!subteam\^SCALL>"
    r"|<!date\^\d+\^\{time\} \{date_short_pretty\}\|[-0-9: ]+ UTC>"
    r"|<https://(?:dash\.example|acme\.slack\.com)/[^\s<>|]+\|[A-Za-z0-9 -]+>"
)
PHONE = 2 * 32
"""Lines of two phone screens, about 45 characters wide."""


@cache
def said_in(name: str) -> tuple[Said, ...]:
    """All that is said in that story."""
    return tuple(gallery(WORDS, STORIES[name]))


def problems_of(said: Said) -> list[str]:
    """What Slack would refuse."""
    if said.view is not None:
        return problems_of_view(said.view)
    if said.blocks is not None:
        return problems_of_message(said.text, said.blocks)
    return [] if 1 <= length(said.text) <= 3000 and said.text.strip() else [f"{length(said.text)} characters"]


def markup(said: Said) -> list[str]:
    """Everything that Slack reads as mrkdwn."""
    return [said.text, *markup_of(said.blocks or []), *markup_of(said.view or {})]


def phone_lines(message: Message) -> int:
    """About how many lines the message takes on a phone, buttons two to a line."""
    texts = sum(
        max(1, -(-len(line) // 45))
        for text in texts_of([block for block in message.blocks if block["type"] != "actions"])
        for line in unescape(re.sub(r"<[^<>|]*\|([^<>]*)>", r"\1", text)).split("\n")
    )
    buttons = sum(-(-len(block["elements"]) // 2) for block in message.blocks if block["type"] == "actions")
    return texts + 2 * buttons + len(message.blocks)


@pytest.mark.parametrize("name", STORIES)
def test_slack_would_take_it(name: str) -> None:
    """Every template is within Slack's limits with plain, hostile, empty and maximal contents."""
    assert {said.name: found for said in said_in(name) if (found := problems_of(said))} == {}


@pytest.mark.parametrize("name", STORIES)
def test_nothing_typed_is_live(name: str) -> None:
    """No mention, link or date is in any mrkdwn but those that Tocsin itself made."""
    live = {said.name: text for said in said_in(name) for text in markup(said) if "<" in OURS.sub("", text)}
    assert live == {}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(min_size=1, max_size=60).map(lambda text: text * 7)
    | st.text(alphabet="<>&!@#|^*_~`:/\\ \n\u202e\u0000Ua🔥{}%", min_size=1, max_size=400)
    | st.just(HOSTILE)
)
def test_any_text_stays_text(text: str) -> None:
    """Whatever people type is neither live in mrkdwn nor ever beyond a limit."""
    typed = text.encode("utf-8", "ignore").decode()
    for said in gallery(WORDS, story(f"x{typed}")):
        assert problems_of(said) == [], said.name
        for part in markup(said):
            assert "<" not in OURS.sub("", part), said.name


@given(st.text(max_size=300), st.integers(0, 99), st.integers(1, 10**9))
def test_every_room_name_is_one(title: str, attempt: int, number: int) -> None:
    """A room's name has only the characters and the length that Slack takes, and begins with the incident."""
    it = replace(STORIES["plain"].it, title=title, number=number)
    name = WORDS.room_name(it, attempt)
    assert re.fullmatch(r"[a-z0-9_-]{1,80}", name)
    assert name.startswith(f"inc-{number}")


@given(st.text(max_size=300))
def test_room_names_differ(title: str) -> None:
    """Every attempt at a room's name is another name."""
    it = replace(STORIES["plain"].it, title=title)
    assert len({WORDS.room_name(it, attempt) for attempt in range(12)}) == 12


@pytest.mark.parametrize(
    ("title", "attempt", "name"),
    [
        ("Feature store is stale", 0, "inc-7-feature-store-is-stale"),
        ("Feature store is stale", 1, "inc-7-feature-store-is-stale-2"),
        ("Überschätzte Klicks: 40 %!", 0, "inc-7-uberschatzte-klicks-40"),
        ("🔥🔥", 0, "inc-7"),
        ("🔥🔥", 2, "inc-7-3"),
        ("word " * 40, 0, "inc-7" + "-word" * 15),
    ],
)
def test_room_name(title: str, attempt: int, name: str) -> None:
    """A room is named after its incident, folded to what Slack takes."""
    assert WORDS.room_name(replace(STORIES["plain"].it, title=title), attempt) == name


@pytest.mark.parametrize("name", STORIES)
def test_messages_fit_two_phone_screens(name: str) -> None:
    """However much was typed, no message is longer than two screens of a phone."""
    long = {
        said.name: lines
        for said in said_in(name)
        if said.blocks is not None and (lines := phone_lines(Message(said.text, said.blocks))) > PHONE
    }
    assert long == {}


@pytest.mark.parametrize("name", [name for name, told in STORIES.items() if told.it.drill])
def test_drills_are_marked(name: str) -> None:
    """Everything about one incident that is a drill says in words that it is one."""
    general = (
        "answer",
        "refusal",
        "help",
        "verb",
        "incidents",
        "home",
        "pending",
        "declare",
        "catalogue",
        "everywhere",
        "nowhere",
        "metrics",
    )
    for said in said_in(name):
        if any(word in said.name for word in general):
            continue
        assert said.view is not None or "[DRILL]" in said.text, said.name
        blocks = said.blocks or (said.view or {}).get("blocks", [])
        assert not blocks or "[DRILL]" in "\n".join(texts_of(blocks)), said.name


def test_restricted_says_nothing_outside() -> None:
    """The announcement of a restricted incident has neither its title nor any detail nor a way in."""
    message = WORDS.announcement(STORIES["restricted"].it, NOW)
    assert "A restricted incident" in message.text
    told = str(message)
    assert not any(secret in told for secret in ("Feature", "stale", "SEV", ANA, BEN, "CROOM", "Contain"))


def test_restricted_is_marked_inside() -> None:
    """The card of a restricted incident says in words that it is one."""
    assert "[RESTRICTED]" in shown(WORDS.card(STORIES["restricted"].it, NOW))


def shown(message: Message) -> str:
    """All that the message shows."""
    return "\n".join(texts_of(message.blocks))


def actions_of(message: Message) -> list[str]:
    """The action ids of its buttons and menus, in order."""
    found = [element for block in message.blocks for element in block.get("elements", [])]
    found += [block["accessory"] for block in message.blocks if "accessory" in block]
    return [element["action_id"] for element in found if "action_id" in element]


def test_card_shows_everything() -> None:
    """The card shows title, severity and meaning, phase, roles, next update, times, model, links and trouble."""
    text = shown(WORDS.card(STORIES["plain"].it, NOW))
    for part in (
        "INC-7 · Feature store",
        "*SEV1*: Feature store",
        "*Phase:* Triage",
        "<@UANA>",
        "*Nobody yet:*",
        "*Next update* due <!date^",
        "Started <!date^",
        "declared <!date^",
        "model Feature store",
        "*Last update:* 🟠 Amber",
        "|Post-mortem>",
        "|The message that began it>",
        "|Dashboard>",
        "|Dashboard 2>",
        "|Runbook",
        "*Not delivered:*",
    ):
        assert part in text
    untold = replace(STORIES["plain"].it, updates=())
    assert "What is seen: Feature store" in shown(WORDS.card(untold, NOW))


def test_card_offers_the_next_step() -> None:
    """An open card offers what can be done; command only while nobody has it."""
    led, alone = STORIES["plain"].it, replace(STORIES["plain"].it, roles={}, given_up=())
    work = ["post_update", "open_triage", "propose_containment", "more_work"]
    common = [*work, "record_decision", "change_severity", "assign_role", "close_incident", "more"]
    assert actions_of(WORDS.card(led, NOW)) == [*common, "retry_deliveries"]
    assert actions_of(WORDS.card(alone, NOW)) == ["take_command", *common]


def test_card_says_overdue_in_words() -> None:
    """An update that is late is called overdue, by how long, and by whom it is owed."""
    it = replace(STORIES["plain"].it, update_due=NOW)
    assert "*Update overdue* by 12 min" in shown(WORDS.card(it, NOW + timedelta(minutes=12)))
    assert "owed by <@UBEN>" in shown(WORDS.card(it, NOW + timedelta(minutes=12)))


def test_closed_card() -> None:
    """After the end the card says what was verified and offers the post-mortem and reopening."""
    message = WORDS.card(replace(closed(STORIES["plain"]).it, given_up=()), NOW)
    assert "Verified: Feature store" in shown(message)
    assert "Next update" not in shown(message)
    assert actions_of(message) == ["write_postmortem", "reopen_incident", "more"]


@pytest.mark.parametrize(
    ("roles", "asked"),
    [
        ({"ic": ANA, "comms": BEN}, "<@UBEN>, please say how it stands."),
        ({"ic": ANA}, "<@UANA>, please say how it stands."),
        ({}, "Whoever is here: please say how it stands."),
    ],
)
def test_who_owes_the_update(roles: dict[str, str], asked: str) -> None:
    """A reminder names Communications, else the commander, else whoever is here."""
    told = STORIES["plain"]
    message = WORDS.room_message(replace(told.it, roles=roles), told.last(happened.Reminded))
    assert asked in shown(message)
    assert actions_of(message) == ["post_update", "extend_update", "snooze_reminders"]


@pytest.mark.parametrize(
    ("stage", "minutes", "words"),
    [
        ("update_soon", -5, "*Update due* in 5 min"),
        ("update_due", 0, "*Update due* now"),
        ("update_overdue", 15, "*Update overdue* by 15 min"),
    ],
)
def test_update_reminders(stage: str, minutes: int, words: str) -> None:
    """The three reminders say how far the update is away."""
    it = replace(STORIES["plain"].it, update_due=NOW)
    at = NOW + timedelta(minutes=minutes)
    event = happened.Reminded.model_validate({"reminder": stage, "at": at})
    assert words in shown(WORDS.room_message(it, happened.Recorded(version=99, at=at, by=None, event=event)))


def test_nobody_leads() -> None:
    """An incident that nobody commands says so, with the button that helps."""
    told = STORIES["empty"]
    reminded = happened.Recorded(
        version=99,
        at=NOW + timedelta(minutes=5),
        by=None,
        event=happened.Reminded(reminder="no_commander", at=NOW),
    )
    message = WORDS.room_message(told.it, reminded)
    assert "Nobody commands this incident yet" in shown(message)
    assert actions_of(message) == ["take_command", "assign_role"]


def test_duty_card() -> None:
    """Who gets a role is told by whom, the duties, the handover, where the room is, and how to decline."""
    told = STORIES["plain"]
    taken = next(each for each in told.history if isinstance(each.event, happened.RoleTaken))
    message = WORDS.person_message(told.it, taken, ANA)
    for part in (
        "You are Feature store",
        "Asked by <@UBEN>",
        "Handed over with: ",
        "Your duties:",
        "<#CROOM>",
    ):
        assert part in shown(message)
    assert actions_of(message) == ["open_room", "decline_role"]
    assert "7:ic" in str(message.blocks)


def test_status_colours_have_words() -> None:
    """No colour stands without its word, here or anywhere."""
    for sign, word in (("🔴", "Red"), ("🟠", "Amber"), ("🟢", "Green")):
        for said in gallery(WORDS, STORIES["plain"]):
            for text in (said.text, *texts_of(said.blocks or []), *texts_of(said.view or {})):
                assert text.count(sign) == text.count(f"{sign} {word}")


def test_events_without_words() -> None:
    """Asking for words about an event that nobody is told of is a mistake that shows."""
    told = STORIES["plain"]
    with pytest.raises(NothingToSay, match="room_opened"):
        WORDS.room_message(told.it, told.last(happened.RoomOpened))
    with pytest.raises(NothingToSay, match="card_posted"):
        WORDS.person_message(told.it, told.last(happened.CardPosted), ANA)


def test_topic_names_the_commander() -> None:
    """The topic has severity, phase, commander and title in at most 250 characters."""
    assert WORDS.topic(STORIES["plain"].it) == f"SEV1 · Triage · commander: <@UANA> · {PLAIN}"
    assert all(length(WORDS.topic(told.it)) <= 250 for told in STORIES.values())


def test_answers_know_their_keys_and_values() -> None:
    """An answer that there is not, or a value that answers never name, is a mistake that shows."""
    assert all(WORDS.answer(key) for key in ANSWERS)
    with pytest.raises(KeyError):
        WORDS.answer("no_such_answer")
    with pytest.raises(TypeError, match="colour"):
        WORDS.answer("recorded", colour="red")


def test_metadata_comes_back_verbatim() -> None:
    """What a modal has to remember is not touched."""
    metadata = '{"text": "<\\u0000 & \u202e  "}'
    assert WORDS.note(STORIES["plain"].it, metadata)["private_metadata"] == metadata


def test_fields_of_modals() -> None:
    """Each input's block is named after its field, and the element is called value."""
    told = STORIES["plain"]
    expected = {
        "declare": ["title", "severity", "type", "model", "model_other", "seen", "started_at", "flags"],
        "declare blank": ["title", "severity", "type", "model_other", "seen", "started_at", "flags"],
        "declare another": [
            "title",
            "severity",
            "type",
            "model",
            "model_other",
            "seen",
            "started_at",
            "flags",
        ],
        "update": ["status", "impact", "actions", "eta", "next_check_in", "audiences"],
        "rhythm": ["change", "minutes", "reason"],
        "severity": ["severity", "reason"],
        "phase": ["phase", "reason"],
        "times": ["which", "at", "reason"],
        "decide": ["what", "options", "rationale", "evidence", "revisit_at", "corrects"],
        "note": ["text"],
        "role": ["role", "person", "handover"],
        "decline": ["reason"],
        "close": ["verified", "holds", "override"],
        "reopen": ["reason"],
    }
    views = {said.name: said.view for said in gallery(WORDS, told) if said.view}
    for name, names in expected.items():
        view = views[f"open {name}"]
        inputs = [block for block in view["blocks"] if block["type"] == "input"]
        assert [block["block_id"] for block in inputs] == names
        assert {block["element"]["action_id"] for block in inputs} <= {"value"}
        assert view["callback_id"] == _CALLBACKS.get(name, name)


_CALLBACKS = {"declare another": "declare", "declare blank": "declare"}


def test_what_modals_begin_with() -> None:
    """The update begins with the last status, a correction with its decision, a role with its person."""
    it = STORIES["plain"].it
    elements = {
        block["block_id"]: block["element"]
        for view in (
            WORDS.update(it, NOW, ""),
            WORDS.decide(it, "", 3, "Roll back"),
            WORDS.role(it, "", "comms", ANA),
        )
        for block in view["blocks"]
        if block["type"] == "input"
    }
    assert elements["status"]["initial_option"]["value"] == "amber"
    assert elements["corrects"]["initial_option"]["value"] == "3"
    assert elements["what"]["initial_value"] == "Roll back"
    assert elements["role"]["initial_option"]["value"] == "comms"
    assert elements["person"]["initial_user"] == ANA


def test_pages_turn() -> None:
    """A page in the middle leads to its neighbours, the only page to none."""
    message = WORDS.incidents(page_of(STORIES["plain"].it, 10), NOW)
    assert actions_of(message) == ["list_page:prev", "list_page:next"]
    turning = message.blocks[-1]["elements"]
    assert [button["value"] for button in turning] == ["0", "2"]
    alone = replace(page_of(STORIES["plain"].it, 2), page=0, pages=1)
    assert actions_of(WORDS.incidents(alone, NOW)) == []


def test_story_tells_everything() -> None:
    """The gallery's plain story has an event for every template of the room."""

    def kinds(told: Story) -> set[str]:
        return {recorded.event.kind for recorded in told.history}

    assert len(kinds(STORIES["plain"])) >= 20
