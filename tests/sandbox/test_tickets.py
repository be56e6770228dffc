"""Trigger ids and response URLs live as long, and may be used as often, as Slack says."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.server import Sandbox
from tests.sandbox.driver import MANIFEST, Driver, Json
from tests.sandbox.test_httpmode import Receiver

MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Form"},
    "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "Read"}}],
}
BUTTON = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [{"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}],
    }
]


class App(Receiver):
    """An app behind a request URL that answers whatever it is sent, and then calls Slack."""

    def __init__(self, driver: Driver) -> None:
        super().__init__()
        self.driver = driver

    async def run(self, channel: str = "CGENERAL") -> Json:
        """What the app is sent when ana runs a command."""
        await self.driver.act("UANA", "command", channel=channel, text="/probe")
        return self.form()

    async def press(self, ts: str, user: str = "UANA") -> Json:
        """What the app is sent when a button of a message is pressed."""
        await self.driver.act(user, "click", channel="CGENERAL", ts=ts, action_id="go")
        return self.interaction()

    async def respond(self, payload: Json, **message: object) -> Json:
        """Use the response URL of a payload; the answer."""
        async with self.driver.session.post(payload["response_url"], json=message) as response:
            answer: Json = await response.json()
            return answer

    async def refused(self, payload: Json, **message: object) -> str:
        """The error that a use of the response URL is refused with."""
        answer = await self.respond(payload, **message)
        assert not answer["ok"]
        return str(answer["error"])

    async def open(self, payload: Json) -> str:
        """The error of opening a modal on the payload's trigger, "" when it was opened."""
        answer = await self.driver.api("views.open", trigger_id=payload["trigger_id"], view=MODAL)
        return str(answer.get("error", ""))


@pytest.fixture
async def app() -> AsyncIterator[App]:
    """The app and its sandbox, whose time moves by hand only."""
    receiver = Receiver()
    async with (
        receiver.serving() as url,
        aiohttp.ClientSession() as session,
        Sandbox(MANIFEST, now=lambda: 1_800_000_000.0, request_url=url) as sandbox,
    ):
        app = App(Driver(sandbox, session))
        app.requests = receiver.requests
        yield app


async def ephemeral(driver: Driver, user: str = "UANA") -> list[str]:
    """The texts of #general that only this person sees."""
    seen = (await driver.see(user, "channels/CGENERAL/messages"))["messages"]
    other = set(await driver.texts("UCHI" if user != "UCHI" else "UDEE", "CGENERAL"))
    return [message["text"] for message in seen if message["text"] not in other]


async def test_a_trigger_lives_three_seconds(app: App) -> None:
    """A modal opens on a trigger up to three seconds later by the sandbox clock, and not after."""
    payload = await app.run()
    await app.driver.post("/sandbox/clock", advance=3)
    assert await app.open(payload) == ""
    payload = await app.run()
    await app.driver.post("/sandbox/clock", advance=3.01)
    assert await app.open(payload) == "expired_trigger_id"


async def test_a_trigger_works_once(app: App) -> None:
    """The second use of a trigger, even one at the same time, is refused, as is an id that was never issued."""
    payload = await app.run()
    said = await asyncio.gather(app.open(payload), app.open(payload))
    assert sorted(said) == ["", "exchanged_trigger_id"]
    assert await app.open({"trigger_id": "1.2.3"}) == "invalid_trigger_id"


async def test_every_interaction_brings_its_own_trigger(app: App) -> None:
    """A press and a shortcut open modals too, each on a trigger of its own."""
    ts = (await app.driver.api("chat.postMessage", channel="CGENERAL", text="a", blocks=BUTTON))["ts"]
    pressed = await app.press(ts)
    await app.driver.act("UANA", "shortcut", callback_id="try_global")
    assert [await app.open(pressed), await app.open(app.interaction())] == ["", ""]


async def test_a_response_url_works_five_times(app: App) -> None:
    """The sixth use of a response URL is refused with 404 used_url; other URLs go on working."""
    payload, other = await app.run(), await app.run()
    for number in range(5):
        assert (await app.respond(payload, text=f"answer {number}"))["ok"]
    async with app.driver.session.post(payload["response_url"], json={"text": "six"}) as response:
        assert (response.status, (await response.json())["error"]) == (404, "used_url")
    assert (await app.respond(other, text="other"))["ok"]
    assert await ephemeral(app.driver) == [*(f"answer {number}" for number in range(5)), "other"]


async def test_a_response_url_lives_half_an_hour(app: App) -> None:
    """A response URL works until thirty minutes have passed by the sandbox clock."""
    payload = await app.run()
    await app.driver.post("/sandbox/clock", advance=30 * 60)
    assert (await app.respond(payload, text="in time"))["ok"]
    await app.driver.post("/sandbox/clock", advance=1)
    assert await app.refused(payload, text="late") == "expired_url"
    url = payload["response_url"].rsplit("/", 1)[0]
    assert await app.refused({"response_url": f"{url}/guessed"}, text="x") == "invalid_url"


async def test_an_answer_is_private_unless_it_says_otherwise(app: App) -> None:
    """Without response_type an answer is ephemeral, with in_channel everyone sees it, and the app need not be there."""
    payload = await app.run()
    await app.respond(payload, text="for ana")
    await app.respond(payload, text="for ana too", response_type="ephemeral")
    await app.respond(payload, text="for all", response_type="in_channel")
    assert await app.driver.texts("UANA", "CGENERAL") == ["for ana", "for ana too", "for all"]
    assert await app.driver.texts("UBEN", "CGENERAL") == ["for all"]


async def test_the_message_of_a_button_is_replaced_or_deleted(app: App) -> None:
    """replace_original puts another text in the message the button is in, delete_original takes it away."""
    ts = (await app.driver.api("chat.postMessage", channel="CGENERAL", text="first", blocks=BUTTON))["ts"]
    payload = await app.press(ts, "UBEN")
    await app.respond(payload, text="aside")
    assert (await app.respond(payload, text="second", replace_original=True))["ok"]
    seen = (await app.driver.see("UANA", "channels/CGENERAL/messages"))["messages"]
    assert [(m["ts"], m["text"], bool(m.get("blocks"))) for m in seen] == [(ts, "second", False)]
    assert (await app.respond(payload, delete_original="true"))["ok"]
    assert await app.driver.texts("UANA", "CGENERAL") == []
    assert await app.driver.texts("UBEN", "CGENERAL") == ["aside"]
    assert await app.refused(payload, delete_original=True) == "message_not_found"


async def test_an_ephemeral_message_is_replaced(app: App) -> None:
    """What only one person sees can be changed through the response URL of a button in it, and stays private."""
    command = await app.run()
    await app.respond(command, text="page 1", blocks=BUTTON)
    ts = (await app.driver.see("UANA", "channels/CGENERAL/messages"))["messages"][0]["ts"]
    payload = await app.press(ts)
    assert payload["container"]["is_ephemeral"]
    await app.respond(payload, text="page 2", blocks=BUTTON, replace_original=True)
    assert await app.driver.texts("UANA", "CGENERAL") == ["page 2"]
    assert await app.driver.texts("UBEN", "CGENERAL") == []


async def test_a_deleted_message_may_be_followed_by_a_text(app: App) -> None:
    """A text beside delete_original is posted as a new message."""
    ts = (await app.driver.api("chat.postMessage", channel="CGENERAL", text="old", blocks=BUTTON))["ts"]
    payload = await app.press(ts)
    await app.respond(payload, text="new", delete_original=True, response_type="in_channel")
    assert await app.driver.texts("UBEN", "CGENERAL") == ["new"]


async def test_a_command_has_no_original(app: App) -> None:
    """After a command replace_original posts a new message, for there is none that the command came from."""
    payload = await app.run()
    await app.respond(payload, text="thinking")
    await app.respond(payload, text="done", replace_original=True)
    assert await app.driver.texts("UANA", "CGENERAL") == ["thinking", "done"]
    assert await app.refused(payload, delete_original=True) == "message_not_found"


async def test_an_answer_may_stand_in_a_thread(app: App) -> None:
    """thread_ts with in_channel answers in that thread; in one that is gone, it stands in the channel."""
    ts = (await app.driver.api("chat.postMessage", channel="CGENERAL", text="root"))["ts"]
    payload = await app.run()
    await app.respond(payload, text="reply", response_type="in_channel", thread_ts=ts)
    await app.respond(payload, text="lone", response_type="in_channel", thread_ts="1.000000")
    seen = (await app.driver.see("UBEN", "channels/CGENERAL/messages"))["messages"]
    assert {m["text"]: m.get("thread_ts") for m in seen if m["text"] != "root"} == {
        "reply": ts,
        "lone": None,
    }


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({}, "no_text"),
        ({"text": "", "replace_original": True}, "no_text"),
        ({"blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
        ({"blocks": "nonsense"}, "invalid_blocks_format"),
        ({"text": "x", "replace_original": "perhaps"}, "invalid_arguments"),
    ],
)
async def test_a_bad_answer_is_refused(app: App, message: Json, error: str) -> None:
    """An answer without content, or with one Slack would not show, is refused by name and shows nothing."""
    assert await app.refused(await app.run(), **message) == error
    assert await app.driver.texts("UANA", "CGENERAL") == []


async def test_what_is_no_message_is_refused(app: App) -> None:
    """A body that is no JSON object is invalid_payload."""
    url = (await app.run())["response_url"]
    for body in ("{", "[]"):
        headers = {"Content-Type": "application/json"}
        async with app.driver.session.post(url, data=body, headers=headers) as response:
            assert (await response.json())["error"] == "invalid_payload"
