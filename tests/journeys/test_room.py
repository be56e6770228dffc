"""The room of an incident: its name, its people, its card, its topic, and the word outside."""

from __future__ import annotations

from typing import Any

import pytest

from bot.app import Bot
from sandbox.server import Sandbox
from sandbox.state import channels
from tests.journeys.opening import owner_asked
from tests.journeys.workspace import MovedClock, Room, Slack, eventually, readable


async def test_a_room_opens(slack: Slack) -> None:
    """The declarer and the severity's people and groups are in; card, topic and announcement say what is known."""
    chi = slack.person("chi")
    await chi.runs("/incident declare Ranking is off")
    await chi.submits(severity="SEV1", type="model", model="ranker")
    room = await slack.room("inc-1-ranking-is-off")
    card = readable(await room.card("Ranking is off"))
    for fact in (
        "*SEV1*: Wrong predictions to users at scale",
        "*Phase:* Detect",
        "*Incident Commander:* nobody yet",
        "*Nobody yet:* Operations, ML Owner, Communications",
        "declared <!date",
        "by <@UCHI>",
        "Dashboard",
        "Take command",
    ):
        assert fact in card
    await members(room, "UCHI", "UANA", "UBEN", "UTOCSIN")
    await topic(room, "SEV1 · Detect · commander: nobody yet · Ranking is off")
    await owner_asked(slack, room)
    announced = readable(await (await slack.room("incidents")).hears("INC-1 · Ranking is off"))
    assert f"<#{room.id}>" in announced and "Open the room" in announced


async def test_what_is_shown_follows(slack: Slack) -> None:
    """A change is told once in the room, and shown on the card, in the topic and in the announcement."""
    ana, ben, incidents = slack.person("ana"), slack.person("ben"), await slack.room("incidents")
    await ana.declares("Slow drift")
    room = await slack.room("inc-1-slow-drift")
    await room.card("SEV2")
    announced = await incidents.hears("SEV2")
    await ben.clicks("take_command", room)
    await room.hears("<@UBEN> is now *Incident Commander*.")
    await (await slack.direct("ben")).hears("You are Incident Commander")
    await room.card("*Incident Commander:* <@UBEN>")
    await says(incidents, announced["ts"], "*Commander:* <@UBEN>")
    assert "severity is SEV1" in await ana.runs("/incident severity SEV1 everyone is hit", room)
    raised = readable(await room.hears("raised the severity from SEV2 to *SEV1*"))
    assert "Reason: everyone is hit" in raised
    await room.card("*SEV1*: Wrong predictions")
    await says(incidents, announced["ts"], "*SEV1*: Wrong predictions")
    await topic(room, "SEV1 · Triage · commander: <@UBEN> · Slow drift")


async def test_a_restricted_room(slack: Slack) -> None:
    """A restricted incident's room is private, and neither is announced nor can be seen from outside."""
    ana, eli = slack.person("ana"), slack.person("eli")
    await ana.declares("Leaked records", flags=["restricted"])
    room = await slack.room("inc-1-leaked-records")
    card = readable(await room.card("[RESTRICTED] INC-1 · Leaked records"))
    assert "*SEV2*" in card
    await members(room, "UANA", "UBEN", "UTOCSIN")
    assert (await room.state())["channel"]["kind"] == "group"
    seen = (await slack.get(f"as/{eli.id}/channels"))["channels"]
    assert room.id not in [channel["id"] for channel in seen]
    await topic(room, "[RESTRICTED] SEV2 · Detect · commander: nobody yet · Leaked records")
    assert await slack.calls("chat.postMessage") == [
        call for call in await slack.calls("chat.postMessage") if call["args"]["channel"] == room.id
    ]


async def test_a_drill(slack: Slack, clock: MovedClock) -> None:
    """A drill says that it is one in every message, and is not announced."""
    ana = slack.person("ana")
    await ana.declares("Feature store outage", flags=["drill"])
    room = await slack.room("inc-1-feature-store-outage")
    await room.card("[DRILL] INC-1 · Feature store outage")
    await topic(room, "[DRILL] SEV2 · Detect · commander: nobody yet · Feature store outage")
    await clock.forward(minutes=5)
    await room.hears("[DRILL] Practice, not a real incident.")
    await ana.clicks("take_command", room)
    await room.hears("[DRILL] Practice, not a real incident.")
    await (await slack.direct("ana")).hears("[DRILL] Practice, not a real incident.")
    for call in await slack.calls("chat.postMessage"):
        assert call["args"]["text"].startswith("[DRILL] ")


async def test_somebody_has_left_the_company(slack: Slack) -> None:
    """A deactivated responder keeps nobody out, and the room is told whom it has to do without."""
    chi = slack.person("chi")
    await slack.post("people/UBEN", deleted=True)
    await chi.runs("/incident declare Scores doubled")
    await chi.submits(severity="SEV1", type="model")
    room = await slack.room("inc-1-scores-doubled")
    told = readable(await room.hears("could not be brought in"))
    assert "<@UBEN>: that person cannot be invited" in told
    await members(room, "UCHI", "UANA", "UTOCSIN")
    await room.card("Scores doubled")
    await (await slack.room("incidents")).hears("Scores doubled")


async def test_the_group_is_gone(slack: Slack) -> None:
    """A user group that Slack does not know keeps nobody out, and the room is told."""
    ana = slack.person("ana")
    await slack.fault("usergroups.users.list", "error", error="no_such_subteam")
    await ana.declares("Scores doubled")
    room = await slack.room("inc-1-scores-doubled")
    assert "there is no such group" in readable(await room.hears("could not be brought in"))
    await members(room, "UANA", "UTOCSIN")
    await room.card("Scores doubled")
    await (await slack.room("incidents")).hears("Scores doubled")


async def test_a_burst_of_changes(slack: Slack) -> None:
    """Ten changes at once become few edits of the card and the announcement, and the last state stands there."""
    ana, incidents = slack.person("ana"), await slack.room("incidents")
    await ana.declares("Flapping")
    room = await slack.room("inc-1-flapping")
    await room.card("SEV2")
    announced = await incidents.hears("Flapping")
    before = len(await slack.calls("chat.update"))
    for n in range(10):
        severity = "SEV3" if n % 2 else "SEV1"
        await ana.runs(f"/incident severity {severity} because {n}", room)
        await room.hears(f"because {n}")
    await room.card("*SEV3*: Drift or an early signal")
    await says(incidents, announced["ts"], "*SEV3*: Drift or an early signal")
    edits = (await slack.calls("chat.update"))[before:]
    assert len(edits) <= 8, f"{len(edits)} edits for ten changes of two messages"


async def test_a_deleted_card(slack: Slack, sandbox: Sandbox) -> None:
    """A card that somebody deleted is posted anew and pinned with the next change; the timeline goes on."""
    ana = slack.person("ana")
    await ana.declares("Slow drift")
    room = await slack.room("inc-1-slow-drift")
    first = await room.card("SEV2")
    sandbox.web_api.call("chat.delete", {"channel": room.id, "ts": first["ts"]}, "xoxb-sandbox")
    await ana.runs("/incident severity SEV3 not that bad", room)
    await room.hears("lowered the severity")
    second = await room.card("*SEV3*")
    assert second["ts"] != first["ts"]
    await ana.runs("/incident severity SEV2 but bad", room)
    await room.hears("raised the severity")
    assert (await room.card("*SEV2*"))["ts"] == second["ts"]
    await (await slack.room("incidents")).hears("Slow drift")


async def test_the_name_is_taken(bot: Bot, slack: Slack, sandbox: Sandbox) -> None:
    """A channel of somebody else's that has the name is left alone; the room gets the next name."""
    for name in ("inc-1-slow-drift", "inc-1-slow-drift-2"):
        channels.create(sandbox.workspace, name, "UDEE", private=name.endswith("2"))
    ana = slack.person("ana")
    await ana.declares("Slow drift")
    room = await slack.room("inc-1-slow-drift-3")
    await room.card("Slow drift")
    await (await slack.room("incidents")).hears(f"<#{room.id}>")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Vorhersagen für Köln & Zürich: „Preis“ fehlt", "inc-1-vorhersagen-fur-koln-zurich-preis-fehlt"),
        ("🔥🔥🔥", "inc-1"),
        ("النموذج يعطي نتائج خاطئة", "inc-1"),
        (
            "word " * 30,
            "inc-1-word-word-word-word-word-word-word-word-word-word-word-word-word-word-word",
        ),
        ("x" * 150, f"inc-1-{'x' * 74}"),
    ],
)
async def test_titles_and_names(slack: Slack, title: str, name: str) -> None:
    """Whatever the title, the room has a name that Slack takes, and the card shows the title as it was typed."""
    ana = slack.person("ana")
    await ana.runs("/incident declare")
    await ana.submits(title=title, severity="SEV3", type="data")
    room = await slack.room(name)
    await room.card(title.strip()[:100])
    await (await slack.room("incidents")).hears(title.strip()[:100])
    await members(room, "UANA", "UTOCSIN")


async def members(room: Room, *people: str) -> None:
    """Exactly these are in the room, soon."""

    async def look() -> bool:
        return sorted((await room.state())["members"]) == sorted(people)

    await eventually(look, f"{people} in {room.name}")


async def topic(room: Room, words: str) -> None:
    """The room's topic is this, soon."""
    seen: dict[str, Any] = {}

    async def look() -> bool:
        seen.update((await room.state())["channel"])
        return bool(seen["topic"] == words)

    try:
        await eventually(look, f"the topic {words!r}")
    except AssertionError as never:
        raise AssertionError(f"{never}; it is {seen['topic']!r}") from None


async def says(room: Room, ts: str, words: str) -> None:
    """That message shows these words, soon."""

    async def look() -> bool:
        return any(m["ts"] == ts and words in readable(m) for m in await room.messages())

    await eventually(look, f"{words!r} in {room.name}")
