"""The timeline: what people type, mark and take from messages, and what becomes of those messages."""

from __future__ import annotations

from typing import Any

from bot.app import Bot
from bot.domain.events import NoteAdded, NoteEdited
from bot.domain.incident import Note
from sandbox.server import Sandbox
from tests.journeys.conftest import Settle
from tests.journeys.opening import closed, commanded
from tests.journeys.workspace import Person, Room, Slack, eventually, readable


async def notes(bot: Bot) -> tuple[Note, ...]:
    """What stands on the timeline of incident 1, withdrawn notes included."""
    it = await bot.queries.incident(1, None)
    assert it is not None
    return it.notes


async def marked(room: Room, ts: str) -> None:
    """The bot's memo stands on that message."""

    async def look() -> bool:
        return "memo" in _reactions(await room.messages(), ts)

    await eventually(look, f"a memo on {ts}")


async def unmarked(room: Room, ts: str) -> None:
    """It is off again."""

    async def look() -> bool:
        return "memo" not in _reactions(await room.messages(), ts)

    await eventually(look, f"no memo on {ts}")


def _reactions(messages: list[dict[str, Any]], ts: str) -> set[str]:
    return {each["name"] for m in messages if m["ts"] == ts for each in m.get("reactions", [])}


async def pins(person: Person, room: Room, ts: str, *, remove: bool = False) -> None:
    """That person puts the pushpin on a message, or takes it off."""
    await person.does("react", channel=room.id, ts=ts, name="pushpin", remove=remove)


async def shortcut(person: Person, room: Room, ts: str) -> str:
    """That person uses “Add to timeline” on a message; what they are told."""
    before = {m["ts"] for m in await room.messages()}
    await person.does("message-shortcut", callback_id="add_to_timeline", channel=room.id, ts=ts)

    async def look() -> str:
        fresh = [m for m in await room.messages() if m["ts"] not in before and m.get("ephemeral")]
        return "\n".join(map(readable, fresh))

    said = await eventually(look, "a private answer")
    await room.hears(said)
    return said


async def test_a_typed_note(slack: Slack, bot: Bot, settled: Settle) -> None:
    """A note is typed as it happens, told in the room, and one entry though it was sent twice."""
    room = await commanded(slack)
    ben = slack.person("ben")
    assert "It is on the timeline." in await ben.runs("/incident note 5xx back to 0.1 % & falling", room)
    said = readable(await room.hears("Noted: 5xx back to 0.1 % &amp; falling"))
    assert "<@UBEN> put this on the timeline:" in said
    assert "That is on the timeline already." in await ben.runs(
        "/incident note 5xx back to 0.1 % & falling", room
    )
    await settled()
    assert [note.text for note in await notes(bot)] == ["5xx back to 0.1 % & falling"]


async def test_a_long_note(slack: Slack, bot: Bot) -> None:
    """The modal takes a long note; all of it is kept, and the room sees its beginning."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.runs("/incident note", room)
    assert (await ana.tries(text=" "))["errors"] == {"text": "Please say what happened."}
    await ana.submits(text="slow " * 299)
    await room.hears("Noted: slow slow")
    assert len((await notes(bot))[0].text) == len("slow " * 299) - 1


async def test_a_marked_message(slack: Slack, bot: Bot) -> None:
    """A pushpin puts a message on the timeline with its own time, author, link and words."""
    room = await commanded(slack)
    ts = await slack.person("chi").says(
        "Pipeline <failed> at 02:10 & nobody saw it", await joined(slack, "chi", room)
    )
    await pins(slack.person("ana"), room, ts)
    await marked(room, ts)
    (note,) = await notes(bot)
    assert note.by == "UANA" and note.source is not None
    assert note.text == "Pipeline <failed> at 02:10 & nobody saw it"
    assert note.source.author == "UCHI"
    assert f"{note.source.written_at.timestamp():.6f}" == ts
    assert note.source.permalink.endswith(f"/archives/{room.id}/p{ts.replace('.', '')}")


async def joined(slack: Slack, name: str, room: Room) -> Room:
    """That person joins the room."""
    await slack.person(name).does("join", channel=room.id)
    return room


async def test_marked_in_every_way(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Pushpins of two people, the shortcut twice, and events delivered again: one entry."""
    room = await commanded(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    ts = await ben.says("p99 is at 900 ms", room)
    assert "It is on the timeline." in await shortcut(ana, room, ts)
    await pins(ana, room, ts)
    await pins(ben, room, ts)
    assert "That is on the timeline already." in await shortcut(ana, room, ts)
    await settled()
    for delivery in (await slack.get("deliveries"))["deliveries"]:
        if delivery["type"] == "reaction_added":
            assert (await slack.post("replay", n=delivery["n"]))["status"] == "answered"
    await settled()
    assert len(await notes(bot)) == 1


async def test_delivered_again(slack: Slack, bot: Bot, settled: Settle) -> None:
    """A pushpin that Slack delivers three times is one entry."""
    room = await commanded(slack)
    ts = await slack.person("ben").says("Queue is growing", room)
    await pins(slack.person("ben"), room, ts)
    await marked(room, ts)
    sent = (await slack.get("deliveries"))["deliveries"]
    number = next(d["n"] for d in sent if d["type"] == "reaction_added" and "pushpin" in str(d["payload"]))
    for _ in range(2):
        await slack.post("replay", n=number)
    await settled()
    history = await bot.queries.history(1)
    assert sum(isinstance(recorded.event, NoteAdded) for recorded in history) == 1


async def test_edited(slack: Slack, bot: Bot) -> None:
    """An edit of the original is followed, and its first words stay in the history."""
    room = await commanded(slack)
    ben = slack.person("ben")
    ts = await ben.says("Started 02:10", room)
    await pins(ben, room, ts)
    await marked(room, ts)
    await ben.does("edit", channel=room.id, ts=ts, text="Started 02:15")

    async def followed() -> bool:
        (note,) = await notes(bot)
        return note.text == "Started 02:15" and note.edited

    await eventually(followed, "the edit on the timeline")
    words = [
        e.event.text for e in await bot.queries.history(1) if isinstance(e.event, NoteAdded | NoteEdited)
    ]
    assert words == ["Started 02:10", "Started 02:15"]


async def test_deleted(slack: Slack, bot: Bot) -> None:
    """A deleted original is withdrawn from the timeline; what it said stays in the history."""
    room = await commanded(slack)
    ben = slack.person("ben")
    ts = await ben.says("Key is abc", room)
    await pins(ben, room, ts)
    await marked(room, ts)
    await ben.does("delete", channel=room.id, ts=ts)

    async def withdrawn() -> bool:
        (note,) = await notes(bot)
        return note.withdrawn and note.text == "Key is abc"

    await eventually(withdrawn, "the note's withdrawal")


async def test_deleted_with_replies(slack: Slack, sandbox: Sandbox, bot: Bot) -> None:
    """Of a deleted message with replies Slack leaves a tombstone: a deletion, not an edit by its author."""
    room = await commanded(slack)
    ben = slack.person("ben")
    ts = await ben.says("Key is abc", room)
    await pins(ben, room, ts)
    await marked(room, ts)
    left = {"type": "message", "subtype": "tombstone", "ts": ts, "text": "This message was deleted."}
    change = {"type": "message", "subtype": "message_changed", "hidden": True, "message": left}
    sandbox.workspace.tell("message.channels", {**change, "channel": room.id, "channel_type": "channel"})

    async def withdrawn() -> bool:
        (note,) = await notes(bot)
        return note.withdrawn and note.text == "Key is abc"

    await eventually(withdrawn, "the note's withdrawal")


async def test_taken_off_and_on(slack: Slack, bot: Bot) -> None:
    """Taking the pushpin off takes the message off, and another one puts it on again."""
    room = await commanded(slack)
    ben = slack.person("ben")
    ts = await ben.says("Cache hit rate is 20 %", room)
    await pins(ben, room, ts)
    await marked(room, ts)
    await pins(ben, room, ts, remove=True)
    await unmarked(room, ts)
    assert [note.withdrawn for note in await notes(bot)] == [True]
    await pins(ben, room, ts)
    await marked(room, ts)
    assert [note.withdrawn for note in await notes(bot)] == [False]


async def test_changed_ones_mind(slack: Slack, bot: Bot, settled: Settle) -> None:
    """A pushpin that was off again before the message could be read leaves nothing behind."""
    room = await commanded(slack)
    ben = slack.person("ben")
    ts = await ben.says("Never mind", room)
    await slack.fault("conversations.history", "latency", seconds=0.5)
    await pins(ben, room, ts)
    await pins(ben, room, ts, remove=True)
    await settled()
    assert await notes(bot) == ()


async def test_what_the_shortcut_added_stays(slack: Slack, bot: Bot, settled: Settle) -> None:
    """A pushpin going on and off does not take away what the shortcut had put there."""
    room = await commanded(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    ts = await ben.says("Rollback started", room)
    await shortcut(ana, room, ts)
    await pins(ben, room, ts)
    await settled()
    await pins(ben, room, ts, remove=True)
    await settled()
    assert [note.withdrawn for note in await notes(bot)] == [False]


async def test_in_a_thread(slack: Slack, bot: Bot) -> None:
    """A reply in a thread is found, and its link leads into the thread."""
    room = await commanded(slack)
    ben = slack.person("ben")
    root = await ben.says("Anyone seeing nulls?", room)
    ts = await slack.person("ana").says("Yes, in price_eur since 02:00", room, root)
    await pins(ben, room, ts)
    await marked(room, ts)
    (note,) = await notes(bot)
    assert note.text == "Yes, in price_eur since 02:00"
    assert note.source is not None and f"thread_ts={root}" in note.source.permalink


async def test_a_long_message(slack: Slack, bot: Bot) -> None:
    """A message of ten thousand characters is kept whole."""
    room = await commanded(slack)
    ts = await slack.person("ben").says("log " * 2500, room)
    await pins(slack.person("ben"), room, ts)
    await marked(room, ts)
    assert len((await notes(bot))[0].text) == 10_000


async def test_the_bots_own_message(slack: Slack, bot: Bot) -> None:
    """What Tocsin said can be marked like anything else."""
    room = await commanded(slack)
    card = await room.card()
    await pins(slack.person("ana"), room, card["ts"])
    await marked(room, card["ts"])
    (note,) = await notes(bot)
    assert note.source is not None and note.source.author


async def test_elsewhere(slack: Slack, bot: Bot, settled: Settle) -> None:
    """In a channel without an incident the shortcut says so, and a pushpin is only a pushpin."""
    await commanded(slack)
    general = await slack.room("general")
    ana = slack.person("ana")
    ts = await ana.says("Lunch?", general)
    assert "This is not an incident's room." in await shortcut(ana, general, ts)
    await pins(ana, general, ts)
    await settled()
    assert await notes(bot) == ()
    assert "This is not an incident's room." in await ana.runs("/incident note Lunch")


async def test_after_closing(slack: Slack, bot: Bot) -> None:
    """What is found out later can still be put on the timeline."""
    room = await commanded(slack)
    await closed(slack, room)
    ts = await slack.person("ben").says("The vendor confirms an outage 01:50 to 02:30", room)
    await pins(slack.person("ben"), room, ts)
    await marked(room, ts)
    assert len(await notes(bot)) == 1
