"""canvases.* and conversations.canvases.create."""

from typing import Any

from tests.sandbox.conformance.cases import never, provokes, refused, succeeds
from tests.sandbox.driver import Driver, Json

NOWHERE = "F404"
LIST_IN_QUOTE = "# Plan\n\n> - a list"
HALF = 600_000


def text(markdown: str) -> Json:
    """A `document_content`."""
    return {"type": "markdown", "markdown": markdown}


def change(operation: str, **rest: Any) -> list[Json]:
    """`changes` with one change."""
    return [{"operation": operation, **rest}]


async def made(driver: Driver, markdown: str = "# CAN Report\n\nAll is well") -> str:
    """A canvas of the app that stands alone."""
    body = await driver.api("canvases.create", title="Report", document_content=text(markdown))
    return str(body["canvas_id"])


async def given_away(driver: Driver) -> str:
    """A canvas that the app made, showed to ana, and gave her."""
    canvas = await made(driver)
    await shown_to_ana(driver, canvas)
    await driver.api("canvases.access.set", canvas_id=canvas, access_level="owner", user_ids=["UANA"])
    return canvas


async def shown_to_ana(driver: Driver, canvas: str) -> None:
    """Send ana the link of a canvas."""
    link = f"{driver.sandbox.url}/docs/TSANDBOX/{canvas}"
    await driver.api("chat.postMessage", channel="UANA", text=f"Have a look: {link}")


@succeeds("canvases.create")
async def _create(driver: Driver) -> Json:
    return await driver.api(
        "canvases.create", title="Plan", document_content=text("> all of it"), channel_id="CGENERAL"
    )


refused("canvases.create", "canvas_creation_failed", document_content=text(LIST_IN_QUOTE))
refused("canvases.create", "invalid_arguments", document_content={"type": "html", "html": "<p>"})
_PLANS = "There are no plans here; canvases may be made as on a paid one."
never(
    "canvases.create",
    "free_team_canvas_tab_already_exists free_teams_cannot_create_non_tabbed_canvases "
    "free_teams_cannot_create_standalone_canvases",
    _PLANS,
)


@succeeds("conversations.canvases.create")
async def _create_for_channel(driver: Driver) -> Json:
    return await driver.api(
        "conversations.canvases.create", channel_id="CGENERAL", title="Us", document_content=text("# Us")
    )


refused(
    "conversations.canvases.create",
    "canvas_creation_failed",
    channel_id="CGENERAL",
    document_content=text(LIST_IN_QUOTE),
)
refused("conversations.canvases.create", "channel_canvas_creation_failed", channel_id="C404")


@provokes("conversations.canvases.create", "channel_canvas_already_exists")
async def _second_for_channel(driver: Driver) -> Json:
    await driver.api("conversations.canvases.create", channel_id="CGENERAL")
    return await driver.api("conversations.canvases.create", channel_id="CGENERAL")


never(
    "conversations.canvases.create",
    "free_team_canvas_tab_already_exists team_tier_cannot_create_channel_canvases",
    _PLANS,
)
never(
    "conversations.canvases.create",
    "canvas_tab_creation_failed",
    "A canvas and its tab are made as one here.",
)


@succeeds("canvases.edit")
async def _edit(driver: Driver) -> Json:
    canvas = await made(driver)
    changes = change("insert_at_end", document_content=text("| a | b |\n|---|---|\n| 1 | 2 |"))
    return await driver.api("canvases.edit", canvas_id=canvas, changes=changes)


refused(
    "canvases.edit", "canvas_not_found", canvas_id=NOWHERE, changes=change("delete", section_id="temp:C:0")
)
refused("canvases.edit", "invalid_arguments", canvas_id=NOWHERE, changes=change("delete"))


@provokes("canvases.edit", "canvas_editing_failed")
async def _edit_what_is_not_there(driver: Driver) -> Json:
    canvas = await made(driver)
    changes = change("delete", section_id="temp:C:0000000000000000000000000000")
    return await driver.api("canvases.edit", canvas_id=canvas, changes=changes)


@provokes("canvases.edit", "canvas_too_large")
async def _edit_beyond_the_limit(driver: Driver) -> Json:
    canvas = await made(driver, "a" * HALF)
    changes = change("insert_at_end", document_content=text("b" * HALF))
    return await driver.api("canvases.edit", canvas_id=canvas, changes=changes)


@provokes("canvases.edit", "restricted_action")
async def _edit_what_may_only_be_read(driver: Driver) -> Json:
    canvas = await given_away(driver)
    await driver.api("canvases.access.set", canvas_id=canvas, access_level="read", user_ids=["UTOCSIN"])
    changes = change("insert_at_start", document_content=text("mine"))
    return await driver.api("canvases.edit", canvas_id=canvas, changes=changes)


never("canvases.edit", "canvas_editing_locked", "An edit is over before another one can come.")
never("canvases.edit", "free_teams_cannot_edit_standalone_canvases", _PLANS)


@succeeds("canvases.delete")
async def _delete(driver: Driver) -> Json:
    return await driver.api("canvases.delete", canvas_id=await made(driver))


refused("canvases.delete", "canvas_not_found", canvas_id=NOWHERE)


@provokes("canvases.delete", "restricted_action")
async def _delete_what_belongs_to_another(driver: Driver) -> Json:
    return await driver.api("canvases.delete", canvas_id=await given_away(driver))


never(
    "canvases.delete", "canvas_deleting_disabled", "There is no preference of the workspace against deleting."
)


@succeeds("canvases.access.set")
async def _set_access(driver: Driver) -> Json:
    canvas = await made(driver)
    await shown_to_ana(driver, canvas)
    return await driver.api("canvases.access.set", canvas_id=canvas, access_level="write", user_ids=["UANA"])


refused("canvases.access.set", "canvas_not_found", canvas_id=NOWHERE, access_level="read", user_ids=["UANA"])
refused("canvases.access.set", "invalid_parameters", canvas_id=NOWHERE, access_level="read")
refused(
    "canvases.access.set",
    "invalid_arguments",
    canvas_id=NOWHERE,
    access_level="owner",
    channel_ids=["CGENERAL"],
)


async def _access(driver: Driver, **to: Any) -> Json:
    canvas = await made(driver)
    return await driver.api("canvases.access.set", canvas_id=canvas, access_level="read", **to)


@provokes("canvases.access.set", "channel_not_found")
async def _access_of_no_channel(driver: Driver) -> Json:
    return await _access(driver, channel_ids=["C404"])


@provokes("canvases.access.set", "user_not_found")
async def _access_of_nobody(driver: Driver) -> Json:
    return await _access(driver, user_ids=["U404"])


@provokes("canvases.access.set", "failed_to_update_user_ids")
async def _access_of_one_who_was_not_shown_it(driver: Driver) -> Json:
    return await _access(driver, user_ids=["UBEN"])


@provokes("canvases.access.set", "restricted_action")
async def _take_what_belongs_to_another(driver: Driver) -> Json:
    canvas = await given_away(driver)
    return await driver.api(
        "canvases.access.set", canvas_id=canvas, access_level="owner", user_ids=["UTOCSIN"]
    )


@succeeds("canvases.sections.lookup")
async def _lookup(driver: Driver) -> Json:
    criteria = {"section_types": ["any_header"], "contains_text": "CAN Report"}
    return await driver.api("canvases.sections.lookup", canvas_id=await made(driver), criteria=criteria)


refused("canvases.sections.lookup", "canvas_not_found", canvas_id=NOWHERE, criteria={"contains_text": "a"})
refused(
    "canvases.sections.lookup", "invalid_arguments", canvas_id=NOWHERE, criteria={"section_types": ["h4"]}
)


@provokes("canvases.sections.lookup", "canvas_deleted")
async def _lookup_in_what_is_gone(driver: Driver) -> Json:
    canvas = await made(driver)
    await driver.api("canvases.delete", canvas_id=canvas)
    return await driver.api("canvases.sections.lookup", canvas_id=canvas, criteria={"section_types": ["h1"]})
