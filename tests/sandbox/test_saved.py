"""A workspace is saved as a document and goes on from it, here or elsewhere."""

import json
from dataclasses import fields
from typing import Any

import aiohttp
import pytest

from sandbox.server import Sandbox
from sandbox.state import saved
from sandbox.state.workspace import Contents, Workspace
from tests.sandbox.conftest import HandClock
from tests.sandbox.driver import MANIFEST, Driver, Json


async def lived_in(driver: Driver) -> str:
    """A channel with a thread, a reaction, a pin, a bookmark and a file; its id."""
    channel = (await driver.api("conversations.create", name="inc-1"))["channel"]["id"]
    await driver.api("conversations.invite", channel=channel, users="UANA")
    ts = (await driver.api("chat.postMessage", channel=channel, text="card"))["ts"]
    await driver.act("UANA", "message", channel=channel, text="reply", thread_ts=ts)
    await driver.act("UANA", "react", channel=channel, ts=ts, name="eyes")
    await driver.api("pins.add", channel=channel, timestamp=ts)
    await driver.api("bookmarks.add", channel_id=channel, title="R", type="link", link="https://x.example")
    given = await driver.api("files.getUploadURLExternal", filename="a.bin", length=3)
    async with driver.session.post(given["upload_url"], data=b"\x00\xff\x01"):
        pass
    await driver.api("files.completeUploadExternal", files=[{"id": given["file_id"]}], channel_id=channel)
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    await driver.api("views.publish", user_id="UANA", view=home)
    return str(channel)


def without_address(document: Any, address: str) -> Any:
    """The same document with the sandbox's own address taken out."""
    return json.loads(json.dumps(document).replace(address, ""))


async def test_goes_on_elsewhere(driver: Driver, hand_clock: HandClock) -> None:
    """Another sandbox that loads the document shows people and app what the first did, and goes on from there."""
    channel = await lived_in(driver)
    driver.sandbox.clock.advance(3600)
    document = await driver.get("/sandbox/state")
    async with (
        Sandbox(MANIFEST, now=hand_clock) as other,
        aiohttp.ClientSession() as session,
        session.put(f"{other.url}/sandbox/state", json=document) as answer,
    ):
        assert (await answer.json())["ok"]
        second = Driver(other, session)
        assert other.clock.now() >= document["saved_at"]
        for question in (f"channels/{channel}/messages", "channels", "view"):
            before = without_address(await driver.see("UANA", question), driver.sandbox.url)
            after = without_address(await second.see("UANA", question), other.url)
            before.pop("revision", None), after.pop("revision", None)
            assert after == before
        file = (await second.see("UANA", f"channels/{channel}/messages"))["messages"][-1]["files"][0]
        async with session.get(file["url_private"]) as got:
            assert await got.read() == b"\x00\xff\x01"
        created = await second.api("conversations.create", name="inc-2")
        assert created["channel"]["id"] not in document["contents"]["channels"]
        posted = await second.api("chat.postMessage", channel=channel, text="later")
        assert posted["ts"] > max(
            m["ts"] for m in (await driver.see("UANA", f"channels/{channel}/messages"))["messages"]
        )


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"format": 99}, "format 1"),
        ({"team": "TOTHER"}, "format 1"),
        ({"contents": {}}, "people"),
        ({"contents": None}, "contents: Input should be an object"),
        ({"saved_at": "yesterday"}, "saved_at"),
    ],
)
async def test_a_document_that_is_none(driver: Driver, change: Json, named: str) -> None:
    """What is no saved workspace is refused in words, and what was there stays."""
    await lived_in(driver)
    before = await driver.get("/sandbox/state")
    document = before | change
    async with driver.session.put(f"{driver.sandbox.url}/sandbox/state", json=document) as answer:
        body = await answer.json()
    assert (body["error"], answer.status) == ("invalid_state", 400)
    assert named in " ".join(body["messages"])
    assert await driver.get("/sandbox/state") == before


def test_everything_is_saved(sandbox: Sandbox) -> None:
    """Whatever a workspace holds is among what is saved, but for what is over within minutes."""
    passing = {"manifest", "clock", "url", "on_event", "on_change", "link_tickets", "authorizations"}
    assert set(vars(sandbox.workspace)) - passing == {field.name for field in fields(Contents)}


def test_loading_tells_those_who_watch(sandbox: Sandbox) -> None:
    """Whoever looks at the workspace is told to look anew."""
    told: list[str] = []
    sandbox.workspace.on_change = lambda channel, what, viewers: told.append(what)
    saved.load(sandbox.workspace, saved.save(sandbox.workspace))
    assert told == ["state"] and isinstance(sandbox.workspace, Workspace)
