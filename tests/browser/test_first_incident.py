"""The README's first incident, clicked in a real browser from the declaration to the post-mortem."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import demo, expect_still, log, message, modal, page_of, place, run_command
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
)


@pytest.fixture
def workspace(browser: Browser) -> Iterator[str]:
    """The address of a demo on free ports."""
    with demo(0, 0) as url:
        yield url


def numbered(page: Page, pictures: Path) -> Shoot:
    """Takes pictures in the order of the story."""
    taken: list[str] = []

    def shoot(name: str) -> None:
        taken.append(name)
        page.screenshot(path=pictures / f"journey-{len(taken):02}-{name}.png")

    return shoot


def test_newcomer(workspace: str, browser: Browser, pictures: Path) -> None:
    """A newcomer goes from the declaration to the post-mortem by buttons and forms, and others see how it stands."""
    page = page_of(browser, workspace, "ana")
    shoot = numbered(page, pictures)
    for step in STEPS:
        step(page, shoot)
    others_see(browser, workspace, pictures)
    page.close()


def others_see(browser: Browser, url: str, pictures: Path) -> None:
    """The one who was given a role, the manager, and somebody on a phone in the dark."""
    ben = page_of(browser, url, "ben")
    place(ben, "Tocsin").click()
    expect(log(ben)).to_contain_text("ML Owner")
    ben.screenshot(path=pictures / "journey-ml-owner.png")
    ben.close()

    manager = page_of(browser, url, "dee", channel="incidents")
    expect(message(manager, "Search results look wrong on mobile").last).to_contain_text("Closed")
    run_command(manager, "/incident list all")
    expect(log(manager).locator("article.ephemeral")).to_contain_text("INC-1")
    manager.screenshot(path=pictures / "journey-manager.png")
    manager.close()

    phone = page_of(browser, url, "ana", channel=ROOM, dark=True, phone=True)
    expect(log(phone)).to_contain_text("INC-1 is closed")
    expect_still(phone)
    phone.screenshot(path=pictures / "journey-phone-dark.png")
    phone.locator("[data-do=pins]").click()
    phone.locator(".pin-row").click()
    expect(log(phone).locator(".pinned")).to_be_in_viewport()
    phone.screenshot(path=pictures / "journey-phone-dark-card.png")
    run_command(phone, "/incident declare Again")
    expect(modal(phone)).to_be_visible()
    expect_still(phone)
    phone.screenshot(path=pictures / "journey-phone-dark-declare.png")
    phone.close()
