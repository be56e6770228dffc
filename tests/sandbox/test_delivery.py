"""Events, commands and interactions reach the app as Slack delivers them, and everyone sees what became of them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.clock import Clock
from sandbox.delivery import Deliveries
from sandbox.httpmode import HttpLine
from sandbox.server import Sandbox
from tests.sandbox.conftest import HandClock
from tests.sandbox.driver import MANIFEST, Driver, until
from tests.sandbox.test_httpmode import Receiver
from tests.sandbox.test_socketmode import Socket

MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "which",
            "optional": True,
            "label": {"type": "plain_text", "text": "Which"},
            "element": {"type": "external_select", "action_id": "pick", "min_query_length": 0},
        }
    ],
}
BUTTON = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [{"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}],
    }
]


async def connect(driver: Driver) -> Socket:
    """Open a connection and read its hello."""
    headers = {"Authorization": "Bearer xapp-sandbox"}
    async with driver.session.post(
        f"{driver.sandbox.api_url}apps.connections.open", headers=headers
    ) as opened:
        url = (await opened.json())["url"]
    socket = Socket(await driver.session.ws_connect(url))
    assert (await socket.receive())["type"] == "hello"
    return socket


@pytest.fixture
async def hasty(hand_clock: HandClock) -> AsyncIterator[Driver]:
    """A sandbox that waits half a second for an acknowledgement."""
    async with (
        Sandbox(MANIFEST, now=hand_clock, ack_seconds=0.5) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        yield Driver(sandbox, session)


async def test_a_command_that_is_not_acknowledged_fails(hasty: Driver) -> None:
    """Its person, and nobody else, reads operation_timeout; an acknowledgement that comes too late shows nothing."""
    socket = await connect(hasty)
    outcome = await hasty.act("UANA", "command", channel="CGENERAL", text="/probe")
    assert outcome["status"] == "operation_timeout"
    assert outcome["seconds"] >= 0.5
    await socket.acknowledge(await socket.receive(), {"text": "too late"})
    assert (await hasty.act("UANA", "command", channel="CGENERAL", text="/probe"))["status"] != "answered"
    texts = await hasty.texts("UANA", "CGENERAL")
    assert len(texts) == 2
    assert all("operation_timeout" in text for text in texts)
    assert await hasty.texts("UBEN", "CGENERAL") == []


async def test_a_press_that_is_not_acknowledged_fails(hasty: Driver) -> None:
    """A button whose press is not acknowledged in time shows its person operation_timeout."""
    ts = (await hasty.api("chat.postMessage", channel="CGENERAL", text="a", blocks=BUTTON))["ts"]
    socket = await connect(hasty)
    outcome = await hasty.act("UBEN", "click", channel="CGENERAL", ts=ts, action_id="go")
    assert outcome["status"] == "operation_timeout"
    assert any("operation_timeout" in text for text in await hasty.texts("UBEN", "CGENERAL"))
    assert await hasty.texts("UANA", "CGENERAL") == ["a"]
    assert (await socket.receive())["payload"]["type"] == "block_actions"


async def opened(driver: Driver, socket: Socket) -> str:
    """The id of a modal that the app opened for ana."""
    running = asyncio.create_task(driver.act("UANA", "command", channel="CGENERAL", text="/probe"))
    envelope = await socket.receive()
    trigger_id = envelope["payload"]["trigger_id"]
    view = (await driver.api("views.open", trigger_id=trigger_id, view=MODAL))["view"]
    await socket.acknowledge(envelope)
    await running
    return str(view["id"])


async def test_a_submission_that_is_not_acknowledged_stays(hasty: Driver) -> None:
    """A modal whose submission is not acknowledged in time says so and stays, to be sent again by hand."""
    socket = await connect(hasty)
    view_id = await opened(hasty, socket)
    outcome = await hasty.act("UANA", "submit", view_id=view_id, values={})
    assert outcome["status"] == "operation_timeout"
    assert (await hasty.see("UANA", "view"))["modal"]["id"] == view_id
    await socket.receive()
    again = asyncio.create_task(hasty.act("UANA", "submit", view_id=view_id, values={}))
    await socket.acknowledge(await socket.receive())
    assert (await again)["status"] == "answered"
    assert (await hasty.see("UANA", "view"))["modal"] is None


async def test_options_that_do_not_come_in_time_are_none(hasty: Driver) -> None:
    """An external select whose options do not come in time offers nothing and says operation_timeout."""
    socket = await connect(hasty)
    view_id = await opened(hasty, socket)
    asked = await hasty.act("UANA", "suggest", view_id=view_id, action_id="pick", value="a")
    assert (asked["status"], asked["options"]) == ("operation_timeout", [])
    assert (await socket.receive())["payload"]["type"] == "block_suggestion"
    again = asyncio.create_task(hasty.act("UANA", "suggest", view_id=view_id, action_id="pick", value="a"))
    option = {"text": {"type": "plain_text", "text": "A"}, "value": "a"}
    await socket.acknowledge(await socket.receive(), {"options": [option]})
    assert [each["value"] for each in (await again)["options"]] == ["a"]


async def test_a_shortcut_that_is_not_acknowledged_fails(hasty: Driver) -> None:
    """A shortcut that is not acknowledged in time is operation_timeout too."""
    socket = await connect(hasty)
    outcome = await hasty.act("UANA", "shortcut", callback_id="try_global")
    assert outcome["status"] == "operation_timeout"
    assert (await socket.receive())["payload"]["type"] == "shortcut"


async def test_what_a_lost_connection_did_not_acknowledge_comes_again(driver: Driver) -> None:
    """An event whose connection goes away before the ack is sent on the next one, with retry_attempt."""
    first = await connect(driver)
    await driver.act("UANA", "home")
    envelope = await first.receive()
    assert (envelope["type"], envelope["retry_attempt"], envelope["accepts_response_payload"]) == (
        "events_api",
        0,
        False,
    )
    await first.socket.close()
    second = await connect(driver)
    again = await second.receive()
    assert again["payload"]["event_id"] == envelope["payload"]["event_id"]
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "connection_dropped")
    await second.acknowledge(again)
    await driver.sandbox.deliveries.settle()
    assert (await driver.get("/sandbox/deliveries"))["deliveries"][0]["acked_after"] is not None


async def test_a_delivery_can_be_replayed(driver: Driver) -> None:
    """A replay is the same payload under a new envelope with retry_attempt set."""
    socket = await connect(driver)
    await driver.act("UANA", "home")
    first = await socket.receive()
    await socket.acknowledge(first)
    await driver.sandbox.deliveries.settle()
    replaying = asyncio.create_task(driver.post("/sandbox/replay", n=1))
    second = await socket.receive()
    await socket.acknowledge(second)
    assert (await replaying)["status"] == "answered"
    assert second["payload"] == first["payload"]
    assert second["envelope_id"] != first["envelope_id"]
    assert second["retry_attempt"] == 1


async def test_changes_are_numbered(driver: Driver) -> None:
    """Every change of a delivery raises the revision and is told; what changed since one can be asked for."""
    deliveries = driver.sandbox.deliveries
    told: list[int] = []
    deliveries.on_change = lambda: told.append(deliveries.revision)
    socket = await connect(driver)
    await driver.act("UANA", "home")
    first = await socket.receive()
    seen = deliveries.revision
    assert [(each.n, each.status) for each in deliveries.since(0, 10)] == [(1, "sending")]
    assert deliveries.since(seen, 10) == []
    await driver.act("UBEN", "home")
    second = await socket.receive()
    assert [each.n for each in deliveries.since(seen, 10)] == [2]
    seen = deliveries.revision
    await socket.acknowledge(first)
    await until(lambda: deliveries.revision > seen)
    changed = deliveries.since(seen, 10)
    assert [(each.n, each.status, each.revision) for each in changed] == [
        (1, "answered", deliveries.revision)
    ]
    await socket.acknowledge(second)
    await deliveries.settle()
    assert [each.n for each in deliveries.since(0, 10)] == [1, 2]
    assert [each.n for each in deliveries.since(0, 1)] == [2]
    assert told == list(range(1, deliveries.revision + 1))


async def test_old_deliveries_are_forgotten(driver: Driver) -> None:
    """Only the latest deliveries stay on record, numbers go on, and to replay a forgotten one is refused by name."""
    driver.sandbox.deliveries.kept = 3
    for _ in range(5):
        await driver.act("UANA", "command", channel="CGENERAL", text="/probe")
    deliveries = driver.sandbox.deliveries
    assert [each.n for each in deliveries.sent] == [3, 4, 5]
    assert [each.n for each in deliveries.since(0, 100)] == [3, 4, 5]
    assert (await driver.post("/sandbox/replay", n=2))["error"] == "delivery_forgotten"
    assert (await driver.post("/sandbox/replay", n=6))["error"] == "delivery_not_found"
    assert (await driver.post("/sandbox/replay", n=3))["status"] == "no_app"


async def test_too_many_events_are_withheld(hand_clock: HandClock) -> None:
    """Beyond the hour's limit the app is told app_rate_limited once a minute, until the hour has passed."""
    receiver = Receiver()
    async with receiver.serving() as url:
        line = HttpLine(url, "sandbox-signing-secret", 3.0)
        deliveries = Deliveries(line, Clock(hand_clock), events_an_hour=2)
        hand_clock.seconds += 30
        for seconds in (0, 0, 0, 10, 20, 30, 3600 - 61, 1, 0, 0):
            hand_clock.seconds += seconds
            deliveries.event({"type": "probe"})
            await deliveries.settle()
        await line.close()
    kinds = [each.type for each in deliveries.sent]
    limited = "app_rate_limited"
    assert kinds == ["probe", "probe", limited, limited, limited, "probe", "probe"]
    told = [each.payload for each in deliveries.sent if each.type == limited]
    assert set(told[0]) == {"token", "type", "team_id", "minute_rate_limited", "api_app_id"}
    start = 1_800_000_000
    assert [each["minute_rate_limited"] for each in told] == [start, start + 60, start + 3600]


async def test_without_the_app_a_command_says_so(driver: Driver) -> None:
    """When no connection is open, the person is told that the app did not respond."""
    outcome = await driver.act("UANA", "command", channel="CGENERAL", text="/probe")
    assert outcome["status"] == "no_app"
    assert any("did not respond" in text for text in await driver.texts("UANA", "CGENERAL"))


async def test_only_subscribed_events_of_joined_channels_are_sent(driver: Driver) -> None:
    """The app hears its own messages, edits, deletions, reactions and joins where it is a member, and no others."""
    await driver.act("UANA", "message", channel="CGENERAL", text="not heard")
    channel = (await driver.api("conversations.create", name="inc-1"))["channel"]["id"]
    ts = (await driver.api("chat.postMessage", channel=channel, text="a"))["ts"]
    await driver.api("chat.update", channel=channel, ts=ts, text="b")
    await driver.api("reactions.add", channel=channel, timestamp=ts, name="eyes")
    await driver.api("pins.add", channel=channel, timestamp=ts)
    await driver.api("pins.remove", channel=channel, timestamp=ts)
    await driver.api("chat.delete", channel=channel, ts=ts)
    seen = (await driver.get("/sandbox/deliveries"))["deliveries"]
    events: list[Any] = [delivery["payload"]["event"] for delivery in seen]
    assert [event.get("subtype", event["type"]) for event in events] == [
        "channel_created",
        "channel_join",
        "member_joined_channel",
        "message",
        "message_changed",
        "reaction_added",
        "pin_added",
        "message_deleted",
    ]
    own = events[3]
    assert (own["bot_id"], own["user"], own["channel_type"]) == ("BTOCSIN", "UTOCSIN", "channel")


async def test_a_disconnect_is_announced(driver: Driver) -> None:
    """The app can be told that its connection will be refreshed."""
    socket = await connect(driver)
    await driver.post("/sandbox/drop", reason="refresh_requested")
    assert (await socket.receive())["reason"] == "refresh_requested"
    await driver.post("/sandbox/drop")
    await until(lambda: not driver.sandbox.line.connected)
