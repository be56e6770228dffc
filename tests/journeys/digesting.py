"""A team that is sent digests, and a clock that begins on a known day."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from tests.journeys.workspace import MovedClock, Room, Slack, readable

DEMO = Path(__file__).parents[2] / "sandbox" / "demo"
PLACE = "CMLPLATFORM"
MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
"""A Monday, an hour before digests are due."""


def configured(folder: Path, digests: Mapping[str, Any], **policy: Any) -> Path:
    """The demo's configuration in a folder of its own, with these digests."""
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"), dirs_exist_ok=True)
    file = folder / "policy.yml"
    written = yaml.safe_load(file.read_text("utf-8"))
    written.pop("audiences", None)
    written["announce"] = {}
    file.write_text(yaml.safe_dump({**written, **policy, "digests": dict(digests)}), "utf-8")
    return folder


async def until(clock: MovedClock, at: datetime) -> None:
    """Let time pass at once until that moment, and a little more."""
    await clock.forward(minutes=(at - clock.now()).total_seconds() / 60 + 0.01)


async def overhear(slack: Slack, *rooms: Room) -> None:
    """What was said in these rooms, and directly to people, counts as heard: it has journeys of its own.

    Digests do not: whatever says of itself that it is one has to be listened for.
    """
    for room in rooms:
        for message in await room.messages():
            slack.mark("UANA", room.id, message["ts"])
    for name in ("ana", "ben", "chi", "dee", "eli", "fay"):
        person = slack.person(name)
        for channel in (await slack.get(f"as/{person.id}/channels"))["channels"]:
            if channel["kind"] == "im":
                told = await slack.get(f"as/{person.id}/channels/{channel['id']}/messages")
                for message in told["messages"]:
                    if "Incidents" not in readable(message)[:20] and not message.get("files"):
                        slack.mark(person.id, channel["id"], message["ts"])


async def place(slack: Slack, name: str = "ml-platform") -> Room:
    """The channel that digests go to."""
    return await slack.room(name)
