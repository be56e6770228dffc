"""Everybody can use the page: WCAG 2 A and AA as far as a program tells, light and dark, at a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.driving import (
    DESK,
    PHONE,
    Control,
    act_on,
    error_at,
    expect_still,
    message,
    modal,
    open_menu,
    run_command,
    submit,
    thread,
)
from tests.browser.test_drawer import drawer

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
LOOKS: tuple[tuple[Literal["light", "dark"], tuple[int, int]], ...] = (
    ("light", DESK),
    ("dark", DESK),
    ("dark", PHONE),
)


def workspace(stage: Control, page: Page) -> None:
    """A channel with everything that a message may have."""
    ts = stage.say("UBEN", "<@UANA> `code` and <https://example.com/|a link> :tada:")
    stage.act("UCHI", "react", channel="CGENERAL", ts=ts, name="eyes")
    stage.act("UCHI", "pin", channel="CGENERAL", ts=ts)
    held = stage.upload("UBEN", "notes.md", b"# Notes")
    stage.act("UBEN", "message", channel="CGENERAL", text="A file", files=[held])
    stage.say("UDEE", "In another place <@UANA>", channel="CINCIDENTS")
    stage.say("UDEE", "And here", channel="CMLPLATFORM")
    run_command(page, "/probe blocks")
    run_command(page, "/probe hello")
    expect(message(page, "Many blocks")).to_be_visible()
    expect(message(page, "You said hello")).to_be_visible()


def with_thread(stage: Control, page: Page) -> None:
    """A thread."""
    root = stage.say("UBEN", "Root")
    stage.say("UCHI", "Reply", thread_ts=root)
    act_on(page, "Root", "reply")
    expect(thread(page)).to_contain_text("Reply")


def filled(stage: Control, page: Page) -> None:
    """A modal with every kind of input, some of them refused."""
    run_command(page, "/probe everything")
    expect(modal(page)).to_be_visible()
    submit(page)
    expect(error_at(page, "what")).not_to_be_empty()


def home(stage: Control, page: Page) -> None:
    """The app's home."""
    page.goto(f"{stage.url}/?as=ana&channel=home")
    expect(page.get_by_role("heading", name="At home")).to_be_visible()


def menus(stage: Control, page: Page) -> None:
    """The menu of a message."""
    stage.say("UBEN", "Something")
    open_menu(message(page, "Something"))


def switcher(stage: Control, page: Page) -> None:
    """The channel switcher."""
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()


def tab(name: str) -> Callable[[Control, Page], None]:
    """A tab of the drawer, with something in it."""

    def opened(stage: Control, page: Page) -> None:
        run_command(page, "/probe hello")
        run_command(page, "/probe button")
        expect(message(page, "A button to press")).to_be_visible()
        panel = drawer(page, name)
        if name in {"Calls", "Deliveries"}:
            panel.get_by_role("listitem").first.get_by_role("button").first.click()

    return opened


SURFACES: dict[str, Callable[[Control, Page], None]] = {
    "workspace": workspace,
    "thread": with_thread,
    "modal": filled,
    "home": home,
    "menu": menus,
    "switcher": switcher,
    **{f"drawer {name}": tab(name) for name in ("Calls", "Deliveries", "Trouble", "Clock", "State")},
}


def findings(page: Page) -> list[str]:
    """What breaks the rules: which rule, where, and what would mend it."""
    return [
        f"{broken['id']} at {node['target'][0]}: {node['failureSummary'].splitlines()[1].strip()}"
        for broken in Axe().run(page, options=RULES).response["violations"]
        for node in broken["nodes"]
    ]


@pytest.mark.parametrize("surface", SURFACES)
def test_everybody_can_use(surface: str, stage: Control, visit: Visit, pictures: Path) -> None:
    """No rule is broken in light or dark, at the desk or on a phone, and nothing scrolls sideways."""
    page = visit("ana")
    SURFACES[surface](stage, page)
    found = {}
    for scheme, (width, height) in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": height})
        look = f"{surface.replace(' ', '-').lower()}-{scheme}-{width}"
        page.screenshot(path=pictures / f"look-{look}.png")
        found[look] = findings(page)
        expect_still(page)
    assert {look: wrong for look, wrong in found.items() if wrong} == {}


def test_the_theme_is_chosen_and_kept(stage: Control, visit: Visit) -> None:
    """The button goes from the system's theme to light to dark, and the choice is there after a reload."""
    page = visit("ana", dark=True)
    background = "getComputedStyle(document.body).backgroundColor"
    button = page.locator("[data-do=theme]")
    expect(button).to_have_accessible_name("Theme: as the system")
    as_the_system = page.evaluate(background)
    button.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    button.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(background) == as_the_system
    page.reload()
    expect(button).to_have_accessible_name(re.compile("dark"))
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
