"""The README's first incident, clicked in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.pictures import (
    QUIET,
    ROOT,
    chromium,
    demo,
    fill,
    first_incident,
    page_of,
    run_command,
    submit,
)

ARTEFACTS = ROOT / ".artefacts"


def last_steps(page: Page, pictures: Path) -> None:
    """Give a role, note, move on, close, and have the post-mortem written."""
    log = page.locator("[role=log]")
    run_command(page, "/incident assign ml_owner @ben")
    expect(log).to_contain_text("ML Owner")
    run_command(page, "/incident note Latency is flat, conversion is down 3 %")
    expect(log).to_contain_text("Latency is flat, conversion")
    run_command(page, "/incident phase verify Conversion is back")
    expect(log).to_contain_text("Verify")
    run_command(page, "/incident close")
    expect(page.locator("dialog.modal")).to_be_visible()
    fill(page, "verified", "Conversion is back at the level of last week, for an hour.")
    submit(page)
    expect(log).to_contain_text("INC-1 is closed")
    page.locator("[data-action-id=write_postmortem]").last.click()
    expect(log.locator("[data-file-id]")).to_be_visible()
    page.screenshot(path=pictures / "closed.png")


def test_newcomer() -> None:
    """A newcomer goes by the README from the declaration to the post-mortem, and a manager sees how it stands."""
    try:
        executable = chromium()
    except FileNotFoundError as missing:
        pytest.skip(f"no browser here: {missing}")
    pictures = Path(ARTEFACTS)
    pictures.mkdir(exist_ok=True)
    with demo(0, 0) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=QUIET)
        page = page_of(browser, url, "ana")
        first_incident(page, pictures)
        last_steps(page, pictures)
        manager = page_of(browser, url, "dee", channel="incidents")
        expect(manager.locator("[role=log]")).to_contain_text("Search results look wrong on mobile")
        expect(manager.locator("[role=log]")).to_contain_text("Closed")
        manager.screenshot(path=pictures / "manager.png")
        browser.close()
