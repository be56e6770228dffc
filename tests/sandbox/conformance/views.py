"""Modals and home tabs."""

import dataclasses
from typing import Any

from tests.sandbox.conformance.cases import never, provokes, refused, succeeds
from tests.sandbox.driver import Driver, Json

SECTION = {"type": "section", "block_id": "what", "text": {"type": "mrkdwn", "text": "Nothing is wrong."}}
BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
MODAL: Json = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Incident", "emoji": True},
    "close": {"type": "plain_text", "text": "Back", "emoji": True},
    "submit": {"type": "plain_text", "text": "Save", "emoji": True},
    "callback_id": "incident",
    "private_metadata": "inc-1",
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "What is wrong"},
            "optional": False,
            "element": {"type": "plain_text_input", "action_id": "typed"},
        }
    ],
}
PLAIN: Json = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Incident", "emoji": True},
    "close": {"type": "plain_text", "text": "Close", "emoji": True},
    "submit": None,
    "blocks": [
        SECTION | {"text": {"type": "plain_text", "text": "Fine.", "emoji": True}, "accessory": BUTTON}
    ],
}
HOME: Json = {"type": "home", "blocks": [SECTION]}
LARGE = {"blocks": [SECTION], "private_metadata": "x" * 260_000}


async def trigger(driver: Driver) -> str:
    """What Ana's command gives the app a moment to open a modal with."""
    await driver.act("UANA", "command", channel="CGENERAL", text="/probe")
    payload = (await driver.get("/sandbox/deliveries"))["deliveries"][-1]["payload"]
    id_: str = payload["trigger_id"]
    return id_


async def shown(driver: Driver, method: str = "views.open", **view: Any) -> Json:
    """A modal before Ana."""
    return await driver.api(method, trigger_id=await trigger(driver), view=MODAL | view)


@succeeds("views.open")
async def opened(driver: Driver) -> Json:
    """A form."""
    return await shown(driver)


@succeeds("views.push")
async def pushed(driver: Driver) -> Json:
    """Over a form."""
    root = (await shown(driver))["view"]["id"]
    body = await shown(driver, "views.push", clear_on_close=True)
    assert body["view"]["previous_view_id"] == body["view"]["root_view_id"] == root
    return body


@succeeds("views.update")
async def updated(driver: Driver) -> Json:
    """By the id the app gave it."""
    first = (await shown(driver, external_id="form"))["view"]
    return await driver.api("views.update", external_id="form", hash=first["hash"], view=PLAIN)


@succeeds("views.publish")
async def published(driver: Driver) -> Json:
    """Ana's home tab."""
    view = HOME | {"callback_id": "home", "private_metadata": "secret"}
    return await driver.api("views.publish", user_id="UANA", view=view)


for name in ("views.open", "views.push"):
    refused(name, "invalid_trigger_id", trigger_id="1.2.abc", view=MODAL)
    refused(name, "view_too_large", trigger_id="1.2.abc", view=MODAL | LARGE)

    @provokes(name, "exchanged_trigger_id")
    async def exchanged(driver: Driver, name: str = name) -> Json:
        """A trigger that was used."""
        id_ = await trigger(driver)
        await driver.api("views.open", trigger_id=id_, view=MODAL)
        return await driver.api(name, trigger_id=id_, view=MODAL)

    @provokes(name, "expired_trigger_id")
    async def expired(driver: Driver, name: str = name) -> Json:
        """More than three seconds later."""
        id_ = await trigger(driver)
        driver.sandbox.clock.advance(4)
        return await driver.api(name, trigger_id=id_, view=MODAL)

    @provokes(name, "duplicate_external_id")
    async def doubled(driver: Driver, name: str = name) -> Json:
        """The id of a home tab."""
        await driver.api("views.publish", user_id="UANA", view=HOME | {"external_id": "one"})
        await shown(driver)
        return await shown(driver, name, external_id="one")


@provokes("views.push", "not_found")
async def pushed_over_nothing(driver: Driver) -> Json:
    """Nothing is open."""
    return await shown(driver, "views.push")


@provokes("views.push", "push_limit_reached")
async def pushed_too_high(driver: Driver) -> Json:
    """The fourth."""
    await shown(driver)
    await shown(driver, "views.push")
    await shown(driver, "views.push")
    return await shown(driver, "views.push")


refused("views.update", "not_found", view_id="VNONE", view=MODAL)


@provokes("views.update", "hash_conflict")
async def updated_late(driver: Driver) -> Json:
    """The view has changed since."""
    first = (await shown(driver))["view"]
    await driver.api("views.update", view_id=first["id"], view=PLAIN)
    return await driver.api("views.update", view_id=first["id"], hash=first["hash"], view=PLAIN)


@provokes("views.update", "view_too_large")
async def updated_large(driver: Driver) -> Json:
    """More than a view may be."""
    first = (await shown(driver))["view"]
    return await driver.api("views.update", view_id=first["id"], view=MODAL | LARGE)


@provokes("views.update", "duplicate_external_id")
async def updated_doubled(driver: Driver) -> Json:
    """The id of a home tab."""
    await driver.api("views.publish", user_id="UANA", view=HOME | {"external_id": "one"})
    first = (await shown(driver))["view"]
    return await driver.api("views.update", view_id=first["id"], view=MODAL | {"external_id": "one"})


refused("views.publish", "view_too_large", user_id="UANA", view=HOME | LARGE)
never("views.publish", "missing_profile_id", "There are no views of type profile.")


@provokes("views.publish", "hash_conflict")
async def published_late(driver: Driver) -> Json:
    """The home tab has changed since."""
    await driver.api("views.publish", user_id="UANA", view=HOME)
    return await driver.api("views.publish", user_id="UANA", view=HOME, hash="1.x")


@provokes("views.publish", "duplicate_external_id")
async def published_doubled(driver: Driver) -> Json:
    """The id of somebody else's home tab."""
    view = HOME | {"external_id": "one"}
    await driver.api("views.publish", user_id="UANA", view=view)
    return await driver.api("views.publish", user_id="UBEN", view=view)


@provokes("views.publish", "not_enabled")
async def published_without_tab(driver: Driver) -> Json:
    """An app whose manifest has no home tab."""
    workspace = driver.sandbox.workspace
    workspace.manifest = dataclasses.replace(workspace.manifest, home_tab=False)
    return await driver.api("views.publish", user_id="UANA", view=HOME)
