"""Modals and the app's home: filling in, being refused in place, going deeper and back."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.driving import (
    Control,
    block,
    choose,
    error_at,
    field,
    fill,
    log,
    message,
    modal,
    pick,
    place,
    run_command,
    search,
    submit,
)


def opened(page: Page, name: str) -> None:
    """Have the app open one of its modals."""
    run_command(page, f"/probe {name}")
    expect(modal(page)).to_have_attribute("data-callback-id", name)


def fill_everything(page: Page) -> None:
    """Enter something into every kind of input."""
    fill(page, "what", "Something")
    fill(page, "long", "Line 1\nLine 2")
    fill(page, "number", "7")
    fill(page, "mail", "ana@example.com")
    fill(page, "link", "https://example.com/")
    fill(page, "rich", "Rich")
    choose(page, "level", "high")
    choose(page, "ticks", "low")
    choose(page, "ticks", "high")
    pick(page, "menu", "Low — Tomorrow")
    search(page, "menus", "hi", "High")
    pick(page, "person", "Ben Okafor (@ben)")
    search(page, "persons", "dee", "Dee")
    search(page, "persons", "eli", "Eli")
    pick(page, "room", "#general")
    search(page, "rooms", "inc", "#incidents")
    pick(page, "talk", "#general")
    search(page, "talks", "ml", "#ml-platform")
    search(page, "fruit", "ap", "Apricot")
    search(page, "fruits", "b", "Banana")
    search(page, "fruits", "c", "Cherry")
    fill(page, "day", "2026-11-20")
    fill(page, "hour", "09:30")
    fill(page, "moment", "2026-11-20T09:30")
    block(page, "papers").locator("input[type=file]").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"notes"}
    )
    expect(block(page, "papers")).to_contain_text("notes.txt")


EVERYTHING = {
    "what": "Something",
    "long": "Line 1\nLine 2",
    "number": "7",
    "mail": "ana@example.com",
    "link": "https://example.com/",
    "level": "high",
    "ticks": ["low", "high"],
    "menu": "low",
    "menus": ["high"],
    "person": "UBEN",
    "persons": ["UDEE", "UELI"],
    "room": "CGENERAL",
    "rooms": ["CINCIDENTS"],
    "talk": "CGENERAL",
    "talks": ["CMLPLATFORM"],
    "fruit": "apricot",
    "fruits": ["banana", "cherry"],
    "day": "2026-11-20",
    "hour": "09:30",
    "moment": 1795167000,
    "papers": ["notes.txt"],
}


def test_every_kind_of_input(stage: Control, visit: Visit, pictures: Path) -> None:
    """Every kind of input can be filled in, and the app receives what was entered."""
    page = visit("ana")
    opened(page, "everything")
    page.screenshot(path=pictures / "modal-empty.png")
    fill_everything(page)
    page.screenshot(path=pictures / "modal-filled.png")
    submit(page)
    expect(modal(page)).to_have_count(0)
    expect(message(page, "Entered:")).to_be_visible()
    told = json.loads(stage.messages("UBEN")[-1]["text"].removeprefix("Entered: "))
    assert told.pop("rich")["elements"][0]["elements"] == [{"type": "text", "text": "Rich"}]
    assert told == EVERYTHING


def test_errors_stand_at_their_fields(stage: Control, visit: Visit, pictures: Path) -> None:
    """What Slack or the app refuses is said at the field, the first of them is in focus, and nothing typed is lost."""
    page = visit("ana")
    opened(page, "everything")
    fill(page, "what", "ab")
    fill(page, "number", "70")
    fill(page, "mail", "ana at home")
    fill(page, "long", "wrong")
    submit(page)
    expect(error_at(page, "what")).to_have_text("Please enter at least 3 characters.")
    expect(error_at(page, "number")).to_have_text("Please enter a number of at most 10.")
    expect(error_at(page, "mail")).to_have_text("Please enter an email address.")
    expect(error_at(page, "level")).to_have_text("Please complete this required field.")
    expect(error_at(page, "link")).to_be_empty()
    expect(block(page, "what").get_by_role("textbox")).to_be_focused()
    expect(block(page, "what").get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    page.screenshot(path=pictures / "modal-errors.png")

    fill(page, "what", "abc")
    fill(page, "number", "7")
    fill(page, "mail", "ana@example.com")
    choose(page, "level", "low")
    pick(page, "menu", "High — At once")
    search(page, "fruit", "fi", "Fig")
    submit(page)
    expect(error_at(page, "long")).to_have_text("“wrong” will not do.")
    expect(error_at(page, "what")).to_be_empty()
    expect(block(page, "long").get_by_role("textbox")).to_be_focused()
    expect(block(page, "what").get_by_role("textbox")).to_have_value("abc")
    expect(block(page, "level").get_by_role("radio", name="Low")).to_be_checked()
    expect(block(page, "fruit")).to_contain_text("Fig")
    page.screenshot(path=pictures / "modal-refused.png")
    fill(page, "long", "right")
    submit(page)
    expect(message(page, "Entered:")).to_contain_text("right")


def test_a_modal_by_keyboard(stage: Control, visit: Visit) -> None:
    """A modal is filled in, submitted and closed without a mouse, and the focus returns to where it was."""
    page = visit("ana")
    page.keyboard.type("/probe short")
    page.keyboard.press("Enter")
    expect(block(page, "what").get_by_role("textbox")).to_be_focused()
    page.keyboard.type("By hand")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(block(page, "level").get_by_role("radio", name="High")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("b")
    expect(modal(page).get_by_role("option", name="Banana")).to_be_visible()
    page.keyboard.press("Enter")
    expect(block(page, "fruit")).to_contain_text("Banana")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(modal(page).locator("[data-do=submit-view]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(modal(page)).to_have_count(0)
    expect(message(page, "Entered:")).to_contain_text('"fruit": "banana", "level": "high", "what": "By hand"')
    expect(field(page)).to_be_focused()

    page.keyboard.type("/probe short")
    page.keyboard.press("Enter")
    expect(modal(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(modal(page)).to_have_count(0)
    expect(field(page)).to_be_focused()


def test_the_focus_stays_in_a_modal(stage: Control, visit: Visit) -> None:
    """Tab goes round inside the modal and never to what is behind it."""
    page = visit("ana")
    opened(page, "short")
    for _ in range(10):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || document.activeElement.closest('dialog.modal') !== null"
        )


def test_views_are_stacked(stage: Control, visit: Visit, pictures: Path) -> None:
    """A pushed view stands above the first, going back brings that with what was typed, the cross closes them all."""
    page = visit("ana")
    opened(page, "first")
    fill(page, "name", "Kept")
    modal(page).locator("[data-action-id=push]").click()
    expect(modal(page).get_by_role("heading")).to_have_text("Second")
    modal(page).locator("[data-action-id=again]").click()
    expect(modal(page).get_by_role("heading")).to_have_text("Third")
    page.screenshot(path=pictures / "modal-third.png")
    modal(page).locator("[data-do=close-view]").click()
    expect(modal(page).get_by_role("heading")).to_have_text("Second")
    page.keyboard.press("Escape")
    expect(modal(page).get_by_role("heading")).to_have_text("First")
    expect(block(page, "name").get_by_role("textbox")).to_have_value("Kept")

    modal(page).locator("[data-action-id=push]").click()
    expect(modal(page).get_by_role("heading")).to_have_text("Second")
    modal(page).locator("[data-do=dismiss-view]").click()
    expect(modal(page)).to_have_count(0)


def test_a_view_is_updated_while_one_types(stage: Control, visit: Visit) -> None:
    """A field that the app adds appears and what was typed stays; submitting may show another view in its place."""
    page = visit("ana")
    opened(page, "first")
    fill(page, "name", "Kept")
    modal(page).locator("[data-action-id=more]").click()
    expect(block(page, "added")).to_be_visible()
    expect(block(page, "name").get_by_role("textbox")).to_have_value("Kept")
    fill(page, "added", "More")
    submit(page)
    expect(modal(page).get_by_role("heading")).to_have_text("Updated")
    submit(page)
    expect(modal(page)).to_have_count(0)


def test_a_reload_keeps_the_modal(stage: Control, visit: Visit) -> None:
    """A modal is the workspace's: it is still open after a reload, and on no page of anybody else."""
    page = visit("ana")
    opened(page, "first")
    page.reload()
    expect(modal(page)).to_have_attribute("data-callback-id", "first")
    expect(modal(visit("ben"))).to_have_count(0)


def test_the_apps_home(stage: Control, visit: Visit, pictures: Path) -> None:
    """The app's home is published for the person who opens it, answers its buttons, and has a tab for messages."""
    page = visit("ana")
    place(page, "Probe").click()
    home = page.get_by_role("tabpanel", name="Home")
    expect(home.get_by_role("heading", name="At home")).to_be_visible()
    page.screenshot(path=pictures / "home.png")
    home.locator("[data-action-id=count]").click()
    expect(home).to_contain_text("Pressed 1 times")
    home.locator("[data-action-id=count]").click()
    expect(home).to_contain_text("Pressed 2 times")
    expect(home.locator("[data-action-id=count]")).to_be_focused()
    page.get_by_role("tab", name="Messages").click()
    expect(page.get_by_role("tab", name="Messages")).to_have_attribute("aria-selected", "true")
    run_command(page, "/probe hello")
    expect(log(page)).to_contain_text("You said hello")
    expect(visit("ben", channel="home").get_by_role("tabpanel")).to_contain_text("Pressed 0 times")
