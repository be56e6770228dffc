"""Canvases keep what is written into them, section by section."""

from typing import Any

import pytest

from sandbox.refusal import Refusal
from sandbox.state import markdown
from sandbox.state.saved import load, save
from tests.sandbox.driver import Driver, Json

TEXT = "# Plan\n\n- one\n- two\n\n  still two\n\n```\n# no heading\n\nstill code\n```\n\n## Next\nWe go on\nand on"


def content(text: str) -> Json:
    """A `document_content`."""
    return {"type": "markdown", "markdown": text}


async def made(driver: Driver, text: str = TEXT) -> str:
    """The canvas of #general."""
    args = {"channel_id": "CGENERAL", "title": "Us", "document_content": content(text)}
    return str((await driver.api("conversations.canvases.create", **args))["canvas_id"])


async def ids(driver: Driver, canvas: str, **criteria: Any) -> list[str]:
    """The ids of the sections that are found."""
    answer = await driver.api("canvases.sections.lookup", canvas_id=canvas, criteria=criteria)
    return [section["id"] for section in answer["sections"]]


async def changed(driver: Driver, canvas: str, operation: str, **change: Any) -> Json:
    """Make one change."""
    changes = [{"operation": operation, **change}]
    return await driver.api("canvases.edit", canvas_id=canvas, changes=changes)


def test_markdown_is_cut_into_blocks() -> None:
    """Headings, lists, code, quotes, tables, dividers and paragraphs are blocks of their own."""
    text = f"{TEXT}\n> quoted\n> on\n---\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\n"
    kinds = ["h1", "list", "code", "h2", "paragraph", "quote", "divider", "table"]
    assert [block.kind for block in markdown.blocks(text)] == kinds
    assert markdown.blocks(text)[4].text == "We go on\nand on"
    assert markdown.blocks(" \n\r\n") == []


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("a\n\n> b\n> - c", "line 4: Unsupported block type (List) within block quote"),
        ("> # a", "line 1: Unsupported block type (Heading) within block quote"),
        ("> > a", "line 1: Unsupported block type (Block quote) within block quote"),
        ("#### a", "line 1: Unsupported heading depth (4)"),
    ],
)
def test_what_a_canvas_cannot_show(text: str, detail: str) -> None:
    """Markdown that a canvas cannot show is refused with the line it stands in."""
    with pytest.raises(markdown.Unsupported) as error:
        markdown.blocks(text)
    assert error.value.detail == f"'content' error: {detail}"


@pytest.mark.parametrize(
    ("operation", "at_heading", "expected"),
    [
        ("insert_at_start", False, "new\n\n# A\n\nb\n\n## C"),
        ("insert_at_end", False, "# A\n\nb\n\n## C\n\nnew"),
        ("insert_before", True, "# A\n\nb\n\nnew\n\n## C"),
        ("insert_after", True, "# A\n\nb\n\n## C\n\nnew"),
        ("replace", True, "# A\n\nb\n\nnew"),
        ("replace", False, "new"),
    ],
)
async def test_content_is_changed(driver: Driver, operation: str, at_heading: bool, expected: str) -> None:
    """Each operation changes the section it names, or the whole, and leaves the others as they are."""
    canvas = await made(driver, "# A\nb\n## C")
    where = {"section_id": (await ids(driver, canvas, section_types=["h2"]))[0]} if at_heading else {}
    assert (await changed(driver, canvas, operation, document_content=content("new"), **where))["ok"]
    assert driver.sandbox.workspace.canvases[canvas].markdown == expected


async def test_a_section_is_deleted_and_the_canvas_renamed(driver: Driver) -> None:
    """Deleting takes one section away, renaming changes the title only; other ids stay good."""
    canvas = await made(driver, "# A\n\nb\n\n## C")
    first, last = await ids(driver, canvas, section_types=["any_header"])
    assert (await changed(driver, canvas, "delete", section_id=first))["ok"]
    assert (await changed(driver, canvas, "rename", title_content=content("Them")))["ok"]
    kept = driver.sandbox.workspace.canvases[canvas]
    assert (kept.title, kept.markdown) == ("Them", "b\n\n## C")
    assert await ids(driver, canvas, contains_text="C") == [last]
    assert (await changed(driver, canvas, "delete", section_id=first))["error"] == "canvas_editing_failed"


async def test_sections_are_found_by_type_and_words(driver: Driver) -> None:
    """Types and words narrow the search together; words are those without their formatting."""
    canvas = await made(driver, "# The **Plan**\n\nThe Plan is [here](https://x.example)\n\n## Next")
    assert len(await ids(driver, canvas, contains_text="The Plan")) == 2
    assert len(await ids(driver, canvas, contains_text="is here")) == 1
    assert len(await ids(driver, canvas, section_types=["h1", "h2"])) == 2
    assert len(await ids(driver, canvas, section_types=["any_header"], contains_text="Plan")) == 1
    assert await ids(driver, canvas, section_types=["h3"]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"operation": "insert_after", "document_content": content("x")},
        {"operation": "insert_at_end", "document_content": content("x"), "section_id": "temp:C:1"},
        {"operation": "rename", "document_content": content("x")},
        {"operation": "insert_at_end", "document_content": {"type": "text", "markdown": "x"}},
        {"operation": "move"},
    ],
)
async def test_a_change_has_what_its_operation_needs(driver: Driver, change: Json) -> None:
    """A change with too little, too much or something unknown is refused and nothing is done."""
    canvas = await made(driver, "a")
    for changes in ([change], [], [change, change]):
        answer = await driver.api("canvases.edit", canvas_id=canvas, changes=changes)
        assert answer["error"] == "invalid_arguments"
    assert driver.sandbox.workspace.canvases[canvas].markdown == "a"


async def test_a_channel_shows_its_canvas(driver: Driver) -> None:
    """conversations.info names the canvas of a channel until it is deleted; then another may be made."""
    canvas = await made(driver)
    alone = (await driver.api("canvases.create", channel_id="CGENERAL"))["canvas_id"]
    shown = (await driver.api("conversations.info", channel="CGENERAL"))["channel"]["properties"]
    assert (shown["canvas"]["file_id"], shown["canvas"]["is_empty"]) == (canvas, False)
    assert [tab["type"] for tab in shown["tabs"]] == ["files", "channel_canvas", "canvas"]
    assert shown["tabs"][2]["data"]["file_id"] == alone
    await driver.api("canvases.delete", canvas_id=canvas)
    shown = (await driver.api("conversations.info", channel="CGENERAL"))["channel"]["properties"]
    assert "canvas" not in shown
    assert await made(driver, "") != canvas


async def test_access_follows_what_was_shared(driver: Driver) -> None:
    """A canvas is opened to a channel only where its link was posted; that of a channel cannot be."""
    of_channel = await made(driver)
    args: Json = {"access_level": "read", "channel_ids": ["CINCIDENTS"]}
    refused = await driver.api("canvases.access.set", canvas_id=of_channel, **args)
    assert refused["error"] == "canvas_not_found"
    canvas = (await driver.api("canvases.create", document_content=content("x")))["canvas_id"]
    assert (await driver.api("canvases.access.set", canvas_id=canvas, **args))["error"] == "channel_not_found"
    link = f"{driver.sandbox.url}/docs/TSANDBOX/{canvas}"
    await driver.act("UANA", "message", channel="CINCIDENTS", text=link)
    assert (await driver.api("canvases.access.set", canvas_id=canvas, **args))["ok"]
    assert driver.sandbox.workspace.canvases[canvas].channels == {"CINCIDENTS": "read"}


async def test_a_private_channel_keeps_its_canvas(driver: Driver) -> None:
    """The canvas of a private channel is not there for an app that left it."""
    channel = (await driver.api("conversations.create", name="secret", is_private=True))["channel"]["id"]
    await driver.api("conversations.invite", channel=channel, users="UANA")
    canvas = (await driver.api("conversations.canvases.create", channel_id=channel))["canvas_id"]
    driver.sandbox.workspace.canvases[canvas].owner = "UANA"
    assert (await changed(driver, canvas, "insert_at_end", document_content=content("x")))["ok"]
    await driver.api("conversations.leave", channel=channel)
    answer = await changed(driver, canvas, "insert_at_end", document_content=content("y"))
    assert answer["error"] == "canvas_not_found"


async def test_canvases_are_saved(driver: Driver) -> None:
    """A saved workspace brings its canvases back."""
    canvas = await made(driver)
    workspace = driver.sandbox.workspace
    before, document = workspace.canvases[canvas], save(workspace)
    workspace.canvases = {}
    load(workspace, document)
    assert workspace.canvases == {canvas: before}
    with pytest.raises(Refusal):
        before.position("temp:C:0")


async def test_people_read_canvases(driver: Driver) -> None:
    """Whoever may read a canvas sees its tab above the channel and its text; nobody else learns of it."""
    channel = (await driver.api("conversations.create", name="secret", is_private=True))["channel"]["id"]
    await driver.api("conversations.invite", channel=channel, users="UANA")
    args = {"channel_id": channel, "title": "Ours", "document_content": content(TEXT)}
    canvas = (await driver.api("conversations.canvases.create", **args))["canvas_id"]
    tab = (await driver.see("UANA", f"channels/{channel}/messages"))["canvases"][0]
    assert (tab["id"], tab["title"]) == (canvas, "Ours")
    shown = (await driver.see("UANA", f"canvases/{canvas}"))["canvas"]
    assert shown["markdown"] == driver.sandbox.workspace.canvases[canvas].markdown
    assert (await driver.see("UBEN", f"canvases/{canvas}"))["error"] == "canvas_not_found"
    await driver.api("canvases.delete", canvas_id=canvas)
    assert (await driver.see("UANA", f"canvases/{canvas}"))["error"] == "canvas_not_found"
    assert (await driver.see("UANA", f"channels/{channel}/messages"))["canvases"] == []
