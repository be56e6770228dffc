"""`python -m tests.browser.stage`: a sandbox with a small app that shows everything Slack lets an app show.

Its address is printed; it runs until it is ended. What the app shows stands in stage.yml. The app remembers nothing,
so that a workspace which is loaded anew is all there is.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
from pathlib import Path
from typing import Any

import yaml
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.assets import PAGE
from sandbox.server import Sandbox
from tests.sandbox.driver import MANIFEST, until

Json = dict[str, Any]
SHOWN: Json = yaml.safe_load((Path(__file__).parent / "stage.yml").read_text("utf-8"))
"""Views and messages by name."""

ACK_SECONDS = 1.0
FRUIT = ("Apple", "Apricot", "Banana", "Cherry", "Date", "Elderberry", "Fig")


def entered(view: Json) -> dict[str, Any]:
    """What stands in the inputs of a view, by block id, as short texts."""
    return {
        block_id: _short(state)
        for block_id, actions in view["state"]["values"].items()
        for state in actions.values()
        if _short(state)
    }


def _short(state: Json) -> Any:
    held = next((value for name, value in state.items() if name != "type"), None)
    match held:
        case {"value": value}:
            return value
        case list():
            return [one.get("value") or one.get("name") if isinstance(one, dict) else one for one in held]
        case _:
            return held


class Stage:
    """The app: one command that shows what it is asked for, and an answer to everything people do with it."""

    def __init__(self, api_url: str) -> None:
        self.bolt = AsyncApp(
            client=AsyncWebClient(token="xoxb-sandbox", base_url=api_url), signing_secret="unused"
        )
        self.line = AsyncSocketModeHandler(
            self.bolt, "xapp-sandbox", web_client=AsyncWebClient(token="xapp-sandbox", base_url=api_url)
        )
        self.bolt.command("/probe")(self.command)
        self.bolt.command("/resolve")(self.command)
        self.bolt.shortcut("try_global")(self.shortcut)
        self.bolt.shortcut("try_message")(self.shortcut_on)
        self.bolt.action("press")(self.press)
        self.bolt.action("count")(self.count)
        self.bolt.action("push")(self.push)
        self.bolt.action("more")(self.more)
        self.bolt.action("again")(self.again)
        self.bolt.action({"type": "block_actions"})(self.noted)
        self.bolt.options("fruit")(self.fruit)
        self.bolt.options("fruits")(self.fruit)
        self.bolt.view("everything")(self.submitted)
        self.bolt.view("short")(self.submitted)
        self.bolt.view("first")(self.stepped)
        self.bolt.view("second")(self.finished)
        self.bolt.event("app_home_opened")(self.home)
        self.bolt.event({"type": "message"})(self.heard)

    async def command(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Show a view or a message by its name; be silent, or say the rest again to that person only."""
        name = body.get("text", "")
        match SHOWN.get(name):
            case {"type": "modal", **rest}:
                view = {**rest, "type": "modal", "private_metadata": body["channel_id"]}
                await client.views_open(trigger_id=body["trigger_id"], view=view)
                await ack()
            case {"text": text, "blocks": blocks}:
                await ack()
                await client.chat_postMessage(channel=body["channel_id"], text=text, blocks=blocks)
            case _ if name == "silence":
                return
            case _:
                await ack(f"You said {name}")

    async def shortcut(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """The global shortcut opens the short form."""
        await client.views_open(trigger_id=body["trigger_id"], view=SHOWN["short"])
        await ack()

    async def shortcut_on(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        """The message shortcut tells its person what the message says."""
        await ack()
        await respond(response_type="ephemeral", text=f"You tried: {body['message']['text']}")

    async def press(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        """The button of a message is replaced by who pressed it."""
        await ack()
        await respond(text=f"Pressed by <@{body['user']['id']}>", replace_original=True)

    async def count(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """The button of the home tab counts how often it was pressed."""
        await ack()
        await client.views_publish(
            user_id=body["user"]["id"], view=_counted(int(body["actions"][0]["value"]) + 1)
        )

    async def push(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """A button of the first view puts the second upon it."""
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=SHOWN["second"])

    async def more(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Another adds a field to it."""
        await ack()
        view = SHOWN["first"]
        await client.views_update(
            view_id=body["view"]["id"], view={**view, "blocks": [*view["blocks"], SHOWN["added"]]}
        )

    async def again(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """A button of the second view puts a third upon it, with the same look."""
        await ack()
        third = {**SHOWN["second"], "title": {"type": "plain_text", "text": "Third"}}
        await client.views_push(trigger_id=body["trigger_id"], view=third)

    async def noted(self, ack: AsyncAck) -> None:
        """Whatever else is chosen is fine."""
        await ack()

    async def fruit(self, ack: AsyncAck, body: Json) -> None:
        """Fruits that begin with what was typed."""
        typed = body["value"].lower()
        found = [name for name in FRUIT if name.lower().startswith(typed)]
        await ack(
            options=[{"text": {"type": "plain_text", "text": name}, "value": name.lower()} for name in found]
        )

    async def submitted(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """A form is refused at every text that says "wrong"; else what was entered is told to everybody."""
        view = body["view"]
        values = entered(view)
        wrong = {
            block_id: f"“{value}” will not do." for block_id, value in values.items() if value == "wrong"
        }
        if wrong:
            await ack(response_action="errors", errors=wrong)
            return
        await ack()
        channel = view["private_metadata"] or "CGENERAL"
        await client.chat_postMessage(channel=channel, text=f"Entered: {json.dumps(values, sort_keys=True)}")

    async def stepped(self, ack: AsyncAck, body: Json) -> None:
        """Submitting the first view shows in its place what was entered."""
        view = {**SHOWN["second"], "title": {"type": "plain_text", "text": "Updated"}}
        await ack(response_action="update", view=view)

    async def finished(self, ack: AsyncAck) -> None:
        """Submitting the second one closes them all."""
        await ack(response_action="clear")

    async def home(self, event: Json, client: AsyncWebClient) -> None:
        """Everybody's home tab, published when it is opened for the first time."""
        if event["tab"] == "home" and "view" not in event:
            await client.views_publish(user_id=event["user"], view=_counted(0))

    async def heard(self) -> None:
        """Messages are read in silence."""


def _counted(count: int) -> Json:
    text = json.dumps(SHOWN["home"]).replace("COUNT", str(count))
    view: Json = json.loads(text)
    return view


async def _serve(port: int, page: Path) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with Sandbox(MANIFEST, port=port, page=page, ack_seconds=ACK_SECONDS) as sandbox:
        app = Stage(sandbox.api_url)
        await app.line.connect_async()  # type: ignore[no-untyped-call]
        await until(lambda: sandbox.line.connected)
        print(f"The stage is open: {sandbox.url}", flush=True)
        await stop.wait()
        await app.line.close_async()  # type: ignore[no-untyped-call]


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.stage", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default any)")
    parser.add_argument("--page", type=Path, default=PAGE, help="folder of the built page")
    chosen = parser.parse_args()
    asyncio.run(_serve(chosen.port, chosen.page))


if __name__ == "__main__":
    main()
