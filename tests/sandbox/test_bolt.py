"""The sandbox treats a real Bolt app, over Socket Mode, as Slack does."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.driver import Driver, until

MODAL = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": {"type": "plain_text", "text": "What"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}
BUTTON = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {
                "type": "button",
                "action_id": "press",
                "value": "7",
                "text": {"type": "plain_text", "text": "Press"},
            }
        ],
    }
]


class App:
    """A small Bolt app that remembers what it was sent."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.client = AsyncWebClient(token="xoxb-sandbox", base_url=sandbox.api_url)
        self.bolt = AsyncApp(client=self.client, signing_secret="unused")
        self.handler = AsyncSocketModeHandler(self.bolt, "xapp-sandbox", web_client=self.app_client(sandbox))
        self.received: list[dict[str, Any]] = []
        self.submission_answer: dict[str, Any] = {}
        self.bolt.command("/probe")(self._command)
        self.bolt.action("press")(self._press)
        self.bolt.view("form")(self._submitted)
        self.bolt.event("app_mention")(self._event)
        self.bolt.event("message")(self._event)

    @staticmethod
    def app_client(sandbox: Sandbox) -> AsyncWebClient:
        """The client that opens Socket Mode connections."""
        return AsyncWebClient(token="xapp-sandbox", base_url=sandbox.api_url)

    async def _command(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        self.received.append(body)
        match body.get("text"):
            case "modal":
                await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
                await ack()
            case "silence":
                await asyncio.sleep(0)
            case "loud":
                await ack({"response_type": "in_channel", "text": "Everyone hears this"})
            case text:
                await ack(f"You said {text}")

    async def _press(self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        self.received.append(body)
        await ack()
        await respond(text="Pressed", replace_original=True)

    async def _submitted(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.received.append(body)
        await ack(**self.submission_answer)

    async def _event(self, body: dict[str, Any]) -> None:
        self.received.append(body)


@pytest.fixture
async def app(sandbox: Sandbox) -> AsyncIterator[App]:
    """The app, connected."""
    app = App(sandbox)
    await app.handler.connect_async()  # type: ignore[no-untyped-call]
    await until(lambda: sandbox.line.connected)
    yield app
    await app.handler.close_async()  # type: ignore[no-untyped-call]


async def test_a_command_is_answered_to_its_person_only(app: App, driver: Driver) -> None:
    """The text of a command's acknowledgement is seen by the person who ran it and by nobody else."""
    outcome = await driver.act("UANA", "command", channel="CGENERAL", text="/probe hello")
    assert outcome["status"] == "answered"
    assert outcome["response"]["text"] == "You said hello"
    assert "You said hello" in await driver.texts("UANA", "CGENERAL")
    assert "You said hello" not in await driver.texts("UBEN", "CGENERAL")


async def test_a_command_may_be_answered_to_all(app: App, driver: Driver) -> None:
    """An acknowledgement with response_type in_channel is a message everyone in the channel sees."""
    await driver.act("UANA", "command", channel="CGENERAL", text="/probe loud")
    assert "Everyone hears this" in await driver.texts("UBEN", "CGENERAL")


async def test_silence_is_a_time_out(app: App, driver: Driver) -> None:
    """A command that is not acknowledged in time shows operation_timeout to its person."""
    outcome = await driver.act("UANA", "command", channel="CGENERAL", text="/probe silence")
    assert outcome["status"] == "operation_timeout"
    assert any("operation_timeout" in text for text in await driver.texts("UANA", "CGENERAL"))


async def test_a_modal_is_opened_filled_in_and_submitted(app: App, driver: Driver) -> None:
    """A modal opened on a command's trigger comes back as view_submission with state.values, and then is gone."""
    await driver.act("UANA", "command", channel="CGENERAL", text="/probe modal")
    modal = (await driver.see("UANA", "view"))["modal"]
    outcome = await driver.act("UANA", "submit", view_id=modal["id"], values={"what": "the <ranker>"})
    assert outcome["status"] == "answered"
    state = app.received[-1]["view"]["state"]["values"]
    assert state == {"what": {"text": {"type": "plain_text_input", "value": "the <ranker>"}}}
    assert (await driver.see("UANA", "view"))["modal"] is None


async def test_the_app_may_refuse_a_submission(app: App, driver: Driver) -> None:
    """response_action errors leaves the modal open and shows the errors at their blocks."""
    app.submission_answer = {"response_action": "errors", "errors": {"what": "Say more"}}
    await driver.act("UANA", "command", channel="CGENERAL", text="/probe modal")
    modal = (await driver.see("UANA", "view"))["modal"]
    outcome = await driver.act("UANA", "submit", view_id=modal["id"], values={"text": "x"})
    assert outcome["errors"] == {"what": "Say more"}
    assert (await driver.see("UANA", "view"))["modal"]["id"] == modal["id"]


async def test_a_button_reaches_the_app_and_its_message_is_replaced(app: App, driver: Driver) -> None:
    """A press is a block_actions payload, and its response_url replaces the message it came from."""
    posted = await app.client.chat_postMessage(channel="CGENERAL", text="Press me", blocks=BUTTON)
    outcome = await driver.act("UBEN", "click", channel="CGENERAL", ts=posted["ts"], action_id="press")
    assert outcome["status"] == "answered"
    payload = app.received[-1]
    assert payload["actions"][0]["value"] == "7"
    assert payload["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": "CGENERAL",
        "is_ephemeral": False,
    }
    async with asyncio.timeout(5):
        while "Pressed" not in await driver.texts("UBEN", "CGENERAL"):
            await asyncio.sleep(0.01)
    assert "Press me" not in await driver.texts("UBEN", "CGENERAL")


async def test_a_mention_is_an_event_where_the_app_is_a_member(app: App, driver: Driver) -> None:
    """The app hears messages and mentions only in channels it is in."""
    await driver.act("UANA", "message", channel="CGENERAL", text="<@UTOCSIN> are you there?")
    await app.client.conversations_join(channel="CGENERAL")
    await driver.act("UANA", "message", channel="CGENERAL", text="<@UTOCSIN> and now?")
    await until(lambda: any(body["event"]["type"] == "app_mention" for body in app.received))
    await driver.sandbox.deliveries.settle()
    mentions = [body["event"] for body in app.received if body["event"]["type"] == "app_mention"]
    assert [event["text"] for event in mentions] == ["<@UTOCSIN> and now?"]


async def test_the_app_comes_back_after_its_sockets_were_dropped(app: App, driver: Driver) -> None:
    """What happened while no connection was open arrives once one is."""
    await app.client.conversations_join(channel="CGENERAL")
    await driver.sandbox.deliveries.settle()
    await driver.post("/sandbox/drop")
    await driver.act("UANA", "message", channel="CGENERAL", text="while you were away")
    await app.handler.client.connect_to_new_endpoint(force=True)
    await until(lambda: any(body["event"].get("text") == "while you were away" for body in app.received))
