"""Whatever people type is text: it mentions nobody, links nowhere, runs nothing, and fits where it is shown."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.conftest import Settle
from tests.journeys.workspace import Person, Room, Slack, eventually, readable

MARKUP = (
    "<!channel> <!here> <!everyone> <!subteam^SMLONCALL> @channel <@UFAY> <@UFAY|fay> <#CGENERAL> "
    "<https://evil.example|Click> [x](javascript:alert(1)) <!date^1^{date}|x>"
)
CODE = (
    "{{ 7*7 }} {% for a in b %} {{ config.items() }} ${7*7} <script>alert(1)</script> <b>b</b> "
    "*b* _i_ ~s~ `c` &lt;!channel&gt; &amp; "
    '"; DROP TABLE x; -- {"type": "section", "text": "\'"} \\ \\u0000 %s {0}'
)
UNSEEN = (
    "a\x00b\x07c\x1b[31md\x7f\x85\u2028e\u202egnorw\u202c \u2066x\u2069 \u200fالنموذج\u200b 🔥👩🏽\u200d🚒🇦🇹"
)
QUOTES = "\"'&<>\\" * 2000
EMOJI = "🔥" * 5000
WORDS = "word " * 2000

EVERYTHING = {
    "markup": MARKUP,
    "code": CODE,
    "unseen": UNSEEN,
    "quotes": QUOTES,
    "emoji": EMOJI,
    "long": WORDS,
    "half": "half an emoji \ud83d and the other \udd25",
    "rtl": "النموذج يعطي نتائج خاطئة " * 100,
}
LIVE = re.compile(r"<!(?!date\^\d{9,})|<@UFAY|<#CGENERAL|<https?://evil|<javascript")
REFUSED = ("name_taken", "already_in_channel")


@pytest.mark.parametrize("text", EVERYTHING.values(), ids=EVERYTHING)
async def test_everything_typed_is_text(
    slack: Slack, settled: Settle, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The same text in every command and every field of every modal harms nothing and is refused by nobody."""
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.runs(f"/incident declare {text}")
    await fill(ana, text, severity="SEV2", type="data", flags=[])
    room = await first_room(slack)
    await room.card()
    await commands(ana, ben, room, text)
    await modals(slack, ana, ben, room, text)
    await messages(slack, ben, room, text)
    await ana.runs("/incident list")
    await ana.home()
    await ana.runs(f"/incident close {text}", room)
    await ana.runs(f"/incident reopen {text}", room)
    await ana.runs("/incident close", room)
    await fill(ana, text)
    await ana.runs("/incident postmortem", room)
    await settled()
    await hear_all(slack)

    said: list[str] = []
    for call in (await slack.get("calls"))["calls"]:
        assert call["ok"] or call["error"] in REFUSED, call
        said += spoken(call["args"])
    for person in ("UANA", "UBEN", "UFAY"):
        for channel in (await slack.get(f"as/{person}/channels"))["channels"]:
            told = await slack.get(f"as/{person}/channels/{channel['id']}/messages")
            for message in filter(room.is_bots, told["messages"]):
                said += spoken(message)
    assert [markup for markup in said if LIVE.search(markup)] == []
    assert text is not MARKUP or any("&lt;!channel&gt;" in markup for markup in said)
    assert "UFAY" not in (await room.state())["members"]
    assert [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []


async def test_words_arrive_as_they_were_typed(slack: Slack, settled: Settle) -> None:
    """Markup, code and quotes are shown exactly as they were typed, to the last character."""
    ana = slack.person("ana")
    await ana.declares("Slow drift", seen=CODE[:400])
    room = await slack.room("inc-1-slow-drift")
    await room.card()
    for typed in (MARKUP, CODE):
        await ana.runs("/incident note", room)
        await ana.submits(text=typed)
        shown = await room.hears("put this on the timeline")
        assert shown["blocks"][1]["text"]["text"] == typed
    await ana.runs(f"/incident decide {CODE}", room)
    assert CODE in readable(await room.hears("Decision 1"))
    listed = await ana.runs("/incident decisions", room)
    assert "{{ 7*7 }} {% for a in b %}" in html.unescape(listed)
    card = await room.card("What is seen")
    assert CODE[:100] in readable(card)
    await (await slack.room("incidents")).hears("Slow drift")
    await settled()


async def test_a_message_full_of_quotes(slack: Slack, settled: Settle) -> None:
    """A message that doubles in length when it is written as JSON can still begin an incident."""
    ana, ben, general = slack.person("ana"), slack.person("ben"), await slack.room("general")
    for n, text in enumerate((QUOTES, UNSEEN * 100, EMOJI, MARKUP * 20), 1):
        ts = await ben.says(text, general)
        await ana.does("message-shortcut", callback_id="declare_from_message", channel=general.id, ts=ts)
        view = await ana.modal()
        assert len(view["private_metadata"]) <= 3000
        said = await ana.submits(title=f"Odd {n}", severity="SEV3", type="data")
        if "Not declared yet" in readable(said["view"]):
            assert len((await ana.modal())["private_metadata"]) <= 3000
            await ana.submits()
        room = await slack.room(f"inc-{n}-odd-{n}")
        await room.card("The message that began it")
        await (await slack.room("incidents")).hears(f"Odd {n}")
    await settled()


async def commands(ana: Person, ben: Person, room: Room, text: str) -> None:
    """Every verb with the text behind it."""
    for verb in (
        "note {}",
        "decide {}",
        "hypothesis {}",
        "hypotheses {}",
        "severity SEV1 {}",
        "phase contain {}",
        "snooze 30 {}",
        "extend 30 {}",
        "cadence 90 {}",
        "assign ops @ben {}",
        "handover ops @ana {}",
        "decline ops {}",
        "decline {}",
        "take {}",
        "assign {} @ben",
        "status {}",
        "list {}",
        "help {}",
        "{}",
        "decisions",
        "retry {}",
        "postmortem {}",
        "reopen {}",
    ):
        await ana.runs(f"/incident {verb.format(text)}", room)
    assert "There is no" in await ben.runs(f"/incident {text.split(maxsplit=1)[0]}")


async def modals(slack: Slack, ana: Person, ben: Person, room: Room, text: str) -> None:
    """Every modal with the text in every field."""
    for verb, values in (
        ("update", {"status": "red", "audiences": []}),
        ("decide", {}),
        ("note", {}),
        ("severity", {"severity": "SEV2"}),
        ("phase", {"phase": "recover"}),
        ("times", {"which": "started"}),
        ("extend", {"change": "later", "minutes": "240"}),
        ("cadence", {"change": "rhythm", "minutes": "240"}),
        ("assign", {"role": "comms", "person": ben.id}),
        ("decide", {"corrects": "1"}),
        ("hypothesis", {"surface": "data", "owner": ben.id}),
    ):
        await ana.runs(f"/incident {verb}", room)
        await fill(ana, text, **values)
    for pressed, values in (
        ("evidence_against", {}),
        ("judge_hypothesis", {"state": "confirmed"}),
    ):
        await ana.clicks(pressed, room)
        await fill(ana, text, **values)
    direct = await slack.direct("ben")
    await ben.clicks("decline_role", direct)
    await fill(ben, text)


async def messages(slack: Slack, ben: Person, room: Room, text: str) -> None:
    """Messages with the text: on the timeline by shortcut and by pushpin, then edited, then deleted."""
    by_shortcut, by_pushpin = await ben.says(text, room), await ben.says(f"2 {text}", room)
    await ben.does("message-shortcut", callback_id="add_to_timeline", channel=room.id, ts=by_shortcut)
    await ben.does("react", channel=room.id, ts=by_pushpin, name="pushpin")

    async def marked() -> bool:
        reactions = {m["ts"]: str(m.get("reactions")) for m in await room.messages()}
        return "memo" in reactions[by_shortcut] and "memo" in reactions[by_pushpin]

    await eventually(marked, "both on the timeline")
    await ben.does("edit", channel=room.id, ts=by_shortcut, text=f"3 {text}")
    await ben.does("delete", channel=room.id, ts=by_pushpin)


async def fill(person: Person, text: str, /, **values: Any) -> dict[str, Any]:
    """Submit the open modal with as much of the text as each text field takes."""
    view = await person.modal()
    typed = {
        block["block_id"]: text[: block["element"].get("max_length", 3000)]
        for block in view["blocks"]
        if block["type"] == "input" and block["element"]["type"] == "plain_text_input"
    }
    return await person.submits(**{**typed, **values})


async def first_room(slack: Slack) -> Room:
    """The room of incident 1, whatever its name."""

    async def look() -> Room | None:
        for channel in (await slack.get("as/UANA/channels"))["channels"]:
            if channel["name"].startswith("inc-1"):
                return Room(slack, slack.person("ana"), channel["id"], channel["name"])
        return None

    return await eventually(look, "the room")


async def hear_all(slack: Slack) -> None:
    """Listen to everything that was said."""
    for name in ("ana", "ben", "chi", "dee", "eli", "fay"):
        person = slack.person(name)
        for channel in (await slack.get(f"as/{person.id}/channels"))["channels"]:
            room = Room(slack, person, channel["id"], channel["name"])
            for message in await room.messages():
                slack.mark(person.id, room.id, message["ts"])


def spoken(part: Any, key: str = "") -> Iterator[str]:
    """Every string that Slack reads as mrkdwn: texts of that type, fallback texts, topics, comments."""
    if isinstance(part, str):
        if part[:1] in "[{" and key in ("blocks", "view", "attachments"):
            yield from spoken(json.loads(part))
        elif key in ("text", "topic", "initial_comment", "purpose"):
            yield part
    elif isinstance(part, list):
        for each in part:
            yield from spoken(each)
    elif isinstance(part, dict) and part.get("type") != "plain_text":
        for name, each in part.items():
            yield from spoken(each, name)
