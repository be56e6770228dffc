"""The README's first incident, clicked in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.pictures import QUIET, ROOT, chromium, demo, first_incident, page_of

ARTEFACTS = ROOT / ".artefacts"


def test_newcomer() -> None:
    """A newcomer declares, commands, decides and updates by clicking, and a manager sees the announcement."""
    try:
        executable = chromium()
    except FileNotFoundError as missing:
        pytest.skip(f"no browser here: {missing}")
    pictures = Path(ARTEFACTS)
    pictures.mkdir(exist_ok=True)
    with demo(0, 0) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=QUIET)
        first_incident(page_of(browser, url, "ana"), pictures)
        manager = page_of(browser, url, "dee", channel="incidents")
        expect(manager.locator("[role=log]")).to_contain_text("Search results look wrong on mobile")
        expect(manager.locator("[role=log]")).to_contain_text("Ana Ferreira")
        manager.screenshot(path=pictures / "manager.png")
        browser.close()
