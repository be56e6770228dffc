"""Payloads and answers have the keys Slack's have, where Slack's recorded ones are at hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.conformance import reference
from tests.sandbox.driver import Driver, Json
from tests.sandbox.test_people import FORM, Puppet, option, puppet, shown

PACK = Path(__file__).parents[3] / "shared" / "slack"
__all__ = ["puppet"]

pytestmark = pytest.mark.skipif(
    not PACK.is_dir(), reason="Slack's recorded payloads are not beside the project"
)


def union(folder: str, name: str) -> Json:
    """A recorded shape with every key ever seen."""
    recorded: Json = json.loads((PACK / folder / f"{name}.json").read_text())
    return recorded


def strange(ours: Any, theirs: Any, at: str = "") -> list[str]:
    """The keys of ours that theirs never had, by path."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        found = [f"{at}/{key}" for key in ours if key not in theirs]
        for key in ours.keys() & theirs.keys():
            found += strange(ours[key], theirs[key], f"{at}/{key}")
        return found
    if isinstance(ours, list) and isinstance(theirs, list) and theirs:
        return [path for entry in ours for path in strange(entry, theirs[0], at)]
    return []


def paths(shown: Any, at: str = "") -> set[str]:
    """The keys of an example, by path."""
    if isinstance(shown, dict):
        return {f"{at}/{key}" for key in shown}.union(*(paths(shown[k], f"{at}/{k}") for k in shown))
    if isinstance(shown, list):
        return set[str]().union(*(paths(entry, at) for entry in shown))
    return set()


async def test_payloads(driver: Driver, puppet: Puppet) -> None:
    """Commands, actions, shortcuts, submissions and closings carry no key Slack's do not."""
    modal = await shown(puppet, FORM)
    await driver.act("UANA", "submit", view_id=modal["id"], values={"title": "abc", "severity": "sev1"})
    modal = await shown(puppet, FORM)
    await driver.act("UANA", "close", view_id=modal["id"])
    menu = {"type": "static_select", "action_id": "pick", "options": [option("a")]}
    blocks = [{"type": "actions", "block_id": "row", "elements": [menu]}]
    ts = (await driver.api("chat.postMessage", channel="CGENERAL", text="?", blocks=blocks))["ts"]
    await driver.act("UBEN", "click", channel="CGENERAL", ts=ts, action_id="pick", value="a")
    await driver.act("UBEN", "message-shortcut", callback_id="try_message", channel="CGENERAL", ts=ts)
    command = next(payload for payload in puppet.received if "command" in payload)
    received = {
        "SlashCommandPayload": command,
        "BlockActionPayload": puppet.last("block_actions") | {"state": {}, "actions": []},
        "MessageShortcutPayload": puppet.last("message_action"),
        "ViewSubmissionPayload": {
            key: value for key, value in puppet.last("view_submission").items() if key != "response_urls"
        },
        "ViewClosedPayload": puppet.last("view_closed"),
    }
    for name, payload in received.items():
        theirs = union("payloads_union", name)
        ours = payload | ({"view": _shell(payload["view"])} if "view" in payload else {})
        assert strange(ours, theirs) == [], name


def _shell(view: Json) -> Json:
    return {key: value for key, value in view.items() if key not in ("blocks", "state")}


async def test_answers(driver: Driver) -> None:
    """The answers of the Web API carry no key Slack's do not, neither those recorded nor those of its reference."""
    created = await driver.api("conversations.create", name="inc-1")
    channel = created["channel"]["id"]
    posted = await driver.api("chat.postMessage", channel=channel, text="x")
    history = await driver.api("conversations.history", channel=channel)
    await driver.api("pins.add", channel=channel, timestamp=posted["ts"])
    bookmark = await driver.api(
        "bookmarks.add", channel_id=channel, title="x", type="link", link="https://x.example"
    )
    answers = {
        "auth.test": await driver.api("auth.test"),
        "chat.postMessage": posted,
        "chat.update": await driver.api("chat.update", channel=channel, ts=posted["ts"], text="y"),
        "conversations.create": created,
        "conversations.info": await driver.api(
            "conversations.info", channel=channel, include_num_members=True
        ),
        "conversations.history": history,
        "conversations.members": await driver.api("conversations.members", channel=channel),
        "conversations.list": await driver.api("conversations.list"),
        "conversations.open": await driver.api("conversations.open", users="UANA", return_im=True),
        "bookmarks.add": bookmark,
        "users.info": await driver.api("users.info", user="UANA"),
        "users.list": await driver.api("users.list"),
    }
    recorded = {path.stem for path in (PACK / "responses_union").iterdir()}
    assert recorded & set(answers)
    for name in sorted(recorded & set(answers)):
        assert answers[name]["ok"], name
        documented = paths([each["example"] for each in reference.method(name)["examples"].values()])
        odd = strange(answers[name], union("responses_union", name))
        assert set(odd) <= documented, name


async def test_events(driver: Driver) -> None:
    """Events carry no key Slack's do not; app_id, which only some recordings have, is allowed on any message."""
    channel = (await driver.api("conversations.create", name="inc-1"))["channel"]["id"]
    ts = (await driver.api("chat.postMessage", channel=channel, text="x"))["ts"]
    await driver.api("conversations.invite", channel=channel, users="UANA")
    await driver.act("UANA", "message", channel=channel, text="<@UTOCSIN> hi")
    await driver.api("pins.add", channel=channel, timestamp=ts)
    await driver.api("reactions.add", channel=channel, timestamp=ts, name="eyes")
    other = (await driver.api("chat.postMessage", channel=channel, text="z"))["ts"]
    await driver.api("chat.update", channel=channel, ts=other, text="y")
    await driver.api("chat.delete", channel=channel, ts=other)
    await driver.api("conversations.rename", channel=channel, name="inc-2")
    await driver.api("conversations.archive", channel=channel)
    await driver.act("UANA", "home")
    names = {
        "app_mention": "AppMention",
        "app_home_opened": "AppHomeOpened",
        "channel_created": "ChannelCreated",
        "channel_rename": "ChannelRename",
        "channel_archive": "ChannelArchive",
        "member_joined_channel": "MemberJoinedChannel",
        "reaction_added": "ReactionAdded",
        "pin_added": "PinAdded",
        "message.message_changed": "MessageChanged",
        "message.message_deleted": "MessageDeleted",
        "message.channel_join": "MessageChannelJoin",
        "message": "Message",
    }
    seen = set()
    for delivery in (await driver.get("/sandbox/deliveries"))["deliveries"]:
        event = delivery["payload"]["event"]
        kind = ".".join(filter(None, (event["type"], event.get("subtype"))))
        if kind in names:
            seen.add(kind)
            theirs = union("payloads_union", f"event.{names[kind]}Payload")["event"]
            allowed = ("/app_id", "/previous_message/edited")
            assert [path for path in strange(event, theirs) if not path.endswith(allowed)] == [], kind
    assert seen == set(names)
