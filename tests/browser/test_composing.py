"""Writing with the keyboard, running commands, and files."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path

from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import Visit
from tests.browser.driving import Control, composer, field, log, message, modal, place, press, run_command

REPORT = """# Drift report

The **price features** moved:

| feature | PSI |
|---|---|
| price | 0.32 |

- [x] looked at
- <b>not bold</b>
"""


def png(width: int, height: int) -> bytes:
    """A picture in one colour."""
    rows = (b"\0" + bytes((26, 95, 180)) * width) * height
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_enter_sends(stage: Control, visit: Visit) -> None:
    """Enter sends, Shift+Enter begins a new line, and the cursor is in the composer before and after."""
    page = visit("ana")
    expect(field(page)).to_be_focused()
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    expect(field(page)).to_have_value("one\ntwo")
    expect(log(page).locator("article")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(message(page, "one")).to_contain_text("two")
    expect(field(page)).to_have_value("")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Enter")
    assert [one["text"] for one in stage.messages("UBEN")] == ["one\ntwo"]


def test_going_elsewhere_by_keyboard(stage: Control, visit: Visit, pictures: Path) -> None:
    """Ctrl+K, a part of a name and Enter lead to a channel or person; Esc leads back to where one goes on typing."""
    page = visit("ana")
    page.keyboard.press("Control+k")
    switcher = page.get_by_role("dialog", name="Jump to")
    expect(switcher.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("inci")
    expect(switcher.get_by_role("option", selected=True)).to_contain_text("incidents")
    page.screenshot(path=pictures / "switcher.png")
    page.keyboard.press("Enter")
    expect(page.locator(".channel-name")).to_have_text("incidents")
    expect(place(page, "incidents")).to_have_attribute("aria-current", "page")
    expect(field(page)).to_be_focused()

    page.keyboard.press("Control+k")
    page.keyboard.type("b")
    page.keyboard.press("Escape")
    expect(switcher).to_have_count(0)
    page.keyboard.type("on")
    expect(field(page)).to_have_value("on")

    page.keyboard.press("Control+k")
    page.keyboard.type("ben")
    page.keyboard.press("Enter")
    expect(page.locator(".channel-name")).to_contain_text("Ben")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".channel-name")).to_contain_text("ml-platform")
    page.go_back()
    expect(page.locator(".channel-name")).to_contain_text("Ben")


def test_messages_by_keyboard(stage: Control, visit: Visit) -> None:
    """Arrows go from message to message; letters open a thread, react and pin."""
    stage.say("UBEN", "Above")
    stage.say("UCHI", "Below")
    page = visit("ana")
    log(page).focus()
    page.keyboard.press("ArrowUp")
    expect(message(page, "Below")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(message(page, "Above")).to_be_focused()
    page.keyboard.press("p")
    expect(message(page, "Above")).to_have_class(re.compile("pinned"))
    page.keyboard.press("r")
    expect(page.get_by_role("searchbox", name="Search all emoji")).to_be_focused()
    page.keyboard.type("eyes")
    page.keyboard.press("Enter")
    expect(message(page, "Above").locator("[data-reaction=eyes]")).to_be_visible()
    message(page, "Above").focus()
    page.keyboard.press("t")
    expect(page.locator("aside.thread-pane").get_by_role("textbox")).to_be_focused()


def test_commands_are_completed(stage: Control, visit: Visit, pictures: Path) -> None:
    """A slash offers the app's commands with their hints, the keyboard takes one, and its answer is for oneself."""
    page = visit("ana")
    page.keyboard.type("/")
    offers = composer(page).get_by_role("option")
    expect(offers).to_have_count(2)
    expect(offers.first).to_contain_text("[anything]")
    page.screenshot(path=pictures / "command.png")
    page.keyboard.type("re")
    expect(offers).to_have_count(1)
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.press("Tab")
    expect(field(page)).to_have_value("/probe ")
    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    expect(log(page).locator("article.ephemeral")).to_contain_text("You said hello")


def test_names_are_completed(stage: Control, visit: Visit) -> None:
    """People, groups, channels and emoji are completed while one types and arrive as what they mean."""
    page = visit("ana")
    page.keyboard.type("@be")
    expect(composer(page).get_by_role("option").first).to_contain_text("Ben")
    page.keyboard.press("Enter")
    page.keyboard.type("and @ml-on")
    page.keyboard.press("Tab")
    page.keyboard.type("see #inc")
    page.keyboard.press("Tab")
    page.keyboard.type(":rocke")
    page.keyboard.press("Tab")
    expect(field(page)).to_have_value("@ben and @ml-oncall see #incidents :rocket: ")
    page.keyboard.press("Enter")
    expect(message(page, "Ben")).to_contain_text("🚀")
    text = stage.messages("UBEN")[-1]["text"]
    assert text == "<@UBEN> and <!subteam^SMLONCALL> see <#CINCIDENTS> :rocket:"


def test_a_command_that_fails_says_so(stage: Control, visit: Visit, pictures: Path) -> None:
    """An unknown command, and one that the app does not answer, are told at the composer and what was typed is kept."""
    page = visit("ana")
    run_command(page, "/unheard of")
    alert = composer(page).get_by_role("alert")
    expect(alert).to_contain_text("/unheard is not a valid command")
    expect(field(page)).to_have_value("/unheard of")
    page.screenshot(path=pictures / "command-unknown.png")
    run_command(page, "/probe silence")
    expect(alert).to_contain_text("operation_timeout")
    expect(field(page)).to_have_value("/probe silence")
    page.screenshot(path=pictures / "command-timeout.png")
    field(page).fill("fine")
    expect(alert).to_have_count(0)


def test_a_global_shortcut_opens_its_modal(stage: Control, visit: Visit) -> None:
    """The app's shortcuts are offered beside the composer."""
    page = visit("ana")
    composer(page).locator("[data-do=shortcuts]").click()
    page.get_by_role("menuitem", name="Try").click()
    expect(modal(page)).to_have_attribute("data-callback-id", "short")


def test_files_are_opened_in_place(stage: Control, visit: Visit, pictures: Path) -> None:
    """Attached files go with the message; a picture and a Markdown file are seen and read without leaving the page."""
    ana, ben = visit("ana"), visit("ben")
    files: list[FilePayload] = [
        {"name": "drift.png", "mimeType": "image/png", "buffer": png(320, 120)},
        {"name": "report.md", "mimeType": "text/markdown", "buffer": REPORT.encode()},
        {"name": "data.bin", "mimeType": "application/octet-stream", "buffer": b"\0\1\2"},
    ]
    composer(ana).locator("input[type=file]").set_input_files(files)
    expect(composer(ana).get_by_role("list", name="Files to send").get_by_role("listitem")).to_have_count(3)
    field(ana).fill("What we know")
    ana.screenshot(path=pictures / "attaching.png")
    field(ana).press("Enter")
    said = message(ben, "What we know")
    expect(said.locator("[data-file-id]")).to_have_count(3)
    picture = said.get_by_role("img", name="drift.png")
    expect(picture).to_have_js_property("naturalWidth", 320)
    ben.screenshot(path=pictures / "files.png")

    picture.click()
    viewer = ben.get_by_role("dialog")
    expect(viewer.get_by_role("img")).to_have_js_property("naturalWidth", 320)
    ben.keyboard.press("Escape")
    expect(viewer).to_have_count(0)

    press(said.locator("[data-file-id]", has_text="report.md").locator("[data-do=open-file]"))
    expect(viewer.get_by_role("heading", name="Drift report")).to_be_visible()
    expect(viewer.get_by_role("cell", name="0.32")).to_be_visible()
    expect(viewer).to_contain_text("<b>not bold</b>")
    ben.screenshot(path=pictures / "markdown.png")
    viewer.locator("[data-do=close]").click()
    expect(viewer).to_have_count(0)

    with ben.expect_download() as started:
        said.locator("[data-file-id]", has_text="data.bin").get_by_role("link", name="Download").click()
    assert Path(started.value.path()).read_bytes() == b"\0\1\2"
