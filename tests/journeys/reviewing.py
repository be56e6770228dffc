"""What people do with a review in the journeys: write sections, edit the document and bring it back."""

from __future__ import annotations

from typing import Any

import aiohttp

from tests.journeys.workspace import Room, Slack, eventually, readable


async def document(message: dict[str, Any]) -> str:
    """The text of the file that the message carries."""
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(message["files"][0]["url_private"]) as answer,
    ):
        return await answer.text()


async def dropped(
    slack: Slack, person: str, room: Room, text: str | bytes, name: str = "inc-1-postmortem-1.md"
) -> None:
    """That person puts a file with this text into the room."""
    file = await kept(slack, person, text, name)
    await slack.person(person).does("message", channel=room.id, text="Edited", files=[file])


async def kept(slack: Slack, person: str, text: str | bytes, name: str = "inc-1-postmortem-1.md") -> str:
    """A file with this text that this person gave the workspace, for a message or a form; its id."""
    content = text.encode() if isinstance(text, str) else text
    who = slack.person(person)
    async with aiohttp.ClientSession() as session:
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name)
        async with session.post(f"{slack.url}/sandbox/as/{who.id}/upload", data=form) as answer:
            return str((await answer.json())["file"]["id"])


async def written(slack: Slack, person: str, room: Room, section: str, text: str) -> dict[str, Any]:
    """That person writes a section in its modal; what Slack answered."""
    who = slack.person(person)
    await who.clicks("write_section", room, value=f"1:{section}")
    await who.modal()
    return await who.tries(text=text)


async def shared(slack: Slack, room: Room, person: str = "ana") -> str:
    """The document as that person gets it in the room."""
    await slack.person(person).runs("/incident postmortem", room)
    return await document(await room.hears("Post-mortem of INC-1"))


async def panel(room: Room, words: str) -> str:
    """The review's message, as soon as it shows these words."""

    async def look() -> str | None:
        for message in await room.messages():
            text = readable(message)
            if "Review of INC-1*" in text and words in text:
                return text
        return None

    try:
        return await eventually(look, f"{words!r} on the review")
    except AssertionError as never:
        said = [readable(m) for m in await room.messages() if "Review of INC-1*" in readable(m)]
        raise AssertionError(f"{never}; there is {said}") from None


async def chooses(slack: Slack, name: str, kind: str, section: str = "") -> None:
    """That person chooses what begins so in a menu of their modal, for that section if several have it."""
    person = slack.person(name)
    view = await person.modal()
    for block in view["blocks"]:
        menu = block.get("accessory") or {}
        for option in menu.get("options", ()):
            if option["value"].startswith(kind) and section in option["value"]:
                found = {"block_id": block["block_id"], "action_id": menu["action_id"]}
                said = await slack.post(
                    f"as/{person.id}/click", view_id=view["id"], **found, value=option["value"]
                )
                assert said["status"] == "answered", said
                return
    raise AssertionError(f"no {kind} in {readable(view)}")


async def published(slack: Slack, room: Room) -> None:
    """Ana writes the summary of what is closed, has it reviewed and publishes it."""
    ana = slack.person("ana")
    await written(slack, "ana", room, "summary", "Stale for two hours")
    await panel(room, "*Written:* Summary")
    await ana.clicks("move_review", room)
    await room.hears("The post-mortem is in review")
    await panel(room, "*Post-mortem:* in review")
    await ana.clicks("move_review", room)
    await room.hears("The post-mortem is published")
    await room.hears("Post-mortem of INC-1")
    await panel(room, "*Post-mortem:* published")


async def completed(slack: Slack, room: Room) -> None:
    """Ana publishes it and completes the review without an action item."""
    ana = slack.person("ana")
    await published(slack, room)
    await ana.clicks("more", room, value="waive_items:1")
    await ana.submits(reason="Nothing to change")
    await room.hears("without a concrete action item")
    await panel(room, "none needed")
    await ana.clicks("move_review", room)
    await room.hears("The review is completed")
    await room.hears("its review is completed")
