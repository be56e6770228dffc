"""The README's first incident, clicked in a real browser from the declaration to the completed review."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import review
from tests.browser.driving import (
    demo,
    expect_still,
    log,
    message,
    modal,
    page_of,
    place,
    run_command,
)
from tests.browser.heights import heights, too_high
from tests.browser.incident import (
    ROOM,
    Shoot,
    approve,
    assign,
    attach,
    change_phase,
    close,
    contain,
    decide,
    declare,
    lift,
    note,
    suppose,
    take_command,
    triage,
    update,
    write_postmortem,
)

STEPS = (
    declare,
    take_command,
    assign,
    triage,
    attach,
    suppose,
    contain,
    approve,
    note,
    decide,
    update,
    change_phase,
    lift,
    close,
    write_postmortem,
    *review.STEPS,
)


@pytest.fixture
def workspace(browser: Browser) -> Iterator[str]:
    """The address of a demo on free ports."""
    with demo(0, 0) as url:
        yield url


def numbered(page: Page, pictures: Path) -> Shoot:
    """Takes pictures in the order of the story."""
    for old in pictures.glob("journey-*.png"):
        old.unlink()
    taken: list[str] = []

    def shoot(name: str) -> None:
        taken.append(name)
        page.screenshot(path=pictures / f"journey-{len(taken):02}-{name}.png")

    return shoot


def test_newcomer(workspace: str, browser: Browser, pictures: Path) -> None:
    """A newcomer goes from the declaration to the completed review by buttons and forms; others see how it stands."""
    page = page_of(browser, workspace, "ana")
    shoot = numbered(page, pictures)
    for step in STEPS:
        step(page, shoot)
    others_see(browser, workspace, pictures)
    on_a_phone(browser, workspace, pictures)
    page.close()


def others_see(browser: Browser, url: str, pictures: Path) -> None:
    """The one who was given a role, and the manager, who reads what was written for her."""
    ben = page_of(browser, url, "ben")
    place(ben, "Tocsin").click()
    expect(log(ben)).to_contain_text("The post-mortem of INC-1 is yours to write")
    ben.screenshot(path=pictures / "journey-ml-owner.png")
    ben.close()

    manager = page_of(browser, url, "dee", channel="incidents")
    expect(message(manager, "Search results look wrong on mobile").last).to_contain_text("Closed")
    run_command(manager, "/incident list all")
    expect(log(manager).locator("article.ephemeral")).to_contain_text("INC-1")
    manager.screenshot(path=pictures / "journey-manager.png")
    place(manager, "Tocsin").click()
    expect(log(manager)).to_contain_text("Impact: Mobile ranking is worse for everyone")
    manager.screenshot(path=pictures / "journey-manager-told.png")
    manager.close()


def on_a_phone(browser: Browser, url: str, pictures: Path) -> None:
    """In the dark, on a phone: nothing is too wide, and no answer is longer than two screens."""
    phone = page_of(browser, url, "ana", channel=ROOM, dark=True, phone=True)

    def look(name: str) -> None:
        expect_still(phone)
        assert too_high(phone) == {}, heights(phone)
        phone.screenshot(path=pictures / f"journey-phone-dark-{name}.png")

    expect(log(phone)).to_contain_text("Post-mortem: completed")
    look("room")
    for command, says in review.ASKED:
        run_command(phone, f"/incident {command}")
        expect(log(phone).locator("article.ephemeral").last).to_contain_text(says)
        look(command.split()[0])
    review.panel(phone).locator("select[data-action-id=write_section]").select_option(label="What was hard")
    expect(modal(phone).get_by_role("heading", name="What was hard")).to_be_visible()
    look("section")
    phone.keyboard.press("Escape")
    expect(modal(phone)).to_have_count(0)
    phone.locator("[data-do=pins]").click()
    phone.locator(".pin-row").click()
    expect(log(phone).locator(".pinned")).to_be_in_viewport()
    look("card")
    run_command(phone, "/incident declare Again")
    expect(modal(phone)).to_be_visible()
    look("declare")
    phone.close()
