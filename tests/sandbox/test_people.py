"""People do what they do in Slack's client, and the app is sent what Slack would send."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from sandbox.server import Sandbox
from tests.sandbox.driver import Driver, Json, until


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    """An option of a menu."""
    return {"text": plain(value.title()), "value": value}


def field(block_id: str, element: Json, **more: Any) -> Json:
    """An input block."""
    return {"type": "input", "block_id": block_id, "label": plain("Label"), "element": element} | more


FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Form"),
    "submit": plain("Send"),
    "notify_on_close": True,
    "blocks": [
        field("title", {"type": "plain_text_input", "action_id": "text", "min_length": 3}),
        field(
            "severity",
            {"type": "static_select", "action_id": "pick", "options": [option("sev1"), option("sev2")]},
        ),
        field(
            "model", {"type": "external_select", "action_id": "find", "min_query_length": 0}, optional=True
        ),
        field("lead", {"type": "users_select", "action_id": "who", "initial_user": "UANA"}),
        field("day", {"type": "datepicker", "action_id": "date"}, optional=True),
        field(
            "tags",
            {"type": "checkboxes", "action_id": "tick", "options": [option("a"), option("b")]},
            optional=True,
        ),
    ],
}


class Puppet:
    """An app in the test's hand: connected by Socket Mode, it answers each envelope as it was told."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.received: list[Json] = []
        self.answer: Callable[[Json], Any] = lambda payload: None
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        self.task: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """Open the connection and begin to answer."""
        headers = {"Authorization": "Bearer xapp-sandbox"}
        url = f"{self.driver.sandbox.api_url}apps.connections.open"
        async with self.driver.session.post(url, headers=headers) as opened:
            self.socket = await self.driver.session.ws_connect((await opened.json())["url"])
        self.task = asyncio.create_task(self.serve(self.socket))

    async def serve(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Answer every envelope."""
        async for frame in socket:
            envelope = frame.json()
            if "envelope_id" not in envelope:
                continue
            self.received.append(envelope["payload"])
            answer = self.answer(envelope["payload"])
            body = await answer if asyncio.iscoroutine(answer) else answer
            acknowledgement = {"envelope_id": envelope["envelope_id"]}
            await socket.send_json(acknowledgement | ({"payload": body} if body else {}))

    def last(self, kind: str) -> Json:
        """The latest payload of a type."""
        return next(payload for payload in reversed(self.received) if payload.get("type") == kind)


@pytest.fixture
async def puppet(driver: Driver) -> Puppet:
    """The app, connected."""
    puppet = Puppet(driver)
    await puppet.connect()
    return puppet


async def shown(puppet: Puppet, view: Json) -> Json:
    """Ana runs a command, the app opens a modal; the view she then has before her."""

    async def open_it(payload: Json) -> None:
        answer = await puppet.driver.api("views.open", trigger_id=payload["trigger_id"], view=view)
        assert answer["ok"], answer

    puppet.answer = open_it
    await puppet.driver.act("UANA", "command", channel="CGENERAL", text="/probe")
    puppet.answer = lambda payload: None
    modal: Json = (await puppet.driver.see("UANA", "view"))["modal"]
    return modal


async def test_a_submission_carries_every_input(driver: Driver, puppet: Puppet) -> None:
    """state.values has each input in its documented shape: entered, initial, and empty ones."""
    modal = await shown(puppet, FORM)
    puppet.answer = lambda payload: (
        {"options": [option("ranker")]} if payload["type"] == "block_suggestion" else None
    )
    values = {"title": "Stale <!channel>", "severity": "sev2", "find": "ranker", "tags": ["a", "b"]}
    assert (await driver.act("UANA", "submit", view_id=modal["id"], values=values))["status"] == "answered"
    assert puppet.last("block_suggestion")["value"] == "ranker"
    full = {"emoji": True}
    state = puppet.last("view_submission")["view"]["state"]["values"]
    assert state["title"]["text"] == {"type": "plain_text_input", "value": "Stale <!channel>"}
    assert state["severity"]["pick"]["selected_option"] == {"text": plain("Sev2") | full, "value": "sev2"}
    assert state["model"]["find"]["selected_option"] == option("ranker")
    assert state["lead"]["who"] == {"type": "users_select", "selected_user": "UANA"}
    assert state["day"]["date"] == {"type": "datepicker", "selected_date": None}
    assert [o["value"] for o in state["tags"]["tick"]["selected_options"]] == ["a", "b"]


async def test_the_client_refuses_by_itself(driver: Driver, puppet: Puppet) -> None:
    """Empty required inputs and short text are shown at their blocks, and the app is not asked."""
    modal = await shown(puppet, FORM)
    outcome = await driver.act("UANA", "submit", view_id=modal["id"], values={"title": "ab"})
    assert set(outcome["errors"]) == {"title", "severity"} and outcome["client_side"]
    assert not any(payload.get("type") == "view_submission" for payload in puppet.received)
    refused = await driver.act("UANA", "submit", view_id=modal["id"], values={"severity": "sev9"})
    assert (refused["ok"], refused["error"]) == (False, "invalid_arguments")


async def test_a_submission_may_update_push_or_clear(driver: Driver, puppet: Puppet) -> None:
    """response_action update changes the view, push lays one on top, clear takes all away."""
    small = {"type": "modal", "title": plain("Next"), "submit": plain("Go"), "blocks": [{"type": "divider"}]}
    modal = await shown(puppet, small)
    puppet.answer = lambda payload: {"response_action": "update", "view": small | {"title": plain("Again")}}
    updated = await driver.act("UANA", "submit", view_id=modal["id"], values={})
    assert (updated["view"]["id"], updated["view"]["title"]["text"]) == (modal["id"], "Again")
    puppet.answer = lambda payload: {"response_action": "push", "view": small}
    pushed = await driver.act("UANA", "submit", view_id=modal["id"], values={})
    assert (pushed["view"]["previous_view_id"], pushed["view"]["root_view_id"]) == (modal["id"], modal["id"])
    puppet.answer = lambda payload: {"response_action": "clear"}
    await driver.act("UANA", "submit", view_id=pushed["view"]["id"], values={})
    assert (await driver.see("UANA", "view"))["modal"] is None


async def test_closing_is_told_when_asked_for(driver: Driver, puppet: Puppet) -> None:
    """A modal with notify_on_close sends view_closed, and is gone for views.update."""
    modal = await shown(puppet, FORM)
    await driver.act("UANA", "close", view_id=modal["id"])
    closed = puppet.last("view_closed")
    assert (closed["view"]["id"], closed["is_cleared"]) == (modal["id"], False)
    assert (await driver.api("views.update", view_id=modal["id"], view=FORM))["error"] == "not_found"


async def test_a_trigger_works_once_and_for_three_seconds(driver: Driver, puppet: Puppet) -> None:
    """A trigger_id opens one view, and none when it is older than three seconds."""
    await driver.act("UANA", "shortcut", callback_id="try_global")
    trigger = puppet.last("shortcut")["trigger_id"]
    assert (await driver.api("views.open", trigger_id=trigger, view=FORM))["ok"]
    again = await driver.api("views.open", trigger_id=trigger, view=FORM)
    assert again["error"] == "exchanged_trigger_id"
    await driver.act("UANA", "shortcut", callback_id="try_global")
    await driver.post("/sandbox/clock", advance=3.1)
    late = await driver.api("views.open", trigger_id=puppet.last("shortcut")["trigger_id"], view=FORM)
    assert late["error"] == "expired_trigger_id"
    unknown = await driver.api("views.open", trigger_id="1.2.abc", view=FORM)
    assert unknown["error"] == "invalid_trigger_id"


async def test_what_a_command_says(driver: Driver, puppet: Puppet) -> None:
    """A command's text is escaped, and people in it are resolved only if the manifest asks for it."""
    await driver.act("UANA", "command", channel="CGENERAL", text="/probe a < b & @ben")
    await driver.act("UANA", "command", channel="CGENERAL", text="/resolve @ben in #ml-platform")
    texts = [payload["text"] for payload in puppet.received if "command" in payload]
    assert texts == ["a &lt; b &amp; @ben", "<@UBEN|ben> in <#CMLPLATFORM|ml-platform>"]
    unknown = await driver.act("UANA", "command", channel="CGENERAL", text="/nothing")
    assert unknown["error"] == "unknown_command"


async def test_a_choice_in_a_message_is_told_with_its_state(driver: Driver, puppet: Puppet) -> None:
    """Choosing in a menu of a message sends the action and the values standing in the message."""
    menu = {"type": "static_select", "action_id": "pick", "options": [option("a"), option("b")]}
    blocks = [{"type": "actions", "block_id": "row", "elements": [menu]}]
    ts = (await driver.api("chat.postMessage", channel="CGENERAL", text="?", blocks=blocks))["ts"]
    await driver.act("UBEN", "click", channel="CGENERAL", ts=ts, action_id="pick", value="b")
    payload = puppet.last("block_actions")
    assert payload["actions"][0]["selected_option"]["value"] == "b"
    assert payload["state"]["values"]["row"]["pick"]["selected_option"]["value"] == "b"
    assert (payload["user"]["id"], payload["channel"]["name"], payload["message"]["ts"]) == (
        "UBEN",
        "general",
        ts,
    )


async def test_typed_text_is_text(driver: Driver) -> None:
    """What a person types cannot mention a channel: &, < and > arrive escaped, picked people stay."""
    hostile = '<!channel> & <@UBEN> "x"\u202e'
    await driver.act("UANA", "message", channel="CGENERAL", text=hostile)
    assert (await driver.texts("UBEN", "CGENERAL"))[-1] == '&lt;!channel&gt; &amp; <@UBEN> "x"\u202e'


async def test_people_come_and_go(driver: Driver) -> None:
    """Somebody new is in #general; somebody deactivated can do nothing, and both are told to the app."""
    added = (await driver.post("/sandbox/people", name="gil", real_name="Gil Moreno"))["person"]["id"]
    await driver.act(added, "message", channel="CGENERAL", text="hello")
    await driver.post(f"/sandbox/people/{added}", deleted=True)
    refused = await driver.act(added, "message", channel="CGENERAL", text="hello?")
    assert refused["error"] == "account_inactive"
    deliveries = (await driver.get("/sandbox/deliveries"))["deliveries"]
    assert [delivery["type"] for delivery in deliveries] == ["team_join", "user_change"]


async def test_feedback_and_icons(driver: Driver, puppet: Puppet) -> None:
    """Pressing one of two feedback buttons tells which; an icon carries its own value."""

    def word(text: str) -> Json:
        return {"type": "plain_text", "text": text}

    rated = {
        "type": "feedback_buttons",
        "action_id": "rate",
        "positive_button": {"text": word("Good"), "value": "up"},
        "negative_button": {"text": word("Bad"), "value": "down"},
    }
    icon = {"type": "icon_button", "action_id": "bin", "icon": "trash", "text": word("Bin"), "value": "7"}
    blocks = [{"type": "context_actions", "elements": [rated, icon]}]
    ts = (await driver.api("chat.postMessage", channel="CGENERAL", text="?", blocks=blocks))["ts"]
    for action_id, given, told in (("rate", "down", "down"), ("bin", None, "7")):
        await driver.act("UBEN", "click", channel="CGENERAL", ts=ts, action_id=action_id, value=given)
        assert puppet.last("block_actions")["actions"][0]["value"] == told
    refused = await driver.act("UBEN", "click", channel="CGENERAL", ts=ts, action_id="rate", value="maybe")
    assert refused["error"] == "invalid_arguments"


async def test_the_page_is_told_what_changed(driver: Driver, sandbox: Sandbox) -> None:
    """A watcher hears of changes in what they can see, and of nothing else."""
    heard: list[Json] = []

    async def listen(socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            heard.append(frame.json())  # noqa: PERF401 - heard is looked at while frames still come

    socket = await driver.session.ws_connect(f"{sandbox.url}/sandbox/as/UBEN/live")
    listening = asyncio.create_task(listen(socket))
    await driver.api("chat.postMessage", channel="UANA", text="not for ben")
    await driver.api("chat.postMessage", channel="CGENERAL", text="for all")
    await until(lambda: bool(heard))
    assert heard == [{"type": "changed", "channel": "CGENERAL", "what": "message"}]
    await socket.close()
    await listening
