"""Pressing one of several like controls, and waiting for what a message or a modal comes to show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.journeys.workspace import Person, Room, Slack, eventually, readable


def controls(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every control with the id of its block."""
    for block in blocks:
        accessory = [block["accessory"]] if "accessory" in block else []
        for element in (*block.get("elements", []), *accessory):
            yield block["block_id"], element


async def presses(slack: Slack, person: Person, room: Room, label: str, ends: str = "") -> None:
    """Press the newest control in the room whose label begins so and whose value ends so."""

    async def look() -> dict[str, Any] | None:
        for message in reversed(await room.messages()):
            for block, element in controls(message.get("blocks") or []):
                if readable(element).startswith(label) and str(element.get("value", "")).endswith(ends):
                    return {"ts": message["ts"], "block_id": block, "action_id": element["action_id"]}
        return None

    found = await eventually(look, f"a control {label!r} {ends}")
    said = await slack.post(f"as/{person.id}/click", channel=room.id, **found)
    assert said["status"] == "answered", said


async def chooses(slack: Slack, person: Person, ends: str) -> None:
    """Press the control of the open modal whose value ends so."""
    view = await person.modal()
    block, element = next(
        found for found in controls(view["blocks"]) if str(found[1].get("value", "")).endswith(ends)
    )
    said = await slack.post(
        f"as/{person.id}/click", view_id=view["id"], block_id=block, action_id=element["action_id"]
    )
    assert said["status"] == "answered", said


async def modal_with(person: Person, words: str) -> dict[str, Any]:
    """The modal, as soon as it shows these words."""

    async def look() -> dict[str, Any] | None:
        view = await person.modal()
        return view if words in readable(view) else None

    return await eventually(look, f"a modal with {words!r}")


async def shows(room: Room, words: str) -> str:
    """A message of the bot that stands in the room, as soon as it shows these words."""

    async def look() -> str | None:
        texts = [readable(message) for message in await room.messages() if room.is_bots(message)]
        return next((text for text in texts if words in text), None)

    return await eventually(look, f"{words!r} in {room.name}")
